"""The glass: what is on is drawn on, all else is off, and nothing lies outside."""

from __future__ import annotations

from dataclasses import replace

import pytest

from enfas.catalog.display import Form
from enfas.catalog.registers import REGISTERS
from enfas.faces.display import EVERYTHING, Breaker, Display
from enfas.faces.display.values import register_text
from enfas.faces.lcd import front, svg_of
from enfas.faces.lcd.front import Plate
from enfas.faces.lcd.glass import HEIGHT, WIDTH, cells, glass, units_lit
from enfas.faces.lcd.segments import FOURTEEN, SEVEN
from enfas.faces.lcd.shapes import Area, Print, Tone

BLANK = Display(backlight=True)
CROSS = 4


def lit(display: Display) -> int:
    """How many shapes are on, but for the cross of the quadrants."""
    return sum(shape.tone is Tone.LIT for shape in glass(display)) - (0 if display.dark else CROSS)


@pytest.mark.requirement("DISP-1")
def test_what_is_off_is_seen_faintly_and_is_all_that_there_is() -> None:
    off, on = glass(Display(dark=True)), glass(EVERYTHING)
    assert {shape.tone for shape in off} == {Tone.GHOST}
    assert {shape.tone for shape in on} == {Tone.LIT, Tone.SHADOW}
    assert len(off) + CROSS == sum(shape.tone is Tone.LIT for shape in on)
    assert lit(BLANK) == 0


@pytest.mark.requirement("DISP-1")
@pytest.mark.parametrize("character", [c for c in SEVEN if c != " "])
def test_a_digit_lights_its_segments(character: str) -> None:
    assert lit(replace(BLANK, value=character)) == len(SEVEN[character])
    assert lit(replace(BLANK, identification=character)) == len(SEVEN[character])


@pytest.mark.requirement("DISP-1")
@pytest.mark.parametrize(
    ("value", "marks"), [("1.1", 1), ("1:1:1", 4), ("11", 0)], ids=["a point", "two colons", "none"]
)
def test_points_and_colons(value: str, marks: int) -> None:
    digits = sum(character == "1" for character in value)
    assert lit(replace(BLANK, value=value)) == digits * len(SEVEN["1"]) + marks


@pytest.mark.parametrize("character", [c for c in FOURTEEN if c != " "])
def test_a_letter_lights_its_segments(character: str) -> None:
    assert lit(replace(BLANK, text=character)) == len(FOURTEEN[character])


@pytest.mark.requirement("DISP-1")
@pytest.mark.parametrize(
    ("change", "shapes"),
    [
        ({"quadrant": 1}, 1),
        ({"quadrant": 4}, 1),
        ({"tariff": 3}, 1),
        ({"voltage": True}, 1),
        ({"current": True}, 1),
        ({"breaker": Breaker.CLOSED}, 5),
        ({"breaker": Breaker.OPEN}, 5),
        ({"tamper": True}, 2),
        ({"radio": True}, 6),
        ({"modules": frozenset({1})}, 1),
        ({"modules": frozenset({1, 2})}, 2),
        ({"error": True}, 3),
        ({"prepayment": True}, 1),
        ({"unit": "kWh"}, 3),
    ],
    ids=lambda value: next(iter(value)) if isinstance(value, dict) else "",
)
def test_a_symbol_is_drawn_on(change, shapes) -> None:
    assert lit(replace(BLANK, **change)) == shapes


def test_an_open_breaker_looks_otherwise_than_a_closed_one() -> None:
    closed, opened = (
        [shape for shape in glass(replace(BLANK, breaker=state)) if shape.tone is Tone.LIT]
        for state in (Breaker.CLOSED, Breaker.OPEN)
    )
    assert closed != opened


def test_nothing_lies_outside_of_the_glass() -> None:
    for shape in glass(EVERYTHING):
        points = [(shape.x, shape.y)] if isinstance(shape, Print) else [p for o in shape.outlines for p in o]
        assert all(0 < x < WIDTH and 0 < y < HEIGHT for x, y in points)


@pytest.mark.requirement("DISP-1")
def test_the_glass_has_the_unit_of_each_register_that_can_be_shown() -> None:
    from enfas.catalog.display import READINGS

    forms = {Form.ENERGY, Form.POWER, Form.VALUE, Form.NUMBER}
    for reading in READINGS.values():
        if reading.key and reading.form in forms:
            row = REGISTERS[reading.key]
            unit = register_text(reading.form, 0, row.scaler or 0, row.unit)[1]
            assert bool(units_lit(unit)) is bool(unit), reading.name


def test_digits_stand_at_the_right_with_their_marks() -> None:
    assert cells("1.8", 3) == [(" ", ""), ("1", "."), ("8", "")]
    assert cells("1234", 3) == [("2", ""), ("3", ""), ("4", "")]


def test_the_light_behind_the_glass_and_the_diodes_are_seen() -> None:
    from enfas.faces.display import Lamp

    plate = Plate("1", "type")
    tones = {shape.tone for shape in front(BLANK, plate)}
    assert Tone.CRYSTAL in tones
    assert Tone.DIODE_ON not in tones
    dark = {shape.tone for shape in front(Display(dark=True), plate)}
    assert Tone.DULL in dark
    assert Tone.CRYSTAL not in dark
    for lamps in ({"led": Lamp.ON}, {"led": Lamp.FLASHING}, {"breaker_led": Lamp.ON}):
        shapes = front(replace(BLANK, **lamps), plate)
        assert sum(shape.tone is Tone.DIODE_ON for shape in shapes) == 1
    without = front(BLANK, replace(plate, has_breaker=False))
    assert sum(shape.tone is Tone.DIODE for shape in without) == 1


def test_svg_has_every_shape() -> None:
    shapes = front(EVERYTHING, Plate("12345678", "<type & more>"))
    text = svg_of(shapes, "a <meter>")
    assert text.count("<path") == sum(isinstance(shape, Area) for shape in shapes)
    assert text.count("<text") == sum(isinstance(shape, Print) for shape in shapes)
    assert "<title>a &lt;meter&gt;</title>" in text
    assert "&lt;type &amp; more&gt;" in text
