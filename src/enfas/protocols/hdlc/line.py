"""The server's end of a line: cuts it to frames and gives each to the link of its two addresses.

Several clients may have links at once, and several server addresses may be served (multidrop).

Source: IEC 62056-46, addressing, inactivity and inter-octet time-outs.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Collection

from enfas.protocols.hdlc.address import Address, Pair
from enfas.protocols.hdlc.events import Event, Refused, Unnumbered
from enfas.protocols.hdlc.frame import Frame, Kind
from enfas.protocols.hdlc.parameters import OMNIPOWER, Parameters
from enfas.protocols.hdlc.server import MAX_PAYLOAD, ServerLink
from enfas.protocols.hdlc.splitter import Splitter
from enfas.protocols.hdlc.states import State

__all__ = ["MAX_LINKS", "ServerLine"]

MAX_LINKS = 16
"""How many links a line bears at once, if nothing else is said."""


class ServerLine:
    """Bytes in, events and bytes out, for all links of a line. What comes in never raises.

    After `receive` or `wake`, take events with `next_event` until it returns None, answering each with
    `send` before taking the next; then write `data_to_send`.

    Args:
        servers: The upper addresses (logical devices) that answer here.
        physical: As the attribute.
        offer: The most that this end takes and sends.
        inactivity_s: As the attribute.
        inter_octet_s: As the attribute.
        max_payload: The longest payload that is reassembled. [octets]
        max_links: As many are up at once, at most; another client is refused.

    Attributes:
        frames: How many whole frames came, for whomever.
        physical: The lower address that answers here; None: any. A one-octet address has none. To be changed
            while no link is up.
        inactivity_s: A link on which nothing came for so long is down; 0: never. [s]
        inter_octet_s: A frame that began and did not go on for so long is forgotten. [s]

    Source of the defaults: Kamstrup DLMS protocol 5512-1424 D1, HDLC settings.
    """

    def __init__(
        self,
        servers: Collection[int],
        *,
        physical: int | None = 32,
        offer: Parameters = OMNIPOWER,
        inactivity_s: float = 20.0,
        inter_octet_s: float = 0.5,
        max_payload: int = MAX_PAYLOAD,
        max_links: int = MAX_LINKS,
    ) -> None:
        self._servers = frozenset(servers)
        self.physical = physical
        self._offer = offer
        self.inactivity_s = inactivity_s
        self.inter_octet_s = inter_octet_s
        self._max_payload = max_payload
        self._max_links = max_links
        self.frames = 0
        self._splitter = Splitter()
        self._links: dict[Pair, ServerLink] = {}
        self._deadlines: dict[Pair, float] = {}
        self._heard_s = 0.0
        self._pending: deque[Event] = deque()
        self._turn: ServerLink | None = None  # the link whose event the user has now
        self._out = bytearray()

    @property
    def wake_at_s(self) -> float | None:
        """When the first link will have been silent for too long; None: no link is up. [s]"""
        return min(self._deadlines.values(), default=None)

    @property
    def connected(self) -> Collection[Pair]:
        """The pairs whose links are up."""
        return self._links.keys()

    def receive(self, data: bytes, now_s: float) -> None:
        """Take bytes that arrived.

        Args:
            data: In any portions.
            now_s: Monotonic time. [s]
        """
        self.wake(now_s)
        if len(self._splitter) and now_s - self._heard_s > self.inter_octet_s:
            self._splitter.reset()
        self._heard_s = now_s
        self._splitter.feed(data)

    def wake(self, now_s: float) -> None:
        """Take down the links that were silent for too long."""
        for pair in [pair for pair, at_s in self._deadlines.items() if at_s <= now_s]:
            self._pending.append(self._links.pop(pair).expire())
            del self._deadlines[pair]

    def next_event(self) -> Event | None:
        """The next thing that happened; None when all was told."""
        self._end_turn()
        if self._pending:
            return self._pending.popleft()
        while (frame := self._splitter.next_frame()) is not None:
            self.frames += 1
            event = self._dispatch(frame)
            if event is not None:
                return event
            self._end_turn()
        return None

    def send(self, pair: Pair, payload: bytes) -> None:
        """Queue a payload on a link; nothing happens when it is down."""
        if link := self._links.get(pair):
            link.send(payload)

    def data_to_send(self) -> bytes:
        """What is to be written now."""
        self._end_turn()
        out = bytes(self._out)
        self._out.clear()
        return out

    def _end_turn(self) -> None:
        if self._turn is not None:
            self._out += self._turn.flush()
            self._turn = None

    def _dispatch(self, frame: Frame) -> Event | None:
        pair = Pair(frame.destination, frame.source)
        if frame.source.width != 1 or frame.source.is_broadcast or not frame.source.upper:
            return None
        if frame.destination.is_broadcast:
            return Unnumbered(pair, frame.information) if frame.kind is Kind.UI else None
        if not self._answers(frame.destination):
            return None
        link = self._links.get(pair)
        refused = link is None and frame.kind is Kind.SNRM and len(self._links) >= self._max_links
        if refused:
            frame = frame._replace(control=Kind.DISC.control)  # no new link: answered with DM
        if link is None:
            link = ServerLink(pair, self._offer, max_payload=self._max_payload)
        event = link.command(frame)
        self._turn = link
        if link.state is State.NDM:
            self._links.pop(pair, None)
            self._deadlines.pop(pair, None)
        else:
            self._links[pair] = link
            if self.inactivity_s:
                self._deadlines[pair] = self._heard_s + self.inactivity_s
        return Refused(pair) if refused else event

    def _answers(self, address: Address) -> bool:
        if address.upper not in self._servers:
            return False
        return address.width == 1 or self.physical is None or address.lower == self.physical
