from __future__ import annotations

import pytest

from enfas.faces.display.glass import EVERYTHING, TEXT_PLACES, TEXT_STEP_US, scrolled


@pytest.mark.requirement("DISP-1")
def test_a_longer_text_goes_round_in_its_field() -> None:
    text = "COMMUNICATION"
    windows = [scrolled(text, step * TEXT_STEP_US) for step in range(len(text) + 3)]
    assert windows[:3] == ["COMMUNICA", "OMMUNICAT", "MMUNICATI"]
    assert windows[len(text)] == "   COMMUN"
    assert {len(window) for window in windows} == {TEXT_PLACES}
    assert scrolled(text, (len(text) + 3) * TEXT_STEP_US) == windows[0]
    assert scrolled("TIME/DATE", 5 * TEXT_STEP_US) == "TIME/DATE"


def test_the_display_test_has_everything_on() -> None:
    assert EVERYTHING.every_segment
    assert all(
        (EVERYTHING.voltage, EVERYTHING.current, EVERYTHING.tamper, EVERYTHING.radio, EVERYTHING.error)
    )
    assert all((EVERYTHING.prepayment, EVERYTHING.modules == {1, 2}))
