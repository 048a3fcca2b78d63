"""A DLMS client without I/O: each operation is a generator that yields requests and is sent the responses.

    operation = client.get(attribute)
    request = next(operation)
    while True:
        request = operation.send(exchange(request))   # StopIteration carries the result

Association with no or low-level security, GET (normal, with list, in blocks, selective), SET (in blocks where
needed), ACTION (results in blocks), release. Source: DLMS UA Green Book (IEC 62056-5-3), client side.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from typing import TypeVar

from enfas.errors import DecodeError, RemoteError
from enfas.protocols.dlms.client_acse import (
    OFFERED,
    RELEASE_REQUEST,
    Association,
    encode_aarq,
    read_aare,
    read_release,
)
from enfas.protocols.dlms.client_apdu import (
    Attribute,
    GetItem,
    Response,
    ResponseKind,
    Selection,
    action_next,
    action_normal,
    get_list,
    get_next,
    get_normal,
    read_block,
    read_items,
    read_response,
    set_block,
    set_first_block,
    set_normal,
)
from enfas.protocols.dlms.client_errors import ACTION_RESULTS, AccessRefused
from enfas.protocols.dlms.conformance import Conformance

__all__ = ["Client", "Operation"]

_MAX_TOTAL = 1 << 28
_SET_OVERHEAD = 3 + 9 + 1 + 1 + 4 + 3
"""Octets of a SET request beside the data of its first block, at most."""


Result = TypeVar("Result")
Operation = Generator[bytes, bytes, Result]


class Client:
    """One client of one server, on a channel that carries APDUs both ways.

    Args:
        conformance: The services to ask for.
        max_receive: The longest APDU that is asked for. [octets]
        progress: Told how many octets of a long answer have come, after each block.
    """

    def __init__(
        self,
        *,
        conformance: Conformance = OFFERED,
        max_receive: int = 0xFFFF,
        progress: Callable[[int], None] = lambda octets: None,
    ) -> None:
        self.association = Association(Conformance(0), 0)
        self.progress = progress
        self._offered = conformance
        self._max_receive = max_receive
        self._invoke = 0

    def can(self, service: Conformance) -> bool:
        """Whether a service was agreed on."""
        return service in self.association.conformance

    def associate(self, password: bytes | None) -> Operation[Association]:
        """Open an association; with a password by low-level security, without by none.

        Raises:
            AssociationRefused: The server says no.
            DecodeError: The answer makes no sense.
        """
        request = encode_aarq(password, conformance=self._offered, max_receive=self._max_receive)
        answer = yield request
        if answer[:1] in (b"\xd8", b"\x0e"):
            read_response(answer)
        self.association = read_aare(answer)
        return self.association

    def release(self) -> Operation[None]:
        """End the association.

        Raises:
            DecodeError: The answer makes no sense.
        """
        read_release((yield RELEASE_REQUEST))
        self.association = Association(Conformance(0), 0)

    def get(self, attribute: Attribute, selection: Selection | None = None) -> Operation[bytes]:
        """Read an attribute, whole or by selection; the data as they are encoded.

        Raises:
            AccessRefused: The server gives a data-access-result instead.
            ServiceRefused: It refuses the request.
            DecodeError: The answer makes no sense.
        """
        invoke = self._next_invoke()
        response = read_response((yield get_normal(invoke, attribute, selection)))
        if response.kind is ResponseKind.GET_BLOCK:
            return (yield from self._blocks(invoke, response, str(attribute)))
        body = _body(response, ResponseKind.GET_NORMAL)
        if body[0] == 1 and len(body) > 1:
            raise AccessRefused(str(attribute), body[1])
        _check_invoke(response, invoke)
        if body[0]:
            raise DecodeError("a GET response holds neither data nor a data-access-result")
        return body[1:]

    def get_list(self, attributes: Sequence[Attribute]) -> Operation[list[GetItem]]:
        """Read several attributes by one request; each has its own result.

        Raises:
            ServiceRefused: The server refuses the request.
            DecodeError: The answer makes no sense.
        """
        invoke = self._next_invoke()
        response = read_response((yield get_list(invoke, attributes)))
        if response.kind is ResponseKind.GET_BLOCK:
            body = yield from self._blocks(invoke, response, "a list of attributes")
        else:
            body = _body(response, ResponseKind.GET_LIST)
            _check_invoke(response, invoke)
        items = read_items(body)
        if len(items) != len(attributes):
            raise DecodeError(f"{len(attributes)} attributes were asked for and {len(items)} came")
        return items

    def _blocks(self, invoke: int, response: Response, what: str) -> Operation[bytes]:
        """Gather a long answer from its first block on."""
        data = bytearray()
        number = 1
        while True:
            block = read_block(_body(response, ResponseKind.GET_BLOCK))
            if block.result:
                raise AccessRefused(what, block.result)
            _check_invoke(response, invoke)
            if block.number != number:
                raise DecodeError(f"block {block.number} came instead of block {number}")
            data += block.data
            self.progress(len(data))
            if block.last:
                return bytes(data)
            if not block.data or len(data) > _MAX_TOTAL:
                raise DecodeError("a long answer has an empty block in it, or no end")
            response = read_response((yield get_next(invoke, number)))
            number += 1

    def set(self, attribute: Attribute, data: bytes, selection: Selection | None = None) -> Operation[None]:
        """Write an attribute; in blocks when the request is longer than the server takes.

        Raises:
            AccessRefused: The server gives a result other than success.
            ServiceRefused: It refuses the request.
            RemoteError: The request is too long and blocks were not agreed on.
            DecodeError: The answer makes no sense.
        """
        invoke = self._next_invoke()
        request = set_normal(invoke, attribute, data, selection)
        limit = self.association.max_send or 0xFFFF
        if len(request) > limit:
            if not self.can(Conformance.BLOCK_SET) or selection is not None or limit <= _SET_OVERHEAD:
                raise RemoteError(f"{attribute}: {len(data)} octets are more than the meter takes at once")
            body = yield from self._set_blocks(invoke, attribute, data, limit - _SET_OVERHEAD)
        else:
            body = _body(read_response((yield request)), ResponseKind.SET_NORMAL)
        if body[0]:
            raise AccessRefused(str(attribute), body[0])

    def _set_blocks(self, invoke: int, attribute: Attribute, data: bytes, size: int) -> Operation[bytes]:
        blocks = [data[offset : offset + size] for offset in range(0, len(data), size)]
        request = set_first_block(invoke, attribute, blocks[0], last=len(blocks) == 1)
        for number, block in enumerate(blocks[1:], start=2):
            response = read_response((yield request))
            if response.kind is not ResponseKind.SET_BLOCK:
                return _set_result(response)  # given up by the server before the last block
            request = set_block(invoke, number, block, last=number == len(blocks))
        return _set_result(read_response((yield request)))

    def action(self, method: Attribute, parameters: bytes | None = None) -> Operation[bytes | None]:
        """Invoke a method; what it returns as it is encoded, None for nothing.

        Raises:
            AccessRefused: The server gives a result other than success.
            ServiceRefused: It refuses the request.
            DecodeError: The answer makes no sense.
        """
        invoke = self._next_invoke()
        what = f"{method.obis} method {method.number} (class {method.class_id})"
        response = read_response((yield action_normal(invoke, method, parameters)))
        if response.kind is ResponseKind.ACTION_BLOCK:
            body = yield from self._action_blocks(invoke, response)
        else:
            body = _body(response, ResponseKind.ACTION_NORMAL)
        if body[0]:
            raise AccessRefused(what, body[0], ACTION_RESULTS)
        if len(body) < 2 or body[1] == 0:
            return None
        if body[2:3] == b"\x01" and len(body) > 3:
            raise AccessRefused(what, body[3])
        if body[1] != 1 or body[2:3] != b"\x00":
            raise DecodeError("an ACTION response holds neither data nor a data-access-result")
        return body[3:]

    def _action_blocks(self, invoke: int, response: Response) -> Operation[bytes]:
        data = bytearray()
        number = 1
        while True:
            body = _body(response, ResponseKind.ACTION_BLOCK)
            # the block is as in GET, without the choice octet before the octet-string
            block = read_block(body[:5] + b"\x00" + body[5:])
            if block.number != number or (not block.data and not block.last) or len(data) > _MAX_TOTAL:
                raise DecodeError("a block of an ACTION response is empty or out of order")
            data += block.data
            if block.last:
                return bytes(data)
            response = read_response((yield action_next(invoke, number)))
            number += 1

    def _next_invoke(self) -> int:
        """Invoke-id and priority: confirmed, high, and the next of fifteen numbers."""
        self._invoke = self._invoke % 15 + 1
        return 0xC0 | self._invoke


def _body(response: Response, kind: ResponseKind) -> bytes:
    if response.kind is not kind:
        raise DecodeError(f"a {response.kind.name} answer came where {kind.name} was awaited")
    return response.body


def _check_invoke(response: Response, invoke: int) -> None:
    """Data must bear the number of their request; errors are let pass without, for some servers forget it."""
    if response.invoke & 0x0F != invoke & 0x0F:
        raise DecodeError(f"the answer to request {invoke & 0x0F} bears the number {response.invoke & 0x0F}")


def _set_result(response: Response) -> bytes:
    if response.kind not in (ResponseKind.SET_LAST_BLOCK, ResponseKind.SET_NORMAL):
        raise DecodeError(f"a {response.kind.name} answer came after a SET in blocks")
    return response.body
