"""Values of one second, from rows of any length, and where they are over limits.

A second's value is the mean over it of what its rows hold, of squares where it is an r.m.s. value. A row that
lasts longer than a second stands for its mean: each second inside it has the row's value. What is not known
does not count; a second of which nothing is known is over no limit. All in integers, so that the values do
not depend on how rows come in blocks.
"""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt

from enfas.interval import A_PLUS, PLACE, Mark
from enfas.meter.block import Block
from enfas.timebase import US_PER_S

__all__ = ["NO_PART", "Ints", "Part", "Seconds", "current_squares", "powers_mw"]

_START, _DURATION = PLACE["start_us"], PLACE["duration_us"]
_A_PLUS: Final = PLACE["energy_mj"] + A_PLUS
_I: Final = PLACE["i_ma"]
_MOST_MA: Final = 3_000_000
"""What is more counts as so much: the square of it over a second fits 64 bits, and no limit comes near."""
_MW_PER_MJ_US: Final = 1_000_000

Ints = npt.NDArray[np.int64]

Part = tuple[int, int]
"""What of a second has passed: value · µs, and for how many µs it was known."""

NO_PART: Final[Part] = (0, 0)


def current_squares(block: Block) -> Ints:
    """The square of each row's current; -1 where it is not known. [mA²]"""
    current = block.words[:, _I]
    return np.where(_known(block) & (current >= 0), np.minimum(current, _MOST_MA) ** 2, -1)


def powers_mw(block: Block) -> Ints:
    """Each row's imported active power; -1 where it is not known. [mW]"""
    whole, rest = np.divmod(block.words[:, _A_PLUS], block.words[:, _DURATION])
    power = whole * _MW_PER_MJ_US + rest * _MW_PER_MJ_US // block.words[:, _DURATION]
    return np.where(_known(block), power, -1)


def _known(block: Block) -> npt.NDArray[np.bool_]:
    known: npt.NDArray[np.bool_] = (block.marks & (Mark.GAP | Mark.OUTAGE)) == 0
    return known


class Seconds:
    """The seconds of a block.

    Args:
        block: The rows.
        values: Their values, -1 where not known.
        anchor_us: A second begins at it, in supply time. [µs]
        part: What of the second in which the block begins has passed before it.
    """

    def __init__(self, block: Block, values: Ints, anchor_us: int, part: Part = NO_PART) -> None:
        self.block = block
        self._values = values
        self._anchor_us = anchor_us
        self._part = part
        self._means: tuple[Ints, Ints, Ints, Ints] | None = None
        self._most = int(values.max())

    def floor(self, instant_us: int) -> int:
        """The last bound of seconds up to an instant. [µs]"""
        return instant_us - (instant_us - self._anchor_us) % US_PER_S

    def over(self, limit: int) -> list[tuple[int, int]]:
        """Where the value is over a limit: runs of whole seconds that end in the block, as begin and end."""
        total, known = self._part
        if self._most <= limit and total <= limit * known:
            return []
        if self._means is None:
            self._means = self._compute()
        begins, ends, totals, knowns = self._means
        over = np.zeros(len(begins) + 2, dtype=np.int8)
        over[1:-1] = totals > limit * knowns
        edges = np.diff(over)
        first, last = np.flatnonzero(edges == 1), np.flatnonzero(edges == -1) - 1
        return list(zip(begins[first].tolist(), ends[last].tolist(), strict=True))

    def _compute(self) -> tuple[Ints, Ints, Ints, Ints]:
        """Begin and end of each second, or of each run of seconds in one row; sum of values, and weight."""
        words = self.block.words
        starts = words[:, _START]
        ends = starts + words[:, _DURATION]
        bounds = np.concatenate((starts, ends))
        floors = bounds - (bounds - self._anchor_us) % US_PER_S
        ceils = np.where(floors == bounds, floors, floors + US_PER_S)
        edges = np.unique(np.concatenate((bounds, floors, ceils)))
        begins, lengths = edges[:-1], np.diff(edges)
        rows = np.searchsorted(starts, begins, side="right") - 1
        inside = (rows >= 0) & (begins < ends[rows])
        values = np.where(inside, self._values[rows], -1)
        groups = np.flatnonzero((begins - self._anchor_us) % US_PER_S == 0)
        begin = begins[groups]
        end = np.append(begin[1:], edges[-1])
        # a run of seconds lies in one row: its value needs no weight, which would not fit
        run = np.repeat(end - begin > US_PER_S, np.diff(np.append(groups, len(begins))))
        weights = np.where(values < 0, 0, np.where(run, 1, lengths))
        totals = np.add.reduceat(values * weights, groups)
        knowns = np.add.reduceat(weights, groups)
        totals[0] += self._part[0]
        knowns[0] += self._part[1]
        whole = end <= self.block.end_us
        return begin[whole], end[whole], totals[whole], knowns[whole]

    def part_at(self, instant_us: int) -> Part:
        """What of the second of an instant has passed in rows that have ended by then.

        A row that the instant lies in is given again, whole: what of it has passed is not counted here.
        """
        bound_us = self.floor(instant_us)
        words = self.block.words
        row = self.block.rows_before(instant_us) - 1
        if row >= 0 and self.block.row_end(row) > instant_us:
            row -= 1
        total, known = self._part if self.block.start_us > bound_us else NO_PART
        while row >= 0 and (end_us := self.block.row_end(row)) > bound_us:
            if self._values[row] >= 0:
                length_us = end_us - max(int(words[row, _START]), bound_us)
                total += int(self._values[row]) * length_us
                known += length_us
            row -= 1
        return total, known
