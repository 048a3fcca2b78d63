"""Sections of whole cycles of a recording, each fitted by itself.

A stretch of samples is taken as it comes and cut into sections of about 50 cycles, so that a frequency that
wanders does no harm and no more is held than a section needs. One section ends where the next begins, to a
fraction of a sample. Where the voltage has no fundamental nothing is fitted, and that time is told.
"""

from __future__ import annotations

import math
from typing import Final, NamedTuple

import numpy as np

from enfas.conditions import Conditions
from enfas.errors import InputError
from enfas.metrology.crossings import HIGHEST_HZ, LOWEST_HZ, Bounds
from enfas.metrology.cycles import CYCLE, TAPS, Cycles, sum_cycles
from enfas.metrology.harmonics import Span, highest_order, measure_harmonics
from enfas.metrology.lines import Lines, find_turn, fit_lines, refine_turn
from enfas.metrology.loops import FloatArray
from enfas.metrology.samples import Samples
from enfas.metrology.windows import cycles_a_window

__all__ = ["Section", "Sections"]

_SECTION_CYCLES: Final = 50
_MOST_CYCLES: Final = 60  # in one section
_FEW_ORDERS: Final = 10  # that are fitted to see how many cycles there are
_NEARLY: Final = 1e-3  # of a cycle may be missing of the last one
_DARK: Final = 0.05  # of the usual voltage: under it there is none (EN 50160)
_CHUNK_HZ: Final = 50.0  # pieces in which voltage is looked for, a second


class Section(NamedTuple):
    """Some whole cycles.

    Attributes:
        number: How many.
        begin: Where they begin: sample 0 of the stretch lasts from -0.5 to 0.5. [samples]
        length: How long they last. [samples]
        orders: The highest order that was fitted.
        lines: The fit, and what it leaves.
        cycles: The sums over each cycle.
        thd_percent: Distortion of voltage and current by subgroups, in each whole window of 10 or 12 cycles
            that fits in: shape (n, 2). [%]
    """

    number: int
    begin: float
    length: float
    orders: int
    lines: Lines
    cycles: Cycles
    thd_percent: FloatArray


