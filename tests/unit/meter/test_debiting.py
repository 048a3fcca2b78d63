"""The debiting log: its columns, its triggers, its quality, what a stop does to the peaks."""

from __future__ import annotations

import numpy as np
import pytest
from tests.meter_rows import START_US, Kept, entries, instant_of, load, make_meter, state_of

from enfas.catalog.data_logs import TIME
from enfas.catalog.debiting import DEBITING_COLUMNS
from enfas.catalog.quality import DataQuality, LoggerStatus
from enfas.catalog.registers import REGISTERS
from enfas.meter.debiting import Debiting
from enfas.meter.device import Meter
from enfas.meter.reconfiguration import Reconfiguration
from enfas.timebase import US_PER_DAY, US_PER_HOUR, US_PER_MIN, US_PER_S, civil, from_civil

OFFSET_US = US_PER_HOUR
HOURLY = {"Z4": "4", "Z10": "002"}

ENERGIES = ["a_plus", "a_minus", "r_plus", "r_minus", "e_plus", "e_minus"]
TARIFFS = [f"{energy}_t{tariff}" for energy in ("a_plus", "r_plus") for tariff in range(1, 5)]
PEAKS = [
    *(f"{p}_max{t}" for p in ("p_plus", "q_plus") for t in ("", "_t1", "_t2")),
    "s_plus_max",
    "s_minus_max",
]
CUMULATIVE = ["p_plus_cumulative", "p_plus_cumulative_t1", "p_plus_cumulative_t2", "q_plus_cumulative"]
COUNTERS = ["hours", "debiting_count", "power_threshold_count", "pulse_input"]
COLUMNS = [*COUNTERS, *ENERGIES, *TARIFFS, *PEAKS, *(peak + TIME for peak in PEAKS), *CUMULATIVE]


def days_of(start_us: int, days: int, watts: int = 600) -> np.ndarray:
    return load(start_us, days * 24, watts, duration_us=US_PER_HOUR, r1=9_000_000, e_plus=700 * 3_600_000)


def stops(meter: Meter) -> list[tuple[int, int, int]]:
    """Year, month and day of each stop; all at midnight of normal time."""
    found = []
    for entry in entries(meter, "debiting"):
        stamp = entry["clock"]
        assert instant_of(stamp) % US_PER_DAY == 0
        found.append((int.from_bytes(stamp[:2], "big"), stamp[2], stamp[3]))
    return found


def registers(meter: Meter) -> dict[str, object]:
    """What the debiting log should hold, read one by one."""
    return {
        key: meter.peak_time(key.removesuffix(TIME)) if key.endswith(TIME) else meter.read(key)
        for key in DEBITING_COLUMNS
    }


@pytest.mark.requirement("LOG-1", "REG-2", "REG-3")
@pytest.mark.parametrize("key", COLUMNS)
def test_a_column_is_the_register_as_it_stood(key: str) -> None:
    meter = make_meter(from_civil(2025, 3, 10))
    meter.write("power_threshold", 500)
    meter.advance(days_of(from_civil(2025, 3, 10), 2, 700))
    meter.energy.tariff = 2
    meter.advance(days_of(from_civil(2025, 3, 12), 1, 900))
    before = registers(meter)
    meter.debiting_stop()
    (entry,) = entries(meter, "debiting")
    assert entry[key] == before[key]
    assert before[key] or key.endswith(
        ("t2", "t3", "t4", "minus", "minus_max", "cumulative", "_t1", "count", "input")
    )


@pytest.mark.requirement("LOG-1")
def test_there_are_no_other_columns_than_these() -> None:
    assert set(DEBITING_COLUMNS) == set(COLUMNS)
    only = make_meter(X9="1", Z29="1").logs["debiting"]
    assert {c.name for c in only.columns[4:]} == {
        key for key in DEBITING_COLUMNS if REGISTERS[key.removesuffix(TIME)].needs <= {"a_plus"}
    }


@pytest.mark.requirement("LOG-1")
@pytest.mark.parametrize("day", range(1, 29))
def test_the_day_of_the_stop(day: int) -> None:
    """Z6."""
    start = from_civil(2025, 1, 30)
    meter = make_meter(start, Z6=f"{day:02d}", **HOURLY)
    meter.advance(days_of(start, 40))
    assert stops(meter) == ([(2025, 2, day)] if day > 11 else [(2025, 2, day), (2025, 3, day)])


