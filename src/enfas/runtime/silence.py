"""For how long a live input has said nothing, and what the user is told about that."""

from __future__ import annotations

from typing import Final

__all__ = ["PATIENCE_S", "Silence"]

PATIENCE_S: Final = 3.0
"""For how long a live input may be silent before the meter's time goes on without it. [s]"""


class Silence:
    """The silence of an input.

    Args:
        now_s: When the run begins. [s]

    Attributes:
        heard: Something has come in this run.
    """

    def __init__(self, now_s: float) -> None:
        self.heard = False
        self._since_s = now_s
        self._told = False

    def broken(self, now_s: float) -> str:
        """Something has come; what is to be said of that, or nothing. [s]"""
        told, since_s = self._told, self._since_s
        self.heard, self._told, self._since_s = True, False, now_s
        return f"something comes again, after {now_s - since_s:.0f} s" if told else ""

    def excused(self, now_s: float) -> None:
        """What came before is not used up yet. [s]"""
        self._since_s = now_s

    def too_long(self, now_s: float) -> bool:
        """It has lasted for longer than the patience. [s]"""
        return now_s - self._since_s >= PATIENCE_S

    def noticed(self, moment: str) -> str:
        """It is too long; what is to be said of that: once."""
        told, self._told = self._told, True
        return "" if told else f"nothing has come since {moment}; the time goes on without it"
