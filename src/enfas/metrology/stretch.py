"""A stretch of samples without gaps: from samples to cycles, and from cycles to rows.

A stretch begins with the first sample, or the first after a gap, and ends with the last, or the last before
one. Zero crossings are known some cycles late. The first cycle has what came before it, and the last one what
comes after it; both are rows of their own, so that all others are of whole cycles. So the last cycle that is
known waits for the next: it may be the last of all.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from enfas.conditions import Conditions
from enfas.interval import NOTHING, Measured
from enfas.metrology.crossings import Crossings
from enfas.metrology.cycles import CYCLE, TAPS, Cycles, add_head, add_tail, sole_cycle, sum_cycles
from enfas.metrology.energies import Carried
from enfas.metrology.loops import FloatArray
from enfas.metrology.samples import Samples
from enfas.metrology.windows import Part, RowMaker, Timing, cycles_a_window

__all__ = ["Stretch"]

_OFTEN_S: Final = 0.2  # samples are worked on when there are as many new ones
_ROOM_S: Final = 2.0  # samples that there is room for at first


class Stretch:
    """Measures one stretch.

    Args:
        conditions: Under which is measured.
        timing: When samples were taken.
        carried: What goes on from stretch to stretch.
        first: Number of the stretch's first sample, from the beginning of all.
    """

    def __init__(self, conditions: Conditions, timing: Timing, carried: Carried, first: int) -> None:
        rate_hz = timing.rate_hz
        self._timing = timing
        self._rate_hz = rate_hz
        self._first = first
        self._often = int(_OFTEN_S * rate_hz)
        self._samples = Samples(
            conditions.calibration, rate_hz, conditions.f_nominal_hz, int(_ROOM_S * rate_hz)
        )
        self._crossings = Crossings(rate_hz, conditions.f_nominal_hz, conditions.u_nominal_v)
        self._maker = RowMaker(conditions, rate_hz, carried)
        self._cycles = np.zeros(128, dtype=CYCLE)
        self._waiting = 0  # of those, cycles that are in no row yet
        self._any = False  # there have been cycles
        self._begun = False  # there have been rows
        self._worked = 0  # samples that were worked on
        self._made_us = timing.instant_us(first)  # the end of the last row

    def take(self, u: FloatArray, i: FloatArray) -> Measured:
        """Take samples; what is complete by now."""
        self._samples.take(u, i)
        if self._samples.end - self._worked < self._often:
            return NOTHING
        self._worked = self._samples.end
        self._sum(final=False)
        return self._rows(final=False)

    def close(self) -> Measured:
        """The stretch ends here: what is left of it."""
        samples = self._samples
        samples.close()
        self._sum(final=True)
        if self._any:
            add_tail(self._cycles[: self._waiting], samples.u, samples.i, samples.base, samples.end)
        else:
            self._cycles[:1] = sole_cycle(samples.u[: samples.end], samples.i[: samples.end])
            self._waiting = 1
        return self._rows(final=True)

    def _sum(self, *, final: bool) -> None:
        """Sum up the cycles whose ends are known by now."""
        samples = self._samples
        bounds = self._crossings.advance(samples.u, samples.base, samples.end, final=final)
        number = len(bounds.n) - 1
        if number < 1:
            return
        needed = self._waiting + number
        if needed > len(self._cycles):
            self._cycles = np.concatenate((self._cycles, np.zeros(needed, dtype=CYCLE)))
        cycles = self._cycles[self._waiting : needed]
        sum_cycles(samples.u, samples.i, samples.base, bounds, cycles)
        if not self._any:
            add_head(cycles, samples.u, samples.i, samples.base)
        self._waiting, self._any = needed, True

    def _rows(self, *, final: bool) -> Measured:
        """Rows of the cycles that are there, but for the last one unless it is the last of all."""
        parts, first = [], 0
        while number := self._next(first, self._waiting - first, final=final):
            cycles = self._cycles[first : first + number]
            first += number
            last = final and first == self._waiting
            parts.append(self._part(cycles, end=last or not self._begun, last=last))
            self._begun = True
        if not parts:
            return NOTHING
        samples = self._samples
        made = self._maker.make(parts, samples.u, samples.i, samples.base, final=final)
        self._waiting -= first
        octets = self._cycles.view(np.uint8).reshape(len(self._cycles), -1)
        octets[: self._waiting] = octets[first : first + self._waiting]
        samples.forget(int(self._cycles["n"][0]) - TAPS)
        return made

    def _next(self, first: int, left: int, *, final: bool) -> int:
        """How many of the cycles that are left make the next row; 0 if it is not known yet."""
        if not left:
            return 0
        most = cycles_a_window(self._rate_hz / float(self._cycles["length"][first]))
        if not self._begun:  # it is told with the row after it
            return 1 if final or left > 1 + most else 0
        if final:
            return min(most, max(1, left - 1))
        return most if left > most else 0

    def _part(self, cycles: Cycles, *, end: bool, last: bool) -> Part:
        start_us = self._made_us
        if last:
            end_us = self._timing.instant_us(self._first + self._samples.end)
        else:
            at = cycles[-1]
            after = float(at["fraction"]) + float(at["length"])
            end_us = self._timing.instant_us(self._first + int(at["n"]), after)
        self._made_us = end_us
        return Part(cycles, self._any, end, start_us, end_us)
