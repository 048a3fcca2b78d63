"""Whatever buttons are pressed and however time goes on, the front shows something that it can show."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.meter_rows import Kept, state_of
from tests.panel_bench import Front

from enfas.catalog.display import READINGS, ListName
from enfas.errors import CommandRefused
from enfas.faces.display import IDENTIFICATION_DIGITS, TEXT_PLACES, VALUE_DIGITS, show
from enfas.faces.lcd import text_of
from enfas.meter.device import Meter
from enfas.meter.panel import Button, Panel

LEGAL = ("a_plus", "a_minus", "a_plus_t1", "serial_number", "hours")

STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("press"), st.sampled_from(list(Button)), st.sampled_from([0, 5, 6])),
        st.tuples(st.just("wait"), st.integers(1, 130), st.just(0)),
        st.tuples(st.just("outage"), st.integers(1, 130), st.just(0)),
        st.tuples(st.just("list"), st.sampled_from(list(ListName)), st.permutations(list(READINGS)[:40])),
    ),
    max_size=40,
)
CODES = st.sampled_from(
    [{}, {"Z17": "3", "Z5": "2"}, {"X9": "1", "Z29": "1", "Z17": "2"}, {"X10": "0", "Z19": "0", "Z17": "3"}]
)


def digits(text: str) -> int:
    return sum(character not in ".:" for character in text)


@pytest.mark.requirement("DISP-1", "DISP-4", "DISP-6")
@given(CODES, STEPS)
def test_the_front_always_shows_what_it_can(codes, steps) -> None:
    front = Front(seconds=1, **codes)
    for step, what, more in steps:
        before = state_of(front.meter)
        legal = [front.meter.read(key) for key in LEGAL if key in front.meter.registers]
        try:
            if step == "press":
                front.press(what, held_s=more)
            elif step == "list":
                front.panel.set_list(what, more[:10])
            else:
                getattr(front, step)(what)
                continue
        except CommandRefused:
            assert state_of(front.meter) == before
        assert [front.meter.read(key) for key in LEGAL if key in front.meter.registers] == legal
        shown = show(front.meter)
        assert digits(shown.value) <= VALUE_DIGITS
        assert digits(shown.identification) <= IDENTIFICATION_DIGITS
        assert len(shown.text) <= TEXT_PLACES
        assert text_of(shown)
        for name in (ListName.AUTOMATIC, ListName.MANUAL):
            listed = [reading.name for reading in front.panel.listed(name)]
            assert all(r.name in listed for r in READINGS.values() if r.legal and front.panel.has(r))


@pytest.mark.requirement("DISP-2", "REG-1")
@given(CODES, STEPS)
def test_a_restarted_meter_shows_what_it_showed(codes, steps) -> None:
    front, kept = Front(**codes), Kept()
    for step, what, more in steps:
        if step in ("wait", "outage"):
            getattr(front, step)(what)
        elif step == "press":
            try:
                front.press(what, held_s=more)
            except CommandRefused:
                continue
    kept.commit(front.meter.take_changes())
    back = Meter.restore(front.meter.configuration, kept.image())
    assert back.part(Panel).shown() == front.panel.shown()
    assert show(back) == show(front.meter)
