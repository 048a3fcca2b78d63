"""The liquid-crystal display: what it shows of the meter at a moment, as a pure value.

A `Display` is the content of the glass, field by field; how it looks is for `enfas.pictures`. `show` reads a
meter into one: it takes the reading of the automatic list whose turn it is, and lights the symbols that the
meter's state warrants. Nothing is computed here but the form of numbers.

Source: data sheet, "Display" (fields and symbols; a change every 10 s; Z1 for digits and decimals); technical
description 5512-1235 D1, table 31 (readings, their texts and identification codes) and its value formats.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Final

from enfas.meter.device import Meter
from enfas.timebase import US_PER_S, Civil
from enfas.units import SYMBOLS, Unit

__all__ = [
    "AUTOMATIC",
    "CHANGE_US",
    "Breaker",
    "Display",
    "Form",
    "Reading",
    "date_text",
    "decimal_text",
    "energy_text",
    "known",
    "power_text",
    "readings",
    "show",
    "show_reading",
    "time_text",
]

CHANGE_US: Final = 10 * US_PER_S
"""How long the automatic list stays on a reading. [µs]"""

VALUE_DIGITS: Final = 9
IDENTIFICATION_DIGITS: Final = 7

_WHOLE_DIGITS: Final = {0: 7, 1: 6, 2: 7, 3: 6}
"""Digits before the point by the decimals of Z1: 7.0, 6.1, 7.2, 6.3."""


class Breaker(Enum):
    """What the breaker symbol says; there is none where there is no breaker."""

    NONE = "none"
    CLOSED = "closed"
    OPEN = "open"


@dataclass(frozen=True, slots=True)
class Display:
    """What the glass shows at a moment.

    Attributes:
        value: The value field: at most nine digits, and points or colons between them.
        unit: The unit field, such as `kWh`.
        identification: The identification field: the OBIS code in at most seven digits.
        text: The text field.
        quadrant: The quadrant indicator, 1 to 4; 0 while the current is under 10 mA.
        tariff: The tariff indicator, 1 to 4.
        voltage: The voltage indicator: more than 160 V.
        current: The current indicator: more than 2.3 W.
        breaker: The breaker symbol.
        tamper: The tamper symbol: a magnetic field, or an open terminal cover.
        radio: The radio symbol.
        module: The module indicator.
        error: The symbol of a critical internal error.
        prepayment: The prepayment symbol.
    """

    value: str
    unit: str = ""
    identification: str = ""
    text: str = ""
    quadrant: int = 0
    tariff: int = 1
    voltage: bool = False
    current: bool = False
    breaker: Breaker = Breaker.NONE
    tamper: bool = False
    radio: bool = False
    module: bool = False
    error: bool = False
    prepayment: bool = False


class Form(Enum):
    """How the value of a reading is written."""

    ENERGY = "energy"  # digits and decimals by Z1, in kWh, kvarh or kVAh
    POWER = "power"  # 00.000 in kW, kvar or kVA
    NUMBER = "number"  # as many decimals as the register has
    CLOCK = "clock"  # the time for half of its turn, the date for the other half


@dataclass(frozen=True, slots=True)
class Reading:
    """One reading that a list can hold: a register's key, and how the display names and writes it."""

    key: str
    identification: str
    text: str
    form: Form


AUTOMATIC: Final[tuple[Reading, ...]] = (
    Reading("a_plus", "1.8.0", "A+", Form.ENERGY),
    Reading("a_minus", "2.8.0", "A-", Form.ENERGY),
    Reading("r_plus", "3.8.0", "R+", Form.ENERGY),
    Reading("r_minus", "4.8.0", "R-", Form.ENERGY),
    Reading("p_plus", "1.7.0", "P+", Form.POWER),
    Reading("p_minus", "2.7.0", "P-", Form.POWER),
    Reading("u", "32.7.0", "U-L1", Form.NUMBER),
    Reading("i", "31.7.0", "I-L1", Form.NUMBER),
    Reading("p_plus_max", "1.6.0", "P+M", Form.POWER),
    Reading("clock", "1.0.0", "TIME/DATE", Form.CLOCK),
)
"""The automatic list of a meter as delivered; readings that a meter does not have are left out."""


UNKNOWN_TEXT: Final = "----"
"""What is shown of a value that the meter does not know."""

_VOLTAGE_FROM_V: Final = 160
_SYMBOLS_OF_POWERS: Final = {Unit.WATT: "kW", Unit.VAR: "kvar", Unit.VOLT_AMPERE: "kVA"}
_SYMBOLS_OF_ENERGIES: Final = {Unit.WATT_HOUR: "kWh", Unit.VAR_HOUR: "kvarh", Unit.VOLT_AMPERE_HOUR: "kVAh"}


