from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enfas.catalog.stamp import INVALID, SUMMER, encode_stamp
from enfas.meter.clock import Clock, ClockState
from enfas.meter.state import decode_state
from enfas.timebase import US_PER_DAY, US_PER_HOUR, US_PER_MIN, US_PER_S, Civil, from_civil

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


@pytest.mark.requirement("RTC-1")
@pytest.mark.parametrize("rate_ppb", [5_000, -5_000, 1, -1, 999_999])
def test_it_drifts_exactly_by_its_rate(rate_ppb: int) -> None:
    device = clock()
    device.run_at(rate_ppb)
    for after_us in (0, 1, 199_999, US_PER_S, 1_000 * US_PER_S, 10**15):
        assert device.to_meter(JULY + after_us) == JULY + after_us + after_us * rate_ppb // 10**9


@pytest.mark.requirement("RTC-1")
def test_at_5_ppm_it_is_13_seconds_ahead_after_a_month() -> None:
    device = clock()
    device.run_at(5_000)
    assert device.to_meter(JULY + 30 * US_PER_DAY) - JULY == 30 * US_PER_DAY + 12_960_000


@pytest.mark.requirement("RTC-1")
@given(
    st.lists(st.tuples(st.integers(0, 10**12), st.integers(-2_000_000, 2_000_000)), max_size=5),
    st.integers(0, 10**13),
)
def test_both_ways_between_the_times_agree_at_any_rate(steps: list[tuple[int, int]], after_us: int) -> None:
    device = clock()
    for step_us, rate_ppb in steps:
        device.state.supply_us = device.supply_now_us + step_us
        before_us = device.now_us
        device.run_at(rate_ppb)
        assert device.now_us == before_us
    shown_us = device.now_us + after_us
    first_us = device.to_supply(shown_us)
    assert device.to_meter(first_us) >= shown_us > device.to_meter(first_us - 1)


@pytest.mark.requirement("RTC-1")
@given(st.lists(st.integers(0, 10**9), min_size=1, max_size=8), st.integers(-99_999, 99_999))
def test_what_it_is_ahead_does_not_depend_on_how_often_its_rate_is_set(steps: list[int], rate: int) -> None:
    one, other = clock(), clock()
    one.run_at(rate)
    other.run_at(rate)
    at_us = JULY
    for step_us in steps:
        at_us += step_us
        other.state.supply_us = at_us
        other.run_at(rate - 1)
        other.run_at(rate)
    one.state.supply_us = at_us
    assert one.now_us == other.now_us


@pytest.mark.requirement("RTC-1")
def test_it_stands_still_from_where_its_backup_ends() -> None:
    device = clock()
    device.state.stops_us = JULY + 100
    assert device.to_meter(JULY + 100) == device.to_meter(JULY + 10**9) == JULY + 100
    device.state.supply_us = JULY + 100
    assert not device.stopped
    device.state.supply_us = JULY + 101
    assert device.stopped
    device.begin_anew(from_civil(2000, 1, 1))
    assert not device.stopped
    assert device.now_us == from_civil(2000, 1, 1)
    assert device.status & INVALID


def test_a_state_from_before_clocks_drifted_is_understood() -> None:
    stored = (
        b'{"start_us":5,"supply_us":9,"row_end_us":null,"offset_us":3,"valid":true,"summer_time":true,"v":1}'
    )
    device = Clock(decode_state("clock", stored, ClockState), 60)
    assert device.now_us == 12
