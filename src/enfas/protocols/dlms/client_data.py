"""COSEM data as the client reads them: A-XDR to plain Python values, whatever types a meter may send.

null-data and don't-care become None, numbers int or float, strings str, octet-strings and the COSEM date and
time types bytes, bit-strings a `Bits`, arrays and structures lists (compact arrays too).

Source: DLMS UA Green Book (IEC 62056-5-3), Data; IEC 61334-6 (A-XDR).
"""

from __future__ import annotations

import struct
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

from enfas.errors import DecodeError
from enfas.protocols.dlms.axdr import length_at

__all__ = ["WIDTHS", "Bits", "Value", "decode", "decode_at"]

_MAX_DEPTH = 16

Value: TypeAlias = "bool | int | float | str | bytes | Bits | list[Value] | None"


@dataclass(frozen=True, slots=True)
class Bits:
    """A bit-string: how many bits, and the octets that hold them, first bit highest."""

    size: int
    octets: bytes

    def __str__(self) -> str:
        return "".join(f"{octet:08b}" for octet in self.octets)[: self.size]


def _signed(octets: bytes) -> Value:
    return int.from_bytes(octets, "big", signed=True)


def _unsigned(octets: bytes) -> Value:
    return int.from_bytes(octets, "big")


def _single(octets: bytes) -> Value:
    value: float = struct.unpack(">f", octets)[0]
    return value


def _double(octets: bytes) -> Value:
    value: float = struct.unpack(">d", octets)[0]
    return value


_FIXED: dict[int, tuple[int, Callable[[bytes], Value]]] = {
    0: (0, lambda octets: None),
    3: (1, lambda octets: octets != b"\x00"),
    5: (4, _signed),
    6: (4, _unsigned),
    13: (1, _signed),  # bcd
    15: (1, _signed),
    16: (2, _signed),
    17: (1, _unsigned),
    18: (2, _unsigned),
    20: (8, _signed),
    21: (8, _unsigned),
    22: (1, _unsigned),  # enum
    23: (4, _single),
    24: (8, _double),
    25: (12, bytes),  # date-time
    26: (5, bytes),  # date
    27: (4, bytes),  # time
    28: (1, _signed),  # delta types: the difference as it stands
    29: (2, _signed),
    30: (4, _signed),
    31: (1, _unsigned),
    32: (2, _unsigned),
    33: (4, _unsigned),
    255: (0, lambda octets: None),  # don't care
}

WIDTHS = {tag: width for tag, (width, _) in _FIXED.items()}
"""Octets after the tag, of the types that always take as many."""

_ARRAY, _STRUCTURE, _BITS, _OCTETS, _TEXT, _UTF8, _COMPACT = 1, 2, 4, 9, 10, 12, 19


def decode(data: bytes) -> Value:
    """Decode exactly one value.

    Raises:
        DecodeError: The data are not one whole value and nothing else.
    """
    value, end = decode_at(data, 0)
    if end != len(data):
        raise DecodeError(f"{len(data) - end} octets are left after the data")
    return value


def decode_at(data: bytes, offset: int) -> tuple[Value, int]:
    """Decode the value at an offset.

    Returns:
        The value and the offset after it.

    Raises:
        DecodeError: There is none.
    """
    return _value(data, offset, 0)


def _value(data: bytes, offset: int, depth: int) -> tuple[Value, int]:
    if offset >= len(data):
        raise DecodeError("the data end where a value should begin")
    return _content(data, offset + 1, data[offset], depth)


def _content(data: bytes, offset: int, tag: int, depth: int) -> tuple[Value, int]:
    if fixed := _FIXED.get(tag):
        width, convert = fixed
        end = offset + width
        if end > len(data):
            raise DecodeError(f"the data end inside a value of type {tag}")
        return convert(data[offset:end]), end
    if tag in (_ARRAY, _STRUCTURE):
        return _items(data, offset, depth)
    if tag == _COMPACT:
        return _compact(data, offset, depth)
    if tag not in (_BITS, _OCTETS, _TEXT, _UTF8):
        raise DecodeError(f"there is no COSEM data type {tag}")
    count, start = length_at(data, offset)
    end = start + ((count + 7) // 8 if tag == _BITS else count)
    if end > len(data):
        raise DecodeError(f"a string announces {end - start} octets and {len(data) - start} are left")
    octets = bytes(data[start:end])
    if tag == _BITS:
        return Bits(count, octets), end
    if tag == _OCTETS:
        return octets, end
    return octets.decode("utf-8" if tag == _UTF8 else "latin-1", "replace"), end


def _deeper(depth: int) -> int:
    if depth >= _MAX_DEPTH:
        raise DecodeError(f"data are nested deeper than {_MAX_DEPTH}")
    return depth + 1


def _items(data: bytes, offset: int, depth: int) -> tuple[Value, int]:
    depth = _deeper(depth)
    count, offset = length_at(data, offset)
    if count > len(data) - offset:
        raise DecodeError(f"{count} elements are announced and {len(data) - offset} octets are left")
    items: list[Value] = []
    for _ in range(count):
        item, offset = _value(data, offset, depth)
        items.append(item)
    return items, offset


def _compact(data: bytes, offset: int, depth: int) -> tuple[Value, int]:
    """A compact array: the type of its elements once, then their contents without tags."""
    description = offset
    offset = _skip_type(data, offset, depth)
    size, start = length_at(data, offset)
    end = start + size
    if end > len(data):
        raise DecodeError(f"a compact array announces {size} octets and {len(data) - start} are left")
    contents = data[:end]
    items: list[Value] = []
    offset = start
    while offset < end:
        item, after, _ = _typed(contents, offset, data, description, depth)
        if after == offset:
            raise DecodeError("the elements of a compact array take no room")
        items.append(item)
        offset = after
    return items, end


def _skip_type(data: bytes, offset: int, depth: int) -> int:
    """The offset after a type description."""
    depth = _deeper(depth)
    if offset >= len(data):
        raise DecodeError("the data end inside a type description")
    tag = data[offset]
    if tag == _ARRAY:
        return _skip_type(data, offset + 3, depth)
    if tag == _STRUCTURE:
        count, offset = length_at(data, offset + 1)
        for _ in range(count):
            offset = _skip_type(data, offset, depth)
        return offset
    return offset + 1


def _typed(data: bytes, offset: int, types: bytes, description: int, depth: int) -> tuple[Value, int, int]:
    """An element's content by its type description: the value, the offset after it, and after the type."""
    depth = _deeper(depth)
    tag = types[description]
    if tag not in (_ARRAY, _STRUCTURE):
        value, end = _content(data, offset, tag, depth)
        return value, end, description + 1
    items: list[Value] = []
    if tag == _ARRAY:
        count = int.from_bytes(types[description + 1 : description + 3], "big")
        after = _skip_type(types, description, depth)
        for _ in range(count):
            item, end, _ = _typed(data, offset, types, description + 3, depth)
            if end == offset:
                raise DecodeError("the elements of a compact array take no room")
            offset = end
            items.append(item)
        return items, offset, after
    count, after = length_at(types, description + 1)
    for _ in range(count):
        item, offset, after = _typed(data, offset, types, after, depth)
        items.append(item)
    return items, offset, after
