"""Samples of a synthetic signal, as many and as long as wanted, in bounded memory.

The signal is made in frames of fixed length, each from exact rational phases at its start and at each change
within it, so that nothing adds up over days and the samples do not depend on how they are asked for. Noise is
drawn for each frame by its number, from a generator that counts.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Iterator
from fractions import Fraction
from itertools import pairwise
from typing import Final

import numpy as np

from enfas.intake import FloatArray, Samples
from enfas.supply.synthetic import Dc, Dip, Interruption, Noise, Ramp, Step, Swell, Synthetic, exact

__all__ = ["FRAME", "SyntheticSamples"]

FRAME: Final = 4096
"""Samples of a frame, which is a block."""

_FACTORS: Final = (Dip, Swell, Interruption, Step, Ramp)


class SyntheticSamples:
    """A synthetic signal, sampled.

    Args:
        name: Its name, for messages.
        signal: What it is.
        rate_hz: Sampling rate. [Hz]
        duration_s: How long it goes on, or without end. [s]
        start_us: Instant of the first sample, if it matters. [µs]

    Raises:
        InputError: The signal cannot be.
    """

    def __init__(
        self,
        name: str,
        signal: Synthetic,
        rate_hz: Fraction,
        duration_s: float | None = None,
        start_us: int | None = None,
    ) -> None:
        signal.check(name, rate_hz)
        self.name = name
        self.rate_hz = rate_hz
        self.start_us = start_us
        self.skew_us = 0.0
        self.total = None if duration_s is None else max(1, math.floor(exact(duration_s) * rate_hz))
        self.done = 0
        self._signal = signal
        self._knots = signal.frequency_knots()
        self._knot_times = [knot.at_s for knot in self._knots]
        self._cycles = [Fraction(0)]
        for before, after in pairwise(self._knots):
            length_s = after.at_s - before.at_s
            self._cycles.append(self._cycles[-1] + (before.f_hz + before.slope * length_s / 2) * length_s)
        self._edges = sorted({self._index(at_s) for at_s in self._changes()})

    def _changes(self) -> Iterator[Fraction]:
        yield from self._knot_times
        for event in self._signal.event:
            yield exact(event.at_s)
            if event.duration_s is not None:
                yield exact(event.at_s) + exact(event.duration_s)

    def _index(self, at_s: Fraction) -> int:
        """The first sample at an instant or after it."""
        return math.ceil(at_s * self.rate_hz)

    def blocks(self) -> Iterator[Samples]:
        """The samples, frame by frame."""
        self.done = 0
        while self.total is None or self.done < self.total:
            frame = self.frame(self.done // FRAME)
            if self.total is not None and self.done + FRAME > self.total:
                frame = Samples(frame.u_v[: self.total - self.done], frame.i_a[: self.total - self.done])
            self.done += len(frame.u_v)
            yield frame

    def frame(self, number: int) -> Samples:
        """One frame, whichever."""
        first = number * FRAME
        inside = [edge for edge in self._edges if first < edge < first + FRAME]
        u_v, i_a = np.empty(FRAME), np.empty(FRAME)
        for begin, end in pairwise([first, *inside, first + FRAME]):
            here = slice(begin - first, end - first)
            u_v[here], i_a[here] = self._stretch(begin, end - begin)
        self._add_noise(number, u_v, i_a)
        return Samples(u_v, i_a)

    def _stretch(self, begin: int, count: int) -> tuple[FloatArray, FloatArray]:
        """Samples between which nothing changes but evenly."""
        at_s = begin / self.rate_hz
        steps = np.arange(count) / float(self.rate_hz)
        u_factor, i_factor, u_turn, i_turn = self._factors(at_s, steps)
        turn = np.exp(2j * np.pi * self._phase(at_s, steps))
        u_v, i_a = np.zeros(count), np.zeros(count)
        power, order = np.ones(count, dtype=np.complex128), 0
        for phasor in sorted(self._signal.phasor, key=lambda p: p.order):
            while order < phasor.order:
                power, order = power * turn, order + 1
            for sum_, size, degrees in (
                (u_v, phasor.u_v, phasor.u_deg + order * u_turn),
                (i_a, phasor.i_a, phasor.i_deg + order * i_turn),
            ):
                if size:
                    radians = math.radians(degrees)
                    sum_ += (
                        math.sqrt(2)
                        * size
                        * (power.imag * math.cos(radians) + power.real * math.sin(radians))
                    )
        u_v *= u_factor
        i_a *= i_factor
        for event in self._signal.event:
            if isinstance(event, Dc) and self._lasts(event.at_s, event.duration_s, at_s):
                u_v += event.u_v
                i_a += event.i_a
        return u_v, i_a

    def _phase(self, at_s: Fraction, steps_s: FloatArray) -> FloatArray:
        """The phase from an instant on, before the next knot, less whole cycles. [cycles]"""
        place = bisect_right(self._knot_times, at_s) - 1
        knot, since_s = self._knots[place], at_s - self._knot_times[place]
        start = self._cycles[place] + (knot.f_hz + knot.slope * since_s / 2) * since_s
        f_hz = float(knot.at(at_s))
        return float(start % 1) + (f_hz + float(knot.slope) / 2 * steps_s) * steps_s

    def _factors(
        self, at_s: Fraction, steps_s: FloatArray
    ) -> tuple[FloatArray | float, FloatArray | float, float, float]:
        u_factor: FloatArray | float = 1.0
        i_factor: FloatArray | float = 1.0
        u_turn = i_turn = 0.0
        for event in self._signal.event:
            if not isinstance(event, _FACTORS):
                continue
            part: FloatArray | float = 1.0
            if isinstance(event, Ramp):
                since_s = float(at_s - exact(event.at_s))
                part = np.clip((steps_s + since_s) / (event.duration_s or 1.0), 0.0, 1.0)
            elif not self._lasts(event.at_s, event.duration_s, at_s):
                continue
            u_factor = u_factor * (1.0 + part * (event.u_percent / 100 - 1))
            i_factor = i_factor * (1.0 + part * (event.i_percent / 100 - 1))
            if isinstance(event, Step):
                u_turn, i_turn = u_turn + event.u_deg, i_turn + event.i_deg
        return u_factor, i_factor, u_turn, i_turn

    @staticmethod
    def _lasts(begin_s: float, duration_s: float | None, at_s: Fraction) -> bool:
        begin = exact(begin_s)
        return begin <= at_s and (duration_s is None or at_s < begin + exact(duration_s))

    def _add_noise(self, number: int, u_v: FloatArray, i_a: FloatArray) -> None:
        first = number * FRAME
        for event in self._signal.event:
            if not isinstance(event, Noise):
                continue
            begin = self._index(exact(event.at_s)) - first
            end = FRAME
            if event.duration_s is not None:
                end = self._index(exact(event.at_s) + exact(event.duration_s)) - first
            here = slice(max(begin, 0), max(end, 0))
            noise = np.random.Generator(np.random.Philox(key=[event.seed, number])).standard_normal(
                (2, FRAME)
            )
            u_v[here] += event.u_v * noise[0, here]
            i_a[here] += event.i_a * noise[1, here]
