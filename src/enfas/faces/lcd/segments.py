"""Segment digits as a display's glass has them: seven for numbers, fourteen for letters.

Shapes lie in a box one wide, y downwards, and lean to the right as digits on meters do. Segments meet at
mitres, with a gap between neighbours.
"""

from __future__ import annotations

from typing import Final

from enfas.faces.lcd.shapes import Point

__all__ = [
    "FOURTEEN",
    "FOURTEEN_HEIGHT",
    "FOURTEEN_SHAPES",
    "SEVEN",
    "SEVEN_HEIGHT",
    "SEVEN_SHAPES",
    "leaning",
]

SEVEN: Final[dict[str, str]] = {
    "0": "abcdef",
    "1": "bc",
    "2": "abged",
    "3": "abgcd",
    "4": "fgbc",
    "5": "afgcd",
    "6": "afgedc",
    "7": "abc",
    "8": "abcdefg",
    "9": "abcdfg",
    "-": "g",
    " ": "",
}
"""Which segments a character lights; a at the top, then clockwise to f, and g across the middle."""

SEVEN_HEIGHT: Final = 1.78
FOURTEEN_HEIGHT: Final = 1.72
_LEAN: Final = 0.09


def leaning(points: tuple[Point, ...], height: float) -> tuple[Point, ...]:
    """A shape that leans to the right, about its box's foot."""
    return tuple((x + (height - y) * _LEAN, y) for x, y in points)


def _frame(height: float, thick: float, gap: float) -> dict[str, tuple[Point, ...]]:
    """The six outer segments, the upper left quarter drawn and the others mirrored."""
    middle = height / 2
    a = ((gap, 0.0), (1 - gap, 0.0), (1 - thick - gap, thick), (thick + gap, thick))
    f = (
        (0.0, gap),
        (thick, thick + gap),
        (thick, middle - thick / 2 - gap),
        (thick / 2, middle - gap),
        (0.0, middle - gap),
    )

    def over(points: tuple[Point, ...]) -> tuple[Point, ...]:
        return tuple((x, height - y) for x, y in points)

    def across(points: tuple[Point, ...]) -> tuple[Point, ...]:
        return tuple((1 - x, y) for x, y in points)

    return {"a": a, "b": across(f), "c": across(over(f)), "d": over(a), "e": over(f), "f": f}


def _bar(left: float, right: float, y: float, thick: float) -> tuple[Point, ...]:
    """A bar across, pointed at both ends."""
    half = thick / 2
    return (
        (left, y),
        (left + half, y - half),
        (right - half, y - half),
        (right, y),
        (right - half, y + half),
        (left + half, y + half),
    )


def _seven() -> dict[str, tuple[Point, ...]]:
    thick, gap = 0.185, 0.022
    bar = _bar(thick / 2 + gap, 1 - thick / 2 - gap, SEVEN_HEIGHT / 2, thick)
    return {**_frame(SEVEN_HEIGHT, thick, gap), "g": bar}


def _fourteen() -> dict[str, tuple[Point, ...]]:
    height, thick, gap = FOURTEEN_HEIGHT, 0.15, 0.024
    middle, half, centre = height / 2, thick / 2, 0.5
    inner, to_x, to_y = thick + gap, centre - half - gap, middle - half - gap
    run, rise = 0.095, 0.25  # how much of the corners a diagonal takes
    left = {
        "g": _bar(half + gap, centre - gap / 2, middle, thick),
        "j": (
            (centre - half, inner),
            (centre + half, inner),
            (centre + half, to_y),
            (centre, middle - gap),
            (centre - half, to_y),
        ),
        "i": (
            (inner, inner),
            (inner + run, inner),
            (to_x, to_y - rise),
            (to_x, to_y),
            (to_x - run, to_y),
            (inner, inner + rise),
        ),
    }
    mirrored = {
        "h": tuple((1 - x, y) for x, y in left["g"]),
        "k": tuple((1 - x, y) for x, y in left["i"]),
        "l": tuple((x, height - y) for x, y in left["i"]),
        "m": tuple((x, height - y) for x, y in left["j"]),
        "n": tuple((1 - x, height - y) for x, y in left["i"]),
    }
    return {**_frame(height, thick, gap), **left, **mirrored}


SEVEN_SHAPES: Final = {name: leaning(points, SEVEN_HEIGHT) for name, points in _seven().items()}
"""Outlines of the seven segments."""

FOURTEEN_SHAPES: Final = {name: leaning(points, FOURTEEN_HEIGHT) for name, points in _fourteen().items()}
"""Outlines of the fourteen segments: a to f as above; g left and h right half of the middle; i, j, k the
upper left diagonal, upper post and upper right diagonal; l, m, n the same below."""

FOURTEEN: Final[dict[str, str]] = {
    " ": "",
    "0": "abcdefkl",
    "1": "bck",
    "2": "abghed",
    "3": "abhcd",
    "4": "fghbc",
    "5": "afghcd",
    "6": "afghedc",
    "7": "abc",
    "8": "abcdefgh",
    "9": "abcdfgh",
    "A": "abcefgh",
    "B": "abcdhjm",
    "C": "adef",
    "D": "abcdjm",
    "E": "adefgh",
    "F": "aefgh",
    "G": "acdefh",
    "H": "bcefgh",
    "I": "adjm",
    "J": "bcde",
    "K": "efgkn",
    "L": "def",
    "M": "bcefik",
    "N": "bcefin",
    "O": "abcdef",
    "P": "abefgh",
    "Q": "abcdefn",
    "R": "abefghn",
    "S": "acdfgh",
    "T": "ajm",
    "U": "bcdef",
    "V": "efkl",
    "W": "bcefln",
    "X": "ikln",
    "Y": "ikm",
    "Z": "adkl",
    "+": "ghjm",
    "-": "gh",
    "/": "kl",
    "*": "abcdefghijklmn",
    "=": "dgh",
    "_": "d",
}
"""Which of fourteen segments a character lights; `*` lights all of them."""
