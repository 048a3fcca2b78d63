"""The server's end of one link: answers commands, and speaks only when it is polled.

Source: IEC 62056-46, secondary station in unbalanced, two-way alternate operation.
"""

from __future__ import annotations

from enfas.errors import DecodeError
from enfas.protocols.hdlc.address import Pair
from enfas.protocols.hdlc.events import Connected, Disconnected, Event, Information, Reason, Unnumbered
from enfas.protocols.hdlc.exchange import Assembly, SendWindow
from enfas.protocols.hdlc.frame import POLL, Frame, Kind, encode, i_control, rr_control
from enfas.protocols.hdlc.parameters import DEFAULTS, OMNIPOWER, Parameters
from enfas.protocols.hdlc.states import SERVER, Act, State

__all__ = ["MAX_PAYLOAD", "ServerLink"]

MAX_PAYLOAD = 65_535 + 3
"""The longest payload that is put together: the largest APDU and its LLC octets. [octets]"""

_NOT_IMPLEMENTED, _TOO_LONG, _WRONG_NUMBER = 0x01, 0x04, 0x08  # W, Y, Z of the FRMR information field


class ServerLink:
    """One client's link to one server address.

    Give each frame to `command`, hand what the user answers to `send`, then collect `flush`. What comes
    in never raises.

    Args:
        pair: The two addresses, in the form in which the client writes them.
        offer: The most that this end takes and sends.
        max_payload: The longest payload that is reassembled. [octets]
    """

    def __init__(self, pair: Pair, offer: Parameters = OMNIPOWER, *, max_payload: int = MAX_PAYLOAD) -> None:
        self.pair = pair
        self.state = State.NDM
        self._offer = offer
        self._max_payload = max_payload
        self._agreed = DEFAULTS
        self._window = SendWindow(1, DEFAULTS.transmit)
        self._assembly = Assembly(max_payload)
        self._rejection = b""
        self._polled = False  # an answer is due
        self._peer_busy = False
        self._out = bytearray()

    def send(self, payload: bytes) -> None:
        """Queue a payload; it leaves, in segments if need be, as the client polls."""
        if self.state is State.NRM:
            self._window.put(payload)

    def flush(self) -> bytes:
        """What is to be sent now. Ends the turn that a poll gave."""
        if self._polled:
            self._polled = False
            self._answer_poll()
        out = bytes(self._out)
        self._out.clear()
        return out

    def expire(self) -> Event:
        """The inactivity time-out has passed: the link is down, silently."""
        self.state = State.NDM
        self._polled = False
        return Disconnected(self.pair, Reason.INACTIVE)

    def command(self, frame: Frame) -> Event | None:
        """Take a frame that is addressed to this link."""
        act = SERVER.get((self.state, frame.kind))
        if act is Act.TAKE:
            return self._take(frame)
        if act is Act.SUPERVISE:
            self._supervise(frame)
        elif act is Act.SET_UP:
            return self._set_up(frame)
        elif act is Act.RELEASE:
            self._reply(Kind.UA, frame)
            self.state = State.NDM
            return Disconnected(self.pair, Reason.ASKED)
        elif act is Act.DELIVER:
            self._polled = self._polled or frame.poll
            return Unnumbered(self.pair, frame.information)
        elif act is Act.REFUSE and frame.poll:
            self._reply(Kind.DM, frame)
        elif act is Act.REJECT:
            self._reject(frame, _NOT_IMPLEMENTED)
        elif act is Act.REJECT_AGAIN and frame.poll:
            self._reply(Kind.FRMR, frame, self._rejection)
        return None

    def _set_up(self, frame: Frame) -> Event | None:
        try:
            proposal = Parameters.decode(frame.information)
        except DecodeError:
            self._reply(Kind.DM, frame)
            down = self.state is not State.NDM
            self.state = State.NDM
            return Disconnected(self.pair, Reason.REJECTED) if down else None
        self._agreed = self._offer.against(proposal)
        self._window = SendWindow(self._agreed.transmit_window, self._agreed.transmit)
        self._assembly = Assembly(self._max_payload)
        self._peer_busy = False
        self._polled = False
        self.state = State.NRM
        self._reply(Kind.UA, frame, self._agreed.encode())
        return Connected(self.pair, self._agreed)

    def _take(self, frame: Frame) -> Event | None:
        if len(frame.information) > self._agreed.receive:
            self._reject(frame, _TOO_LONG)
            return None
        if not self._window.acknowledge(frame.receive_number):
            self._reject(frame, _WRONG_NUMBER)
            return None
        self._peer_busy = False
        self._polled = self._polled or frame.poll
        if frame.send_number != self._assembly.next_number:
            return None  # a repeated or a lost one: N(R) of the answer says which one is next
        if not self._window.empty:
            return None  # an answer is still under way: not taken until the client has all of it
        if not self._assembly.fits(frame.information):
            self._reject(frame, _TOO_LONG)
            return None
        payload = self._assembly.take(frame.information, frame.segmented)
        return None if payload is None else Information(self.pair, payload)

    def _supervise(self, frame: Frame) -> None:
        if not self._window.acknowledge(frame.receive_number):
            self._reject(frame, _WRONG_NUMBER)
            return
        self._peer_busy = frame.kind is Kind.RNR
        self._polled = self._polled or frame.poll

    def _answer_poll(self) -> None:
        receive = self._assembly.next_number
        segments = () if self._peer_busy else self._window.segments()
        for segment in segments:
            control = i_control(segment.number, receive, segment.last_of_window)
            self._emit(control, segment.data, segment.more)
        if not segments:
            self._emit(rr_control(receive))

    def _reject(self, frame: Frame, cause: int) -> None:
        numbers = self._assembly.next_number << 5 | self._window.next_number << 1
        self._rejection = bytes([frame.control, numbers, cause])
        self._polled = False
        self.state = State.FRMR
        if frame.poll:
            self._reply(Kind.FRMR, frame, self._rejection)

    def _reply(self, kind: Kind, command: Frame, information: bytes = b"") -> None:
        """Answer with an unnumbered frame whose final bit is the command's poll bit."""
        self._emit(kind.control & ~POLL | (command.control & POLL), information)

    def _emit(self, control: int, information: bytes = b"", segmented: bool = False) -> None:
        self._out += encode(Frame(self.pair.client, self.pair.server, control, information, segmented))
