"""Harmonics of windows of whole cycles: IEC 61000-4-7 lines and subgroups, without resampling.

The samples of a window are spread onto a grid of phase, finely enough that a fast Fourier transform of the
grid gives the Fourier sums of the samples themselves, at multiples of the window's own frequency, within 5e-6
(a non-uniform transform with a Kaiser–Bessel kernel). Voltage and current are the real and the imaginary part
of one transform. Nothing is interpolated between samples, and the window is as long as its cycles, so that
harmonics fall on lines and do not leak.
"""

from __future__ import annotations

import math
from functools import cache
from typing import Final, NamedTuple

import numpy as np
import scipy.fft

from enfas.interval import MOST_ORDERS
from enfas.metrology.cycles import LEFT, weights_between
from enfas.metrology.loops import ComplexArray, FloatArray, compiled

__all__ = ["BAND", "Harmonics", "Span", "highest_order", "measure_harmonics"]

BAND: Final = 0.45
"""Up to this share of the sampling rate harmonics are measured."""

_GRID: Final = 2048  # points a window; over four times as many as the highest line has periods
_KERNEL: Final = 6  # points that a sample is spread to
_FINE: Final = 1024  # places between two points for which the kernel is known
_HIGHEST_LINE: Final = 12 * MOST_ORDERS + 1


def highest_order(rate_hz: float, f_hz: float) -> int:
    """The highest order that is measured: 40, or the last under 0.45 of the sampling rate.

    Args:
        rate_hz: Sampling rate. [Hz]
        f_hz: Frequency of the fundamental. [Hz]
    """
    return max(1, min(MOST_ORDERS, math.floor(BAND * rate_hz / f_hz + 1e-3)))


class Span(NamedTuple):
    """A window of whole cycles.

    Attributes:
        n: The sample at or before its start.
        fraction: How far after that sample it starts, 0 … 1. [samples]
        end_n: The sample at or before its end.
        end_fraction: How far after that sample it ends, 0 … 1. [samples]
        cycles: How many cycles it has.
        orders: The highest order to measure.
        beside: How many lines on each side of a harmonic are its own: 1 makes it a subgroup, 0 a line.
    """

    n: int
    fraction: float
    end_n: int
    end_fraction: float
    cycles: int
    orders: int
    beside: int = 1


class Harmonics(NamedTuple):
    """What was found in some windows, in their order.

    Attributes:
        groups: Subgroups, or lines, of voltage and current, r.m.s., order 1 first; not a number above the
            highest order: shape (n, 2, 40). [V], [A]
        thd_percent: Distortion of voltage and current by those; infinite without a fundamental:
            shape (n, 2). [%]
        thd_lines_percent: The same by lines alone, without what lies beside them: shape (n, 2). [%]
    """

    groups: FloatArray
    thd_percent: FloatArray
    thd_lines_percent: FloatArray


def measure_harmonics(u: FloatArray, i: FloatArray, base: int, spans: list[Span]) -> Harmonics:
    """Harmonics of windows. In one of 10 or 12 cycles lines are about 5 Hz apart, in a shorter one farther.

    Args:
        u: Voltage; `u[n - base]` is that of sample `n`. [V]
        i: Current, likewise. [A]
        base: The first sample in both.
        spans: The windows; all samples up to TAPS around them are there.

    Source: IEC 61000-4-7 (harmonic subgroups), from memory.
    """
    kernel, weakened = _kernel()
    grids = np.zeros((len(spans), _GRID), dtype=np.complex128)
    for grid, span in zip(grids, spans, strict=True):
        weights = weights_between(*span[:4])
        first = span.n - LEFT - base
        step = _GRID / ((span.end_n - span.n) + (span.end_fraction - span.fraction))
        start = _GRID - (LEFT + span.fraction) * step  # one turn on, so that it is positive
        _spread(u[first:], i[first:], weights, start, step, kernel, grid)
    spectra = scipy.fft.fft(grids, overwrite_x=True)
    found = Harmonics(np.full((len(spans), 2, MOST_ORDERS), np.nan), *np.empty((2, len(spans), 2)))
    for spectrum, span, *out in zip(spectra, spans, *found, strict=True):
        length = (span.end_n - span.n) + (span.end_fraction - span.fraction)
        _analyse(spectrum, weakened, math.sqrt(2) / length, span.cycles, span.orders, span.beside, *out)
    return found


