"""A line to a meter in the same process: bytes go straight into its session and out of it."""

from __future__ import annotations

from enfas.session import Session

__all__ = ["LocalLine"]


class LocalLine:
    """A line as the reading tool wants one. Its time stands still, for its answers come at once.

    Args:
        session: The meter's end.
    """

    def __init__(self, session: Session) -> None:
        self._session = session
        self._answers = bytearray()

    @property
    def now_s(self) -> float:
        """Always the same. [s]"""
        return 0.0

    def write(self, data: bytes) -> None:
        """Give bytes to the meter; what it answers waits to be read."""
        self._answers += self._session.receive(data, self.now_s)

    def read(self, timeout_s: float) -> bytes:
        """What it answered; nothing if nothing, at once."""
        answers = bytes(self._answers)
        self._answers.clear()
        return answers

    def close(self) -> None:
        """Nothing is held open."""
