"""Disturbances of the mains: cut exactly, and nothing else is changed."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from enfas.intake import Flow, Loads
from enfas.runtime.scenario.loads import Disturbed, cut
from enfas.runtime.scenario.steps import Load, Mains, Outage, Voltage
from enfas.supply.household import Household, HouseholdLoads
from enfas.timebase import US_PER_MIN, US_PER_S, from_civil

START_US = from_civil(2025, 1, 1)
AT = "2025-01-01T00:01:10Z"


def loads(*, amounts: bool = False) -> Loads:
    start_us = np.arange(4, dtype=np.int64) * US_PER_MIN
    watts = np.array([100.0, 200.0, 300.0, 400.0])
    return Loads(
        start_us, np.full(4, US_PER_MIN), Flow(watts, amounts), u_v=np.full(4, 230.0), i_a=watts / 230
    )


class Given:
    name, start_us, notes, sampling, total, done = "given", START_US, [], None, None, 0
    live, origin = False, "given"

    def blocks(self):
        yield loads()


def disturbed(*steps: Mains) -> Loads:
    mains = [(START_US + 70 * US_PER_S, step) for step in steps]
    (block,) = Disturbed(Given(), START_US, mains).blocks()
    return block


@given(st.lists(st.integers(-10, 250), max_size=6))
def test_a_cut_keeps_powers_and_times(cuts: list[int]) -> None:
    block = loads()
    for at_s in cuts:
        block = cut(block, at_s * US_PER_S)
    ends = block.start_us + block.duration_us
    assert np.array_equal(block.start_us[1:], ends[:-1])
    assert (block.start_us[0], ends[-1]) == (0, 4 * US_PER_MIN)
    assert (block.duration_us > 0).all()
    assert float((block.active.values * block.duration_us).sum()) == 1_000.0 * US_PER_MIN


@given(st.integers(1, 239))
def test_a_cut_shares_amounts_out(at_s: int) -> None:
    block = cut(loads(amounts=True), at_s * US_PER_S)
    assert block.active.values.sum() == pytest.approx(1_000)


def test_an_outage_takes_the_intervals_away() -> None:
    block = disturbed(Outage(at=AT, for_s=30))
    assert (block.start_us // US_PER_S).tolist() == [0, 60, 100, 120, 180]
    assert (block.duration_us // US_PER_S).tolist() == [60, 10, 20, 60, 60]


def test_another_voltage_is_there_for_its_time() -> None:
    block = disturbed(Voltage(at=AT, for_s=50, u_v=258.0))
    assert block.u_v.tolist() == [230, 230, 258, 230, 230]
    assert block.active.values.tolist() == [100, 200, 200, 300, 400]


def test_more_load_draws_more_current() -> None:
    block = disturbed(Load(at=AT, for_s=50, power_w=2_300))
    assert block.active.values.tolist() == [100, 200, 2_500, 300, 400]
    assert block.i_a[2] == pytest.approx(200 / 230 + 10)


def test_disturbances_of_other_days_change_nothing() -> None:
    supply = HouseholdLoads(Household(days=2), START_US)
    plain = list(HouseholdLoads(Household(days=2), START_US).blocks())
    step = Outage(at="2025-01-02T12:00:00Z", for_s=60)
    first, second = Disturbed(supply, START_US, [(START_US + 36 * 60 * US_PER_MIN, step)]).blocks()
    assert np.array_equal(first.active.values, plain[0].active.values)
    assert len(second.start_us) == 1439
