"""However a supply is cut into blocks: its rows are the same, tile time, and say what was missing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.measured import put_together

from enfas.conditions import Conditions, Thresholds
from enfas.intake import Flow, Loads, Samples, Sampling
from enfas.interval import A_MINUS, A_PLUS, NOTHING, UNKNOWN, Mark, Measured
from enfas.metrology.assembly import Assembler
from enfas.testing.waves import Waves
from enfas.timebase import US_PER_MIN, US_PER_S

EVERYTHING = Conditions(thresholds=Thresholds(0.0, 0.0, 0.0))
AT_ONCE = Conditions(thresholds=Thresholds(outage_s=0.0))
"""Voltage that is away is an outage, however short."""
OUTAGES_S = st.sampled_from([0.0, 0.05, 0.3, 1.0])
MARKS = st.sampled_from([Mark.NONE, Mark.NONE, Mark.GAP, Mark.OUTAGE])
SHORTEST_S = Fraction(20, 1000)
START_US = 1_736_938_800_000_000


@st.composite
def sampled(draw: st.DrawFn) -> tuple[Fraction, list[Samples]]:
    """Stretches of waves with holes before them, and samples missing in either channel, or in both."""
    rate_hz = draw(st.sampled_from([Fraction(2000), Fraction(8151, 3)]))
    mark = draw(MARKS)
    blocks: list[Samples] = []
    for seed in range(draw(st.integers(1, 3))):
        number = draw(st.one_of(st.integers(1, 60), st.integers(200, 900)))
        waves = Waves.distorted(50.1, draw(st.sampled_from([230.0, 230.0, 3.0])), 4.0, 40, 9, seed)
        u, i = waves.samples(float(rate_hz), number, seed)
        for channel in (u, i, u, i):
            if draw(st.booleans()):
                first = draw(st.integers(0, number - 1))
                # about as long as the shortest outage, or much longer
                length = draw(st.one_of(st.integers(30, 60), st.integers(1, number)))
                channel[first : first + length] = np.nan
        hole = draw(st.sampled_from([0, 0, 1, 37, 5000, 200_000]))
        blocks.append(Samples(u, i, hole, mark))
    return rate_hz, blocks


def cut(blocks: list[Samples], places: list[int]) -> Iterator[Samples]:
    """The same samples in other blocks: cut at places that count from each block's beginning."""
    for block in blocks:
        bounds = [0, *sorted(place for place in places if 0 < place < len(block.u_v)), len(block.u_v)]
        for first, last in pairwise(bounds):
            missing = 0 if first else block.missing
            yield Samples(block.u_v[first:last], block.i_a[first:last], missing, block.mark)


def assembled(
    blocks: Iterable[Samples | Loads], sampling: Sampling | None, conditions: Conditions = AT_ONCE
) -> Measured:
    assembler = Assembler(sampling, START_US, conditions, [])
    parts = [part for block in blocks for part in assembler.feed(block)]
    return put_together([NOTHING, *parts, *assembler.finish()])


def kinds_of(rate_hz: Fraction, u: np.ndarray, i: np.ndarray, mark: Mark) -> list[int]:
    """What each sample is, by the rule in plain words."""
    dark = 0
    kinds: list[int] = []
    for n in range(len(u) + 1):
        if n < len(u) and np.isnan(u[n]):
            dark += 1
            kinds.append(int(mark or Mark.GAP))
            continue
        if not mark and dark >= SHORTEST_S * rate_hz:
            kinds[n - dark : n] = [int(Mark.OUTAGE)] * dark
        dark = 0
        if n < len(u):
            kinds.append(int(mark or Mark.GAP) if np.isnan(i[n]) else 0)
    return kinds


@given(sampled(), st.lists(st.integers(1, 899), max_size=8), st.booleans(), OUTAGES_S)
def test_rows_and_windows_do_not_depend_on_the_blocks(
    signal: tuple[Fraction, list[Samples]], places: list[int], all_apart: bool, outage_s: float
) -> None:
    rate_hz, blocks = signal
    conditions = Conditions(thresholds=Thresholds(outage_s=outage_s))
    whole = assembled(blocks, Sampling(rate_hz, 100.0), conditions)
    many = all_apart and sum(len(block.u_v) for block in blocks) < 300
    places = list(range(1, 900)) if many else places
    parts = assembled(cut(blocks, places), Sampling(rate_hz, 100.0), conditions)
    assert parts.rows.tobytes() == whole.rows.tobytes()
    assert parts.windows.tobytes() == whole.windows.tobytes()


def kinds_of_all(rate_hz: Fraction, blocks: list[Samples]) -> Iterator[int]:
    """What each sample of a supply is; -1 in a hole of which nothing is told."""
    u, i = np.zeros(0), np.zeros(0)
    for block in blocks:
        if block.missing:  # a hole ends what was before it
            yield from kinds_of(rate_hz, u, i, block.mark)
            yield from [Mark.GAP if block.mark is Mark.GAP else -1] * block.missing
            u, i = np.zeros(0), np.zeros(0)
        u, i = np.append(u, block.u_v), np.append(i, block.i_a)
    yield from kinds_of(rate_hz, u, i, blocks[0].mark)


