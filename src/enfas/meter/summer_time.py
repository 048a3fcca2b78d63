"""Summer time of the European Union, in integers.

It begins and ends at 01:00 UTC on the last Sunday of March and of October, everywhere at once.

Source: Directive 2000/84/EC, articles 2 and 3.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from enfas.timebase import US_PER_DAY, US_PER_HOUR, days_from_civil, weekday

__all__ = ["SUMMER_ADVANCE_MIN", "is_summer", "summer_bounds"]

SUMMER_ADVANCE_MIN: Final = 60
"""How far summer time is ahead of normal time. [min]"""

_DAYS_PER_YEAR: Final = 365.2425


def _last_sunday(year: int, month: int) -> int:
    """Day number of the last Sunday of March or October, months of 31 days."""
    last = days_from_civil(year, month, 31)
    return last - weekday(last) % 7


@lru_cache(maxsize=64)
def summer_bounds(year: int) -> tuple[int, int]:
    """When summer time begins and ends in a year. [µs]"""
    return (
        _last_sunday(year, 3) * US_PER_DAY + US_PER_HOUR,
        _last_sunday(year, 10) * US_PER_DAY + US_PER_HOUR,
    )


def is_summer(instant_us: int) -> bool:
    """Whether summer time is in force at an instant."""
    # the year is taken from the middle of its days, far from where the rule looks
    year = 1970 + int(instant_us // US_PER_DAY / _DAYS_PER_YEAR)
    begins_us, ends_us = summer_bounds(year)
    return begins_us <= instant_us < ends_us
