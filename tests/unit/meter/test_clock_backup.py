from __future__ import annotations

import pytest
from tests.meter_rows import START_US, Kept, entries, instant_of, load, make_meter, row

from enfas.catalog.occurrences import Occurrence
from enfas.catalog.stamp import INVALID
from enfas.interval import Mark
from enfas.meter.clock_backup import BATTERY_US, CAPACITOR_US, ClockBackup
from enfas.meter.configuration import Configuration
from enfas.meter.crystal import Crystal
from enfas.meter.device import Meter
from enfas.timebase import US_PER_DAY, US_PER_HOUR, US_PER_MIN, US_PER_S, from_civil

END_US = START_US + US_PER_HOUR


def after_outage_of(outage_us: int, **codes: str) -> Meter:
    """A meter that ran for an hour, was without mains for a time and has it again for a minute."""
    meter = make_meter(**codes)
    meter.advance(load(START_US, 60))
    meter.advance(load(END_US + outage_us, 1))
    return meter


@pytest.mark.requirement("RTC-1")
@pytest.mark.parametrize(
    ("code", "outage_us", "valid"),
    [
        pytest.param("0", 7 * US_PER_DAY, True, id="X12=0 seven days"),
        pytest.param("0", 7 * US_PER_DAY + 1, False, id="X12=0 a moment more"),
        pytest.param("1", 7 * US_PER_DAY + 1, True, id="X12=1 a moment more"),
        pytest.param("1", CAPACITOR_US + BATTERY_US, True, id="X12=1 ten years"),
        pytest.param("1", CAPACITOR_US + BATTERY_US + 1, False, id="X12=1 more than that"),
    ],
)
def test_the_clock_is_right_as_long_as_its_backup_lasts(code: str, outage_us: int, valid: bool) -> None:
    meter = after_outage_of(outage_us, X12=code)
    assert meter.clock.state.valid is valid
    shown_us = meter.clock.now_us
    if valid:
        assert shown_us == END_US + outage_us + US_PER_MIN
    else:
        assert shown_us == from_civil(2000, 1, 1) - US_PER_HOUR + US_PER_MIN
    assert bool(meter.clock.status & INVALID) is not valid


@pytest.mark.requirement("RTC-1", "LOG-7")
def test_an_invalid_time_is_marked_in_every_stamp_until_it_is_set() -> None:
    meter = after_outage_of(8 * US_PER_DAY)
    meter.advance(load(meter.clock.supply_now_us, 20))
    returned, *_ = entries(meter, "status")
    assert returned["clock"][-1] == INVALID
    assert instant_of(returned["clock"]) == from_civil(2000, 1, 1)
    assert entries(meter)[-1]["clock"][-1] == INVALID
    assert int(entries(meter)[-1]["quality"]) & 0b101000, "set back by more than a minute"
    meter.set_clock(START_US + 9 * US_PER_DAY)
    assert not meter.clock.status & INVALID
    assert [entry["clock"][-1] for entry in entries(meter, "clock")] == [0]
    meter.advance(load(meter.clock.supply_now_us, 20))
    assert entries(meter)[-1]["clock"][-1] == 0


@pytest.mark.requirement("RTC-1")
def test_what_was_used_is_charged_again_by_an_hour_of_mains() -> None:
    meter = after_outage_of(7 * US_PER_DAY)
    backup = meter.part(ClockBackup)
    assert backup.left_us == CAPACITOR_US // 60
    meter.advance(load(meter.clock.supply_now_us, 29))
    assert backup.left_us == CAPACITOR_US // 2
    meter.advance(load(meter.clock.supply_now_us, 60))
    assert backup.left_us == CAPACITOR_US
    meter.advance(row(meter.clock.supply_now_us, US_PER_HOUR, Mark.OUTAGE))
    assert backup.left_us == CAPACITOR_US - US_PER_HOUR


@pytest.mark.requirement("RTC-1")
def test_the_battery_is_not_charged_again() -> None:
    meter = after_outage_of(9 * US_PER_DAY, X12="1")
    meter.advance(load(meter.clock.supply_now_us, 60))
    assert meter.part(ClockBackup).left_us == CAPACITOR_US + BATTERY_US - 2 * US_PER_DAY


@pytest.mark.requirement("RTC-1")
def test_a_half_full_capacitor_lasts_half_as_long() -> None:
    meter = after_outage_of(7 * US_PER_DAY)
    meter.advance(load(meter.clock.supply_now_us, 29))
    meter.advance(load(meter.clock.supply_now_us + CAPACITOR_US // 2, 1))
    assert meter.clock.state.valid
    meter.advance(load(meter.clock.supply_now_us + CAPACITOR_US // 60 + 1, 1))
    assert not meter.clock.state.valid


def test_a_new_meter_waits_for_its_first_mains_as_long_as_it_takes() -> None:
    meter = make_meter()
    meter.advance(load(START_US + 30 * US_PER_DAY, 1))
    assert meter.clock.state.valid


@pytest.mark.requirement("RTC-1")
def test_the_clock_follows_the_temperature_of_its_crystal() -> None:
    configuration = Configuration.default()
    meter = Meter(configuration.replace(crystal=Crystal(1_000, -34)), start_us=START_US)
    meter.advance(load(START_US, 1_000, duration_us=US_PER_S))
    assert meter.clock.now_us - meter.clock.supply_now_us == 1_000
    meter.part(ClockBackup).set_temperature(-170)
    assert meter.clock.now_us - meter.clock.supply_now_us == 1_000
    meter.advance(load(meter.clock.supply_now_us, 1_000, duration_us=US_PER_S))
    assert meter.clock.now_us - meter.clock.supply_now_us == 1_000 + 1_000 - 34 * 1_600


@pytest.mark.requirement("RTC-1")
def test_a_period_of_a_clock_that_runs_fast_is_shorter_by_as_much() -> None:
    configuration = Configuration.default().replace(crystal=Crystal(1_000_000))
    meter = Meter(configuration, start_us=START_US)
    meter.advance(load(START_US, 60, watts=3_600))
    first, *_ = entries(meter)
    assert first["a_plus"] == 899, "of 900 Wh, for it ends 0.9 s early"
    assert (first["clock"][6], first["clock"][7]) == (15, 0)


@pytest.mark.requirement("RTC-1")
def test_another_crystal_in_the_configuration_holds_from_the_next_start() -> None:
    meter, kept = make_meter(), Kept()
    meter.advance(load(START_US, 10))
    kept.commit(meter.take_changes())
    other = Meter.restore(meter.configuration.replace(crystal=Crystal(5_000)), kept.image())
    assert other.clock.now_us == meter.clock.now_us
    other.advance(load(other.clock.supply_now_us, 1_000))
    assert other.clock.now_us - other.clock.supply_now_us == 300_000


def test_parts_are_told_that_the_time_was_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    heard: list[Occurrence] = []
    monkeypatch.setattr(ClockBackup, "occurred", lambda part, what, now_us: heard.append(what))
    after_outage_of(8 * US_PER_DAY)
    power = (Occurrence.MAINS_LOST, Occurrence.TIME_LOST, Occurrence.MAINS_BACK)
    assert [what for what in heard if what in power] == list(power)
