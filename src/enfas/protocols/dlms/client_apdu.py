"""xDLMS services as the client speaks them: GET, SET and ACTION requests out, their responses in.

Source: DLMS UA Green Book (IEC 62056-5-3), xDLMS APDUs with logical names.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import IntEnum
from typing import NamedTuple

from enfas.errors import DecodeError
from enfas.obis import Obis
from enfas.protocols.dlms.axdr import length, length_at
from enfas.protocols.dlms.client_data import decode_at
from enfas.protocols.dlms.client_errors import ServiceRefused

__all__ = [
    "Attribute",
    "Block",
    "GetItem",
    "Response",
    "ResponseKind",
    "Selection",
    "action_next",
    "action_normal",
    "by_entry",
    "by_range",
    "get_list",
    "get_next",
    "get_normal",
    "read_block",
    "read_items",
    "read_response",
    "set_block",
    "set_first_block",
    "set_normal",
]

_GET, _SET, _ACTION = 0xC0, 0xC1, 0xC3
_CONFIRMED_SERVICE_ERROR, _EXCEPTION = 0x0E, 0xD8


class Attribute(NamedTuple):
    """An attribute, or with the same fields a method: class, logical name, number."""

    class_id: int
    obis: Obis
    number: int

    def __str__(self) -> str:
        return f"{self.obis} attribute {self.number} (class {self.class_id})"

    def encode(self) -> bytes:
        """The nine octets of its descriptor."""
        return self.class_id.to_bytes(2, "big") + self.obis + (self.number & 0xFF).to_bytes(1, "big")


class Selection(NamedTuple):
    """Selective access: the selector and its encoded parameters."""

    selector: int
    parameters: bytes


def by_range(clock: Attribute, first: bytes, last: bytes, *, clock_type: int = 9) -> Selection:
    """Rows of a profile from one moment to another, all columns.

    Args:
        clock: The capture object that the rows are chosen by.
        first: The first moment, a COSEM date-time (12 octets).
        last: The last moment.
        clock_type: 9 to send them as octet-strings, 25 as date-times.

    Source: Blue Book, Profile generic, range_descriptor.
    """
    head = b"\x0c" if clock_type == 9 else b""
    restricting = b"\x02\x04\x12%b\x09\x06%b\x0f%c\x12\x00\x00" % (
        clock.class_id.to_bytes(2, "big"),
        bytes(clock.obis),
        clock.number,
    )
    bounds = b"".join(bytes([clock_type]) + head + moment for moment in (first, last))
    return Selection(1, b"\x02\x04" + restricting + bounds + b"\x01\x00")


def by_entry(first: int, last: int) -> Selection:
    """Rows of a profile by their numbers, all columns. How rows are numbered is the meter's matter.

    Source: Blue Book, Profile generic, entry_descriptor.
    """
    numbers = b"".join(b"\x06" + number.to_bytes(4, "big") for number in (first, last))
    return Selection(2, b"\x02\x04" + numbers + b"\x12\x00\x01\x12\x00\x00")


def _selected(selection: Selection | None) -> bytes:
    return b"\x00" if selection is None else bytes([1, selection.selector]) + selection.parameters


def get_normal(invoke: int, attribute: Attribute, selection: Selection | None = None) -> bytes:
    """GET of one attribute."""
    return bytes([_GET, 1, invoke]) + attribute.encode() + _selected(selection)


def get_next(invoke: int, block: int) -> bytes:
    """GET of the block after the one that came."""
    return bytes([_GET, 2, invoke]) + block.to_bytes(4, "big")


def get_list(invoke: int, attributes: Sequence[Attribute]) -> bytes:
    """GET of several attributes at once."""
    descriptors = b"".join(attribute.encode() + b"\x00" for attribute in attributes)
    return bytes([_GET, 3, invoke]) + length(len(attributes)) + descriptors


def set_normal(invoke: int, attribute: Attribute, data: bytes, selection: Selection | None = None) -> bytes:
    """SET of one attribute."""
    return bytes([_SET, 1, invoke]) + attribute.encode() + _selected(selection) + data


def set_first_block(invoke: int, attribute: Attribute, block: bytes, *, last: bool) -> bytes:
    """SET of one attribute in blocks: the first one."""
    head = bytes([_SET, 2, invoke]) + attribute.encode() + b"\x00"
    return head + bytes([last]) + b"\x00\x00\x00\x01" + length(len(block)) + block


def set_block(invoke: int, number: int, block: bytes, *, last: bool) -> bytes:
    """SET in blocks: a later one."""
    return bytes([_SET, 3, invoke, last]) + number.to_bytes(4, "big") + length(len(block)) + block


def action_normal(invoke: int, method: Attribute, parameters: bytes | None) -> bytes:
    """ACTION of one method."""
    head = bytes([_ACTION, 1, invoke]) + method.encode()
    return head + (b"\x00" if parameters is None else b"\x01" + parameters)


def action_next(invoke: int, block: int) -> bytes:
    """ACTION: the block after the one that came."""
    return bytes([_ACTION, 2, invoke]) + block.to_bytes(4, "big")


class ResponseKind(IntEnum):
    """Service and choice of a response, as its first two octets."""

    GET_NORMAL = 0xC401
    GET_BLOCK = 0xC402
    GET_LIST = 0xC403
    SET_NORMAL = 0xC501
    SET_BLOCK = 0xC502
    SET_LAST_BLOCK = 0xC503
    ACTION_NORMAL = 0xC701
    ACTION_BLOCK = 0xC702


class Response(NamedTuple):
    """A response: its kind, invoke-id and priority, and what follows them."""

    kind: ResponseKind
    invoke: int
    body: bytes


def read_response(apdu: bytes) -> Response:
    """Read the head of a response.

    Raises:
        DecodeError: It is none that this client knows.
        ServiceRefused: It is an exception-response or a confirmed-service-error.
    """
    if apdu[:1] == bytes([_EXCEPTION]) and len(apdu) >= 3:
        raise ServiceRefused(apdu[1], apdu[2])
    if apdu[:1] == bytes([_CONFIRMED_SERVICE_ERROR]) and len(apdu) >= 4:
        raise ServiceRefused(None, apdu[3])
    try:
        kind = ResponseKind(int.from_bytes(apdu[:2], "big"))
    except ValueError:
        raise DecodeError(f"an answer begins with {apdu[:3].hex(' ') or 'nothing'}") from None
    if len(apdu) < 4:
        raise DecodeError("an answer ends inside its head")
    return Response(kind, apdu[2], apdu[3:])


class Block(NamedTuple):
    """One block of a long GET response; `result` is a data-access-result, 0 where there are data."""

    last: bool
    number: int
    result: int
    data: bytes


def read_block(body: bytes) -> Block:
    """Read the body of GET_BLOCK.

    Raises:
        DecodeError: It is not built as it should be.
    """
    if len(body) < 7:
        raise DecodeError("a block ends inside its head")
    last, number = body[0] != 0, int.from_bytes(body[1:5], "big")
    if body[5] == 1:
        return Block(last, number, body[6], b"")
    size, start = length_at(body, 6)
    if body[5] or start + size != len(body):
        raise DecodeError(f"a block announces {size} octets and has {len(body) - start}")
    return Block(last, number, 0, body[start:])


class GetItem(NamedTuple):
    """One result of a GET with list; `result` is a data-access-result, 0 where there are data."""

    result: int
    data: bytes


def read_items(body: bytes) -> list[GetItem]:
    """Read the results of a GET with list.

    Raises:
        DecodeError: They are not built as they should be.
    """
    count, offset = length_at(body, 0)
    items = []
    for _ in range(count):
        choice = body[offset : offset + 1]
        if choice == b"\x01" and offset + 2 <= len(body):
            items.append(GetItem(body[offset + 1], b""))
            offset += 2
        elif choice == b"\x00":
            _, end = decode_at(body, offset + 1)
            items.append(GetItem(0, body[offset + 1 : end]))
            offset = end
        else:
            raise DecodeError("a result in a list is neither data nor a data-access-result")
    if offset != len(body):
        raise DecodeError(f"{len(body) - offset} octets are left after the list of results")
    return items
