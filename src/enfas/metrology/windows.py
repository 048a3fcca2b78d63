"""Windows of 10 or 12 cycles: what was measured in each, and the interval rows that they become.

A row and its window are the same span of time. The row is what the meter counts, in integers; the window has
the same values as they were computed, and what a row has no room for. Windows follow one another without gap
or overlap (IEC 61000-4-30), and energies are never taken from their means: they are added up cycle by cycle.
What a stretch of samples has beyond its whole cycles is told, with the cycle beside it, in rows of their own,
which have energies and no window.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from enfas.interval import ENERGIES, INTERVAL, UNKNOWN, Mark, Rows, empty
from enfas.metrology.cycles import Cycles
from enfas.metrology.energies import Carried, Thresholds, energies_of, quadrant, release, settle
from enfas.metrology.front_end import Calibration
from enfas.metrology.harmonics import MOST_ORDERS, Span, highest_order, measure_harmonics
from enfas.metrology.loops import FloatArray, compiled
from enfas.timebase import US_PER_S

__all__ = ["NOTHING", "WINDOW", "Conditions", "Part", "RowMaker", "Windows", "cycles_a_window", "joined"]

WINDOW: Final = np.dtype(
    [
        ("start_us", np.int64),  # instant, UTC [µs]
        ("duration_us", np.int64),
        ("cycles", np.int64),  # whole cycles; 0 where none fits in
        ("seen", np.bool_),  # all of them lie between zero crossings that were seen
        ("f_hz", np.float64),
        ("u_v", np.float64),  # r.m.s. with all harmonics and DC
        ("i_a", np.float64),
        ("u_min_v", np.float64),  # least and greatest Urms(1/2) that ended in the window
        ("u_max_v", np.float64),
        ("u_dc_v", np.float64),
        ("i_dc_a", np.float64),
        ("p_w", np.float64),  # all harmonics and DC
        ("p1_w", np.float64),  # the fundamental's share
        ("q_var", np.float64),  # of the fundamental
        ("s_va", np.float64),
        ("pf", np.float64),  # P/S, with the sign of P
        ("angle_deg", np.float64),  # of the fundamental voltage before the current, 0 … 360
        ("quadrant", np.int64),  # 1 … 4, in which energy is counted; 0 where none is
        ("orders", np.int64),  # the highest order that was measured; 0 where harmonics were not
        ("thd_u_percent", np.float64),  # by subgroups, over the fundamental's; by lines in a short window
        ("thd_i_percent", np.float64),
        ("thd_u_lines_percent", np.float64),  # by lines alone
        ("thd_i_lines_percent", np.float64),
        ("u_harmonics_v", np.float64, (MOST_ORDERS,)),  # subgroups or lines, r.m.s., order 1 first
        ("i_harmonics_a", np.float64, (MOST_ORDERS,)),
    ],
)
"""One window. A value that is not known is not a number."""

Windows = npt.NDArray[np.void]
"""Windows: shape (n,), dtype WINDOW."""

_BETWEEN_HZ: Final = 55.0
_MOST: Final = 5e7  # that a field of a row can be, so that a day of them can be averaged
_OUTAGE, _STARTING, _UNKNOWN = int(Mark.OUTAGE), int(Mark.STARTING), UNKNOWN
_FEWEST: Final = 3  # cycles in a window whose lines, as far apart as they are then, are no wider than subgroups
_NOT_OF_ENDS: Final = ("u_mv", "i_ma", "f_mhz", "thd_u_cp", "thd_i_cp")

NOTHING: Final[tuple[Rows, Windows]] = (empty(), np.zeros(0, dtype=WINDOW))
"""No rows and no windows."""


def joined(parts: list[tuple[Rows, Windows]]) -> tuple[Rows, Windows]:
    """Rows and windows one after the other."""
    full = [part for part in parts if len(part[0])]
    if len(full) < 2:
        return full[0] if full else NOTHING
    # as octets: numpy goes through all fields when it puts structured arrays together
    rows, windows = (b"".join(array.tobytes() for array in arrays) for arrays in zip(*full, strict=True))
    return _arrays(rows, INTERVAL), _arrays(windows, WINDOW)


def _arrays(octets: bytes, dtype: np.dtype[np.void]) -> npt.NDArray[np.void]:
    return np.ndarray(len(octets) // dtype.itemsize, dtype, bytearray(octets))


def cycles_a_window(f_hz: float) -> int:
    """How many cycles make about 200 ms: 10 at 50 Hz, 12 at 60 Hz (IEC 61000-4-30)."""
    return 10 if f_hz < _BETWEEN_HZ else 12


@dataclass(frozen=True, slots=True)
class Conditions:
    """Under which a meter measures.

    Attributes:
        rate: Sampling rate. [Hz]
        start_us: When the first sample's time began: a sample stands for the time from half a sample before
            it to half a sample after it. [µs]
        calibration: Of the front end.
        thresholds: What is too small to be counted.
        u_nominal_v: Nominal voltage. [V]
        f_nominal_hz: Nominal frequency. [Hz]
    """

    rate: Fraction
    start_us: int
    calibration: Calibration
    thresholds: Thresholds
    u_nominal_v: float
    f_nominal_hz: float

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
        carried: What goes on from row to row, and from stretch to stretch.
    """

    def __init__(self, conditions: Conditions, carried: Carried) -> None:
        limits = conditions.thresholds
        self._rate_hz = conditions.rate_hz
        self._limits = (
            limits.outage_percent / 100 * conditions.u_nominal_v,
            limits.current_a,
            limits.power_w,
        )
        self._carried = carried
        self._energies_mj = np.zeros(len(ENERGIES))
        self._half = np.zeros(2)  # of the last cycle's second half: sum of u², and length

    def make(
        self, parts: list[Part], u: FloatArray, i: FloatArray, base: int, *, final: bool = False
    ) -> tuple[Rows, Windows]:
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
        return _without_ends(rows, windows, np.array(ends)) if any(ends) else (rows, windows)

    def _count(self, parts: list[Part], rows: Rows, windows: Windows, *, final: bool) -> None:
        """Fill in the energies of rows that have no mark yet, and the quadrants of their windows."""
        signs, held_mj = self._carried.signs, self._carried.held_mj
        for k, (part, row) in enumerate(zip(parts, rows, strict=True)):
            if row["marks"]:
                continue
            if not signs[0] and part.whole:  # by the first whole row
                self._carried.begin(parts[min(k + part.end, len(parts) - 1)].cycles)
            place = energies_of(part.cycles, 1000 / self._rate_hz, signs, held_mj, self._energies_mj)
            if final and k == len(parts) - 1:
                release(held_mj, signs, self._energies_mj)
            settle(self._energies_mj, self._carried.rest_mj, row["energy_mj"])
            windows[k]["quadrant"] = place


def _without_ends(rows: Rows, windows: Windows, ends: npt.NDArray[np.bool_]) -> tuple[Rows, Windows]:
    """The rows at a stretch's ends have energies and no windows."""
    for name in _NOT_OF_ENDS:
        rows[name][ends] = UNKNOWN
    rows["marks"][ends] |= int(Mark.ENERGY_ONLY)
    return rows, windows[~ends]


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
