from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.meter_rows import START_US, load, row

from enfas.errors import InputError
from enfas.interval import A_PLUS, ENERGIES, Mark, Rows, empty
from enfas.meter.block import COLUMNS, GAP, HIGH, LOW, MEASURED, Block, check_rows, portions
from enfas.timebase import US_PER_DAY, US_PER_MIN


def block(rows: Rows) -> Block:
    return Block(rows, 207_000, 253_000)


def between(one: Block, from_us: int, to_us: int) -> list[int]:
    return [b - a for a, b in zip(one.at(from_us), one.at(to_us), strict=True)]


@pytest.mark.requirement("MET-9")
@given(
    st.lists(st.integers(0, 10**7), min_size=8, max_size=8),
    st.integers(3, 10**8),
    st.lists(st.integers(0, 10**9), min_size=1, max_size=5),
)
def test_shares_are_counted_from_the_row_s_start(
    energies: list[int], duration: int, places: list[int]
) -> None:
    """Cut anywhere, any number of times: a part gets the difference of what had flowed before its ends."""
    original = row(START_US, duration)
    original["energy_mj"][0] = energies
    one = block(original)
    cuts = sorted({1 + place % (duration - 1) for place in places})
    for begin, end in pairwise([0, *cuts, duration]):
        shares = [e * end // duration - e * begin // duration for e in energies]
        assert between(one, START_US + begin, START_US + end)[:8] == shares
    total = between(one, START_US, START_US + duration)
    assert total[:8] == energies


def test_totals_count_rows_and_stand_still_between_them() -> None:
    rows = np.concatenate([row(START_US, 10, a_plus=100), row(START_US + 50, 10, a_plus=7)])
    one = block(rows)
    assert [one.at(START_US + t)[0] for t in (-5, 0, 3, 10, 49, 50, 60, 99)] == [
        0,
        0,
        30,
        100,
        100,
        100,
        107,
        107,
    ]
    assert (one.start_us, one.end_us) == (START_US, START_US + 60)


@pytest.mark.parametrize(
    ("u_mv", "low", "high"), [(207_000, 0, 0), (206_999, 8, 0), (253_000, 0, 0), (253_001, 0, 8), (-1, 0, 0)]
)
def test_voltage_is_held_to_its_limits(u_mv: int, low: int, high: int) -> None:
    totals = block(row(START_US, 8, u_mv=u_mv)).at(START_US + 8)
    assert (totals[LOW], totals[HIGH]) == (low, high)


def test_what_is_known_is_weighted_by_time() -> None:
    rows = np.concatenate(
        [row(START_US, 10, i_ma=5, thd_u_cp=-1), row(START_US + 10, 20, i_ma=-1, thd_u_cp=3)]
    )
    totals = block(rows).at(START_US + 30)
    place = len(ENERGIES) + 2 * MEASURED.index("i_ma")
    assert totals[place : place + 2] == [50, 10]
    place = len(ENERGIES) + 2 * MEASURED.index("thd_u_cp")
    assert totals[place : place + 2] == [60, 20]


def test_nothing_is_counted_without_mains_and_no_energy_in_a_gap() -> None:
    rows = np.concatenate(
        [row(START_US, 10, Mark.OUTAGE, a_plus=9), row(START_US + 10, 10, Mark.GAP, u_mv=200_000, a_plus=9)]
    )
    one = block(rows)
    assert one.at(START_US + 10) == [0] * COLUMNS
    after = one.at(START_US + 20)
    assert (after[0], after[GAP], after[LOW]) == (0, 10, 10)


def test_stretches() -> None:
    rows = np.concatenate(
        [
            load(START_US, 2, duration_us=10),
            row(START_US + 20, 10, Mark.OUTAGE),
            row(START_US + 30, 10),
            row(START_US + 50, 10),
        ]
    )
    found = [
        (s.first, s.last, s.start_us - START_US, s.end_us - START_US, s.mains)
        for s in block(rows).stretches(START_US)
    ]
    assert found == [(0, 2, 0, 20, True), (2, 3, 20, 30, False), (3, 4, 30, 40, True), (4, 5, 50, 60, True)]


def test_portions_hold_at_most_a_day() -> None:
    rows = load(START_US, 4000)
    parts = list(portions(rows))
    assert [len(part) for part in parts] == [1440, 1440, 1120]
    assert np.array_equal(np.concatenate(parts), rows)


def test_rows_that_cannot_be_are_still_portioned() -> None:
    """The meter refuses them; what portions them must not fall over them first."""
    rows = load(START_US, 3)
    rows["duration_us"] = 0
    assert [len(part) for part in portions(rows)] == [3]


def bad(**fields: int) -> Rows:
    rows = load(START_US, 2)
    for name, value in fields.items():
        rows[name][1] = value
    return rows


@pytest.mark.parametrize(
    ("rows", "says"),
    [
        (bad(duration_us=0), "lasts"),
        (bad(duration_us=US_PER_DAY + 1), "lasts"),
        (bad(start_us=START_US + US_PER_MIN - 1), "overlap"),
        (bad(start_us=START_US - US_PER_MIN), "overlap"),
        (bad(u_mv=-2), "negative"),
        (bad(energy_mj=-1), "negative"),
        (bad(energy_mj=10**15), "1 GW"),
        (np.repeat(row(START_US, US_PER_DAY, a_plus=3 * 10**14), 1), "too large"),
        (bad(f_mhz=2**40), "too large"),
        (bad()["energy_mj"], "one-dimensional"),
        (bad().reshape(1, 2), "one-dimensional"),
    ],
)
def test_rows_that_cannot_be_are_refused(rows: Rows, says: str) -> None:
    with pytest.raises(InputError, match=says):
        check_rows(rows, START_US)


def test_rows_before_the_last_taken_are_refused() -> None:
    check_rows(load(START_US, 2), START_US)
    with pytest.raises(InputError, match="2025-01-15T11:00:00Z"):
        check_rows(load(START_US, 2), START_US + 1)
    assert len(empty()) == 0


@given(
    st.lists(st.tuples(st.integers(1, 50), st.integers(0, 40)), min_size=1, max_size=8),
    st.integers(1, 200),
    st.integers(0, 300),
)
def test_the_first_instant_with_a_total_is_the_first(
    parts: list[tuple[int, int]], total: int, since: int
) -> None:
    """Against each microsecond looked at."""
    rows = []
    at_us = START_US
    for duration_us, energy_mj in parts:
        rows.append(row(at_us, duration_us, a_plus=energy_mj))
        at_us += duration_us + 3
    block = Block(np.concatenate(rows), 0, 10**9)
    from_us = START_US + since
    reached = [us for us in range(from_us + 1, at_us + 1) if block.at(us)[A_PLUS] >= total]
    assert block.first_with(A_PLUS, total, from_us, at_us) == (reached[0] if reached else None)
