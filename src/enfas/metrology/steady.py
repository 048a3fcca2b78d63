"""Steady-state values of a recording, over whole cycles.

The recording is taken as a fundamental with harmonics and DC, fitted by least squares, and a rest. The
frequency is the one that leaves the least rest of the voltage. R.m.s. values and powers are those of the
fit's parts and of the rest together, so that nothing is lost and no edge is cut; distortion is told by the
fitted lines, and by the subgroups of IEC 61000-4-7 where there is a window of 10 or 12 cycles. It is fitted
in sections of about 50 cycles (`metrology.sections`), as it comes: it may be as long as it likes. Means,
energies, frequency and duration are all of the very same cycles.
"""

from __future__ import annotations

import math
from fractions import Fraction
from itertools import pairwise
from typing import Final, NamedTuple

import numpy as np

from enfas.conditions import AS_DELIVERED, Conditions
from enfas.errors import ConfigurationError, InputError
from enfas.intake import MOST_A, MOST_V
from enfas.interval import ENERGIES, MOST_ORDERS, QUADRANTS, quadrant
from enfas.metrology.energies import NOTHING, Carried, energies_of, release
from enfas.metrology.front_end import channels, inspect
from enfas.metrology.loops import FloatArray
from enfas.metrology.sections import Section, Sections
from enfas.metrology.waveform import RATES_HZ

__all__ = ["Steady", "SteadyMeter", "steady"]

_QUADRANTS: Final = np.array(QUADRANTS)


class Steady(NamedTuple):
    """Values of a piece. A value that cannot be told is not a number.

    Attributes:
        cycles: Whole cycles that were used.
        duration_s: How long they last, to a fraction of a sample. [s]
        begin_s: Where they begin, from the first sample on. [s]
        end_s: Where they end. From the one to the other is their duration, and what was left out: what is
            told next, and less than a cycle beside each. [s]
        missing_s: What was left out as samples are missing. [s]
        no_fundamental_s: What was left out as the voltage had no fundamental, or there was none. [s]
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
        quadrant: 1 to 4; a power that is nothing counts as positive.
        highest_order: The last harmonic that was fitted all the time: 40, or what lies under 0.45 of the
            sampling rate.
        u_harmonics_v: R.m.s. of each order of the voltage, order 1 first. [V]
        i_harmonics_a: Likewise of the current. [A]
        thd_u_percent: Distortion of the voltage, by fitted lines over the fundamental. [%]
        thd_i_percent: Distortion of the current, likewise. [%]
        thd_u_subgroups_percent: Distortion of the voltage by subgroups, root mean square of all whole
            windows. [%]
        thd_i_subgroups_percent: Distortion of the current, likewise. [%]
        energies_mj: What flowed in the cycles used, counted cycle by cycle as a meter does, but without a
            starting threshold, by `interval.ENERGIES`. [mJ]
    """

    cycles: int
    duration_s: float
    begin_s: float
    end_s: float
    missing_s: float
    no_fundamental_s: float
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


