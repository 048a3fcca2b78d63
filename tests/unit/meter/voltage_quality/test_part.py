"""What becomes an entry of the voltage quality log, and what is counted."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from tests.meter_rows import START_US, entries, instant_of, load, make_meter, row

from enfas.catalog.logs import QualityEvent
from enfas.catalog.registers.quality import COUNTERS
from enfas.interval import Mark, Rows
from enfas.meter.device import Meter
from enfas.timebase import US_PER_DAY, US_PER_HOUR, US_PER_MIN, US_PER_MS, US_PER_S, from_civil

NOON = START_US + US_PER_HOUR
SECOND = US_PER_S


def seconds_at(*volts: float, since_us: int = START_US, duration_us: int = SECOND, **others: int) -> Rows:
    """Rows of a second, one after the other, at voltages [V]."""
    parts = [
        row(since_us + n * duration_us, duration_us, u_mv=round(1000 * v), **others)
        for n, v in enumerate(volts)
    ]
    return np.concatenate(parts)


def fed(*volts: float, **others: int) -> Meter:
    meter = make_meter()
    meter.advance(seconds_at(*volts, **others))
    return meter


def events(meter: Meter) -> list[tuple[float, int, int, int, int, int]]:
    """Entries: seconds after noon, phase, event, mean, greatest, least."""
    return [
        ((instant_of(e["clock"]) - NOON) / SECOND, e["phase"], e["event"], e["mean"], e["most"], e["least"])
        for e in entries(meter, "voltage_quality")
    ]


def counted(meter: Meter) -> dict[str, int]:
    """The counters that are not zero."""
    found = {key.removeprefix("occurrences_"): meter.read(key) for key in COUNTERS}
    return {key: value for key, value in found.items() if value}


LOW = {6: "first", 2: "extreme", 7: "last"}


@pytest.mark.requirement("LOG-6")
def test_short_deviations_as_the_technical_description_shows_them() -> None:
    """Table 25: of several seconds the first, the extreme and the last; of one the first alone."""
    volts = [230.0] * 30
    volts[17:21] = 206, 205, 204, 206.4
    volts[27] = 204
    meter = fed(*volts, 230, 255, 254, 262, 256, 254, 230)
    assert events(meter) == [
        (17, 1, QualityEvent.LOW_FIRST, 0, 0, 206),
        (19, 1, QualityEvent.LOW_EXTREME, 0, 0, 204),
        (20, 1, QualityEvent.LOW_LAST, 0, 0, 206),
        (27, 1, QualityEvent.LOW_FIRST, 0, 0, 204),
        (31, 1, QualityEvent.HIGH_FIRST, 0, 255, 0),
        (33, 1, QualityEvent.HIGH_EXTREME, 0, 262, 0),
        (35, 1, QualityEvent.HIGH_LAST, 0, 254, 0),
    ]


@pytest.mark.requirement("LOG-6")
@pytest.mark.parametrize(
    ("volts", "event", "key"),
    [(200, QualityEvent.UNDER, "u_low"), (260, QualityEvent.OVER, "u_high")],
    ids=["under", "over"],
)
def test_a_mean_outside_of_its_limits(volts: int, event: QualityEvent, key: str) -> None:
    """Table 24: the window's begin, its mean, its greatest and least value."""
    meter = make_meter()
    meter.write("voltage_window", 60)
    for side in ("low", "high"):
        meter.write(f"voltage_{side}_single", 184 if side == "low" else 276)
    meter.advance(seconds_at(*[230] * 60, *[volts] * 50, *[230] * 10, *[230] * 60))
    mean = round((volts * 50 + 2300) / 60)
    assert events(meter) == [(60, 1, event, mean, max(volts, 230), min(volts, 230))]
    assert counted(meter) == {key: 1, "u_rapid": 2}


@pytest.mark.requirement("LOG-6")
def test_a_deviation_as_long_as_the_window_is_left_to_the_means() -> None:
    meter = make_meter()
    meter.write("voltage_window", 10)
    meter.advance(seconds_at(*[200] * 20, *[230] * 10))
    assert [event[2] for event in events(meter)] == [QualityEvent.UNDER] * 2


