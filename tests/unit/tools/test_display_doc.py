"""docs/display.md and its pictures are what the display's tables and the program say."""

from __future__ import annotations

import pytest
from tools import display_doc

from enfas.catalog.display import READINGS


def test_the_page_is_fresh() -> None:
    assert display_doc.PAGE.read_text(encoding="utf-8") == display_doc.render(), "python -m tools.display_doc"


@pytest.mark.requirement("DISP-1")
def test_the_pictures_are_fresh() -> None:
    for path, text in display_doc.pictures().items():
        assert path.read_text(encoding="utf-8") == text, f"{path.name}: python -m tools.display_doc"


def test_the_page_has_every_reading_and_picture() -> None:
    page = display_doc.render()
    assert all(f"| {name} | {reading.text} |" in page for name, reading in READINGS.items())
    assert all(f"img/{path.name}" in page for path in display_doc.pictures())


def test_checking_changes_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    assert display_doc.main(["--check"]) == 0
    assert capsys.readouterr().out == ""
