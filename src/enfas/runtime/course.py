"""The course of a supply: what was measured and a meter has not taken to its end, in order.

A row that is due in part is given whole, with the instant up to which it is to be taken; it stays until the
meter is past its end. So the meter shares out every row itself, from its start, however often a run is cut or
stopped. A window stays as long as its row.

What the meter has already is left out, and counted. What comes as it happens is of when it comes: there is
nothing to leave out, but it may have to be moved.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from enfas.interval import Measured, Rows, Windows, empty

__all__ = ["Course", "LeftOut"]


class LeftOut(NamedTuple):
    """Rows that a meter had already: how many, from when to when. [µs]"""

    rows: int
    from_us: int
    until_us: int


class Course:
    """Rows that were supplied and are not done with, and the windows beside them.

    Args:
        had_us: How far the meter is already: what ends before is left out. None: nothing. [µs]
        row_end_us: The end of the row in which the meter was left there; None: it was left in none. Another
            row that begins before is cut: a recording that has grown has a row where it had a shorter last
            one. [µs]

    Attributes:
        left_out: What was; None: nothing.
    """

    def __init__(self, had_us: int | None = None, row_end_us: int | None = None) -> None:
        self._blocks: list[Measured] = []
        self._had_us = had_us
        self._row_end_us = row_end_us
        self.left_out: LeftOut | None = None

    def put(self, block: Measured, from_us: int | None = None) -> None:
        """What follows.

        Args:
            block: The rows, and their windows.
            from_us: Where they may begin: what begins earlier is moved to there. None: wherever. [µs]
        """
        if from_us is not None and len(block.rows):
            block = _moved(block, from_us - int(block.rows["start_us"][0]))
        elif self._had_us is not None and len(block.rows):
            old, block = _split(block, self._had_us)
            self._leave_out(old.rows)
            if len(block.rows) and int(_ends(block.rows[:1])[0]) != self._row_end_us:
                block = _cut(block, self._had_us)
        if len(block.rows):
            self._had_us = None  # all that comes is new
            self._blocks.append(block)

    def _leave_out(self, rows: Rows) -> None:
        if len(rows):
            count, from_us = (self.left_out or (0, int(rows["start_us"][0])))[:2]
            self.left_out = LeftOut(count + len(rows), from_us, int(_ends(rows[-1:])[0]))

    @property
    def caught_up(self) -> bool:
        """All that comes is new: no more will be left out."""
        return self._had_us is None

    @property
    def end_us(self) -> int | None:
        """Where what is there ends; None where nothing is. [µs]"""
        return int(_ends(self._blocks[-1].rows[-1:])[0]) if self._blocks else None

    def due(self, until_us: int) -> Rows:
        """The next rows, of one block, that begin before an instant; the last may end after it. [µs]"""
        if not self._blocks:
            return empty()
        rows = self._blocks[0].rows
        return rows[: np.searchsorted(rows["start_us"], until_us, side="left")]

    def done(self, until_us: int) -> list[Windows]:
        """The meter is past an instant: rows that end before it are gone. [µs]

        Returns:
            The windows that went with them, in order.
        """
        gone: list[Windows] = []
        while self._blocks:
            before, after = _split(self._blocks[0], until_us)
            if len(before.windows):
                gone.append(before.windows)
            if len(after.rows):
                self._blocks[0] = after
                break
            del self._blocks[0]
        return gone


def _split(block: Measured, until_us: int) -> tuple[Measured, Measured]:
    """What ends before an instant, or at it, and what after it. [µs]"""
    row, window = (int(np.searchsorted(_ends(part), until_us, side="right")) for part in block)
    return (
        Measured(block.rows[:row], block.windows[:window]),
        Measured(block.rows[row:], block.windows[window:]),
    )


def _moved(block: Measured, later_us: int) -> Measured:
    """The same, later if it has to be. [µs]"""
    if later_us <= 0:
        return block
    rows, windows = (part.copy() for part in block)
    rows["start_us"] += later_us
    windows["start_us"] += later_us
    return Measured(rows, windows)


def _cut(block: Measured, from_us: int) -> Measured:
    """A block whose first row begins no earlier than an instant: of its energies what is left then. [µs]"""
    elapsed_us = from_us - int(block.rows["start_us"][0])
    if elapsed_us <= 0:
        return block
    rows = block.rows.copy()
    first, duration_us = rows[0], int(rows["duration_us"][0])
    # plain integers: energy times microseconds does not fit 64 bits
    first["energy_mj"] = [mj - mj * elapsed_us // duration_us for mj in first["energy_mj"].tolist()]
    first["start_us"], first["duration_us"] = from_us, duration_us - elapsed_us
    return Measured(rows, block.windows)


def _ends(rows: Rows | Windows) -> npt.NDArray[np.int64]:
    ends: npt.NDArray[np.int64] = rows["start_us"] + rows["duration_us"]
    return ends
