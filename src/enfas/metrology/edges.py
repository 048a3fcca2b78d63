"""The edges of cycles: how samples beside a fractional bound are shared between the cycles on both sides.

A cycle ends between two samples. Each of the TAPS samples around its bound belongs to both neighbours, by
shares that add up to one: wherever the bounds lie, the sums over consecutive cycles add up to the sum over
all samples. The share before the bound falls as the integral of a Kaiser window. A cycle's weights are then a
rectangle exactly as long as the cycle, smoothed by that window: the rectangle's zeros keep every harmonic out
of the means, as an integral over continuous time would, and the smoothing keeps out what sampling folds down,
so that 2 kHz measure as well as 100 kHz (decision 11).
"""

from __future__ import annotations

from functools import cache
from typing import Final

import numpy as np

from enfas.metrology.loops import FloatArray, compiled

__all__ = ["LEFT", "TAPS", "share_table", "shares_before", "weigh"]

TAPS: Final = 14
"""How many samples a bound is smoothed over: less than half a cycle even at 2 kHz and 70 Hz."""

LEFT: Final = TAPS // 2 - 1
"""How many of them come before the sample in which the bound lies."""

_BETA: Final = 7.0
_DEGREE: Final = 10


@cache
def share_table() -> FloatArray:
    """Polynomials of the shares before a bound: shape (degree + 1, TAPS), highest power first.

    The variable is the fraction of a sample, 0 … 1, by which the bound lies after its sample; column `j` is
    the sample `j - LEFT` after that one. They keep to the window's integral within 1e-9.
    """
    half = TAPS / 2
    nodes, weights = np.polynomial.legendre.leggauss(60)

    def tail(distance: FloatArray) -> FloatArray:
        """The integral of the window from each distance to its end."""
        width = (half - distance[:, np.newaxis]) / 2
        at = distance[:, np.newaxis] + width * (1 + nodes)
        window = np.i0(_BETA * np.sqrt(np.maximum(0.0, 1 - (at / half) ** 2)))
        return np.asarray((width * window * weights).sum(axis=1))

    fractions = (1 - np.cos(np.pi * (np.arange(4 * _DEGREE) + 0.5) / (4 * _DEGREE))) / 2
    whole = tail(np.array([-half]))
    table = np.empty((_DEGREE + 1, TAPS))
    for tap in range(TAPS):
        share = tail(tap - LEFT - fractions) / whole
        fitted = np.polynomial.Polynomial.fit(fractions, share, _DEGREE, domain=[0, 1])
        table[:, tap] = fitted.convert().coef[::-1]
    table.setflags(write=False)
    return table


@compiled
def shares_before(table: FloatArray, fraction: float, shares: FloatArray) -> None:
    """Fill in which share of each sample around a bound belongs to what was before it.

    Args:
        table: `share_table()`.
        fraction: The bound's place after its sample, 0 … 1. [samples]
        shares: Shape (TAPS,): filled.
    """
    for tap in range(table.shape[1]):
        shares[tap] = table[0, tap]
    for power in range(1, table.shape[0]):
        for tap in range(table.shape[1]):
            shares[tap] = shares[tap] * fraction + table[power, tap]


@compiled
def weigh(before_start: FloatArray, before_end: FloatArray, distance: int, weights: FloatArray) -> FloatArray:
    """The weights of the samples of a span between two bounds.

    Args:
        before_start: `shares_before` at its start.
        before_end: The same at its end.
        distance: From the sample of the start's bound to that of the end's.
        weights: Room for at least `distance + TAPS` weights.

    Returns:
        What was filled of `weights`: the first is that of the sample `LEFT` before the start's.
    """
    filled = weights[: distance + TAPS]
    filled[:] = 1.0
    for tap in range(TAPS):
        filled[tap] -= before_start[tap]
        filled[distance + tap] -= 1.0 - before_end[tap]
    return filled
