"""Values as a person wants them: scaled exactly, with their units.

Source: DLMS UA Blue Book (IEC 62056-6-2), Register, Extended register and Demand register, scal_unit_type.
"""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple

from enfas.errors import DecodeError
from enfas.obis import Obis
from enfas.protocols.dlms.client_data import Bits, Value
from enfas.tool.clock import iso_text
from enfas.units import SYMBOLS, Unit

__all__ = ["Number", "Reading", "ScalerUnit", "plain", "scaled"]

Number = int | Decimal | float
_CLOCK = 8


class ScalerUnit(NamedTuple):
    """A power of ten and a unit."""

    scaler: int
    unit: int

    @classmethod
    def of(cls, value: Value) -> ScalerUnit:
        """Read a scaler_unit attribute.

        Raises:
            DecodeError: It is none.
        """
        match value:
            case [int(scaler), int(unit)] if -30 <= scaler <= 30:
                return cls(scaler, unit)
        raise DecodeError("a scaler_unit is a structure of an exponent and a unit")

    @property
    def symbol(self) -> str:
        """The unit's symbol; empty for a pure number."""
        try:
            return SYMBOLS[Unit(self.unit)]
        except ValueError:
            return f"unit {self.unit}"


class Reading(NamedTuple):
    """One attribute's value in the unit of its symbol."""

    obis: Obis
    class_id: int
    attribute: int
    value: object
    unit: str


def scaled(number: Value, scaler: int) -> Number:
    """A number times a power of ten, exactly: an int where the result is whole, else a Decimal.

    Raises:
        DecodeError: It is no number.
    """
    if isinstance(number, float):
        return number * 10.0**scaler
    if isinstance(number, bool) or not isinstance(number, int):
        raise DecodeError(f"a register holds {type(number).__name__}, not a number")
    if scaler >= 0:
        return number * int(10**scaler)
    return Decimal(number).scaleb(scaler)


def plain(value: Value, class_id: int = 0) -> object:
    """A value without a unit, as text or number: dates as ISO text, other octets as text or hex."""
    if isinstance(value, bytes):
        if len(value) == 12 and (class_id == _CLOCK or _looks_like_time(value)):
            return iso_text(value) or value.hex()
        if value and all(0x20 <= octet < 0x7F for octet in value):
            return value.decode("ascii")
        return value.hex()
    if isinstance(value, Bits):
        return str(value)
    if isinstance(value, list):
        return [plain(item) for item in value]
    return value


def _looks_like_time(octets: bytes) -> bool:
    return 1970 <= int.from_bytes(octets[:2], "big") < 2200 and iso_text(octets) is not None
