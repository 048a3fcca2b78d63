"""The joint between supply and meter holds integers, and nothing but."""

from __future__ import annotations

import numpy as np
import pytest

from enfas.interval import (
    ENERGIES,
    INTERVAL,
    LONGEST_US,
    MOST_VALUE,
    NOTHING,
    PLACE,
    QUADRANTS,
    UNKNOWN,
    VALUES,
    WINDOW,
    Measured,
    blank,
    empty,
    quadrant,
    words,
)


def test_the_joint_holds_integers_only() -> None:
    assert len(ENERGIES) == 8
    assert all(INTERVAL[name].base.kind in "iu" for name in INTERVAL.names or ())
    assert empty().shape == (0,)


def test_a_blank_row_knows_nothing() -> None:
    rows = blank(3)
    assert rows.shape == (3,)
    for name in INTERVAL.names or ():
        assert (rows[name] == (UNKNOWN if name in VALUES else 0)).all(), name
    assert set(VALUES) == set(INTERVAL.names or ()) - {"start_us", "duration_us", "energy_mj", "marks"}


def test_each_field_is_found_among_the_integers_of_a_row() -> None:
    rows = blank(2)
    for number, name in enumerate(INTERVAL.names or ()):
        rows[name] = 100 * number
    rows["energy_mj"] = np.arange(8)
    fields = words(rows)
    assert fields.shape == (2, len(PLACE) + 7)
    for name, place in PLACE.items():
        expected = rows[name][1] if name != "energy_mj" else 0
        assert fields[1, place] == expected, name
    place = PLACE["energy_mj"]
    assert fields[1, place : place + 8].tolist() == list(range(8))
    assert words(rows[::2]).shape == (1, len(PLACE) + 7)  # of rows that do not lie together, too


@pytest.mark.requirement("MET-7")
@pytest.mark.parametrize(
    ("active", "reactive", "number"),
    [
        (1, 1, 1), (-1, 1, 2), (-1, -1, 3), (1, -1, 4), (0, 0, 1), (0, -1, 4), (-1, 0, 2), (-0.0, -0.0, 1),
        (np.float64(-5.0), np.float64(2.0), 2), (np.int64(7), np.int64(-7), 4),
    ],
)  # fmt: skip
def test_the_quadrant_is_by_signs(active: float, reactive: float, number: int) -> None:
    assert quadrant(active, reactive) == QUADRANTS[int(active < 0)][int(reactive < 0)] == number


def test_a_day_of_the_greatest_value_can_be_averaged() -> None:
    assert MOST_VALUE * LONGEST_US < 2**62


def test_what_was_measured_has_windows_or_none() -> None:
    assert len(NOTHING.rows) == len(NOTHING.windows) == 0
    assert Measured(blank(2)).windows.dtype == WINDOW