@pytest.mark.requirement("LOG-1")
@pytest.mark.parametrize(
    ("code", "months"),
    [
        ("00", []),
        ("01", list(range(1, 13))),
        *((f"{2 + k:02d}", list(range(1 + k, 13, 2))) for k in range(2)),
        *((f"{4 + k:02d}", list(range(1 + k, 13, 3))) for k in range(3)),
        *((f"{7 + k:02d}", list(range(1 + k, 13, 6))) for k in range(6)),
        *((f"{13 + k:02d}", [1 + k]) for k in range(12)),
    ],
)
def test_the_months_of_the_stops(code: str, months: list[int]) -> None:
    """Z7, over a year: from stop to stop."""
    at_us = from_civil(2024, 12, 31)
    debiting = make_meter(at_us, Z7=code, Z6="15").part(Debiting)
    found = []
    while (at_us := debiting.bounds(at_us)[1]) < from_civil(2025, 12, 31):
        assert debiting.bounds(at_us)[0] == at_us
        assert debiting.bounds(at_us - 1)[1] == at_us
        found.append(civil(at_us + OFFSET_US)[:4])
    assert found == [(2025, month, 15, 0) for month in months]


@pytest.mark.requirement("LOG-1")
def test_stops_over_half_a_year() -> None:
    start = from_civil(2025, 1, 20)
    meter = make_meter(start, Z7="03", Z6="28", **HOURLY)
    meter.advance(days_of(start, 170))
    assert stops(meter) == [(2025, 2, 28), (2025, 4, 28), (2025, 6, 28)]


@pytest.mark.requirement("LOG-1")
def test_36_entries_are_kept() -> None:
    meter = make_meter()
    meter.advance(load(START_US, 1))
    for _ in range(40):
        meter.debiting_stop()
    assert [entry["debiting_count"] for entry in entries(meter, "debiting")] == list(range(4, 40))


@pytest.mark.requirement("LOG-1", "REG-2")
def test_a_stop_adds_the_peaks_up_and_begins_new_ones() -> None:
    start = from_civil(2025, 1, 31, 23) - 20 * US_PER_HOUR  # 20 h before the stop, in normal time
    meter = make_meter(start)
    meter.advance(load(start, 20 * 4, 800, duration_us=15 * US_PER_MIN))
    (entry,) = entries(meter, "debiting")
    assert (entry["p_plus_max"], entry["p_plus_cumulative"], entry["debiting_count"]) == (800, 0, 0)
    assert (meter.read("p_plus_max"), meter.read("p_plus_cumulative"), meter.read("debiting_count")) == (
        0,
        800,
        1,
    )
    meter.advance(load(start + 20 * US_PER_HOUR, 60, 300))
    meter.debiting_stop()
    last = entries(meter, "debiting")[-1]
    assert (last["p_plus_max"], last["p_plus_cumulative"], last["debiting_count"]) == (300, 800, 1)
    assert meter.read("p_plus_cumulative") == 1100


@pytest.mark.requirement("LOG-1")
def test_the_period_that_ends_with_the_stop_counts_for_it() -> None:
    """The integration period that ends at the same instant is in the entry's peak."""
    start = from_civil(2025, 1, 31, 22, 45)
    meter = make_meter(start)
    meter.advance(load(start, 16, 1234))
    (entry,) = entries(meter, "debiting")
    assert entry["p_plus_max"] == 1234
    assert entry["p_plus_max.time"] == entry["clock"]


@pytest.mark.requirement("LOG-1", "LOG-7")
def test_a_stop_that_passes_without_mains_is_made_up_and_marked() -> None:
    start = from_civil(2025, 1, 30, 23)
    end = start + US_PER_DAY
    meter = make_meter(start)
    meter.advance(days_of(start, 1)[:-1])
    meter.advance(load(end + 5 * US_PER_DAY, 60))
    assert stops(meter) == [(2025, 2, 1)]
    (entry,) = entries(meter, "debiting")
    assert entry["quality"] & DataQuality.OUTAGE
    assert entry["a_plus"] == 23 * 600
    meter.debiting_stop()
    assert entries(meter, "debiting")[-1]["quality"] & DataQuality.OUTAGE


