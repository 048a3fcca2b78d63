"""The breaker, whatever comes: its rules against plain seconds, its cut exact, its table kept."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from fractions import Fraction
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace
from tests.meter_rows import START_US, Kept, entries, make_meter, row, state_of

from enfas.catalog.breaker import OPEN_STATES, BreakerState
from enfas.catalog.tables.disconnect import DisconnectTable
from enfas.errors import CommandRefused
from enfas.interval import ENERGIES, Mark, Rows
from enfas.meter.breaker import Breaker
from enfas.meter.device import Meter
from enfas.meter.energy import PARTS
from enfas.timebase import US_PER_HOUR, US_PER_MIN, US_PER_MS, US_PER_S

DURATIONS = st.one_of(
    st.sampled_from([200 * US_PER_MS, US_PER_S, 10 * US_PER_S, US_PER_MIN]),
    st.integers(1, 5 * US_PER_S),
)


@st.composite
def loads(draw: st.DrawFn, most: int = 40, *, broken: bool = True) -> Rows:
    """Rows of loads about the limits, with outages, gaps and holes."""
    at, rows = START_US, []
    durations = draw(st.sampled_from([DURATIONS, st.sampled_from([US_PER_S, 3 * US_PER_S])]))
    for _ in range(draw(st.integers(1, most))):
        if broken:
            at += draw(st.sampled_from([0, 0, 0, 0, 0, 0, 700_000, 40 * US_PER_S]))
        duration = draw(durations)
        mark = draw(st.sampled_from([0, 0, 0, 0, 0, 0, Mark.OUTAGE, Mark.GAP])) if broken else 0
        one = row(
            at,
            duration,
            int(mark),
            u_mv=draw(st.sampled_from([230_000, 230_000, 264_000, 290_000, -1])),
            i_ma=draw(st.sampled_from([0, 9_999, 10_001, 14_000, 16_000, 25_000, 25_000, 25_000, -1])),
        )
        if not mark:
            one["energy_mj"][0] = draw(
                st.lists(st.integers(0, duration * 30), min_size=len(ENERGIES), max_size=len(ENERGIES))
            )
        rows.append(one)
        at += duration
    return np.concatenate(rows)


TABLES = st.builds(
    DisconnectTable,
    number=st.just(900),
    title=st.just("drawn"),
    load=st.sampled_from(["off", "current", "current", "power"]),
    limit=st.sampled_from([10, 10, 14]),
    k=st.sampled_from([(1.0, 1.0, 1.0), (2.0, 1.5, 1.0)]),
    t_s=st.sampled_from([(0, 0, 0), (1, 2, 3), (5, 20, 20)]),
    automatic=st.booleans(),
    wait_s=st.sampled_from([0, 3, 20]),
    log_only=st.booleans(),
    over_voltage=st.booleans(),
    over_voltage_s=st.sampled_from([1, 2, 7]),
    over_voltage_back_s=st.sampled_from([1, 9]),
    limit_low=st.sampled_from([0, 10]),
    neutral_fault=st.booleans(),
    button_needs_release=st.booleans(),
)


def of_table(table: DisconnectTable) -> Meter:
    table.check()
    return Meter(make_meter().configuration.replace(tables=(table,), Z9="900"), start_us=START_US)


COMMANDS: dict[str, Callable[[Breaker], None]] = {
    "disconnect": lambda breaker: breaker.order(1),
    "release": lambda breaker: breaker.order(2),
    "reconnect": lambda breaker: breaker.order(3),
    "button": Breaker.press_button,
    "neutral broken": lambda breaker: breaker.tell_neutral_fault(True),
    "neutral whole": lambda breaker: breaker.tell_neutral_fault(False),
    "credit out": Breaker.credit_out,
    "credit loaded": Breaker.credit_loaded,
    "a limit": lambda breaker: breaker.set_setting("breaker_limit_high", 12),
}


def carry_out(meter: Meter, name: str) -> None:
    with suppress(CommandRefused):
        COMMANDS[name](meter.part(Breaker))


@pytest.mark.requirement("SW-1", "SW-3")
@given(TABLES, loads(), st.data())
def test_the_breaker_does_not_depend_on_the_blocks(
    table: DisconnectTable, rows: Rows, data: st.DataObject
) -> None:
    whole, cut, single = (of_table(table) for _ in range(3))
    whole.advance(rows)
    for block in np.split(rows, sorted(data.draw(st.lists(st.integers(0, len(rows)), max_size=5)))):
        cut.advance(block)
    for index in range(len(rows)):
        single.advance(rows[index : index + 1])
    assert state_of(cut) == state_of(whole)
    assert state_of(single) == state_of(whole)


@pytest.mark.requirement("SW-1", "SW-2", "SW-3")
@given(TABLES, loads(), st.lists(st.integers(0, 10**6), max_size=20))
def test_neither_does_it_on_where_time_stops_nor_on_restarts(
    table: DisconnectTable, rows: Rows, stops: list[int]
) -> None:
    """Rows are taken in part, at any instant, and the meter is made anew from its memory there."""
    whole = of_table(table)
    whole.advance(rows)
    parts, kept = of_table(table), Kept()
    begin_us, end_us = int(rows["start_us"][0]), int((rows["start_us"] + rows["duration_us"])[-1])
    ends = rows["start_us"] + rows["duration_us"]
    for stop in [*sorted(stops), 10**6]:
        until_us = begin_us + (end_us - begin_us) * stop // 10**6
        left = rows[ends > parts.clock.supply_now_us]
        if len(left):
            parts.advance(left, until_us)
        kept.commit(parts.take_changes())
        parts = Meter.restore(parts.configuration, kept.image())
    assert state_of(parts) == state_of(whole)


@pytest.mark.requirement("SW-1")
@given(
    TABLES, loads(), st.lists(st.tuples(st.integers(0, 40), st.sampled_from(sorted(COMMANDS))), max_size=25)
)
def test_state_contact_and_log_agree_and_never_leave_the_table(
    table: DisconnectTable, rows: Rows, commands: list[tuple[int, str]]
) -> None:
    meter = of_table(table)
    breaker = meter.part(Breaker)
    opened_at = -1
    for index in range(len(rows)):
        for at, name in commands:
            if at == index:
                carry_out(meter, name)
        meter.advance(rows[index : index + 1])
        position = BreakerState(breaker.state.state)
        assert meter.load_on is (position not in OPEN_STATES)
        assert breaker.state.opened_us >= opened_at
        opened_at = breaker.state.opened_us
        log = entries(meter, "cut_off")
        if log:
            shown = {BreakerState.WARNING: BreakerState.CONNECTED}.get(position, position)
            assert log[-1]["state"] == shown
    states = [BreakerState(entry["state"]) for entry in entries(meter, "cut_off")]
    assert all(one != other for one, other in pairwise(states))


@pytest.mark.requirement("SW-1", "MET-9")
@given(loads(most=12, broken=False), st.integers(0, 10**6), st.data())
def test_energy_behind_an_open_breaker_is_exactly_zero_from_the_cut_on(
    rows: Rows, where: int, data: st.DataObject
) -> None:
    """However rows are cut: what is counted is each row's share before the cut, and nothing behind it."""
    begin_us, end_us = START_US, int((rows["start_us"] + rows["duration_us"])[-1])
    cut_us = begin_us + (end_us - begin_us) * where // 10**6
    meter = of_table(DisconnectTable(number=900, title="by hand"))
    meter.advance(rows, cut_us)
    meter.part(Breaker).order(1)
    ends = rows["start_us"] + rows["duration_us"]
    rest = rows[ends > cut_us]
    for block in np.split(rest, sorted(data.draw(st.lists(st.integers(0, len(rest)), max_size=4)))):
        meter.advance(block)
    elapsed = np.clip(cut_us - rows["start_us"], 0, rows["duration_us"])
    for energy, parts in PARTS.items():
        expected = sum(
            int(one["energy_mj"][part]) * int(time) // int(one["duration_us"])
            for one, time in zip(rows, elapsed, strict=True)
            for part in parts
        )
        assert meter.energy.total(energy) == expected
    assert meter.mains.total_us == end_us - begin_us
    if cut_us < end_us:
        assert (meter.present.p_plus, meter.present.i) == (0, 0)


