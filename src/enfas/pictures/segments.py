"""Segment digits as a display's glass has them: seven for numbers, fourteen for letters."""

from __future__ import annotations

from typing import Final

__all__ = ["FOURTEEN", "SEVEN", "SEVEN_SHAPES", "bars_14"]

Point = tuple[float, float]

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


def _shape(ends: tuple[Point, Point], thick: float) -> tuple[Point, ...]:
    """A hexagon along a line, with pointed ends."""
    (x0, y0), (x1, y1) = ends
    half = thick / 2
    if y0 == y1:
        return (
            (x0, y0),
            (x0 + half, y0 + half),
            (x1 - half, y0 + half),
            (x1, y0),
            (x1 - half, y0 - half),
            (x0 + half, y0 - half),
        )
    return (
        (x0, y0),
        (x0 + half, y0 + half),
        (x0 + half, y1 - half),
        (x0, y1),
        (x0 - half, y1 - half),
        (x0 - half, y0 + half),
    )


_GAP = 0.025
_THICK = 0.15
_L, _R, _B, _M, _T = 0.08, 0.92, 0.08, 0.83, 1.58  # a digit is 1 wide and 1.66 high

SEVEN_SHAPES: Final[dict[str, tuple[Point, ...]]] = {
    "a": _shape(((_L + _GAP, _T), (_R - _GAP, _T)), _THICK),
    "b": _shape(((_R, _M + _GAP), (_R, _T - _GAP)), _THICK),
    "c": _shape(((_R, _B + _GAP), (_R, _M - _GAP)), _THICK),
    "d": _shape(((_L + _GAP, _B), (_R - _GAP, _B)), _THICK),
    "e": _shape(((_L, _B + _GAP), (_L, _M - _GAP)), _THICK),
    "f": _shape(((_L, _M + _GAP), (_L, _T - _GAP)), _THICK),
    "g": _shape(((_L + _GAP, _M), (_R - _GAP, _M)), _THICK),
}
"""Outlines of the seven segments in a box 1 wide and 1.66 high."""

# Fourteen segments: a–f as above; g left and h right half of the middle; i, j, k the upper left diagonal,
# upper post and upper right diagonal; l, m, n the lower left diagonal, lower post and lower right diagonal.
FOURTEEN: Final[dict[str, str]] = {
    " ": "",
    "0": "abcdef",
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
    "*": "ghijklmn",
    "=": "dgh",
    "_": "d",
}
"""Which of fourteen segments a character lights."""

_C = (_L + _R) / 2
_LINES_14: Final[dict[str, tuple[Point, Point]]] = {
    "a": ((_L, _T), (_R, _T)),
    "b": ((_R, _T), (_R, _M)),
    "c": ((_R, _M), (_R, _B)),
    "d": ((_L, _B), (_R, _B)),
    "e": ((_L, _M), (_L, _B)),
    "f": ((_L, _T), (_L, _M)),
    "g": ((_L, _M), (_C, _M)),
    "h": ((_C, _M), (_R, _M)),
    "i": ((_L, _T), (_C, _M)),
    "j": ((_C, _T), (_C, _M)),
    "k": ((_R, _T), (_C, _M)),
    "l": ((_L, _B), (_C, _M)),
    "m": ((_C, _M), (_C, _B)),
    "n": ((_C, _M), (_R, _B)),
}


def bars_14() -> dict[str, tuple[Point, Point]]:
    """Each of the fourteen segments as a line, shortened so that neighbours do not touch."""
    bars = {}
    for name, ((x0, y0), (x1, y1)) in _LINES_14.items():
        keep = 0.09
        bars[name] = (
            (x0 + (x1 - x0) * keep, y0 + (y1 - y0) * keep),
            (x1 - (x1 - x0) * keep, y1 - (y1 - y0) * keep),
        )
    return bars
