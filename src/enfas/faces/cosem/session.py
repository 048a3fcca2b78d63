"""Sessions of DLMS on a line: HDLC, the TCP wrapper, or whichever of the two the first octet tells.

Each carries the associations of any number of clients with any of the meter's logical devices.

Source: IEC 62056-46 (HDLC), IEC 62056-47 (wrapper); DLMS protocol 5512-1424 D1 (HDLC frames over TCP).
"""

from __future__ import annotations

from typing import Final

from enfas.errors import DecodeError
from enfas.faces.cosem.device import CosemDevice
from enfas.protocols import wrapper
from enfas.protocols.dlms.server import Association
from enfas.protocols.hdlc import Connected, Disconnected, Information, Pair, ServerLine, llc
from enfas.session import LineSettings

__all__ = ["INACTIVITY_S", "HdlcSession", "TcpSession", "WrapperSession"]

INACTIVITY_S: Final = 180.0
"""How long a TCP connection may be silent before it is closed. [s]

Source: DLMS UA Blue Book, TCP-UDP setup, default of inactivity_time_out (from memory)."""

_HDLC_FLAG: Final = 0x7E
_MS_PER_S: Final = 1000
_GET: Final = 0xC0


class HdlcSession:
    """DLMS over HDLC, on a serial line or a TCP connection. Noise is passed over.

    Args:
        device: The meter.
        inactivity_s: When nothing came for so long it is closed; 0: never, as on a serial line. [s]
    """

    def __init__(self, device: CosemDevice, inactivity_s: float = 0.0) -> None:
        self._device = device
        self._line = ServerLine(device.companion.servers)
        self._associations: dict[Pair, Association] = {}
        self._inactivity_s = inactivity_s
        self._end_s: float | None = None
        self.closed = False
        self.line = LineSettings()

    @property
    def wake_at_s(self) -> float | None:
        """When the first link, or all of the line, will have been silent for too long. [s]"""
        times = [time_s for time_s in (self._line.wake_at_s, self._end_s) if time_s is not None]
        return min(times, default=None)

    def receive(self, data: bytes, now_s: float) -> bytes:
        """Take bytes that arrived, return bytes to send."""
        if self._inactivity_s:
            self._end_s = now_s + self._inactivity_s
        if not self._line.connected:
            self._set_up_line()
        self._line.receive(data, now_s)
        return self._answer()

    def wake(self, now_s: float) -> bytes:
        """Take down the links that were silent for too long."""
        if self._end_s is not None and now_s >= self._end_s:
            self.closed = True
        self._line.wake(now_s)
        return self._answer()

    def _set_up_line(self) -> None:
        """Take over the settings that may have been written since."""
        settings = self._device.meter.settings
        self._line.physical = settings["hdlc_address"]
        self._line.inactivity_s = settings["hdlc_inactivity_s"]
        self._line.inter_octet_s = settings["hdlc_inter_octet_ms"] / _MS_PER_S

    def _answer(self) -> bytes:
        while (event := self._line.next_event()) is not None:
            if isinstance(event, Information):
                self._take(event)
            elif isinstance(event, Connected):
                pair = event.pair
                self._associations[pair] = Association(self._device, pair.client.upper, pair.server.upper)
            elif isinstance(event, Disconnected):
                self._associations.pop(event.pair, None)
        return self._line.data_to_send()

    def _take(self, event: Information) -> None:
        association = self._associations.get(event.pair)
        try:
            apdu = llc.unwrap(event.payload, llc.REQUEST)
        except DecodeError:
            return
        answer = association.receive(apdu) if association else b""
        if answer:
            self._line.send(event.pair, llc.RESPONSE + answer)


class WrapperSession:
    """DLMS in the TCP wrapper. A stream that is none closes it.

    Args:
        device: The meter.
        inactivity_s: When nothing came for so long it is closed; 0: never. [s]
    """

    line: Final = None

    def __init__(self, device: CosemDevice, inactivity_s: float = INACTIVITY_S) -> None:
        self._device = device
        self._servers = device.companion.servers
        self._splitter = wrapper.Splitter()
        # those that are open, and the wrapper's head of their answers, by source and destination port
        self._associations: dict[bytes, tuple[bytes, Association]] = {}
        self._inactivity_s = inactivity_s
        self.closed = False
        self.wake_at_s: float | None = None

    def receive(self, data: bytes, now_s: float) -> bytes:
        """Take bytes that arrived, return bytes to send."""
        if self._inactivity_s:
            self.wake_at_s = now_s + self._inactivity_s
        # one whole GET, of an association that is open: the way of nearly all requests
        if len(data) > 8 and data[8] == _GET and data[:2] == b"\0\1" and not len(self._splitter):
            known = self._associations.get(data[2:6])
            if known is not None and len(data) == 8 + (data[6] << 8 | data[7]):
                answer = known[1].receive(data[8:])
                return b"%b%b%b" % (known[0], len(answer).to_bytes(2, "big"), answer)
        return self._receive(data)

    def _receive(self, data: bytes) -> bytes:
        self._splitter.feed(data)
        out = bytearray()
        try:
            while (packet := self._splitter.next_packet()) is not None:
                if answer := self._association(packet.source, packet.destination, packet.apdu):
                    out += wrapper.encode(packet.destination, packet.source, answer)
        except DecodeError:
            self.closed = True
        return bytes(out)

    def _association(self, client: int, server: int, apdu: bytes) -> bytes:
        """The answer of the association of two ports; nothing where no such logical device is."""
        if server not in self._servers:
            return b""
        ports = client.to_bytes(2, "big") + server.to_bytes(2, "big")
        known = self._associations.pop(ports, None)
        association = known[1] if known else Association(self._device, client, server)
        answer = association.receive(apdu)
        if association.is_open:
            self._associations[ports] = (b"\0\1" + ports[2:] + ports[:2], association)
        return answer

    def wake(self, now_s: float) -> bytes:
        """The connection was silent for too long."""
        if self.wake_at_s is not None and now_s >= self.wake_at_s:
            self.closed = True
        return b""


class TcpSession:
    """DLMS on a TCP port: the first octet tells HDLC (a flag) from the wrapper (version 0001).

    Args:
        device: The meter.
        inactivity_s: When nothing came for so long it is closed; 0: never. [s]
    """

    line: Final = None

    def __init__(self, device: CosemDevice, inactivity_s: float = INACTIVITY_S) -> None:
        self._device = device
        self._inactivity_s = inactivity_s
        self._inner: HdlcSession | WrapperSession | None = None
        # to be woken at once tells when the connection began, which may never say anything
        self._end_s: float | None = 0.0 if inactivity_s else None
        self._closed = False

    @property
    def closed(self) -> bool:
        """The stream was none of both, or the session has ended."""
        return self._closed if self._inner is None else self._inner.closed

    @property
    def wake_at_s(self) -> float | None:
        """When `wake` must be called. [s]"""
        return self._end_s if self._inner is None else self._inner.wake_at_s

    def receive(self, data: bytes, now_s: float) -> bytes:
        """Take bytes that arrived, return bytes to send."""
        if self._inner is None:
            kind = HdlcSession if data[0] == _HDLC_FLAG else WrapperSession
            self._inner = kind(self._device, self._inactivity_s)
            self.receive = self._inner.receive  # type: ignore[method-assign]  # one call less a request
        return self._inner.receive(data, now_s)

    def wake(self, now_s: float) -> bytes:
        """The time asked for has come."""
        if self._inner is not None:
            return self._inner.wake(now_s)
        if self._end_s:
            self._closed = now_s >= self._end_s
        else:
            self._end_s = now_s + self._inactivity_s
        return b""
