"""When running out of credit cuts nothing off: non-working days, and a time slot, by local time.

Source: technical description 5512-1235 D1, "Prepayment" (exceptions). The slot's bounds are times of day as
digits, hhmmss, as the maker's registers hold times; a slot whose bounds are equal is none, one that ends
before it starts goes over midnight.
"""

from __future__ import annotations

from typing import Final, NamedTuple

from enfas.catalog.calendar import DayType
from enfas.catalog.tables.working_days import CalendarTable, day_type
from enfas.meter.clock import Clock
from enfas.timebase import US_PER_DAY, US_PER_HOUR, US_PER_MIN, US_PER_S

__all__ = ["TimeSlot", "is_excused", "is_time_of_day", "next_change_us"]

_DST_CHANGE_US: Final = US_PER_HOUR  # 01:00 UTC, when the European Union changes


class TimeSlot(NamedTuple):
    """A slot of each day: from its start to before its end. [hhmmss]"""

    start: int
    end: int

    @property
    def bounds_us(self) -> tuple[int, int]:
        """Its bounds after midnight. [µs]"""
        return _of_day_us(self.start), _of_day_us(self.end)

    def holds(self, of_day_us: int) -> bool:
        """Whether a time of day lies in it. [µs]"""
        start_us, end_us = self.bounds_us
        if start_us <= end_us:
            return start_us <= of_day_us < end_us
        return of_day_us >= start_us or of_day_us < end_us


def is_time_of_day(digits: int) -> bool:
    """Whether digits hhmmss are a time of day."""
    hours, rest = divmod(digits, 10_000)
    return 0 <= hours < 24 and rest // 100 < 60 and rest % 100 < 60


def _of_day_us(digits: int) -> int:
    return (digits // 10_000 * 3600 + digits // 100 % 100 * 60 + digits % 100) * US_PER_S


def _local_us(clock: Clock) -> int:
    return clock.now_us + clock.deviation_min * US_PER_MIN


def is_excused(clock: Clock, slot: TimeSlot, days: CalendarTable | None = None) -> bool:
    """Whether nothing is cut off now; which days are working days says the calendar (Z20)."""
    day, of_day_us = divmod(_local_us(clock), US_PER_DAY)
    return day_type(days, day) is not DayType.WORKING or slot.holds(of_day_us)


def next_change_us(clock: Clock, slot: TimeSlot) -> int:
    """The next instant at which that may change, by the meter's clock. [µs]"""
    local_us, now_us = _local_us(clock), clock.now_us
    midnight_us = local_us - local_us % US_PER_DAY
    bounds = [midnight_us + at_us for at_us in (0, *slot.bounds_us)]
    nexts = [bound if bound > local_us else bound + US_PER_DAY for bound in bounds]
    change_us = now_us - now_us % US_PER_DAY + _DST_CHANGE_US
    return min(min(nexts) - (local_us - now_us), change_us if change_us > now_us else change_us + US_PER_DAY)
