"""The client's end of a link: sets it up, sends, polls, and recovers what was lost.

The client speaks, then waits until a frame with the final bit gives the turn back. When none comes in time it
asks again with RR; the answer's numbers then show which side has to repeat.

Source: IEC 62056-46, primary station in unbalanced, two-way alternate operation.
"""

from __future__ import annotations

from collections import deque

from enfas.errors import DecodeError
from enfas.protocols.hdlc.address import Pair
from enfas.protocols.hdlc.events import Connected, Disconnected, Event, Information, Reason, Unnumbered
from enfas.protocols.hdlc.exchange import Assembly, SendWindow
from enfas.protocols.hdlc.frame import Frame, Kind, encode, i_control, rr_control
from enfas.protocols.hdlc.parameters import DEFAULTS, OMNIPOWER, Parameters
from enfas.protocols.hdlc.server import MAX_PAYLOAD
from enfas.protocols.hdlc.splitter import Splitter
from enfas.protocols.hdlc.states import CLIENT, Act, State

__all__ = ["ClientLink"]


class ClientLink:
    """One link from a client to a server. What comes in never raises; failures are `Disconnected` events.

    After each call take events with `next_event` until it returns None, and write `data_to_send`.

    Args:
        pair: The two addresses.
        offer: The most that this end sends and takes; the set-up agrees on what both can.
        propose: Whether SNRM tells the offer; if not, the defaults hold.
        response_s: How long an answer may take to begin. [s]
        attempts: How often something is sent in all before the link is given up.
        idle_poll_s: The pause before a server that had nothing to say yet is polled again. [s]
        inter_octet_s: A frame that began and did not go on for so long is forgotten. [s]
        max_payload: The longest payload that is reassembled. [octets]
    """

    def __init__(
        self,
        pair: Pair,
        offer: Parameters = OMNIPOWER,
        *,
        propose: bool = True,
        response_s: float = 2.0,
        attempts: int = 4,
        idle_poll_s: float = 0.1,
        inter_octet_s: float = 0.5,
        max_payload: int = MAX_PAYLOAD,
    ) -> None:
        self.pair = pair
        self.state = State.NDM
        self._offer = offer if propose else DEFAULTS
        self._propose = propose
        self._response_s = response_s
        self._attempts = attempts
        self._idle_poll_s = idle_poll_s
        self._inter_octet_s = inter_octet_s
        self._max_payload = max_payload
        self._splitter = Splitter()
        self._events: deque[Event] = deque()
        self._out = bytearray()
        self._heard_s = 0.0
        self._start(DEFAULTS)

    def _start(self, agreed: Parameters) -> None:
        self._agreed = agreed
        self._window = SendWindow(agreed.transmit_window, agreed.transmit)
        self._assembly = Assembly(self._max_payload)
        self._silences = 0  # time-outs since something was last achieved
        self._repeats = 0  # requests sent again because they were not taken, since then
        self._wake_at_s: float | None = None
        self._my_turn = True
        self._answer_due = False
        self._peer_busy = False

    @property
    def wake_at_s(self) -> float | None:
        """When `wake` must be called; None: not at all. [s]"""
        return self._wake_at_s

    def next_event(self) -> Event | None:
        """The next thing that happened; None when all was told."""
        return self._events.popleft() if self._events else None

    def data_to_send(self) -> bytes:
        """What is to be written now."""
        out = bytes(self._out)
        self._out.clear()
        return out

    def connect(self, now_s: float) -> None:
        """Set the link up (anew)."""
        self._start(DEFAULTS)
        self._splitter.reset()
        self.state = State.CONNECTING
        self._command(Kind.SNRM, now_s)

    def disconnect(self, now_s: float) -> None:
        """Take the link down."""
        if self.state is State.NDM:
            return
        self._silences = 0
        self.state = State.DISCONNECTING
        self._command(Kind.DISC, now_s)

    def send(self, payload: bytes, now_s: float) -> None:
        """Send a payload, in segments if need be, and poll until a payload comes back."""
        if self.state is not State.NRM:
            return
        self._window.put(payload)
        self._answer_due = True
        if self._my_turn:
            self._silences = self._repeats = 0
            self._take_turn(now_s)

    def receive(self, data: bytes, now_s: float) -> None:
        """Take bytes that arrived.

        Args:
            data: In any portions.
            now_s: Monotonic time. [s]
        """
        if len(self._splitter) and now_s - self._heard_s > self._inter_octet_s:
            self._splitter.reset()
        self._heard_s = now_s
        self._splitter.feed(data)
        while (frame := self._splitter.next_frame()) is not None:
            if frame.destination == self.pair.client and frame.source == self.pair.server:
                self._response(frame, now_s)
        if self._splitter.begun and self._wake_at_s is not None and not self._my_turn:
            self._wake_at_s = max(self._wake_at_s, now_s + self._inter_octet_s)  # more may be coming

    def wake(self, now_s: float) -> None:
        """The time asked for has come: ask again, or give up."""
        if self._wake_at_s is None or now_s < self._wake_at_s:
            return
        self._wake_at_s = None
        if self._my_turn:  # the pause before polling an idle server is over
            self._poll(now_s)
            return
        self._silences += 1
        if not self._may_go_on(self._silences):
            return
        if self.state is State.CONNECTING:
            self._command(Kind.SNRM, now_s)
        elif self.state is State.DISCONNECTING:
            self._command(Kind.DISC, now_s)
        else:
            self._poll(now_s)

    def _response(self, frame: Frame, now_s: float) -> None:
        act = CLIENT.get((self.state, frame.kind))
        if act is Act.TAKE or act is Act.SUPERVISE:
            self._numbered(frame, now_s)
        elif act is Act.DELIVER:
            self._events.append(Unnumbered(self.pair, frame.information))
        elif act is Act.ACCEPTED:
            self._accepted(frame)
        elif act is Act.REFUSED:
            self._down(Reason.REFUSED)
        elif act is Act.RELEASED:
            self._down(Reason.ASKED)
        elif act is Act.REJECTED:
            self._down(Reason.REJECTED)

    def _accepted(self, frame: Frame) -> None:
        try:
            theirs = Parameters.decode(frame.information)
        except DecodeError:
            self._down(Reason.REJECTED)
            return
        self._start(self._offer.against(theirs))
        self.state = State.NRM
        self._events.append(Connected(self.pair, self._agreed))

    def _numbered(self, frame: Frame, now_s: float) -> None:
        before = self._window.unacknowledged
        if not self._window.acknowledge(frame.receive_number):
            return  # it speaks of frames that were never sent: as good as damaged
        progress = self._window.unacknowledged < before
        self._peer_busy = frame.kind is Kind.RNR
        if frame.kind is Kind.I and frame.send_number == self._assembly.next_number:
            progress = True
            if not self._assembly.fits(frame.information):
                self._down(Reason.REJECTED)
                return
            payload = self._assembly.take(frame.information, frame.segmented)
            if payload is not None:
                self._answer_due = False
                self._events.append(Information(self.pair, payload))
        if progress:
            self._silences = self._repeats = 0
        if frame.poll:
            self._my_turn = True
            self._wake_at_s = None
            self._after_turn(progress, now_s)

    def _after_turn(self, progress: bool, now_s: float) -> None:
        """The server gave the turn back: repeat, go on, poll, or rest."""
        if not self._window.empty and not self._peer_busy:
            self._repeats += not progress
            if self._may_go_on(self._repeats):
                self._take_turn(now_s)
        elif self._answer_due or self._assembly.open or not self._window.empty:
            if progress:
                self._poll(now_s)
            else:
                self._wake_at_s = now_s + self._idle_poll_s

    def _take_turn(self, now_s: float) -> None:
        receive = self._assembly.next_number
        for segment in self._window.segments():
            control = i_control(segment.number, receive, segment.last_of_window)
            self._emit(control, segment.data, segment.more)
        self._wait(now_s)

    def _poll(self, now_s: float) -> None:
        self._emit(rr_control(self._assembly.next_number))
        self._wait(now_s)

    def _command(self, kind: Kind, now_s: float) -> None:
        tells = kind is Kind.SNRM and self._propose
        self._emit(kind.control, self._offer.encode() if tells else b"")
        self._wait(now_s)

    def _wait(self, now_s: float) -> None:
        self._my_turn = False
        self._wake_at_s = now_s + self._response_s

    def _may_go_on(self, failures: int) -> bool:
        if failures < self._attempts:
            return True
        self._down(Reason.ASKED if self.state is State.DISCONNECTING else Reason.NO_ANSWER)
        return False

    def _down(self, reason: Reason) -> None:
        self.state = State.NDM
        self._wake_at_s = None
        self._my_turn = True
        self._events.append(Disconnected(self.pair, reason))

    def _emit(self, control: int, information: bytes = b"", segmented: bool = False) -> None:
        self._out += encode(Frame(self.pair.server, self.pair.client, control, information, segmented))
