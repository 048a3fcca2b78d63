"""COSEM data in A-XDR, typed: what is decoded keeps its tags, so that encoding it gives the same data.

The server reads what clients write with `decode`, for there the type matters; what it sends it mostly holds
encoded already, and the small encoders here are what those octets are made with.

Source: DLMS UA Green Book (IEC 62056-5-3), ASN.1 of `Data`; IEC 61334-6 (A-XDR).
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Sequence
from enum import IntEnum
from typing import Final, NamedTuple, TypeAlias

from enfas.errors import DecodeError

__all__ = [
    "MAX_DEPTH",
    "NULL",
    "Bits",
    "Data",
    "Tag",
    "array",
    "bit_string",
    "boolean",
    "decode",
    "decode_at",
    "encode",
    "enum",
    "i8",
    "i16",
    "length",
    "length_at",
    "octets",
    "structure",
    "text",
    "u8",
    "u16",
    "u32",
]

MAX_DEPTH: Final = 8
"""Arrays and structures inside one another, at most. The deepest of our attributes has 5."""


class Tag(IntEnum):
    """The types of `Data`, as their tags on the wire. Compact arrays are not taken."""

    NULL = 0
    ARRAY = 1
    STRUCTURE = 2
    BOOLEAN = 3
    BIT_STRING = 4
    I32 = 5
    U32 = 6
    OCTETS = 9
    TEXT = 10
    UTF8 = 12
    BCD = 13
    I8 = 15
    I16 = 16
    U8 = 17
    U16 = 18
    I64 = 20
    U64 = 21
    ENUM = 22
    F32 = 23
    F64 = 24
    DATE_TIME = 25
    DATE = 26
    TIME = 27


class Bits(NamedTuple):
    """A bit-string: how many bits, and the octets that hold them, first bit highest."""

    size: int
    octets: bytes


Content: TypeAlias = "bool | int | float | bytes | Bits | tuple[Data, ...] | None"


class Data(NamedTuple):
    """One typed value.

    Numbers are int or float, texts and times their octets, arrays and structures tuples of `Data`.
    """

    tag: Tag
    value: Content


NULL: Final = b"\x00"

_NUMBERS: Final[dict[int, struct.Struct]] = {
    Tag.I32: struct.Struct(">i"),
    Tag.U32: struct.Struct(">I"),
    Tag.BCD: struct.Struct(">B"),
    Tag.I8: struct.Struct(">b"),
    Tag.I16: struct.Struct(">h"),
    Tag.U8: struct.Struct(">B"),
    Tag.U16: struct.Struct(">H"),
    Tag.I64: struct.Struct(">q"),
    Tag.U64: struct.Struct(">Q"),
    Tag.ENUM: struct.Struct(">B"),
    Tag.F32: struct.Struct(">f"),
    Tag.F64: struct.Struct(">d"),
}
_TIMES: Final[dict[int, int]] = {Tag.DATE_TIME: 12, Tag.DATE: 5, Tag.TIME: 4}
_STRINGS: Final = frozenset((Tag.OCTETS, Tag.TEXT, Tag.UTF8))
_LISTS: Final = frozenset((Tag.ARRAY, Tag.STRUCTURE))


def decode(data: bytes) -> Data:
    """Decode exactly one value.

    Raises:
        DecodeError: The octets are not one whole value and nothing else.
    """
    value, end = decode_at(data, 0)
    if end != len(data):
        raise DecodeError(f"{len(data) - end} octets are left after the data")
    return value


def decode_at(data: bytes, offset: int, depth: int = 0) -> tuple[Data, int]:
    """Decode the value at an offset.

    Returns:
        The value and the offset after it.

    Raises:
        DecodeError: There is none, or it is nested deeper than `MAX_DEPTH`.
    """
    if offset >= len(data):
        raise DecodeError("the data end where a value should begin")
    try:
        tag = Tag(data[offset])
    except ValueError:
        raise DecodeError(f"data of type {data[offset]} are not taken") from None
    offset += 1
    if tag in _LISTS:
        return _elements(data, offset, tag, depth)
    if number := _NUMBERS.get(tag):
        end = offset + number.size
        return Data(tag, number.unpack(_slice(data, offset, end))[0]), end
    if tag in _STRINGS:
        count, start = length_at(data, offset)
        return Data(tag, _slice(data, start, start + count)), start + count
    if tag is Tag.BIT_STRING:
        count, start = length_at(data, offset)
        end = start + (count + 7) // 8
        return Data(tag, Bits(count, _slice(data, start, end))), end
    if tag is Tag.BOOLEAN:
        return Data(tag, _slice(data, offset, offset + 1) != b"\x00"), offset + 1
    if width := _TIMES.get(tag):
        return Data(tag, _slice(data, offset, offset + width)), offset + width
    return Data(tag, None), offset


def _slice(data: bytes, start: int, end: int) -> bytes:
    if end > len(data):
        raise DecodeError(f"a value needs {end - start} octets and {len(data) - start} are left")
    return data[start:end]


def _elements(data: bytes, offset: int, tag: Tag, depth: int) -> tuple[Data, int]:
    if depth >= MAX_DEPTH:
        raise DecodeError(f"data are nested deeper than {MAX_DEPTH}")
    count, offset = length_at(data, offset)
    if count > len(data) - offset:
        raise DecodeError(f"{count} elements are announced and {len(data) - offset} octets are left")
    items = []
    for _ in range(count):
        item, offset = decode_at(data, offset, depth + 1)
        items.append(item)
    return Data(tag, tuple(items)), offset


def length_at(data: bytes, offset: int) -> tuple[int, int]:
    """Decode a length: one octet, or 8N and N octets.

    Returns:
        The length and the offset after it.

    Raises:
        DecodeError: The data end inside it, or it takes more than four octets.
    """
    if offset >= len(data):
        raise DecodeError("the data end where a length should be")
    first = data[offset]
    if first < 0x80:
        return first, offset + 1
    end = offset + 1 + (first & 0x7F)
    if not 0x80 < first <= 0x84 or end > len(data):
        raise DecodeError(f"a length that begins with {first:02X} cannot be read")
    return int.from_bytes(data[offset + 1 : end], "big"), end


def length(count: int) -> bytes:
    """Encode a length."""
    if count < 0x80:
        return bytes((count,))
    width = (count.bit_length() + 7) // 8
    return bytes((0x80 | width,)) + count.to_bytes(width, "big")


def encode(data: Data) -> bytes:
    """Encode a value as its tag says.

    Raises:
        ValueError: The value does not fit its type.
    """
    tag, value = data
    head = bytes((tag,))
    if tag in _LISTS and isinstance(value, tuple) and not isinstance(value, Bits):
        return head + length(len(value)) + b"".join(map(encode, value))
    if (number := _NUMBERS.get(tag)) and isinstance(value, int | float):
        try:
            return head + number.pack(value)
        except (struct.error, OverflowError) as error:
            raise ValueError(f"{value} is no {tag.name}") from error
    if tag in _STRINGS and isinstance(value, bytes):
        return head + length(len(value)) + value
    if tag is Tag.BIT_STRING and isinstance(value, Bits) and len(value.octets) == (value.size + 7) // 8:
        return head + length(value.size) + value.octets
    if tag is Tag.BOOLEAN and isinstance(value, bool):
        return b"\x03\x01" if value else b"\x03\x00"
    if _TIMES.get(tag) and isinstance(value, bytes) and len(value) == _TIMES[tag]:
        return head + value
    if tag is Tag.NULL and value is None:
        return NULL
    raise ValueError(f"{value!r} is no {tag.name}")


def _fixed(tag: Tag) -> Callable[[int], bytes]:
    """An encoder of integers of one type."""
    head = bytes((tag,))
    size = _NUMBERS[tag].size
    signed = tag in (Tag.I8, Tag.I16, Tag.I32, Tag.I64)

    def encode_number(value: int) -> bytes:
        return head + value.to_bytes(size, "big", signed=signed)

    return encode_number


i8 = _fixed(Tag.I8)
i16 = _fixed(Tag.I16)
u8 = _fixed(Tag.U8)
u16 = _fixed(Tag.U16)
u32 = _fixed(Tag.U32)
enum = _fixed(Tag.ENUM)


def boolean(value: bool) -> bytes:
    """Encode a boolean; true is 01."""
    return b"\x03\x01" if value else b"\x03\x00"


def octets(value: bytes) -> bytes:
    """Encode an octet-string."""
    return b"\x09" + length(len(value)) + value


def text(value: str) -> bytes:
    """Encode a visible-string, which is ASCII."""
    return b"\x0a" + length(len(value)) + value.encode("ascii")


def bit_string(bits: str) -> bytes:
    """Encode a bit-string written as 0s and 1s, first bit first."""
    width = (len(bits) + 7) // 8
    return b"\x04" + length(len(bits)) + int(bits.ljust(width * 8, "0") or "0", 2).to_bytes(width, "big")


def array(items: Sequence[bytes]) -> bytes:
    """Encode an array of encoded elements."""
    return b"\x01" + length(len(items)) + b"".join(items)


def structure(*items: bytes) -> bytes:
    """Encode a structure of encoded elements."""
    return b"\x02" + length(len(items)) + b"".join(items)
