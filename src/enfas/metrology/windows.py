"""Windows of 10 or 12 cycles: what was measured in each, and the interval rows that they become.

A row and its window are the same span of time. The row is what the meter counts, in integers; the window has
the same values as they were computed, and what a row has no room for. Windows follow one another without gap
or overlap (IEC 61000-4-30), and energies are never taken from their means: they are added up cycle by cycle.
What a stretch of samples has beyond its whole cycles is told, with the cycle beside it, in rows of their own,
which have energies and no window.
"""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from enfas.conditions import Conditions
from enfas.interval import (
    ENERGIES,
    INTERVAL,
    MOST_VALUE,
    NOTHING,
    QUADRANTS,
    UNKNOWN,
    WINDOW,
    Mark,
    Measured,
    Rows,
    Windows,
)
from enfas.metrology.cycles import Cycles
from enfas.metrology.energies import Carried, energies_of, release, settle
from enfas.metrology.harmonics import Span, highest_order, measure_harmonics
from enfas.metrology.loops import FloatArray, compiled
from enfas.timebase import US_PER_S

__all__ = ["Part", "RowMaker", "Timing", "cycles_a_window", "joined"]

_BETWEEN_HZ: Final = 55.0
_OUTAGE, _STARTING, _UNKNOWN, _MOST = int(Mark.OUTAGE), int(Mark.STARTING), UNKNOWN, MOST_VALUE
_FEWEST: Final = 4  # cycles of a window whose distortion is told: lines of fewer lie too far apart
_NOT_OF_ENDS: Final = ("u_mv", "i_ma", "f_mhz", "thd_u_cp", "thd_i_cp")
_QUADRANTS: Final = np.array(QUADRANTS)


def joined(parts: list[Measured]) -> Measured:
    """What was measured piece by piece, as one."""
    full = [part for part in parts if len(part.rows)]
    if len(full) < 2:
        return full[0] if full else NOTHING
    # as octets: numpy goes through all fields when it puts structured arrays together
    rows, windows = (b"".join(array.tobytes() for array in arrays) for arrays in zip(*full, strict=True))
    return Measured(_arrays(rows, INTERVAL), _arrays(windows, WINDOW))


