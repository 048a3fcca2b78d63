"""A profile's buffer taken apart into columns, fast.

Rows that are all laid out alike (the rule) are read as one array of fixed-size records; others one by one.
There null-data stand for the value above, or in a time column for the time one period after it.

Source: DLMS UA Blue Book (IEC 62056-6-2), Profile generic, buffer and its null-data rule.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from enfas.errors import DecodeError
from enfas.protocols.dlms.axdr import length_at
from enfas.protocols.dlms.client_data import WIDTHS, Value, decode_at
from enfas.timebase import US_PER_MIN, US_PER_S, civil, days_from_civil
from enfas.tool.clock import UNSPECIFIED, civil_text

__all__ = ["Data", "Times", "columns_of"]

_ARRAY, _STRUCTURE, _BITS = 1, 2, 4
_STRINGS = (9, 10, 12)
_MOMENTS = (25, 26, 27)
_DATE_TIME = 12
_FORMATS = {
    3: "?",
    5: ">i4",
    6: ">u4",
    15: "i1",
    16: ">i2",
    17: "u1",
    18: ">u2",
    20: ">i8",
    21: ">u8",
    22: "u1",
    23: ">f4",
    24: ">f8",
}


@dataclass(frozen=True)
class Times:
    """A column of COSEM date-times.

    Attributes:
        local_us: The meter's local time, as if it were UTC; what it is where not known says nothing. [µs]
        deviation_min: From local time to UTC; `UNSPECIFIED` where not told. [min]
        status: Clock status octets.
        known: Where date and time are specified.
    """

    local_us: npt.NDArray[np.int64]
    deviation_min: npt.NDArray[np.int16]
    status: npt.NDArray[np.uint8]
    known: npt.NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.local_us)

    @property
    def zoned(self) -> bool:
        """Whether every time says how far it is from UTC."""
        return bool(np.all(self.deviation_min != UNSPECIFIED))

    @property
    def order_us(self) -> npt.NDArray[np.int64]:
        """Numbers to order rows by: UTC where it is told, else local time. [µs]"""
        deviation = np.where(self.deviation_min == UNSPECIFIED, 0, self.deviation_min)
        return self.local_us + deviation.astype(np.int64) * US_PER_MIN

    def texts(self) -> list[str | None]:
        """ISO 8601, with the offset where it is told."""
        rows = zip(self.local_us.tolist(), self.deviation_min.tolist(), self.known.tolist(), strict=True)
        return [civil_text(civil(local), deviation) if known else None for local, deviation, known in rows]

    def reversed(self) -> Times:
        """The rows the other way round."""
        return Times(self.local_us[::-1], self.deviation_min[::-1], self.status[::-1], self.known[::-1])


Data = Times | npt.NDArray[np.generic] | list[Value]
"""A column: times, numbers, or anything."""


class _Field(NamedTuple):
    tag: int
    start: int  # of the content, in the row
    width: int


def columns_of(buffer: bytes, period_s: int = 0) -> list[Data]:
    """Take a buffer apart.

    Args:
        buffer: The encoded attribute: an array of structures.
        period_s: What a time of null-data is later than the one above. [s]

    Raises:
        DecodeError: It is not an array of structures with the same number of elements.
    """
    if buffer[:1] != bytes([_ARRAY]):
        raise DecodeError("a profile's buffer is an array")
    count, start = length_at(buffer, 1)
    if not count:
        return []
    fields, row = _layout(buffer, start)
    if fields is None or len(buffer) - start != count * row:
        return _one_by_one(buffer, start, count, period_s)
    rows = np.frombuffer(buffer, np.uint8, count * row, start).reshape(count, row)
    fixed = np.ones(row, dtype=bool)
    for field in fields:
        fixed[field.start : field.start + field.width] = False
    if not np.array_equal(rows[:, fixed], np.broadcast_to(rows[0, fixed], (count, int(fixed.sum())))):
        return _one_by_one(buffer, start, count, period_s)
    return [_column(rows[:, field.start : field.start + field.width], field.tag) for field in fields]


def _layout(buffer: bytes, start: int) -> tuple[list[_Field] | None, int]:
    """The fields of the first row and its length; None where it holds what has no fixed place."""
    if buffer[start : start + 1] != bytes([_STRUCTURE]):
        return None, 0
    elements, offset = length_at(buffer, start + 1)
    fields = []
    for _ in range(elements):
        if offset >= len(buffer):
            return None, 0
        tag = buffer[offset]
        offset += 1
        if tag in _STRINGS:
            width, offset = length_at(buffer, offset)
        elif tag in _FORMATS or tag in _MOMENTS:
            width = WIDTHS[tag]
        else:
            return None, 0
        fields.append(_Field(tag, offset - start, width))
        offset += width
    return fields, offset - start


def _column(octets: npt.NDArray[np.uint8], tag: int) -> Data:
    if octets.shape[1] == _DATE_TIME:
        times = _times(octets)
        if times.known.any():
            return times
    if tag in _FORMATS:
        numbers = np.ascontiguousarray(octets).view(_FORMATS[tag])[:, 0]
        return _native(numbers)
    if tag in (10, 12):
        return [bytes(row).decode("utf-8" if tag == 12 else "latin-1", "replace") for row in octets]
    return [bytes(row) for row in octets]


def _native(numbers: npt.NDArray[np.generic]) -> npt.NDArray[np.generic]:
    """Numbers in the machine's own order, wide enough: int64, uint64 only where needed, float64 or bool."""
    if numbers.dtype.kind == "b":
        return numbers.copy()
    if numbers.dtype.kind == "f":
        return numbers.astype(np.float64)
    return numbers.astype(np.uint64 if numbers.dtype == np.dtype(">u8") else np.int64)


