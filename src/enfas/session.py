"""The joint between a protocol and a transport: bytes in; bytes, line settings and wake-up times out.

A session is one conversation on one line, as a state machine without I/O. A transport (a socket, a serial
line, a pty, a wire in memory) makes one when its line opens, feeds it what arrived and the time of a
monotonic clock, writes what it gets back, and wakes it when the time it asked for has come. A session never
blocks, sleeps, or looks at a clock.

    line opens ── make_session(line) ──▶ (wake | receive)* ──▶ closed, or the line is lost ── end

`wake_at_s` is looked at when the line opens, after every `receive` and `wake`, and when the line is touched;
a time that has passed means at once. So a session speaks first, or unasked, by asking to be woken: at its
beginning, by the clock, or, after whoever knows of something to send has touched its line, at time 0.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple, Protocol

__all__ = ["Address", "Line", "LineSettings", "MakeSession", "Session"]


class Address(NamedTuple):
    """One end of a line: host and port, or the path of a device, which has no port (0)."""

    host: str
    port: int = 0

    def __str__(self) -> str:
        """HOST:PORT, [IPv6]:PORT, or the path."""
        if not self.port:
            return self.host
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"


class Line(Protocol):
    """What a session, or who makes it, may know of its line."""

    @property
    def local(self) -> Address:
        """This end; where a listener has several addresses, the one that was dialled."""

    @property
    def remote(self) -> Address | None:
        """The far end; None where it has no address."""

    def touch(self) -> None:
        """Ask the session soon whether it wants to be woken. Never calls it at once; costs little."""


@dataclass(frozen=True, slots=True)
class LineSettings:
    """How a serial line is to be set: rate [Bd], data bits, parity (N, E, O), stop bits."""

    baud: int = 9600
    data_bits: int = 8
    parity: str = "N"
    stop_bits: int = 1

    @property
    def octet_s(self) -> float:
        """How long an octet is on the line. [s]"""
        return (1 + self.data_bits + (self.parity != "N") + self.stop_bits) / self.baud


class Session(Protocol):
    """One conversation. Sans-I/O: every effect is a return value or a property."""

    @property
    def closed(self) -> bool:
        """The session has ended; the transport closes the line once what was returned is written.

        A line that cannot be closed, as a serial one, begins another session.
        """

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

    def end(self) -> None:
        """The line is closed or lost: nothing more is asked of the session. Called once."""


MakeSession = Callable[[Line], Session | None]
"""Makes the session of a line that has opened; None: no one is here to be talked to, at that address."""
