"""The front in files."""

from __future__ import annotations

from pathlib import Path

import pytest

from enfas.errors import InputError
from enfas.faces.display import EVERYTHING, Breaker, Display
from enfas.faces.lcd import front, svg_of, text_of
from enfas.pictures.lcd import Plate, draw_lcd


@pytest.mark.parametrize(("suffix", "begins"), [("png", b"\x89PNG"), ("svg", b"<svg"), ("pdf", b"%PDF")])
def test_the_ending_chooses_the_kind_of_picture(tmp_path: Path, suffix: str, begins: bytes) -> None:
    path = tmp_path / "deep" / f"lcd.{suffix}"
    draw_lcd(EVERYTHING, path, Plate("12345678", "6861111BN242101040"))
    assert path.read_bytes().startswith(begins)


def test_svg_and_text_are_those_of_the_face(tmp_path: Path) -> None:
    draw_lcd(EVERYTHING, tmp_path / "lcd.svg", Plate("1"))
    assert (tmp_path / "lcd.svg").read_text("utf-8") == svg_of(front(EVERYTHING, Plate("1")), "meter 1")
    draw_lcd(EVERYTHING, tmp_path / "lcd.txt")
    assert (tmp_path / "lcd.txt").read_text("utf-8") == text_of(EVERYTHING)


def test_another_ending_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="not a kind of picture"):
        draw_lcd(EVERYTHING, tmp_path / "lcd.docx")


def test_a_file_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    for name in ("lcd.svg", "lcd.png"):
        with pytest.raises(InputError, match="cannot be written"):
            draw_lcd(EVERYTHING, tmp_path / "file" / name)


def test_each_state_has_its_own_picture(tmp_path: Path) -> None:
    drawn = set()
    for number, display in enumerate((Display(dark=True), EVERYTHING, Display(breaker=Breaker.OPEN))):
        draw_lcd(display, tmp_path / f"{number}.png")
        drawn.add((tmp_path / f"{number}.png").read_bytes())
    assert len(drawn) == 3
