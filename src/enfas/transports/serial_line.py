"""A serial line or pty, fed by the event loop: one session after the other for as long as it is open.

What is said is written as the device takes it. A change of the line's settings waits until what was said
before has left the line, by the rate that it had: the loop's timer waits for that, never the loop itself. A
session that ends is followed by another, once its last words have left. A device that goes away (an adapter
that is pulled, a pty whose other end is closed) ends the session and is looked for again.
"""

from __future__ import annotations

import asyncio
import os
import select
import termios
from collections import deque
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Final

from enfas.errors import ConfigurationError, EnfasError
from enfas.limits import Counters, Limits
from enfas.session import Address, LineSettings, MakeSession, Session
from enfas.transports.pump import Pump

if TYPE_CHECKING:
    import serial

__all__ = ["SerialLine"]

_FAULTS: Final = (OSError, ValueError, termios.error)
"""What a device that is gone, or cannot be set so, makes pyserial raise."""

_LATE_OCTETS: Final = 16
"""For how many octets' time a device that is slower than its rate is let be before it is asked again."""


class SerialLine(Pump):
    """A serial device that is answered on.

    Args:
        device: Its path.
        make_session: Makes the sessions.
        limits: What the line is held to; None: the defaults.
        counters: Where it is counted what was not sent, and how often the device went away.

    Raises:
        ConfigurationError: The device cannot be opened, or no one is there to be talked to.
    """

    def __init__(
        self,
        device: str,
        make_session: MakeSession,
        *,
        limits: Limits | None = None,
        counters: Counters | None = None,
    ) -> None:
        super().__init__(asyncio.get_running_loop())
        self.local = Address(device)
        self._make_session = make_session
        self._limits = limits or Limits()
        self._counters = Counters() if counters is None else counters
        self._settings = self._wanted = LineSettings()
        # what waits to be written, and between it what is to be done once all before it has left the line
        self._queue: deque[bytes | Callable[[], None]] = deque()
        self._waiting = 0
        self._writing = False
        self._clear_s = 0.0
        self._clear_timer: asyncio.TimerHandle | None = None
        self._again: asyncio.TimerHandle | None = None
        self._port: serial.Serial | None = None
        self._fd = -1
        try:
            self._open()
        except _FAULTS as error:
            self._release()
            raise ConfigurationError(f"{device} cannot be opened: {error}") from error
        except EnfasError:
            self._release()
            raise

    # Opening and losing the device.

    def _open(self) -> None:
        from serial import Serial

        self._port = Serial(self.local.host, timeout=0, write_timeout=0, exclusive=True)
        self._fd = self._port.fileno()
        self._clear_s = self._now_s()
        self._begin_anew()
        self._loop.add_reader(self._fd, self._readable)

    def _begin_anew(self) -> None:
        """A session on the open line."""
        session = self._make_session(self)
        if session is None:
            raise ConfigurationError(f"{self.local}: no meter is there")
        self._wanted = session.line or LineSettings()
        self._apply(self._wanted)
        self._begin(session)

    def _apply(self, settings: LineSettings) -> None:
        if self._port is not None:
            _set(self._port, settings)
        self._settings = settings

    def _lose(self) -> None:
        """The device is gone; what waited goes with it."""
        self._counters.lost += 1
        self._release()
        self._look_later()

    def _look_later(self) -> None:
        self._again = self._loop.call_later(self._limits.reopen_s, self._look_again)

    def _look_again(self) -> None:
        try:
            self._open()
        except _FAULTS:
            self._release()
            self._look_later()

    def _release(self) -> None:
        self._end()
        if self._clear_timer is not None:
            self._clear_timer.cancel()
            self._clear_timer = None
        if self._port is not None:
            if self._fd >= 0:
                self._loop.remove_reader(self._fd)
                self._stop_writing()
            self._port.close()
        self._port, self._fd = None, -1
        self._queue.clear()
        self._waiting = 0

    def close(self) -> None:
        """Let the line go."""
        if self._again is not None:
            self._again.cancel()
        self._release()

    # Reading.

    def _readable(self) -> None:
        try:
            data = os.read(self._fd, self._limits.portion_octets)
        except BlockingIOError:
            return
        except OSError:
            self._lose()
            return
        if data:
            self._take(data)
        elif _hung_up(self._fd):
            self._lose()

    def _take(self, data: bytes) -> None:
        super()._take(data)
        self._follow()

    def _look(self) -> None:
        super()._look()
        self._follow()

    def _follow(self) -> None:
        """Bring the line to where the session wants it."""
        session: Session | None = self._session
        if session is not None and session.line not in (None, self._wanted):
            self._wanted = session.line or self._wanted
            self._queue.append(partial(self._apply, self._wanted))
        self._write()

    def _finish(self) -> None:
        """The session has ended: another follows."""
        self._end()
        self._queue.append(self._begin_anew)

    # Writing.

    def _send(self, data: bytes) -> None:
        if self._waiting + len(data) > self._limits.waiting_octets:
            self._counters.unsent += 1
        else:
            self._queue.append(data)
            self._waiting += len(data)

    def _write(self) -> None:
        """Write what waits as far as the device takes it; do what is due once what was before it has left."""
        try:
            while self._queue and self._port is not None:
                head = self._queue[0]
                if isinstance(head, bytes):
                    self._write_some(head)
                elif self._has_left(self._port):
                    del self._queue[0]
                    head()
                else:
                    break
            self._stop_writing()
        except BlockingIOError:
            if not self._writing:
                self._writing = True
                self._loop.add_writer(self._fd, self._write)
        except _FAULTS:  # gone, or cannot be set as the session wants it
            self._lose()

    def _write_some(self, data: bytes) -> None:
        """Write the first of what waits."""
        sent = os.write(self._fd, data)
        self._waiting -= sent
        self._clear_s = max(self._clear_s, self._now_s()) + sent * self._settings.octet_s
        if sent == len(data):
            del self._queue[0]
        else:
            self._queue[0] = data[sent:]

    def _stop_writing(self) -> None:
        if self._writing:
            self._writing = False
            self._loop.remove_writer(self._fd)

    def _has_left(self, port: serial.Serial) -> bool:
        """Whether all that was written has left the line; if not, `_write` comes back when it should have."""
        now_s = self._now_s()
        if now_s >= self._clear_s:
            if not port.out_waiting:
                return True
            self._clear_s = now_s + _LATE_OCTETS * self._settings.octet_s
        if self._clear_timer is None:
            self._clear_timer = self._loop.call_at(self._clear_s, self._cleared)
        return False

    def _cleared(self) -> None:
        self._clear_timer = None
        self._write()


def _set(port: serial.Serial, settings: LineSettings) -> None:
    """Set a line: its rate, and how octets are framed where it has frames; a pty has none."""
    port.baudrate = settings.baud
    try:
        port.bytesize = settings.data_bits
        port.parity = settings.parity
        port.stopbits = settings.stop_bits
    except termios.error:
        port.bytesize, port.parity, port.stopbits = 8, "N", 1


def _hung_up(fd: int) -> bool:
    """Whether the other end is gone; a line that is merely empty reads as nothing too."""
    poll = select.poll()
    poll.register(fd, select.POLLIN)
    return any(event & (select.POLLHUP | select.POLLERR | select.POLLNVAL) for _, event in poll.poll(0))
