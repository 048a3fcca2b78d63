"""The course of a supply: the rows that a meter has not taken to their end, in order.

A row that is due in part is given whole, with the instant up to which it is to be taken; it stays until the
meter is past its end. So the meter shares out every row itself, from its start, however often a run is cut or
stopped.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from enfas.interval import Rows, empty

__all__ = ["Course"]


class Course:
    """Rows that were supplied and are not done with.

    Args:
        had_us: How far the meter is already: rows that end before are left out. None: nothing. [µs]
    """

    def __init__(self, had_us: int | None = None) -> None:
        self._blocks: list[Rows] = []
        self._had_us = had_us

    def put(self, rows: Rows) -> None:
        """Rows that follow."""
        if self._had_us is not None and len(rows):
            rows = rows[np.searchsorted(_ends(rows), self._had_us, side="right") :]
        if len(rows):
            self._had_us = None  # all that comes is new
            self._blocks.append(rows)

    @property
    def end_us(self) -> int | None:
        """Where what is there ends; None where nothing is. [µs]"""
        return int(_ends(self._blocks[-1][-1:])[0]) if self._blocks else None

    def due(self, until_us: int) -> Rows:
        """The next rows, of one block, that begin before an instant; the last may end after it. [µs]"""
        if not self._blocks:
            return empty()
        block = self._blocks[0]
        return block[: np.searchsorted(block["start_us"], until_us, side="left")]

    def done(self, until_us: int) -> None:
        """The meter is past an instant: rows that end before it are gone. [µs]"""
        while self._blocks:
            block = self._blocks[0]
            rest = block[np.searchsorted(_ends(block), until_us, side="right") :]
            if len(rest):
                self._blocks[0] = rest
                return
            del self._blocks[0]


def _ends(rows: Rows) -> npt.NDArray[np.int64]:
    ends: npt.NDArray[np.int64] = rows["start_us"] + rows["duration_us"]
    return ends
