"""The part of BER that association control is written in: elements of one tag octet, with definite lengths.

Source: ITU-T X.690 (ISO/IEC 8825-1), clause 8.1.
"""

from __future__ import annotations

from typing import Final

from enfas.errors import DecodeError

__all__ = ["element", "elements", "inside", "read_element"]

_LONG: Final = 0x80
_WIDEST: Final = 3  # octets of a length: longer than any APDU


def element(tag: int, content: bytes) -> bytes:
    """Encode an element."""
    size = len(content)
    if size < _LONG:
        return bytes((tag, size)) + content
    octets = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return bytes((tag, _LONG | len(octets))) + octets + content


def read_element(data: bytes, offset: int = 0) -> tuple[int, bytes, int]:
    """Read an element.

    Returns:
        Its tag, its content, and the offset after it.

    Raises:
        DecodeError: It ends early, or its length cannot be read.
    """
    if offset + 2 > len(data):
        raise DecodeError("an ACSE APDU ends inside an element")
    tag, size = data[offset], data[offset + 1]
    start = offset + 2
    if size & _LONG:
        width = size & 0x7F
        if not 1 <= width <= _WIDEST or start + width > len(data):
            raise DecodeError("an ACSE element has a length that cannot be read")
        size = int.from_bytes(data[start : start + width], "big")
        start += width
    if start + size > len(data):
        raise DecodeError(f"an ACSE element announces {size} octets and {len(data) - start} are left")
    return tag, data[start : start + size], start + size


def elements(content: bytes) -> dict[int, bytes]:
    """The elements of a constructed value by tag; the last of a kind holds.

    Raises:
        DecodeError: One cannot be read.
    """
    found = {}
    offset = 0
    while offset < len(content):
        tag, value, offset = read_element(content, offset)
        found[tag] = value
    return found


def inside(content: bytes, tag: int) -> bytes:
    """The content of the first element inside another, which must be of a tag.

    Raises:
        DecodeError: It cannot be read, or is of another tag.
    """
    found, value, _ = read_element(content)
    if found != tag:
        raise DecodeError(f"an ACSE element holds {found:02X} and not {tag:02X}")
    return value
