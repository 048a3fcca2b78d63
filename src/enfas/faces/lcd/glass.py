"""The glass: every segment and symbol that it has, on or off, at its place. [mm]

Digits are as high as 7 (value) to 5 (identification) to 3 (tariff and voltage), as on the real glass. What is
on casts a shadow on the reflector behind; what is off is faintly seen.

Source: data sheet, "Display" and its heights of digits. Where on the glass a field lies is our own.
"""

from __future__ import annotations

from typing import Final

from enfas.faces.display import IDENTIFICATION_DIGITS, TEXT_PLACES, VALUE_DIGITS, Breaker, Display
from enfas.faces.display.glass import MODULES
from enfas.faces.lcd import symbols
from enfas.faces.lcd.segments import (
    FOURTEEN,
    FOURTEEN_HEIGHT,
    FOURTEEN_SHAPES,
    SEVEN,
    SEVEN_HEIGHT,
    SEVEN_SHAPES,
)
from enfas.faces.lcd.shapes import Area, Print, Shape, Tone, disc, moved

__all__ = ["HEIGHT", "WIDTH", "cells", "glass", "units_lit"]

WIDTH: Final = 80.0
HEIGHT: Final = 33.5

_VALUE_SIZE: Final = 8.4
_IDENTIFICATION_SIZE: Final = 6.0
_TEXT_SIZE: Final = 4.3
_SMALL: Final = 2.15
_SHADOW: Final = (0.28, 0.32)
_SYMBOLS_Y: Final = 29.2
_QUADRANT: Final = (75.0, 6.9)

_UNITS: Final = (
    (("k", 0.0), ("W", 1.8), ("h", 4.75)),
    (("k", 0.0), ("var", 1.8), ("h", 6.55)),
    (("k", 0.0), ("VA", 1.8), ("h", 5.65)),
    (("V", 0.0), ("A", 2.9), ("Hz", 5.8), ("%", 10.0)),
)
"""The unit field: by lines, each sign with its place."""

_UNITS_LIT: Final = {
    "": (),
    "kWh": ((0, "k"), (0, "W"), (0, "h")),
    "kvarh": ((1, "k"), (1, "var"), (1, "h")),
    "kVAh": ((2, "k"), (2, "VA"), (2, "h")),
    "kW": ((0, "k"), (0, "W")),
    "kvar": ((1, "k"), (1, "var")),
    "kVA": ((2, "k"), (2, "VA")),
    "h": ((0, "h"),),
    "V": ((3, "V"),),
    "A": ((3, "A"),),
    "Hz": ((3, "Hz"),),
    "%": ((3, "%"),),
}
"""Which signs of the unit field a unit lights."""


def units_lit(unit: str) -> frozenset[tuple[int, str]]:
    """The signs of the unit field that a unit lights, by line; none where the glass does not have it."""
    return frozenset(_UNITS_LIT.get(unit, ()))


def cells(text: str, digits: int) -> list[tuple[str, str]]:
    """Digits with the mark that follows each, at the right of the field: `1.8` ends ("1", "."), ("8", "")."""
    found: list[tuple[str, str]] = []
    for character in text:
        if character in ".:":
            if found:
                found[-1] = (found[-1][0], character)
        else:
            found.append((character, ""))
    found = found[-digits:]
    return [(" ", "")] * (digits - len(found)) + found


def glass(display: Display) -> list[Shape]:
    """All that is on the glass, from its upper left corner: what is off, then shadows, then what is on."""
    every = display.every_segment
    shapes = [
        *_seven(display.identification, IDENTIFICATION_DIGITS, 3.0, 3.2, _IDENTIFICATION_SIZE, every=every),
        *_letters("*" * TEXT_PLACES if every else display.text, 38.6, 4.9),
        *_seven(display.value, VALUE_DIGITS, 3.0, 13.2, _VALUE_SIZE, every=every),
        *_unit(display.unit, every=every),
        *_indicators(display),
    ]
    if not display.dark:
        shapes += symbols.quadrant_cross(*_QUADRANT, 3.6)
    on = [shape for shape in shapes if shape.tone is Tone.LIT]
    off = [shape for shape in shapes if shape.tone is not Tone.LIT]
    return [*off, *(moved(shape, *_SHADOW, Tone.SHADOW) for shape in on), *on]


def _tone(lit: bool) -> Tone:
    return Tone.LIT if lit else Tone.GHOST


def _seven(text: str, digits: int, x: float, y: float, size: float, *, every: bool) -> list[Shape]:
    """A field of digits, with a point and a colon after each but the last."""
    shapes: list[Shape] = []
    unit = size / SEVEN_HEIGHT
    pitch, dot = 1.4 * unit, 0.1 * unit
    for place, (character, mark) in enumerate(cells(text, digits)):
        left = x + place * pitch
        lit = "abcdefg" if every else SEVEN.get(character, "")
        for name, points in SEVEN_SHAPES.items():
            outline = tuple((left + px * unit, y + py * unit) for px, py in points)
            shapes.append(Area((outline,), _tone(name in lit)))
        if place == digits - 1:
            continue
        for at, marks in ((1.68, "."), (0.55, ":"), (1.2, ":")):
            lean = (SEVEN_HEIGHT - at) * 0.09
            middle = left + (1.19 + lean) * unit
            shapes.append(
                Area((disc(middle, y + at * unit, dot),), _tone(every or (mark in marks and bool(mark))))
            )
    return shapes


def _letters(text: str, x: float, y: float) -> list[Shape]:
    shapes: list[Shape] = []
    unit = _TEXT_SIZE / FOURTEEN_HEIGHT
    for place, character in enumerate(text.upper()[:TEXT_PLACES].ljust(TEXT_PLACES)):
        lit = FOURTEEN.get(character, "")
        for name, points in FOURTEEN_SHAPES.items():
            outline = tuple((x + place * 1.28 * unit + px * unit, y + py * unit) for px, py in points)
            shapes.append(Area((outline,), _tone(name in lit)))
    return shapes


def _unit(unit: str, *, every: bool) -> list[Shape]:
    lit = units_lit(unit)
    return [
        Print(65.4 + x, 15.2 + 2.95 * line, sign, 1.85, _tone(every or (line, sign) in lit), bold=True)
        for line, signs in enumerate(_UNITS)
        for sign, x in signs
    ]


def _indicators(display: Display) -> list[Shape]:
    """The row of symbols below, and the quadrant."""
    every, y = display.every_segment, _SYMBOLS_Y
    baseline = y + _SMALL / 2

    def sign(x: float, text: str, on: bool) -> Print:
        return Print(x, baseline, text, _SMALL, _tone(every or on), "middle", True)

    closed = display.breaker is Breaker.CLOSED
    opened = display.breaker is Breaker.OPEN
    return [
        *(sign(5.0 * tariff, f"T{tariff}", display.tariff == tariff) for tariff in range(1, 5)),
        sign(27.6, "L1", display.voltage),
        symbols.arrow(32.2, y, lit=every or display.current),
        *symbols.breaker(39.8, y, closed=every or closed, opened=every or opened),
        *symbols.radio(47.2, y, lit=every or display.radio),
        *(sign(48.2 + 5.6 * place, f"M{place}", place in display.modules) for place in MODULES),
        sign(65.2, "PP", display.prepayment),
        *symbols.padlock(69.8, y, lit=every or display.tamper),
        *symbols.triangle(76.0, y, lit=every or display.error),
        *(
            symbols.quadrant_arrow(*_QUADRANT, number, lit=every or display.quadrant == number)
            for number in range(1, 5)
        ),
    ]
