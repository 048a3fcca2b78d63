"""Whatever a load series holds, however it is cut: each energy is the exact sum, to under a millijoule."""

from __future__ import annotations

import math
from fractions import Fraction
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from enfas.intake import Flow, Loads
from enfas.interval import A_MINUS, A_PLUS, E_MINUS, E_PLUS
from enfas.metrology.loads import LoadMeter
from enfas.timebase import US_PER_MIN

POWERS_UW = st.integers(-(10**13), 10**13)
DURATIONS_US = st.one_of(st.sampled_from([US_PER_MIN, 15 * US_PER_MIN]), st.integers(1, 3_600_000_000))


@st.composite
def blocks(draw: st.DrawFn) -> Loads:
    count = draw(st.integers(1, 30))
    some = st.lists(POWERS_UW, min_size=count, max_size=count)
    durations = draw(st.lists(DURATIONS_US, min_size=count, max_size=count))
    missing = draw(st.lists(st.sampled_from([False, False, True]), min_size=count, max_size=count))
    return Loads(
        start_us=np.cumsum([0, *durations[:-1]]),
        duration_us=np.array(durations, dtype=np.int64),
        active=Flow(np.where(missing, np.nan, np.array(draw(some)) / 1e6)),
        reactive=Flow(np.array(draw(some)) / 1e6),
    )


@pytest.mark.requirement("MET-9")
@given(blocks(), st.data())
def test_rows_do_not_depend_on_the_blocks(loads: Loads, data: st.DataObject) -> None:
    count = len(loads.start_us)
    cuts = sorted(data.draw(st.lists(st.integers(0, count), max_size=6)))
    meter = LoadMeter()
    bounds = [0, *cuts, count]
    parts = [meter.feed(loads.part(slice(a, b))) for a, b in pairwise(bounds)]
    assert (np.concatenate(parts) == LoadMeter().feed(loads)).all()


@pytest.mark.requirement("MET-9", "MET-6")
@given(blocks())
def test_energies_are_the_exact_sums(loads: Loads) -> None:
    rows = LoadMeter().feed(loads)
    sums = rows["energy_mj"].sum(axis=0)
    exact = {A_PLUS: Fraction(0), A_MINUS: Fraction(0)}
    for power, duration in zip(loads.active.values.tolist(), loads.duration_us.tolist(), strict=True):
        if not math.isnan(power):
            # µW · µs = 1e-9 mJ
            exact[A_PLUS if power >= 0 else A_MINUS] += Fraction(abs(round(power * 1e6)) * duration, 10**9)
    for energy, value in exact.items():
        assert sums[energy] == value // 1
    assert (rows["energy_mj"] >= 0).all()
    assert sums[E_PLUS] >= sums[A_PLUS]
    assert sums[E_MINUS] >= sums[A_MINUS]
    assert (rows["marks"] != 0).tolist() == np.isnan(loads.active.values).tolist()
    assert not rows["energy_mj"][rows["marks"] != 0].any()
