"""The clock's crystal: how fast or slow it runs, at which temperature.

A tuning-fork crystal is exact at best at one temperature and slower on both sides of it, by a parabola.

Source: data sheet, "Realtidsklocka" (typically 5 ppm at 23 °C). The parabola's -0.034 ppm/K² is that of usual
32.768 kHz crystals, from memory.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from typing import Final, Self

from enfas.errors import ConfigurationError

__all__ = ["IDEAL", "REFERENCE_DC", "Crystal", "check_temperature"]

REFERENCE_DC: Final = 230
"""The temperature at which the data sheet gives its accuracy. [0.1 °C]"""

_TYPICAL_PPB: Final = 5_000
_TYPICAL_CURVE_PPB: Final = -34
_MOST_PPB: Final = 1_000_000
_MOST_CURVE_PPB: Final = 1_000
_COLDEST_DC, _HOTTEST_DC = -400, 850


@dataclass(frozen=True, slots=True)
class Crystal:
    """A crystal; as it is by default it is exact at any temperature.

    Attributes:
        drift_ppb: By how much it runs fast at 23 °C; negative: slow. [1e-9]
        curve_ppb: By how much more per square of the distance from 23 °C. [1e-9 per K²]

    Raises:
        ConfigurationError: It drifts by more than 1000 ppm, or 1 ppm/K².
    """

    drift_ppb: int = 0
    curve_ppb: int = 0

    def __post_init__(self) -> None:
        if abs(self.drift_ppb) > _MOST_PPB or abs(self.curve_ppb) > _MOST_CURVE_PPB:
            raise ConfigurationError(
                f"a clock that drifts by {self.drift_ppb / 1000:g} ppm and {self.curve_ppb / 1000:g} ppm/K²",
                hint=f"at most {_MOST_PPB // 1000} ppm and {_MOST_CURVE_PPB // 1000} ppm/K² can be modelled",
            )

    @classmethod
    def typical(cls, serial_number: int) -> Self:
        """The crystal of a meter of the series: within 5 ppm at 23 °C, where follows from its number."""
        drawn = zlib.crc32(serial_number.to_bytes(8, "big")) % (2 * _TYPICAL_PPB + 1)
        return cls(drawn - _TYPICAL_PPB, _TYPICAL_CURVE_PPB)

    def rate_ppb(self, temperature_dc: int) -> int:
        """By how much it runs fast at a temperature. [1e-9], [0.1 °C]"""
        away_dc = temperature_dc - REFERENCE_DC
        return self.drift_ppb + self.curve_ppb * away_dc**2 // 100


IDEAL: Final = Crystal()
"""It is exact: meter time is supply time until it is set."""


def check_temperature(temperature_dc: int) -> str:
    """Why a temperature cannot be, or nothing. [0.1 °C]"""
    if _COLDEST_DC <= temperature_dc <= _HOTTEST_DC:
        return ""
    return (
        f"a meter works from {_COLDEST_DC // 10} to {_HOTTEST_DC // 10} °C, not at {temperature_dc / 10:g} °C"
    )
