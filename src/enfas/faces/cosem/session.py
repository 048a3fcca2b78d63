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
from enfas.protocols.hdlc import Connected, Disconnected, Information, Pair, Refused, ServerLine, llc
from enfas.protocols.wrapper import HEADER_LENGTH
from enfas.session import LineSettings

__all__ = ["HdlcSession", "TcpSession", "WrapperSession"]

_HDLC_FLAG: Final = 0x7E
_MS_PER_S: Final = 1000


class HdlcSession:
    """DLMS over HDLC, on a serial line or a TCP connection. Noise is passed over.

    Args:
        device: The meter, at the port that the line is on.
        inactivity_s: When no whole frame came for so long it is closed; 0: never, as on a serial line. [s]
    """

    def __init__(self, device: CosemDevice, inactivity_s: float = 0.0) -> None:
        self._device = device
        limits = device.limits
        self._line = ServerLine(
            device.servers, max_links=limits.links, max_payload=len(llc.REQUEST) + limits.apdu_octets
        )
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
        if not self._line.connected:
            self._set_up_line()
        frames = self._line.frames
        self._line.receive(data, now_s)
        answer = self._answer()
        if self._inactivity_s and (self._end_s is None or self._line.frames > frames):
            self._end_s = now_s + self._inactivity_s
        return answer

    def wake(self, now_s: float) -> bytes:
        """Take down the links that were silent for too long."""
        if self._end_s is not None and now_s >= self._end_s:
            self.closed = True
            self._device.counters.closed_silent += 1
        self._line.wake(now_s)
        return self._answer()

    def end(self) -> None:
        """The line is gone, and all associations on it."""
        self._associations.clear()

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
                self._associations[pair] = self._device.association(pair.client.upper, pair.server.upper)
            elif isinstance(event, Disconnected):
                self._associations.pop(event.pair, None)
            elif isinstance(event, Refused):
                self._device.counters.links_refused += 1
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
        device: The meter, at the port that the line is on.
        inactivity_s: When no whole packet came for so long it is closed; 0: never. [s]
    """

    line: Final = None

    def __init__(self, device: CosemDevice, inactivity_s: float = 0.0) -> None:
        self._device = device
        self._splitter = wrapper.Splitter(device.limits.apdu_octets)
        self._servers = device.servers
        # those that are open, by the ports of their packets
        self._associations: dict[bytes, tuple[wrapper.Route, Association]] = {}
        self._inactivity_s = inactivity_s
        self.closed = False
        self.wake_at_s: float | None = None

    def receive(self, data: bytes, now_s: float) -> bytes:
        """Take bytes that arrived, return bytes to send."""
        known = self._associations.get(self._splitter.whole(data))
        if known is None:
            return self._receive(data, now_s)
        # one whole packet for an association that is open: the way of nearly all requests
        if self._inactivity_s:
            self.wake_at_s = now_s + self._inactivity_s
        route, association = known
        answer = association.receive(data[HEADER_LENGTH:])
        if not association.is_open:
            del self._associations[route.ports]
        return route.answer(answer)

    def _receive(self, data: bytes, now_s: float) -> bytes:
        heard = self.wake_at_s is None
        self._splitter.feed(data)
        out = bytearray()
        try:
            while (packet := self._splitter.next_packet()) is not None:
                heard = True
                out += self._answer(packet)
        except DecodeError:
            self.closed = True
            self._device.counters.closed_garbage += 1
        if heard and self._inactivity_s:
            self.wake_at_s = now_s + self._inactivity_s
        return bytes(out)

    def _answer(self, packet: wrapper.Packet) -> bytes:
        """The answer of the association of two ports; nothing where no such logical device is."""
        if packet.destination not in self._servers:
            return b""
        route = packet.route
        known = self._associations.pop(route.ports, None)
        association = known[1] if known else self._device.association(packet.source, packet.destination)
        answer = association.receive(packet.apdu)
        if association.is_open:
            self._associations[route.ports] = (route, association)
        return route.answer(answer)

    def wake(self, now_s: float) -> bytes:
        """The connection was silent for too long."""
        if self.wake_at_s is not None and now_s >= self.wake_at_s:
            self.closed = True
            self._device.counters.closed_silent += 1
        return b""

    def end(self) -> None:
        """The connection is gone, and all associations on it."""
        self._associations.clear()


class TcpSession:
    """DLMS on a TCP port: the first octet tells HDLC (a flag) from the wrapper (version 0001).

    A connection on which no whole request came for as long as the device's limits say is closed.

    Args:
        device: The meter, at the port that the line is on.
    """

    line: Final = None

    def __init__(self, device: CosemDevice) -> None:
        self._device = device
        self._inactivity_s = device.limits.inactivity_s
        self._inner: HdlcSession | WrapperSession | None = None
        # to be woken at once tells when the connection began, which may never say anything
        self._end_s: float | None = 0.0 if self._inactivity_s else None
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
        if not self._end_s:
            self._end_s = now_s + self._inactivity_s
        elif now_s >= self._end_s:
            self._closed = True
            self._device.counters.closed_silent += 1
        return b""

    def end(self) -> None:
        """The connection is gone."""
        if self._inner is not None:
            self._inner.end()
