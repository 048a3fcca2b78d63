"""Debiting log 2: how often, and what."""

from __future__ import annotations

import pytest
from tests.meter_rows import entries, instant_of, load, make_meter, row

from enfas.catalog.quality import DataQuality, LoggerStatus
from enfas.catalog.tables.debiting import DebitingTable
from enfas.errors import CommandRefused
from enfas.interval import Mark
from enfas.meter.configuration import Configuration
from enfas.meter.device import Meter
from enfas.meter.reconfiguration import Reconfiguration
from enfas.timebase import US_PER_DAY, US_PER_HOUR, from_civil

START = from_civil(2025, 1, 28, 23)  # a Wednesday begins

HOURLY = {"Z4": "4", "Z10": "002"}
TARIFFS = [f"{e}_t{n}" for e in ("a_plus", "a_minus", "r_plus", "r_minus") for n in range(1, 5)]
PROFILES = {
    "01": ["hours", "a_plus", "a_minus", "r_plus", "r_minus", *TARIFFS],
    "02": [
        *("hours", "a_plus", "a_minus", "r1", "r2", "r3", "r4", "e_plus", "e_minus"),
        *TARIFFS[:8],
        *("p_plus_max", "p_plus_max.time", "p_minus_max", "p_minus_max.time"),
    ],
}


def days(meter: Meter) -> list[int]:
    """The days at whose beginning entries were made, counted from the start."""
    found = [
        divmod(instant_of(e["clock"]) - START - US_PER_HOUR, US_PER_DAY) for e in entries(meter, "debiting_2")
    ]
    assert all(rest == 0 for _, rest in found)
    return [day for day, _ in found]


@pytest.mark.requirement("LOG-2")
@pytest.mark.parametrize(
    ("code", "expected"),
    [("1", list(range(1, 61))), ("2", [5, 12, 19, 26, 33, 40, 47, 54]), ("3", [3, 31])],
    ids=["daily", "weekly", "monthly"],
)
def test_how_often(code: str, expected: list[int]) -> None:
    """Z25: at 00:00 of each day, each Monday, each 1st."""
    meter = make_meter(START, Z25=code, **HOURLY)
    meter.advance(load(START, 60 * 24, duration_us=US_PER_HOUR))
    assert days(meter) == expected
    for day, entry in zip(expected, entries(meter, "debiting_2"), strict=True):
        assert (entry["a_plus"], entry["hours"]) == (600 * 24 * day, 24 * day)


@pytest.mark.requirement("LOG-2")
@pytest.mark.parametrize("code", ["1", "2"], ids=["01", "02"])
def test_what(code: str) -> None:
    """Z30."""
    meter = make_meter(START, Z30=code)
    assert [c.name for c in meter.logs["debiting_2"].columns[4:]] == PROFILES[f"0{code}"]
    meter.advance(load(START, 24, duration_us=US_PER_HOUR, r1=9_000_000_000))
    (entry,) = entries(meter, "debiting_2")
    for key in PROFILES[f"0{code}"]:
        assert entry[key] == (meter.peak_time(key[:-5]) if key.endswith(".time") else meter.read(key))


@pytest.mark.requirement("LOG-2")
def test_175_entries_are_kept() -> None:
    meter = make_meter(START, **HOURLY)
    meter.advance(load(START, 180 * 24, duration_us=US_PER_HOUR))
    assert days(meter) == list(range(6, 181))


@pytest.mark.requirement("LOG-2")
def test_how_often_is_written_and_entries_stay() -> None:
    meter = make_meter(START)
    assert meter.read("debiting_2_interval") == 0
    meter.advance(load(START, 36, duration_us=US_PER_HOUR))
    meter.write("debiting_2_interval", 1)
    assert meter.read("debiting_2_interval") == 1
    meter.advance(load(START + 36 * US_PER_HOUR, 10 * 24, duration_us=US_PER_HOUR))
    assert days(meter) == [1, 5]
    assert entries(meter, "debiting_2")[1]["status"] == LoggerStatus.INTERVAL_CHANGED
    with pytest.raises(CommandRefused):
        meter.write("debiting_2_interval", 3)
    meter.part(Reconfiguration).configure("Z25=3")
    assert meter.read("debiting_2_interval") == 2


@pytest.mark.requirement("LOG-2")
def test_another_content_deletes_the_entries() -> None:
    meter = make_meter(START)
    meter.advance(load(START, 36, duration_us=US_PER_HOUR))
    meter.part(Reconfiguration).configure("Z30=2")
    assert entries(meter, "debiting_2") == []
    meter.advance(load(START + 36 * US_PER_HOUR, 24, duration_us=US_PER_HOUR))
    (entry,) = entries(meter, "debiting_2")
    assert (days(meter), entry["status"]) == ([2], LoggerStatus.RECONFIGURED)


@pytest.mark.requirement("LOG-2", "LOG-7")
def test_a_day_that_ends_without_mains_is_made_up() -> None:
    meter = make_meter(START)
    meter.advance(load(START, 20, duration_us=US_PER_HOUR))
    meter.advance(row(START + 20 * US_PER_HOUR, 20 * US_PER_HOUR, Mark.OUTAGE))
    meter.advance(load(START + 40 * US_PER_HOUR, 8, duration_us=US_PER_HOUR))
    assert days(meter) == [1, 2]
    assert [(e["quality"], e["status"]) for e in entries(meter, "debiting_2")] == [
        (DataQuality.OUTAGE, 0)
    ] * 2


@pytest.mark.requirement("LOG-2")
def test_a_profile_of_a_users_own() -> None:
    table = DebitingTable(number=3, title="active energy alone", registers=["a_plus", "p_plus_max.time"])
    table.check()
    configuration = Configuration.from_codes(
        Configuration.default().hardware,
        Configuration.default().software.replace({"Z30": "3"}).text,
        tables=(table,),
    )
    meter = Meter(configuration, start_us=START)
    assert [c.name for c in meter.logs["debiting_2"].columns[4:]] == ["a_plus", "p_plus_max.time"]


@pytest.mark.requirement("LOG-2")
def test_a_peak_is_captured_before_a_debiting_stop_at_the_same_midnight_resets_it() -> None:
    start = from_civil(2025, 1, 31, 20)
    meter = make_meter(start, Z30="2")
    meter.advance(load(start, 4 * 60))
    (entry,) = entries(meter, "debiting_2")
    assert entry["p_plus_max"] == entries(meter, "debiting")[0]["p_plus_max"] == 600
    assert meter.read("p_plus_max") == 600, "of the hour after midnight"
    assert meter.read("p_plus_cumulative") == 600
