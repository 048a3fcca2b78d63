"""What the far ends of lines may take of a meter, at most, and the count of what was refused them.

One value for all that is bounded, handed to whoever needs it; settable in the meter file, table `[limits]`
(docs/lines.md).
"""

from __future__ import annotations

from typing import Final

import msgspec

from enfas.errors import ConfigurationError

__all__ = ["Counters", "Limits"]


class Limits(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Every bound that lines are held to.

    Attributes:
        connections: TCP connections at once to one address of the listener: to one meter.
        connections_per_peer: Those of one host among them, so that it cannot lock out the others.
        inactivity_s: A TCP connection on which no whole request came for so long is closed; 0: never. [s]
        linger_s: How long a client has to take the rest, once its connection is to end. [s]
        portion_octets: What a session is given at once: its answers to that are all that may wait for a
            client that does not read, beyond what the loop takes before it says so. [octets]
        waiting_octets: What may wait to be sent on a line; more is not sent (serial), or who does not take
            it is cut off (TCP). [octets]
        reopen_s: How long until a serial device that went away is looked for again. [s]
        links: HDLC links at once on one line.
        apdu_octets: The longest APDU that is taken, in one piece or in blocks; what associations are told
            of it. Answers are as long as the client takes. [octets]
        listed_octets: A list of answers that is longer has no data any more: the rest is refused. [octets]
        blocks_ahead: Blocks of rows that are read ahead of a supply.

    Raises:
        ConfigurationError: One of them cannot be.

    Source of the default of inactivity_s: DLMS UA Blue Book, TCP-UDP setup, inactivity_time_out (from
    memory).
    """

    connections: int = 256
    connections_per_peer: int = 128
    inactivity_s: float = 180.0
    linger_s: float = 5.0
    portion_octets: int = 512
    waiting_octets: int = 1 << 20
    reopen_s: float = 1.0
    links: int = 16
    apdu_octets: int = 0xFFFF
    listed_octets: int = 2 << 20
    blocks_ahead: int = 64

    def __post_init__(self) -> None:
        for name, (least, most) in _BOUNDS.items():
            value = getattr(self, name)
            if not least <= value <= most:
                raise ConfigurationError(f"the limit {name} is {least} to {most}, not {value}")


_BOUNDS: Final[dict[str, tuple[float, float]]] = {
    "connections": (1, 65_535),
    "connections_per_peer": (1, 65_535),
    "inactivity_s": (0, 86_400),
    "linger_s": (0, 3_600),
    "portion_octets": (16, 65_536),
    "waiting_octets": (1 << 16, 1 << 30),
    "reopen_s": (0.01, 3_600),
    "links": (1, 1_024),
    "apdu_octets": (128, 0xFFFF),
    "listed_octets": (1 << 10, 1 << 30),
    "blocks_ahead": (1, 4_096),
}
"""The least and the most of each."""


class Counters(msgspec.Struct):
    """What happened on the lines since they were opened.

    Attributes:
        accepted: TCP connections that were taken.
        refused_full: Refused: as many were open as may be.
        refused_peer: Refused: as many of that host were open as may be.
        refused_unknown: Refused: no meter is at the address that was dialled.
        closed_silent: Closed: no whole request came in time.
        closed_garbage: Closed: what came was no DLMS.
        cut_off: Cut off: did not take what it was sent.
        links_refused: HDLC links that were refused: as many were up on the line as may be.
        unsent: Answers that were not sent: too much waited on a serial line already.
        lost: Times that a serial device went away.
    """

    accepted: int = 0
    refused_full: int = 0
    refused_peer: int = 0
    refused_unknown: int = 0
    closed_silent: int = 0
    closed_garbage: int = 0
    cut_off: int = 0
    links_refused: int = 0
    unsent: int = 0
    lost: int = 0

    def troubles(self) -> dict[str, int]:
        """Those that are not zero, but for what was accepted: by name."""
        counts = msgspec.structs.asdict(self)
        del counts["accepted"]
        return {name: count for name, count in counts.items() if count}
