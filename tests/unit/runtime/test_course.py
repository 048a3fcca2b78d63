"""The course of a supply: whole rows while it can, parts of the original where an instant cuts."""

from __future__ import annotations

import numpy as np
import pytest
from tests.meter_rows import START_US, load, make_meter

from enfas.interval import empty
from enfas.runtime.course import Course
from enfas.timebase import US_PER_DAY, US_PER_MIN, US_PER_S

FAR_US = START_US + US_PER_DAY


def at(minutes: float) -> int:
    return START_US + round(minutes * US_PER_MIN)


def spans(rows) -> list[tuple[float, float]]:
    """Where rows begin, and how long they are. [min]"""
    return [((int(r["start_us"]) - START_US) / US_PER_MIN, int(r["duration_us"]) / US_PER_MIN) for r in rows]


def test_nothing_gives_nothing():
    course = Course()
    assert (course.start_us, course.end_us) == (None, None)
    course.put(empty())
    assert len(course.take(FAR_US, FAR_US)) == 0


def test_whole_rows_are_given_together():
    course = Course()
    course.put(load(START_US, 5))
    course.put(load(at(5), 2))
    assert (course.start_us, course.end_us) == (START_US, at(7))
    assert spans(course.take(at(3), at(1))) == [(0, 1), (1, 1), (2, 1)]
    assert course.start_us == at(3)
    assert len(course.take(at(3), at(15))) == 0
    assert spans(course.take(FAR_US, at(15))) == [(3, 1), (4, 1)]
    assert spans(course.take(FAR_US, at(15))) == [(5, 1), (6, 1)]
    assert course.start_us is None


def test_a_row_that_an_instant_cuts_is_given_in_parts():
    course = Course()
    course.put(load(START_US, 2, duration_us=10 * US_PER_MIN))
    assert spans(course.take(at(4), at(15))) == [(0, 4)]
    assert course.start_us == at(4)
    assert len(course.take(at(4), at(15))) == 0
    assert spans(course.take(at(4.5), at(15))) == [(4, 0.5)]
    assert spans(course.take(at(25), at(15))) == [(4.5, 5.5)]
    assert spans(course.take(at(25), at(15))) == [(10, 10)]


def test_a_part_does_not_reach_over_a_bound():
    course = Course()
    course.put(load(START_US, 1, duration_us=40 * US_PER_MIN))
    taken = []
    for bound in (15, 30, 45):
        taken += spans(course.take(at(39), at(bound)))
    assert taken == [(0, 15), (15, 15), (30, 9)]
    assert spans(course.take(FAR_US, at(45))) == [(39, 1)]


def test_parts_are_of_the_original():
    whole = load(START_US, 1, 601, duration_us=7 * US_PER_S)
    course = Course()
    course.put(whole)
    parts = [course.take(START_US + n * US_PER_S, FAR_US) for n in range(1, 8)]
    energies = [int(part["energy_mj"][0, 0]) for part in parts]
    total = int(whole["energy_mj"][0, 0])
    assert energies == [total * (n + 1) // 7 - total * n // 7 for n in range(7)]


@pytest.mark.parametrize(
    ("had", "left"),
    [
        (-5, [(0, 10), (10, 10)]),
        (0, [(0, 10), (10, 10)]),
        (4, [(4, 6), (10, 10)]),
        (10, [(10, 10)]),
        (25, []),
    ],
)
def test_what_a_meter_has_is_left_out(had, left):
    course = Course(at(had))
    course.put(load(START_US, 2, duration_us=10 * US_PER_MIN))
    found = []
    while len(rows := course.take(FAR_US, FAR_US)):
        found += spans(rows)
    assert found == left


def test_what_a_meter_has_is_left_out_over_several_blocks():
    course = Course(at(12))
    for block in range(3):
        course.put(load(at(5 * block), 5))
    assert spans(course.take(FAR_US, FAR_US)) == [(12, 1), (13, 1), (14, 1)]


def test_rows_that_go_back_in_time_are_not_hidden():
    """What a supply says wrongly is for the meter to refuse."""
    course = Course(at(0))
    course.put(load(START_US, 5))
    course.put(load(START_US, 5))
    course.take(FAR_US, FAR_US)
    assert spans(course.take(FAR_US, FAR_US))[0] == (0, 1)


def test_a_meter_that_has_part_of_a_row_goes_on_with_the_rest_of_it():
    whole = load(START_US, 1, 601, duration_us=40 * US_PER_MIN)
    once = make_meter()
    once.advance(whole)
    twice = make_meter()
    first = Course()
    first.put(whole)
    twice.advance(first.take(at(7), twice.boundary_after(START_US)))
    second = Course(twice.supply_us)
    second.put(whole)
    while (start_us := second.start_us) is not None:
        twice.advance(second.take(FAR_US, twice.boundary_after(start_us)))
    assert twice._parts.energy == once._parts.energy
    ring, other = once.profile.log.ring, twice.profile.log.ring
    assert ring.slice(0, 9) == other.slice(0, 9)
    assert np.array_equal(whole["duration_us"], [40 * US_PER_MIN])