def readings(meter: Meter) -> tuple[Reading, ...]:
    """The automatic list of a meter: what it has of the list as delivered."""
    return tuple(
        reading for reading in AUTOMATIC if reading.form is Form.CLOCK or reading.key in meter.registers
    )


def show(meter: Meter, waited_us: int = 0) -> Display:
    """What the glass shows at the meter's present; without mains it is dark.

    The automatic list goes on by the meter's own clock, a reading every ten seconds.

    Args:
        meter: The meter.
        waited_us: For how long it has been looked at while its clock stood, its supply having ended. [µs]
    """
    if not meter.mains_on:
        return Display("", tariff=0)
    listed = readings(meter)
    turn, since_us = divmod(meter.clock.now_us + waited_us, CHANGE_US)
    return show_reading(meter, listed[turn % len(listed)], second_half=2 * since_us >= CHANGE_US)


def show_reading(meter: Meter, reading: Reading, *, second_half: bool = False) -> Display:
    """The glass with one reading on it.

    Args:
        meter: The meter.
        reading: The reading.
        second_half: Half of its turn is over: the clock then shows the date.
    """
    value, unit = _value_and_unit(meter, reading, second_half=second_half)
    return Display(
        value,
        unit,
        reading.identification,
        reading.text,
        quadrant=meter.present.quadrant,
        tariff=meter.energy.tariff,
        voltage=(meter.present.u or 0) > _VOLTAGE_FROM_V,
        current=not meter.present.starting,
        breaker=Breaker.CLOSED if meter.configuration.has_breaker else Breaker.NONE,
        radio=meter.configuration.has_radio,
    )


def _value_and_unit(meter: Meter, reading: Reading, *, second_half: bool) -> tuple[str, str]:
    if reading.form is Form.CLOCK:
        moment = meter.clock.local().civil
        return (date_text(moment) if second_half else time_text(moment)), ""
    row, scaler = meter.registers[reading.key], meter.scaler(reading.key)
    raw = meter.read(reading.key)
    if raw is None:
        return UNKNOWN_TEXT, ""
    if not isinstance(raw, int):
        return str(raw), ""
    if reading.form is Form.ENERGY:
        return energy_text(raw, scaler), _SYMBOLS_OF_ENERGIES[row.unit]
    if reading.form is Form.POWER:
        return power_text(raw, scaler), _SYMBOLS_OF_POWERS[row.unit]
    return decimal_text(raw, scaler), SYMBOLS[row.unit]


def decimal_text(raw: int, scaler: int, *, whole_digits: int = 1, decimals: int | None = None) -> str:
    """A decimal number of an integer register; digits beyond `decimals` are cut off, never rounded up.

    Args:
        raw: The register's integer.
        scaler: The power of ten that it is to be multiplied by.
        whole_digits: Least number of digits before the point, with leading zeros.
        decimals: Digits after the point; None: as many as the scaler gives.
    """
    decimals = max(0, -scaler) if decimals is None else decimals
    shift = scaler + decimals
    magnitude = abs(raw) * 10**shift if shift >= 0 else abs(raw) // 10**-shift
    digits = str(magnitude).rjust(whole_digits + decimals, "0")
    whole, fraction = digits[: len(digits) - decimals], digits[len(digits) - decimals :]
    return ("-" if raw < 0 else "") + (f"{whole}.{fraction}" if decimals else whole)


def known(value: int | None, decimals: int = 0) -> str:
    """A number with so many of its digits as decimals, or `UNKNOWN_TEXT`."""
    return UNKNOWN_TEXT if value is None else decimal_text(value, -decimals)


def energy_text(raw: int, scaler: int) -> str:
    """An energy register as Z1 says: 7.0, 6.1, 7.2 or 6.3 digits of kWh, with leading zeros.

    Args:
        raw: The register's integer, which counts in the resolution of Z1.
        scaler: Its power of ten in Wh, 3 to 0.
    """
    decimals = min(max(3 - scaler, 0), 3)
    return decimal_text(raw, scaler - 3, whole_digits=_WHOLE_DIGITS[decimals], decimals=decimals)


def power_text(raw: int, scaler: int) -> str:
    """A power register as 00.000 kW, kvar or kVA.

    Args:
        raw: The register's integer.
        scaler: Its power of ten in W, var or VA.
    """
    return decimal_text(raw, scaler - 3, whole_digits=2, decimals=3)


def date_text(moment: Civil) -> str:
    """A date as `YYYY:MM:DD`."""
    return f"{moment.year:04d}:{moment.month:02d}:{moment.day:02d}"


def time_text(moment: Civil) -> str:
    """A time of day as `HH:MM:SS`."""
    return f"{moment.hour:02d}:{moment.minute:02d}:{moment.second:02d}"