@pytest.mark.requirement("LOG-6")
@pytest.mark.parametrize(
    ("outage_s", "logged"), [(5, False), (10, False), (11, True), (180, True), (181, True)]
)
def test_an_outage(outage_s: int, logged: bool) -> None:
    meter = fed(*[230] * 5)
    at = START_US + 5 * SECOND
    meter.advance(row(at, outage_s * SECOND, Mark.OUTAGE))
    meter.advance(seconds_at(230, since_us=at + outage_s * SECOND))
    expected = [(5, 0, QualityEvent.OUTAGE, 0, 0, 0), (5 + outage_s, 0, QualityEvent.RETURN, 0, 0, 0)]
    assert events(meter) == (expected if logged else [])
    assert counted(meter) == {"interruptions_long" if outage_s > 180 else "interruptions_short": 1}


@pytest.mark.requirement("LOG-6", "PQ-4")
@pytest.mark.parametrize(
    ("key", "inside", "outside"),
    [
        ("f_low_1", 49_500, 49_499),
        ("f_high_1", 50_500, 50_501),
        ("f_low_6", 47_000, 46_999),
        ("f_high_4", 52_000, 52_001),
        ("f_low_2", 49_000, 48_999),
        ("f_high_2", 51_000, 51_001),
        ("f_low_15", 42_500, 42_499),
        ("f_high_15", 57_500, 57_501),
    ],
)
@pytest.mark.parametrize("duration_s", [1, 7, 60])
def test_frequency(key: str, inside: int, outside: int, duration_s: int) -> None:
    """Each 10-second mean beyond a limit, on its own side."""
    for f_mhz, times in ((inside, 0), (outside, 42)):
        meter = make_meter()
        meter.advance(load(START_US, 420 // duration_s, duration_us=duration_s * SECOND, f_mhz=f_mhz))
        assert meter.read(f"occurrences_{key}") == times


@pytest.mark.requirement("LOG-6")
def test_frequency_in_part_of_a_window() -> None:
    meter = make_meter()
    meter.advance(load(START_US, 5, duration_us=SECOND, f_mhz=50_000))
    meter.advance(load(START_US + 5 * SECOND, 5, duration_us=SECOND, f_mhz=51_001))
    assert counted(meter) == {"f_high_1": 1}
    meter.advance(load(START_US + 10 * SECOND, 6, duration_us=SECOND, f_mhz=-1))
    meter.advance(load(START_US + 16 * SECOND, 14, duration_us=SECOND, f_mhz=51_001))
    assert counted(meter) == {"f_high_1": 2, "f_high_2": 1}, "what is less than half known is not judged"


@pytest.mark.requirement("LOG-6")
@pytest.mark.parametrize(("cp", "times"), [(800, 0), (801, 3)])
@pytest.mark.parametrize("key", ["thd_u", "thd_i"])
def test_distortion_over_8_percent(key: str, cp: int, times: int) -> None:
    meter = make_meter()
    meter.advance(load(START_US, 30, **{f"{key}_cp": cp}))
    assert counted(meter) == ({f"{key}_over": times} if times else {})


@pytest.mark.requirement("LOG-6")
def test_ten_minutes_under_90_percent() -> None:
    meter = make_meter()
    meter.write("voltage_low_limit", 190)
    meter.write("voltage_low_single", 190)
    meter.advance(load(START_US, 20, u_mv=206_999))
    assert counted(meter) == {"u_low_10": 2}
    assert events(meter) == []


@pytest.mark.requirement("LOG-6")
@pytest.mark.parametrize(
    ("volts", "times"),
    [((230, 241.5, 230), 2), ((230, 241.4, 230), 0), ((230, 254, 230), 0), ((210, 252, 252), 1)],
    ids=["5 %", "less", "outside of the limits", "within them"],
)
def test_rapid_changes(volts: tuple[float, ...], times: int) -> None:
    assert counted(fed(*volts)).get("u_rapid", 0) == times


def test_no_change_is_seen_over_an_outage_or_where_nothing_was_known() -> None:
    meter = fed(230)
    meter.advance(row(START_US + SECOND, 20 * SECOND, Mark.OUTAGE))
    meter.advance(seconds_at(250, since_us=START_US + 21 * SECOND))
    meter.advance(row(START_US + 22 * SECOND, SECOND, u_mv=-1))
    meter.advance(seconds_at(230, since_us=START_US + 23 * SECOND))
    assert "u_rapid" not in counted(meter)


def dipped(duration_us: int, dip_us: int, to_v: float) -> Rows:
    """A row with one rectangular dip, or swell, of a length."""
    share = dip_us / duration_us
    mean = round(1000 * (230**2 * (1 - share) + to_v**2 * share) ** 0.5)
    one = row(START_US + SECOND, duration_us, u_mv=mean)
    one["u_min_mv"], one["u_max_mv"] = round(1000 * min(to_v, 230)), round(1000 * max(to_v, 230))
    return one


@pytest.mark.requirement("LOG-6", "PQ-3")
@pytest.mark.parametrize(
    ("duration_ms", "dip_ms", "to_v", "expected"),
    [
        (1000, 200, 150, {"sags": 1}),
        (200, 110, 150, {"sags": 1}),
        (1000, 90, 150, {}),
        (1000, 200, 185, {}),
        (1000, 200, 300, {"swells": 1}),
        (1000, 90, 300, {}),
        (60_000, 100, 150, {"sags": 1}),
    ],
)
def test_sags_and_swells(duration_ms: int, dip_ms: int, to_v: float, expected: dict[str, int]) -> None:
    meter = fed(230)
    one = dipped(duration_ms * US_PER_MS, dip_ms * US_PER_MS, to_v)
    meter.advance(one)
    rest = 1000 - duration_ms
    if rest > 0:
        meter.advance(row(START_US + SECOND + duration_ms * US_PER_MS, rest * US_PER_MS))
    found = {key: value for key, value in counted(meter).items() if key in ("sags", "swells")}
    assert found == expected


def test_at_most_one_of_each_in_a_second() -> None:
    meter = fed(230)
    for number in range(5):
        one = dipped(200 * US_PER_MS, 110 * US_PER_MS, 150 if number % 2 else 230)
        one["start_us"] += number * 200 * US_PER_MS
        meter.advance(one)
    assert counted(meter)["sags"] == 1


@pytest.mark.requirement("LOG-6")
def test_the_log_of_the_counters_is_written_each_day() -> None:
    start = from_civil(2025, 1, 14, 23)
    meter = make_meter(start, Z4="4")
    for day in range(3):
        meter.advance(
            load(start + day * US_PER_DAY, 24, duration_us=US_PER_HOUR, thd_u_cp=900 if day else 100)
        )
    found: list[dict[str, Any]] = entries(meter, "occurrences")
    assert [(instant_of(e["clock"]) - start - US_PER_HOUR) // US_PER_DAY for e in found] == [1, 2, 3]
    assert [e["occurrences_thd_u_over"] for e in found] == [0, 144, 288]
    assert {key: found[-1][key] for key in COUNTERS} == {key: meter.read(key) for key in COUNTERS}


@pytest.mark.requirement("LOG-6")
@pytest.mark.parametrize(("interval", "days"), [(0, list(range(1, 36))), (1, [5, 12, 19, 26, 33]), (2, [17])])
def test_how_often_the_counters_are_logged(interval: int, days: list[int]) -> None:
    start = from_civil(2025, 1, 14, 23)  # a Wednesday begins
    meter = make_meter(start, Z4="4", Z10="002")
    meter.write("occurrence_interval", interval)
    meter.advance(load(start, 35 * 24, duration_us=US_PER_HOUR))
    found = entries(meter, "occurrences")
    assert [(instant_of(e["clock"]) - start - US_PER_HOUR) // US_PER_DAY for e in found] == days


def test_setting_the_clock_begins_windows_anew() -> None:
    meter = make_meter()
    meter.advance(load(START_US, 4, u_mv=200_000))
    meter.set_clock(meter.clock.now_us + US_PER_MIN)
    meter.advance(load(START_US + 4 * US_PER_MIN, 5, u_mv=200_000))
    assert counted(meter) == {"u_low": 1, "u_low_10": 1}, "of 12:05 to 12:10, half of it"
