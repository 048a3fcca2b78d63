"""The liquid-crystal display: what it shows of the meter at a moment, as a pure value.

`show` reads a meter into a `Display`: the reading that its panel is at (`meter.panel`), and the symbols
that its state warrants. How it looks is for `faces.lcd` and `enfas.pictures`.

Source: data sheet, "Display"; technical description 5512-1235 D1.
"""

from __future__ import annotations

from enfas.catalog.display import Form, Reading
from enfas.faces.display.forms import (
    UNKNOWN_TEXT,
    VALUE_DIGITS,
    date_text,
    decimal_text,
    energy_text,
    known,
    power_text,
    time_text,
)
from enfas.faces.display.glass import EVERYTHING, IDENTIFICATION_DIGITS, TEXT_PLACES, Breaker, Display, Lamp
from enfas.faces.display.show import readings, show, show_reading

__all__ = [
    "EVERYTHING",
    "IDENTIFICATION_DIGITS",
    "TEXT_PLACES",
    "UNKNOWN_TEXT",
    "VALUE_DIGITS",
    "Breaker",
    "Display",
    "Form",
    "Lamp",
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
