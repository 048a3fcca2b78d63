"""Selective access to a log's records: by a range of time, by entries, by columns.

Records lie in travel form, so that a selection is slicing. Entries are numbered as the configuration says:
from 0, the newest first, as the real meter does it; or from 1, the oldest first, as the Blue Book does.

Source: DLMS UA Blue Book (IEC 62056-6-2), Profile generic, selective access; DLMS protocol 5512-1424 D1,
page 42 (numbering, and rows backwards where the first entry lies behind the last).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np

from enfas.catalog.layout import Column
from enfas.catalog.names import CLOCK, USUAL_CLOCK
from enfas.faces.cosem.moment import first_instant, last_instant
from enfas.meter.clock import Clock
from enfas.meter.configuration import Numbering
from enfas.meter.log import Log
from enfas.protocols.dlms.axdr import Data, Tag, length
from enfas.protocols.dlms.results import DataAccessResult

__all__ = ["by_entry", "by_range", "whole"]

_CLOCKS: Final = ((8, CLOCK, 2), (8, USUAL_CLOCK, 2))
"""What a range may be of: the clock, also under the name by which most meters have it."""

_ARRAY: Final = b"\x01"
_ATTRIBUTE_BYTE: Final = 0xFF


def whole(log: Log) -> bytes:
    """All records, oldest first, as the buffer attribute."""
    ring = log.ring
    return _ARRAY + length(ring.count) + ring.slice(ring.first_seq, ring.count)


def by_range(log: Log, clock: Clock, parameters: Data) -> bytes | DataAccessResult:
    """The records of a range of time, both ends included, oldest first; perhaps of some columns only.

    Args:
        log: The log.
        clock: The meter's clock, for times that do not say how they differ from UTC.
        parameters: The range_descriptor: restricting object, from, to, columns (none: all; none twice).
    """
    parts = parameters.value
    if parameters.tag is not Tag.STRUCTURE or not isinstance(parts, tuple) or len(parts) != 4:
        return DataAccessResult.TYPE_UNMATCHED
    restricting, first, last, selected = parts
    try:
        columns = [_place(log, definition) for definition in _elements(selected)]
        if len(set(columns)) != len(columns):
            return DataAccessResult.SCOPE_OF_ACCESS_VIOLATED
        if _reference(restricting) not in _CLOCKS:
            return DataAccessResult.SCOPE_OF_ACCESS_VIOLATED
        first_us, last_us = first_instant(first, clock), last_instant(last, clock)
    except ValueError:
        return DataAccessResult.TYPE_UNMATCHED
    except KeyError:
        return DataAccessResult.SCOPE_OF_ACCESS_VIOLATED
    runs = log.find(first_us, last_us)
    records = b"".join(log.ring.slice(start, count) for start, count in runs)
    return _rows(log, records, columns)


def by_entry(log: Log, numbering: Numbering, parameters: Data) -> bytes | DataAccessResult:
    """The records of a range of entries, in the order asked for; perhaps of some columns only.

    Args:
        log: The log.
        numbering: How its entries are numbered.
        parameters: The entry_descriptor: first and last entry, first and last column (0: the last one).
    """
    parts = parameters.value
    if parameters.tag is not Tag.STRUCTURE or not isinstance(parts, tuple) or len(parts) != 4:
        return DataAccessResult.TYPE_UNMATCHED
    numbers = [part.value for part in parts]
    if [part.tag for part in parts] != [Tag.U32, Tag.U32, Tag.U16, Tag.U16]:
        return DataAccessResult.TYPE_UNMATCHED
    first, last, from_column, to_column = (int(number) for number in numbers if isinstance(number, int))
    to_column = to_column or len(log.columns)
    if not 1 <= from_column <= to_column <= len(log.columns):
        return DataAccessResult.SCOPE_OF_ACCESS_VIOLATED
    ring = log.ring
    if numbering is Numbering.OLDEST_FROM_1:
        last = last or ring.count
        if first < 1:
            return DataAccessResult.SCOPE_OF_ACCESS_VIOLATED
        start, stop = ring.first_seq + first - 1, ring.first_seq + last
        records, backwards = ring.slice(start, max(0, stop - start)), False
    else:
        newest, oldest = min(first, last), max(first, last)
        start, stop = ring.next_seq - 1 - oldest, ring.next_seq - newest
        records, backwards = ring.slice(start, stop - start), first <= last
    columns = range(from_column - 1, to_column)
    return _rows(log, records, columns if len(columns) < len(log.columns) else (), backwards=backwards)


def _rows(log: Log, records: bytes, columns: Sequence[int], *, backwards: bool = False) -> bytes:
    """Records as an array, cut down to some columns (none given: all), perhaps the newest first."""
    size = log.layout.itemsize
    count = len(records) // size
    if columns or (backwards and count > 1):
        table = np.frombuffer(records, dtype=np.uint8).reshape(count, size)
        if columns:
            spans = log.layout.spans
            parts = [table[:, slice(*spans[column])] for column in columns]
            head = np.tile(np.array([Tag.STRUCTURE, len(columns)], dtype=np.uint8), (count, 1))
            table = np.concatenate([head, *parts], axis=1)
        records = (table[::-1] if backwards else table).tobytes()
    return _ARRAY + length(count) + records


def _elements(data: Data) -> tuple[Data, ...]:
    if data.tag is not Tag.ARRAY or not isinstance(data.value, tuple):
        raise ValueError("the selected columns are no array")
    return tuple(element for element in data.value if isinstance(element, Data))


def _reference(data: Data) -> tuple[object, object, object]:
    """Class, logical name and attribute of a capture_object_definition."""
    parts = data.value
    if data.tag is not Tag.STRUCTURE or not isinstance(parts, tuple) or len(parts) != 4:
        raise ValueError("a column is given as class, logical name, attribute and index")
    class_id, name, attribute, _ = (part.value for part in parts if isinstance(part, Data))
    return class_id, name, attribute


def _place(log: Log, data: Data) -> int:
    """Which column of a log a capture_object_definition means.

    Raises:
        KeyError: None.
        ValueError: It is no definition.
    """
    class_id, name, attribute = _reference(data)
    for place, column in enumerate(log.columns):
        if (column.class_id, column.obis) == (class_id, name) and _same(column, attribute):
            return place
    raise KeyError(str(name))


def _same(column: Column, attribute: object) -> bool:
    """Whether a column is of an attribute; numbers over 127 are written as negative octets."""
    return isinstance(attribute, int) and attribute & _ATTRIBUTE_BYTE == column.attribute
