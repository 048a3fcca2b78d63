"""Pulse outputs: the LED with the S0 output, and those of the module; when they can give no more.

A pulse is followed by a pause of the same length at least. An output is saturated where energy comes faster
than that allows; pulses then wait, and are given later.

Sources: data sheet (1000 imp/kWh, 30 ms ± 10 %, S0 at most 27 V DC at 1 kΩ and 27 mA; Z8: 30 or 80 ms);
technical description 5512-1235 D1 (module outputs of 1 to 1000 imp/kWh; a pulse input divided by 0.100 to
1000.000; S0 over 10 mA when on, under 2 mA when off, at 18 or 27 V and 1 kΩ).
"""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

from enfas.errors import ConfigurationError
from enfas.timebase import US_PER_MS

__all__ = [
    "FACTOR_MILLI",
    "MJ_PER_KWH",
    "MOST_PULSES_PER_KWH",
    "PULSES_PER_KWH",
    "PULSE_US",
    "S0_MOST_MA",
    "S0_MOST_V",
    "S0_OFF_MA",
    "S0_ON_MA",
    "VERIFIED",
    "check_factor",
    "check_rate",
    "saturation_a",
    "saturation_w",
]

PULSES_PER_KWH: Final = 1000
"""The meter constant: of LED and S0. [imp/kWh], [imp/kvarh]"""

MOST_PULSES_PER_KWH: Final = 1000
"""Of the module's outputs, which go down to 1. [imp/kWh]"""

FACTOR_MILLI: Final = (100, 1_000_000)
"""Least and greatest division factor of the pulse input. [0.001]"""

MJ_PER_KWH: Final = 3_600_000_000

PULSE_US: Final = 30 * US_PER_MS
"""The length of the pulses of LED and S0. [µs]"""

S0_MOST_V: Final = 27
S0_MOST_MA: Final = 27
"""What may be connected to the S0 output: V DC, at 1 kΩ, and mA."""

S0_ON_MA: Final = 10
S0_OFF_MA: Final = 2
"""Over the one the S0 output is on, under the other off. [mA]"""

VERIFIED: Final = MappingProxyType({1: "a_plus", 2: "a_plus", 3: "a_minus", 4: "r_plus", 5: "r_minus"})
"""The energy that LED and S0 tell by operation state (5512-1424 D1, page 21): 1 is normal operation, the
others are the verification of an energy."""


def check_rate(pulses_per_kwh: int) -> None:
    """Refuse a rate that no output has. [imp/kWh]

    Raises:
        ConfigurationError: It is not 1 to 1000.
    """
    if not 1 <= pulses_per_kwh <= MOST_PULSES_PER_KWH:
        raise ConfigurationError(f"an output gives 1 to {MOST_PULSES_PER_KWH} imp/kWh, not {pulses_per_kwh}")


def check_factor(factor_milli: int) -> None:
    """Refuse a division factor that the pulse input does not have. [0.001]

    Raises:
        ConfigurationError: It is not 0.100 to 1000.000.
    """
    least, most = FACTOR_MILLI
    if not least <= factor_milli <= most:
        raise ConfigurationError(f"pulses are divided by 0.100 to 1000.000, not {factor_milli / 1000:.3f}")


def saturation_w(pulses_per_kwh: int, pulse_us: int) -> float:
    """The power over which an output gives pulses late. [W]

    Args:
        pulses_per_kwh: Its rate. [imp/kWh]
        pulse_us: The length of its pulses. [µs]
    """
    return MJ_PER_KWH * 1000 / (pulses_per_kwh * 2 * pulse_us)


def saturation_a(pulses_per_kwh: int, pulse_us: int, voltage_v: float = 230.0) -> float:
    """The same as a current of one phase at a power factor of 1. [A]"""
    return saturation_w(pulses_per_kwh, pulse_us) / voltage_v