# The rules once more, second by second, in fractions.


def second_values(rows: Rows, value: Callable[[np.void], Fraction | None]) -> Iterator[Fraction | None]:
    """The mean of each whole second from the start on, of what is known; None where nothing is."""
    end_us = int((rows["start_us"] + rows["duration_us"])[-1])
    for begin in range(START_US, end_us - US_PER_S + 1, US_PER_S):
        total, known = Fraction(0), 0
        for one in rows:
            start, stop = int(one["start_us"]), int(one["start_us"] + one["duration_us"])
            common = min(stop, begin + US_PER_S) - max(start, begin)
            of_row = value(one)
            if common > 0 and of_row is not None:
                total += of_row * common
                known += common
        yield total / known if known else None


def first_trip_s(rows: Rows, table: DisconnectTable) -> int | None:
    """When the breaker must open first, in seconds from the start."""

    def current(one: np.void) -> Fraction | None:
        return None if one["i_ma"] < 0 else Fraction(int(one["i_ma"])) ** 2

    def power(one: np.void) -> Fraction:
        return Fraction(int(one["energy_mj"][0]) * 10**6 // int(one["duration_us"]))

    t1, t2, t3 = table.t_s
    times = [max(1, t) for t in (t1, t1 + t2, t1 + t2 + t3)]
    tenths = [round(10 * k) for k in table.k]
    if table.load == "current":
        values, limits = second_values(rows, current), [(k * table.limit * 100) ** 2 for k in tenths]
    else:
        values, limits = second_values(rows, power), [k * table.limit * 100_000 for k in tenths]
    over = [0, 0, 0]
    for second, value in enumerate(values, 1):
        for place, limit in enumerate(limits):
            over[place] = over[place] + 1 if value is not None and value > limit else 0
            if over[place] >= times[place]:
                return second
    return None


@pytest.mark.requirement("SW-3")
@given(TABLES.filter(lambda table: table.load != "off"), loads(most=15, broken=False))
def test_smart_disconnect_opens_when_plain_counting_says(table: DisconnectTable, rows: Rows) -> None:
    table = replace(table, over_voltage=False, log_only=False)
    meter = of_table(table)
    meter.advance(rows)
    trip_s = first_trip_s(rows, table)
    opened = [entry for entry in entries(meter, "cut_off") if entry["state"] == BreakerState.CUT_OFF]
    if trip_s is None:
        assert not opened
    else:
        at = opened[0]["clock"]
        assert isinstance(at, bytes)
        second = START_US + US_PER_HOUR + trip_s * US_PER_S
        assert (at[6], at[7]) == (second // US_PER_MIN % 60, second // US_PER_S % 60)
