"""Bounds of periods by the calendar, in the meter's normal time.

Source: DLMS protocol 5512-1424 D1, page 20 (each day, each Monday, each 1st at 00:00:00); data sheet, Z6 and
Z7 (stop day, interval and first month of debiting periods).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from enfas.meter.periods import NEVER
from enfas.timebase import US_PER_DAY, civil, from_civil

if TYPE_CHECKING:
    from enfas.catalog.codes.values import BillingPeriod
    from enfas.meter.clock import Clock

__all__ = ["billing_bounds", "interval_bounds"]

_MONTHS = 12
_MONDAY = 4 * US_PER_DAY  # 1970-01-05


def billing_bounds(clock: Clock, instant_us: int, period: BillingPeriod | None, day: int) -> tuple[int, int]:
    """The last debiting stop that is not after an instant of the clock, and the next after it. [µs]

    Args:
        clock: The meter's clock.
        instant_us: The instant. [µs]
        period: Every how many months a stop falls, and in which month (Z7); None: none does, and the instant
            itself stands for the last.
        day: The day of the month, at 00:00 (Z6).
    """
    if period is None:
        return instant_us, NEVER
    return _months(clock, instant_us, period.every_months, period.first_month, day)


def interval_bounds(clock: Clock, instant_us: int, interval: str) -> tuple[int, int]:
    """The last bound of days, weeks or months that is not after an instant, and the next after it. [µs]"""
    if interval == "month":
        return _months(clock, instant_us, 1, 1, 1)
    length_us, start_us = (7 * US_PER_DAY, _MONDAY) if interval == "week" else (US_PER_DAY, 0)
    offset_us = clock.normal_offset_us
    normal_us = instant_us + offset_us
    last_us = normal_us - (normal_us - start_us) % length_us - offset_us
    return last_us, last_us + length_us


def _months(clock: Clock, instant_us: int, every: int, first: int, day: int) -> tuple[int, int]:
    normal_us = instant_us + clock.normal_offset_us
    now = civil(normal_us)
    month = now.year * _MONTHS + now.month - 1
    month -= (month - (first - 1)) % every
    if _of_month(month, day) > normal_us:
        month -= every
    last_us, next_us = _of_month(month, day), _of_month(month + every, day)
    return last_us - clock.normal_offset_us, next_us - clock.normal_offset_us


def _of_month(month: int, day: int) -> int:
    """A day's beginning; months are counted from the year 0."""
    return from_civil(month // _MONTHS, month % _MONTHS + 1, day)
