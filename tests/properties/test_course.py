"""However a supply's course is cut, a meter that is given it comes to the same state."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.meter_rows import START_US, make_meter, row, state_of

from enfas.interval import Mark, Measured, Rows
from enfas.meter.device import Meter
from enfas.runtime.course import Course
from enfas.timebase import US_PER_MIN, US_PER_S

KINDS = (Mark.NONE, Mark.NONE, Mark.NONE, Mark.GAP, Mark.OUTAGE)


@st.composite
def supplies(draw: st.DrawFn) -> Rows:
    """Rows of any length up to three hours, with holes, gaps and outages between them."""
    rows, at_us = [], START_US + draw(st.integers(0, 20 * US_PER_MIN))
    for _ in range(draw(st.integers(1, 10))):
        duration_us = draw(st.one_of(st.integers(1, 5 * US_PER_S), st.integers(1, 180 * US_PER_MIN)))
        marks = draw(st.sampled_from(KINDS))
        most = 10 * duration_us // 1000  # 10 kW
        energies = {} if marks else {name: draw(st.integers(0, most)) for name in ("a_plus", "r1", "e_plus")}
        rows.append(row(at_us, duration_us, marks, draw(st.integers(190_000, 260_000)), **energies))
        at_us += duration_us + draw(st.sampled_from([0, 0, 0, 1, 7 * US_PER_MIN, 40 * US_PER_MIN]))
    return np.concatenate(rows)


def feed(meter: Meter, course: Course, until_us: int) -> None:
    while len(rows := course.due(until_us)):
        meter.advance(rows, until_us)
        course.done(meter.clock.supply_now_us)
        if meter.clock.state.row_end_us is not None:
            return


@pytest.mark.requirement("MET-9")
@given(supplies(), st.lists(st.floats(0, 1), max_size=12), st.integers(1, 4), st.sets(st.integers(0, 11)))
def test_any_cuts_and_any_restarts_give_the_same_meter(rows, places, size, restarts):
    """Cuts anywhere, blocks of any size, and new courses (as after a restart) in the midst of rows."""
    end_us = int(rows["start_us"][-1] + rows["duration_us"][-1])
    whole = make_meter()
    whole.advance(rows)

    blocks = [rows[n : n + size] for n in range(0, len(rows), size)]
    meter, course = make_meter(), Course()
    waiting = list(blocks)
    for number, place in enumerate(sorted(places)):
        if number in restarts:
            course, waiting = Course(meter.supply_us, meter.clock.state.row_end_us), list(blocks)
        due_us = START_US + round(place * (end_us - START_US))
        while waiting and (course.end_us or 0) < due_us:
            course.put(Measured(waiting.pop(0)))
        feed(meter, course, due_us)
        assert meter.clock.supply_now_us <= max(due_us, START_US)
    for block in waiting:
        course.put(Measured(block))
    feed(meter, course, end_us)
    assert course.end_us is None
    assert state_of(meter) == state_of(whole)
    assert meter.supply_us == end_us


@given(supplies(), st.lists(st.floats(0, 1), max_size=12))
def test_each_row_is_given_until_it_is_done(rows, places):
    end_us = int(rows["start_us"][-1] + rows["duration_us"][-1])
    ends = rows["start_us"] + rows["duration_us"]
    course = Course()
    course.put(Measured(rows))
    for place in sorted(places):
        until_us = START_US + round(place * (end_us - START_US))
        expected = rows[(rows["start_us"] < until_us)]
        course.done(until_us)
        assert (
            course.due(until_us) == expected[expected["start_us"] + expected["duration_us"] > until_us]
        ).all()
    assert (course.due(end_us) == rows[ends > (until_us if places else 0)]).all()