class Sections:
    """Fits sections of one stretch of samples without gaps.

    Args:
        conditions: Under which is measured, with all that made the current late.
        rate_hz: Sampling rate. [Hz]
        wanted: How many cycles are wanted; infinite: as many as there are.

    Attributes:
        wanted: How many are still wanted.
        left_out: How many samples had no fundamental.
    """

    def __init__(self, conditions: Conditions, rate_hz: float, wanted: float) -> None:
        self.wanted = wanted
        self.left_out = 0.0
        self._rate_hz = rate_hz
        room = int(2 * _MOST_CYCLES * rate_hz / LOWEST_HZ)
        self._samples = Samples(conditions.calibration, rate_hz, conditions.f_nominal_hz, room)
        self._at = -0.5  # where the next section begins
        self._turn = 0.0  # of the fundamental from sample to sample; 0: not known [rad]
        self._level_v = 0.0  # of the section before; 0: there was none just before

    def take(self, u: FloatArray, i: FloatArray) -> list[Section]:
        """Take samples; the sections that are complete by now."""
        self._samples.take(u, i)
        return self._sections(final=False)

    def close(self) -> list[Section]:
        """The stretch ends here: the sections that are left."""
        self._samples.close()
        return self._sections(final=True)

    def _sections(self, *, final: bool) -> list[Section]:
        made: list[Section] = []
        samples = self._samples
        while self.wanted > 0:
            period = 2 * math.pi / self._turn if self._turn else self._rate_hz / LOWEST_HZ
            first, need = math.ceil(self._at), math.ceil((_MOST_CYCLES + 1) * period) + TAPS
            if samples.end - first < (self._rate_hz / HIGHEST_HZ if final else need):
                break
            last = min(samples.end, first + need)
            usable, resume = self._lit(first, last)
            section = self._fit(first, usable)
            if section is not None:
                made.append(section)
                left = (usable - 0.5 - self._at) * section.number / section.length
                if usable == samples.end and left < 1 - _NEARLY:
                    break  # what is left is no whole cycle
            elif usable < first + self._rate_hz / LOWEST_HZ and resume == samples.end == usable:
                break
            else:
                self._leave_out(resume)
            samples.forget(max(0, math.floor(self._at) - 2 * TAPS))
        return made

    def _lit(self, first: int, last: int) -> tuple[int, int]:
        """Up to where some samples have voltage, and from where there may be voltage again.

        What lies within a chunk of a place without voltage is left out with it.
        """
        chunk, base = round(self._rate_hz / _CHUNK_HZ), self._samples.base
        count = (last - first) // chunk
        sizes = self._samples.u[first - base :][: count * chunk].reshape(count, chunk).std(axis=1)
        dark = sizes < _DARK * (self._level_v or sizes.max(initial=0.0))
        if not dark.any():
            return last, last
        begin = int(dark.argmax())
        lit = np.flatnonzero(~dark[begin:])
        resume = first + (begin + int(lit[0]) + 1) * chunk if len(lit) else last
        return first + max(0, begin - 1) * chunk, resume

    def _leave_out(self, resume: int) -> None:
        self.left_out += resume - 0.5 - self._at
        self._at, self._turn = resume - 0.5, 0.0

    def _fit(self, first: int, last: int) -> Section | None:
        """The next section, out of some samples; None where they have no whole cycle with a fundamental."""
        u = self._samples.u[first - self._samples.base : last - self._samples.base]
        if len(u) < self._rate_hz / HIGHEST_HZ:
            return None
        try:
            turn = self._turn
            turn = refine_turn(u, turn, self._rate_hz, _FEW_ORDERS) if turn else find_turn(u, self._rate_hz)
            there = math.floor((last - 0.5 - self._at) * turn / (2 * math.pi) + _NEARLY)
            number = int(min(there, self.wanted))
            if number > _MOST_CYCLES:
                number = _SECTION_CYCLES
            return self._section(first, last, number, turn) if number >= 1 else None
        except InputError:
            return None

    def _section(self, first: int, last: int, number: int, turn: float) -> Section | None:
        samples, begin = self._samples, self._at
        last = min(last, math.ceil(begin + number * 2 * math.pi / turn))
        part = slice(first - samples.base, last - samples.base)
        turn = refine_turn(samples.u[part], turn, self._rate_hz)
        period = 2 * math.pi / turn
        f_hz = self._rate_hz / period
        orders = highest_order(self._rate_hz, f_hz)
        lines = fit_lines(samples.u[part], samples.i[part], turn, orders)
        squares = np.abs(lines.u) ** 2
        if squares[1] < (squares.sum() + lines.rest_uu) / 4:
            return None
        places = begin + period * np.arange(number + 1)
        whole = np.floor(places).astype(np.int64)
        bounds = Bounds(whole, places - whole, np.ones(number + 1, dtype=np.bool_))
        base, end = int(whole[0]) - TAPS, int(whole[-1]) + TAPS + 1
        u, i = self._around(base, end, lines, turn, (first + last - 1) / 2)
        cycles = np.zeros(number, dtype=CYCLE)
        sum_cycles(u, i, base, bounds, cycles)
        most = cycles_a_window(f_hz)
        spans = [
            Span(int(bounds.n[k]), float(bounds.fraction[k]), int(bounds.n[k + most]),
                 float(bounds.fraction[k + most]), most, orders)
            for k in range(0, number - most + 1, most)
        ]  # fmt: skip
        thd_percent = measure_harmonics(u, i, base, spans).thd_percent if spans else np.empty((0, 2))
        self._at, self._turn = float(places[-1]), turn
        self._level_v = math.sqrt(squares[1:].sum() + lines.rest_uu)
        self.wanted -= number
        return Section(number, begin, number * period, orders, lines, cycles, thd_percent)

    def _around(
        self, base: int, end: int, lines: Lines, turn: float, middle: float
    ) -> tuple[FloatArray, FloatArray]:
        """The samples from one to another; where the stretch has none, those of the fit."""
        samples = self._samples
        first, last = max(base, samples.base), min(end, samples.end)
        beyond = np.concatenate((np.arange(base, first), np.arange(last, end)))
        turned = np.exp(1j * turn * np.outer(beyond - middle, np.arange(len(lines.u))))
        scale = np.full(len(lines.u), math.sqrt(2))
        scale[0] = 1.0
        made = np.empty((2, end - base))
        for channel, values, fit in zip(made, (samples.u, samples.i), lines[:2], strict=True):
            channel[first - base : last - base] = values[first - samples.base : last - samples.base]
            channel[beyond - base] = (turned @ (fit * scale)).real
        return made[0], made[1]
