"""What a COSEM object is made of: attributes and methods with their rights, and how they reach the meter.

Objects are made once for all meters of a type; whatever differs between two meters is asked of the `Context`.

Source: DLMS UA Blue Book (IEC 62056-6-2), interface classes and the access rights of association LN.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from enum import IntFlag
from typing import TYPE_CHECKING, Final

from enfas.protocols.dlms import axdr
from enfas.protocols.dlms.results import ActionResult, DataAccessResult
from enfas.protocols.dlms.server import MAX_PDU

if TYPE_CHECKING:
    from enfas.catalog.clients import Client
    from enfas.faces.cosem.companion import Companion
    from enfas.meter.device import Meter
    from enfas.obis import Obis
    from enfas.protocols.dlms.axdr import Data
    from enfas.protocols.dlms.conformance import Conformance

__all__ = [
    "Access",
    "Attribute",
    "Call",
    "Context",
    "CosemObject",
    "Get",
    "Method",
    "Select",
    "Set",
    "access_of",
    "constant",
    "descriptor",
    "logical_name",
]


class Access(IntFlag):
    """The access mode of an attribute, as versions 0 and 1 of association LN count it."""

    NONE = 0
    READ = 1
    WRITE = 2


class Context:
    """What an attribute may ask: the meter, and the association through which it is asked.

    Attributes:
        meter: The meter.
        companion: As what it is offered.
        client: The client.
        conformance: The services that were agreed on.
        client_max_pdu: The longest APDU that the client takes; 0: no limit. [octets]
        object_list: What the association shows, encoded.
        max_pdu: The longest APDU that the meter takes. [octets]
    """

    __slots__ = ("__weakref__",
        "client", "client_max_pdu", "companion", "conformance", "max_pdu", "meter", "object_list",
    )  # fmt: skip

    def __init__(
        self,
        meter: Meter,
        companion: Companion,
        client: Client,
        conformance: Conformance,
        client_max_pdu: int,
        object_list: bytes,
        max_pdu: int = MAX_PDU,
    ) -> None:
        self.meter = meter
        self.companion = companion
        self.client = client
        self.conformance = conformance
        self.client_max_pdu = client_max_pdu
        self.object_list = object_list
        self.max_pdu = max_pdu


Get = Callable[[Context], "bytes | DataAccessResult"]
Set = Callable[[Context, "Data"], DataAccessResult]
Select = Callable[[Context, "Data"], "bytes | DataAccessResult"]
Call = Callable[[Context, "Data | None"], ActionResult]


@dataclass(frozen=True, slots=True)
class Attribute:
    """One attribute; what it does not have is refused.

    Attributes:
        number: Its number, from 1.
        get: Gives its data, encoded.
        set: Takes a value. May raise CommandRefused, which is answered by its reason.
        selectors: By selector of selective access, what gives the selection.
    """

    number: int
    get: Get | None = None
    set: Set | None = None
    selectors: Mapping[int, Select] = field(default_factory=dict)

    @property
    def access(self) -> Access:
        """What can be done with it at all."""
        return (Access.READ if self.get else Access.NONE) | (Access.WRITE if self.set else Access.NONE)


@dataclass(frozen=True, slots=True)
class Method:
    """One method. May raise CommandRefused, which is answered by its reason."""

    number: int
    call: Call


@dataclass(frozen=True, slots=True)
class CosemObject:
    """One object; attribute 1, its logical name, goes without saying."""

    class_id: int
    version: int
    name: Obis
    attributes: tuple[Attribute, ...]
    methods: tuple[Method, ...] = ()

    @property
    def all_attributes(self) -> tuple[Attribute, ...]:
        """Its attributes, the logical name first; readable wherever anything is."""
        readable = any(attribute.get for attribute in self.attributes)
        return (Attribute(1, logical_name(self.name) if readable else None), *self.attributes)

    def without_methods(self) -> CosemObject:
        """The object as one who may not act sees it."""
        return replace(self, methods=())


def descriptor(class_id: int, name: bytes, number: int) -> bytes:
    """The nine octets by which a request means an attribute or a method."""
    return class_id.to_bytes(2, "big") + name + bytes((number,))


def constant(data: bytes) -> Get:
    """What gives always the same data."""
    return lambda context: data


def logical_name(name: bytes) -> Get:
    """Attribute 1 of every object."""
    return constant(axdr.octets(name))


_LETTERS: Final = {"R": Access.READ, "W": Access.WRITE, "RW": Access.READ | Access.WRITE}


def access_of(letters: str) -> Access:
    """The access mode that a table writes as R, W or RW."""
    return _LETTERS[letters]
