"""The course of a supply: what was measured and a meter has not taken to its end, in order.

A row that is due in part is given whole, with the instant up to which it is to be taken; it stays until the
meter is past its end. So the meter shares out every row itself, from its start, however often a run is cut or
stopped. A window stays as long as its row.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from enfas.interval import Measured, Rows, Windows, empty

__all__ = ["Course"]


class Course:
    """Rows that were supplied and are not done with, and the windows beside them.

    Args:
        had_us: How far the meter is already: what ends before is left out. None: nothing. [µs]
    """

    def __init__(self, had_us: int | None = None) -> None:
        self._blocks: list[Measured] = []
        self._had_us = had_us

    def put(self, block: Measured) -> None:
        """What follows."""
        if self._had_us is not None and len(block.rows):
            block = _split(block, self._had_us)[1]
        if len(block.rows):
            self._had_us = None  # all that comes is new
            self._blocks.append(block)

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


def _ends(rows: Rows | Windows) -> npt.NDArray[np.int64]:
    ends: npt.NDArray[np.int64] = rows["start_us"] + rows["duration_us"]
    return ends