class SteadyMeter:
    """Measures a recording that is given block by block.

    Samples that are missing, or without a fundamental, are left out, and the cycle that they break off; what
    is there is measured.

    Args:
        rate_hz: Sampling rate, 2 to 100 kHz. [Hz]
        cycles: How many whole cycles to use; as many as there are where it is not said.
        late_us: By how much the current came late before the meter had it, to be undone. [µs]
        conditions: Under which is measured.

    Raises:
        ConfigurationError: A sampling rate that cannot be, or a current that comes too late.
    """

    def __init__(
        self,
        rate_hz: Fraction | float,
        *,
        cycles: int | None = None,
        late_us: float = 0.0,
        conditions: Conditions = AS_DELIVERED,
    ) -> None:
        if not RATES_HZ[0] <= rate_hz <= RATES_HZ[1]:
            raise ConfigurationError(
                f"a sampling rate of {float(rate_hz):g} Hz cannot be measured: 2000 to 100000 Hz can"
            )
        self._rate_hz = float(rate_hz)
        self._conditions = conditions.of_late_current(late_us)
        calibration = self._conditions.calibration
        self._gains = np.array(
            [calibration.u_gain, calibration.u_offset, calibration.i_gain, calibration.i_offset]
        )
        self._asked = cycles
        self._wanted = math.inf if cycles is None else float(cycles)
        self._taken = 0  # samples, those that are missing among them
        self._missing = 0  # of those
        self._stretch: tuple[int, Sections] | None = None  # with its first sample
        self._sums = _Sums(1000 / self._rate_hz)

    @property
    def complete(self) -> bool:
        """All cycles that are wanted are there: nothing more is needed."""
        return not self._wanted > 0

    def feed(self, u: FloatArray, i: FloatArray) -> None:
        """Take samples; one that is not a number is missing.

        Args:
            u: Voltage: shape (n,). [V, or counts]
            i: Current: shape (n,). [A, or counts]

        Raises:
            InputError: Samples that are no numbers, infinite, or larger than anything that a meter could
                measure.
        """
        u, i = channels(u, i)
        if inspect(u, i, self._gains, np.array([MOST_V, MOST_A]))[0]:
            raise InputError(
                f"samples after the {self._taken}th are infinite, or over {MOST_V:g} V or {MOST_A:g} A",
                hint="are scale and calibration right?",
            )
        there = np.isfinite(u) & np.isfinite(i)
        for first, last in pairwise((0, *(np.flatnonzero(np.diff(there)) + 1).tolist(), len(u))):
            if last > first and there[first]:
                self._take(u[first:last], i[first:last])
            else:
                self.skip(last - first)

    def skip(self, number: int) -> None:
        """So many samples are missing."""
        if number:
            self._close()
            self._taken += number
            if not self.complete:
                self._missing += number

    def finish(self) -> Steady:
        """The values of all that was given.

        Raises:
            InputError: There is no fundamental from 40 to 70 Hz in the voltage; there are fewer whole cycles
                than were asked for, or none.
        """
        self._close()
        sums = self._sums
        if not sums.cycles and sums.no_fundamental:
            raise InputError("the voltage has no fundamental from 40 to 70 Hz")
        if not sums.cycles or not (self.complete or self._asked is None):
            asked = "" if self._asked is None else f", not {self._asked}"
            missing = f"; {self._missing} samples are missing" if self._missing else ""
            raise InputError(f"the piece holds {sums.cycles} whole cycles of 40 to 70 Hz{asked}{missing}")
        return sums.steady(self._rate_hz, self._missing)

    def _take(self, u: FloatArray, i: FloatArray) -> None:
        if self._stretch is None:
            self._stretch = self._taken, Sections(self._conditions, self._rate_hz, self._wanted)
        first, sections = self._stretch
        self._taken += len(u)
        if not self.complete:
            self._sums.add(sections.take(u, i), first)
            self._wanted = sections.wanted

    def _close(self) -> None:
        if self._stretch is None:
            return
        first, sections = self._stretch
        self._sums.add(sections.close(), first)
        self._sums.no_fundamental += sections.left_out
        self._wanted, self._stretch = sections.wanted, None


