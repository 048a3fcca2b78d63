"""The meter as the device behind DLMS associations: its accounts, and what each is shown."""

from __future__ import annotations

from enfas.faces.cosem.companion import Companion
from enfas.faces.cosem.model import Context
from enfas.faces.cosem.omnipower import OMNIPOWER
from enfas.faces.cosem.view import Sight
from enfas.meter.credentials import Credentials
from enfas.meter.device import Meter
from enfas.protocols.dlms.conformance import Conformance
from enfas.protocols.dlms.server import Account

__all__ = ["CosemDevice"]


class CosemDevice:
    """One meter, offered to DLMS clients.

    Args:
        meter: The meter.
        companion: As what it is offered.
    """

    __slots__ = ("companion", "meter")

    def __init__(self, meter: Meter, companion: Companion = OMNIPOWER) -> None:
        self.meter = meter
        self.companion = companion

    def account(self, client: int, server: int) -> Account | None:
        """The account of a client at a logical device; None where there is none."""
        known = self.companion.clients.get((client, server))
        if known is None:
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
        context = Context(self.meter, companion, known, conformance, client_max_pdu, view.object_list)
        return Sight(view, context)
