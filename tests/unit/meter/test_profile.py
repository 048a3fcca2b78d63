from __future__ import annotations

import numpy as np
import pytest
from tests.meter_rows import START_US, entries, instant_of, load, make_meter, row, state_of

from enfas.catalog.names import PROFILE
from enfas.catalog.quality import DataQuality, LoggerStatus
from enfas.catalog.stamp import encode_stamp
from enfas.errors import CommandRefused
from enfas.interval import Mark
from enfas.meter.device import Meter
from enfas.timebase import US_PER_HOUR, US_PER_MIN, US_PER_S, from_civil

QUARTER = 15 * US_PER_MIN
NOON = START_US + US_PER_HOUR  # normal time
GAP_BIT = 1 << 31
Z29 = {
    "1": ("a_plus",),
    "2": ("a_plus", "a_minus"),
    "3": ("a_plus", "a_minus", "r_plus", "r_minus"),
    "4": ("a_plus", "a_minus", "r1", "r2", "r3", "r4"),
    "5": ("a_plus", "a_minus", "r_plus", "r_minus", "r1", "r2", "r3", "r4"),
}


def minutes(meter: Meter) -> list[float]:
    """When entries were stamped, in minutes after noon."""
    return [(instant_of(e["clock"]) - NOON) / US_PER_MIN for e in entries(meter)]


def marks(meter: Meter) -> list[tuple[int, int]]:
    return [(e["status"], e["quality"]) for e in entries(meter)]


@pytest.mark.requirement("LOG-3", "CFG-2")
@pytest.mark.parametrize("z4", ["2", "3", "4"], ids=["15min", "30min", "60min"])
@pytest.mark.parametrize("z29", list(Z29))
@pytest.mark.parametrize("z27", ["1", "2"], ids=["absolute", "delta"])
def test_entries(z4: str, z29: str, z27: str) -> None:
    meter = make_meter(Z4=z4, Z29=z29, Z27=z27)
    period_min = {"2": 15, "3": 30, "4": 60}[z4]
    rows = load(START_US, 120)
    rows["energy_mj"] = np.arange(1, 9) * 3_600_000
    meter.advance(rows)
    per_minute = dict(zip(("a_plus", "a_minus", "r1", "r2", "r3", "r4"), range(1, 7), strict=True))
    per_minute |= {"r_plus": 7, "r_minus": 11}
    assert minutes(meter) == list(range(period_min, 121, period_min))
    for number, entry in enumerate(entries(meter), 1):
        assert list(entry)[4:] == list(Z29[z29])
        for channel in Z29[z29]:
            span_min = period_min if z27 == "2" else period_min * number
            assert entry[channel] == per_minute[channel] * span_min
        assert (entry["status"], entry["quality"], entry["format"]) == (0, 0, 1)
    log = meter.logs["profile"]
    assert (log.obis, log.period_s) == (PROFILE, period_min * 60)


@pytest.mark.requirement("LOG-4")
@pytest.mark.parametrize(
    ("codes", "entries_kept"),
    [
        ({"Z29": "1", "Z4": "2"}, 278 * 96),
        ({"Z29": "3", "Z4": "3"}, 360 * 48),
        ({"Z29": "5", "Z4": "4"}, 489 * 24),
        ({"X14_X16": "055", "Z29": "1"}, 60 * 96),
        ({"X14_X16": "056", "Z29": "5"}, 60 * 96),
    ],
    ids=["A+ 15min", "4Q 30min", "all 60min", "Austria 055", "Austria 056"],
)
def test_depth_of_a_meter(codes: dict[str, str], entries_kept: int) -> None:
    meter = make_meter(**codes)
    assert meter.profile.log.capacity == entries_kept
    day = load(START_US, 24, duration_us=US_PER_HOUR)
    days = entries_kept * meter.profile.state.period_min // 1440 + 2
    for number in range(days):
        shifted = day.copy()
        shifted["start_us"] += number * 24 * US_PER_HOUR
        meter.advance(shifted)
    ring = meter.profile.log.ring
    assert ring.count == entries_kept
    assert ring.first_seq == ring.next_seq - entries_kept, "the oldest are overwritten"


