"""Both framings on a bench: a client's octets made by hand for a session of ours."""

from __future__ import annotations

from typing import Any

from tests.cosem_bench import PASSWORD, capture
from tests.dlms_bench import aarq

from enfas.faces.cosem.device import CosemDevice
from enfas.faces.cosem.session import TcpSession
from enfas.limits import Limits
from enfas.meter.device import Meter
from enfas.protocols.hdlc import Address, Pair, Splitter
from enfas.protocols.hdlc.frame import Frame, Kind, encode, i_control, rr_control

SERIAL = "serial"


def wrap(apdu: bytes, client: int = 18, server: int = 16) -> bytes:
    """An APDU in the TCP wrapper."""
    return b"".join(n.to_bytes(2, "big") for n in (1, client, server, len(apdu))) + apdu


def unwrap(data: bytes) -> list[tuple[int, int, bytes]]:
    """Packets: source, destination, APDU; there is nothing else."""
    found = []
    while data:
        version, source, destination, size = (int.from_bytes(data[n : n + 2], "big") for n in range(0, 8, 2))
        assert version == 1
        assert len(data) >= 8 + size, "a packet that is not whole"
        found.append((source, destination, data[8 : 8 + size]))
        data = data[8 + size :]
    return found


def frames(data: bytes) -> list[Frame]:
    """HDLC frames; there is nothing else."""
    splitter = Splitter()
    splitter.feed(data)
    found = list(iter(splitter.next_frame, None))
    assert b"".join(map(encode, found)) == data
    return found


class WrapperTalk:
    """A client on the wrapper."""

    def __init__(self, session: Any, client: int = 18, server: int = 16, now_s: float = 0.0) -> None:
        self.session, self.client, self.server, self.now_s = session, client, server, now_s

    def raw(self, data: bytes) -> bytes:
        return self.session.receive(data, self.now_s)

    def ask(self, apdu: bytes) -> bytes:
        packets = unwrap(self.raw(wrap(apdu, self.client, self.server)))
        if not packets:
            return b""
        ((source, destination, answer),) = packets
        assert (source, destination) == (self.server, self.client)
        return answer

    def open(self, **asked: Any) -> bytes:
        return self.ask(aarq(None if self.client == 16 else asked.pop("password", PASSWORD), **asked))


class HdlcTalk:
    """A client on HDLC, which polls until it has all of an answer; information fields of 128 octets."""

    def __init__(
        self, session: Any, client: int = 18, server: Address | int = 16, now_s: float = 0.0
    ) -> None:
        self.session, self.now_s = session, now_s
        address = Address(server) if isinstance(server, int) else server
        self.pair = Pair(address, Address(client))
        self._sent = self._received = 0

    @property
    def client(self) -> int:
        return self.pair.client.upper

    def frame(self, control: int, information: bytes = b"", *, segmented: bool = False) -> list[Frame]:
        command = encode(Frame(self.pair.server, self.pair.client, control, information, segmented))
        return frames(self.session.receive(command, self.now_s))

    def connect(self) -> list[Frame]:
        self._sent = self._received = 0
        return self.frame(Kind.SNRM.control)

    def disconnect(self) -> list[Frame]:
        return self.frame(Kind.DISC.control)

    def ask(self, apdu: bytes) -> bytes:
        payload, answer, parts = b"\xe6\xe6\x00" + apdu, b"", []
        for at in range(0, len(payload), 128):
            more = at + 128 < len(payload)
            parts = self.frame(
                i_control(self._sent, self._received, True), payload[at : at + 128], segmented=more
            )
            self._sent = self._sent + 1 & 7
        while True:
            (frame,) = parts
            if frame.kind is not Kind.I:
                assert not answer
                return b""
            self._received = self._received + 1 & 7
            answer += frame.information
            if not frame.segmented:
                break
            parts = self.frame(rr_control(self._received))
        assert answer[:3] == b"\xe6\xe7\x00"
        return answer[3:]

    def open(self, **asked: Any) -> bytes:
        assert [frame.kind for frame in self.connect()] == [Kind.UA]
        return self.ask(aarq(None if self.client == 16 else asked.pop("password", PASSWORD), **asked))


def tcp_session(meter: Meter | None = None, **limits: Any) -> TcpSession:
    """A session on TCP, which is held to other limits than the defaults where some are given."""
    return TcpSession(CosemDevice(meter or capture(), limits=Limits(**limits)))
