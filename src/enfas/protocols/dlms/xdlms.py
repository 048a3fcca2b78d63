"""xDLMS services as the server speaks them: GET, SET and ACTION requests in, their responses out.

Each form of request is a row of `_PARTS`: the parts that follow its three-octet head, in order.

Source: DLMS UA Green Book (IEC 62056-5-3), xDLMS APDUs with logical names.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from enum import IntEnum
from typing import Final, NamedTuple

from enfas.errors import DecodeError
from enfas.protocols.dlms.axdr import Data, decode, decode_at, length, length_at

__all__ = [
    "MAX_REFERENCES",
    "Block",
    "Kind",
    "Reference",
    "Request",
    "Selection",
    "ServiceError",
    "StateError",
    "action_block",
    "action_item",
    "action_list",
    "action_next",
    "action_normal",
    "decode_request",
    "decode_values",
    "exception_response",
    "get_block",
    "get_block_refused",
    "get_item",
    "get_list",
    "get_normal",
    "set_block",
    "set_last_block",
    "set_last_block_list",
    "set_list",
    "set_normal",
]

MAX_REFERENCES: Final = 64
"""Attributes or methods in one request, at most."""


class Kind(IntEnum):
    """Service and form of a request, as its first two octets."""

    GET_NORMAL = 0xC001
    GET_NEXT = 0xC002
    GET_LIST = 0xC003
    SET_NORMAL = 0xC101
    SET_FIRST_BLOCK = 0xC102
    SET_BLOCK = 0xC103
    SET_LIST = 0xC104
    SET_FIRST_BLOCK_LIST = 0xC105
    ACTION_NORMAL = 0xC301
    ACTION_NEXT = 0xC302
    ACTION_LIST = 0xC303
    ACTION_FIRST_BLOCK = 0xC304
    ACTION_FIRST_BLOCK_LIST = 0xC305
    ACTION_BLOCK = 0xC306

    @property
    def is_action(self) -> bool:
        """It belongs to the ACTION service."""
        return self >> 8 == 0xC3


class Selection(NamedTuple):
    """Selective access: the selector and its parameters."""

    selector: int
    parameters: Data


class Reference(NamedTuple):
    """What a request means: the nine octets of an attribute's or method's descriptor, and a selection."""

    descriptor: bytes
    selection: Selection | None


class Block(NamedTuple):
    """One block of a long request."""

    last: bool
    number: int
    data: bytes


class Request(NamedTuple):
    """A request whose parts are there as its kind has them."""

    kind: Kind
    invoke: int  # invoke-id and priority, to be echoed
    references: tuple[Reference, ...] = ()
    data: tuple[Data | None, ...] = ()
    block: Block = Block(True, 0, b"")

    @property
    def is_list(self) -> bool:
        """Several references are meant, so the answer is a list, even of one."""
        return self.kind in _LISTS


_LISTS = frozenset(
    (
        Kind.GET_LIST,
        Kind.SET_LIST,
        Kind.SET_FIRST_BLOCK_LIST,
        Kind.ACTION_LIST,
        Kind.ACTION_FIRST_BLOCK_LIST,
    )
)


class _Reader:
    """The octets after a request's head, read part by part."""

    def __init__(self, apdu: bytes, offset: int) -> None:
        self.apdu = apdu
        self.offset = offset

    def take(self, count: int) -> bytes:
        start, self.offset = self.offset, self.offset + count
        if self.offset > len(self.apdu):
            raise DecodeError("a request ends inside a part")
        return self.apdu[start : self.offset]

    def octet(self) -> int:
        return self.take(1)[0]

    def length(self) -> int:
        count, self.offset = length_at(self.apdu, self.offset)
        return count

    def data(self) -> Data:
        value, self.offset = decode_at(self.apdu, self.offset)
        return value

    def count(self) -> int:
        count = self.length()
        if count > MAX_REFERENCES:
            raise DecodeError(f"a request has {count} references; at most {MAX_REFERENCES} are taken")
        return count

    def attribute(self) -> Reference:
        descriptor = self.take(9)
        if not self.octet():
            return Reference(descriptor, None)
        return Reference(descriptor, Selection(self.octet(), self.data()))

    def method(self) -> Reference:
        return Reference(self.take(9), None)

    def block(self) -> Block:
        last = self.octet() != 0
        number = int.from_bytes(self.take(4), "big")
        return Block(last, number, self.take(self.length()))