def _times(octets: npt.NDArray[np.uint8]) -> Times:
    o = octets.astype(np.int64)
    year, month, day, hour, minute, second = (
        o[:, 0] << 8 | o[:, 1],
        o[:, 2],
        o[:, 3],
        o[:, 5],
        o[:, 6],
        o[:, 7],
    )
    known = (month >= 1) & (month <= 12) & (day >= 1) & (day <= 31) & (year < 0xFFFF)
    known &= (hour < 24) & (minute < 60) & (second < 60)
    hundredths = np.where(o[:, 8] < 100, o[:, 8], 0)
    days = days_from_civil(year, month, day)
    local_us = ((days * 24 + hour) * 60 + minute) * US_PER_MIN + second * US_PER_S + hundredths * 10_000
    deviation = (o[:, 9] << 8 | o[:, 10]).astype(np.uint16).view(np.int16)
    return Times(np.where(known, local_us, 0), deviation, octets[:, 11].copy(), known)


def _one_by_one(buffer: bytes, offset: int, count: int, period_s: int) -> list[Data]:
    rows: list[list[Value]] = []
    for _ in range(count):
        row, offset = decode_at(buffer, offset)
        if not isinstance(row, list) or (rows and len(row) != len(rows[0])):
            raise DecodeError("a profile's rows are structures with the same number of elements")
        rows.append(row)
    if offset != len(buffer):
        raise DecodeError(f"{len(buffer) - offset} octets are left after the profile's rows")
    return [_gather(list(column), period_s) for column in zip(*rows, strict=True)]


def _gather(values: list[Value], period_s: int) -> Data:
    """Make a column of single values; null-data take the value above, or the time one period on."""
    if any(isinstance(value, bytes) and len(value) == _DATE_TIME for value in values):
        return _gather_times(values, period_s)
    for index, value in enumerate(values):
        if value is None and index:
            values[index] = values[index - 1]
    if all(isinstance(value, int) and -(1 << 63) <= value < 1 << 63 for value in values):
        return np.array(values, dtype=np.int64)
    return values


def _gather_times(values: list[Value], period_s: int) -> Data:
    if any(value is not None and not (isinstance(value, bytes) and len(value) == 12) for value in values):
        return values
    octets = b"".join(value if isinstance(value, bytes) else b"\xff" * _DATE_TIME for value in values)
    times = _times(np.frombuffer(octets, np.uint8).reshape(len(values), _DATE_TIME))
    for index, value in enumerate(values):
        if value is None and index:
            times.local_us[index] = times.local_us[index - 1] + period_s * US_PER_S
            times.deviation_min[index] = times.deviation_min[index - 1]
            times.status[index] = times.status[index - 1]
            times.known[index] = times.known[index - 1]
    return times