@cache
def _kernel() -> tuple[FloatArray, FloatArray]:
    """The kernel by place between two points, shape (_FINE + 1, _KERNEL), and what it leaves of each line."""
    beta = 0.98 * math.pi * _KERNEL * (1 - _HIGHEST_LINE / _GRID)
    places = np.arange(_FINE + 1)[:, np.newaxis] / _FINE
    distance = places - (np.arange(_KERNEL) - _KERNEL // 2 + 1)
    inside = np.maximum(0.0, 1 - (2 * distance / _KERNEL) ** 2)
    kernel = np.i0(beta * np.sqrt(inside)) / np.i0(beta)
    root = np.sqrt(beta**2 - (math.pi * _KERNEL * np.arange(_HIGHEST_LINE + 1) / _GRID) ** 2)
    weakened = _KERNEL / np.i0(beta) * np.sinh(root) / root
    return kernel, weakened


@compiled
def _spread(
    u: FloatArray,
    i: FloatArray,
    weights: FloatArray,
    start: float,
    step: float,
    kernel: FloatArray,
    grid: ComplexArray,
) -> None:
    """Spread weighted samples onto a grid of phase.

    Args:
        u: Voltage, from the first sample on.
        i: Current, likewise.
        weights: As many as there are samples.
        start: Where the first sample lies on the grid. [points]
        step: From sample to sample. [points]
        kernel: By place between two points, and by point.
        grid: Points, a power of two: added to.
    """
    mask, left = len(grid) - 1, _KERNEL // 2 - 1
    for k in range(len(weights)):
        at = start + k * step
        point = int(at)
        fine = (at - point) * _FINE
        place = int(fine)
        rest = fine - place
        volts, amperes = weights[k] * u[k], weights[k] * i[k]
        for tap in range(_KERNEL):
            height = kernel[place, tap] + rest * (kernel[place + 1, tap] - kernel[place, tap])
            grid[(point + tap - left) & mask] += complex(height * volts, height * amperes)


@compiled
def _analyse(
    spectrum: ComplexArray,
    weakened: FloatArray,
    scale: float,
    cycles: int,
    orders: int,
    beside: int,
    groups: FloatArray,
    thd_percent: FloatArray,
    thd_lines_percent: FloatArray,
) -> None:
    """Subgroups and distortion, of a spectrum whose samples are voltage + j · current."""
    squares_u = squares_i = lines_u = lines_i = first_u = first_i = 0.0
    for order in range(1, orders + 1):
        middle_u = middle_i = group_u = group_i = 0.0
        for line in range(order * cycles - beside, order * cycles + beside + 1):
            one, other = spectrum[line], spectrum[len(spectrum) - line].conjugate()
            volts = 0.5 * scale / weakened[line] * (one + other)
            amperes = -0.5j * scale / weakened[line] * (one - other)
            square_u = volts.real * volts.real + volts.imag * volts.imag
            square_i = amperes.real * amperes.real + amperes.imag * amperes.imag
            group_u += square_u
            group_i += square_i
            if line == order * cycles:
                middle_u, middle_i = square_u, square_i
        groups[0, order - 1], groups[1, order - 1] = math.sqrt(group_u), math.sqrt(group_i)
        if order == 1:
            first_u, first_i = middle_u, middle_i
        else:
            squares_u, squares_i = squares_u + group_u, squares_i + group_i
            lines_u, lines_i = lines_u + middle_u, lines_i + middle_i
    thd_percent[0] = 100 * math.sqrt(squares_u) / groups[0, 0]
    thd_percent[1] = 100 * math.sqrt(squares_i) / groups[1, 0]
    thd_lines_percent[0] = 100 * math.sqrt(lines_u / first_u)
    thd_lines_percent[1] = 100 * math.sqrt(lines_i / first_i)