class _Sums:
    """Sums over sections, times how long they last. [samples]"""

    def __init__(self, mj_per_unit: float) -> None:
        self.cycles = 0
        self.length = self.no_fundamental = 0.0
        self.begin = self.end = 0.0
        self.orders = MOST_ORDERS
        self.squares = np.zeros((2, MOST_ORDERS + 1))
        self.powers = np.zeros(MOST_ORDERS + 1, dtype=np.complex128)
        self.rests = np.zeros(3)
        self.dc = np.zeros(2)
        self.thd_squares, self.windows = np.zeros(2), np.zeros(2)
        self._mj_per_unit = mj_per_unit
        self._carried = Carried()
        self._energies_mj = np.zeros(len(ENERGIES))

    def add(self, sections: list[Section], first: int) -> None:
        """Add some sections of a stretch that began with a sample."""
        for section in sections:
            if not self.cycles:
                self.begin = first + section.begin
                self._carried.begin(section.cycles)
            self.end = first + section.begin + section.length
            self.cycles += section.number
            self.length += section.length
            self.orders = min(self.orders, section.orders)
            for squares, lines in zip(self.squares, section.lines[:2], strict=True):
                squares[: len(lines)] += section.length * np.abs(lines) ** 2
            self.powers[: section.orders + 1] += section.length * section.lines.u * section.lines.i.conj()
            self.rests += section.length * np.array(section.lines[2:])
            self.dc += section.length * np.array([section.lines.u[0].real, section.lines.i[0].real])
            known = np.isfinite(section.thd_percent)
            self.thd_squares += (np.where(known, section.thd_percent, 0.0) ** 2).sum(axis=0)
            self.windows += known.sum(axis=0)
            energies_mj, carried = np.zeros(len(ENERGIES)), self._carried
            energies_of(
                section.cycles, self._mj_per_unit, _QUADRANTS, carried.signs, carried.held_mj, energies_mj
            )
            self._energies_mj += energies_mj

    def steady(self, rate_hz: float, missing: int) -> Steady:
        """The values."""
        release(_QUADRANTS, self._carried.signs, self._carried.held_mj, self._energies_mj)
        (u_squares, i_squares), powers, rests = (
            sums / self.length for sums in (self.squares, self.powers, self.rests)
        )
        u_v, i_a = math.sqrt(u_squares.sum() + rests[0]), math.sqrt(i_squares.sum() + rests[1])
        p_w, p1_w, q_var = float(powers.real.sum() + rests[2]), float(powers[1].real), float(powers[1].imag)
        nothing = NOTHING * u_v * i_a
        last = self.orders + 1
        with np.errstate(invalid="ignore", divide="ignore"):
            subgroups = np.sqrt(self.thd_squares / self.windows)
        return Steady(
            cycles=self.cycles,
            duration_s=self.length / rate_hz,
            begin_s=(self.begin + 0.5) / rate_hz,
            end_s=(self.end + 0.5) / rate_hz,
            missing_s=missing / rate_hz,
            no_fundamental_s=self.no_fundamental / rate_hz,
            f_hz=self.cycles * rate_hz / self.length,
            u_v=u_v,
            i_a=i_a,
            u_dc_v=float(self.dc[0] / self.length),
            i_dc_a=float(self.dc[1] / self.length),
            p_w=p_w,
            p1_w=p1_w,
            q_var=q_var,
            s_va=u_v * i_a,
            pf=p_w / (u_v * i_a) if i_a else math.nan,
            angle_deg=math.degrees(math.atan2(q_var, p1_w)) % 360.0,
            quadrant=quadrant(p_w + nothing, q_var + nothing),
            highest_order=self.orders,
            u_harmonics_v=tuple(np.sqrt(u_squares[1:last]).tolist()),
            i_harmonics_a=tuple(np.sqrt(i_squares[1:last]).tolist()),
            thd_u_percent=_distortion(u_squares[:last]),
            thd_i_percent=_distortion(i_squares[:last]),
            thd_u_subgroups_percent=float(subgroups[0]),
            thd_i_subgroups_percent=float(subgroups[1]),
            energies_mj=dict(zip(ENERGIES, np.rint(self._energies_mj).astype(int).tolist(), strict=True)),
        )


def steady(
    u: FloatArray,
    i: FloatArray,
    rate_hz: Fraction | float,
    *,
    cycles: int | None = None,
    late_us: float = 0.0,
    conditions: Conditions = AS_DELIVERED,
) -> Steady:
    """Measure a recording that is there at once, from its first sample on: see `SteadyMeter`."""
    meter = SteadyMeter(rate_hz, cycles=cycles, late_us=late_us, conditions=conditions)
    meter.feed(u, i)
    return meter.finish()


def _distortion(squares: FloatArray) -> float:
    """Of the squares of lines, DC first. [%]"""
    return 100 * math.sqrt(squares[2:].sum() / squares[1]) if squares[1] else math.nan
