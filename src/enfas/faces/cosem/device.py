"""The meter as the device behind DLMS associations: its accounts, and what each is shown."""

from __future__ import annotations

from enfas.faces.cosem.clients import CLIENTS
from enfas.faces.cosem.model import Context
from enfas.faces.cosem.view import Sight, view_of
from enfas.meter.credentials import Credentials
from enfas.meter.device import Meter
from enfas.protocols.dlms.conformance import Conformance
from enfas.protocols.dlms.server import Account

__all__ = ["CosemDevice"]


class CosemDevice:
    """One meter, offered to DLMS clients.

    Args:
        meter: The meter.
    """

    __slots__ = ("meter",)

    def __init__(self, meter: Meter) -> None:
        self.meter = meter

    def account(self, client: int, server: int) -> Account | None:
        """The account of a client at a logical device; None where there is none."""
        known = CLIENTS.get((client, server))
        if known is None:
            return None
        password = self.meter.part(Credentials).password(client) if known.secured else None
        if known.secured and password is None:
            return None
        return Account(password, known.conformance)

    def open(self, client: int, server: int, conformance: Conformance, client_max_pdu: int) -> Sight:
        """What an association that was accepted sees."""
        known = CLIENTS[client, server]
        view = view_of(self.meter.configuration.energies, known)
        context = Context(self.meter, known, conformance, client_max_pdu, view.object_list)
        return Sight(view, context)
