"""Pulses follow the counters exactly: found by brute force, and whatever the rows are cut into."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.meter_rows import START_US, Kept, make_meter, row, state_of

from enfas.interval import ENERGIES, Mark, Rows
from enfas.meter.block import Block
from enfas.meter.device import Meter
from enfas.meter.energy import PARTS
from enfas.meter.pulses import LED, Pulses

CYCLES_US = {LED: 60_000, "io_1": 160_000, "io_2": 160_000}


@st.composite
def loads(draw: st.DrawFn) -> Rows:
    """Short rows with loads up to twice what an output of 80 ms can tell, some of them without mains."""
    rows, at_us = [], START_US
    for _ in range(draw(st.integers(1, 12))):
        duration_us = draw(st.sampled_from([199_999, 1_000_000, 7_654_321, 60_000_000]))
        mark = draw(st.sampled_from([0, 0, 0, 0, 0, Mark.OUTAGE]))
        one = row(at_us, duration_us, int(mark))
        if not mark:
            most = draw(st.sampled_from([0, 3, 1_000, 45_000, 90_000])) * duration_us // 1000
            shares = st.integers(0, most)
            one["energy_mj"][0] = draw(st.lists(shares, min_size=len(ENERGIES), max_size=len(ENERGIES)))
        rows.append(one)
        at_us += duration_us
    return np.concatenate(rows)


def pulsed(
    rows: Rows, cuts: list[int], *, listen: bool, restart: bool = False
) -> tuple[Meter, dict[str, list[int]]]:
    heard: dict[str, list[int]] = {LED: [], "io_1": [], "io_2": []}

    def hear(output: str, starts: np.ndarray) -> None:
        heard[output] += starts.tolist()

    meter, kept = make_meter(Z3="06", Z8="3"), Kept()
    end_us = int(rows["start_us"][-1] + rows["duration_us"][-1])
    if listen:
        meter.part(Pulses).listen(hear)
    for until_us in [*sorted(cuts), end_us]:
        left = rows[rows["start_us"] + rows["duration_us"] > meter.clock.supply_now_us]
        meter.advance(left, min(until_us, end_us))
        if restart:
            kept.commit(meter.take_changes())
            meter = Meter.restore(meter.configuration, kept.image())
            meter.part(Pulses).listen(hear)
    return meter, heard


@pytest.mark.requirement("MET-10", "IO-1", "MET-9")
@given(loads(), st.data())
def test_trains_do_not_depend_on_blocks_on_restarts_or_on_who_listens(
    rows: Rows, data: st.DataObject
) -> None:
    end_us = int(rows["start_us"][-1] + rows["duration_us"][-1])
    cuts = data.draw(st.lists(st.integers(START_US + 1, end_us), max_size=6, unique=True))
    whole, heard = pulsed(rows, [], listen=True)
    state = state_of(whole)
    assert pulsed(rows, cuts, listen=True)[1] == heard
    assert pulsed(rows, cuts, listen=True, restart=True)[1] == heard
    assert state_of(pulsed(rows, cuts, listen=False)[0]) == state
    assert state_of(pulsed(rows, [], listen=False)[0]) == state


@pytest.mark.requirement("MET-10", "MET-9", "IO-1")
@given(loads())
def test_pulses_given_and_waiting_are_the_register(rows: Rows) -> None:
    meter, heard = pulsed(rows, [], listen=True)
    outputs = meter.part(Pulses).state.outputs
    for name, energy in ((LED, "a_plus"), ("io_1", "r_plus"), ("io_2", "a_plus")):
        assert outputs[name].count == len(heard[name])
        assert outputs[name].count + outputs[name].waiting == meter.energy.total(energy) // 3_600_000
        assert all(after - before >= CYCLES_US[name] for before, after in pairwise(heard[name]))


@pytest.mark.requirement("MET-10", "IO-1")
@settings(max_examples=40)
@given(st.data(), st.sampled_from(["a_plus", "r_plus", "r_minus"]))
def test_an_instant_is_the_first_at_which_the_counter_has_grown_enough(
    data: st.DataObject, energy: str
) -> None:
    columns = PARTS[energy]
    durations = data.draw(st.lists(st.integers(1, 40), min_size=1, max_size=5))
    rows, at_us = [], START_US
    for duration_us in durations:
        one = row(at_us, duration_us)
        one["energy_mj"][0] = data.draw(st.lists(st.integers(0, 60), min_size=8, max_size=8))
        rows.append(one)
        at_us += duration_us
    block = Block(np.concatenate(rows), 0, 0)

    def grown(instant_us: int) -> int:
        return sum(block.at(instant_us)[column] for column in columns)

    since_us = data.draw(st.integers(START_US, at_us - 1))
    total = grown(at_us) - grown(since_us)
    wanted = np.arange(1, total + 1)
    for from_us in (since_us,) if total else ():
        found = block.reach(columns, from_us, at_us, wanted).tolist()
        for amount, instant_us in zip(wanted.tolist(), found, strict=True):
            assert grown(instant_us) - grown(from_us) >= amount > grown(instant_us - 1) - grown(from_us)
