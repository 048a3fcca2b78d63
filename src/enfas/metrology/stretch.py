"""A stretch of samples without gaps: from samples to cycles, and from cycles to rows.

A stretch begins with the first sample, or the first after a gap, and ends with the last, or the last before
one. Zero crossings are known some cycles late. The last cycle that is known waits for the next, so that what
comes after the last of all, when the stretch ends, still has a cycle to belong to.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from enfas.conditions import Conditions
from enfas.interval import NOTHING, Measured
from enfas.metrology.crossings import Crossings
from enfas.metrology.cycles import CYCLE, TAPS, Cycles, add_head, add_tail, sole_cycle, sum_cycles
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
        rest_mj: What is left of energies under a millijoule: shape (8,). [mJ]
        first: Number of the stretch's first sample, from the beginning of all.
    """

    def __init__(self, conditions: Conditions, timing: Timing, rest_mj: FloatArray, first: int) -> None:
        rate_hz = timing.rate_hz
        self._timing = timing
        self._rate_hz = rate_hz
        self._first = first
        self._often = int(_OFTEN_S * rate_hz)
        self._samples = Samples(
            conditions.calibration, rate_hz, conditions.f_nominal_hz, int(_ROOM_S * rate_hz)
        )
        self._crossings = Crossings(rate_hz, conditions.f_nominal_hz, conditions.u_nominal_v)
        self._maker = RowMaker(conditions, rate_hz, rest_mj)
        self._cycles = np.zeros(128, dtype=CYCLE)
        self._waiting = 0  # of those, cycles that are in no row yet
        self._any = False  # there have been cycles
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
        """Rows of the cycles that are there; the last cycle waits unless it is the last of all."""
        parts, first = [], 0
        while left := self._waiting - first:
            length = float(self._cycles["length"][first])
            most = cycles_a_window(self._rate_hz / length)
            if left <= most and not final:
                break
            cycles = self._cycles[first : first + min(most, left)]
            first += len(cycles)
            parts.append(self._part(cycles, most, last=final and left <= most))
        if not parts:
            return NOTHING
        samples = self._samples
        made = self._maker.make(parts, samples.u, samples.i, samples.base)
        self._waiting -= first
        octets = self._cycles.view(np.uint8).reshape(len(self._cycles), -1)
        octets[: self._waiting] = octets[first : first + self._waiting]
        samples.forget(int(self._cycles["n"][0]) - TAPS)
        return made

    def _part(self, cycles: Cycles, most: int, *, last: bool) -> Part:
        start_us = self._made_us
        if last:
            end_us = self._timing.instant_us(self._first + self._samples.end)
        else:
            at = cycles[-1]
            end = float(at["fraction"]) + float(at["length"])
            end_us = self._timing.instant_us(self._first + int(at["n"]), end)
        self._made_us = end_us
        return Part(cycles, self._any, self._any and len(cycles) == most, start_us, end_us)
