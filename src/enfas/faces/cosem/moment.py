"""Date-times as clients write them: to instants, with what they leave open filled in.

Local time is UTC plus the zone's offset, and an hour more in summer; a COSEM deviation is the other way
round, UTC less local time. Without a deviation the time is the meter's local time, in summer time where its
status says so, or, with no status either, where the calendar does: the hour that comes twice in autumn is
then both.

Source: DLMS UA Blue Book (IEC 62056-6-2), date-time format and its wildcards.
"""

from __future__ import annotations

import struct
from typing import Final, NamedTuple

from enfas.catalog.stamp import STAMP_BYTES, SUMMER, encode_stamp
from enfas.meter.clock import Clock
from enfas.meter.summer_time import SUMMER_ADVANCE_MIN, is_summer
from enfas.protocols.dlms.axdr import Data, Tag
from enfas.timebase import US_PER_DAY, US_PER_MIN, US_PER_S, days_from_civil, from_civil

__all__ = ["encode_local", "exact", "first_instant", "last_instant"]

_FIELDS: Final = struct.Struct(">HBBBBBBBhB")
_ANY_YEAR: Final = 0xFFFF
_ANY: Final = 0xFF
_LAST_DAY, _SECOND_LAST_DAY = 0xFE, 0xFD
_NO_DEVIATION: Final = -0x8000
_NO_STATUS: Final = 0xFF
_EARLIEST_US: Final = from_civil(1, 1, 1)
_LATEST_US: Final = from_civil(9999, 12, 31, 23, 59, 59)
_HUNDREDTH_US: Final = 10_000
_MOST_DEVIATION_MIN: Final = 840


class _Fields(NamedTuple):
    year: int
    month: int
    day: int
    weekday: int
    hour: int
    minute: int
    second: int
    hundredths: int
    deviation: int
    status: int


def exact(data: Data, clock: Clock) -> int:
    """The instant that a whole date-time means, the first of two. [µs]

    Raises:
        ValueError: It is none, or leaves more open than weekday, hundredths and deviation.
    """
    fields = _fields(data)
    if _ANY in (fields.month, fields.day, fields.hour, fields.minute, fields.second):
        raise ValueError("the date-time is not whole")
    return _instants(fields, clock)[0]


def first_instant(data: Data, clock: Clock) -> int:
    """The first instant, to the second, that a date-time may mean. [µs]

    Raises:
        ValueError: It is none.
    """
    fields = _fields(data)
    if fields.year == _ANY_YEAR:
        return _EARLIEST_US
    first_us = _instants(_filled(fields, 1, 1, (0, 0, 0)), clock)[0]
    return -(-first_us // US_PER_S) * US_PER_S


def last_instant(data: Data, clock: Clock) -> int:
    """The last instant, to the second, that a date-time may mean. [µs]

    Raises:
        ValueError: It is none.
    """
    fields = _fields(data)
    if fields.year == _ANY_YEAR:
        return _LATEST_US
    return _instants(_filled(fields, 12, _LAST_DAY, (23, 59, 59)), clock)[1]


def encode_local(clock: Clock) -> bytes:
    """The present as the clock object tells it: local time, with its deviation."""
    deviation_min = clock.deviation_min
    stamp = encode_stamp(clock.now_us + deviation_min * US_PER_MIN, clock.status)
    return stamp[:9] + (-deviation_min).to_bytes(2, "big", signed=True) + stamp[11:]


def _fields(data: Data) -> _Fields:
    if data.tag not in (Tag.OCTETS, Tag.DATE_TIME) or not isinstance(data.value, bytes):
        raise ValueError(f"{data.tag.name} is no date-time")
    if len(data.value) != STAMP_BYTES:
        raise ValueError(f"a date-time has {STAMP_BYTES} octets, not {len(data.value)}")
    return _Fields(*_FIELDS.unpack(data.value))


def _filled(fields: _Fields, month: int, day: int, time: tuple[int, int, int]) -> _Fields:
    """The fields with what is left open filled in."""
    given = (fields.hour, fields.minute, fields.second)
    hour, minute, second = (own if own != _ANY else open_ for own, open_ in zip(given, time, strict=True))
    return fields._replace(
        month=month if fields.month == _ANY else fields.month,
        day=day if fields.day == _ANY else fields.day,
        hour=hour,
        minute=minute,
        second=second,
    )


def _instants(fields: _Fields, clock: Clock) -> tuple[int, int]:
    """The first and the last instant that whole fields may mean."""
    local_us = _local_us(fields)
    if fields.deviation != _NO_DEVIATION:
        if abs(fields.deviation) > _MOST_DEVIATION_MIN:
            raise ValueError(f"a deviation of {fields.deviation} min cannot be")
        instant_us = local_us + fields.deviation * US_PER_MIN
        return instant_us, instant_us
    normal_us = local_us - clock.normal_offset_us
    summer_us = normal_us - SUMMER_ADVANCE_MIN * US_PER_MIN
    if fields.status != _NO_STATUS:
        in_summer = bool(fields.status & SUMMER)
        in_normal_time = not in_summer
    else:
        in_summer = clock.state.summer_time and is_summer(summer_us)
        in_normal_time = not in_summer or not is_summer(normal_us)
    return summer_us if in_summer else normal_us, normal_us if in_normal_time else summer_us


def _local_us(fields: _Fields) -> int:
    if not (1 <= fields.month <= 12 and fields.hour < 24 and fields.minute < 60 and fields.second < 60):
        raise ValueError("a date-time has a field that cannot be")
    if not 1 <= fields.year <= 9999:
        raise ValueError(f"the year {fields.year} is outside 1 to 9999")
    first = days_from_civil(fields.year, fields.month, 1)
    length = days_from_civil(fields.year + fields.month // 12, fields.month % 12 + 1, 1) - first
    day = {_LAST_DAY: length, _SECOND_LAST_DAY: length - 1}.get(fields.day, fields.day)
    if not 1 <= day <= length:
        raise ValueError(f"the month {fields.month} has no day {fields.day}")
    hundredths = 0 if fields.hundredths == _ANY else min(fields.hundredths, 99)
    time_us = from_civil(1970, 1, 1, fields.hour, fields.minute, fields.second, hundredths * _HUNDREDTH_US)
    return (first + day - 1) * US_PER_DAY + time_us
