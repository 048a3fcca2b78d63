"""A calendar compiled: what holds at a minute of local time, and when that may change.

Compiled once for all meters that have the same calendar. What holds is a function of the clock's local time
alone: a switch in the hour that summer time leaves out is made when the clock jumps over it, one in the hour
that comes twice is made twice, and what held before it comes back in between.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Final, NamedTuple

from enfas.catalog.calendar import MINUTES_PER_DAY, Calendar, DayProfile, SpecialDay
from enfas.meter.summer_time import summer_bounds
from enfas.timebase import US_PER_DAY, US_PER_MIN, civil

if TYPE_CHECKING:
    from enfas.meter.clock import Clock

__all__ = ["Now", "Schedule", "compiled"]

_HOLIDAY: Final = -1
_SHARED: Final = 64


class Now(NamedTuple):
    """What holds at present.

    Attributes:
        value: What is switched to.
        season: Place of the season profile in force, from 1.
        until_us: The next instant of the meter's clock at which something may change. [µs]
    """

    value: int
    season: int
    until_us: int


class Schedule:
    """A calendar that can be asked.

    Args:
        calendar: A calendar that was checked.
        special_days: Its special days; one with a day profile that the calendar lacks is a day like others.
    """

    __slots__ = ("_dates", "_every_year", "_profiles", "_starts", "_weeks")

    def __init__(self, calendar: Calendar, special_days: tuple[SpecialDay, ...]) -> None:
        self._profiles: Mapping[int, DayProfile] = {day.number: day for day in calendar.days}
        places = {week.name: place for place, week in enumerate(calendar.weeks)}
        starts = sorted(calendar.seasons, key=lambda start: (start.month, start.day))
        self._starts = [(start.month, start.day) for start in starts]
        self._weeks = [(1 + places[start.week], calendar.weeks[places[start.week]]) for start in starts]
        named = [
            (day, _HOLIDAY if day.profile is None else day.profile)
            for day in special_days
            if day.profile is None or day.profile in self._profiles
        ]
        self._dates = {(day.year, day.month, day.day): n for day, n in named if day.year is not None}
        self._every_year = {(day.month, day.day): n for day, n in named if day.year is None}

    def day(self, day: int) -> tuple[int, DayProfile]:
        """The place of the season profile, from 1, and the day profile of a day number since 1970-01-01."""
        at = civil(day * US_PER_DAY)
        date = at.month, at.day
        # before the year's first season begins, the last one of the year before goes on
        season, week = self._weeks[bisect_right(self._starts, date) - 1]
        number = self._dates.get((at.year, *date), self._every_year.get(date))
        if number is None:
            number = week.days[at.weekday - 1]
        elif number == _HOLIDAY:
            number = week.holiday
        return season, self._profiles[number]

    def now(self, clock: Clock) -> Now:
        """What holds by a clock."""
        now_us = clock.now_us
        ahead_us = clock.deviation_min * US_PER_MIN
        day, of_day_us = divmod(now_us + ahead_us, US_PER_DAY)
        minute = of_day_us // US_PER_MIN
        season, profile = self.day(day)
        value, until = 0, MINUTES_PER_DAY
        for switch in profile.switches:
            if switch.minute > minute:
                until = switch.minute
                break
            value = switch.value
        until_us = day * US_PER_DAY + until * US_PER_MIN - ahead_us
        if clock.state.summer_time:
            for turn_us in summer_bounds(civil(now_us).year):
                if now_us < turn_us < until_us:
                    until_us = turn_us
        return Now(value, season, until_us)


@lru_cache(maxsize=_SHARED)
def compiled(calendar: Calendar, special_days: tuple[SpecialDay, ...]) -> Schedule:
    """The schedule of a calendar, shared by all meters that have the same."""
    return Schedule(calendar, special_days)
