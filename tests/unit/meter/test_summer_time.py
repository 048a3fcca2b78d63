from __future__ import annotations

import pytest

from enfas.meter.summer_time import is_summer, summer_bounds
from enfas.timebase import from_civil


@pytest.mark.requirement("RTC-2")
@pytest.mark.parametrize(
    ("year", "march", "october"),
    [(2007, 25, 28), (2013, 31, 27), (2024, 31, 27), (2025, 30, 26), (2026, 29, 25), (2028, 26, 29)],
)
def test_it_begins_and_ends_on_last_sundays_at_one(year: int, march: int, october: int) -> None:
    begins, ends = from_civil(year, 3, march, 1), from_civil(year, 10, october, 1)
    assert summer_bounds(year) == (begins, ends)
    assert [is_summer(t) for t in (begins - 1, begins, ends - 1, ends)] == [False, True, True, False]


@pytest.mark.parametrize("year", [1999, 2000, 2004, 2099, 2100])
def test_the_year_s_ends_are_winter(year: int) -> None:
    assert not is_summer(from_civil(year, 1, 1))
    assert not is_summer(from_civil(year, 12, 31, 23, 59, 59))
    assert is_summer(from_civil(year, 7, 1))
