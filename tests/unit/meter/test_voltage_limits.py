from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.meter_rows import START_US, Kept, load, make_meter, row, state_of

from enfas.catalog.occurrences import Occurrence
from enfas.interval import UNKNOWN, Mark, Rows
from enfas.meter.device import Meter
from enfas.meter.voltage_limits import VoltageLimits
from enfas.timebase import US_PER_MIN, US_PER_S

HIGH, LOW, FINE = 254_000, 206_000, 230_000
O = Occurrence  # noqa: E741  # short in the tables


@pytest.fixture
def heard(monkeypatch: pytest.MonkeyPatch) -> list[tuple[Occurrence, float]]:
    """What is told, with the minutes since the start."""
    told: list[tuple[Occurrence, float]] = []

    def occurred(part: VoltageLimits, what: Occurrence, now_us: int) -> None:
        if "VOLTAGE" in what.name:
            told.append((what, (now_us - START_US) / US_PER_MIN))

    monkeypatch.setattr(VoltageLimits, "occurred", occurred)
    return told


def minutes(*voltages_mv: int) -> Rows:
    """A row a minute."""
    rows = [row(START_US + n * US_PER_MIN, u_mv=u_mv) for n, u_mv in enumerate(voltages_mv)]
    return np.concatenate(rows)


@pytest.mark.requirement("ALM-1")
@pytest.mark.parametrize(
    ("voltages", "events"),
    [
        pytest.param([HIGH] * 9 + [FINE], [], id="too short"),
        pytest.param([FINE] + [HIGH] * 10, [(O.OVER_VOLTAGE, 11)], id="over"),
        pytest.param([LOW] * 12 + [FINE], [(O.UNDER_VOLTAGE, 10), (O.UNDER_VOLTAGE_GONE, 12)], id="under"),
        pytest.param([HIGH] * 5 + [FINE] + [HIGH] * 9, [], id="with a break"),
        pytest.param([HIGH] * 5 + [UNKNOWN] + [HIGH] * 9, [], id="with a minute that is not known"),
        pytest.param(
            [HIGH] * 11 + [LOW] * 11,
            [(O.OVER_VOLTAGE, 10), (O.OVER_VOLTAGE_GONE, 11), (O.UNDER_VOLTAGE, 21)],
            id="from one to the other",
        ),
    ],
)
def test_what_is_told_when(
    heard: list[tuple[Occurrence, float]], voltages: list[int], events: list[tuple[Occurrence, float]]
) -> None:
    make_meter().advance(minutes(*voltages))
    assert heard == events


@pytest.mark.requirement("ALM-1")
def test_the_instant_lies_within_a_row(heard: list[tuple[Occurrence, float]]) -> None:
    meter = make_meter()
    meter.write("voltage_limit_time", 90)
    meter.advance(minutes(FINE, HIGH, HIGH, HIGH))
    assert heard == [(O.OVER_VOLTAGE, 2.5)]


@pytest.mark.requirement("ALM-1")
def test_the_loss_of_mains_ends_it(heard: list[tuple[Occurrence, float]]) -> None:
    meter = make_meter()
    meter.advance(minutes(*[LOW] * 11))
    meter.advance(row(START_US + 11 * US_PER_MIN, US_PER_MIN, Mark.OUTAGE))
    meter.advance(load(START_US + 12 * US_PER_MIN, 10, u_mv=LOW))
    assert heard == [(O.UNDER_VOLTAGE, 10), (O.UNDER_VOLTAGE_GONE, 11), (O.UNDER_VOLTAGE, 22)]
    heard.clear()
    jumped = np.concatenate(
        [load(START_US + 30 * US_PER_MIN, 5, u_mv=LOW), load(START_US + 40 * US_PER_MIN, 9, u_mv=LOW)]
    )
    meter.advance(jumped)
    assert [what for what, _ in heard] == [O.UNDER_VOLTAGE_GONE]


@pytest.mark.requirement("ALM-1")
def test_it_is_bits_of_word_b() -> None:
    meter = make_meter()
    meter.advance(minutes(*[HIGH] * 11))
    assert meter.read("event_status_b") == 1 << 9
    meter.advance(load(START_US + 11 * US_PER_MIN, 11, u_mv=LOW))
    assert meter.read("event_status_b") == 1 << 10


@st.composite
def voltages(draw: st.DrawFn) -> Rows:
    rows, at_us = [], START_US
    for _ in range(draw(st.integers(1, 14))):
        at_us += draw(st.sampled_from([0, 0, 0, 0, US_PER_S]))
        duration_us = draw(st.sampled_from([US_PER_S, 7 * US_PER_S, 20 * US_PER_S, 61 * US_PER_S]))
        mark = draw(st.sampled_from([0, 0, 0, 0, 0, Mark.OUTAGE]))
        rows.append(row(at_us, duration_us, int(mark), u_mv=draw(st.sampled_from([HIGH, HIGH, LOW, FINE]))))
        at_us += duration_us
    return np.concatenate(rows)


@pytest.mark.requirement("ALM-1")
@given(voltages(), st.data())
def test_it_does_not_depend_on_blocks_nor_on_restarts(rows: Rows, data: st.DataObject) -> None:
    end_us = int(rows["start_us"][-1] + rows["duration_us"][-1])
    cuts = data.draw(st.lists(st.integers(START_US + 1, end_us), max_size=6, unique=True))

    def fed(cuts: list[int]) -> Meter:
        meter, kept = make_meter(Z26="002"), Kept()
        meter.write("voltage_limit_time", 15)
        for until_us in [*sorted(cuts), end_us]:
            left = rows[rows["start_us"] + rows["duration_us"] > meter.clock.supply_now_us]
            meter.advance(left, until_us)
            kept.commit(meter.take_changes())
            meter = Meter.restore(meter.configuration, kept.image())
        return meter

    assert state_of(fed(cuts)) == state_of(fed([]))
