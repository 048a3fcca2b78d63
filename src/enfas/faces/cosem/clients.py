"""Who may be a client: one row for each association that the meter offers.

Source: DLMS protocol 5512-1424 D1, table 2-1 and "Associations" (clients 16, 18, 19 and 20; what the public
client is shown). Client 1, the management client of the Green Book, is our own addition.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from enfas.catalog.meter_port import MeterPort
from enfas.catalog.registers import REGISTERS
from enfas.obis import Obis
from enfas.protocols.dlms.conformance import Conformance

__all__ = ["CLIENTS", "METER_DEVICE", "PUBLIC_DEVICE", "Client"]

PUBLIC_DEVICE: Final = 1
METER_DEVICE: Final = 16

_READING: Final = Conformance.GET | Conformance.BLOCK_GET
_ALL: Final = (
    _READING
    | Conformance.SET
    | Conformance.BLOCK_SET
    | Conformance.ACTION
    | Conformance.BLOCK_ACTION
    | Conformance.SELECTIVE_ACCESS
    | Conformance.MULTIPLE_REFERENCES
)
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
_PUBLIC_NAMES: Final = frozenset(
    [REGISTERS[key].obis for key in _PUBLIC_REGISTERS]
    + [Obis.parse(name) for name in ("0.0.22.0.0.255", "0.0.40.0.0.255", "0.0.41.0.0.255", "0.1.1.0.0.255")]
)


@dataclass(frozen=True, slots=True)
class Client:
    """One association that is offered.

    Attributes:
        address: The client's address.
        server: The logical device that it talks to.
        title: Who it is.
        conformance: The services that it may use.
        secured: It gives a password (low-level security).
        names: The logical names of the objects that it is shown; None: all.
        writes: It may write and act.
        ports: Where it is answered.
    """

    address: int
    server: int
    title: str
    conformance: Conformance = _ALL
    secured: bool = True
    names: frozenset[Obis] | None = None
    writes: bool = True
    ports: frozenset[MeterPort] = frozenset(MeterPort)


def _at(port: MeterPort) -> frozenset[MeterPort]:
    """One port, and the network, through which all are reached."""
    return frozenset((port, MeterPort.NETWORK))


CLIENTS: Final[dict[tuple[int, int], Client]] = {
    (client.address, client.server): client
    for client in (
        Client(16, PUBLIC_DEVICE, "public", _READING, secured=False, names=_PUBLIC_NAMES, writes=False),
        Client(1, PUBLIC_DEVICE, "management"),
        Client(18, METER_DEVICE, "primary module", ports=_at(MeterPort.MODULE)),
        Client(19, METER_DEVICE, "optical port", ports=_at(MeterPort.OPTICAL)),
        Client(20, METER_DEVICE, "consumer module", ports=_at(MeterPort.CONSUMER)),
    )
}
"""All of them, by client and server address."""
