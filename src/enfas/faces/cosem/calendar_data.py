"""Calendars on the wire: seasons, weeks, day profiles and special days, encoded and decoded.

A season begins each year, at midnight of a date; its other fields are left open. A switch runs a script of
the tariffs' table. What cannot be said so is refused: a `TypeError` for data of the wrong form, a
`CommandRefused` for a value that the meter does not take.

Source: DLMS UA Blue Book (IEC 62056-6-2), class_id 20 (season, week_profile, day_profile) and 11
(spec_day_entry).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, TypeVar

from enfas.catalog.calendar import HOLIDAY, Calendar, DayProfile, SeasonStart, SpecialDay, Switch, Week
from enfas.catalog.names import TARIFF_SCRIPTS
from enfas.catalog.stamp import STAMP_BYTES
from enfas.errors import CommandRefused
from enfas.meter.activity_calendar import Entry
from enfas.protocols.dlms import axdr
from enfas.protocols.dlms.axdr import Data, Tag
from enfas.timebase import days_from_civil, weekday

__all__ = [
    "decode_days",
    "decode_entries",
    "decode_entry",
    "decode_seasons",
    "decode_weeks",
    "encode_days",
    "encode_entries",
    "encode_seasons",
    "encode_weeks",
    "octets_of",
]

_Item = TypeVar("_Item")
_ANY_YEAR: Final = b"\xff\xff"
_ANY: Final = 0xFF
_OPEN: Final = (0, _ANY)
_DAYS: Final = 7


def octets_of(data: Data, length: int | None = None) -> bytes:
    """An octet string, of a length if one is given; a date or time of its own type is one too.

    Raises:
        TypeError: It is none.
    """
    if data.tag not in (Tag.OCTETS, Tag.DATE_TIME, Tag.DATE, Tag.TIME) or not isinstance(data.value, bytes):
        raise TypeError
    if length is not None and len(data.value) != length:
        raise TypeError
    return data.value


def _integer(data: Data, tag: Tag) -> int:
    if data.tag is not tag or not isinstance(data.value, int):
        raise TypeError
    return data.value


def _parts(data: Data, tag: Tag, count: int | None = None) -> tuple[Data, ...]:
    if data.tag is not tag or not isinstance(data.value, tuple) or count not in (None, len(data.value)):
        raise TypeError
    return data.value


def _items(data: Data, decode: Callable[[Data], _Item]) -> tuple[_Item, ...]:
    return tuple(decode(part) for part in _parts(data, Tag.ARRAY))


# Seasons.


def encode_seasons(calendar: Calendar) -> bytes:
    """The season profile of a calendar."""
    return axdr.array(
        [
            axdr.structure(
                axdr.octets(start.name),
                axdr.octets(_ANY_YEAR + bytes((start.month, start.day, _ANY, 0, 0, 0, 0, 0x80, 0, 0))),
                axdr.octets(start.week),
            )
            for start in calendar.seasons
        ]
    )


def decode_seasons(data: Data) -> tuple[SeasonStart, ...]:
    """The seasons of a season profile."""
    return _items(data, _season)


def _season(data: Data) -> SeasonStart:
    name, start, week = _parts(data, Tag.STRUCTURE, 3)
    at = octets_of(start, STAMP_BYTES)
    if at[:2] != _ANY_YEAR or at[4] != _ANY or any(octet not in _OPEN for octet in at[5:9]):
        raise CommandRefused(
            "a season begins each year at midnight of a date: year and weekday are left open"
        )
    return SeasonStart(octets_of(name), at[2], at[3], octets_of(week))


# Weeks.


def encode_weeks(calendar: Calendar) -> bytes:
    """The week profile table of a calendar."""
    return axdr.array(
        [axdr.structure(axdr.octets(week.name), *map(axdr.u8, week.days)) for week in calendar.weeks]
    )


def decode_weeks(data: Data) -> tuple[Week, ...]:
    """The weeks of a week profile table; a holiday is as their Sunday."""
    return _items(data, _week)


def _week(data: Data) -> Week:
    name, *days = _parts(data, Tag.STRUCTURE, 1 + _DAYS)
    numbers = tuple(_integer(day, Tag.U8) for day in days)
    return Week(octets_of(name), numbers, numbers[-1])


# Day profiles.


def encode_days(calendar: Calendar) -> bytes:
    """The day profile table of a calendar."""
    return axdr.array(
        [
            axdr.structure(
                axdr.u8(day.number), axdr.array([_encode_switch(switch) for switch in day.switches])
            )
            for day in calendar.days
        ]
    )


def _encode_switch(switch: Switch) -> bytes:
    time = bytes((*divmod(switch.minute, 60), 0, 0))
    return axdr.structure(axdr.octets(time), axdr.octets(TARIFF_SCRIPTS), axdr.u16(switch.value))


def decode_days(data: Data) -> tuple[DayProfile, ...]:
    """The day profiles of a day profile table."""
    return _items(data, _day)


def _day(data: Data) -> DayProfile:
    number, switches = _parts(data, Tag.STRUCTURE, 2)
    return DayProfile(_integer(number, Tag.U8), _items(switches, _switch))


def _switch(data: Data) -> Switch:
    time, table, script = _parts(data, Tag.STRUCTURE, 3)
    hour, minute, *rest = octets_of(time, 4)
    if hour > 23 or minute > 59 or any(octet not in _OPEN for octet in rest):
        raise CommandRefused("a switch is at a minute of the day")
    if octets_of(table, 6) != TARIFF_SCRIPTS:
        raise CommandRefused(f"a switch runs a script of {TARIFF_SCRIPTS}")
    return Switch(hour * 60 + minute, _integer(script, Tag.U16))


# Special days.


def encode_entries(entries: tuple[Entry, ...], number_of: Callable[[SpecialDay], int]) -> bytes:
    """The entries of a special days table.

    Args:
        entries: The special days.
        number_of: What tells the day profile of a special day.
    """
    return axdr.array(
        [
            axdr.structure(
                axdr.u16(entry.index), axdr.octets(_encode_date(entry.day)), axdr.u8(number_of(entry.day))
            )
            for entry in entries
        ]
    )


def _encode_date(day: SpecialDay) -> bytes:
    if day.year is None:
        return _ANY_YEAR + bytes((day.month, day.day, _ANY))
    number = days_from_civil(day.year, day.month, day.day)
    return day.year.to_bytes(2, "big") + bytes((day.month, day.day, weekday(number)))


def decode_entries(data: Data) -> tuple[Entry, ...]:
    """The special days of a table."""
    return _items(data, decode_entry)


def decode_entry(data: Data) -> Entry:
    """One special day: a date, or one that comes every year."""
    index, date, number = _parts(data, Tag.STRUCTURE, 3)
    at, profile = octets_of(date, 5), _integer(number, Tag.U8)
    year = None if at[:2] == _ANY_YEAR else int.from_bytes(at[:2], "big")
    month, day, of_week = at[2:]
    if of_week != _ANY and (year is None or not _is_weekday(year, month, day, of_week)):
        raise CommandRefused("a special day is a date, of one year or of every year, and on its own weekday")
    return Entry(
        _integer(index, Tag.U16), SpecialDay(year, month, day, None if profile == HOLIDAY else profile)
    )


def _is_weekday(year: int, month: int, day: int, of_week: int) -> bool:
    return 1 <= month <= 12 and weekday(days_from_civil(year, month, day)) == of_week
