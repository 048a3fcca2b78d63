from __future__ import annotations

import pytest

from enfas.catalog.stamp import INVALID, SUMMER, encode_stamp
from enfas.meter.clock import Clock, ClockState
from enfas.timebase import US_PER_HOUR, US_PER_MIN, US_PER_S, Civil, from_civil

JULY = from_civil(2025, 7, 1, 22, 30)
QUARTER = 15 * US_PER_MIN


def clock(at_us: int = JULY, offset_min: int = 60, **state: bool) -> Clock:
    return Clock(ClockState(at_us, **state), offset_min)


@pytest.mark.requirement("RTC-2")
@pytest.mark.parametrize("hours", range(-11, 13), ids=lambda hours: f"GMT{hours:+d}")
@pytest.mark.parametrize("summer", [True, False], ids=["Z15=001", "Z15=000"])
def test_local_time(hours: int, summer: bool) -> None:
    local = clock(offset_min=60 * hours, summer_time=summer).local()
    ahead = hours + summer
    assert local.deviation_min == 60 * ahead
    day, hour = divmod(22 + ahead, 24)
    assert local.civil == Civil(2025, 7, 1 + day, hour, 30, 0, 0, 2 + day)
    assert local.status == (SUMMER if summer else 0)


@pytest.mark.requirement("RTC-2")
def test_stamps_are_in_normal_time_all_the_year() -> None:
    device = clock()
    assert device.stamp(JULY) == encode_stamp(from_civil(2025, 7, 1, 23, 30))


@pytest.mark.requirement("RTC-2")
def test_an_invalid_time_is_marked_until_it_is_set() -> None:
    device = clock(valid=False)
    assert device.stamp(JULY)[-1] == INVALID
    assert device.status == INVALID | SUMMER
    device.set(JULY)
    assert device.stamp(JULY)[-1] == 0


def test_the_present_is_the_end_of_the_last_row_by_its_own_offset() -> None:
    device = clock()
    assert device.supply_now_us == device.now_us == JULY
    device.set(JULY + 5 * US_PER_S)
    assert (device.supply_now_us, device.now_us) == (JULY, JULY + 5 * US_PER_S)
    device.state.supply_us = JULY + US_PER_MIN
    assert device.now_us == JULY + 65 * US_PER_S
    assert device.to_meter(device.to_supply(JULY)) == JULY
    assert device.to_supply(device.now_us) == device.supply_now_us


def test_bounds_come_after() -> None:
    device = clock()
    assert device.next_boundary(JULY - 1, QUARTER) == JULY
    assert device.next_boundary(JULY, QUARTER) == JULY + QUARTER
    assert device.next_boundary(JULY, 4 * QUARTER) == JULY + US_PER_HOUR // 2


def test_days_are_of_normal_time() -> None:
    device = clock()
    midnight = from_civil(2025, 7, 1, 23)
    assert device.normal_day(midnight) == device.normal_day(midnight - 1) + 1
