"""A serial line or pty: one session for as long as it is open, fed by the event loop."""

from __future__ import annotations

import asyncio
import os
from typing import TYPE_CHECKING

from enfas.errors import ConfigurationError
from enfas.session import LineSettings, Session

if TYPE_CHECKING:
    import serial

__all__ = ["SerialLine"]

_PORTION = 4096
_MOST_WAITING = 1 << 20


class SerialLine:
    """A session on a serial device.

    Args:
        device: Its path.
        session: The session.

    Raises:
        ConfigurationError: The device cannot be opened.
    """

    def __init__(self, device: str, session: Session) -> None:
        from serial import Serial, SerialException

        self._loop = asyncio.get_running_loop()
        self._session = session
        self._waiting = bytearray()
        self._timer: asyncio.TimerHandle | None = None
        settings = session.line or LineSettings()
        try:
            self._port: serial.Serial = Serial(device, timeout=0, write_timeout=0, exclusive=True)
            self._apply(settings)
        except (SerialException, OSError, ValueError) as error:
            raise ConfigurationError(f"{device} cannot be opened: {error}") from error
        self._settings = settings
        self._fd: int = self._port.fileno()
        self._loop.add_reader(self._fd, self._readable)

    def _apply(self, settings: LineSettings) -> None:
        self._port.baudrate = settings.baud
        self._port.bytesize = settings.data_bits
        self._port.parity = settings.parity
        self._port.stopbits = settings.stop_bits

    def _readable(self) -> None:
        try:
            data = os.read(self._fd, _PORTION)
        except BlockingIOError:
            return
        except OSError:
            # the other end of a pty was closed: it may be opened again
            return
        if data:
            self._send(self._session.receive(data, self._loop.time()))

    def _send(self, data: bytes) -> None:
        if len(self._waiting) + len(data) <= _MOST_WAITING:
            self._waiting += data
        self._write()
        self._arm()

    def _write(self) -> None:
        while self._waiting:
            try:
                sent = os.write(self._fd, self._waiting)
            except BlockingIOError:
                self._loop.add_writer(self._fd, self._write)
                return
            except OSError:
                self._waiting.clear()
                break
            del self._waiting[:sent]
        self._loop.remove_writer(self._fd)
        if self._session.line not in (None, self._settings):
            self._change_line(self._session.line or self._settings)

    def _change_line(self, settings: LineSettings) -> None:
        """The session wants another rate, once what was written has left."""
        self._port.flush()
        self._settings = settings
        self._apply(settings)

    def _arm(self) -> None:
        wake_at_s = self._session.wake_at_s
        if self._timer is None and wake_at_s is not None:
            self._timer = self._loop.call_at(wake_at_s, self._wake)

    def _wake(self) -> None:
        self._timer = None
        wake_at_s = self._session.wake_at_s
        if wake_at_s is not None and wake_at_s <= self._loop.time():
            self._send(self._session.wake(self._loop.time()))
        self._arm()

    def close(self) -> None:
        """Let the line go."""
        if self._timer is not None:
            self._timer.cancel()
        self._loop.remove_reader(self._fd)
        self._loop.remove_writer(self._fd)
        self._port.close()
