"""The display in a terminal: the same fields in box-drawing digits, on the same grey-green."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from enfas.faces.display import IDENTIFICATION_DIGITS, VALUE_DIGITS, Breaker, Display

if TYPE_CHECKING:
    from rich.console import RenderableType
    from rich.text import Text

__all__ = ["render_text"]

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

_GLASS: Final = "#20281f on #b9c4ab"
_DARK: Final = "#a3ae95 on #b9c4ab"
_INNER: Final = 46


def render_text(display: Display, title: str = "enfas") -> RenderableType:
    """The display as a panel for a rich console, 50 columns wide.

    Args:
        display: What the glass shows.
        title: What stands in the frame, such as the meter's number.
    """
    from rich.panel import Panel
    from rich.text import Text

    glass = Text()
    head = f"{display.identification:>{IDENTIFICATION_DIGITS + 4}}    {display.text:<9}"
    quadrant = ("    ", "I   ", "II  ", "III ", "IV  ")[display.quadrant]
    _line(glass, head.ljust(_INNER - 6), f"┼ {quadrant}")
    _line(glass, "")
    for row, digits in enumerate(_value_rows(display.value)):
        _line(glass, f" {digits}", f" {display.unit:<5}" if row == 2 else "")
    _line(glass, "")
    for on, text in _symbols(display):
        glass.append(text, f"bold {_GLASS}" if on else _DARK)
    glass.append(" " * (_INNER - sum(len(text) for _, text in _symbols(display))), _GLASS)
    return Panel(
        glass, title=title, title_align="left", width=_INNER + 4, border_style="bright_black", style=_GLASS
    )


def _line(glass: Text, *parts: str) -> None:
    text = "".join(parts)
    glass.append(text.ljust(_INNER)[:_INNER] + "\n", f"bold {_GLASS}")


def _value_rows(text: str) -> tuple[str, str, str]:
    """The value field in three rows of characters, right-aligned in nine digits."""
    cells: list[tuple[str, str]] = []
    for character in text:
        if character in _BETWEEN and cells:
            cells[-1] = (cells[-1][0], character)
        elif character in _DIGITS:
            cells.append((character, ""))
    cells = [(" ", "")] * (VALUE_DIGITS - len(cells)) + cells[-VALUE_DIGITS:]
    rows = ["", "", ""]
    for digit, mark in cells:
        for row in range(3):
            rows[row] += _DIGITS[digit][row] + _BETWEEN[mark][row]
    return rows[0], rows[1], rows[2]


def _symbols(display: Display) -> list[tuple[bool, str]]:
    switch = "•╱ •" if display.breaker is Breaker.OPEN else "•──•"
    return [
        *((display.tariff == tariff, f" T{tariff}") for tariff in range(1, 5)),
        (display.voltage, "  U"),
        (display.current, " ➜ "),
        (
            display.breaker is not Breaker.NONE,
            f" {switch}" if display.breaker is not Breaker.NONE else "     ",
        ),
        (display.radio, "  ((·"),
        (bool(display.modules), "  M"),
        (display.prepayment, " PP"),
        (display.tamper, "  ⚠"),
        (display.error, " ERR"),
    ]
