"""Time stamps of a table to instants: ISO 8601 and other dates, with or without zone, and plain numbers.

Dates are y-m-d, d/m/y or (when told) m/d/y, with `-`, `/` or `.`; compact ones are YYYYMMDD[hhmm[ss]]. A time
has at most nanoseconds, may have AM or PM, and may end in Z or an offset. A number counts seconds, or what
the name of its column says (`Time (ms)`); from 100 000 000 s on it counts from 1970. Times without a zone are
local ones: `zone.py`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from enfas.supply.reading import Reading
from enfas.supply.table import Batch, Table
from enfas.supply.zone import Zone
from enfas.timebase import civil, days_from_civil

__all__ = ["Stamps"]

IntArray = npt.NDArray[np.int64]

NS_PER_S: Final = 1_000_000_000
_NS_PER_DAY: Final = 86_400 * NS_PER_S
_NS_PER_MIN: Final = 60 * NS_PER_S
_EPOCH_FROM_NS: Final = 100_000_000 * NS_PER_S
_FIRST_YEAR, _LAST_YEAR = 1900, 2200

_UNITS_NS: Final = {
    "s": NS_PER_S,
    "ms": 1_000_000,
    "us": 1_000,
    "µs": 1_000,
    "ns": 1,
    "min": _NS_PER_MIN,
    "h": 60 * _NS_PER_MIN,
}
_UNIT: Final = re.compile(r"(?:[\[( _/,]|^)(ms|us|µs|ns|s|min|h)[\])]?$", re.IGNORECASE)
_YMD: Final = re.compile(r"(\d{4})([-/.])(\d{1,2})\2(\d{1,2})\.?")
_DMY: Final = re.compile(r"(\d{1,2})([-/.])(\d{1,2})\2(\d{4}|\d{2})")
_COMPACT: Final = re.compile(r"(\d{4})(\d\d)(\d\d)(?:(\d\d)(\d\d)(\d\d)?)?")
_CLOCK: Final = re.compile(
    r"(\d{1,2})(?:[:.h](\d\d)(?:[:.](\d\d)(?:[.,](\d{1,9}))?)?)?\s*(AM|PM)?\s*(Z|UTC|[+-]\d\d:?\d\d)?",
    re.IGNORECASE,
)
_ZONED: Final = re.compile(r".*\d(Z|[+-]\d\d:?\d\d)$")


class Stamps:
    """The time stamps of a table, batch by batch.

    Args:
        table: The table.
        columns: One column, or a date and a time of day.
        reading: Zone and order of dates.

    Attributes:
        absolute: The stamps are instants; else they count from where the recording began. Known after `read`.
    """

    def __init__(self, table: Table, columns: Sequence[int], reading: Reading) -> None:
        self.columns = tuple(columns)
        self.absolute = True
        name = table.names[self.columns[-1]]
        in_utc = re.search(r"utc|gmt", name, re.IGNORECASE) is not None
        self._zone = Zone.of(reading, in_utc=in_utc)
        self._month_first = reading.date_order == "mdy"
        unit = _UNIT.search(name)
        self._unit_ns = _UNITS_NS[unit[1].lower()] if unit else NS_PER_S
        self._unit_said = unit is not None

    def read(self, batch: Batch) -> IntArray:
        """The stamps of a batch. [ns]

        Raises:
            InputError: One is missing, or is no time.
        """
        array = batch.array(self.columns[0])
        if array.null_count:
            raise batch.error(
                int(pc.index(array.is_null(), True).as_py()), self.columns[0], "the time is missing"
            )
        if len(self.columns) == 2:
            return self._local(batch, self._dates(batch) + self._clocks(batch))
        kind = array.type
        if pa.types.is_timestamp(kind):
            instants = pc.cast(array, pa.timestamp("ns", kind.tz), safe=False).cast(pa.int64()).to_numpy()
            return instants if kind.tz else self._local(batch, instants)
        if pa.types.is_date(kind):
            return self._local(batch, self._dates(batch))
        if pa.types.is_string(kind) or pa.types.is_large_string(kind):
            return self._texts(batch, array)
        return self._numbers(batch)

    def _local(self, batch: Batch, local_ns: IntArray) -> IntArray:
        bounds = (
            days_from_civil(_FIRST_YEAR, 1, 1) * _NS_PER_DAY,
            days_from_civil(_LAST_YEAR, 1, 1) * _NS_PER_DAY,
        )
        outside = (local_ns < bounds[0]) | (local_ns >= bounds[1])
        if outside.any():
            row = int(np.argmax(outside))
            year = civil(int(local_ns[row]) // 1000).year
            raise batch.error(
                row, self.columns[0], f"the year {year} is not within {_FIRST_YEAR} to {_LAST_YEAR}"
            )
        return self._zone.to_utc(local_ns)

    def _numbers(self, batch: Batch) -> IntArray:
        values = batch.numbers(self.columns[0])
        unit_ns = self._unit_ns
        if not self._unit_said and len(values):
            # seconds since 1970 have 9 or 10 digits before the point; more are milli-, micro-, nanoseconds
            while unit_ns > 1 and abs(float(values[0])) * unit_ns > 1e11 * NS_PER_S:
                unit_ns //= 1000
        if not (np.abs(values) < 9e18 / unit_ns).all():
            row = int(np.argmax(~(np.abs(values) < 9e18 / unit_ns)))
            raise batch.error(row, self.columns[0], f"{values[row]} is no time")
        instants: IntArray = np.rint(values * unit_ns).astype(np.int64)
        self.absolute = bool(len(instants) and instants[0] >= _EPOCH_FROM_NS)
        return instants

    def _texts(self, batch: Batch, array: pa.Array[Any]) -> IntArray:
        """Dates with times: the usual form at once, others by their distinct dates and distinct times."""
        first = array[0].as_py()
        iso = pc.replace_substring(array, "/", "-") if first[4:5] == "/" else array
        zoned = _ZONED.fullmatch(first) is not None
        try:
            parsed = pc.cast(iso, pa.timestamp("ns", "UTC" if zoned else None)).cast(pa.int64()).to_numpy()
        except pa.ArrowInvalid:
            pass
        else:
            return parsed if zoned else self._local(batch, parsed)
        return self._split(batch, array)

    def _split(self, batch: Batch, array: pa.Array[Any]) -> IntArray:
        column = self.columns[0]
        parts = pc.split_pattern_regex(pc.utf8_trim_whitespace(array), r"[ T]+", max_splits=1)
        lengths = pc.list_value_length(parts).to_numpy()
        dates = pc.list_element(parts, 0)
        days = _distinct(batch, column, dates, self._date)
        if (lengths == 1).all():
            return self._local(batch, days)
        if (lengths == 1).any():
            row = int(np.argmax(lengths == 1))
            raise batch.error(row, column, f"{array[row].as_py()[:40]!r} is a date without a time")
        clocks = pc.list_element(parts, 1)
        times = _distinct(batch, column, clocks, _clock)
        offsets = _distinct(batch, column, clocks, _offset)
        zoned = offsets != _NO_OFFSET
        if zoned.all():
            return days + times - offsets
        if zoned.any():
            row = int(np.argmin(zoned))
            raise batch.error(row, column, f"{array[row].as_py()[:40]!r} has no zone, others have one")
        return self._local(batch, days + times)

    def _dates(self, batch: Batch) -> IntArray:
        array = batch.array(self.columns[0])
        if pa.types.is_temporal(array.type):
            days: IntArray = pc.cast(array, pa.timestamp("ns"), safe=False).cast(pa.int64()).to_numpy()
            return days
        return _distinct(batch, self.columns[0], pc.cast(array, pa.string()), self._date)

    def _clocks(self, batch: Batch) -> IntArray:
        column = self.columns[1]
        array = batch.array(column)
        if array.null_count:
            raise batch.error(int(pc.index(array.is_null(), True).as_py()), column, "the time is missing")
        if pa.types.is_time(array.type):
            times: IntArray = pc.cast(pc.cast(array, pa.time64("ns")), pa.int64()).to_numpy()
            return times
        return _distinct(batch, column, pc.cast(array, pa.string()), _clock)

    def _date(self, text: str) -> int:
        """A date as nanoseconds since 1970."""
        if match := _COMPACT.fullmatch(text):
            year, month, day = (int(part) for part in match.groups()[:3])
            hour, minute, second = (int(part or 0) for part in match.groups()[3:])
        else:
            hour = minute = second = 0
            if match := _YMD.fullmatch(text):
                year, month, day = int(match[1]), int(match[3]), int(match[4])
            elif match := _DMY.fullmatch(text):
                day, month, year = int(match[1]), int(match[3]), int(match[4])
                if self._month_first:
                    day, month = month, day
                if len(match[4]) == 2:
                    year += 2000
            else:
                raise ValueError("is not a date")
        days = days_from_civil(year, month, day)
        if not (1 <= month <= 12 and 1 <= day <= 31 and civil(days * 86_400_000_000).day == day):
            raise ValueError(
                f"is not a date with {'month before day' if self._month_first else 'day before month'}"
            )
        if not (_FIRST_YEAR <= year < _LAST_YEAR and hour < 24 and minute < 60 and second < 60):
            raise ValueError(f"is not a time of the years {_FIRST_YEAR} to {_LAST_YEAR}")
        return days * _NS_PER_DAY + ((hour * 60 + minute) * 60 + second) * NS_PER_S


@lru_cache(maxsize=1 << 12)
def _clock(text: str) -> int:
    """A time of day as nanoseconds since midnight; 24:00 is the next midnight."""
    match = _CLOCK.fullmatch(text)
    if match is None:
        raise ValueError("is not a time of day")
    hour, minute, second = (int(match[n] or 0) for n in (1, 2, 3))
    if match[5]:
        if not 1 <= hour <= 12:
            raise ValueError("is not a time of day")
        hour = hour % 12 + (12 if match[5].upper() == "PM" else 0)
    seconds = (hour * 60 + minute) * 60 + second
    if minute > 59 or second > 59 or seconds > 86_400:
        raise ValueError("is not a time of day")
    return seconds * NS_PER_S + int((match[4] or "").ljust(9, "0"))


_NO_OFFSET: Final = 1 << 62


def _offset(text: str) -> int:
    """How far a time's zone is ahead of UTC, or _NO_OFFSET. [ns]"""
    match = _CLOCK.fullmatch(text)
    zone = match[6].upper() if match and match[6] else ""
    if not zone:
        return _NO_OFFSET
    if zone in ("Z", "UTC"):
        return 0
    minutes = int(zone[1:3]) * 60 + int(zone[-2:])
    return (-minutes if zone[0] == "-" else minutes) * _NS_PER_MIN


def _distinct(batch: Batch, column: int, texts: pa.Array[Any], read: Callable[[str], int]) -> IntArray:
    """Texts read one by one, each distinct one once."""
    encoded = texts.dictionary_encode()
    distinct = [str(text) for text in encoded.dictionary.to_pylist()]
    values = np.zeros(len(distinct), dtype=np.int64)
    for number, text in enumerate(distinct):
        try:
            values[number] = read(text)
        except ValueError as error:
            row = int(pc.index(encoded.indices, number).as_py())
            hint = 'date_order = "mdy" puts the month first' if "day before" in str(error) else ""
            raise batch.error(row, column, f"{text[:40]!r} {error}", hint) from None
    instants: IntArray = values[encoded.indices.to_numpy()]
    return instants
