"""The joint between a protocol and a transport: bytes in; bytes, line settings and wake-up times out.

A session is one conversation on one line, as a state machine without I/O. A transport (a socket, a serial
line, a pty, a wire in memory) feeds it what arrived and the time of a monotonic clock, writes what it gets
back, and calls `wake` when the time it asked for has come. It never blocks, sleeps, or looks at a clock.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

__all__ = ["LineSettings", "Session"]


@dataclass(frozen=True, slots=True)
class LineSettings:
    """How a serial line is to be set: rate [Bd], data bits, parity (N, E, O), stop bits."""

    baud: int = 9600
    data_bits: int = 8
    parity: str = "N"
    stop_bits: int = 1


class Session(Protocol):
    """One conversation. Sans-I/O: every effect is a return value or a property."""

    @property
    def closed(self) -> bool:
        """The session has ended; the transport closes the line once what was returned is written."""

    @property
    def wake_at_s(self) -> float | None:
        """When `wake` must be called at the latest, on the clock of `now_s`; None: not at all. [s]"""

    @property
    def line(self) -> LineSettings | None:
        """The line settings that hold once what was returned is written; None: as they are."""

    def receive(self, data: bytes, now_s: float) -> bytes:
        """Take bytes that arrived, return bytes to send. Never raises for what the far end sent.

        Args:
            data: What arrived, in any portions; not empty.
            now_s: Monotonic time. [s]
        """

    def wake(self, now_s: float) -> bytes:
        """The time asked for has come; return bytes to send, perhaps none."""
