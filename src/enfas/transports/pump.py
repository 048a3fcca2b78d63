"""What every line does with its session: gives it bytes and time, sends what it says, ends it."""

from __future__ import annotations

import asyncio
from abc import ABC, abstractmethod

from enfas.session import Address, Session

__all__ = ["Pump"]


class Pump(ABC):
    """The session of a line, in its loop. Lines derive from it: they say how to send, and how to finish.

    Args:
        loop: The loop; its clock is the session's.

    Attributes:
        local: This end.
        remote: The far end, where it has an address.
    """

    local: Address
    remote: Address | None = None

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._now_s = loop.time
        self._session: Session | None = None
        self._timer: asyncio.TimerHandle | None = None
        self._timer_s = 0.0
        self._touched: asyncio.Handle | None = None

    @abstractmethod
    def _send(self, data: bytes) -> None:
        """Send what the session said."""

    @abstractmethod
    def _finish(self) -> None:
        """The session has ended: so does the line, once what was sent has left."""

    def touch(self) -> None:
        """Ask the session soon whether it wants to be woken."""
        if self._touched is None and self._session is not None:
            self._touched = self._loop.call_soon(self._asked)

    def _begin(self, session: Session) -> None:
        """The line is open; the session is looked at soon."""
        self._session = session
        self.touch()

    def _end(self) -> None:
        """The line is closed or lost, or about to be."""
        for handle in (self._timer, self._touched):
            if handle is not None:
                handle.cancel()
        self._timer = self._touched = None
        session, self._session = self._session, None
        if session is not None:
            session.end()

    def _take(self, data: bytes) -> None:
        """Bytes came."""
        session = self._session
        if session is None:
            return
        if answer := session.receive(data, self._now_s()):
            self._send(answer)
        if session.closed:
            self._finish()
        else:
            self._arm(session)

    def _look(self) -> None:
        """Wake the session if it wants to be woken by now."""
        session = self._session
        if session is None:
            return
        wake_at_s, now_s = session.wake_at_s, self._now_s()
        if wake_at_s is not None and wake_at_s <= now_s and (said := session.wake(now_s)):
            self._send(said)
        if session.closed:
            self._finish()
        else:
            self._arm(session)

    def _arm(self, session: Session) -> None:
        """Look at the session when it asks for it. The time may move on meanwhile; that is seen then."""
        wake_at_s = session.wake_at_s
        if wake_at_s is None or self._session is None:
            return
        if self._timer is not None:
            if self._timer_s <= wake_at_s:
                return
            self._timer.cancel()
        self._timer_s = wake_at_s
        self._timer = self._loop.call_at(wake_at_s, self._timed)

    def _asked(self) -> None:
        self._touched = None
        self._look()

    def _timed(self) -> None:
        self._timer = None
        self._look()
