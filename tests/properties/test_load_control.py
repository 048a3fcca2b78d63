"""Load control, whatever comes: stops and restarts do not matter, no relay is on against its rule."""

from __future__ import annotations

from contextlib import suppress

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.meter_rows import START_US, Kept, make_meter, row, state_of

from enfas.catalog.load_control import LoadMode
from enfas.catalog.tables.load_control import LoadTable, RelayRules
from enfas.catalog.tables.plan import Plan, PlanSeason
from enfas.errors import CommandRefused
from enfas.interval import Mark, Rows
from enfas.meter.device import Meter
from enfas.meter.load_control import LoadControl
from enfas.timebase import US_PER_MIN, US_PER_S

PLANS = st.lists(st.integers(1, 239), max_size=9, unique=True).map(
    lambda minutes: RelayRules(
        plans=(
            Plan(
                name="drawn",
                seasons=(
                    PlanSeason(
                        name="all year",
                        working=tuple(
                            f"{12 + at // 60 if at else 0:02d}:{at % 60:02d} {('off', 'on')[place % 2]}"
                            for place, at in enumerate([0, *sorted(minutes)])
                        ),
                    ),
                ),
            ),
        )
    )
)
RULES = st.one_of(
    st.none(),
    st.just(RelayRules()),
    st.lists(st.integers(1, 4), min_size=1, max_size=3, unique=True).map(
        lambda tariffs: RelayRules(tariffs=tuple(tariffs))
    ),
    PLANS,
)
TABLES = st.builds(
    LoadTable,
    number=st.just(900),
    title=st.just("drawn"),
    delay_s=st.sampled_from([0, 0, 90, 3_600]),
    default=st.tuples(st.booleans(), st.booleans()),
    relay_1=RULES,
    relay_2=RULES,
)


@st.composite
def hours(draw: st.DrawFn) -> Rows:
    at, rows = START_US, []
    for _ in range(draw(st.integers(1, 25))):
        at += draw(st.sampled_from([0, 0, 0, 0, 5 * US_PER_MIN]))
        duration = draw(st.one_of(st.sampled_from([US_PER_S, US_PER_MIN]), st.integers(1, 20 * US_PER_MIN)))
        rows.append(row(at, duration, draw(st.sampled_from([0, 0, 0, 0, Mark.OUTAGE]))))
        at += duration
    return np.concatenate(rows)


def of_table(table: LoadTable) -> Meter:
    table.check()
    return Meter(make_meter().configuration.replace(tables=(table,), Z14="900", Z13="002"), start_us=START_US)


@pytest.mark.requirement("SW-5")
@given(TABLES, hours(), st.lists(st.integers(0, 10**6), max_size=12))
def test_relays_do_not_depend_on_where_time_stops_nor_on_restarts(
    table: LoadTable, rows: Rows, stops: list[int]
) -> None:
    whole, parts, kept = of_table(table), of_table(table), Kept()
    whole.advance(rows)
    ends = rows["start_us"] + rows["duration_us"]
    for stop in [*sorted(stops), 10**6]:
        left = rows[ends > parts.clock.supply_now_us]
        if len(left):
            parts.advance(left, START_US + (int(ends[-1]) - START_US) * stop // 10**6)
        kept.commit(parts.take_changes())
        parts = Meter.restore(parts.configuration, kept.image())
    assert state_of(parts) == state_of(whole)


@pytest.mark.requirement("SW-5")
@given(
    TABLES,
    hours(),
    st.lists(
        st.tuples(
            st.integers(0, 25),
            st.sampled_from(["tariff", "load_1", "load_2", "load_1_mode", "load_2_mode", "load_delay"]),
            st.integers(0, 4),
        ),
        max_size=15,
    ),
)
def test_no_relay_is_on_against_its_rule_or_without_mains(
    table: LoadTable, rows: Rows, commands: list[tuple[int, str, int]]
) -> None:
    """What a relay is to do is worked out here once more; it may be late in going on, never in going off."""
    meter = of_table(table)
    control = meter.part(LoadControl)
    for index in range(len(rows)):
        for at, key, value in commands:
            if at == index:
                with suppress(CommandRefused):
                    meter.write(key, value)
        meter.advance(rows[index : index + 1])
        local = meter.clock.local().civil
        minute = local.hour * 60 + local.minute
        for relay in (1, 2):
            rules = table.rules(relay)
            mode = control.mode(relay)
            if mode is LoadMode.TABLE and rules and rules.plans:
                lines = [line.split() for line in rules.plans[0].seasons[0].working]
                past = [word for time, word in lines if int(time[:2]) * 60 + int(time[3:]) <= minute]
                wanted = past[-1] == "on"
            elif mode is LoadMode.TARIFF:
                wanted = bool(control.setting(f"load_{relay}_tariffs") & 1 << meter.read("tariff") - 1)
            elif mode is LoadMode.REGISTER:
                wanted = control.state.relays[relay - 1].ordered
            else:
                wanted = bool(control.setting(f"load_{relay}_default"))
            if not (wanted and meter.mains_on):
                assert not control.is_on(relay)
                assert control.delay_left_s(relay) == 0
            else:
                assert control.is_on(relay) is (control.delay_left_s(relay) == 0)
