"""The meter as the device behind DLMS associations: its accounts, and what each is shown."""

from __future__ import annotations

from typing import Final

from enfas.catalog.meter_port import MeterPort
from enfas.faces.cosem.companion import Companion
from enfas.faces.cosem.model import Context
from enfas.faces.cosem.omnipower import OMNIPOWER
from enfas.faces.cosem.view import Sight
from enfas.limits import Counters, Limits
from enfas.meter.credentials import Credentials
from enfas.meter.device import Meter
from enfas.meter.panel import Panel
from enfas.protocols.dlms.conformance import Conformance
from enfas.protocols.dlms.server import Account, Association

__all__ = ["CosemDevice"]

_MODULES: Final = {MeterPort.MODULE: 1, MeterPort.NETWORK: 1, MeterPort.CONSUMER: 2}
"""The place in the display's module indicator of what talks at a port."""


class CosemDevice:
    """One meter, offered to DLMS clients at one of its ports.

    Args:
        meter: The meter.
        port: The port.
        companion: As what it is offered.
        limits: What sessions there are held to; None: the defaults.
        counters: Where they count what they refused and ended.
    """

    __slots__ = ("companion", "counters", "limits", "meter", "port")

    def __init__(
        self,
        meter: Meter,
        port: MeterPort = MeterPort.NETWORK,
        *,
        companion: Companion = OMNIPOWER,
        limits: Limits | None = None,
        counters: Counters | None = None,
    ) -> None:
        self.meter = meter
        self.port = port
        self.companion = companion
        self.limits = limits or Limits()
        self.counters = Counters() if counters is None else counters

    @property
    def servers(self) -> frozenset[int]:
        """The logical devices that can be talked to at this port."""
        clients = self.companion.clients.values()
        return frozenset(known.server for known in clients if self.port in known.ports)

    def association(self, client: int, server: int) -> Association:
        """The association of a client with a logical device, closed at first."""
        return Association(
            self, client, server, max_pdu=self.limits.apdu_octets, max_listed=self.limits.listed_octets
        )

    def account(self, client: int, server: int) -> Account | None:
        """The account of a client at a logical device; None where there is none here, or it is locked."""
        known = self.companion.clients.get((client, server))
        if known is None or self.port not in known.ports:
            return None
        if self.port is MeterPort.OPTICAL and self.meter.part(Panel).optical_locked:
            return None
        password = self.meter.part(Credentials).password(client) if known.secured else None
        if known.secured and password is None:
            return None
        return Account(password, self.companion.conformance(known))

    def open(self, client: int, server: int, conformance: Conformance, client_max_pdu: int) -> Sight:
        """What an association that was accepted sees."""
        companion = self.companion
        known = companion.clients[client, server]
        view = companion.view(self.meter.configuration.features, known)
        context = Context(
            self.meter,
            companion,
            known,
            conformance,
            client_max_pdu,
            view.object_list,
            self.limits.apdu_octets,
        )
        if self.port in _MODULES:
            self.meter.part(Panel).talks(context, _MODULES[self.port])
        return Sight(view, context)