class _Draft:
    """A request while its parts are read."""

    def __init__(self) -> None:
        self.references: tuple[Reference, ...] = ()
        self.data: tuple[Data | None, ...] = ()
        self.block = Block(True, 0, b"")


_Part = Callable[[_Draft, _Reader], None]


def _attribute(draft: _Draft, reader: _Reader) -> None:
    draft.references = (reader.attribute(),)


def _attributes(draft: _Draft, reader: _Reader) -> None:
    draft.references = tuple(reader.attribute() for _ in range(reader.count()))


def _method(draft: _Draft, reader: _Reader) -> None:
    draft.references = (reader.method(),)


def _methods(draft: _Draft, reader: _Reader) -> None:
    draft.references = tuple(reader.method() for _ in range(reader.count()))


def _value(draft: _Draft, reader: _Reader) -> None:
    draft.data = (reader.data(),)


def _values(draft: _Draft, reader: _Reader) -> None:
    draft.data = tuple(reader.data() for _ in range(reader.count()))
    if len(draft.data) != len(draft.references):
        raise DecodeError(f"{len(draft.references)} references and {len(draft.data)} values do not agree")


def _optional_value(draft: _Draft, reader: _Reader) -> None:
    draft.data = (reader.data() if reader.octet() else None,)


def _block(draft: _Draft, reader: _Reader) -> None:
    draft.block = reader.block()


def _number(draft: _Draft, reader: _Reader) -> None:
    draft.block = Block(True, int.from_bytes(reader.take(4), "big"), b"")


_PARTS: Final[dict[Kind, tuple[_Part, ...]]] = {
    Kind.GET_NORMAL: (_attribute,),
    Kind.GET_NEXT: (_number,),
    Kind.GET_LIST: (_attributes,),
    Kind.SET_NORMAL: (_attribute, _value),
    Kind.SET_FIRST_BLOCK: (_attribute, _block),
    Kind.SET_BLOCK: (_block,),
    Kind.SET_LIST: (_attributes, _values),
    Kind.SET_FIRST_BLOCK_LIST: (_attributes, _block),
    Kind.ACTION_NORMAL: (_method, _optional_value),
    Kind.ACTION_NEXT: (_number,),
    Kind.ACTION_LIST: (_methods, _values),
    Kind.ACTION_FIRST_BLOCK: (_method, _block),
    Kind.ACTION_FIRST_BLOCK_LIST: (_methods, _block),
    Kind.ACTION_BLOCK: (_block,),
}


def decode_request(apdu: bytes) -> Request:
    """Read a GET, SET or ACTION request.

    Raises:
        DecodeError: It is none, is not whole, or octets follow it.
    """
    try:
        kind = Kind(int.from_bytes(apdu[:2], "big"))
    except ValueError:
        raise DecodeError(f"no request begins with {apdu[:2].hex(' ') or 'nothing'}") from None
    reader = _Reader(apdu, 2)
    invoke = reader.octet()
    draft = _Draft()
    for part in _PARTS[kind]:
        part(draft, reader)
    if reader.offset != len(apdu):
        raise DecodeError(f"{len(apdu) - reader.offset} octets follow a request")
    return Request(kind, invoke, draft.references, draft.data, draft.block)


def decode_values(raw: bytes, count: int | None) -> tuple[Data, ...]:
    """The values of a SET or ACTION that came in blocks: one alone, or a list of as many as are awaited.

    Raises:
        DecodeError: They are not.
    """
    if count is None:
        return (decode(raw),)
    found, offset = length_at(raw, 0)
    if found != count:
        raise DecodeError(f"{count} references and {found} values do not agree")
    values = []
    for _ in range(count):
        value, offset = decode_at(raw, offset)
        values.append(value)
    if offset != len(raw):
        raise DecodeError(f"{len(raw) - offset} octets follow the values")
    return tuple(values)


