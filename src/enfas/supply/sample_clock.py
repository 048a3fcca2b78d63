"""The sampling rate of a table of samples, and the holes in its time column.

A rate that is given holds; else the preamble's; else the time column's, whose digits may be few. A time that
goes back is refused; one that jumps ahead by more than a sample leaves a hole.
"""

from __future__ import annotations

import re
from fractions import Fraction
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from enfas.supply.table import Batch

__all__ = ["SampleClock", "rate_of_preamble", "rate_of_stamps"]

IntArray = npt.NDArray[np.int64]

_NS_PER_S: Final = 1_000_000_000
_LONGEST_HOLE_NS: Final = 10 * 366 * 86_400 * _NS_PER_S

_PERIODS: Final = {
    "microseconds_per_sample": Fraction(1, 1_000_000),
    "milliseconds_per_sample": Fraction(1, 1_000),
    "seconds_per_sample": Fraction(1),
    "sample_interval": Fraction(1),
    "sample_period": Fraction(1),
    "sampling_interval": Fraction(1),
    "sampling_period": Fraction(1),
}
_RATES: Final = {
    "sample_rate",
    "samplerate",
    "sampling_rate",
    "sampling_frequency",
    "samples_per_second",
    "rate_hz",
    "fs",
}
_NAMED_NUMBER: Final = re.compile(
    r"\W*([A-Za-z][A-Za-z_ ]*?)\s*(?:[\[(]\s*(Hz|s)\s*[\])])?\s*"
    r"[,;:=\t ]\s*([0-9.]+(?:[eE][+-]?\d+)?)\W*(?:Hz|s)?\W*"
)


def rate_of_preamble(lines: list[str]) -> Fraction | None:
    """The sampling rate that the lines before the data tell: a period or a rate by a usual name. [Hz]"""
    for line in lines:
        match = _NAMED_NUMBER.fullmatch(line)
        if match is None:
            continue
        name = match[1].lower().replace(" ", "_")
        try:
            value = Fraction(match[3])
        except ValueError:
            continue
        if value > 0 and name in _PERIODS:
            return 1 / (value * _PERIODS[name])
        if value > 0 and name in _RATES:
            return value
    return None


class _Steps(NamedTuple):
    """The usual step between time stamps, and how coarse they are. [ns]"""

    usual_ns: float
    coarse_ns: int


def _steps(stamps_ns: IntArray) -> _Steps:
    steps = np.diff(stamps_ns)
    values, counts = np.unique(steps, return_counts=True)
    most = int(values[np.argmax(counts)])
    near = steps[np.abs(steps - most) <= max(abs(most) // 10, 1)]
    if most > 0 and 10 * len(near) >= 9 * len(steps):
        exact = near.min() == near.max()
        return _Steps(float(near.mean()), 1 if exact else int(np.gcd.reduce(near)))
    span = int(stamps_ns[-1] - stamps_ns[0])
    return _Steps(span / len(steps), int(np.gcd.reduce(np.abs(steps))))


def rate_of_stamps(stamps_ns: IntArray) -> Fraction | None:
    """The rate of stamped samples, a whole number where that can be; None where they do not tell. [Hz]"""
    if len(stamps_ns) < 2:
        return None
    steps = _steps(stamps_ns)
    if steps.usual_ns <= 0:
        return None
    rate_hz = _NS_PER_S / steps.usual_ns
    unsure = (2 * steps.coarse_ns + 1) / (steps.usual_ns * (len(stamps_ns) - 1))
    if abs(rate_hz - round(rate_hz)) <= unsure * rate_hz and round(rate_hz):
        return Fraction(round(rate_hz))
    return Fraction(rate_hz).limit_denominator(1_000_000)


class SampleClock:
    """Follows the time column of samples and finds the holes in it.

    Args:
        rate_hz: Sampling rate. [Hz]
        first_ns: Some of the first stamps, to see how coarse they are. [ns]
        column: Number of the time column, for messages.
    """

    def __init__(self, rate_hz: Fraction, first_ns: IntArray, column: int) -> None:
        self._period_ns = float(_NS_PER_S / rate_hz)
        self._coarse_ns = _steps(first_ns).coarse_ns if len(first_ns) > 1 else 0
        self._column = column
        self._last_ns: int | None = None

    def holes(self, batch: Batch, stamps_ns: IntArray) -> list[tuple[int, int]]:
        """The holes before rows of a batch: the row, and how many samples are missing before it.

        Raises:
            InputError: The time goes back, stands still, or jumps by more than ten years.
        """
        steps = np.empty(len(stamps_ns))
        steps[0] = self._period_ns if self._last_ns is None else int(stamps_ns[0]) - self._last_ns
        steps[1:] = np.diff(stamps_ns)
        self._last_ns = int(stamps_ns[-1])
        backward = steps < 0 if self._coarse_ns >= self._period_ns else steps <= 0
        if backward.any():
            row = int(np.argmax(backward))
            what = (
                f"the time goes back by {-steps[row] / 1e9:g} s" if steps[row] < 0 else "the same time again"
            )
            raise batch.error(row, self._column, what, "samples are in the order of time")
        ahead = np.flatnonzero(steps > 1.5 * self._period_ns + self._coarse_ns)
        for row in ahead[steps[ahead] > _LONGEST_HOLE_NS].tolist():
            raise batch.error(row, self._column, f"the time jumps ahead by {steps[row] / 1e9:g} s")
        return [(row, round(steps[row] / self._period_ns) - 1) for row in ahead.tolist()]
