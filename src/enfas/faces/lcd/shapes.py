"""Shapes: what every picture of the front is made of, in millimetres, y downwards.

A shape is an area with a straight outline, or a few printed letters; both have a tone, and what colour a tone
has stands in one table.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import Enum, unique
from typing import Final

__all__ = [
    "COLOURS",
    "Area",
    "Point",
    "Print",
    "Shape",
    "Tone",
    "arc",
    "disc",
    "moved",
    "rectangle",
    "stroke",
]

Point = tuple[float, float]


@unique
class Tone(Enum):
    """What a shape is, as far as its colour goes."""

    CASE = "case"
    CASE_EDGE = "edge of the case"
    BEZEL = "bezel"
    RIM = "rim of the glass"
    CRYSTAL = "crystal, lit from behind"
    CRYSTAL_EDGE = "crystal near its edge, lit from behind"
    DULL = "crystal, not lit from behind"
    DULL_EDGE = "crystal near its edge, not lit from behind"
    LIT = "segment that is on"
    SHADOW = "shadow of a segment on the reflector"
    GHOST = "segment that is off"
    INK = "print on the case"
    QUIET = "small print on the case"
    BUTTON = "button"
    BUTTON_EDGE = "edge of a button"
    LENS = "window of the optical port"
    DIODE = "diode that is off"
    DIODE_ON = "diode that is on"
    GLOW = "light about a diode"


COLOURS: Final[dict[Tone, tuple[str, float]]] = {
    Tone.CASE: ("#f1f1ee", 1.0),
    Tone.CASE_EDGE: ("#c4c7c6", 1.0),
    Tone.BEZEL: ("#22272b", 1.0),
    Tone.RIM: ("#0f1214", 1.0),
    Tone.CRYSTAL: ("#c6d49f", 1.0),
    Tone.CRYSTAL_EDGE: ("#b3c28b", 1.0),
    Tone.DULL: ("#a9b0a1", 1.0),
    Tone.DULL_EDGE: ("#979e8f", 1.0),
    Tone.LIT: ("#161c14", 0.94),
    Tone.SHADOW: ("#161c14", 0.13),
    Tone.GHOST: ("#161c14", 0.055),
    Tone.INK: ("#1f2a33", 1.0),
    Tone.QUIET: ("#566069", 1.0),
    Tone.BUTTON: ("#d9dbd9", 1.0),
    Tone.BUTTON_EDGE: ("#a5a9a8", 1.0),
    Tone.LENS: ("#3a1518", 1.0),
    Tone.DIODE: ("#6d1f1c", 1.0),
    Tone.DIODE_ON: ("#ff3b2a", 1.0),
    Tone.GLOW: ("#ff3b2a", 0.16),
}
"""Colour and opacity of each tone."""


@dataclass(frozen=True, slots=True)
class Area:
    """A filled outline; an outline inside it, given too, is left open. [mm]"""

    outlines: tuple[tuple[Point, ...], ...]
    tone: Tone


@dataclass(frozen=True, slots=True)
class Print:
    """A few letters, their baseline at y.

    Attributes:
        x: Where they begin, or end, or their middle, by `anchor`. [mm]
        y: Their baseline. [mm]
        text: The letters.
        size: The height of a capital letter. [mm]
        tone: What they are.
        anchor: start, middle or end.
        bold: In bold type.
    """

    x: float
    y: float
    text: str
    size: float
    tone: Tone
    anchor: str = "start"
    bold: bool = False


Shape = Area | Print


def moved(shape: Shape, dx: float, dy: float, tone: Tone | None = None) -> Shape:
    """A shape elsewhere, perhaps in another tone."""
    tone = tone or shape.tone
    if isinstance(shape, Print):
        return replace(shape, x=shape.x + dx, y=shape.y + dy, tone=tone)
    return Area(tuple(tuple((x + dx, y + dy) for x, y in outline) for outline in shape.outlines), tone)


def arc(x: float, y: float, radius: float, from_deg: float, to_deg: float) -> tuple[Point, ...]:
    """Points on a circle; 0° is to the right, 90° upwards. [mm, °]"""
    count = max(2, math.ceil(abs(to_deg - from_deg) / 12) + 1)
    angles = (math.radians(from_deg + (to_deg - from_deg) * n / (count - 1)) for n in range(count))
    return tuple((x + radius * math.cos(angle), y - radius * math.sin(angle)) for angle in angles)


def disc(x: float, y: float, radius: float) -> tuple[Point, ...]:
    """The outline of a disc."""
    return arc(x, y, radius, 0, 348)


def rectangle(x: float, y: float, width: float, height: float, round_: float = 0) -> tuple[Point, ...]:
    """The outline of a rectangle with round corners, from its upper left corner."""
    if not round_:
        return (x, y), (x + width, y), (x + width, y + height), (x, y + height)
    right, bottom = x + width - round_, y + height - round_
    left, top = x + round_, y + round_
    return (
        *arc(left, top, round_, 180, 90),
        *arc(right, top, round_, 90, 0),
        *arc(right, bottom, round_, 0, -90),
        *arc(left, bottom, round_, -90, -180),
    )


def stroke(points: Iterable[Point], width: float) -> tuple[Point, ...]:
    """The outline of a line of some width through points, its ends cut square. [mm]"""
    line = tuple(points)
    left, right = [], []
    for index, (x, y) in enumerate(line):
        x0, y0 = line[max(index - 1, 0)]
        x1, y1 = line[min(index + 1, len(line) - 1)]
        length = math.hypot(x1 - x0, y1 - y0)
        nx, ny = -(y1 - y0) / length * width / 2, (x1 - x0) / length * width / 2
        left.append((x + nx, y + ny))
        right.append((x - nx, y - ny))
    return (*left, *reversed(right))
