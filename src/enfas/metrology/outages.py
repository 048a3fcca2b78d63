"""Which absence of voltage is an outage: one that outlasts what a meter lives through.

A meter is reset when its voltage is gone for more than about a second (`conditions.Thresholds.outage_s`). So
long, rows without mains are kept back. Was it shorter, then mains was there: what was measured is a low
voltage under which nothing flowed, what was missing is a gap. Was it longer, then all of it was an outage,
from its beginning. Before there has been mains there is nothing that could be lived through.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import numpy as np

from enfas.interval import UNKNOWN, Mark, Measured
from enfas.metrology.missing import BoolArray, fill

__all__ = ["Outages"]


class Outages:
    """Looks at rows in their order, across blocks.

    Args:
        longest_us: An absence of voltage that lasts longer is an outage. [µs]
    """

    def __init__(self, longest_us: int) -> None:
        self._longest_us = longest_us
        self._end_us: int | None = None  # of the last row
        self._since_us: int | None = None  # there is no voltage
        self._held: list[tuple[Measured, BoolArray] | tuple[int, int]] = []  # rows, and holes between them
        self._out = True

    def take(self, measured: Measured, known: BoolArray) -> Iterator[Measured]:
        """What is settled with some more rows.

        Args:
            measured: The rows, and the windows beside them.
            known: Of which rows something was measured; the others are marked because it is missing.
        """
        rows = measured.rows
        dark = (rows["marks"] & Mark.OUTAGE) != 0
        ends = rows["start_us"] + rows["duration_us"]
        first_us = rows["start_us"][0] if self._end_us is None else self._end_us
        jumps = rows["start_us"] != np.append(first_us, ends[:-1])
        if self._since_us is None and not (dark.any() or jumps.any()):
            self._end_us, self._out = int(ends[-1]), False
            yield measured
            return
        cuts = np.flatnonzero((dark[1:] != dark[:-1]) | jumps[1:]) + 1
        for first, last in pairwise((0, *cuts.tolist(), len(rows))):
            start_us, end_us = int(rows["start_us"][first]), int(ends[last - 1])
            if self._end_us is not None and start_us > self._end_us:
                if self._lasts(self._end_us, start_us):
                    yield from self._outage()
                else:
                    self._held.append((self._end_us, start_us))
            part = _part(measured, first, last)
            if not dark[first]:
                yield from self.end()
                self._out = False
                yield part
            elif self._lasts(start_us, end_us):
                yield from self._outage()
                yield part
            else:
                self._held.append((part, known[first:last]))
            self._end_us = end_us

    def end(self) -> Iterator[Measured]:
        """The voltage is there again, or the supply has ended: what was kept back was no outage."""
        for one, other in self._held:
            if isinstance(one, int):
                yield from map(Measured, fill(one, int(other), Mark.GAP))
            else:
                yield _lived_through(one, np.asarray(other))
        self._held.clear()
        self._since_us = None

    def _lasts(self, from_us: int, until_us: int) -> bool:
        """There is no voltage from one instant to another: whether that makes it an outage. [µs]"""
        if self._since_us is None:
            self._since_us = from_us
        self._out = self._out or until_us - self._since_us > self._longest_us
        return self._out

    def _outage(self) -> Iterator[Measured]:
        """What was kept back was the beginning of an outage."""
        for one, _ in self._held:
            if not isinstance(one, int):
                yield one
        self._held.clear()


def _part(measured: Measured, first: int, last: int) -> Measured:
    """Some of the rows, and their windows."""
    rows, starts = measured.rows[first:last], measured.windows["start_us"]
    low = int(np.searchsorted(starts, rows["start_us"][0], "left"))
    high = int(np.searchsorted(starts, rows["start_us"][-1], "right"))
    return Measured(rows, measured.windows[low:high])


def _lived_through(measured: Measured, known: BoolArray) -> Measured:
    """Rows without voltage for no longer than a meter lives through."""
    rows = measured.rows.copy()
    rows["marks"] &= ~np.uint32(Mark.OUTAGE)
    rows["marks"][~known] |= int(Mark.GAP)
    rows["u_mv"][~known] = rows["i_ma"][~known] = UNKNOWN
    return Measured(rows, measured.windows)
