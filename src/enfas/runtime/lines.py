"""The lines of a run: what is to be answered on, and how that is opened.

A line's description is plain data. To open it joins three things: a transport, the sessions that are spoken
there, and the meter at one of its ports.
"""

from __future__ import annotations

from contextlib import AsyncExitStack
from dataclasses import dataclass
from typing import Protocol, Self

from enfas.catalog.meter_port import MeterPort
from enfas.errors import ConfigurationError
from enfas.faces.cosem.device import CosemDevice
from enfas.faces.cosem.session import HdlcSession, TcpSession
from enfas.limits import Counters, Limits
from enfas.runtime.device import Device, StoredSession
from enfas.session import Line
from enfas.transports.serial_line import SerialLine
from enfas.transports.tcp import listen

__all__ = ["LineDescription", "SerialDevice", "TcpListener"]


class LineDescription(Protocol):
    """Something to answer on."""

    async def open(self, device: Device, limits: Limits, counters: Counters, opened: AsyncExitStack) -> str:
        """Open it.

        Args:
            device: The meter that is talked to there.
            limits: What it is held to.
            counters: Where it is counted what happened there.
            opened: Takes what closes it again.

        Returns:
            Where it is reached: HOST:PORT, or a device's path.

        Raises:
            ConfigurationError: It cannot be opened.
        """


@dataclass(frozen=True, slots=True)
class TcpListener:
    """A TCP port: the DLMS wrapper and HDLC are answered there, whichever the client speaks.

    Attributes:
        host: Address to listen on.
        port: TCP port; 0: any that is free.
        at: The port of the meter that it stands for.
    """

    host: str = "127.0.0.1"
    port: int = 4059
    at: MeterPort = MeterPort.NETWORK

    async def open(self, device: Device, limits: Limits, counters: Counters, opened: AsyncExitStack) -> str:
        """Listen."""
        cosem = CosemDevice(device.meter, self.at, limits=limits, counters=counters)

        def session(line: Line) -> StoredSession:
            return StoredSession(device, TcpSession(cosem), line)

        listener = await listen(self.host, self.port, session, limits=limits, counters=counters)
        opened.push_async_callback(listener.close)
        return listener.place


@dataclass(frozen=True, slots=True)
class SerialDevice:
    """A serial device or pty: HDLC is answered there.

    Attributes:
        path: Its path.
        at: The port of the meter that it is; who is answered depends on it.
    """

    path: str
    at: MeterPort = MeterPort.MODULE

    @classmethod
    def parse(cls, text: str) -> Self:
        """The device that a text means: PATH, or a port of the meter before it, as in `optical:PATH`.

        Raises:
            ConfigurationError: The port cannot be a serial line, or no path is there.
        """
        name, colon, path = text.partition(":")
        at = MeterPort(name) if colon and name in set(MeterPort) else None
        if at is None:
            at, path = MeterPort.MODULE, text
        if not path or at is MeterPort.NETWORK:
            ports = ", ".join(port for port in MeterPort if port is not MeterPort.NETWORK)
            raise ConfigurationError(
                f"{text!r} is no serial line", hint=f"write its path, or PORT:PATH; the ports are {ports}"
            )
        return cls(path, at)

    async def open(self, device: Device, limits: Limits, counters: Counters, opened: AsyncExitStack) -> str:
        """Open the device."""
        cosem = CosemDevice(device.meter, self.at, limits=limits, counters=counters)

        def session(line: Line) -> StoredSession:
            return StoredSession(device, HdlcSession(cosem), line)

        serial = SerialLine(self.path, session, limits=limits, counters=counters)
        opened.callback(serial.close)
        return self.path
