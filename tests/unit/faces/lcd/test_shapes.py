from __future__ import annotations

import pytest

from enfas.faces.lcd.shapes import COLOURS, Area, Print, Tone, arc, disc, moved, rectangle, stroke


def test_each_tone_has_a_colour() -> None:
    assert set(COLOURS) == set(Tone)
    assert all(colour[0] == "#" and 0 < opacity <= 1 for colour, opacity in COLOURS.values())


def test_a_shape_is_moved() -> None:
    assert moved(Area((((0, 0), (1, 0), (0, 1)),), Tone.LIT), 2, 3, Tone.SHADOW) == Area(
        (((2, 3), (3, 3), (2, 4)),), Tone.SHADOW
    )
    assert moved(Print(0, 0, "k", 2, Tone.LIT), 2, 3) == Print(2, 3, "k", 2, Tone.LIT)


def test_outlines() -> None:
    assert rectangle(1, 2, 3, 4) == ((1, 2), (4, 2), (4, 6), (1, 6))
    rounded = rectangle(0, 0, 10, 10, 2)
    assert (min(x for x, _ in rounded), max(y for _, y in rounded)) == (0, 10)
    assert all((x - 5) ** 2 + (y - 6) ** 2 == pytest.approx(4) for x, y in disc(5, 6, 2))
    first, *_, last = arc(0, 0, 1, 0, 90)
    assert first == pytest.approx((1, 0))
    assert last == pytest.approx((0, -1))


def test_a_stroke_is_as_wide_as_it_is_told() -> None:
    assert stroke(((0, 0), (4, 0)), 1) == ((0, 0.5), (4, 0.5), (4, -0.5), (0, -0.5))
