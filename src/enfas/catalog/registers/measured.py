"""What is measured beside energy: voltage, current, frequency, power factor, angle, distortion; their means.

Source: DLMS protocol 5512-1424 D1, pages 33-36. Scalers of voltage, current and power factor: 5512-2584 A2
(the same registers on the consumer port). Frequency and distortion in hundredths: their examples in
5512-1424 (50,01 Hz; 2,03 %).
"""

from __future__ import annotations

from typing import Final

from enfas.catalog.layout import DataType
from enfas.catalog.registers.register import register
from enfas.units import Unit

__all__ = ["ROWS"]

_U16, _U32 = DataType.U16, DataType.U32


_PRESENT: Final = (
    register("u", "32.7.0", _U16, "U of L1", Unit.VOLT),
    register("i", "31.7.0", _U32, "I of L1", Unit.AMPERE, -2),
    register("f", "14.7.0", _U16, "Frequency", Unit.HERTZ, -2),
    register("pf", "13.7.0", _U16, "Power factor", Unit.COUNT, -2),
    register("pf_l1", "33.7.0", _U16, "Power factor of L1", Unit.COUNT, -2, of="pf"),
    register("angle", "81.7.40", DataType.I16, "Angle between I and U of L1", Unit.DEGREE),
    register("thd_u", "32.7.124", _U16, "THD of U", Unit.PERCENT, -2),
    register("thd_i", "31.7.124", _U16, "THD of I", Unit.PERCENT, -2),
)

_MEANS: Final = (
    register("u_mean", "32.25.0", _U16, "U of L1, mean", Unit.VOLT),
    register("i_mean", "31.25.0", _U32, "I of L1, mean", Unit.AMPERE, -2),
    register("f_mean", "14.25.0", _U16, "Frequency, mean", Unit.HERTZ, -2),
    register("pf_mean", "13.25.0", _U16, "Power factor, mean", Unit.COUNT, -2),
    register("pf_mean_l1", "33.25.0", _U16, "Power factor of L1, mean", Unit.COUNT, -2, of="pf_mean"),
    register("thd_u_mean", "32.24.124", _U16, "THD of U, mean", Unit.PERCENT, -2),
    register("thd_i_mean", "31.24.124", _U16, "THD of I, mean", Unit.PERCENT, -2),
)

ROWS: Final = (*_PRESENT, *_MEANS)
