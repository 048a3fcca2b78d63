"""Lines to a meter for a program that waits: a TCP connection, a serial port or pty.

Source of the optical head's echo: IEC 62056-21, two-wire heads give back what is sent.
"""

from __future__ import annotations

import socket
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Protocol

from enfas.errors import ConfigurationError, RemoteError

if TYPE_CHECKING:
    import serial

__all__ = ["EchoFilter", "Line", "SerialLine", "TcpLine", "is_device", "open_line"]

_PORTION = 1 << 18


class Line(Protocol):
    """Bytes to and from a meter, and the clock that time-outs are counted on."""

    @property
    def now_s(self) -> float:
        """Monotonic time. [s]"""

    def write(self, data: bytes) -> None:
        """Send all of it.

        Raises:
            RemoteError: The line is gone.
        """

    def read(self, timeout_s: float) -> bytes:
        """What has come, at least one octet; nothing after the time-out.

        Raises:
            RemoteError: The line is gone.
        """

    def close(self) -> None:
        """Let the line go."""


class TcpLine:
    """A TCP connection.

    Args:
        host: Name or address.
        port: TCP port.
        timeout_s: How long connecting and sending may take. [s]

    Raises:
        RemoteError: No one answers there.
    """

    def __init__(self, host: str, port: int, timeout_s: float = 10.0) -> None:
        self._name = f"{host}:{port}"
        self._timeout_s = timeout_s
        try:
            self._socket = socket.create_connection((host, port), timeout_s)
        except OSError as error:
            raise RemoteError(
                f"no connection to {self._name}: {error.strerror or error}",
                hint="is the meter running there?",
            ) from error
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    @property
    def now_s(self) -> float:
        """Monotonic time. [s]"""
        return monotonic()

    def write(self, data: bytes) -> None:
        """Send all of it."""
        try:
            self._socket.settimeout(self._timeout_s)
            self._socket.sendall(data)
        except OSError as error:
            raise RemoteError(f"{self._name} does not take what is sent: {error}") from error

    def read(self, timeout_s: float) -> bytes:
        """What has come; nothing after the time-out."""
        try:
            self._socket.settimeout(max(timeout_s, 0.001))
            data = self._socket.recv(_PORTION)
        except TimeoutError:
            return b""
        except OSError as error:
            raise RemoteError(f"{self._name} is gone: {error}") from error
        if not data:
            raise RemoteError(f"{self._name} closed the connection")
        return data

    def close(self) -> None:
        """Let the connection go."""
        self._socket.close()


class EchoFilter:
    """Takes out of what comes in what was just sent, where a two-wire head gives it back.

    An answer never begins with the whole of its request, so the two can be told apart.
    """

    def __init__(self) -> None:
        self._awaited = b""
        self._held = bytearray()

    def sent(self, data: bytes) -> None:
        """Remember what may come back."""
        self._awaited += data

    def clean(self, data: bytes) -> bytes:
        """What is no echo of all that came; what may still become one is held back."""
        if not self._awaited:
            return data
        self._held += data
        compared = min(len(self._held), len(self._awaited))
        if self._held[:compared] != self._awaited[:compared]:
            self._awaited = b""
            return self.release()
        if compared < len(self._awaited):
            return b""
        del self._held[:compared]
        self._awaited = b""
        return self.release()

    def release(self) -> bytes:
        """What was held back and is no echo after all."""
        held = bytes(self._held)
        self._held.clear()
        return held


class SerialLine:
    """A serial port or pty, 8 data bits, no parity, one stop bit; an optical head's echo is taken out.

    Args:
        device: Its path or name.
        baud: Its rate. [Bd]
        timeout_s: How long sending may take. [s]

    Raises:
        RemoteError: It cannot be opened.
    """

    def __init__(self, device: str, baud: int = 9600, timeout_s: float = 10.0) -> None:
        from serial import Serial, SerialException

        self._device = device
        self._failure: type[Exception] = SerialException
        self._echo = EchoFilter()
        try:
            self._port: serial.Serial = Serial(device, baud, write_timeout=timeout_s, exclusive=True)
        except (SerialException, OSError, ValueError) as error:
            raise RemoteError(f"{device} cannot be opened: {error}") from error

    @property
    def now_s(self) -> float:
        """Monotonic time. [s]"""
        return monotonic()

    def write(self, data: bytes) -> None:
        """Send all of it."""
        self._echo.sent(data)
        try:
            self._port.write(data)
        except (self._failure, OSError) as error:
            raise RemoteError(f"{self._device} does not take what is sent: {error}") from error

    def read(self, timeout_s: float) -> bytes:
        """What has come; nothing after the time-out."""
        end_s = monotonic() + timeout_s
        try:
            while True:
                self._port.timeout = max(end_s - monotonic(), 0.001)
                data = self._port.read(max(1, self._port.in_waiting))
                if not data:
                    return self._echo.release()
                if data := self._echo.clean(data):
                    return data
        except (self._failure, OSError) as error:
            raise RemoteError(f"{self._device} is gone: {error}") from error

    def close(self) -> None:
        """Let the port go."""
        self._port.close()


def is_device(place: str) -> bool:
    """Whether a place is a serial device rather than HOST:PORT."""
    return place.startswith(("/", "COM")) or Path(place).exists()


def open_line(place: str, *, baud: int = 9600, timeout_s: float = 10.0) -> Line:
    """Open the line to `HOST:PORT`, `[IPv6]:PORT` or a serial device.

    Raises:
        ConfigurationError: The place is none of these.
        RemoteError: No one answers there.
    """
    if is_device(place):
        return SerialLine(place, baud, timeout_s)
    host, colon, port = place.rpartition(":")
    if not colon or not host or not port.isdecimal() or not 0 < int(port) < 65536:
        raise ConfigurationError(
            f"{place!r} is no place to read from", hint="write HOST:PORT or the path of a serial device"
        )
    return TcpLine(host.strip("[]"), int(port), timeout_s)
