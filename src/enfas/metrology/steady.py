"""Steady-state values of a piece of a recording, over whole cycles.

The piece is taken as a fundamental with harmonics and DC, fitted by least squares, and a rest. The frequency
is the one that leaves the least rest of the voltage. R.m.s. values and powers are those of the fit's parts
and of the rest together, so that nothing is lost and no edge is cut; distortion is told by the fitted lines,
and by the subgroups of IEC 61000-4-7 where the piece holds a window of 10 or 12 cycles. A long piece is
fitted in sections of about 50 cycles, whose values are averaged, so that a frequency that wanders does no
harm. Energies are what the meter would count.
"""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Final, NamedTuple

import numpy as np

from enfas.conditions import AS_DELIVERED, Conditions
from enfas.errors import InputError
from enfas.interval import ENERGIES, Measured, quadrant
from enfas.metrology.crossings import HIGHEST_HZ, LOWEST_HZ
from enfas.metrology.front_end import channels
from enfas.metrology.harmonics import highest_order
from enfas.metrology.lines import Lines, find_turn, fit_lines, refine_turn
from enfas.metrology.loops import FloatArray
from enfas.metrology.samples import Samples
from enfas.metrology.waveform import WaveformMeter
from enfas.metrology.windows import joined

__all__ = ["Steady", "steady"]


_SECTION_CYCLES: Final = 50
_MOST_CYCLES: Final = 60  # in one section
_FEW_ORDERS: Final = 10  # that are fitted to see how many cycles there are


class Steady(NamedTuple):
    """Values of a piece. A value that cannot be told is not a number.

    Attributes:
        cycles: Whole cycles that were used.
        duration_s: How long they last. [s]
        f_hz: Frequency. [Hz]
        u_v: R.m.s. voltage, with all harmonics and DC. [V]
        i_a: R.m.s. current, likewise. [A]
        u_dc_v: DC in the voltage. [V]
        i_dc_a: DC in the current. [A]
        p_w: Active power, with all harmonics and DC. [W]
        p1_w: Active power of the fundamental. [W]
        q_var: Reactive power of the fundamental. [var]
        s_va: Apparent power, U·I. [VA]
        pf: Power factor P/S, with the sign of P.
        angle_deg: Phase of the fundamental voltage before the current, 0 … 360. [°]
        quadrant: 1 to 4.
        highest_order: The last harmonic that was fitted: 40, or what lies under 0.45 of the sampling rate.
        u_harmonics_v: R.m.s. of each order of the voltage, order 1 first. [V]
        i_harmonics_a: Likewise of the current. [A]
        thd_u_percent: Distortion of the voltage, by fitted lines over the fundamental. [%]
        thd_i_percent: Distortion of the current, likewise. [%]
        thd_u_subgroups_percent: Distortion of the voltage by subgroups, root mean square of all whole
            windows. [%]
        thd_i_subgroups_percent: Distortion of the current, likewise. [%]
        energies_mj: What the meter counts of the cycles used, by `interval.ENERGIES`. [mJ]
    """

    cycles: int
    duration_s: float
    f_hz: float
    u_v: float
    i_a: float
    u_dc_v: float
    i_dc_a: float
    p_w: float
    p1_w: float
    q_var: float
    s_va: float
    pf: float
    angle_deg: float
    quadrant: int
    highest_order: int
    u_harmonics_v: tuple[float, ...]
    i_harmonics_a: tuple[float, ...]
    thd_u_percent: float
    thd_i_percent: float
    thd_u_subgroups_percent: float
    thd_i_subgroups_percent: float
    energies_mj: dict[str, int]


def steady(
    u: FloatArray,
    i: FloatArray,
    rate_hz: Fraction | float,
    *,
    cycles: int | None = None,
    late_us: float = 0.0,
    conditions: Conditions = AS_DELIVERED,
) -> Steady:
    """Measure a piece of a recording from its first sample on.

    Args:
        u: Voltage: shape (n,). [V, or counts]
        i: Current: shape (n,). [A, or counts]
        rate_hz: Sampling rate, 2 to 100 kHz. [Hz]
        cycles: How many whole cycles to use; as many as there are where it is not said.
        late_us: By how much the current came late before the meter had it, to be undone. [µs]
        conditions: Under which is measured.

    Raises:
        InputError: Samples are missing or impossible; there is no fundamental from 40 to 70 Hz in the
            voltage; there are fewer whole cycles than were asked for, or none.
        ConfigurationError: A sampling rate that cannot be, or a current that comes too late.
    """
    u, i = channels(u, i)
    rate = float(rate_hz)
    meter = WaveformMeter(rate_hz, late_us=late_us, conditions=conditions)
    if not np.isfinite(u).all() or not np.isfinite(i).all():
        raise InputError("samples are missing in the piece", hint="choose a piece without gaps")
    volts, amperes = _calibrated(u, i, rate, conditions.of_late_current(late_us))
    sections = _sections(volts, amperes, rate, cycles)
    used, number = sum(section.cycles for section in sections), sum(section.samples for section in sections)
    if not sections or (cycles is not None and used < cycles):
        asked = "" if cycles is None else f", not {cycles}"
        raise InputError(f"the piece holds {used} whole cycles of 40 to 70 Hz{asked}")
    return _put_together(sections, joined([meter.feed(u[:number], i[:number]), meter.finish()]))


