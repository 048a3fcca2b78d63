"""A serial line or pty: one session for as long as it is open, fed by the event loop.

A device that goes away (an adapter that is pulled, a pty whose other end is closed) is looked for again.
"""

from __future__ import annotations

import asyncio
import os
import select
from typing import TYPE_CHECKING, Final

from enfas.errors import ConfigurationError
from enfas.session import LineSettings, Session

if TYPE_CHECKING:
    import serial

__all__ = ["AGAIN_S", "MOST_WAITING", "SerialLine"]

AGAIN_S: Final = 1.0
"""How long until a device that went away is looked for again. [s]"""

MOST_WAITING: Final = 1 << 20
"""What may wait to be written; an answer that would make it more is not sent. [octets]"""

_PORTION: Final = 4096


class SerialLine:
    """A session on a serial device.

    Args:
        device: Its path.
        session: The session.

    Raises:
        ConfigurationError: The device cannot be opened.
    """

    def __init__(self, device: str, session: Session) -> None:
        self._loop = asyncio.get_running_loop()
        self._device = device
        self._session = session
        self._settings = session.line or LineSettings()
        self._waiting = bytearray()
        self._timer: asyncio.TimerHandle | None = None
        self._timer_s = 0.0
        self._again: asyncio.TimerHandle | None = None
        self._port: serial.Serial | None = None
        self._fd = -1
        try:
            self._open()
        except (OSError, ValueError) as error:  # what pyserial raises is an OSError
            self._release()
            raise ConfigurationError(f"{device} cannot be opened: {error}") from error

    def _open(self) -> None:
        from serial import Serial

        self._port = Serial(self._device, timeout=0, write_timeout=0, exclusive=True)
        self._apply(self._settings)
        self._fd = self._port.fileno()
        self._loop.add_reader(self._fd, self._readable)

    def _apply(self, settings: LineSettings) -> None:
        if self._port is not None:
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
            self._lose()
            return
        if data:
            self._send(self._session.receive(data, self._loop.time()))
        elif _hung_up(self._fd):
            self._lose()

    def _send(self, data: bytes) -> None:
        if self._port is not None and len(self._waiting) + len(data) <= MOST_WAITING:
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
                self._lose()
                return
            del self._waiting[:sent]
        if self._port is not None:
            self._loop.remove_writer(self._fd)
            if self._session.line not in (None, self._settings):
                self._change_line(self._session.line or self._settings)

    def _change_line(self, settings: LineSettings) -> None:
        """The session wants another rate, once what was written has left."""
        if self._port is not None:
            self._port.flush()
        self._settings = settings
        self._apply(settings)

    def _lose(self) -> None:
        """The device is gone; what waited goes with it."""
        self._release()
        self._again = self._loop.call_later(AGAIN_S, self._look_again)

    def _look_again(self) -> None:
        try:
            self._open()
        except (OSError, ValueError):
            self._lose()

    def _release(self) -> None:
        if self._port is not None:
            if self._fd >= 0:
                self._loop.remove_reader(self._fd)
                self._loop.remove_writer(self._fd)
            self._port.close()
        self._port, self._fd = None, -1
        self._waiting.clear()

    def _arm(self) -> None:
        """Wake the session when it asks for it. The time may move on meanwhile; that is seen then."""
        wake_at_s = self._session.wake_at_s
        if wake_at_s is None:
            return
        if self._timer is not None:
            if self._timer_s <= wake_at_s:
                return
            self._timer.cancel()
        self._timer_s = wake_at_s
        self._timer = self._loop.call_at(wake_at_s, self._wake)

    def _wake(self) -> None:
        self._timer = None
        wake_at_s = self._session.wake_at_s
        if wake_at_s is not None and wake_at_s <= self._loop.time():
            self._send(self._session.wake(self._loop.time()))
        self._arm()

    def close(self) -> None:
        """Let the line go."""
        for timer in (self._timer, self._again):
            if timer is not None:
                timer.cancel()
        self._release()


def _hung_up(fd: int) -> bool:
    """Whether the other end is gone; a line that is merely empty reads as nothing too."""
    poll = select.poll()
    poll.register(fd, select.POLLIN)
    return any(event & (select.POLLHUP | select.POLLERR | select.POLLNVAL) for _, event in poll.poll(0))
