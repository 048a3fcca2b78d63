"""What a link tells its user."""

from __future__ import annotations

from enum import Enum, unique
from typing import NamedTuple

from enfas.protocols.hdlc.address import Pair
from enfas.protocols.hdlc.parameters import Parameters

__all__ = ["Connected", "Disconnected", "Event", "Information", "Reason", "Refused", "Unnumbered"]


@unique
class Reason(Enum):
    """Why a link ended."""

    ASKED = "disconnected as asked"
    INACTIVE = "nothing came for the inactivity time-out"
    NO_ANSWER = "no answer"
    REFUSED = "the other end is in disconnected mode"
    REJECTED = "the other end rejected a frame"


class Connected(NamedTuple):
    """A link is up, or was set up anew: whatever association it bore before is gone."""

    pair: Pair
    parameters: Parameters


class Information(NamedTuple):
    """A payload came whole, reassembled from its segments; the LLC octets are still before it."""

    pair: Pair
    payload: bytes


class Unnumbered(NamedTuple):
    """The payload of a UI frame: not acknowledged, and not to be answered when it was a broadcast."""

    pair: Pair
    payload: bytes


class Disconnected(NamedTuple):
    """A link has ended."""

    pair: Pair
    reason: Reason


class Refused(NamedTuple):
    """A client asked for a link, and was refused it: as many are up as may be."""

    pair: Pair


Event = Connected | Information | Unnumbered | Disconnected | Refused
