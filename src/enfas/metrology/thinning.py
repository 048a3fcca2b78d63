"""A channel thinned out to a few thousand samples a second: all that finding the fundamental needs."""

from __future__ import annotations

from typing import Final

import numpy as np

from enfas.metrology.loops import FloatArray, compiled

__all__ = ["Thinned", "Thinning"]

_THINNED_HZ: Final = 1200.0

Thinned = tuple[FloatArray, int, int, int]
"""Values; number of the first; number after the last; samples of the channel from one to the next. The value
with
the number m stands at the channel's sample m · step."""


class Thinning:
    """Keeps every few samples of a channel, each a mean of those around it.

    The weights of the mean are a cubic B-spline: what lies a fundamental beside a multiple of the thinned
    rate, and would be folded onto the fundamental, is weakened to (f / thinned rate)⁴ of itself: under 2e-5.
    The mean is symmetrical, so that nothing is delayed.

    Args:
        rate_hz: Sampling rate of the channel; 1200 to 2400 samples a second are kept, or all under that. [Hz]
        room: How many of the channel's samples are held, more or less.
    """

    def __init__(self, rate_hz: float, room: float) -> None:
        self._step = max(1, int(rate_hz / _THINNED_HZ))
        box = np.full(self._step, 1 / self._step)
        twice = np.convolve(box, box)
        self._weights = np.convolve(twice, twice)
        self._margin = len(self._weights) // 2
        self._base = self._end = -(-self._margin // self._step)  # the first that has all its neighbours
        self._values = np.empty(int(room / self._step) + 1)

    @property
    def thinned(self) -> Thinned:
        """What is held."""
        return self._values, self._base, self._end, self._step

    def take(self, samples: FloatArray, base: int, end: int, needed: int) -> None:
        """Take what is new of the channel.

        Args:
            samples: The channel; `samples[n - base]` is its sample `n`.
            base: The first sample in it.
            end: One after the last.
            needed: The channel's samples before this one are not needed any more.
        """
        number = (end - 1 - self._margin) // self._step + 1 - self._end
        if number <= 0:
            return
        if self._end - self._base + number > len(self._values):
            self._make_room(number, needed // self._step)
        place = self._end - self._base
        first = self._end * self._step - self._margin - base
        _thin_out(samples, self._weights, first, self._step, self._values[place : place + number])
        self._end += number

    def _make_room(self, number: int, needed: int) -> None:
        drop = min(max(0, needed - self._base), self._end - self._base)
        keep = self._end - self._base - drop
        moved = self._values
        if len(moved) < 2 * (keep + number):
            moved = np.empty(2 * (keep + number))
        moved[:keep] = self._values[drop : drop + keep]
        self._values, self._base = moved, self._base + drop


@compiled
def _thin_out(samples: FloatArray, weights: FloatArray, first: int, step: int, out: FloatArray) -> None:
    for m in range(len(out)):
        total = 0.0
        for j in range(len(weights)):
            total += weights[j] * samples[first + m * step + j]
        out[m] = total
