"""What a missing value is: the one rule, for loads and for samples.

Where neither energy nor voltage is known there was no mains: an outage. So it is too where the voltage is
under the least that is mains and nothing flows. Where the voltage is known and the energy is not, mains was
there and the recording has a gap. A hole in the time stamps is an outage. A block may say of all that is
missing in it that it is one or the other. Never is a missing value a zero that looks like one.

How long an outage lasts at least is not told here but by `metrology.outages`, of rows.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from fractions import Fraction
from itertools import pairwise
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from enfas.intake import FloatArray, IntArray
from enfas.interval import Mark, Rows, blank
from enfas.timebase import US_PER_DAY, US_PER_MIN, US_PER_MS, US_PER_S

__all__ = ["BoolArray", "Lapses", "Span", "fill", "load_marks", "unknown_rows"]

_SHORTEST_OUTAGE: Final = Fraction(20 * US_PER_MS, US_PER_S)
"""Voltage that is missing for less was there: before and after it there is a cycle that says so. [s]"""

_THERE, _GAP, _DARK = range(3)

BoolArray = npt.NDArray[np.bool_]


def load_marks(
    known: BoolArray, flowing: BoolArray, u_v: FloatArray | None, outage_v: float, missing: Mark
) -> npt.NDArray[np.uint32]:
    """The marks of intervals of a load.

    Args:
        known: Whose energy is known.
        flowing: In which something flows.
        u_v: Voltage, NaN where not known; None: it never is. [V]
        outage_v: A voltage under it is none. [V]
        missing: What intervals without energy are; NONE: the rule tells.
    """
    size_v = np.full(len(known), np.nan) if u_v is None else np.abs(u_v)
    without = missing or np.where(size_v >= outage_v, int(Mark.GAP), int(Mark.OUTAGE))
    marks = np.where(known, 0, without).astype(np.uint32)
    marks[known & (size_v < outage_v) & ~flowing] = Mark.OUTAGE
    return marks


def unknown_rows(bounds_us: IntArray, mark: Mark) -> Rows:
    """Rows from each bound to the next, of which nothing is known but why. [µs]"""
    rows = blank(len(bounds_us) - 1)
    rows["start_us"], rows["duration_us"], rows["marks"] = bounds_us[:-1], np.diff(bounds_us), int(mark)
    if mark & Mark.OUTAGE:
        rows["u_mv"] = rows["i_ma"] = 0
    return rows


def fill(start_us: int, end_us: int, mark: Mark) -> Iterator[Rows]:
    """Rows of a hole in time: a minute each at most, in blocks of a day. [µs]"""
    while start_us < end_us:
        until_us = min(end_us, start_us + US_PER_DAY)
        yield unknown_rows(np.append(np.arange(start_us, until_us, US_PER_MIN), until_us), mark)
        start_us = until_us


class Span(NamedTuple):
    """Samples that are there, or are missing for one reason.

    Attributes:
        first: The first one's place in the block; negative where they began in an earlier block.
        last: After the last one's place.
        mark: What they are; NONE: they are there.
    """

    first: int
    last: int
    mark: Mark


class Lapses:
    """Tells missing samples from those that are there, and outages from gaps, across blocks.

    Samples without voltage are kept back until there are enough of them to be an outage, or until they end.

    Args:
        rate_hz: Sampling rate. [Hz]
    """

    def __init__(self, rate_hz: Fraction) -> None:
        self._shortest = math.ceil(_SHORTEST_OUTAGE * rate_hz)
        self._dark = 0  # samples without voltage, up to here

    @property
    def held(self) -> int:
        """How many samples are kept back."""
        return self._dark if self._dark < self._shortest else 0

    def take(self, u: FloatArray, i: FloatArray, missing: Mark) -> Iterator[Span]:
        """The spans of a block in order.

        Args:
            u: Voltage, NaN where missing.
            i: Current, NaN where missing.
            missing: What missing samples are; NONE: the rule tells.
        """
        kinds = np.where(np.isnan(u), _GAP if missing else _DARK, np.where(np.isnan(i), _GAP, _THERE))
        bounds = (0, *(np.flatnonzero(np.diff(kinds)) + 1).tolist(), len(kinds))
        for first, last in pairwise(bounds):
            if kinds[first] == _DARK:
                held = self.held
                self._dark += last - first
                if not self.held:
                    yield Span(first - held, last, Mark.OUTAGE)
            else:
                yield from self.end(first)
                yield Span(first, last, (missing or Mark.GAP) if kinds[first] else Mark.NONE)

    def end(self, place: int = 0) -> Iterator[Span]:
        """The voltage is there again at a place of the block, or the samples end: what was kept back."""
        held, self._dark = self.held, 0
        if held:
            yield Span(place - held, place, Mark.GAP)
