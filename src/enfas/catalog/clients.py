"""Who may be a client of the meter: one row for each association that is offered.

Source: DLMS protocol 5512-1424 D1, table 2-1 and "Associations" (clients 16, 18, 19 and 20; passwords; what
the public client is shown). Client 1, the management client of the Green Book, is our own addition.
"""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from enfas.catalog.meter_port import MeterPort
from enfas.catalog.names import CLOCK, CURRENT_ASSOCIATION, HDLC_SETUP, SAP_ASSIGNMENT
from enfas.catalog.registers import REGISTERS
from enfas.obis import Obis

__all__ = [
    "DEFAULT_PASSWORD",
    "METER_DEVICE",
    "OMNIPOWER_CLIENTS",
    "PUBLIC_DEVICE",
    "Client",
    "ClientTable",
    "delivered_password",
    "passwords_of",
    "server_of",
]

PUBLIC_DEVICE: Final = 1
METER_DEVICE: Final = 16
DEFAULT_PASSWORD: Final = b"12345"

_PUBLIC_REGISTERS: Final = (
    "meter_number_low",
    "meter_number_1",
    "meter_number_2",
    "meter_number_3",
    "identification",
    "software_number_revision",
    "software_revision",
    "special_data_1",
    "special_data_2",
    "serial_number",
    "type_number",
)
_PUBLIC_OTHERS: Final = (HDLC_SETUP, CURRENT_ASSOCIATION, SAP_ASSIGNMENT, CLOCK)
_PUBLIC_NAMES: Final = frozenset((*(REGISTERS[key].obis for key in _PUBLIC_REGISTERS), *_PUBLIC_OTHERS))


@dataclass(frozen=True, slots=True)
class Client:
    """One association that is offered.

    Attributes:
        address: The client's address.
        server: The logical device that it talks to.
        title: Who it is.
        password: For low-level security, as delivered; None: there is no security.
        names: The logical names of the objects that it is shown; None: all.
        writes: It may write and act.
        ports: Where it is answered.
    """

    address: int
    server: int
    title: str
    password: bytes | None = DEFAULT_PASSWORD
    names: frozenset[Obis] | None = None
    writes: bool = True
    ports: frozenset[MeterPort] = frozenset(MeterPort)

    @property
    def secured(self) -> bool:
        """It gives a password."""
        return self.password is not None

    def __repr__(self) -> str:
        return f"Client({self.address}, {self.server}, {self.title!r})"


def _at(port: MeterPort) -> frozenset[MeterPort]:
    """One port, and the network, through which all are reached."""
    return frozenset((port, MeterPort.NETWORK))


ClientTable = MappingProxyType[tuple[int, int], Client]
"""Clients by their own address and that of the logical device."""

OMNIPOWER_CLIENTS: Final[ClientTable] = MappingProxyType(
    {
        (client.address, client.server): client
        for client in (
            Client(16, PUBLIC_DEVICE, "public", password=None, names=_PUBLIC_NAMES, writes=False),
            Client(1, PUBLIC_DEVICE, "management"),
            Client(18, METER_DEVICE, "primary module", ports=_at(MeterPort.MODULE)),
            Client(19, METER_DEVICE, "optical port", ports=_at(MeterPort.OPTICAL)),
            Client(20, METER_DEVICE, "consumer module", ports=_at(MeterPort.CONSUMER)),
        )
    }
)


def passwords_of(clients: ClientTable) -> dict[int, bytes]:
    """The passwords as delivered, by client address."""
    return {client.address: client.password for client in clients.values() if client.password is not None}


def server_of(address: int) -> int:
    """The logical device that a client of the real meter talks to; that of management for any other."""
    return next((server for client, server in OMNIPOWER_CLIENTS if client == address), PUBLIC_DEVICE)


def delivered_password(address: int, server: int) -> bytes | None:
    """The password that a client gives a new meter; one that is not known gives what all others do."""
    known = OMNIPOWER_CLIENTS.get((address, server))
    return DEFAULT_PASSWORD if known is None else known.password