def test_registers_that_roll_over_give_right_deltas() -> None:
    meter = make_meter(Z27="2", Z29="1")
    meter.energy.counts[0][0] = (10**9 - 3) * 3_600_000
    rows = load(START_US, 30)
    rows["energy_mj"][:, 0] = 3_600_000
    meter.advance(rows)
    assert [e["a_plus"] for e in entries(meter)] == [15, 15]
    assert meter.read("a_plus") == 27


@pytest.mark.requirement("LOG-7")
def test_an_outage_within_a_period_marks_its_entry() -> None:
    meter = make_meter()
    meter.advance(load(START_US, 5))
    meter.advance(load(START_US + 8 * US_PER_MIN, 22))
    assert minutes(meter) == [15, 30]
    assert marks(meter) == [(0, DataQuality.OUTAGE), (0, 0)]


@pytest.mark.requirement("LOG-7")
@pytest.mark.parametrize("marked", [True, False], ids=["marked rows", "jump"])
def test_a_period_cut_short_by_an_outage_is_marked_and_whole_ones_are_not_filled(marked: bool) -> None:
    meter = make_meter()
    meter.advance(load(START_US, 5))
    if marked:
        meter.advance(row(START_US + 5 * US_PER_MIN, 62 * US_PER_MIN, Mark.OUTAGE))
    meter.advance(load(START_US + 67 * US_PER_MIN, 8))
    assert minutes(meter) == [15, 75]
    assert marks(meter) == [(0, DataQuality.OUTAGE), (LoggerStatus.DISCONTINUITY, DataQuality.OUTAGE)]
    first, last = entries(meter)
    assert first["a_plus"] == 50
    assert last["a_plus"] == 130


@pytest.mark.requirement("LOG-7")
def test_an_outage_over_one_bound_leaves_no_entry_out() -> None:
    meter = make_meter()
    meter.advance(load(START_US, 14))
    meter.advance(load(START_US + 16 * US_PER_MIN, 14))
    assert minutes(meter) == [15, 30]
    assert marks(meter) == [(0, DataQuality.OUTAGE), (0, DataQuality.OUTAGE)]


@pytest.mark.requirement("LOG-7")
def test_an_outage_of_exactly_one_period() -> None:
    meter = make_meter()
    meter.advance(load(START_US, 15))
    meter.advance(load(START_US + 30 * US_PER_MIN, 15))
    assert minutes(meter) == [15, 45]
    assert marks(meter) == [(0, 0), (LoggerStatus.DISCONTINUITY, DataQuality.OUTAGE)]


def test_the_first_entry_tells_that_it_is_short() -> None:
    meter = make_meter(START_US + 7 * US_PER_MIN)
    meter.advance(load(START_US + 7 * US_PER_MIN, 23))
    assert minutes(meter) == [15, 30]
    assert marks(meter) == [(LoggerStatus.DISCONTINUITY, 0), (0, 0)]
    late = make_meter(START_US + 7 * US_PER_MIN)
    late.advance(load(START_US + 15 * US_PER_MIN, 15))
    assert marks(late) == [(0, 0)], "made in mid-period, but first fed at a bound"


@pytest.mark.requirement("LOG-7")
@pytest.mark.parametrize(
    ("seconds", "band"), [(7, 0), (15, 1), (30, 2), (61, 3), (-7, 0), (-15, 1), (-60, 2), (-61, 3)]
)
def test_setting_the_clock_ends_the_period_and_marks_both_sides(seconds: int, band: int) -> None:
    meter = make_meter()
    meter.advance(load(START_US, 5))
    meter.set_clock(meter.clock.now_us + seconds * US_PER_S)
    meter.advance(load(START_US + 5 * US_PER_MIN, 25))
    quality = 1 << band | (DataQuality.CLOCK_FORWARD if seconds > 0 else DataQuality.CLOCK_BACKWARD)
    assert minutes(meter)[:3] == [5, 15, 30][: len(minutes(meter))]
    assert marks(meter)[:2] == [(0, quality), (LoggerStatus.DISCONTINUITY, quality)]
    assert marks(meter)[2:] == [(0, 0)] * (len(marks(meter)) - 2)
    # to the bound it is 10 min less what was jumped over, at 600 W
    assert entries(meter)[1]["a_plus"] == (300 + 600 - seconds) * 600 // 3600


