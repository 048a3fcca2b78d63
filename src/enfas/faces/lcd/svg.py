"""The front as SVG: a text, one path for each area, one group for each run of a tone."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby
from typing import Final
from xml.sax.saxutils import escape

from enfas.faces.lcd.front import HEIGHT, WIDTH
from enfas.faces.lcd.shapes import COLOURS, Area, Print, Shape, Tone

__all__ = ["CAPITAL", "svg_of"]

CAPITAL: Final = 0.729
"""Height of a capital letter of the typeface, by its size."""

_FONT: Final = "DejaVu Sans, Verdana, Helvetica, Arial, sans-serif"
_PIXELS_PER_MM: Final = 10


def svg_of(shapes: Iterable[Shape], title: str = "") -> str:
    """A picture of shapes.

    Args:
        shapes: The shapes, what lies behind first.
        title: What is told to those who cannot see it.
    """
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH * _PIXELS_PER_MM:g}"'
        f' height="{HEIGHT * _PIXELS_PER_MM:g}" viewBox="0 0 {WIDTH:g} {HEIGHT:g}"'
        f' font-family="{_FONT}" role="img">'
    ]
    if title:
        lines.append(f"<title>{escape(title)}</title>")
    for tone, run in groupby(shapes, key=lambda shape: shape.tone):
        lines.append(f"<g{_fill(tone)}>")
        lines += [_area(shape) if isinstance(shape, Area) else _letters(shape) for shape in run]
        lines.append("</g>")
    return "\n".join([*lines, "</svg>"]) + "\n"


def _fill(tone: Tone) -> str:
    colour, opacity = COLOURS[tone]
    return f' fill="{colour}"' + (f' fill-opacity="{opacity:g}"' if opacity < 1 else "")


def _area(area: Area) -> str:
    hole = ' fill-rule="evenodd"' if len(area.outlines) > 1 else ""
    return f'<path{hole} d="{"".join(map(_outline, area.outlines))}"/>'


def _number(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")


def _outline(points: Iterable[tuple[float, float]]) -> str:
    return "M" + "L".join(f"{_number(x)} {_number(y)}" for x, y in points) + "Z"


def _letters(letters: Print) -> str:
    anchor = f' text-anchor="{letters.anchor}"' if letters.anchor != "start" else ""
    weight = ' font-weight="bold"' if letters.bold else ""
    place = f'x="{_number(letters.x)}" y="{_number(letters.y)}" font-size="{_number(letters.size / CAPITAL)}"'
    return f"<text {place}{anchor}{weight}>{escape(letters.text)}</text>"
