"""The typed values that configuration codes set: what the meter reads instead of the code.

Currents are integers in mA, times in minutes or milliseconds, powers of ten are exponents.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

__all__ = [
    "AccuracyClass",
    "BillingPeriod",
    "Breaker",
    "Country",
    "CurrentRange",
    "DisplayFormat",
    "ModulePorts",
    "ModulePulses",
    "Port",
]


@dataclass(frozen=True, slots=True)
class CurrentRange:
    """Imin-Iref(Imax) of the current circuit.

    The data sheet gives 0.25-5(100) A. Imin of the other ranges follows from EN 50470-3: Imin is at most
    half of Itr, which is a tenth of Iref in direct connection.
    """

    i_min_ma: int
    i_ref_ma: int
    i_max_ma: int


@dataclass(frozen=True, slots=True)
class AccuracyClass:
    """An accuracy class for active energy, with its starting current as a share of Iref.

    Source: EN 50470-3 (A, B, C), IEC 62053-21 (2, 1), IEC 62053-22 (0.5 S).
    """

    name: str
    starting_per_mille: int


class Breaker(Enum):
    """The integrated breaker (X10): none, phase alone, or phase and neutral."""

    NONE = "none"
    STANDARD = "standard"
    DOUBLE = "double"


@dataclass(frozen=True, slots=True)
class Country:
    """A country code's country, and what it fixes by law of its grid operators.

    Attributes:
        name: In English; empty where the code is not a known one.
        period_min: The fixed integration period [min], or None.
        profile_days: The most days that the load profile may hold [d], or None.
    """

    name: str
    period_min: int | None = None
    profile_days: int | None = None


@dataclass(frozen=True, slots=True)
class DisplayFormat:
    """Digits before and after the point of an energy reading in kWh (Z1)."""

    whole: int
    decimals: int

    @property
    def digits(self) -> int:
        """Digits in all: the register starts again from zero when they are full."""
        return self.whole + self.decimals

    @property
    def scaler(self) -> int:
        """Exponent of ten of the register's last digit, relative to Wh: 6.3 kWh counts in 10^0 Wh."""
        return 3 - self.decimals


@dataclass(frozen=True, slots=True)
class Port:
    """What one input or output of the primary module does (Z3)."""

    function: str
    direction: str
    inverted: bool = False


@dataclass(frozen=True, slots=True)
class ModulePorts:
    """Both ports of the primary module (Z3); None: no function."""

    io_1: Port | None
    io_2: Port | None


@dataclass(frozen=True, slots=True)
class BillingPeriod:
    """Every how many months a debiting stop falls, and in which month the count begins (Z7)."""

    every_months: int
    first_month: int


@dataclass(frozen=True, slots=True)
class ModulePulses:
    """Length of the module's output pulses [ms], and whether the alarm input is on (Z8)."""

    pulse_ms: int
    alarm_input: bool
