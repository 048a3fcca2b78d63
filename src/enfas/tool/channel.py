"""Channels that carry APDUs over a line: the TCP wrapper or an HDLC link, each request waited for."""

from __future__ import annotations

from typing import Protocol

from enfas.errors import RemoteError
from enfas.protocols import wrapper
from enfas.protocols.hdlc import (
    Address,
    ClientLink,
    Connected,
    Disconnected,
    Event,
    Information,
    Pair,
    Parameters,
    llc,
)
from enfas.tool.line import Line

__all__ = ["Channel", "HdlcChannel", "WrapperChannel", "hdlc_address"]


class Channel(Protocol):
    """Requests out, their answers in."""

    @property
    def ends_association(self) -> bool:
        """Whether taking the channel down also ends the association, as HDLC's DISC does."""

    def open(self) -> None:
        """Make ready."""

    def exchange(self, apdu: bytes) -> bytes:
        """Send a request and wait for its answer.

        Raises:
            RemoteError: The far end is silent, refuses, or is gone.
            DecodeError: What came makes no sense.
        """

    def close(self) -> None:
        """Say good-bye; the line stays open."""


class WrapperChannel:
    """APDUs in the TCP wrapper.

    Args:
        line: Where to.
        client: This end's wrapper port.
        server: The logical device.
        timeout_s: How long the far end may be silent. [s]
    """

    ends_association = False

    def __init__(self, line: Line, client: int, server: int, timeout_s: float = 10.0) -> None:
        self._line = line
        self._client = client
        self._server = server
        self._timeout_s = timeout_s
        self._splitter = wrapper.Splitter()

    def open(self) -> None:
        """Nothing is to be done."""

    def exchange(self, apdu: bytes) -> bytes:
        """Send a request and wait for its answer; what is meant for others is passed over."""
        self._line.write(wrapper.encode(self._client, self._server, apdu))
        while True:
            while (packet := self._splitter.next_packet()) is not None:
                if (packet.source, packet.destination) == (self._server, self._client):
                    return packet.apdu
            data = self._line.read(self._timeout_s)
            if not data:
                raise RemoteError(f"no answer within {self._timeout_s:g} s")
            self._splitter.feed(data)

    def close(self) -> None:
        """Nothing is to be done."""


def hdlc_address(server: int, physical: int | None) -> Address:
    """The server's address in its shortest form."""
    if physical is None and server < 0x80:
        return Address(server)
    width = 2 if server < 0x80 and (physical or 0) < 0x80 else 4
    return Address(server, physical or 0, width)


class HdlcChannel:
    """APDUs over an HDLC link.

    Args:
        line: Where to.
        client: This end's address.
        server: The logical device (upper address).
        physical: The physical device (lower address); None: the one-octet form without.
        offer: The most that this end sends and takes.
        timeout_s: How long an answer may take in all, however many frames it has. [s]
        response_s: How long a frame may take before it is asked for again. [s]
    """

    ends_association = True

    def __init__(
        self,
        line: Line,
        client: int,
        server: int,
        physical: int | None = None,
        *,
        offer: Parameters = Parameters(2030, 2030, 7, 7),  # noqa: B008 - immutable
        timeout_s: float = 10.0,
        response_s: float = 2.0,
    ) -> None:
        self._line = line
        self._timeout_s = timeout_s
        pair = Pair(hdlc_address(server, physical), Address(client))
        self._link = ClientLink(pair, offer, response_s=min(response_s, timeout_s))

    def open(self) -> None:
        """Set the link up."""
        self._link.connect(self._line.now_s)
        event = self._await()
        if not isinstance(event, Connected):
            raise RemoteError("the meter answered the set-up of the link with something else")

    def exchange(self, apdu: bytes) -> bytes:
        """Send a request and wait for its answer."""
        self._link.send(llc.REQUEST + apdu, self._line.now_s)
        event = self._await()
        if not isinstance(event, Information):
            raise RemoteError("the meter answered with something that was not asked for")
        return llc.unwrap(event.payload, llc.RESPONSE)

    def close(self) -> None:
        """Take the link down."""
        self._link.disconnect(self._line.now_s)
        self._flush()
        while self._link.next_event() is None and self._link.wake_at_s is not None:
            self._turn()

    def _await(self) -> Event:
        """The next event; a long answer may take longer than the time-out as long as it goes on."""
        self._flush()
        heard_s = self._line.now_s
        while True:
            event = self._link.next_event()
            if isinstance(event, Disconnected):
                raise RemoteError(f"the link is down: {event.reason.value}")
            if isinstance(event, Connected | Information):
                return event
            if self._turn():
                heard_s = self._line.now_s
            elif self._line.now_s - heard_s >= self._timeout_s:
                raise RemoteError(f"no answer within {self._timeout_s:g} s")

    def _turn(self) -> bool:
        """Wait for bytes or for the link's own time-out; whether bytes came."""
        wake_at_s = self._link.wake_at_s
        wait_s = self._timeout_s if wake_at_s is None else max(0.0, wake_at_s - self._line.now_s)
        data = self._line.read(min(wait_s, self._timeout_s))
        if data:
            self._link.receive(data, self._line.now_s)
        else:
            self._link.wake(self._line.now_s)
        self._flush()
        return bool(data)

    def _flush(self) -> None:
        if out := self._link.data_to_send():
            self._line.write(out)
