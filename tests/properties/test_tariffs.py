"""Tariffs by table: as somebody with a calendar and a watch would say; nothing lost, doubled or misplaced."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from tests.meter_rows import START_US, load, make_meter, state_of

from enfas.catalog.tables import KINDS, shipped_tables, table_of
from enfas.catalog.tables.table import document_of
from enfas.interval import ENERGIES, Rows
from enfas.meter.activity_calendar import ActivityCalendar
from enfas.meter.configuration import Configuration
from enfas.meter.device import Meter
from enfas.meter.energy import PARTS
from enfas.meter.tariffs import Tariffs
from enfas.timebase import US_PER_MIN, US_PER_S

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
WEEK = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")

TIMES = st.builds("{:02d}:{:02d}".format, st.integers(0, 23), st.sampled_from([0, 1, 29, 30, 59]))


@st.composite
def lists(draw: st.DrawFn) -> list[str]:
    times = sorted({"00:00", *draw(st.lists(TIMES, max_size=9))})
    return [f"{time} T{draw(st.integers(1, 4))}" for time in times]


DATES = st.dates(date(2025, 1, 1), date(2044, 12, 31))


@st.composite
def tables(draw: st.DrawFn) -> tuple[dict[str, Any], dict[str, Any]]:
    """A table of tariffs and one of days, as documents."""
    names = draw(st.lists(st.sampled_from("abcd"), min_size=1, max_size=4, unique=True))
    starts = draw(st.lists(DATES.map(lambda d: d.strftime("%m-%d")), min_size=1, max_size=8, unique=True))
    starts = [start for start in starts if start != "02-29"] or ["03-01"]
    seasons = [
        {"name": name, "working": draw(lists()), "non_working": draw(lists()), "holiday": draw(lists())}
        for name in names
    ]
    plan = {
        "name": "drawn",
        "changes": [f"{start} {draw(st.sampled_from(names))}" for start in starts],
        "seasons": seasons,
    }
    kinds = draw(st.lists(st.sampled_from(["working", "holiday", ""]), min_size=7, max_size=7))
    days = {
        kind: [day for day, of in zip(WEEK, kinds, strict=True) if of == kind]
        for kind in ("working", "holiday")
    }
    once = draw(st.lists(DATES.map(date.isoformat), max_size=20, unique=True))
    yearly = draw(st.lists(DATES.map(lambda d: d.strftime("%m-%d")), max_size=20, unique=True))
    return (
        {"table": "Z13", "number": 901, "title": "drawn", "plans": [plan]},
        {"table": "Z20", "number": 902, "title": "drawn", **days, "exceptions": once + yearly},
    )


def last_sunday(year: int, month: int) -> date:
    return max(day for n in range(25, 32) if (day := date(year, month, n)).isoweekday() == 7)


def local(utc: datetime) -> datetime:
    """Central European time, by the rule of the directive."""
    begins, ends = (
        datetime(*last_sunday(utc.year, month).timetuple()[:3], 1, tzinfo=UTC) for month in (3, 10)
    )
    return utc + timedelta(hours=2 if begins <= utc < ends else 1)


def said(tariffs: dict[str, Any], days: dict[str, Any], at: datetime) -> int:
    """The tariff at a local time, read off the documents as a person reads them."""
    plan = tariffs["plans"][0]
    today = at.strftime("%m-%d")
    changes = sorted(plan["changes"])
    begun = [change for change in changes if change[:5] <= today] or changes
    season = next(s for s in plan["seasons"] if s["name"] == begun[-1][6:])
    weekday = WEEK[at.weekday()]
    if (
        weekday in days["holiday"]
        or today in days["exceptions"]
        or at.date().isoformat() in days["exceptions"]
    ):
        kind = "holiday"
    else:
        kind = "working" if weekday in days["working"] else "non_working"
    return int([line for line in season[kind] if line[:5] <= at.strftime("%H:%M")][-1][-1])


def meter_with(tariffs: dict[str, Any], days: dict[str, Any], start_us: int) -> Meter:
    configuration = Configuration.default().replace(
        tables=(table_of(tariffs, KINDS), table_of(days, KINDS)), software="Z13=901 Z20=902"
    )
    return Meter(configuration, start_us=start_us)


def switches(meter: Meter, until_us: int) -> Iterator[tuple[int, int]]:
    """From when on which tariff holds, going by the instants that the schedule names."""
    schedule, clock = meter.part(ActivityCalendar).schedule, meter.clock
    assert schedule is not None
    while clock.state.start_us < until_us:
        now = schedule.now(clock)
        yield clock.state.start_us, now.value
        assert now.until_us > clock.state.start_us
        clock.state.start_us = now.until_us


AT_HALF_PAST_TWO = ["00:00 T1", "02:30 T2"]
NIGHT: dict[str, Any] = {
    "table": "Z13",
    "number": 901,
    "title": "A switch in the hours that are left out or come twice",
    "plans": [
        {
            "name": "night",
            "changes": ["01-01 a"],
            "seasons": [
                dict.fromkeys(("working", "non_working", "holiday"), AT_HALF_PAST_TWO) | {"name": "a"}
            ],
        }
    ],
}
WORKING_MONDAYS: dict[str, Any] = {
    "table": "Z20",
    "number": 902,
    "title": "x",
    "working": ["mon"],
    "holiday": [],
    "exceptions": [],
}


@pytest.mark.requirement("TAR-1", "TAR-2", "RTC-2")
@given(tables(), DATES)
@settings(max_examples=30)
@example((NIGHT, WORKING_MONDAYS), date(2026, 1, 1))
def test_each_minute_is_in_the_tariff_that_the_table_says(
    drawn: tuple[dict[str, Any], dict[str, Any]], day: date
) -> None:
    """A day and a half of minutes, at any date and where summer time begins and ends that year."""
    for first in (day, last_sunday(day.year, 3), last_sunday(day.year, 10)):
        start = datetime(*first.timetuple()[:3], tzinfo=UTC) - timedelta(hours=2)
        start_us = (start - EPOCH) // timedelta(microseconds=1)
        minutes = 36 * 60
        found = list(switches(meter_with(*drawn, start_us), start_us + minutes * US_PER_MIN))
        at = 0
        for minute in range(minutes):
            if at + 1 < len(found) and found[at + 1][0] <= start_us + minute * US_PER_MIN:
                at += 1
            expected = said(*drawn, local(start + timedelta(minutes=minute)))
            assert found[at][1] == expected, start + timedelta(minutes=minute)


def shipped(number: int, days: int) -> tuple[dict[str, Any], dict[str, Any]]:
    documents = (document_of(shipped_tables()[key]) for key in (("Z13", number), ("Z20", days)))
    tariffs, table = documents
    for season in tariffs["plans"][0]["seasons"]:
        season["non_working"] = list(season["non_working"] or season["working"])
        season["holiday"] = list(season["holiday"] or season["non_working"])
    return {**tariffs, "number": 901}, {**table, "number": 902}


@pytest.mark.requirement("TAR-1", "TAR-2", "RTC-2")
@pytest.mark.parametrize(("number", "days"), [(4, 1), (5, 2), (5, 3)])
def test_each_half_hour_of_twenty_years_is_in_the_tariff_that_the_table_says(number: int, days: int) -> None:
    """The shipped tables switch at half hours; every fourth year of twenty, each half hour of it."""
    documents = shipped(number, days)
    for year in range(2025, 2045, 4):
        start, end = datetime(year, 1, 1, tzinfo=UTC), datetime(year + 1, 1, 1, tzinfo=UTC)
        start_us, end_us = ((at - EPOCH) // timedelta(microseconds=1) for at in (start, end))
        found = list(switches(meter_with(*documents, start_us), end_us))
        assert all(at_us % (30 * US_PER_MIN) == 0 for at_us, _ in found)
        at = 0
        for half in range((end_us - start_us) // (30 * US_PER_MIN)):
            if at + 1 < len(found) and found[at + 1][0] <= start_us + half * 30 * US_PER_MIN:
                at += 1
            assert found[at][1] == said(*documents, local(start + timedelta(minutes=30 * half)))


@st.composite
def rows_of_days(draw: st.DrawFn) -> Rows:
    """Rows of some days, of any length, with holes in between."""
    at, parts = START_US + draw(st.integers(0, 10**9)) * 60, []
    for _ in range(draw(st.integers(1, 30))):
        at += draw(st.sampled_from([0, 0, 0, 1, 5 * US_PER_MIN, 20 * 60 * US_PER_MIN]))
        duration = draw(st.one_of(st.integers(1, 90 * US_PER_MIN), st.sampled_from([US_PER_S, US_PER_MIN])))
        one = load(at, 1, duration_us=duration)
        one["energy_mj"][0] = draw(st.lists(st.integers(0, duration), min_size=8, max_size=8))
        parts.append(one)
        at += duration
    return np.concatenate(parts)


ACTS = st.one_of(
    st.tuples(st.just("inputs"), st.integers(0, 3)),
    st.tuples(st.just("tariff"), st.integers(1, 8)),
    st.tuples(st.just("control"), st.integers(0, 3)),
    st.tuples(st.just("clock"), st.integers(-90_000, 90_000)),
    st.tuples(st.just("plan"), st.integers(1, 3)),
    st.tuples(st.just("summer"), st.integers(0, 1)),
)


def act(meter: Meter, what: str, value: int) -> None:
    tariffs = meter.part(Tariffs)
    if what == "inputs":
        tariffs.set_inputs(bool(value & 1), bool(value & 2))
    elif what == "tariff":
        if meter.read("tariff_control") == 2:
            tariffs.set_tariff(value)
    elif what == "control":
        tariffs.set_control(value)
    elif what == "clock":
        meter.set_clock(meter.clock.now_us + value * US_PER_S)
    elif what == "plan":
        if meter.read("tariff_control") == 3:
            meter.part(ActivityCalendar).choose_plan(value)
    else:
        tariffs.set_summer_time(value)


@pytest.mark.requirement("TAR-1", "TAR-2", "MET-9")
@given(rows_of_days(), st.lists(st.tuples(st.integers(0, 30), ACTS), max_size=6), st.data())
def test_tariffs_add_up_to_the_registers_however_rows_are_cut(
    rows: Rows, acts: list[tuple[int, tuple[str, int]]], data: st.DataObject
) -> None:
    cuts = data.draw(st.lists(st.integers(0, len(rows)), max_size=4))
    acts = [(at, what) for at, what in acts if at < len(rows)]
    states = []
    for more in ([], cuts, list(range(len(rows)))):
        meter = make_meter(Z13="005", Z20="001")
        bounds = sorted({*more, *(at for at, _ in acts), 0})
        for first, block in zip(bounds, np.split(rows, bounds[1:]), strict=True):
            for at, (what, value) in acts:
                if at == first:
                    act(meter, what, value)
            meter.advance(block)
            for energy in PARTS:
                by_tariff = [meter.energy.in_tariff(energy, tariff) for tariff in range(1, 9)]
                assert sum(by_tariff) == meter.energy.total(energy)
        total = rows["energy_mj"].sum(axis=0).tolist()
        assert [sum(meter.energy.counts[n]) for n in range(len(ENERGIES))] == total
        states.append(state_of(meter))
    assert states[0] == states[1] == states[2]
