"""The server's end of an application association: one APDU in, one APDU out.

    idle --AARQ accepted--> open --RLRQ, a new AARQ, or the end of the line--> idle

Behind it stands a `Device`, which knows its clients and gives each that it accepts the `Objects` that it may
see. Sans-I/O; whatever comes in never raises.

Source: DLMS UA Green Book (IEC 62056-5-3), control function of the server, services with logical names.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final, NamedTuple, Protocol

from enfas.errors import DecodeError
from enfas.protocols.dlms import acse, xdlms
from enfas.protocols.dlms.acse import Diagnostic, InitiateError
from enfas.protocols.dlms.axdr import Data, length
from enfas.protocols.dlms.conformance import Conformance
from enfas.protocols.dlms.results import DataAccessResult
from enfas.protocols.dlms.transfer import Fault, Inward, Outward, refuse_block, refuse_next
from enfas.protocols.dlms.xdlms import Kind, Request, Selection, ServiceError, StateError

__all__ = ["MAX_LISTED", "MAX_PDU", "Account", "Association", "Device", "Getter", "Objects"]

MAX_PDU: Final = 0xFFFF
"""The longest APDU that a server takes at most, and that it sends where the client sets no limit. [octets]"""

MAX_LISTED: Final = 2 << 20
"""A list of answers that is longer has no data any more, if nothing else is said: the rest of it is refused.
[octets]"""

Getter = Callable[[Any], "bytes | int"]
"""Reads an attribute from the context that it is given: encoded data, or a data-access-result."""


class Objects(Protocol):
    """What one association may see of the device, and do to it.

    A descriptor is the nine octets of class, logical name, and attribute or method. The results of what gives
    no data are `results.DataAccessResult` and `results.ActionResult`.
    """

    @property
    def getters(self) -> Mapping[bytes, Getter]:
        """The attributes that can be read, by descriptor: a plain GET takes the short way through these."""

    @property
    def context(self) -> Any:
        """What getters are given."""

    def get(self, descriptor: bytes, selection: Selection | None) -> bytes | int:
        """Read an attribute, whole or by selection."""

    def set(self, descriptor: bytes, selection: Selection | None, data: Data) -> int:
        """Write an attribute."""

    def act(self, descriptor: bytes, data: Data | None) -> tuple[int, bytes | None]:
        """Invoke a method; its result, and what it returns."""


class Account(NamedTuple):
    """One client as one server (logical device) knows it.

    Attributes:
        password: What low-level security compares; None: no security.
        conformance: The services that the client may use.
    """

    password: bytes | None
    conformance: Conformance

    def __repr__(self) -> str:
        return f"Account(security={'none' if self.password is None else 'low'}, {self.conformance!r})"


class Device(Protocol):
    """What associations are made with."""

    def account(self, client: int, server: int) -> Account | None:
        """The account of a client at a server; None where there is none."""

    def open(self, client: int, server: int, conformance: Conformance, client_max_pdu: int) -> Objects:
        """An association was accepted: what it may see."""


_GET_BLOCKS: Final = Conformance.GET | Conformance.BLOCK_GET
_SET_BLOCKS: Final = Conformance.SET | Conformance.BLOCK_SET
_ACTION_BLOCKS: Final = Conformance.ACTION | Conformance.BLOCK_ACTION
_NEEDED: Final[Mapping[Kind, Conformance]] = {
    Kind.GET_NORMAL: Conformance.GET,
    Kind.GET_NEXT: _GET_BLOCKS,
    Kind.GET_LIST: Conformance.GET | Conformance.MULTIPLE_REFERENCES,
    Kind.SET_NORMAL: Conformance.SET,
    Kind.SET_FIRST_BLOCK: _SET_BLOCKS,
    Kind.SET_BLOCK: _SET_BLOCKS,
    Kind.SET_LIST: Conformance.SET | Conformance.MULTIPLE_REFERENCES,
    Kind.SET_FIRST_BLOCK_LIST: _SET_BLOCKS | Conformance.MULTIPLE_REFERENCES,
    Kind.ACTION_NORMAL: Conformance.ACTION,
    Kind.ACTION_NEXT: _ACTION_BLOCKS,
    Kind.ACTION_LIST: Conformance.ACTION | Conformance.MULTIPLE_REFERENCES,
    Kind.ACTION_FIRST_BLOCK: _ACTION_BLOCKS,
    Kind.ACTION_FIRST_BLOCK_LIST: _ACTION_BLOCKS | Conformance.MULTIPLE_REFERENCES,
    Kind.ACTION_BLOCK: _ACTION_BLOCKS,
}
"""What an association must have agreed on for each form of request."""

_SERVICES: Final = frozenset((0xC0, 0xC1, 0xC3))
_FIRST_BLOCKS: Final = frozenset(
    (
        Kind.SET_FIRST_BLOCK,
        Kind.SET_FIRST_BLOCK_LIST,
        Kind.ACTION_FIRST_BLOCK,
        Kind.ACTION_FIRST_BLOCK_LIST,
    )
)
_BLOCKS: Final = _FIRST_BLOCKS | {Kind.SET_BLOCK, Kind.ACTION_BLOCK}


class Association:
    """One client's association with one server of a device.

    Args:
        device: What it is made with.
        client: The client's address.
        server: The server's address.
        max_pdu: The longest APDU that is taken, in one piece or in blocks. [octets]
        max_listed: A list of answers that is longer has no data any more. [octets]
    """

    __slots__ = (
        "_context", "_device", "_getters", "_incoming", "_limit", "_max_listed", "_max_pdu", "_objects",
        "_outgoing", "_services", "client", "server",
    )  # fmt: skip

    def __init__(
        self,
        device: Device,
        client: int,
        server: int,
        *,
        max_pdu: int = MAX_PDU,
        max_listed: int = MAX_LISTED,
    ) -> None:
        self._device = device
        self._max_pdu = max_pdu
        self._max_listed = max_listed
        self.client = client
        self.server = server
        self._close()

    def _close(self) -> None:
        self._objects: Objects | None = None
        self._getters: Mapping[bytes, Getter] = {}
        self._context: Any = None
        self._services = Conformance(0)
        self._limit = MAX_PDU
        self._outgoing: Outward | None = None
        self._incoming: Inward | None = None

    @property
    def is_open(self) -> bool:
        """The association is established."""
        return self._objects is not None

    def receive(self, apdu: bytes) -> bytes:
        """Take one APDU; the answer, or nothing where none is due."""
        # the request that is sent again and again, one attribute as a whole, takes the short way
        if len(apdu) == 13 and apdu[:2] == b"\xc0\x01" and not apdu[12]:
            getter = self._getters.get(apdu[3:12])
            if getter is not None:
                result = getter(self._context)
                if isinstance(result, bytes) and len(result) + 4 <= self._limit:
                    self._outgoing = self._incoming = None
                    return b"\xc4\x01%c\0%b" % (apdu[2], result)
        return self._receive(apdu)

    def _receive(self, apdu: bytes) -> bytes:
        tag = apdu[0] if apdu else 0
        if tag == acse.AARQ:
            return self._associate(apdu)
        if tag == acse.RLRQ:
            return self._release(apdu)
        if tag not in _SERVICES:
            return xdlms.exception_response(StateError.UNKNOWN, ServiceError.NOT_SUPPORTED)
        if self._objects is None:
            return xdlms.exception_response(StateError.NOT_ALLOWED, ServiceError.NOT_POSSIBLE)
        try:
            request = xdlms.decode_request(apdu)
        except DecodeError:
            return xdlms.exception_response(StateError.NOT_ALLOWED, ServiceError.OTHER)
        needed = _NEEDED[request.kind]
        if any(reference.selection for reference in request.references):
            needed |= Conformance.SELECTIVE_ACCESS
        if needed & ~self._services:
            return xdlms.exception_response(StateError.NOT_ALLOWED, ServiceError.NOT_SUPPORTED)
        return self._serve(self._objects, request)

    # Opening and closing.

    def _associate(self, apdu: bytes) -> bytes:
        self._close()
        account = self._device.account(self.client, self.server)
        offered = account.conformance if account else Conformance(0)
        try:
            asked = acse.decode_aarq(apdu)
            reason = _refusal(asked, account)
            if reason is not None:
                return acse.refused(reason, offered, self._max_pdu)
            initiate = acse.decode_initiate(asked.user_information)
        except DecodeError:
            return acse.refused(Diagnostic.NO_REASON, offered, self._max_pdu)
        services = initiate.conformance & offered
        error = _initiate_error(initiate, services)
        if error is not None:
            refused = acse.refused(Diagnostic.NO_REASON, offered, self._max_pdu, error)
            return refused if initiate.response_allowed else b""
        self._services = services
        self._limit = min(initiate.max_pdu or MAX_PDU, MAX_PDU)
        self._objects = self._device.open(self.client, self.server, services, initiate.max_pdu)
        self._getters = self._objects.getters if services & Conformance.GET else {}
        self._context = self._objects.context
        if not initiate.response_allowed:
            return b""
        return acse.accepted(services, self._max_pdu, quality_of_service=initiate.quality_of_service)

    def _release(self, apdu: bytes) -> bytes:
        try:
            acse.decode_rlrq(apdu)
        except DecodeError:
            return xdlms.exception_response(StateError.NOT_ALLOWED, ServiceError.OTHER)
        was_open = self.is_open
        self._close()
        return acse.release_response(released=was_open)

    # Services.

    def _serve(self, objects: Objects, request: Request) -> bytes:
        kind = request.kind
        if kind is Kind.GET_NEXT or kind is Kind.ACTION_NEXT:
            return self._next_block(request)
        self._outgoing = None
        if kind in _BLOCKS:
            return self._take_block(objects, request)
        self._incoming = None
        if kind is Kind.GET_NORMAL or kind is Kind.GET_LIST:
            return self._get(objects, request)
        if kind.is_action:
            return self._act(objects, request, request.data, request)
        results = _set(objects, request, request.data)
        if request.is_list:
            return xdlms.set_list(request.invoke, results)
        return xdlms.set_normal(request.invoke, results[0])

    def _get(self, objects: Objects, request: Request) -> bytes:
        results: list[bytes | int] = []
        room = self._max_listed
        for reference in request.references:
            result = objects.get(*reference) if room > 0 else DataAccessResult.OTHER_REASON
            room -= len(result) if isinstance(result, bytes) else 0
            results.append(result)
        if request.is_list:
            items = [xdlms.get_item(result) for result in results]
            answer = xdlms.get_list(request.invoke, items)
            body = length(len(items)) + b"".join(items)
        else:
            answer = xdlms.get_normal(request.invoke, results[0])
            body = results[0] if isinstance(results[0], bytes) else b""
        return self._whole_or_blocks(request, answer, body, Conformance.BLOCK_GET)

    def _act(
        self, objects: Objects, asked: Request, values: Sequence[Data | None], request: Request
    ) -> bytes:
        pairs = zip(asked.references, values, strict=True)
        items = [xdlms.action_item(*objects.act(reference.descriptor, value)) for reference, value in pairs]
        if asked.is_list:
            answer = xdlms.action_list(request.invoke, items)
            body = length(len(items)) + b"".join(items)
        else:
            answer = xdlms.action_normal(request.invoke, items[0])
            body = items[0]
        return self._whole_or_blocks(request, answer, body, Conformance.BLOCK_ACTION)

    # Long answers and long requests.

    def _whole_or_blocks(self, request: Request, answer: bytes, body: bytes, service: Conformance) -> bytes:
        """An answer as a whole where the client takes it so, else the first block of its body."""
        if len(answer) <= self._limit:
            return answer
        if not self._services & service:
            return xdlms.exception_response(StateError.NOT_ALLOWED, ServiceError.PDU_TOO_LONG)
        self._outgoing = Outward(body, self._limit, action=service is Conformance.BLOCK_ACTION)
        return self._give_block(self._outgoing, request)

    def _next_block(self, request: Request) -> bytes:
        outgoing = self._outgoing
        if outgoing is None or outgoing.action is not request.kind.is_action:
            return refuse_next(request)
        if request.block.number != outgoing.number:
            self._outgoing = None
            return outgoing.refuse(request)
        return self._give_block(outgoing, request)

    def _give_block(self, outgoing: Outward, request: Request) -> bytes:
        block = outgoing.next_block(request.invoke)
        if outgoing.finished:
            self._outgoing = None
        return block

    def _take_block(self, objects: Objects, request: Request) -> bytes:
        if request.kind in _FIRST_BLOCKS:
            self._incoming = Inward(request, self._max_pdu)
        incoming = self._incoming
        if incoming is None or incoming.action is not request.kind.is_action:
            return refuse_block(request, Fault.NOT_IN_PROGRESS)
        fault = incoming.take(request.block)
        if fault is None and not request.block.last:
            make = xdlms.action_next if incoming.action else xdlms.set_block
            return make(request.invoke, request.block.number)
        self._incoming = None
        if fault is not None:
            return refuse_block(request, fault)
        try:
            values = incoming.values()
        except DecodeError:
            return refuse_block(request, Fault.NO_DATA)
        if incoming.action:
            return self._act(objects, incoming.first, values, request)
        results = _set(objects, incoming.first, values)
        if incoming.first.is_list:
            return xdlms.set_last_block_list(request.invoke, request.block.number, results)
        return xdlms.set_last_block(request.invoke, request.block.number, results[0])


def _set(objects: Objects, asked: Request, values: Sequence[Data | None]) -> list[int]:
    pairs = zip(asked.references, values, strict=True)
    return [
        DataAccessResult.TYPE_UNMATCHED
        if value is None
        else objects.set(reference.descriptor, reference.selection, value)
        for reference, value in pairs
    ]


def _refusal(asked: acse.AssociationRequest, account: Account | None) -> Diagnostic | None:
    """Why an association cannot be, before what it carries is looked at; None if it can."""
    if not asked.version_1:
        return Diagnostic.NO_COMMON_VERSION
    if asked.context != acse.LN_NO_CIPHERING:
        return Diagnostic.CONTEXT_NOT_SUPPORTED
    if account is None:
        return Diagnostic.CALLING_TITLE_NOT_RECOGNISED
    named = asked.mechanism not in (None, acse.MECHANISM_NONE)
    if account.password is None:
        return Diagnostic.MECHANISM_NOT_RECOGNISED if named else None
    if not named:
        return Diagnostic.MECHANISM_REQUIRED if asked.authentication else Diagnostic.AUTHENTICATION_REQUIRED
    if asked.mechanism != acse.MECHANISM_LLS:
        return Diagnostic.MECHANISM_NOT_RECOGNISED
    return None if acse.same(asked.password, account.password) else Diagnostic.AUTHENTICATION_FAILURE


def _initiate_error(initiate: acse.InitiateRequest, services: Conformance) -> InitiateError | None:
    """Why the xDLMS part of a request cannot be; None if it can."""
    if initiate.version < acse.VERSION:
        return InitiateError.VERSION_TOO_LOW
    if not services:
        return InitiateError.INCOMPATIBLE_CONFORMANCE
    if 0 < initiate.max_pdu < acse.LOWEST_MAX_PDU:
        return InitiateError.PDU_TOO_SHORT
    return None
