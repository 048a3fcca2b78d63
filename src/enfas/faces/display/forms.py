"""How the value of each reading is written: numbers, dates, digits by Z1.

Source: technical description 5512-1235 D1, value formats; data sheet, Z1.
"""

from __future__ import annotations

from typing import Final

from enfas.catalog.stamp import UNSPECIFIED
from enfas.timebase import Civil

__all__ = [
    "UNKNOWN_TEXT",
    "VALUE_DIGITS",
    "checksum_text",
    "date_text",
    "decimal_text",
    "energy_text",
    "known",
    "number_text",
    "power_text",
    "stamp_date_text",
    "stamp_time_text",
    "time_text",
]

UNKNOWN_TEXT: Final = "----"
"""What is shown of a value that the meter does not know."""

VALUE_DIGITS: Final = 9
_NUMBER_DIGITS: Final = 8
_WHOLE_DIGITS: Final = {0: 7, 1: 6, 2: 7, 3: 6}
"""Digits before the point by the decimals of Z1: 7.0, 6.1, 7.2, 6.3."""


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


def number_text(raw: int) -> str:
    """A number as 8 digits; of a longer one, the last nine, which is all that the field holds."""
    return f"{raw:0{_NUMBER_DIGITS}d}"[-VALUE_DIGITS:]


def checksum_text(raw: int) -> str:
    """The last 16 bits of a checksum as a decimal number: 0x72526998 is 27032."""
    return str(raw & 0xFFFF)


def date_text(moment: Civil) -> str:
    """A date as `YYYY:MM:DD`."""
    return f"{moment.year:04d}:{moment.month:02d}:{moment.day:02d}"


def time_text(moment: Civil) -> str:
    """A time of day as `HH:MM:SS`."""
    return f"{moment.hour:02d}:{moment.minute:02d}:{moment.second:02d}"


def stamp_date_text(stamp: bytes) -> str:
    """The date of a time stamp; unknown where there is none."""
    if stamp[:2] == UNSPECIFIED[:2]:
        return UNKNOWN_TEXT
    return f"{int.from_bytes(stamp[:2], 'big'):04d}:{stamp[2]:02d}:{stamp[3]:02d}"


def stamp_time_text(stamp: bytes) -> str:
    """The time of day of a time stamp; unknown where there is none."""
    if stamp[:2] == UNSPECIFIED[:2]:
        return UNKNOWN_TEXT
    return f"{stamp[5]:02d}:{stamp[6]:02d}:{stamp[7]:02d}"
