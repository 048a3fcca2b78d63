"""docs/breaker.md and its picture are what the machine's table says."""

from __future__ import annotations

import xml.etree.ElementTree as ET

import pytest
from tools import breaker_doc, breaker_drawing

from enfas.catalog.breaker import BreakerState
from enfas.meter.breaker.machine import TABLE, Event, Transition


def test_the_page_is_fresh() -> None:
    assert breaker_doc.PAGE.read_text(encoding="utf-8") == breaker_doc.render(), "python -m tools.breaker_doc"


def test_the_picture_is_fresh() -> None:
    drawn = breaker_doc.PICTURE.read_text(encoding="utf-8")
    assert drawn == breaker_drawing.drawing(), "python -m tools.breaker_doc"


def test_the_picture_shows_every_state_and_every_event() -> None:
    root = ET.fromstring(breaker_drawing.drawing())
    texts = [element.text or "" for element in root.iter("{http://www.w3.org/2000/svg}text")]
    whole = " ".join(texts)
    for state in BreakerState:
        assert str(int(state)) in texts
    for row in TABLE:
        assert row.event.value in whole
        assert row.when is None or row.when.value in whole


@pytest.mark.requirement("SW-6")
def test_page_and_picture_say_that_it_is_no_safety_function() -> None:
    for text in (breaker_doc.render(), breaker_drawing.drawing()):
        assert "The breaker is not a safety function" in text


def test_a_row_that_cannot_be_drawn_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    odd = Transition((BreakerState.CUT_OFF,), Event.NEUTRAL_FAULT, BreakerState.NEUTRAL_FAULT)
    monkeypatch.setattr(breaker_drawing, "TABLE", (*TABLE, odd))
    with pytest.raises(AssertionError, match="no place for CUT_OFF to NEUTRAL_FAULT"):
        breaker_drawing.drawing()
