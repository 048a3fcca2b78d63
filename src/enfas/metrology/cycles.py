"""Cycles: the sums over each, from zero crossing to zero crossing, in one pass over its samples.

A cycle ends between two samples. Each of the TAPS samples around its bound belongs to both neighbours, by
shares that add up to one: wherever the bounds lie, the sums over consecutive cycles add up to the sum over
all samples. The share before the bound falls as the integral of a Kaiser window. A cycle's weights are then a
rectangle exactly as long as the cycle, smoothed by that window: the rectangle's zeros keep every harmonic out
of the means, as an integral over continuous time would, and the smoothing keeps out what sampling folds down,
so that 2 kHz measure as well as 100 kHz (decision 11).

The first cycle of a stretch also carries what came before it, the last what comes after it: `span` and
`span_ui` are those of a cycle with these ends.
"""

from __future__ import annotations

import math
from functools import cache
from typing import Final

import numpy as np
import numpy.typing as npt

from enfas.metrology.crossings import Bounds
from enfas.metrology.loops import BoolArray, FloatArray, IntArray, compiled

__all__ = [
    "CYCLE",
    "LEFT",
    "TAPS",
    "Cycles",
    "add_head",
    "add_tail",
    "sole_cycle",
    "sum_cycles",
    "weights_between",
]

TAPS: Final = 14
"""How many samples a bound is smoothed over: less than half a cycle even at 2 kHz and 70 Hz."""

LEFT: Final = TAPS // 2 - 1
"""How many of them come before the sample in which the bound lies."""

_BETA: Final = 7.0
_DEGREE: Final = 10


CYCLE: Final = np.dtype(
    [
        ("n", np.int64),  # the sample at or before its start, from the start of the stretch
        ("fraction", np.float64),  # how far after that sample it starts, 0 … 1 [samples]
        ("length", np.float64),  # [samples]
        ("seen", np.bool_),  # both its ends are zero crossings that were seen
        ("uu", np.float64),  # sums of u², i², u·i, u and i [V², A², W, V, A, times samples]
        ("ii", np.float64),
        ("ui", np.float64),
        ("u", np.float64),
        ("i", np.float64),
        ("uu_first", np.float64),  # of u² over its first half
        ("p1_w", np.float64),  # active and reactive power of the fundamental [W], [var]
        ("q_var", np.float64),
        ("span", np.float64),  # its length and what it has of the stretch's ends [samples]
        ("span_ui", np.float64),  # sum of u·i over that [W · samples]
    ],
)

Cycles = npt.NDArray[np.void]
"""Cycles: shape (n,), dtype CYCLE."""


def sum_cycles(u: FloatArray, i: FloatArray, base: int, bounds: Bounds, cycles: Cycles) -> None:
    """Sum up the cycles between consecutive bounds.

    Args:
        u: Voltage; `u[n - base]` is that of sample `n`. [V]
        i: Current, likewise. [A]
        base: The first sample in both.
        bounds: At least one; all samples up to TAPS around them are there.
        cycles: One less than bounds: filled.
    """
    _sum(_share_table(), u, i, base, bounds.n, bounds.fraction, bounds.seen, cycles)


def weights_between(start: int, fraction: float, end: int, end_fraction: float) -> FloatArray:
    """The weights of the samples of a span between two bounds.

    Args:
        start: The sample at or before its start.
        fraction: How far after that it starts. [samples]
        end: The sample at or before its end.
        end_fraction: How far after that it ends. [samples]

    Returns:
        Shape (end - start + TAPS,): the first is that of the sample `start - LEFT`.
    """
    before_start, before_end = np.empty(TAPS), np.empty(TAPS)
    _shares_before(_share_table(), fraction, before_start)
    _shares_before(_share_table(), end_fraction, before_end)
    return _weigh(before_start, before_end, end - start, np.empty(end - start + TAPS))


def add_head(cycles: Cycles, u: FloatArray, i: FloatArray, base: int) -> None:
    """Give the first cycle of a stretch what came before it, from sample 0 on."""
    first = cycles[0]
    n, fraction = int(first["n"]), float(first["fraction"])
    first["span"] += n + fraction + 0.5  # a sample stands for half of its time before it, half after it
    first["span_ui"] += _products(u, i, -base, n - LEFT - base) + _products_before(u, i, base, n, fraction)


def add_tail(cycles: Cycles, u: FloatArray, i: FloatArray, base: int, end: int) -> None:
    """Give the last cycle of a stretch what comes after it, up to sample `end`."""
    last = cycles[-1]
    at = float(last["fraction"]) + float(last["length"])
    n, fraction = int(last["n"]) + math.floor(at), at - math.floor(at)
    last["span"] += end - 0.5 - (n + fraction)
    last["span_ui"] += _products(u, i, n - LEFT - base, end - base) - _products_before(
        u, i, base, n, fraction
    )


def sole_cycle(u: FloatArray, i: FloatArray) -> Cycles:
    """All samples of a stretch that is too short for a cycle, as if they were one without a direction."""
    cycles = np.zeros(1, dtype=CYCLE)
    cycles["fraction"], cycles["length"], cycles["span"] = -0.5, len(u), len(u)
    cycles["uu"], cycles["ii"] = _products(u, u, 0, len(u)), _products(i, i, 0, len(u))
    cycles["span_ui"] = _products(u, i, 0, len(u))
    return cycles


