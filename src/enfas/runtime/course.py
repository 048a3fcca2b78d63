"""The course of a supply: its rows, given out up to any instant, without what a meter already has.

A row that an instant cuts is shared out from the original (`interval.part_of`), so that sums do not depend on
where or how often it was cut. Parts are cut at the meter's own bounds as well, so that the meter has no cause
to cut a part again: it comes to the same state as one that was given the row whole.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from enfas.interval import Rows, empty, part_of

__all__ = ["Course"]


class Course:
    """Rows that were supplied and not yet given out.

    Args:
        had_us: End of what the meter has already: that much of the supply is left out. None: nothing. [µs]
    """

    def __init__(self, had_us: int | None = None) -> None:
        self._blocks: list[Rows] = []
        self._had_us = had_us  # None as soon as all that comes is new
        self._begun_us: int | None = None  # how far the first row was given; None: it was not begun

    def put(self, rows: Rows) -> None:
        """Rows that follow."""
        if self._had_us is not None and len(rows):
            rows = self._new(rows, self._had_us)
        if len(rows):
            self._blocks.append(rows)

    def _new(self, rows: Rows, had_us: int) -> Rows:
        rows = rows[np.searchsorted(_ends(rows), had_us, side="right") :]
        if len(rows):
            self._had_us = None
            self._begun_us = had_us if int(rows["start_us"][0]) < had_us else None
        return rows

    @property
    def start_us(self) -> int | None:
        """Where what is there begins; None where nothing is. [µs]"""
        if not self._blocks:
            return None
        return int(self._blocks[0]["start_us"][0]) if self._begun_us is None else self._begun_us

    @property
    def end_us(self) -> int | None:
        """Where what is there ends; None where nothing is. [µs]"""
        return int(_ends(self._blocks[-1][-1:])[0]) if self._blocks else None

    def take(self, until_us: int, bound_us: int) -> Rows:
        """The next of what lies before an instant: whole rows, or one part of a row; none if there is none.

        Args:
            until_us: The instant. [µs]
            bound_us: The first bound of the meter after `start_us`; no part reaches over it. [µs]
        """
        start_us = self.start_us
        if start_us is None or start_us >= until_us:
            return empty()
        block = self._blocks[0]
        if self._begun_us is None:
            whole = int(np.searchsorted(_ends(block), until_us, side="right"))
            if whole:
                self._done(whole)
                return block[:whole]
        end_us = int(_ends(block[:1])[0])
        to_us = min(end_us, until_us, bound_us)
        if to_us == end_us:
            self._done(1)
        else:
            self._begun_us = to_us
        return part_of(block[:1], start_us, to_us)

    def _done(self, count: int) -> None:
        """Nothing is left of the first rows."""
        self._begun_us = None
        rest = self._blocks[0][count:]
        self._blocks[:1] = [rest] if len(rest) else []


def _ends(rows: Rows) -> npt.NDArray[np.int64]:
    ends: npt.NDArray[np.int64] = rows["start_us"] + rows["duration_us"]
    return ends
