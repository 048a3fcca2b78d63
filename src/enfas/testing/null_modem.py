"""A wire in memory and a clock in hand: two ends talk without sockets, threads or waiting.

Source of the idea: pymodbus' NullModem; nothing of it is taken.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from enfas.session import Session
from enfas.tool.session_line import SessionLine

__all__ = ["End", "RoughLine", "run"]

Damage = Callable[[bytes], bytes]


class End(Protocol):
    """What the wire needs of each end: the part of `Session` that speaks of time and bytes."""

    @property
    def wake_at_s(self) -> float | None:
        """When `wake` must be called. [s]"""

    def receive(self, data: bytes, now_s: float) -> bytes:
        """Take bytes, return bytes."""

    def wake(self, now_s: float) -> bytes:
        """The time asked for has come."""


def _unharmed(data: bytes) -> bytes:
    return data


def _wake(end: End, now_s: float) -> bytes:
    return end.wake(now_s) if end.wake_at_s is not None and end.wake_at_s <= now_s else b""


def run(
    first: End,
    second: End,
    *,
    start: bytes = b"",
    now_s: float = 0.0,
    until_s: float = 60.0,
    damage: Damage = _unharmed,
    finished: Callable[[], bool] = lambda: False,
) -> float:
    """Carry bytes between two ends until both are silent for good, or the time is over.

    Args:
        first: One end.
        second: The other end.
        start: What the first end has already said.
        now_s: The time at the beginning. [s]
        until_s: The time at which to stop. [s]
        damage: What becomes of each portion on the wire, either way.
        finished: Asked after each portion; true ends the run.

    Returns:
        The time at the end. [s]
    """
    to_second, to_first = start, b""
    while now_s <= until_s and not finished():
        if to_second:
            arrived, to_second = damage(to_second), b""
            to_first += second.receive(arrived, now_s) if arrived else b""
        elif to_first:
            arrived, to_first = damage(to_first), b""
            to_second += first.receive(arrived, now_s) if arrived else b""
        else:
            wakes = [end.wake_at_s for end in (first, second) if end.wake_at_s is not None]
            if not wakes:
                return now_s
            if min(wakes) > until_s:
                return until_s
            now_s = max(now_s, min(wakes))
            to_second += _wake(first, now_s)
            to_first += _wake(second, now_s)
    return now_s


class RoughLine(SessionLine):
    """A line to a session that bytes cross in portions, and not unharmed.

    Args:
        session: The far end.
        portion: Bytes are handed over in portions of at most so many; 0: as they come. [octets]
        damage: What becomes of what is written and of what comes back.
    """

    def __init__(self, session: Session, *, portion: int = 0, damage: Damage = _unharmed) -> None:
        super().__init__(session)
        self._portion = portion
        self._damage = damage
        self._arrived = b""

    def write(self, data: bytes) -> None:
        """Give bytes to the far end; its answer waits to be read."""
        arrived = self._damage(data)
        step = self._portion or len(arrived) or 1
        for offset in range(0, len(arrived), step):
            super().write(arrived[offset : offset + step])

    def read(self, timeout_s: float) -> bytes:
        """What came back, a portion of it; after the time-out, nothing."""
        end_s = self.now_s + timeout_s
        while not self._arrived:
            if not (data := super().read(end_s - self.now_s)):
                return b""
            self._arrived = self._damage(data)
        step = self._portion or len(self._arrived)
        data, self._arrived = self._arrived[:step], self._arrived[step:]
        return data
