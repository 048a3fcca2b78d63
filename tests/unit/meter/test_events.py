from __future__ import annotations

import pytest
from tests.meter_rows import START_US, entries, load, make_meter, row

from enfas.catalog.logs import EVENT_LOGS
from enfas.catalog.stamp import encode_stamp
from enfas.interval import Mark
from enfas.meter.events import event_logs
from enfas.timebase import US_PER_HOUR, US_PER_MIN, US_PER_S

NOON = START_US + US_PER_HOUR  # normal time


def test_a_new_meter_has_empty_event_logs() -> None:
    logs = event_logs(0, frozenset({"breaker"}))
    assert list(logs) == [row.name for row in EVENT_LOGS]
    assert set(logs) - set(event_logs(0, frozenset())) == {"cut_off", "prepayment"}
    assert not any(log.ring.count for log in logs.values())


def test_the_return_of_mains_is_logged() -> None:
    meter = make_meter()
    meter.advance(row(START_US, US_PER_MIN, Mark.OUTAGE))
    meter.advance(load(START_US + US_PER_MIN, 1))
    assert not entries(meter, "status"), "a new meter's first power is no return"
    meter.advance(load(START_US + 5 * US_PER_MIN, 1))
    assert entries(meter, "status") == [{"clock": encode_stamp(NOON + 5 * US_PER_MIN), "status": 1}]
    assert meter.read("meter_status") == 1
    meter.advance(load(START_US + 6 * US_PER_MIN, 10))
    assert meter.read("meter_status") == 0


@pytest.mark.requirement("RTC-3")
@pytest.mark.parametrize("seconds", [7, -7, 3600, -3600])
def test_setting_the_clock_is_logged_with_both_times(seconds: int) -> None:
    meter = make_meter()
    meter.advance(load(START_US, 1))
    meter.set_clock(meter.clock.now_us + seconds * US_PER_S)
    before = NOON + US_PER_MIN
    assert entries(meter, "clock") == [
        {"clock": encode_stamp(before + seconds * US_PER_S), "before": encode_stamp(before), "cause": 1}
    ]


@pytest.mark.requirement("RTC-3")
@pytest.mark.parametrize("seconds", [6, -6, 0])
def test_a_small_correction_is_not(seconds: int) -> None:
    meter = make_meter()
    meter.advance(load(START_US, 1))
    meter.set_clock(meter.clock.now_us + seconds * US_PER_S)
    assert not entries(meter, "clock")


def test_each_deletion_of_the_profile_is_logged_with_its_reason() -> None:
    meter = make_meter()
    meter.profile.set_channels(("a_plus",))
    meter.profile.reset()
    meter.profile.set_period(60)
    meter.profile.set_period(60)
    assert [entry["event"] for entry in entries(meter, "profile_events")] == [2, 4, 5]