class _Section(NamedTuple):
    cycles: int
    samples: int
    seconds: float
    orders: int
    lines: Lines


def _sections(u: FloatArray, i: FloatArray, rate_hz: float, cycles: int | None) -> list[_Section]:
    """Fit as many whole cycles as there are, or as are asked for, in sections."""
    sections: list[_Section] = []
    wanted, at, turn = math.inf if cycles is None else cycles, 0, 0.0
    while wanted > 0:
        most = round(_MOST_CYCLES * (2 * math.pi / turn if turn else rate_hz / LOWEST_HZ))
        ahead = u[at : at + most]
        if len(ahead) < rate_hz / HIGHEST_HZ:
            break
        turn = refine_turn(ahead, turn, rate_hz, _FEW_ORDERS) if turn else find_turn(ahead, rate_hz)
        there = math.floor((len(u) - at) * turn / (2 * math.pi) + 1e-3)
        number = int(min(there, wanted))
        if number > _MOST_CYCLES:
            number = _SECTION_CYCLES
        if number < 1:
            break
        part = slice(at, min(len(u), at + round(number * 2 * math.pi / turn)))
        turn = refine_turn(u[part], turn, rate_hz)
        orders = highest_order(rate_hz, turn * rate_hz / (2 * math.pi))
        lines = fit_lines(u[part], i[part], turn, orders)
        seconds = number * 2 * math.pi / turn / rate_hz
        sections.append(_Section(number, part.stop - part.start, seconds, orders, lines))
        wanted, at = wanted - number, part.stop
        if number == there:
            break  # what is left is no whole cycle
    return sections


def _put_together(sections: list[_Section], counted: Measured) -> Steady:
    """Means over the sections, and what the meter counted."""
    samples = np.array([section.samples for section in sections])
    shares = samples / samples.sum()
    orders = min(section.orders for section in sections)
    u_lines = np.array([section.lines.u[: orders + 1] for section in sections])
    i_lines = np.array([section.lines.i[: orders + 1] for section in sections])
    rests = shares @ np.array([section.lines[2:] for section in sections])
    u_squares, i_squares = shares @ np.abs(u_lines) ** 2, shares @ np.abs(i_lines) ** 2
    powers = shares @ (u_lines * i_lines.conj())
    u_v, i_a = math.sqrt(u_squares.sum() + rests[0]), math.sqrt(i_squares.sum() + rests[1])
    if u_squares[1] < u_v**2 / 4:
        raise InputError("the voltage has no fundamental from 40 to 70 Hz")
    p_w, p1_w, q_var = float(powers.real.sum() + rests[2]), float(powers[1].real), float(powers[1].imag)
    seconds, used = sum(section.seconds for section in sections), sum(section.cycles for section in sections)
    return Steady(
        cycles=used,
        duration_s=seconds,
        f_hz=used / seconds,
        u_v=u_v,
        i_a=i_a,
        u_dc_v=float(shares @ u_lines[:, 0].real),
        i_dc_a=float(shares @ i_lines[:, 0].real),
        p_w=p_w,
        p1_w=p1_w,
        q_var=q_var,
        s_va=u_v * i_a,
        pf=p_w / (u_v * i_a) if i_a else math.nan,
        angle_deg=math.degrees(math.atan2(q_var, p1_w)) % 360.0,
        quadrant=quadrant(p_w, q_var),
        highest_order=orders,
        u_harmonics_v=tuple(np.sqrt(u_squares[1:]).tolist()),
        i_harmonics_a=tuple(np.sqrt(i_squares[1:]).tolist()),
        thd_u_percent=_distortion(u_squares),
        thd_i_percent=_distortion(i_squares),
        thd_u_subgroups_percent=_mean_square(counted.windows["thd_u_percent"]),
        thd_i_subgroups_percent=_mean_square(counted.windows["thd_i_percent"]),
        energies_mj=dict(zip(ENERGIES, counted.rows["energy_mj"].sum(axis=0).tolist(), strict=True)),
    )


def _distortion(squares: FloatArray) -> float:
    """Of the squares of lines, DC first. [%]"""
    return 100 * math.sqrt(squares[2:].sum() / squares[1]) if squares[1] else math.nan


def _mean_square(values: FloatArray) -> float:
    known = values[~np.isnan(values)]
    return math.sqrt(float((known**2).mean())) if len(known) else math.nan


def _calibrated(
    u: FloatArray, i: FloatArray, rate_hz: float, conditions: Conditions
) -> tuple[FloatArray, FloatArray]:
    samples = Samples(conditions.calibration, rate_hz, conditions.f_nominal_hz, len(u))
    samples.take(u, i)
    samples.close()
    return samples.u[: samples.end], samples.i[: samples.end]