@pytest.mark.requirement("LOG-7")
@given(sampled(), st.integers(5, 900))
def test_every_sample_is_in_a_row_that_says_what_it_is(
    signal: tuple[Fraction, list[Samples]], size: int
) -> None:
    """Rows tile the time of all samples; those that are missing bear the rule's mark, to the sample."""
    rate_hz, blocks = signal
    rows, windows = assembled(cut(blocks, list(range(size, 900, size))), Sampling(rate_hz))
    starts, ends = rows["start_us"], rows["start_us"] + rows["duration_us"]
    assert (starts[1:] >= ends[:-1]).all()
    kinds = np.array(list(kinds_of_all(rate_hz, blocks)))
    assert ends[-1] == START_US + len(kinds) * US_PER_S * rate_hz.denominator // rate_hz.numerator
    middles = START_US + ((np.arange(len(kinds)) + 0.5) * US_PER_S / float(rate_hz)).astype(np.int64)
    row = np.searchsorted(starts, middles, side="right") - 1
    inside = (row >= 0) & (middles < ends[row])
    assert (inside == (kinds != -1)).all()
    missing = kinds > 0
    assert (rows["marks"][row[missing]] == kinds[missing]).all()
    assert (rows["energy_mj"][row[missing]] == 0).all()
    measured = np.isin(starts, windows["start_us"])
    without_window = (rows["marks"] & (Mark.ENERGY_ONLY | Mark.OUTAGE)) != 0
    assert (measured | without_window)[row[kinds == 0]].all()
    assert not (rows["marks"][measured] & (Mark.ENERGY_ONLY | Mark.GAP)).any()
    assert not measured[row[missing]].any()


@pytest.mark.requirement("MET-9")
@given(sampled())
def test_the_energy_is_that_of_the_samples_that_are_there(signal: tuple[Fraction, list[Samples]]) -> None:
    rate_hz, blocks = signal
    rows, _ = assembled(blocks, Sampling(rate_hz), EVERYTHING)
    expected = sum(1000 * float(np.nansum(block.u_v * block.i_a)) / float(rate_hz) for block in blocks)
    net = rows["energy_mj"][:, A_PLUS].sum() - rows["energy_mj"][:, A_MINUS].sum()
    assert int(net) == pytest.approx(expected, abs=1.0 + 1e-9 * abs(expected))


@st.composite
def loaded(draw: st.DrawFn) -> Loads:
    """Intervals with holes between them, whose values may be missing."""
    count = draw(st.integers(1, 20))
    durations = draw(st.lists(st.sampled_from([1, 1, 1, 7, 90]), min_size=count, max_size=count))
    holes = draw(st.lists(st.sampled_from([0, 0, 0, 2, 1500]), min_size=count, max_size=count))
    starts = np.cumsum(holes) + np.cumsum([0, *durations[:-1]])
    microwatts = st.integers(-(10**9), 10**9).map(lambda n: n / 1e6)
    powers = st.one_of(st.just(float("nan")), st.just(0.0), microwatts)
    volts = st.sampled_from([230.0, 230.0, 3.0, float("nan")])
    return Loads(
        start_us=starts * US_PER_MIN,
        duration_us=np.array(durations) * US_PER_MIN,
        active=Flow(np.array(draw(st.lists(powers, min_size=count, max_size=count)))),
        u_v=draw(st.one_of(st.none(), st.lists(volts, min_size=count, max_size=count).map(np.array))),
        mark=draw(MARKS),
    )


@given(loaded(), st.lists(st.integers(0, 20), max_size=6))
def test_rows_of_loads_do_not_depend_on_the_blocks(block: Loads, places: list[int]) -> None:
    bounds = [0, *sorted(min(place, len(block.start_us)) for place in places), len(block.start_us)]
    parts = [block.part(slice(first, last)) for first, last in pairwise(bounds)]
    assert assembled(parts, None).rows.tobytes() == assembled([block], None).rows.tobytes()


@pytest.mark.requirement("LOG-7")
@given(loaded())
def test_every_interval_says_what_it_is(block: Loads) -> None:
    rows, windows = assembled([block], None)
    assert len(windows) == 0
    own = np.isin(rows["start_us"] - START_US, block.start_us)
    assert (rows["start_us"][own] - START_US).tolist() == block.start_us.tolist()
    volts = block.u_v if block.u_v is not None else np.full(len(block.start_us), np.nan)
    for row, power_w, u_v in zip(rows[own], block.active.values, volts, strict=True):
        if np.isnan(power_w):
            mark = block.mark or (Mark.GAP if u_v >= 11.5 else Mark.OUTAGE)
        else:
            mark = Mark.OUTAGE if u_v < 11.5 and not power_w else Mark.NONE
        assert row["marks"] == mark
        assert row["u_mv"] == (0 if mark == Mark.OUTAGE else UNKNOWN if np.isnan(u_v) else round(1000 * u_v))
        flowed = 0 if mark else abs(round(power_w * 1e6)) * int(row["duration_us"]) / 1e9
        assert row["energy_mj"][[A_PLUS, A_MINUS]].sum() == pytest.approx(flowed, abs=1)
    ends = rows["start_us"] + rows["duration_us"]
    holes = rows["start_us"] - np.append(START_US, ends[:-1])
    assert (holes >= 0).all()
    assert (rows["marks"][~own] == Mark.GAP).all()
    assert not holes.any() if block.mark is Mark.GAP else own.all()