@pytest.mark.requirement("LOG-7")
def test_a_clock_set_back_an_hour_repeats_stamps_but_no_energy() -> None:
    meter = make_meter(Z27="2")
    meter.advance(load(START_US, 61))
    meter.set_clock(meter.clock.now_us - US_PER_HOUR)
    meter.advance(load(START_US + 61 * US_PER_MIN, 59))
    assert minutes(meter) == [15, 30, 45, 60, 61, 15, 30, 45, 60]
    assert sum(e["a_plus"] for e in entries(meter)) == meter.read("a_plus") == 1200
    log = meter.profile.log
    assert log.find(START_US + QUARTER, START_US + 2 * QUARTER) == [(0, 2), (5, 2)]
    assert log.find(START_US, START_US + 2 * US_PER_HOUR) == [(0, 9)]


@pytest.mark.requirement("LOG-7")
def test_a_clock_set_forward_over_bounds_fills_nothing_in() -> None:
    meter = make_meter()
    meter.advance(load(START_US, 1))
    meter.set_clock(meter.clock.now_us + US_PER_HOUR)
    meter.advance(load(START_US + US_PER_MIN, 14))
    assert minutes(meter) == [1, 75]


@pytest.mark.parametrize("seconds", [5, -5])
def test_a_small_correction_leaves_no_mark_and_no_bound_twice(seconds: int) -> None:
    """Over a bound, either way: the quarters are entered once each."""
    meter = make_meter()
    at = START_US + QUARTER + (-3 if seconds > 0 else 3) * US_PER_S
    meter.advance(load(START_US, (at - START_US) // US_PER_S, duration_us=US_PER_S))
    meter.set_clock(meter.clock.now_us + seconds * US_PER_S)
    meter.advance(load(at, 40, duration_us=US_PER_MIN))
    assert minutes(meter) == [15, 30, 45]
    assert marks(meter) == [(0, 0)] * 3
    bounds = [15 * 60 - (3 if seconds > 0 else 0), 30 * 60 - seconds, 45 * 60 - seconds]
    assert [e["a_plus"] for e in entries(meter)] == [s * 600 // 3600 for s in bounds]


def test_setting_the_clock_at_a_bound_leaves_no_entry_without_time() -> None:
    meter = make_meter()
    meter.advance(load(START_US, 15))
    meter.set_clock(meter.clock.now_us + 20 * US_PER_S)
    meter.set_clock(meter.clock.now_us - 10 * US_PER_S)
    meter.advance(load(START_US + QUARTER, 15))
    assert minutes(meter) == [15, 30]
    both = (
        DataQuality.CLOCK_15_S
        | DataQuality.CLOCK_FORWARD
        | DataQuality.CLOCK_7_S
        | DataQuality.CLOCK_BACKWARD
    )
    assert marks(meter)[1] == (LoggerStatus.DISCONTINUITY, both)


@pytest.mark.requirement("LOG-7")
@pytest.mark.parametrize(("month", "day"), [(3, 30), (10, 26)], ids=["to summer", "to winter"])
def test_a_change_of_summer_time_makes_no_short_entry(month: int, day: int) -> None:
    start = from_civil(2025, month, day)
    meter = make_meter(start)
    meter.advance(load(start, 180))
    assert [(instant_of(e["clock"]) - start - US_PER_HOUR) // QUARTER for e in entries(meter)] == list(
        range(1, 13)
    )
    assert marks(meter) == [(0, 0)] * 12


@pytest.mark.parametrize(
    ("values", "mark"),
    [
        ({"u_mv": 206_000}, DataQuality.UNDERVOLTAGE),
        ({"u_mv": 254_000}, DataQuality.OVERVOLTAGE),
        ({"marks": Mark.GAP}, DataQuality.GAP),
    ],
    ids=["under", "over", "gap"],
)
def test_voltage_and_gaps_mark_the_period(values: dict[str, int], mark: DataQuality) -> None:
    meter = make_meter()
    meter.advance(np.concatenate([row(START_US, **values), load(START_US + US_PER_MIN, 29)]))
    assert marks(meter) == [(0, mark), (0, 0)]


def test_limits_of_voltage_follow_the_settings() -> None:
    meter = make_meter()
    meter.write("voltage_low_limit", 227)
    meter.advance(load(START_US, 15, u_mv=226_999))
    meter.write("voltage_low_limit", 226)
    meter.advance(load(START_US + QUARTER, 15, u_mv=226_999))
    assert marks(meter) == [(0, DataQuality.UNDERVOLTAGE), (0, 0)]


@pytest.mark.requirement("LOG-3")
def test_other_channels_delete_the_profile_and_keep_the_period() -> None:
    meter = make_meter(Z27="2")
    meter.advance(load(START_US, 20))
    meter.profile.set_channels(("e_plus", "a_plus"))
    meter.advance(load(START_US + 20 * US_PER_MIN, 25))
    assert minutes(meter) == [30, 45]
    assert marks(meter) == [(LoggerStatus.RECONFIGURED, 0), (0, 0)]
    assert [(e["e_plus"], e["a_plus"]) for e in entries(meter)] == [(0, 150), (0, 150)]
    assert meter.profile.log.capacity == 235 * 96


@pytest.mark.requirement("LOG-3")
def test_another_period_deletes_the_profile_and_ends_the_running_one() -> None:
    meter = make_meter()
    meter.advance(load(START_US, 20))
    meter.profile.set_period(60)
    assert meter.read("p_plus_mean") == 200, "5 of 15 min at 600 W"
    meter.advance(load(START_US + 20 * US_PER_MIN, 100))
    assert minutes(meter) == [60, 120]
    assert marks(meter) == [(LoggerStatus.DISCONTINUITY | LoggerStatus.INTERVAL_CHANGED, 0), (0, 0)]
    assert (meter.profile.log.capacity, meter.profile.log.period_s) == (720 * 24, 3600)


def test_resetting_deletes_and_goes_on() -> None:
    meter = make_meter()
    meter.advance(load(START_US, 20))
    meter.profile.reset()
    meter.advance(load(START_US + 20 * US_PER_MIN, 25))
    assert minutes(meter) == [30, 45]
    assert marks(meter) == [(0, 0)] * 2


@pytest.mark.parametrize(
    "channels", [(), ("a_plus", "a_plus"), ("p_plus",), ("a_minus",), tuple("abcdefghi")]
)
def test_channels_that_cannot_be(channels: tuple[str, ...]) -> None:
    meter = make_meter(X9="1", Z29="1")
    meter.advance(load(START_US, 20))
    before = state_of(meter)
    with pytest.raises(CommandRefused):
        meter.profile.set_channels(channels)
    assert state_of(meter) == before


@pytest.mark.parametrize(("country", "period_min"), [("040", 5), ("040", 0), ("055", 30), ("056", 60)])
def test_periods_that_cannot_be(country: str, period_min: int) -> None:
    meter = make_meter(X14_X16=country)
    before = state_of(meter)
    with pytest.raises(CommandRefused):
        meter.profile.set_period(period_min)
    assert state_of(meter) == before


def test_what_is_there_already_changes_nothing() -> None:
    meter = make_meter()
    meter.advance(load(START_US, 20))
    before = state_of(meter)
    meter.profile.set_period(15)
    meter.profile.set_channels(list(meter.profile.state.channels))
    assert state_of(meter) == before
    assert meter.profile.log.ring.slice(0, 1)[:16] == b"\x02\x08\x09\x0c" + encode_stamp(NOON + QUARTER)
