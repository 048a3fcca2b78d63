"""Bounds by the calendar, in normal time."""

from __future__ import annotations

import pytest

from enfas.catalog.codes.values import BillingPeriod
from enfas.meter.bounds import billing_bounds, interval_bounds
from enfas.meter.clock import Clock, ClockState
from enfas.meter.periods import NEVER
from enfas.timebase import US_PER_HOUR, from_civil

CLOCK = Clock(ClockState(0), 60)
NOON = from_civil(2025, 3, 5, 11)  # a Wednesday, 12:00 at GMT+1


@pytest.mark.parametrize(
    ("interval", "last", "following"),
    [
        ("day", (2025, 3, 5), (2025, 3, 6)),
        ("week", (2025, 3, 3), (2025, 3, 10)),
        ("month", (2025, 3, 1), (2025, 4, 1)),
    ],
)
def test_intervals(interval: str, last: tuple[int, int, int], following: tuple[int, int, int]) -> None:
    begin, end = from_civil(*last) - US_PER_HOUR, from_civil(*following) - US_PER_HOUR
    assert interval_bounds(CLOCK, NOON, interval) == (begin, end)
    assert interval_bounds(CLOCK, begin, interval) == (begin, end)
    assert interval_bounds(CLOCK, end - 1, interval) == (begin, end)


def test_debiting_periods() -> None:
    half_a_year = BillingPeriod(6, 3)
    begin, end = from_civil(2024, 9, 28) - US_PER_HOUR, from_civil(2025, 3, 28) - US_PER_HOUR
    assert billing_bounds(CLOCK, NOON, half_a_year, 28) == (begin, end)
    assert billing_bounds(CLOCK, end, half_a_year, 28)[0] == end
    assert billing_bounds(CLOCK, NOON, None, 1) == (NOON, NEVER)