def _arrays(octets: bytes, dtype: np.dtype[np.void]) -> npt.NDArray[np.void]:
    return np.ndarray(len(octets) // dtype.itemsize, dtype, bytearray(octets))


def cycles_a_window(f_hz: float) -> int:
    """How many cycles make about 200 ms: 10 at 50 Hz, 12 at 60 Hz (IEC 61000-4-30)."""
    return 10 if f_hz < _BETWEEN_HZ else 12


class Timing(NamedTuple):
    """When samples were taken.

    Attributes:
        rate: Sampling rate. [Hz]
        start_us: When the first sample's time began: a sample stands for the time from half a sample before
            it to half a sample after it. [µs]
    """

    rate: Fraction
    start_us: int

    @property
    def rate_hz(self) -> float:
        """Sampling rate. [Hz]"""
        return float(self.rate)

    def instant_us(self, sample: int, fraction: float = -0.5) -> int:
        """The instant of a place between samples, or of the beginning of a sample's time. [µs]"""
        place = (sample << 24) + int((fraction + 0.5) * (1 << 24))
        return self.start_us + place * US_PER_S * self.rate.denominator // (self.rate.numerator << 24)


class Part(NamedTuple):
    """Cycles that make one row, and where it begins and ends.

    Attributes:
        cycles: At least one.
        whole: They are cycles: not so where a stretch is too short for one.
        end: They have the end of a stretch: it begins, or ends, with them.
        start_us: Where it begins. [µs]
        end_us: Where it ends. [µs]
    """

    cycles: Cycles
    whole: bool
    end: bool
    start_us: int
    end_us: int


class RowMaker:
    """Makes the rows and windows of a stretch of samples, in order.

    Args:
        conditions: Under which is measured.
        rate_hz: Sampling rate. [Hz]
        carried: What goes on from row to row, and from stretch to stretch.
    """

    def __init__(self, conditions: Conditions, rate_hz: float, carried: Carried) -> None:
        limits = conditions.thresholds
        self._rate_hz = rate_hz
        self._limits = (conditions.outage_v, limits.current_a, limits.power_w)
        self._carried = carried
        self._energies_mj = np.zeros(len(ENERGIES))
        self._half = np.zeros(2)  # of the last cycle's second half: sum of u², and length

    def make(
        self, parts: list[Part], u: FloatArray, i: FloatArray, base: int, *, final: bool = False
    ) -> Measured:
        """Rows and windows of parts that follow one another.

        Args:
            parts: The parts.
            u: Voltage; `u[n - base]` is that of sample `n`. [V]
            i: Current, likewise. [A]
            base: The first sample in both.
            final: They are the last ones of the stretch.
        """
        rows, windows = np.zeros(len(parts), INTERVAL), np.zeros(len(parts), WINDOW)
        spans, places = [], []
        for k, part in enumerate(parts):
            window = windows[k]
            f_hz = _measure(part.cycles, self._rate_hz, self._limits[0], self._half, windows[k : k + 1])
            window["start_us"], window["duration_us"] = part.start_us, part.end_us - part.start_us
            if not part.whole:
                _forget(window)
            elif not (part.end or math.isnan(f_hz)) and len(part.cycles) >= _FEWEST:
                spans.append(_span(part.cycles, f_hz, self._rate_hz))
                places.append(k)
        if spans:
            _fill_in(windows, places, spans, u, i, base)
        _tell(windows, self._limits, rows)
        self._count(parts, rows, windows, final=final)
        ends = [part.end for part in parts]
        return _without_ends(rows, windows, np.array(ends)) if any(ends) else Measured(rows, windows)

    def _count(self, parts: list[Part], rows: Rows, windows: Windows, *, final: bool) -> None:
        """Fill in the energies of rows that have no mark yet, and the quadrants of their windows."""
        signs, held_mj = self._carried.signs, self._carried.held_mj
        for k, (part, row) in enumerate(zip(parts, rows, strict=True)):
            if row["marks"]:
                continue
            if not signs[0] and part.whole:  # by the first whole row
                self._carried.begin(parts[min(k + part.end, len(parts) - 1)].cycles)
            unit_mj, energies_mj = 1000 / self._rate_hz, self._energies_mj
            place = energies_of(part.cycles, unit_mj, _QUADRANTS, signs, held_mj, energies_mj)
            if final and k == len(parts) - 1:
                release(_QUADRANTS, signs, held_mj, energies_mj)
            settle(energies_mj, self._carried.rest_mj, row["energy_mj"])
            windows[k]["quadrant"] = place


def _without_ends(rows: Rows, windows: Windows, ends: npt.NDArray[np.bool_]) -> Measured:
    """The rows at a stretch's ends have energies and no windows; without mains they have a voltage."""
    live = ends & ((rows["marks"] & _OUTAGE) == 0)
    for name in _NOT_OF_ENDS:
        rows[name][live] = UNKNOWN
    rows["marks"][live] |= int(Mark.ENERGY_ONLY)
    return Measured(rows, windows[~ends])


def _span(cycles: Cycles, f_hz: float, rate_hz: float) -> Span:
    first, last = cycles[0], cycles[-1]
    at = float(last["fraction"]) + float(last["length"])
    end_n, end_fraction = int(last["n"]) + math.floor(at), at - math.floor(at)
    complete = len(cycles) == cycles_a_window(f_hz)
    place = int(first["n"]), float(first["fraction"]), end_n, end_fraction
    return Span(*place, len(cycles), highest_order(rate_hz, f_hz), int(complete))


def _fill_in(
    windows: Windows, places: list[int], spans: list[Span], u: FloatArray, i: FloatArray, base: int
) -> None:
    """Harmonics of the windows that have all their cycles."""
    found = measure_harmonics(u, i, base, spans)
    for place, span, groups, thd, thd_lines in zip(places, spans, *found, strict=True):
        window = windows[place]
        window["orders"] = span.orders
        window["u_harmonics_v"], window["i_harmonics_a"] = groups
        window["thd_u_percent"], window["thd_i_percent"] = thd
        window["thd_u_lines_percent"], window["thd_i_lines_percent"] = thd_lines


def _forget(window: np.void) -> None:
    """Nothing but energy is known of less than a cycle."""
    for name, (kind, *_) in (WINDOW.fields or {}).items():
        if kind.base == np.float64:
            window[name] = np.nan
    window["cycles"] = window["quadrant"] = window["seen"] = 0


@compiled
def _measure(cycles: Cycles, rate_hz: float, outage_v: float, half: FloatArray, windows: Windows) -> float:
    """Fill in what follows from the sums over the cycles.

    Args:
        cycles: The cycles.
        rate_hz: Sampling rate. [Hz]
        outage_v: Voltage under which there is none, and no frequency. [V]
        half: Sum of u² over the second half of the cycle before, and its length; brought up to the last
            cycle.
        windows: The window, alone.

    Returns:
        Its frequency where all its cycles were seen, otherwise not a number. [Hz]
    """
    window = windows[0]
    length = uu = ii = ui = u = i = p1 = q1 = seen_length = high = 0.0
    low = math.inf
    seen = 0
    for k in range(len(cycles)):
        cycle = cycles[k]
        length += cycle["length"]
        uu += cycle["uu"]
        ii += cycle["ii"]
        ui += cycle["ui"]
        u += cycle["u"]
        i += cycle["i"]
        p1 += cycle["p1_w"] * cycle["length"]
        q1 += cycle["q_var"] * cycle["length"]
        if cycle["seen"]:
            seen, seen_length = seen + 1, seen_length + cycle["length"]
        square = max(0.0, cycle["uu"]) / cycle["length"]
        low, high = min(low, square), max(high, square)
        if half[1] > 0:  # the cycle's length that ends in the middle of this one
            square = max(0.0, half[0] + cycle["uu_first"]) / (half[1] + cycle["length"] / 2)
            low, high = min(low, square), max(high, square)
        half[0], half[1] = cycle["uu"] - cycle["uu_first"], cycle["length"] / 2
    window["cycles"], window["seen"] = len(cycles), seen == len(cycles)
    window["u_v"], window["i_a"] = math.sqrt(max(0.0, uu) / length), math.sqrt(max(0.0, ii) / length)
    window["u_min_v"], window["u_max_v"] = math.sqrt(low), math.sqrt(high)
    window["u_dc_v"], window["i_dc_a"] = u / length, i / length
    window["p_w"], window["p1_w"], window["q_var"] = ui / length, p1 / length, q1 / length
    window["s_va"] = window["u_v"] * window["i_a"]
    window["pf"] = window["p_w"] / window["s_va"]
    window["angle_deg"] = math.degrees(math.atan2(q1, p1)) % 360.0
    known = 2 * seen >= len(cycles) and window["u_v"] >= outage_v
    window["f_hz"] = seen * rate_hz / seen_length if known else math.nan
    window["thd_u_percent"] = window["thd_i_percent"] = math.nan
    window["thd_u_lines_percent"] = window["thd_i_lines_percent"] = math.nan
    for order in range(len(window["u_harmonics_v"])):
        window["u_harmonics_v"][order] = window["i_harmonics_a"][order] = math.nan
    return window["f_hz"] if window["seen"] else math.nan


@compiled
def _tell(windows: Windows, limits: tuple[float, float, float], rows: Rows) -> None:
    """The rows of windows but for their energies, with a mark that says why those are withheld."""
    outage_v, current_a, power_w = limits
    for k in range(len(rows)):
        window, row = windows[k], rows[k]
        row["start_us"], row["duration_us"] = window["start_us"], window["duration_us"]
        if window["u_v"] < outage_v:
            row["marks"] = _OUTAGE
        elif window["i_a"] < current_a and abs(window["p_w"]) < power_w:
            row["marks"] = _STARTING
        if window["i_a"] < current_a:  # distortion of nothing
            window["thd_i_percent"] = window["thd_i_lines_percent"] = math.nan
        row["u_mv"], row["i_ma"] = _whole(1000 * window["u_v"]), _whole(1000 * window["i_a"])
        row["u_min_mv"], row["u_max_mv"] = _whole(1000 * window["u_min_v"]), _whole(1000 * window["u_max_v"])
        row["f_mhz"] = _whole(1000 * window["f_hz"])
        row["thd_u_cp"] = _whole(100 * window["thd_u_percent"])
        row["thd_i_cp"] = _whole(100 * window["thd_i_percent"])


@compiled
def _whole(value: float) -> int:
    """To the nearest integer, or UNKNOWN where there is no number, or none that could be."""
    return math.floor(value + 0.5) if abs(value) < _MOST else _UNKNOWN
