"""The glass as text, 46 columns wide, digits drawn with lines.

`spans` tells what is on and what is off, for whoever can show what is off faintly; in plain text it is blank.
"""

from __future__ import annotations

from typing import Final

from enfas.faces.display import IDENTIFICATION_DIGITS, VALUE_DIGITS, Breaker, Display
from enfas.faces.lcd.glass import cells

__all__ = ["SPANS_WIDTH", "Span", "spans", "text_of"]

SPANS_WIDTH: Final = 46
Span = tuple[str, bool]
"""Some characters, and whether they are on."""

_DIGITS: Final[dict[str, tuple[str, str, str]]] = {
    "0": ("┏━┓", "┃ ┃", "┗━┛"),
    "1": ("  ╻", "  ┃", "  ╹"),
    "2": ("╺━┓", "┏━┛", "┗━╸"),
    "3": ("╺━┓", "╺━┫", "╺━┛"),
    "4": ("╻ ╻", "┗━┫", "  ╹"),
    "5": ("┏━╸", "┗━┓", "╺━┛"),
    "6": ("┏━╸", "┣━┓", "┗━┛"),
    "7": ("╺━┓", "  ┃", "  ╹"),
    "8": ("┏━┓", "┣━┫", "┗━┛"),
    "9": ("┏━┓", "┗━┫", "╺━┛"),
    "-": ("   ", "╺━╸", "   "),
    " ": ("   ", "   ", "   "),
}
_BETWEEN: Final = {".": (" ", " ", "▖"), ":": (" ", "╏", " "), "": (" ", " ", " ")}
_QUADRANTS: Final = ("    ", "I   ", "II  ", "III ", "IV  ")
_EVERY_QUADRANT: Final = "I-IV"


def text_of(display: Display) -> str:
    """The glass as plain text: what is off is blank."""
    lines = ["".join(text if on else " " * len(text) for text, on in line) for line in spans(display)]
    edge = "─" * SPANS_WIDTH
    return "\n".join([f"┌{edge}┐", *(f"│{line}│" for line in lines), f"└{edge}┘"]) + "\n"


def spans(display: Display) -> list[list[Span]]:
    """The lines of the glass, each in spans of `SPANS_WIDTH` characters in all."""
    quadrant = _EVERY_QUADRANT if display.every_segment else _QUADRANTS[display.quadrant]
    cross = " " if display.dark else "┼"
    head = f"{display.identification:>{IDENTIFICATION_DIGITS + 4}}    {display.text:<9}"
    lines: list[list[Span]] = [[(head.ljust(SPANS_WIDTH - 6) + f"{cross} {quadrant}", True)], [("", True)]]
    for row, digits in enumerate(_value_rows(display.value)):
        lines.append([(f" {digits}" + (f" {display.unit:<5}" if row == 2 else ""), True)])
    lines += [[("", True)], _symbols(display)]
    return [_filled(line) for line in lines]


def _filled(line: list[Span]) -> list[Span]:
    length = sum(len(text) for text, _ in line)
    return [*line, (" " * (SPANS_WIDTH - length), True)]


def _value_rows(value: str) -> tuple[str, str, str]:
    """The value field in three rows of characters."""
    rows = ["", "", ""]
    for digit, mark in cells(value, VALUE_DIGITS):
        for row in range(3):
            rows[row] += _DIGITS.get(digit, _DIGITS[" "])[row] + _BETWEEN[mark][row]
    return rows[0], rows[1], rows[2]


def _symbols(display: Display) -> list[Span]:
    every = display.every_segment
    switch = "•╱ •" if display.breaker is Breaker.OPEN else "•──•"
    symbols = [
        *((f" T{tariff}", display.tariff == tariff) for tariff in range(1, 5)),
        ("  L1", display.voltage),
        (" ➜", display.current),
        (f"  {switch}", display.breaker is not Breaker.NONE),
        ("  ((·", display.radio),
        (" M1", 1 in display.modules),
        (" M2", 2 in display.modules),
        (" PP", display.prepayment),
        (" ⚿", display.tamper),
        (" ERR", display.error),
    ]
    return [(text, on or every) for text, on in symbols]
