"""Rules of time: outages and settings of the clock, small ones too, seen in the load profile."""

from __future__ import annotations

import pytest
from tests.meter_rows import START_US, entries, instant_of, load, make_meter, row

from enfas.catalog.quality import DataQuality, LoggerStatus
from enfas.interval import Mark
from enfas.meter.device import Meter
from enfas.timebase import US_PER_HOUR, US_PER_MIN, US_PER_S

QUARTER = 15 * US_PER_MIN
NOON = START_US + US_PER_HOUR


def corrected(meter: Meter, seconds: int, times: int, every_s: int = 60) -> int:
    """Rows at 600 W with a correction after each; gives the instant at which they end."""
    at = START_US
    for _ in range(times):
        meter.advance(load(at, every_s, duration_us=US_PER_S))
        at += every_s * US_PER_S
        meter.set_clock(meter.clock.now_us + seconds * US_PER_S)
    return at


@pytest.mark.requirement("REG-2", "RTC-3")
@pytest.mark.parametrize("seconds", [-1, -3, -6, 1, 3, 6])
def test_many_small_corrections_make_no_false_peak(seconds: int) -> None:
    meter = make_meter()
    at = corrected(meter, seconds, 180)
    meter.advance(load(at, 60))
    assert meter.read("p_plus_max") == 600
    assert meter.read("p_plus_mean") == 600


@pytest.mark.requirement("RTC-3", "LOG-7")
@pytest.mark.parametrize("seconds", [-6, 6], ids=["back", "forward"])
def test_small_corrections_that_add_up_to_7_s_are_marked_and_logged(seconds: int) -> None:
    meter = make_meter()
    corrected(meter, seconds, 2)
    way = DataQuality.CLOCK_FORWARD if seconds > 0 else DataQuality.CLOCK_BACKWARD
    assert [entry["quality"] for entry in entries(meter)] == [DataQuality.CLOCK_7_S | way]
    assert meter.logs["clock"].ring.count == 1
    meter.set_clock(meter.clock.now_us + seconds * US_PER_S)
    assert meter.logs["clock"].ring.count == 1, "they begin to add up anew"


@pytest.mark.requirement("RTC-3")
def test_small_corrections_of_different_periods_do_not_add_up() -> None:
    meter = make_meter()
    corrected(meter, -6, 4, every_s=1000)
    assert [entry["quality"] for entry in entries(meter)] == [0] * 4
    assert meter.logs["clock"].ring.count == 0
    assert meter.read("p_plus_max") == 600


@pytest.mark.requirement("LOG-7")
@pytest.mark.parametrize("command", ["set_clock", "set_period", "set_clock a little"])
def test_an_outage_is_marked_whatever_is_done_in_it(command: str) -> None:
    """The clock or the period is set in mid-outage and mid-period: the entry that ends then is marked."""
    meter = make_meter(Z4="3")
    meter.advance(load(START_US, 5))
    meter.advance(row(START_US + 5 * US_PER_MIN, 4 * US_PER_MIN, Mark.OUTAGE))
    if command == "set_period":
        meter.profile.set_period(15)
    else:
        meter.set_clock(meter.clock.now_us + (3 if "little" in command else 20) * US_PER_S)
    meter.advance(row(START_US + 9 * US_PER_MIN, US_PER_MIN, Mark.OUTAGE))
    meter.advance(load(START_US + 10 * US_PER_MIN, 60))
    first, second, *_ = (entry["quality"] for entry in entries(meter))
    assert first & DataQuality.OUTAGE
    assert bool(second & DataQuality.OUTAGE) is (command == "set_clock"), "the outage goes on after it"


def test_a_small_correction_forward_over_a_bound_leaves_nothing_out() -> None:
    meter = make_meter()
    meter.advance(load(START_US, 899, duration_us=US_PER_S))
    meter.set_clock(meter.clock.now_us + 6 * US_PER_S)
    meter.advance(load(START_US + 899 * US_PER_S, 60))
    assert [(instant_of(e["clock"]) - NOON) // QUARTER for e in entries(meter)] == [1, 2, 3, 4, 5]
    assert not any(entry["status"] & LoggerStatus.DISCONTINUITY for entry in entries(meter))
