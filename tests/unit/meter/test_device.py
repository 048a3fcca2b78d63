from __future__ import annotations

import numpy as np
import pytest
from tests.meter_rows import START_US, Kept, load, make_meter, row, state_of

from enfas.catalog.stamp import encode_stamp
from enfas.errors import CommandRefused, ConfigurationError, InputError
from enfas.interval import empty
from enfas.meter.configuration import Configuration
from enfas.meter.device import Meter
from enfas.meter.present import Present
from enfas.timebase import US_PER_DAY, US_PER_HOUR, US_PER_MIN, US_PER_S, from_civil


@pytest.mark.requirement("MET-9")
def test_a_day_in_one_block_and_in_86400_is_the_same() -> None:
    rows = load(START_US, 86_400, duration_us=US_PER_S)
    rows["energy_mj"] = np.random.default_rng(7).integers(0, 10**7, (len(rows), 8))
    whole, pieces = make_meter(Z29="5"), make_meter(Z29="5")
    whole.advance(rows)
    for index in range(len(rows)):
        pieces.advance(rows[index : index + 1])
    assert state_of(pieces) == state_of(whole)


def test_a_new_meter_stands_at_its_start() -> None:
    meter = make_meter()
    assert (meter.supply_us, meter.clock.now_us, meter.mains_on, meter.present) == (
        None, START_US, False, Present()
    )  # fmt: skip
    assert (meter.read("a_plus"), meter.profile.log.ring.count) == (0, 0)
    assert meter.unsaved
    meter.advance(empty())
    assert meter.supply_us is None


def test_the_supply_s_time_is_the_end_of_the_last_row() -> None:
    meter = make_meter()
    meter.advance(load(START_US, 3))
    assert meter.supply_us == meter.clock.now_us == START_US + 3 * US_PER_MIN
    assert meter.mains_on


@pytest.mark.requirement("MET-9")
def test_a_row_is_taken_in_part_and_then_to_its_end() -> None:
    rows = load(START_US, 2, 601, duration_us=40 * US_PER_MIN)
    once, parts = make_meter(), make_meter()
    once.advance(rows)
    for minutes in (0, 7, 7, 15, 39, 40, 41, 79, 80):
        parts.advance(rows[minutes > 40 :], START_US + minutes * US_PER_MIN)
        assert parts.clock.now_us == START_US + minutes * US_PER_MIN
    assert state_of(parts) == state_of(once)


def test_a_row_that_was_left_is_taken_on_and_no_other_that_lies_before() -> None:
    rows = load(START_US, 1, duration_us=10 * US_PER_MIN)
    meter = make_meter()
    meter.advance(rows, START_US + 4 * US_PER_MIN)
    before = state_of(meter)
    with pytest.raises(InputError, match="a row starts at"):
        meter.advance(load(START_US, 1, duration_us=11 * US_PER_MIN))
    assert state_of(meter) == before
    meter.advance(rows)
    assert meter.read("a_plus") == 100
    with pytest.raises(InputError, match="a row starts at"):
        meter.advance(rows)


def test_a_hole_may_lie_where_time_stops() -> None:
    rows = np.concatenate([load(START_US, 1), load(START_US + 5 * US_PER_MIN, 1)])
    meter = make_meter()
    meter.advance(rows, START_US + 3 * US_PER_MIN)
    assert meter.clock.now_us == START_US + US_PER_MIN
    meter.advance(rows[1:])
    assert meter.clock.now_us == START_US + 6 * US_PER_MIN


@pytest.mark.requirement("MET-9")
@pytest.mark.parametrize("at_us", [START_US - 1, START_US + US_PER_MIN - 1])
def test_rows_from_before_are_refused_and_nothing_has_changed(at_us: int) -> None:
    meter = make_meter()
    if at_us > START_US:
        meter.advance(load(START_US, 1))
    before, revision = state_of(meter), meter.revision
    with pytest.raises(InputError):
        meter.advance(load(at_us, 5))
    assert (state_of(meter), meter.revision) == (before, revision)


def test_one_bad_row_at_the_end_of_many_days_refuses_them_all() -> None:
    meter = make_meter()
    rows = load(START_US, 4 * 1440)
    rows["u_mv"][-1] = -7
    before = state_of(meter)
    with pytest.raises(InputError):
        meter.advance(rows)
    assert state_of(meter) == before


@pytest.mark.requirement("RTC-2")
@pytest.mark.parametrize("z11", ["00", "01", "12", "13", "23"])
def test_days_end_at_midnight_of_the_zone(z11: str) -> None:
    """The day's extremes are of the day in normal time; the period that ends at midnight belongs to it."""
    meter = make_meter(Z11=z11, Z15="000")
    offset = meter.configuration.utc_offset_min * US_PER_MIN
    midnight = (START_US + offset) // US_PER_DAY * US_PER_DAY + US_PER_DAY - offset
    quarters = (midnight - START_US) // (15 * US_PER_MIN)
    meter.advance(load(START_US, quarters - 1, watts=100, duration_us=15 * US_PER_MIN))
    meter.advance(load(midnight - 15 * US_PER_MIN, 15, watts=900))
    assert (meter.read("p_plus_day_max"), meter.read("p_plus_day_min")) == (900, 100)
    assert meter.peak_time("p_plus_day_max") == encode_stamp(midnight + offset)
    meter.advance(load(midnight, 15, watts=300))
    assert (meter.read("p_plus_day_max"), meter.read("p_plus_day_min")) == (300, 300)


