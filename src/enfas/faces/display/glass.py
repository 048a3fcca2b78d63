"""The glass of the display: what is on it at a moment, field by field, as a pure value.

How it looks is for `faces.lcd`. Source: data sheet, "Display" (fields and symbols).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum, unique
from typing import Final

__all__ = [
    "EVERYTHING",
    "IDENTIFICATION_DIGITS",
    "MODULES",
    "TEXT_PLACES",
    "TEXT_STEP_US",
    "Breaker",
    "Display",
    "Lamp",
    "scrolled",
]

IDENTIFICATION_DIGITS: Final = 7
TEXT_PLACES: Final = 9
TEXT_STEP_US: Final = 400_000
"""How long a longer text stands before it moves on by a place. [µs]"""
_TEXT_GAP: Final = 3

MODULES: Final = (1, 2)
"""The places of modules: the module area, and the consumer communication module."""


@unique
class Breaker(Enum):
    """What the breaker symbol says; nothing where there is no breaker, or smart disconnect is off."""

    NONE = "none"
    CLOSED = "closed"
    OPEN = "open"


@unique
class Lamp(Enum):
    """What a light-emitting diode does."""

    OFF = "off"
    ON = "on"
    FLASHING = "flashing"


@dataclass(frozen=True, slots=True)
class Display:
    """What the front shows at a moment.

    Attributes:
        value: The value field: at most nine digits, and points or colons between them.
        unit: The unit field, such as `kWh`.
        identification: The identification field: the OBIS code in at most seven digits.
        text: The text field.
        quadrant: The quadrant indicator, 1 to 4; 0 while the current is under 10 mA.
        tariff: The tariff indicator, 1 to 4; 0 where no tariffs are chosen.
        voltage: The voltage indicator: more than 160 V.
        current: The current indicator: more than 2.3 W.
        breaker: The breaker symbol.
        tamper: The tamper symbol: a magnetic field, or an open terminal cover.
        radio: The radio symbol.
        modules: The module indicator: the places of the modules that communicate.
        error: The symbol of a critical internal error.
        prepayment: The prepayment symbol.
        every_segment: The display test: all that the glass has is on.
        dark: Nothing is on.
        backlight: There is light behind the glass, as long as there is mains.
        led: The metering diode, 1000 flashes a kWh.
        breaker_led: The red diode of the breaker: on, disconnected; flashing, released.
    """

    value: str = ""
    unit: str = ""
    identification: str = ""
    text: str = ""
    quadrant: int = 0
    tariff: int = 0
    voltage: bool = False
    current: bool = False
    breaker: Breaker = Breaker.NONE
    tamper: bool = False
    radio: bool = False
    modules: frozenset[int] = field(default=frozenset())
    error: bool = False
    prepayment: bool = False
    every_segment: bool = False
    dark: bool = False
    backlight: bool = False
    led: Lamp = Lamp.OFF
    breaker_led: Lamp = Lamp.OFF


EVERYTHING: Final = Display(
    "8.8.8.8.8.8.8.8.8", every_segment=True, identification="8.8.8.8.8.8.8", text="*" * TEXT_PLACES,
    voltage=True, current=True, tamper=True, radio=True, modules=frozenset(MODULES), error=True,
    prepayment=True, backlight=True,
)  # fmt: skip
"""The glass in the display test."""


def scrolled(text: str, since_us: int) -> str:
    """What of a text is in the field after a time: all of it, or a window that goes round. [µs]"""
    if len(text) <= TEXT_PLACES:
        return text
    ring = text + " " * _TEXT_GAP
    at = since_us // TEXT_STEP_US % len(ring)
    return (ring + ring)[at : at + TEXT_PLACES]
