"""HDLC, the link layer of DLMS on serial lines: frames of format type 3, links in normal response mode.

Sans-I/O: bytes in; events, bytes and wake-up times out. The payload is opaque; `llc` knows the three octets
that stand before a DLMS APDU. Source: IEC 62056-46.
"""

from __future__ import annotations

from enfas.protocols.hdlc import llc
from enfas.protocols.hdlc.address import Address, Pair
from enfas.protocols.hdlc.client import ClientLink
from enfas.protocols.hdlc.events import (
    Connected,
    Disconnected,
    Event,
    Information,
    Reason,
    Refused,
    Unnumbered,
)
from enfas.protocols.hdlc.frame import Frame, Kind
from enfas.protocols.hdlc.line import MAX_LINKS, ServerLine
from enfas.protocols.hdlc.parameters import DEFAULTS, OMNIPOWER, Parameters
from enfas.protocols.hdlc.server import MAX_PAYLOAD, ServerLink
from enfas.protocols.hdlc.splitter import Splitter

__all__ = [
    "DEFAULTS",
    "MAX_LINKS",
    "MAX_PAYLOAD",
    "OMNIPOWER",
    "Address",
    "ClientLink",
    "Connected",
    "Disconnected",
    "Event",
    "Frame",
    "Information",
    "Kind",
    "Pair",
    "Parameters",
    "Reason",
    "Refused",
    "ServerLine",
    "ServerLink",
    "Splitter",
    "Unnumbered",
    "llc",
]