def test_a_peak_bears_the_end_of_its_period() -> None:
    meter = make_meter()
    meter.advance(load(START_US, 15, watts=2_000))
    meter.advance(load(START_US + 15 * US_PER_MIN, 15, watts=1_000))
    assert meter.read("p_plus_max") == 2_000
    assert meter.peak_time("p_plus_max") == encode_stamp(START_US + US_PER_HOUR + 15 * US_PER_MIN)


def test_a_short_period_makes_no_peak_too_high() -> None:
    meter = make_meter()
    meter.advance(load(START_US, 5, watts=3_000))
    meter.set_clock(meter.clock.now_us + US_PER_HOUR)
    assert meter.read("p_plus_max") == 1_000


@pytest.mark.requirement("RTC-3")
def test_the_clock_takes_no_time_that_cannot_be() -> None:
    meter = make_meter()
    before = state_of(meter)
    for instant in (from_civil(1999, 12, 31, 23) - 1, from_civil(2099, 12, 31, 23)):  # normal time: GMT+1
        with pytest.raises(CommandRefused):
            meter.set_clock(instant)
    assert state_of(meter) == before
    meter.set_clock(from_civil(2000, 1, 1))
    assert meter.clock.now_us == from_civil(2000, 1, 1)


def test_the_clock_can_be_set_without_mains() -> None:
    """The bounds that have passed are made up for first; the return of mains then adds nothing to them."""
    meter = make_meter()
    meter.advance(load(START_US, 5))
    meter.advance(row(START_US + 5 * US_PER_MIN, US_PER_HOUR, 1))
    meter.set_clock(meter.clock.now_us + 10 * US_PER_HOUR)
    assert meter.profile.log.ring.count == 1
    meter.advance(load(START_US + 65 * US_PER_MIN, 10))
    assert meter.profile.log.ring.count == 2
    meter.advance(row(START_US + 75 * US_PER_MIN, US_PER_HOUR, 1))
    meter.profile.set_period(30)
    assert meter.profile.log.ring.count == 0
    assert meter.energy.total("a_plus") == 15 * 600 * 60_000


@pytest.mark.requirement("RTC-2")
def test_summer_time_is_switched_by_command() -> None:
    summer = from_civil(2025, 7, 1)
    meter = make_meter(summer)
    assert meter.clock.deviation_min == 120
    meter.set_summer_time(False)
    assert meter.clock.deviation_min == 60
    assert meter.revision == 2


def test_commands_that_cannot_be_change_nothing() -> None:
    meter = make_meter(X9="1", Z29="1")
    before = state_of(meter)
    with pytest.raises(CommandRefused, match="debiting_stop takes 1"):
        meter.write("debiting_stop", 2)
    for energy in ("a_minus", "r1", "p_plus"):
        with pytest.raises(CommandRefused, match=energy):
            meter.reset_trip(energy)
    assert state_of(meter) == before


def test_a_trip_counter_is_reset() -> None:
    meter = make_meter()
    meter.advance(load(START_US, 60))
    meter.reset_trip("a_plus")
    assert (meter.read("a_plus_trip"), meter.read("a_plus")) == (0, 600)


@pytest.mark.requirement("REG-1")
def test_only_what_changed_is_given_to_be_stored() -> None:
    meter = make_meter()
    assert set(meter.take_changes().parts) >= {"identity", "clock", "energy", "profile"}
    assert not meter.unsaved
    meter.advance(load(START_US, 14))
    first = meter.take_changes()
    periods = {"period", "debiting", "debiting_2", "analysis", "voltage_quality", "occurrence_log"}
    always = {"clock", "energy", "present", "mains", "breaker", "panel", "pulses"}
    assert set(first.parts) == always | periods
    assert (first.records, first.cleared) == ([], [])
    meter.advance(load(START_US + 14 * US_PER_MIN, 1))
    second = meter.take_changes()
    assert [(r.log, r.first_seq, r.count) for r in second.records] == [("profile", 0, 1), ("analysis", 0, 1)]
    meter.profile.reset()
    third = meter.take_changes()
    assert third.cleared == ["profile"]
    assert [r.log for r in third.records] == ["profile_events"]
    assert meter.take_changes().parts == {}


@pytest.mark.requirement("REG-1")
def test_a_restored_meter_is_the_meter() -> None:
    meter, kept = make_meter(), Kept()
    meter.advance(load(START_US, 40))
    kept.commit(meter.take_changes())
    other = Meter.restore(Configuration.default(), kept.image())
    assert state_of(other) == state_of(meter)
    assert not other.unsaved
    with pytest.raises(ConfigurationError, match="serial number"):
        Meter.restore(Configuration.default().replace(serial_number=1), kept.image())
