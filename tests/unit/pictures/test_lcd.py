"""The display as a picture: every segment that is lit is drawn, and no other."""

from __future__ import annotations

from pathlib import Path

import pytest

from enfas.errors import InputError
from enfas.faces.display import Breaker, Display
from enfas.pictures.lcd import Plate, draw_lcd
from enfas.pictures.segments import FOURTEEN, SEVEN, SEVEN_SHAPES, bars_14
from enfas.pictures.terminal import render_text

FULL = Display(
    "008 76.543".replace(" ", ""),
    "kWh",
    "1.8.0",
    "A+",
    quadrant=1,
    voltage=True,
    current=True,
    breaker=Breaker.CLOSED,
    radio=True,
)


@pytest.mark.parametrize(("suffix", "begins"), [("png", b"\x89PNG"), ("svg", b"<?xml"), ("pdf", b"%PDF")])
def test_the_ending_chooses_the_kind_of_picture(tmp_path: Path, suffix: str, begins: bytes) -> None:
    path = tmp_path / "deep" / f"lcd.{suffix}"
    draw_lcd(FULL, path, Plate("12345678", "OMNIPOWER"))
    assert path.read_bytes().startswith(begins)


def test_another_ending_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="not a kind of picture"):
        draw_lcd(FULL, tmp_path / "lcd.docx")


@pytest.mark.parametrize("display", [Display(""), FULL, Display("2007:02:01", breaker=Breaker.OPEN)])
def test_each_state_has_its_own_picture(tmp_path: Path, display: Display) -> None:
    draw_lcd(display, tmp_path / "one.png")
    draw_lcd(Display("8", error=True), tmp_path / "other.png")
    assert (tmp_path / "one.png").read_bytes() != (tmp_path / "other.png").read_bytes()


def test_segments_of_a_character_exist_and_differ() -> None:
    assert all(set(lit) <= set(SEVEN_SHAPES) for lit in SEVEN.values())
    assert all(set(lit) <= set(bars_14()) for lit in FOURTEEN.values())
    digits = [frozenset(SEVEN[d]) for d in "0123456789"]
    assert len(set(digits)) == 10


def plain(display: Display) -> str:
    from rich.console import Console

    console = Console(width=60, color_system=None)
    with console.capture() as capture:
        console.print(render_text(display, "12345678"))
    return capture.get()


def test_the_terminal_shows_the_same_fields() -> None:
    text = plain(FULL)
    assert all(part in text for part in ("12345678", "1.8.0", "A+", "kWh", "•──•", "I "))
    assert "▖" in text  # the decimal point
    assert "•╱ •" in plain(Display("1", breaker=Breaker.OPEN))
    assert "•" not in plain(Display("1"))


def test_the_terminal_keeps_its_width_whatever_is_shown() -> None:
    for display in (
        FULL,
        Display(""),
        Display("12345678901234", "kvarh", "96.54.128", "TIME/DATE", quadrant=3),
    ):
        assert {len(line) for line in plain(display).splitlines()} == {50}
