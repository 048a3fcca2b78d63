"""A piece of a block's rows between two instants, to be summed and looked through with numpy."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from enfas.interval import PLACE, UNKNOWN
from enfas.meter.block import Block

__all__ = ["Ints", "Piece", "Series"]

Ints = npt.NDArray[np.int64]

_START, _DURATION = PLACE["start_us"], PLACE["duration_us"]


class Piece:
    """Rows with mains, without a jump in time.

    Args:
        block: The rows.
        from_us: Where the piece begins, in supply time. [µs]
        to_us: Where it ends. [µs]

    Attributes:
        starts: Where each row begins that lies in the piece, wholly or in part. [µs]
        ends: Where each ends. [µs]
    """

    def __init__(self, block: Block, from_us: int, to_us: int) -> None:
        first = block.rows_before(from_us + 1) - 1
        self._words = block.words[first : block.rows_before(to_us)]
        self.from_us = from_us
        self.to_us = to_us
        self.starts: Ints = self._words[:, _START]
        self.ends: Ints = self.starts + self._words[:, _DURATION]

    def values(self, column: str) -> Ints:
        """What the rows hold of a value."""
        values: Ints = self._words[:, PLACE[column]]
        return values

    def ended(self) -> slice:
        """The rows that end in the piece."""
        return slice(0, int(np.searchsorted(self.ends, self.to_us, side="right")))


class Series:
    """One value over the time of a piece.

    Args:
        piece: The piece.
        values: What each row holds; UNKNOWN where it is not known.
    """

    def __init__(self, piece: Piece, values: Ints) -> None:
        self._starts = piece.starts
        self._values = values
        self._known = values != UNKNOWN
        seen = values[self._known]
        self.least = int(seen.min()) if len(seen) else None
        self.most = int(seen.max()) if len(seen) else None

    def totals(self, instants_us: Ints) -> tuple[Ints, Ints]:
        """Value · µs since the first row began, up to some instants; and for how many µs it was known."""
        lengths = np.diff(self._starts)
        known = self._known.astype(np.int64)
        weighted = np.where(self._known, self._values, 0)
        sums = np.concatenate(([0], np.cumsum(weighted[:-1] * lengths)))
        times = np.concatenate(([0], np.cumsum(known[:-1] * lengths)))
        rows = np.searchsorted(self._starts, instants_us, side="right") - 1
        elapsed = instants_us - self._starts[rows]
        return sums[rows] + weighted[rows] * elapsed, times[rows] + known[rows] * elapsed

    def extremes(self, from_us: int, to_us: int) -> tuple[int, int] | None:
        """The least and the greatest value between two instants; None where none was known."""
        if from_us >= to_us:
            return None
        first = int(np.searchsorted(self._starts, from_us, side="right")) - 1
        part = slice(max(first, 0), int(np.searchsorted(self._starts, to_us, side="left")))
        values = self._values[part][self._known[part]]
        return (int(values.min()), int(values.max())) if len(values) else None
