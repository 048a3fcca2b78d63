"""The course of a supply: each row is given, whole, until the meter is past its end."""

from __future__ import annotations

import numpy as np
import pytest
from tests.meter_rows import START_US, load, make_meter, state_of

from enfas.errors import InputError
from enfas.interval import WINDOW, Measured, Rows, empty
from enfas.runtime.course import Course
from enfas.timebase import US_PER_DAY, US_PER_MIN

FAR_US = START_US + US_PER_DAY


def at(minutes: float) -> int:
    return START_US + round(minutes * US_PER_MIN)


def starts(rows) -> list[float]:
    """Where rows begin. [min]"""
    return [(int(start) - START_US) / US_PER_MIN for start in rows["start_us"]]


def test_nothing_gives_nothing():
    course = Course()
    assert course.end_us is None
    course.put(Measured(empty()))
    assert len(course.due(FAR_US)) == 0


def test_rows_of_a_block_are_given_together():
    course = Course()
    course.put(Measured(load(START_US, 5)))
    course.put(Measured(load(at(5), 2)))
    assert course.end_us == at(7)
    assert starts(course.due(at(3))) == [0, 1, 2]
    course.done(at(3))
    assert len(course.due(at(3))) == 0
    assert starts(course.due(FAR_US)) == [3, 4]
    course.done(at(5))
    assert starts(course.due(FAR_US)) == [5, 6]
    course.done(at(7))
    assert course.end_us is None


def test_a_row_that_is_due_in_part_is_given_whole_until_it_is_done():
    course = Course()
    course.put(Measured(load(START_US, 2, duration_us=10 * US_PER_MIN)))
    for minutes in (4, 4.5, 9):
        assert starts(course.due(at(minutes))) == [0]
        course.done(at(minutes))
    assert starts(course.due(at(25))) == [0, 10]
    course.done(at(10))
    assert starts(course.due(at(25))) == [10]


@pytest.mark.parametrize(
    ("had", "left"), [(-5, [0, 10]), (0, [0, 10]), (4, [0, 10]), (10, [10]), (12, [12]), (19, [19]), (20, [])]
)
def test_what_a_meter_has_is_left_out(had, left):
    course = Course(at(had), at(10))
    course.put(Measured(load(START_US, 2, duration_us=10 * US_PER_MIN)))
    assert starts(course.due(FAR_US)) == left


def test_what_a_meter_has_is_left_out_over_several_blocks():
    course = Course(at(12))
    for block in range(3):
        course.put(Measured(load(at(5 * block), 5)))
    assert starts(course.due(FAR_US)) == [12, 13, 14]


def test_a_row_that_is_not_the_one_a_meter_was_left_in_is_cut():
    """A recording that has grown: where it had ended there is a longer row now."""
    course, whole = Course(at(7)), load(START_US, 2, 601, duration_us=10 * US_PER_MIN)
    course.put(windows_of(whole))
    rows = course.due(FAR_US)
    assert starts(rows) == [7, 10]
    assert rows["duration_us"][0] == 3 * US_PER_MIN
    for rest, full in zip(rows["energy_mj"][0].tolist(), whole["energy_mj"][0].tolist(), strict=True):
        assert rest == full - full * 7 // 10
    assert rows[1:].tobytes() == whole[1:].tobytes()
    assert gone(course, 20) == [0]


def test_what_is_left_out_is_counted():
    course = Course(at(12))
    for block in range(3):
        course.put(Measured(load(at(5 * block), 5)))
        assert course.caught_up == (block == 2)
    assert course.left_out == (12, START_US, at(12))
    assert Course(at(0)).left_out is None
    fresh = Course()
    fresh.put(Measured(load(START_US, 5)))
    assert (fresh.left_out, fresh.caught_up) == (None, True)


def test_what_comes_as_it_happens_is_moved_to_where_it_may_begin():
    course = Course(at(3))
    course.put(windows_of(load(START_US, 4)), at(3))
    assert starts(course.due(FAR_US)) == [3, 4, 5, 6]
    assert course.left_out is None
    course.put(Measured(load(at(4), 1)), course.end_us)
    course.put(Measured(load(at(20), 1)), course.end_us)  # in no need of it
    assert gone(course, 7) == [3, 5, 6]
    assert starts(course.due(FAR_US)) == [7]
    gone(course, 8)
    assert starts(course.due(FAR_US)) == [20]


def windows_of(rows: Rows) -> Measured:
    """Rows with a window beside each but the second."""
    windows = np.zeros(len(rows), dtype=WINDOW)
    windows["start_us"], windows["duration_us"] = rows["start_us"], rows["duration_us"]
    return Measured(rows, np.delete(windows, 1))


def gone(course: Course, minutes: float) -> list[float]:
    """The windows that go with rows that are done. [min]"""
    return [start for windows in course.done(at(minutes)) for start in starts(windows)]


def test_windows_go_with_their_rows():
    course = Course()
    course.put(windows_of(load(START_US, 4)))
    course.put(Measured(load(at(4), 1)))
    course.put(windows_of(load(at(5), 3)))
    assert gone(course, 0.5) == []
    assert gone(course, 1.5) == [0]
    assert gone(course, 2.5) == []  # the second row has none
    assert gone(course, 6.5) == [2, 3, 5]
    assert gone(course, 9) == [7]
    assert gone(course, 9) == []


def test_windows_of_what_a_meter_has_are_left_out():
    course = Course(at(2.5))
    course.put(windows_of(load(START_US, 4)))
    assert gone(course, 4) == [2, 3]


def test_rows_that_go_back_in_time_are_not_hidden():
    """What a supply says wrongly is for the meter to refuse."""
    course, meter = Course(at(0)), make_meter()
    course.put(Measured(load(START_US, 5)))
    course.put(Measured(load(START_US, 5)))
    meter.advance(course.due(FAR_US))
    course.done(at(4))
    assert starts(course.due(FAR_US)) == [4]
    with pytest.raises(InputError, match="a row starts at"):
        meter.advance(course.due(FAR_US))


def test_a_meter_that_has_part_of_a_row_goes_on_with_the_rest_of_it():
    whole = load(START_US, 1, 601, duration_us=40 * US_PER_MIN)
    once = make_meter()
    once.advance(whole)
    twice, first = make_meter(), Course()
    first.put(Measured(whole))
    twice.advance(first.due(at(7)), at(7))
    second = Course(twice.supply_us, twice.clock.state.row_end_us)
    second.put(Measured(whole))
    twice.advance(second.due(FAR_US))
    assert state_of(twice) == state_of(once)
