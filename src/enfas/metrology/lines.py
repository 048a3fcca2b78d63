"""A fundamental, its harmonics and DC, fitted to samples by least squares; and the frequency that fits best.

The normal equations of harmonics over evenly spaced samples are a Toeplitz matrix of Dirichlet kernels, known
in closed form, so that a fit costs one pass over the samples for each order and needs no matrix of them.
"""

from __future__ import annotations

import math
from typing import Final, NamedTuple

import numpy as np
import scipy.linalg

from enfas.errors import InputError
from enfas.interval import MOST_ORDERS
from enfas.metrology.crossings import HIGHEST_HZ, LOWEST_HZ
from enfas.metrology.harmonics import highest_order
from enfas.metrology.loops import ComplexArray, FloatArray, compiled

__all__ = ["Lines", "find_turn", "fit_lines", "refine_turn"]

_FIRST_S: Final = 0.2  # the frequency is looked for in so much of the samples first
_FEWEST_ORDERS: Final = 3  # that are fitted to see where it is
_FEW_ORDERS: Final = 10  # that are fitted to longer pieces on the way
_MOST_STEPS: Final = 30


class Lines(NamedTuple):
    """A fit, and what it leaves.

    Attributes:
        u: Voltage by order, order 0 (DC) first: r.m.s. phasors, seen from the middle of the samples. [V]
        i: Current, likewise. [A]
        rest_uu: Mean square of the voltage that is left. [V²]
        rest_ii: Mean square of the current that is left. [A²]
        rest_ui: Mean power that is left. [W]
    """

    u: ComplexArray
    i: ComplexArray
    rest_uu: float
    rest_ii: float
    rest_ui: float


def fit_lines(u: FloatArray, i: FloatArray, turn: float, orders: int) -> Lines:
    """Fit harmonics to voltage and current.

    Args:
        u: Voltage. [V]
        i: Current. [A]
        turn: Advance of the fundamental from sample to sample. [rad]
        orders: The highest order to fit.
    """
    u_lines, i_lines = _coefficients(u, turn, orders), _coefficients(i, turn, orders)
    rest_uu, rest_ii, rest_ui = _rest(u, i, u_lines, i_lines, turn)
    scale = np.full(orders + 1, math.sqrt(2))  # a line and its like at the negative frequency
    scale[0] = 1.0
    return Lines(u_lines * scale, i_lines * scale, rest_uu, rest_ii, rest_ui)


def find_turn(u: FloatArray, rate_hz: float) -> float:
    """Advance of a voltage's fundamental from sample to sample, by the fit that leaves least. [rad]

    It is looked for from 40 to 70 Hz in the first 0.2 s, then made finer over longer and longer pieces.

    Args:
        u: Voltage. [V]
        rate_hz: Sampling rate. [Hz]

    Raises:
        InputError: There is no fundamental.
    """
    length = min(len(u), round(_FIRST_S * rate_hz))
    first = u[:length]
    candidates = (2 * math.pi / rate_hz * np.arange(LOWEST_HZ, HIGHEST_HZ + 1)).tolist()
    turn = min(candidates, key=lambda turn: fit_lines(first, first, turn, _FEWEST_ORDERS).rest_uu)
    turn = refine_turn(first, turn, rate_hz)
    while length < len(u):
        length = min(len(u), 3 * length)
        turn = refine_turn(u[:length], turn, rate_hz, _FEW_ORDERS)
    return turn


