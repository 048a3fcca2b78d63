from __future__ import annotations

import numpy as np
import pytest
from tests.meter_rows import START_US, load, row

from enfas.interval import Rows
from enfas.meter.block import Block
from enfas.meter.breaker.load_rule import LoadLimits, LoadRule, LoadWatch, load_limits
from enfas.meter.breaker.seconds import current_squares, powers_mw
from enfas.timebase import US_PER_MIN, US_PER_S

LIMITS = load_limits(10, (20, 15, 10), (5, 20, 60), by_power=False)
"""Over 20 A for 5 s, over 15 A for 25 s, over 10 A for 85 s."""


def steady(i_a: float, seconds: int, after_s: float = 0) -> Rows:
    return row(START_US + round(after_s * US_PER_S), seconds * US_PER_S, i_ma=round(i_a * 1000))


def trip_s(rows: Rows, limits: LoadLimits = LIMITS, cuts: list[int] | None = None) -> float | None:
    """After how many seconds the rule trips, fed row by row or as one block."""
    rule = LoadRule(LoadWatch(anchor_us=START_US), limits)
    for part in np.split(rows, cuts or []):
        block = Block(part, 207_000, 253_000)
        trip_us = rule.first_trip(block, block.start_us, block.end_us)
        if trip_us is not None:
            return (trip_us - START_US) / US_PER_S
        rule.count(block, block.start_us, block.end_us)
    return None


def test_limits_of_current_and_power() -> None:
    assert (
        current_squares,
        (20_000**2, 15_000**2, 10_000**2),
        (5 * US_PER_S, 25 * US_PER_S, 85 * US_PER_S),
    ) == LIMITS
    by_power = load_limits(5, (13, 10, 10), (0, 0, 7), by_power=True)
    assert by_power == (powers_mw, (6_500_000, 5_000_000, 5_000_000), (US_PER_S, US_PER_S, 7 * US_PER_S))


@pytest.mark.requirement("SW-3")
@pytest.mark.parametrize(
    ("i_a", "after_s"),
    [(9.9, None), (10, None), (10.001, 85), (15, 85), (15.001, 25), (20, 25), (20.001, 5), (90, 5)],
    ids=lambda v: str(v),
)
@pytest.mark.parametrize("row_s", [1, 60, 600])
def test_over_a_limit_for_its_time(i_a: float, after_s: float | None, row_s: int) -> None:
    rows = np.concatenate([steady(i_a, row_s, n * row_s) for n in range(600 // row_s)])
    assert trip_s(rows) == after_s
    assert trip_s(rows, cuts=list(range(1, len(rows)))) == after_s


@pytest.mark.requirement("SW-3")
def test_by_power() -> None:
    limits = load_limits(3, (10, 10, 10), (7, 7, 7), by_power=True)
    assert trip_s(load(START_US, 20, watts=3_000, duration_us=US_PER_S), limits) is None
    assert trip_s(load(START_US, 20, watts=3_001, duration_us=US_PER_S), limits) == 7
    export = load(START_US, 20, watts=0, duration_us=US_PER_S, a_minus=10**7)
    assert trip_s(export, limits) is None, "imported power is limited"


@pytest.mark.requirement("SW-3")
def test_a_break_begins_the_time_anew() -> None:
    rows = np.concatenate([steady(30, 4), steady(9, 1, 4), steady(30, 10, 5)])
    assert trip_s(rows) == 10
    assert trip_s(rows, cuts=[1, 2]) == 10


def test_a_limit_s_time_goes_on_while_a_higher_one_breaks() -> None:
    rows = np.concatenate([steady(30, 4), steady(16, 10, 4), steady(30, 4, 14), steady(16, 60, 18)])
    assert trip_s(rows) == 25
    assert trip_s(rows, cuts=[1, 2, 3]) == 25


def test_the_watch_tells_since_when() -> None:
    watch = LoadWatch(anchor_us=START_US)
    rule = LoadRule(watch, LIMITS)
    block = Block(np.concatenate([steady(5, 3), steady(16, 10, 3)]), 207_000, 253_000)
    assert not watch.over
    rule.count(block, START_US, START_US + 3 * US_PER_S)
    assert watch.since_us == [-1, -1, -1]
    rule.count(block, START_US + 3 * US_PER_S, START_US + 7_500_000)
    assert watch.since_us == [-1, START_US + 3 * US_PER_S, START_US + 3 * US_PER_S]
    assert watch.over


def test_only_what_lies_behind_the_anchor_counts() -> None:
    rule = LoadRule(LoadWatch(anchor_us=START_US + 1_250_000), LIMITS)
    block = Block(steady(30, 60), 207_000, 253_000)
    assert rule.first_trip(block, START_US + 1_250_000, block.end_us) == START_US + 6_250_000
    assert rule.first_trip(block, START_US + 1_250_000, START_US + 6_249_999) is None


def test_a_year_without_a_limit_exceeded_costs_next_to_nothing() -> None:
    """Seconds are not even looked at where no row is over the least limit."""
    block = Block(load(START_US, 1440, duration_us=US_PER_MIN, i_ma=9_999), 207_000, 253_000)
    rule = LoadRule(LoadWatch(anchor_us=START_US), LIMITS)
    assert rule.first_trip(block, block.start_us, block.end_us) is None
    assert rule._seconds is not None
    assert rule._seconds._means is None