# GET


def get_item(result: bytes | int) -> bytes:
    """Get-Data-Result: data, or a data-access-result."""
    return b"\x00" + result if isinstance(result, bytes) else bytes((1, result))


def get_normal(invoke: int, result: bytes | int) -> bytes:
    """The answer to GET of one attribute."""
    return bytes((0xC4, 1, invoke)) + get_item(result)


def get_list(invoke: int, items: Sequence[bytes]) -> bytes:
    """The answer to GET of several, of their `get_item`s."""
    return bytes((0xC4, 3, invoke)) + length(len(items)) + b"".join(items)


def get_block(invoke: int, last: bool, number: int, size: bytes, data: bytes) -> bytes:
    """One block of a long answer.

    Args:
        invoke: Invoke-id and priority.
        last: No other follows.
        number: Counted from 1.
        size: The encoded length of the data.
        data: The block's octets.
    """
    return b"\xc4\x02%c%c%b\0%b%b" % (invoke, last, number.to_bytes(4, "big"), size, data)


def get_block_refused(invoke: int, number: int, result: int) -> bytes:
    """A block that cannot be given; it ends the transfer."""
    return b"\xc4\x02%c\x01%b\x01%c" % (invoke, number.to_bytes(4, "big"), result)


# SET


def set_normal(invoke: int, result: int) -> bytes:
    """The answer to SET of one attribute."""
    return bytes((0xC5, 1, invoke, result))


def set_list(invoke: int, results: Sequence[int]) -> bytes:
    """The answer to SET of several."""
    return bytes((0xC5, 5, invoke)) + length(len(results)) + bytes(results)


def set_block(invoke: int, number: int) -> bytes:
    """A block was taken, the next one may come."""
    return bytes((0xC5, 2, invoke)) + number.to_bytes(4, "big")


def set_last_block(invoke: int, number: int, result: int) -> bytes:
    """The last block was taken, or the transfer was given up."""
    return bytes((0xC5, 3, invoke, result)) + number.to_bytes(4, "big")


def set_last_block_list(invoke: int, number: int, results: Sequence[int]) -> bytes:
    """The last block of a SET of several was taken."""
    head = bytes((0xC5, 4, invoke)) + length(len(results)) + bytes(results)
    return head + number.to_bytes(4, "big")


# ACTION


def action_item(result: int, returned: bytes | None) -> bytes:
    """Action-Response-With-Optional-Data: the action-result, and what the method returned."""
    return bytes((result, 0)) if returned is None else bytes((result, 1, 0)) + returned


def action_normal(invoke: int, item: bytes) -> bytes:
    """The answer to ACTION of one method."""
    return bytes((0xC7, 1, invoke)) + item


def action_list(invoke: int, items: Sequence[bytes]) -> bytes:
    """The answer to ACTION of several."""
    return bytes((0xC7, 3, invoke)) + length(len(items)) + b"".join(items)


def action_block(invoke: int, last: bool, number: int, size: bytes, data: bytes) -> bytes:
    """One block of a long answer; arguments as in `get_block`."""
    return b"\xc7\x02%c%c%b%b%b" % (invoke, last, number.to_bytes(4, "big"), size, data)


def action_next(invoke: int, number: int) -> bytes:
    """A block was taken, the next one may come."""
    return bytes((0xC7, 4, invoke)) + number.to_bytes(4, "big")


# What is no answer to a service


class StateError(IntEnum):
    """Why a request is not served: first part of an exception-response."""

    NOT_ALLOWED = 1
    UNKNOWN = 2


class ServiceError(IntEnum):
    """Why a request is not served: second part of an exception-response."""

    NOT_POSSIBLE = 1
    NOT_SUPPORTED = 2
    OTHER = 3
    PDU_TOO_LONG = 4


def exception_response(state: StateError, service: ServiceError) -> bytes:
    """ExceptionResponse, the one answer without an invoke-id."""
    return bytes((0xD8, state, service))