def _products_before(u: FloatArray, i: FloatArray, base: int, n: int, fraction: float) -> float:
    """The sum of u·i over the samples around a bound, by their shares before it."""
    shares = np.empty(TAPS)
    _shares_before(_share_table(), fraction, shares)
    first = n - LEFT - base
    return _products(shares * u[first : first + TAPS], i[first : first + TAPS], 0, TAPS)


@cache
def _share_table() -> FloatArray:
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
def _products(u: FloatArray, i: FloatArray, first: int, last: int) -> float:
    total = 0.0
    for k in range(first, last):
        total += u[k] * i[k]
    return total


@compiled
def _sum(
    table: FloatArray,
    u: FloatArray,
    i: FloatArray,
    base: int,
    bound_n: IntArray,
    bound_fraction: FloatArray,
    seen: BoolArray,
    cycles: Cycles,
) -> None:
    before_start, before_middle, before_end = np.empty(TAPS), np.empty(TAPS), np.empty(TAPS)
    _shares_before(table, bound_fraction[0], before_end)
    weights = np.empty(0)
    for k in range(len(cycles)):
        n, fraction = bound_n[k], bound_fraction[k]
        distance = bound_n[k + 1] - n
        length = distance + (bound_fraction[k + 1] - fraction)
        half = math.floor(fraction + length / 2)
        before_start[:] = before_end
        _shares_before(table, fraction + length / 2 - half, before_middle)
        _shares_before(table, bound_fraction[k + 1], before_end)
        if len(weights) < distance + TAPS:
            weights = np.empty(2 * (distance + TAPS))
        first = n - LEFT - base
        cycle = cycles[k]
        cycle["n"], cycle["fraction"], cycle["length"] = n, fraction, length
        cycle["seen"] = seen[k] and seen[k + 1]
        to_middle = _weigh(before_start, before_middle, int(half), weights)
        cycle["uu_first"] = _squares(u[first:], to_middle)
        whole = _weigh(before_start, before_end, distance, weights)
        cycle["uu"], cycle["ii"], cycle["ui"], cycle["u"], cycle["i"] = _means(u[first:], i[first:], whole)
        turn = 2 * math.pi / length
        p1, q1 = _fundamental(u[first:], i[first:], whole, -turn * (LEFT + fraction), turn)
        cycle["p1_w"], cycle["q_var"] = 2 / (length * length) * p1, 2 / (length * length) * q1
        cycle["span"], cycle["span_ui"] = length, cycle["ui"]


@compiled
def _shares_before(table: FloatArray, fraction: float, shares: FloatArray) -> None:
    """Which share of each sample around a bound belongs to what is before it."""
    for tap in range(TAPS):
        shares[tap] = table[0, tap]
    for power in range(1, len(table)):
        for tap in range(TAPS):
            shares[tap] = shares[tap] * fraction + table[power, tap]


@compiled
def _weigh(
    before_start: FloatArray, before_end: FloatArray, distance: int, weights: FloatArray
) -> FloatArray:
    """The weights of a span's samples, put into a longer array, from LEFT before the bound's sample on."""
    filled = weights[: distance + TAPS]
    filled[:] = 1.0
    for tap in range(TAPS):
        filled[tap] -= before_start[tap]
        filled[distance + tap] -= 1.0 - before_end[tap]
    return filled


@compiled
def _squares(values: FloatArray, weights: FloatArray) -> float:
    total = 0.0
    for k in range(len(weights)):
        total += weights[k] * values[k] * values[k]
    return total


@compiled
def _means(u: FloatArray, i: FloatArray, weights: FloatArray) -> tuple[float, float, float, float, float]:
    """Weighted sums of u², i², u·i, u and i."""
    uu = ii = ui = volts = amperes = 0.0
    for k in range(len(weights)):
        weighted_u, weighted_i = weights[k] * u[k], weights[k] * i[k]
        uu += weighted_u * u[k]
        ii += weighted_i * i[k]
        ui += weighted_u * i[k]
        volts += weighted_u
        amperes += weighted_i
    return uu, ii, ui, volts, amperes


@compiled
def _fundamental(
    u: FloatArray, i: FloatArray, weights: FloatArray, angle: float, turn: float
) -> tuple[float, float]:
    """Real and imaginary part of U·I*, U and I the weighted sums of u and i with the fundamental.

    Args:
        u: Voltage. [V]
        i: Current. [A]
        weights: Of the samples of both.
        angle: Phase of the fundamental at the first sample. [rad]
        turn: Its advance from sample to sample. [rad]
    """
    c, s = math.cos(angle), math.sin(angle)
    turn_c, turn_s = math.cos(turn), math.sin(turn)
    u_c = u_s = i_c = i_s = 0.0
    for k in range(len(weights)):
        weighted_c, weighted_s = weights[k] * c, weights[k] * s
        u_c += weighted_c * u[k]
        u_s += weighted_s * u[k]
        i_c += weighted_c * i[k]
        i_s += weighted_s * i[k]
        c, s = c * turn_c - s * turn_s, s * turn_c + c * turn_s
    return u_c * i_c + u_s * i_s, u_c * i_s - u_s * i_c
