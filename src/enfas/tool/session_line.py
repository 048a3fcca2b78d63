"""A line to a session in the same process: bytes go straight into it and out of it, and no time is lost."""

from __future__ import annotations

from enfas.session import Session

__all__ = ["SessionLine"]


class SessionLine:
    """A line as readers want one, with a clock in hand that goes on only when there is nothing to be read.

    Args:
        session: The far end.
    """

    def __init__(self, session: Session) -> None:
        self._session = session
        self._inbox = bytearray()
        self._now_s = 0.0

    @property
    def now_s(self) -> float:
        """The time by the clock in hand. [s]"""
        return self._now_s

    def write(self, data: bytes) -> None:
        """Give bytes to the far end; its answer waits to be read."""
        self._inbox += self._session.receive(data, self._now_s)

    def read(self, timeout_s: float) -> bytes:
        """What came back, all of it; after the time-out, nothing."""
        end_s = self._now_s + timeout_s
        while not self._inbox:
            wake_at_s = self._session.wake_at_s
            if wake_at_s is None or wake_at_s > end_s:
                self._now_s = end_s
                return b""
            self._now_s = max(self._now_s, wake_at_s)
            self._inbox += self._session.wake(self._now_s)
        data = bytes(self._inbox)
        self._inbox.clear()
        return data

    def close(self) -> None:
        """End the session."""
        self._session.end()
