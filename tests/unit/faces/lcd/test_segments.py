"""The segments: each character has its own, and no two segments of a digit touch."""

from __future__ import annotations

from itertools import combinations

import pytest

from enfas.catalog.display import FUNCTION_READINGS, READINGS
from enfas.faces.display.show import _BREAKER_TEXTS
from enfas.faces.lcd.segments import (
    FOURTEEN,
    FOURTEEN_HEIGHT,
    FOURTEEN_SHAPES,
    SEVEN,
    SEVEN_HEIGHT,
    SEVEN_SHAPES,
    leaning,
)


def area(points) -> float:
    pairs = zip(points, [*points[1:], points[0]], strict=True)
    return abs(sum(x0 * y1 - x1 * y0 for (x0, y0), (x1, y1) in pairs)) / 2


def inside(point, outline) -> bool:
    """Whether a point lies within an outline, by counting the edges to its right."""
    x, y = point
    odd = False
    for (x0, y0), (x1, y1) in zip(outline, [*outline[1:], outline[0]], strict=True):
        if (y0 > y) != (y1 > y) and x < x0 + (y - y0) / (y1 - y0) * (x1 - x0):
            odd = not odd
    return odd


def test_segments_of_a_character_exist_and_differ() -> None:
    assert all(set(lit) <= set(SEVEN_SHAPES) for lit in SEVEN.values())
    assert all(set(lit) <= set(FOURTEEN_SHAPES) for lit in FOURTEEN.values())
    assert len({frozenset(SEVEN[digit]) for digit in "0123456789"}) == 10
    letters = [frozenset(FOURTEEN[letter]) for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZ+-/= "]
    assert len(set(letters)) == len(letters)
    assert set(FOURTEEN["*"]) == set(FOURTEEN_SHAPES)


@pytest.mark.parametrize(
    ("shapes", "height"), [(SEVEN_SHAPES, SEVEN_HEIGHT), (FOURTEEN_SHAPES, FOURTEEN_HEIGHT)], ids=["7", "14"]
)
def test_segments_lie_in_their_box_apart_from_one_another(shapes, height) -> None:
    lean = leaning(((0.0, 0.0),), height)[0][0]
    for points in shapes.values():
        assert area(points) > 0.02
        assert all(-1e-9 <= x <= 1 + lean + 1e-9 and -1e-9 <= y <= height + 1e-9 for x, y in points)
    for one, other in combinations(shapes.values(), 2):
        assert not any(inside(point, other) for point in one)
        assert not any(inside(point, one) for point in other)


@pytest.mark.requirement("DISP-1")
def test_every_text_of_the_display_can_be_written() -> None:
    readings = (*READINGS.values(), *FUNCTION_READINGS.values())
    for text in (*(reading.text for reading in readings), *_BREAKER_TEXTS.values()):
        assert len(text) <= 9
        assert set(text.upper()) <= set(FOURTEEN)
    for reading in readings:
        assert set(reading.identification) <= {*SEVEN, "."}
