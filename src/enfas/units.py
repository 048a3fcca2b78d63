"""Physical units as COSEM enumerates them, with their symbols.

Source: DLMS UA Blue Book, scal_unit_type and its table of unit enumerations (IEC 62056-6-2).
"""

from __future__ import annotations

from enum import IntEnum

__all__ = ["SYMBOLS", "Unit"]


class Unit(IntEnum):
    """The `unit` of a COSEM scaler_unit attribute."""

    YEAR = 1
    MONTH = 2
    WEEK = 3
    DAY = 4
    HOUR = 5
    MINUTE = 6
    SECOND = 7
    DEGREE = 8
    CUBIC_METRE = 13
    WATT = 27
    VOLT_AMPERE = 28
    VAR = 29
    WATT_HOUR = 30
    VOLT_AMPERE_HOUR = 31
    VAR_HOUR = 32
    AMPERE = 33
    VOLT = 35
    HERTZ = 44
    PERCENT = 56
    COUNT = 255


SYMBOLS: dict[Unit, str] = {
    Unit.YEAR: "a",
    Unit.MONTH: "mo",
    Unit.WEEK: "wk",
    Unit.DAY: "d",
    Unit.HOUR: "h",
    Unit.MINUTE: "min",
    Unit.SECOND: "s",
    Unit.DEGREE: "°",
    Unit.CUBIC_METRE: "m³",
    Unit.WATT: "W",
    Unit.VOLT_AMPERE: "VA",
    Unit.VAR: "var",
    Unit.WATT_HOUR: "Wh",
    Unit.VOLT_AMPERE_HOUR: "VAh",
    Unit.VAR_HOUR: "varh",
    Unit.AMPERE: "A",
    Unit.VOLT: "V",
    Unit.HERTZ: "Hz",
    Unit.PERCENT: "%",
    Unit.COUNT: "",
}
