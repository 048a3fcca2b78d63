"""Rows are cut without a unit of energy lost, however often and wherever."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from enfas.interval import ENERGIES, INTERVAL, UNKNOWN, Rows, cut, empty, part_of


def row(energies: list[int], start_us: int = 0, duration_us: int = 60_000_000) -> Rows:
    made = np.zeros(1, dtype=INTERVAL)
    made["start_us"], made["duration_us"] = start_us, duration_us
    made["energy_mj"][0] = energies
    made["f_mhz"] = UNKNOWN
    return made


@pytest.mark.requirement("MET-9")
@given(
    st.lists(st.integers(0, 2**62), min_size=8, max_size=8),
    st.integers(-(2**50), 2**50),
    st.lists(st.integers(1, 59_999_999), min_size=1, max_size=12, unique=True),
)
def test_parts_sum_to_the_whole_and_do_not_depend_on_the_order(
    energies: list[int], start_us: int, places: list[int]
) -> None:
    whole = row(energies, start_us)
    at = [start_us + place for place in sorted(places)]
    bounds = [start_us, *at, start_us + 60_000_000]
    total = np.zeros(8, dtype=object)
    for begin, end in itertools.pairwise(bounds):
        # the same part, cut off from the left and from the right
        left = cut(whole, start_us, end - start_us, begin)[1] if begin > start_us else None
        right = cut(whole, begin, start_us + 60_000_000 - begin, end)[0] if end < bounds[-1] else None
        for part in (left, right):
            if part is not None:
                assert (int(part["start_us"][0]), int(part["duration_us"][0])) == (begin, end - begin)
        if left is not None and right is not None:
            assert left == right
        part = left if left is not None else right
        assert part is not None
        total += part["energy_mj"][0].astype(object)
    assert total.tolist() == energies


def test_the_joint_holds_integers_only() -> None:
    assert len(ENERGIES) == 8
    assert all(INTERVAL[name].base.kind in "iu" for name in INTERVAL.names or ())
    assert empty().shape == (0,)


def test_a_part_of_a_row_may_be_all_of_it() -> None:
    whole = row([7, 0, 1, 2, 3, 4, 5, 6], 1_000, 60)
    assert part_of(whole, 1_000, 1_060) == whole
    middle = part_of(whole, 1_010, 1_030)
    assert (int(middle["start_us"][0]), int(middle["duration_us"][0])) == (1_010, 20)
    assert middle["energy_mj"][0].tolist() == [2, 0, 0, 1, 1, 2, 2, 2]
