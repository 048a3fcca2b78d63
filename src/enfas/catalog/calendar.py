"""A calendar: which day profile holds on which day, and what is switched when in it.

One form for all that goes by local time of the week and the year: the tariff tables (Z13), load control
(Z14), and calendars written over the wire. It is the standard's: seasons begin on dates, a season has a week,
a week has day profiles, a day profile switches values at minutes; special days have a day profile of their
own. The exception days of Z20 are special days with the holiday of the week that is in force.

Bounds: technical description 5512-1235 D1 (4 season profiles, 8 season changes a year, 3 day types, 10
switches a day to the minute, 200 exception days up to 20 years ahead). Source of the form: DLMS UA Blue Book
(IEC 62056-6-2), class_id 20 and 11.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import IntEnum
from typing import Final

import msgspec

from enfas.errors import ConfigurationError
from enfas.timebase import civil, days_from_civil

__all__ = [
    "HOLIDAY",
    "MINUTES_PER_DAY",
    "MOST_SPECIAL_DAYS",
    "MOST_YEARS_AHEAD",
    "Calendar",
    "DayProfile",
    "DayType",
    "SeasonStart",
    "SpecialDay",
    "Switch",
    "Week",
    "check_calendar",
    "check_parts",
    "check_special_days",
]

MINUTES_PER_DAY: Final = 24 * 60
MOST_SPECIAL_DAYS: Final = 200
MOST_YEARS_AHEAD: Final = 20
HOLIDAY: Final = 255
"""What stands on the wire for the holiday of the week in force: no day profile has that number."""

_MOST_STARTS: Final = 8
_MOST_WEEKS: Final = 4
_MOST_DAYS: Final = 12
_MOST_SWITCHES: Final = 10
_MOST_NAME: Final = 32
_DAYS_OF_MONTH: Final = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_YEARS: Final = range(2000, 2100)


class DayType(IntEnum):
    """What kind of day a day is."""

    WORKING = 0
    NON_WORKING = 1
    HOLIDAY = 2


class Switch(msgspec.Struct, frozen=True, array_like=True):
    """A value that holds from a minute of the day on.

    Attributes:
        minute: Since local midnight. [min]
        value: A tariff, or the state of a relay.
    """

    minute: int
    value: int


class DayProfile(msgspec.Struct, frozen=True, array_like=True):
    """What is switched on a day.

    Attributes:
        number: By which weeks and special days name it.
        switches: In order, the first at midnight.
    """

    number: int
    switches: tuple[Switch, ...]


class Week(msgspec.Struct, frozen=True, array_like=True):
    """The day profiles of a week.

    Attributes:
        name: By which seasons name it.
        days: Numbers of the day profiles of Monday to Sunday.
        holiday: Number of that of a holiday.
    """

    name: bytes
    days: tuple[int, ...]
    holiday: int


class SeasonStart(msgspec.Struct, frozen=True, array_like=True):
    """A date, each year, from which on a week holds.

    Attributes:
        name: The season's.
        month: 1 to 12.
        day: Of the month.
        week: Name of the week.
    """

    name: bytes
    month: int
    day: int
    week: bytes


class SpecialDay(msgspec.Struct, frozen=True, array_like=True):
    """A day that is not what its weekday says.

    Attributes:
        year: None: every year.
        month: 1 to 12.
        day: Of the month.
        profile: Number of its day profile; None: the holiday of the week in force.
    """

    year: int | None
    month: int
    day: int
    profile: int | None = None


class Calendar(msgspec.Struct, frozen=True, array_like=True):
    """A calendar, without its special days.

    Attributes:
        name: What it is called.
        seasons: When which week begins; in any order.
        weeks: The weeks that there are.
        days: The day profiles that there are.
    """

    name: bytes
    seasons: tuple[SeasonStart, ...]
    weeks: tuple[Week, ...]
    days: tuple[DayProfile, ...]


def check_calendar(calendar: Calendar, values: range) -> None:
    """Refuse a calendar that cannot be.

    Args:
        calendar: The calendar.
        values: What can be switched to.

    Raises:
        ConfigurationError: It has too much or too little, names what it does not have, or contradicts itself.
    """
    check_parts(calendar, values, least=1)
    names = [week.name for week in calendar.weeks]
    for start in calendar.seasons:
        if start.week not in names:
            raise ConfigurationError(f"there is no season profile {_text(start.week)!r}")
    numbers = {day.number for day in calendar.days}
    for week in calendar.weeks:
        for number in (*week.days, week.holiday):
            if number not in numbers:
                raise ConfigurationError(f"season profile {_text(week.name)!r}: no day profile {number}")


def check_parts(calendar: Calendar, values: range, least: int = 0) -> None:
    """Refuse a calendar that no further part could make whole.

    Args:
        calendar: The calendar.
        values: What can be switched to.
        least: How many season changes, season profiles and day profiles there are at least.

    Raises:
        ConfigurationError: One of its seasons, weeks or days cannot be, or there are too many.
    """
    for name in (calendar.name, *(week.name for week in calendar.weeks), *(s.name for s in calendar.seasons)):
        if len(name) > _MOST_NAME:
            raise ConfigurationError(f"a name has at most {_MOST_NAME} octets, not {len(name)}")
    _check_count("season change", "a year", calendar.seasons, _MOST_STARTS, least)
    _check_count("season profile", "in all", calendar.weeks, _MOST_WEEKS, least)
    _check_count("day profile", "in all", calendar.days, _MOST_DAYS, least)
    _check_different("season profile", [week.name for week in calendar.weeks])
    _check_different("day profile", [day.number for day in calendar.days])
    _check_different("season change", [(start.month, start.day) for start in calendar.seasons])
    for start in calendar.seasons:
        _check_date(None, start.month, start.day)
        if (start.month, start.day) == (2, 29):
            raise ConfigurationError("a season cannot begin on 29 February: most years have none")
    for week in calendar.weeks:
        if len(week.days) != 7:
            raise ConfigurationError(f"a week has 7 days, not {len(week.days)}")
    for day in calendar.days:
        _check_day(day, values)


def _check_day(day: DayProfile, values: range) -> None:
    if not 0 <= day.number < HOLIDAY:
        raise ConfigurationError(f"the number of a day profile is 0 to {HOLIDAY - 1}, not {day.number}")
    _check_count("switch", "a day", day.switches, _MOST_SWITCHES, 1)
    before = -1
    for switch in day.switches:
        if not before < switch.minute < MINUTES_PER_DAY:
            raise ConfigurationError("the switches of a day follow one another, from 00:00 to 23:59")
        if switch.value not in values:
            raise ConfigurationError(
                f"a switch goes to {values.start} to {values.stop - 1}, not to {switch.value}"
            )
        before = switch.minute
    if day.switches[0].minute:
        raise ConfigurationError("the first switch of a day is at 00:00")


def check_special_days(days: tuple[SpecialDay, ...]) -> None:
    """Refuse special days that cannot be.

    Raises:
        ConfigurationError: Too many, one twice, one that is no date, or over more than 20 years.
    """
    if len(days) > MOST_SPECIAL_DAYS:
        raise ConfigurationError(
            f"a calendar has at most {MOST_SPECIAL_DAYS} exception days, not {len(days)}"
        )
    for day in days:
        _check_date(day.year, day.month, day.day)
    _check_different("exception day", [(day.year, day.month, day.day) for day in days])
    years = [day.year for day in days if day.year is not None]
    if years and max(years) - min(years) > MOST_YEARS_AHEAD:
        raise ConfigurationError(
            f"exception days reach {MOST_YEARS_AHEAD} years ahead, not from {min(years)} to {max(years)}"
        )


def _check_date(year: int | None, month: int, day: int) -> None:
    text = f"{'' if year is None else f'{year}-'}{month:02d}-{day:02d}"
    if not (1 <= month <= 12 and 1 <= day <= _DAYS_OF_MONTH[month - 1]):
        raise ConfigurationError(f"{text} is no date")
    if year is not None and year not in _YEARS:
        raise ConfigurationError(f"{text}: years are 2000 to 2099")
    if year is not None and civil(days_from_civil(year, month, day) * 86_400_000_000).day != day:
        raise ConfigurationError(f"{text} is no date")


def _check_count(what: str, where: str, items: tuple[object, ...], most: int, least: int) -> None:
    if not least <= len(items) <= most:
        plural = f"{what}es" if what.endswith("ch") else f"{what}s"
        raise ConfigurationError(f"there are {least} to {most} {plural} {where}, not {len(items)}")


def _check_different(what: str, keys: Iterable[object]) -> None:
    seen: set[object] = set()
    for key in keys:
        if key in seen:
            shown = _text(key) if isinstance(key, bytes) else key
            raise ConfigurationError(f"two {what}s are the same: {shown}")
        seen.add(key)


def _text(name: bytes) -> str:
    return name.decode("latin-1")