@pytest.mark.requirement("LOG-1", "LOG-7")
def test_a_clock_that_has_lost_the_time_makes_no_stop_until_it_is_set() -> None:
    start = from_civil(2025, 1, 30, 23)
    meter = make_meter(start, **HOURLY)
    meter.advance(days_of(start, 3))
    back = start + 40 * US_PER_DAY
    meter.advance(days_of(back, 35))
    assert not meter.clock.state.valid
    assert stops(meter) == [(2025, 2, 1)], (
        "in the year 2000 it goes from January to February, and nothing ends"
    )
    meter.set_clock(back + 35 * US_PER_DAY)
    assert stops(meter) == [(2025, 2, 1), (2025, 3, 1)]
    late = entries(meter, "debiting")[-1]
    assert late["quality"] & DataQuality.OUTAGE
    assert late["quality"] & DataQuality.CLOCK_60_S
    meter.debiting_stop()
    assert entries(meter, "debiting")[-1]["status"] & LoggerStatus.DISCONTINUITY, (
        "the stop of April is missing"
    )


@pytest.mark.requirement("LOG-1", "LOG-7")
def test_setting_the_clock_makes_no_stop_but_marks_the_period() -> None:
    start = from_civil(2025, 1, 31, 21)
    meter = make_meter(start)
    meter.advance(load(start, 60))
    meter.set_clock(meter.clock.now_us + 20 * US_PER_S)
    meter.advance(load(start + US_PER_HOUR, 90))
    (entry,) = entries(meter, "debiting")
    assert stops(meter) == [(2025, 2, 1)]
    assert entry["quality"] & (DataQuality.CLOCK_15_S | DataQuality.CLOCK_FORWARD)
    meter.set_clock(meter.clock.now_us - 2 * US_PER_HOUR)
    meter.advance(load(start + 150 * US_PER_MIN, 240))
    assert stops(meter) == [(2025, 2, 1)], "what comes again within a day is not done again"
    meter.set_clock(from_civil(2025, 5, 3))
    assert stops(meter) == [(2025, 2, 1), (2025, 3, 1)], "what was jumped over is reached"
    meter.set_clock(from_civil(2020, 5, 31, 12))
    meter.advance(load(start + 390 * US_PER_MIN, 24 * 60))
    assert stops(meter)[-1] == (2020, 6, 1), "a clock that was grossly wrong does not keep stops away"


@pytest.mark.requirement("LOG-1")
def test_another_day_or_interval_holds_from_the_next_stop_on() -> None:
    start = from_civil(2025, 1, 3)
    meter = make_meter(start, **HOURLY)
    meter.advance(days_of(start, 2))
    meter.part(Reconfiguration).configure("Z6=10 Z7=00")
    meter.advance(days_of(start + 2 * US_PER_DAY, 60))
    assert stops(meter) == []
    meter.part(Reconfiguration).configure("Z7=01")
    meter.advance(days_of(start + 62 * US_PER_DAY, 10))
    assert stops(meter) == [(2025, 3, 10)]


@pytest.mark.requirement("LOG-1", "REG-1")
def test_a_stop_outlives_a_restart() -> None:
    meter, kept = make_meter(), Kept()
    meter.advance(load(START_US, 100))
    meter.debiting_stop()
    kept.commit(meter.take_changes())
    again = Meter.restore(meter.configuration, kept.image())
    assert state_of(again) == state_of(meter)
    assert entries(again, "debiting") == entries(meter, "debiting")


def test_a_state_without_the_part_begins_it_anew() -> None:
    """One that an older program stored: the log begins in mid-period, and nothing is entered for it."""
    meter, kept = make_meter(), Kept()
    meter.advance(load(START_US, 100))
    kept.commit(meter.take_changes())
    for name in ("debiting", "debiting_2", "analysis"):
        del kept.parts[name]
        kept.logs.pop(name, None)
    old = Meter.restore(meter.configuration, kept.image())
    old.advance(load(START_US + 100 * US_PER_MIN, 20))
    assert entries(old, "debiting") == []
    assert [instant_of(e["clock"]) - OFFSET_US - START_US for e in entries(old, "analysis")] == [
        105 * US_PER_MIN,
        120 * US_PER_MIN,
    ]
    assert entries(old, "analysis")[0]["status"] & LoggerStatus.DISCONTINUITY