def refine_turn(u: FloatArray, turn: float, rate_hz: float, most_orders: int = MOST_ORDERS) -> float:
    """The advance near a first guess that leaves the least square of the voltage. [rad]

    Args:
        u: Voltage. [V]
        turn: The first guess. [rad]
        rate_hz: Sampling rate. [Hz]
        most_orders: How many orders are fitted at most.

    Raises:
        InputError: There is none near.
    """
    for _ in range(_MOST_STEPS):
        orders = min(most_orders, highest_order(rate_hz, turn * rate_hz / (2 * math.pi)))
        rest, change = _rest_and_change(u, _coefficients(u, turn, orders), turn)
        # what of the change the lines themselves cannot make up for (Gauss and Newton)
        own = _coefficients(change, turn, orders)
        square = _rest(change, change, own, own, turn)[0] * len(u)
        step = _sum_of_products(rest, change) / square if square > 0 else math.nan
        turn += step
        if not LOWEST_HZ <= turn * rate_hz / (2 * math.pi) <= HIGHEST_HZ:
            break
        if abs(step) * len(u) < 1e-7:  # of the phase at the ends [rad]
            return turn
    raise InputError("the voltage has no fundamental from 40 to 70 Hz")


def _coefficients(values: FloatArray, turn: float, orders: int) -> ComplexArray:
    """Lines of orders 0 to the highest, half of each (the other half is at the negative frequency)."""
    sums = _sums(values, turn, orders)
    both = np.concatenate((sums[:0:-1].conj(), sums))
    angle = turn / 2 * np.arange(1, 2 * orders + 1)
    dirichlet = np.concatenate(([float(len(values))], np.sin(len(values) * angle) / np.sin(angle)))
    return np.asarray(scipy.linalg.solve_toeplitz(dirichlet, both)[orders:])


@compiled
def _sums(values: FloatArray, turn: float, orders: int) -> ComplexArray:
    """Fourier sums of orders 0 to the highest, seen from the middle of the samples."""
    sums = np.zeros(orders + 1, dtype=np.complex128)
    middle = 0.5 * (len(values) - 1)
    for order in range(orders + 1):
        angle = order * turn
        turned = complex(math.cos(angle * middle), math.sin(angle * middle))
        step = complex(math.cos(angle), -math.sin(angle))
        total = 0.0 + 0.0j
        for n in range(len(values)):
            total += values[n] * turned
            turned *= step
        sums[order] = total
    return sums


@compiled
def _sum_of_products(a: FloatArray, b: FloatArray) -> float:
    total = 0.0
    for n in range(len(a)):
        total += a[n] * b[n]
    return total


@compiled
def _fitted(lines: ComplexArray, turned: complex) -> complex:
    """Half of the fit without DC, where the fundamental has turned to `turned`; the real part counts."""
    total = 0.0 + 0.0j
    for order in range(len(lines) - 1, 0, -1):
        total = (total + lines[order]) * turned
    return total


@compiled
def _rest(
    u: FloatArray, i: FloatArray, u_lines: ComplexArray, i_lines: ComplexArray, turn: float
) -> tuple[float, float, float]:
    """Means of u², i² and u·i of what a fit leaves."""
    uu = ii = ui = 0.0
    middle = 0.5 * (len(u) - 1)
    for n in range(len(u)):
        angle = turn * (n - middle)
        turned = complex(math.cos(angle), math.sin(angle))
        volts = u[n] - u_lines[0].real - 2 * _fitted(u_lines, turned).real
        amperes = i[n] - i_lines[0].real - 2 * _fitted(i_lines, turned).real
        uu += volts * volts
        ii += amperes * amperes
        ui += volts * amperes
    return uu / len(u), ii / len(u), ui / len(u)


@compiled
def _rest_and_change(values: FloatArray, lines: ComplexArray, turn: float) -> tuple[FloatArray, FloatArray]:
    """What a fit leaves of each sample, and how fast the fit changes there with the frequency."""
    middle = 0.5 * (len(values) - 1)
    slopes = lines.copy()
    for order in range(len(lines)):
        slopes[order] *= 1j * order
    rest, change = np.empty(len(values)), np.empty(len(values))
    for n in range(len(values)):
        angle = turn * (n - middle)
        turned = complex(math.cos(angle), math.sin(angle))
        rest[n] = values[n] - lines[0].real - 2 * _fitted(lines, turned).real
        change[n] = 2 * (n - middle) * _fitted(slopes, turned).real
    return rest, change
