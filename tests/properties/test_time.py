"""Whatever becomes of the clock: what happened is in one interval, once; marks say what was irregular."""

from __future__ import annotations

from contextlib import suppress

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.meter_rows import START_US, Kept, entries, load, row, state_of

from enfas.catalog.quality import DataQuality, LoggerStatus
from enfas.errors import CommandRefused
from enfas.interval import Mark
from enfas.meter.clock_backup import ClockBackup
from enfas.meter.configuration import Configuration
from enfas.meter.crystal import Crystal
from enfas.meter.device import Meter
from enfas.timebase import US_PER_DAY, US_PER_MIN, US_PER_S

CRYSTALS = st.builds(Crystal, st.integers(-1_000_000, 1_000_000), st.sampled_from([0, -34]))
EVENTS = st.lists(
    st.one_of(
        st.tuples(st.just("mains"), st.integers(1, 120)),
        st.tuples(st.just("outage"), st.integers(1, 120)),
        st.tuples(st.just("days without mains"), st.integers(1, 9)),
        st.tuples(st.just("set"), st.integers(-90_000, 90_000)),
        st.tuples(st.just("temperature"), st.integers(-400, 850)),
    ),
    max_size=14,
)


def live(crystal: Crystal, events: list[tuple[str, int]], cut_us: int | None = None) -> Meter:
    """A meter to which all that happens; its rows given whole, or cut into blocks of a length."""
    meter = Meter(Configuration.default().replace(Z29="2", crystal=crystal), start_us=START_US)
    kept = Kept()
    for what, size in [("mains", 7), *events, ("mains", 40)]:
        at_us = meter.clock.supply_now_us
        if what == "set":
            with suppress(CommandRefused):  # back before the year 2000
                meter.set_clock(meter.clock.now_us + size * US_PER_S)
        elif what == "temperature":
            meter.part(ClockBackup).set_temperature(size)
        else:
            if what == "mains":
                rows = load(at_us, size, watts=1_234)
            elif what == "outage":
                rows = row(at_us, size * US_PER_MIN, Mark.OUTAGE)
            else:
                rows = np.concatenate(
                    [row(at_us + day * US_PER_DAY, US_PER_DAY, Mark.OUTAGE) for day in range(size)]
                )
            if cut_us is None:
                meter.advance(rows)
                continue
            end_us = int(rows["start_us"][-1] + rows["duration_us"][-1])
            for until_us in range(at_us + cut_us, end_us + cut_us, cut_us):
                ends = rows["start_us"] + rows["duration_us"]
                meter.advance(rows[ends > meter.clock.supply_now_us], min(until_us, end_us))
            kept.commit(meter.take_changes())
            meter = Meter.restore(meter.configuration, kept.image())
    return meter


@pytest.mark.requirement("RTC-3", "LOG-7", "MET-9")
@given(CRYSTALS, EVENTS)
def test_time_jumps_leave_no_double_lost_or_torn_interval(
    crystal: Crystal, events: list[tuple[str, int]]
) -> None:
    meter = live(crystal, events)
    before = 0
    for entry in entries(meter):
        assert entry["a_plus"] >= before, "an interval is there twice"
        before = entry["a_plus"]
        on_bound = entry["clock"][6] % 15 == 0 and entry["clock"][7] == 0
        changed = int(entry["quality"]) & (DataQuality.CLOCK_FORWARD | DataQuality.CLOCK_BACKWARD)
        assert on_bound or changed or int(entry["status"]) & LoggerStatus.DISCONTINUITY, "torn"
    counted_mj = meter.energy.total("a_plus") - meter.period.totals[0]
    assert before == counted_mj // meter.step_mj, "an interval is lost"
    minutes = sum(size for what, size in events if what == "mains") + 47
    assert meter.energy.total("a_plus") == minutes * 1_234 * 60_000
    assert meter.mains.total_us == minutes * US_PER_MIN


@pytest.mark.requirement("RTC-1", "MET-9")
@given(CRYSTALS, EVENTS, st.integers(10 * US_PER_S, 40 * US_PER_MIN))
def test_a_drifting_clock_does_not_depend_on_the_blocks_nor_on_restarts(
    crystal: Crystal, events: list[tuple[str, int]], cut_us: int
) -> None:
    short = [event for event in events if event[0] != "days without mains"]
    assert state_of(live(crystal, short, cut_us)) == state_of(live(crystal, short))
