"""The joint between the meter's configuration and its measuring part: the conditions under which is measured.

What of it is the meter's: its front end's calibration, its nominal voltage and frequency, and what is too
small for it to be counted. What a recording's instrument did to its samples is not: that stays with the
supply (`intake.Sampling`, and scales to volts and amperes).
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Final

from enfas.errors import ConfigurationError

__all__ = ["AS_DELIVERED", "Calibration", "Conditions", "Thresholds"]

_NOMINAL_HZ: Final = (45.0, 65.0)
_MOST_PHASE_DEG: Final = 15.0


@dataclass(frozen=True, slots=True)
class Calibration:
    """What turns what was sampled into volts and amperes: value = gain · (sample − offset).

    A negative gain turns a channel round. As delivered, samples are volts and amperes already.

    Attributes:
        u_gain: Of the voltage channel. [V per count]
        u_offset: What the voltage channel shows at no voltage. [counts]
        i_gain: Of the shunt's channel. [A per count]
        i_offset: What the shunt's channel shows at no current. [counts]
        phase_deg: By how much the shunt's channel comes late against the voltage, as an angle at the nominal
            frequency; it is taken earlier by as much. [°]

    Raises:
        ConfigurationError: A gain of nothing, a figure that is no number, a phase over 15°.
    """

    u_gain: float = 1.0
    u_offset: float = 0.0
    i_gain: float = 1.0
    i_offset: float = 0.0
    phase_deg: float = 0.0

    def __post_init__(self) -> None:
        for name in ("u_gain", "u_offset", "i_gain", "i_offset", "phase_deg"):
            if not math.isfinite(getattr(self, name)):
                raise ConfigurationError(f"calibration: {name} is {getattr(self, name)}, not a number")
        for name in ("u_gain", "i_gain"):
            if getattr(self, name) == 0.0:
                raise ConfigurationError(f"calibration: {name} is 0, so that nothing would be measured")
        if abs(self.phase_deg) > _MOST_PHASE_DEG:
            raise ConfigurationError(
                f"calibration: phase_deg is {self.phase_deg:g}, not within ±{_MOST_PHASE_DEG:g}°",
                hint="for a channel wired the wrong way round use a negative gain",
            )

    def advance_samples(self, rate_hz: float, f_nominal_hz: float) -> float:
        """By how many samples the shunt's channel is late. [samples]"""
        return self.phase_deg / 360.0 / f_nominal_hz * rate_hz


@dataclass(frozen=True, slots=True)
class Thresholds:
    """What is too small to be counted. It is decided row by row, on the means of about 200 ms.

    A row whose load is under both `power_w` and `current_a` is not registered (creep), and bears
    `Mark.STARTING`: its energies are gone, not kept for later. The starting current of 20 or 25 mA lies well
    above.

    Attributes:
        power_w: Active power, of either sign. [W]
        current_a: R.m.s. current. [A]
        outage_percent: Voltage of a row under which there is no mains, of the nominal one; nothing is
            registered then. [%]
        outage_s: How long mains is away at most without that being an outage: what is shorter the meter lives
            through, what is longer is a power failure, and the meter is reset. [s]

    Raises:
        ConfigurationError: A figure that is negative or no number.

    Source: the data sheet's 2.3 W and 10 mA; interruption under 5 %, EN 50160; technical description
    5512-1235 D1: reset when the voltage is under 160 V for more than 1 s (here it is measured down to 5 %).
    """

    power_w: float = 2.3
    current_a: float = 0.010
    outage_percent: float = 5.0
    outage_s: float = 1.0

    def __post_init__(self) -> None:
        for name in ("power_w", "current_a", "outage_percent", "outage_s"):
            value = getattr(self, name)
            if not (math.isfinite(value) and value >= 0):
                raise ConfigurationError(f"thresholds: {name} is {value}; it is a number from 0 on")


@dataclass(frozen=True, slots=True)
class Conditions:
    """Under which a meter measures.

    Attributes:
        calibration: Of its front end.
        u_nominal_v: Nominal voltage. [V]
        f_nominal_hz: Nominal frequency: the first guess, and that of the calibration's phase. Any frequency
            from 45 to 65 Hz is measured. [Hz]
        thresholds: What is too small to be counted.

    Raises:
        ConfigurationError: A nominal value that cannot be.
    """

    calibration: Calibration = Calibration()
    u_nominal_v: float = 230.0
    f_nominal_hz: float = 50.0
    thresholds: Thresholds = Thresholds()

    def __post_init__(self) -> None:
        least_hz, most_hz = _NOMINAL_HZ
        if not 0 < self.u_nominal_v < math.inf or not least_hz <= self.f_nominal_hz <= most_hz:
            raise ConfigurationError(
                f"{self.u_nominal_v:g} V and {self.f_nominal_hz:g} Hz cannot be nominal:"
                f" those are a voltage over 0 V, and {least_hz:g} to {most_hz:g} Hz"
            )

    @property
    def outage_v(self) -> float:
        """The voltage under which there is no mains. [V]"""
        return self.thresholds.outage_percent / 100 * self.u_nominal_v

    def of_late_current(self, late_us: float) -> Conditions:
        """The same for samples whose current came late by a time before the meter had them. [µs]

        Raises:
            ConfigurationError: With the calibration's phase that is more than 15°.
        """
        if not late_us:
            return self
        phase_deg = self.calibration.phase_deg + 360e-6 * self.f_nominal_hz * late_us
        return replace(self, calibration=replace(self.calibration, phase_deg=phase_deg))


AS_DELIVERED: Final = Conditions()
"""Samples are volts and amperes at the same instants; 230 V, 50 Hz; nothing under 2.3 W and 10 mA is counted,
and under 5 % of the voltage there is no mains."""
