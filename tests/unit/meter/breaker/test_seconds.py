from __future__ import annotations

import numpy as np
import pytest
from tests.meter_rows import START_US, load, row

from enfas.interval import Mark
from enfas.meter.block import Block
from enfas.meter.breaker.seconds import NO_PART, Seconds, current_squares, powers_mw
from enfas.timebase import US_PER_MIN, US_PER_MS, US_PER_S


def block(*rows: np.ndarray) -> Block:
    return Block(np.concatenate(rows), 207_000, 253_000)


def amperes(*values_ma: int, duration_us: int = US_PER_S) -> Block:
    return block(*(row(START_US + n * duration_us, duration_us, i_ma=i) for n, i in enumerate(values_ma)))


def seconds(of: Block, anchor_us: int = START_US, part: tuple[int, int] = NO_PART) -> Seconds:
    return Seconds(of, current_squares(of), anchor_us, part)


def relative(runs: list[tuple[int, int]]) -> list[tuple[float, float]]:
    return [((a - START_US) / US_PER_S, (b - START_US) / US_PER_S) for a, b in runs]


def test_values_of_rows() -> None:
    rows = block(
        load(START_US, 1, watts=2_500, i_ma=4_000),
        row(START_US + US_PER_MIN, i_ma=-1, a_plus=7),
        row(START_US + 2 * US_PER_MIN, marks=Mark.GAP, i_ma=9_000),
        row(START_US + 3 * US_PER_MIN, i_ma=50_000_000, a_plus=10**6),
    )
    assert current_squares(rows).tolist() == [16_000_000, -1, -1, 3_000_000**2]
    assert powers_mw(rows).tolist() == [2_500_000, 0, -1, 10**6 // 60]


@pytest.mark.requirement("SW-3")
def test_a_row_longer_than_a_second_stands_for_its_mean() -> None:
    rows = amperes(5_000, 7_000, 7_000, 5_000, duration_us=US_PER_MIN)
    assert relative(seconds(rows).over(6_000**2)) == [(60, 180)]


@pytest.mark.requirement("SW-3")
def test_rows_shorter_than_a_second_are_put_together_as_squares() -> None:
    """0.2 s of 10 A and 0.8 s of nothing are √20 A over the second, not 2 A."""
    rows = amperes(10_000, 0, 0, 0, 0, 0, 0, 0, 0, 0, duration_us=200 * US_PER_MS)
    assert relative(seconds(rows).over(4_472**2)) == [(0, 1)]
    assert relative(seconds(rows).over(4_473**2)) == []


def test_a_value_at_the_limit_is_not_over_it() -> None:
    rows = amperes(5_000, 5_001)
    assert relative(seconds(rows).over(5_000**2)) == [(1, 2)]


def test_a_second_begins_at_the_anchor() -> None:
    rows = amperes(0, 10_000, 0)
    half = seconds(rows, START_US + US_PER_S // 2)
    assert relative(half.over(7_000**2)) == [(0.5, 2.5)], "half a second of 10 A is 7.07 A"
    assert half.floor(START_US + US_PER_S) == START_US + US_PER_S // 2


def test_what_is_not_known_does_not_count() -> None:
    rows = amperes(10_000, -1, -1, 10_000, -1, -1, -1, -1, duration_us=US_PER_S // 2)
    assert relative(seconds(rows).over(9_999**2)) == [(0, 2)]


def test_a_second_that_has_not_ended_is_not_told() -> None:
    rows = amperes(10_000, 10_000, 10_000, duration_us=600 * US_PER_MS)
    assert relative(seconds(rows).over(9_000**2)) == [(0, 1)]


def test_a_second_goes_on_in_the_next_block() -> None:
    first = amperes(0, 0, 0, 10_000, 10_000, 10_000, 10_000, duration_us=200 * US_PER_MS)
    part = seconds(first).part_at(first.end_us)
    assert part == (2 * 10_000**2 * 200_000, 400_000)
    second = block(*(row(first.end_us + n * 200_000, 200_000, i_ma=0) for n in range(3)))
    going_on = seconds(second, part=part)
    assert relative(going_on.over(6_324**2)) == [(1, 2)]
    assert relative(going_on.over(6_325**2)) == []


def test_of_a_row_that_was_left_nothing_is_carried() -> None:
    rows = amperes(10_000, 10_000, duration_us=700 * US_PER_MS)
    assert seconds(rows).part_at(START_US + 500_000) == NO_PART
    assert seconds(rows).part_at(START_US + 900_000) == (10_000**2 * 700_000, 700_000)
    assert seconds(rows).part_at(START_US + 1_200_000) == NO_PART, "the row began before the second"


def test_a_hole_between_rows_is_not_known() -> None:
    rows = block(row(START_US, 500_000, i_ma=8_000), row(START_US + 1_500_000, 500_000, i_ma=2_000))
    assert relative(seconds(rows).over(7_999**2)) == [(0, 1)]
    assert relative(seconds(rows).over(1_999**2)) == [(0, 2)]
