"""Power quality against a plain computation from the rows, however they come in blocks."""

from __future__ import annotations

from itertools import groupby, pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.meter_rows import START_US, entries, make_meter, row, state_of

from enfas.catalog.registers.quality import FREQUENCY_COUNTERS
from enfas.interval import Rows
from enfas.timebase import US_PER_S

SECONDS = st.lists(
    st.tuples(
        st.sampled_from([230_000, 230_000, 236_000, 206_999, 195_000, 253_001, 262_000]),
        st.sampled_from([50_000, 50_000, 49_400, 51_100, 52_500, 42_000, 60_000]),
    ),
    min_size=1,
    max_size=60,
)
"""Voltage and frequency, second by second."""


def rows_of(seconds: list[tuple[int, int]]) -> Rows:
    return np.concatenate(
        [row(START_US + n * US_PER_S, US_PER_S, u_mv=u, f_mhz=f) for n, (u, f) in enumerate(seconds)]
    )


@pytest.mark.requirement("LOG-6", "PQ-4")
@given(SECONDS, st.data())
def test_counters_and_entries_are_what_the_rows_say(
    seconds: list[tuple[int, int]], data: st.DataObject
) -> None:
    cuts = sorted(data.draw(st.lists(st.integers(0, len(seconds)), max_size=5)))
    rows = rows_of(seconds)
    whole, meter = make_meter(), make_meter()
    for one in (whole, meter):
        one.write("voltage_window", 10)
        one.write("outage_threshold", 0)
    whole.advance(rows)
    for block in np.split(rows, cuts):
        meter.advance(block)
    assert state_of(meter) == state_of(whole)
    windows = [seconds[at : at + 10] for at in range(0, len(seconds) - 9, 10)]
    for key, percent in FREQUENCY_COUNTERS:
        limit = 50_000 * (100 + percent) / 100
        means = [sum(f for _, f in window) / 10 for window in windows]
        beyond = sum(mean > limit if percent > 0 else mean < limit for mean in means)
        assert meter.read(f"occurrences_{key}") == beyond, key
    voltage = [u for u, _ in seconds]
    inside = [207_000 <= u <= 253_000 for u in voltage]
    changes = [
        abs(b - a) >= 11_500 and x and y
        for (a, b), (x, y) in zip(pairwise(voltage), pairwise(inside), strict=True)
    ]
    assert meter.read("occurrences_u_rapid") == sum(changes)
    expected: list[tuple[int, int]] = []
    at = 0
    for side, group in groupby(voltage, key=lambda u: (u > 253_000) - (u < 207_000)):
        values = list(group)
        at += len(values)
        if side and at < len(voltage):  # one that goes on is not entered yet
            extreme = max(values) if side > 0 else min(values)
            codes = (8, 3, 9) if side > 0 else (6, 2, 7)
            chosen = (values[0], extreme, values[-1])
            expected += list(zip(codes, chosen, strict=True))[: 3 if len(values) > 1 else 1]
    found = [(e["event"], e["most"] + e["least"]) for e in entries(meter, "voltage_quality")]
    short = [(code, value) for code, value in found if code > 1]
    if max((len(list(run)) for side, run in groupby(inside) if not side), default=0) < 10:
        assert short == [(code, volts(value)) for code, value in expected]
    long = [(e["mean"], e["most"], e["least"]) for e in entries(meter, "voltage_quality") if e["event"] < 2]
    sums = [(sum(u for u, _ in w), max(u for u, _ in w), min(u for u, _ in w)) for w in windows]
    assert long == [
        (volts((2 * total + 10) // 20), volts(most), volts(least))
        for total, most, least in sums
        if not 2_070_000 <= total <= 2_530_000
    ]


def volts(value_mv: int) -> int:
    return (value_mv + 500) // 1000


@pytest.mark.requirement("LOG-6")
@given(st.lists(st.sampled_from([100, 200, 250, 333, 1000, 1500]), min_size=1, max_size=60), st.data())
def test_rows_shorter_than_a_second_do_not_depend_on_the_blocks(
    lengths: list[int], data: st.DataObject
) -> None:
    at, parts = START_US + 130_000, []
    for length in lengths:
        u_mv = data.draw(st.sampled_from([230_000, 205_000, 260_000, -1]))
        one = row(at, length * 1000, u_mv=u_mv)
        if u_mv > 0:
            one["u_min_mv"] = data.draw(st.sampled_from([u_mv, 150_000]))
        parts.append(one)
        at += length * 1000
    rows = np.concatenate(parts)
    whole, single, part = make_meter(), make_meter(), make_meter()
    whole.advance(rows)
    for number in range(len(rows)):
        single.advance(rows[number : number + 1])
    half_us = int(rows["start_us"][0]) + sum(lengths) * 500
    part.advance(rows, half_us)
    part.advance(rows[rows["start_us"] + rows["duration_us"] > half_us])
    assert state_of(single) == state_of(whole) == state_of(part)
