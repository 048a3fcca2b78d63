"""The way from a supply to the meter: samples and loads become rows, with windows beside them."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from fractions import Fraction
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from tests.measured import inner, measured, missing, put_together

from enfas.conditions import AS_DELIVERED, Calibration, Conditions, Thresholds
from enfas.errors import InputError
from enfas.intake import FloatArray, Flow, Loads, Samples, Sampling
from enfas.interval import A_PLUS, UNKNOWN, Mark, Measured, Rows
from enfas.metrology.assembly import Assembler, Measurement
from enfas.testing.waves import Waves
from enfas.timebase import US_PER_DAY, US_PER_MIN, US_PER_S, from_civil

RATE = Fraction(4_000)
START_US = from_civil(2025, 1, 15, 11)
WAVES = Waves.pure(50.0, 230.0, 5.0, 30.0)
AT_ONCE = Conditions(thresholds=Thresholds(outage_s=0.0))
"""Voltage that is away is an outage, however short: see test_outages for how long it must be."""


def signal(seconds: float) -> tuple[FloatArray, FloatArray]:
    return WAVES.samples(float(RATE), round(seconds * RATE))


class Sampled:
    """A supply of samples that a test made, in blocks, some with a hole before them."""

    name = "given"
    start_us: int | None = START_US
    total: int | None = None
    done = 0

    def __init__(
        self,
        u: FloatArray,
        i: FloatArray,
        *,
        size: int = 1000,
        holes: dict[int, int] | None = None,
        mark: Mark = Mark.NONE,
        late_us: float = 0.0,
        rate_hz: Fraction = RATE,
    ) -> None:
        self.notes: list[str] = []
        self.sampling = Sampling(rate_hz, late_us)
        holes = holes or {}
        bounds = sorted({*range(0, len(u), size), *holes, len(u)})
        self._blocks = [
            Samples(u[first:last], i[first:last], holes.get(first, 0), mark)
            for first, last in pairwise(bounds)
        ]

    def blocks(self) -> Iterator[Samples]:
        return iter(self._blocks)


class Loaded:
    """A supply of loads that a test made."""

    name = "household"
    sampling = None
    start_us: int | None = START_US
    total: int | None = None
    done = 0

    def __init__(self, *blocks: Loads) -> None:
        self.notes: list[str] = []
        self._blocks = blocks

    def blocks(self) -> Iterator[Loads]:
        return iter(self._blocks)


def loads(*minutes: int, mark: Mark = Mark.NONE, **values: Any) -> Loads:
    """A kilowatt, in some minutes from the beginning on."""
    starts = np.array(minutes, dtype=np.int64) * US_PER_MIN
    count = len(minutes)
    active = values.pop("active", Flow(np.full(count, 1000.0)))
    return Loads(starts, np.full(count, US_PER_MIN), active, mark=mark, **values)


def all_of(supply: Sampled | Loaded, conditions: Conditions = AT_ONCE) -> Measured:
    return put_together(Measurement(supply).blocks(START_US, conditions))


def rows_of(supply: Sampled | Loaded, conditions: Conditions = AT_ONCE) -> Rows:
    return all_of(supply, conditions).rows


# Samples.


def test_samples_become_rows_that_tile_the_time() -> None:
    rows = rows_of(Sampled(*signal(3.0)))
    ends = rows["start_us"] + rows["duration_us"]
    assert rows["start_us"][0] == START_US
    assert (rows["start_us"][1:] == ends[:-1]).all()
    assert ends[-1] == START_US + 3 * US_PER_S
    assert rows["energy_mj"][:, A_PLUS].sum() == pytest.approx(3000 * WAVES.p_w, rel=1e-4)
    assert not inner(rows)["marks"].any()


def test_windows_are_handed_over_beside_their_rows() -> None:
    u, i = signal(3.0)
    u[6000:6100] = np.nan
    rows, windows = all_of(Sampled(u, i))
    beside = rows[rows["marks"] == 0]
    assert len(windows) == len(beside) == len(rows) - 1 - 4  # a gap, and two stretches with two ends each
    assert windows["start_us"].tolist() == beside["start_us"].tolist()
    assert windows["duration_us"].tolist() == beside["duration_us"].tolist()
    assert windows["p_w"] == pytest.approx(WAVES.p_w, rel=1e-3)
    for block in Measurement(Sampled(u, i)).blocks(START_US):
        assert set(block.windows["start_us"].tolist()) <= set(block.rows["start_us"].tolist())


def test_blocks_do_not_matter() -> None:
    u, i = signal(2.0)
    u[3000:3500] = np.nan
    i[5000:5003] = np.nan
    whole = all_of(Sampled(u, i, size=len(u)))
    for size in (1, 97, 800, 4000):
        parts = all_of(Sampled(u, i, size=size))
        assert parts.rows.tobytes() == whole.rows.tobytes(), size
        assert parts.windows.tobytes() == whole.windows.tobytes(), size


@pytest.mark.requirement("LOG-7")
@pytest.mark.parametrize(
    ("channels", "samples", "said", "mark"),
    [
        ("u", 2000, Mark.NONE, Mark.OUTAGE),
        ("ui", 2000, Mark.NONE, Mark.OUTAGE),
        ("i", 2000, Mark.NONE, Mark.GAP),
        ("u", 80, Mark.NONE, Mark.OUTAGE),  # 20 ms
        ("u", 79, Mark.NONE, Mark.GAP),  # there are cycles before and after it
        ("ui", 2000, Mark.GAP, Mark.GAP),
        ("i", 2000, Mark.OUTAGE, Mark.OUTAGE),
    ],
)
def test_missing_samples_are_marked_by_the_rule(channels: str, samples: int, said: Mark, mark: Mark) -> None:
    u, i = signal(3.0)
    for channel, values in (("u", u), ("i", i)):
        if channel in channels:
            values[4000 : 4000 + samples] = np.nan
    rows = rows_of(Sampled(u, i, mark=said))
    marked = missing(rows)
    assert set(marked["marks"].tolist()) == {int(mark)}
    assert marked["start_us"][0] == START_US + US_PER_S
    assert marked["duration_us"].sum() == samples * 250
    assert not marked["energy_mj"].any()
    assert set(marked["u_mv"].tolist()) == {0 if mark is Mark.OUTAGE else UNKNOWN}
    assert rows["energy_mj"][:, A_PLUS].sum() == pytest.approx((3000 - samples / 4) * WAVES.p_w, rel=2e-2)


def test_each_lapse_is_judged_by_itself() -> None:
    u, i = signal(4.0)
    u[2000:2500] = np.nan
    i[6000:6500] = np.nan
    u[10_000:10_010] = np.nan
    rows = rows_of(Sampled(u, i))
    assert missing(rows)["marks"].tolist() == [Mark.OUTAGE, Mark.GAP, Mark.GAP]


def test_an_outage_within_a_gap_is_one_to_the_sample() -> None:
    u, i = signal(4.0)
    i[2000:12_000] = np.nan
    u[4000:6000] = np.nan
    rows = rows_of(Sampled(u, i))
    marked = missing(rows)
    assert marked["marks"].tolist() == [Mark.GAP, Mark.OUTAGE, Mark.GAP, Mark.GAP]
    assert marked["duration_us"].tolist() == [500_000, 500_000, 1_000_000, 500_000]


def test_a_long_outage_is_one_whatever_its_rows() -> None:
    u, i = signal(5.0)
    u[4000:14_001] = np.nan
    rows = rows_of(Sampled(u, i))
    marked = missing(rows)
    assert marked["marks"].tolist() == [Mark.OUTAGE] * 3
    assert marked["duration_us"].tolist() == [US_PER_S, US_PER_S, US_PER_S // 2 + 250]


@pytest.mark.requirement("LOG-7")
def test_a_hole_is_a_jump_or_filled_with_gaps() -> None:
    u, i = signal(2.0)
    holes = {4000: 4_000 * 90}
    rows = rows_of(Sampled(u, i, holes=holes))
    ends = rows["start_us"] + rows["duration_us"]
    (jump,) = np.flatnonzero(rows["start_us"][1:] != ends[:-1])
    assert ends[jump] == START_US + US_PER_S
    assert rows["start_us"][jump + 1] == START_US + 91 * US_PER_S
    assert (rows == rows_of(Sampled(u, i, holes=holes, mark=Mark.OUTAGE))).all()
    rows = rows_of(Sampled(u, i, holes=holes, mark=Mark.GAP))
    ends = rows["start_us"] + rows["duration_us"]
    assert (rows["start_us"][1:] == ends[:-1]).all()
    assert rows["duration_us"][rows["marks"] == Mark.GAP].tolist() == [60 * US_PER_S, 30 * US_PER_S]


def test_a_hole_after_missing_samples() -> None:
    u, i = signal(2.0)
    u[3990:4000] = np.nan
    rows = rows_of(Sampled(u, i, holes={4000: 4_000}))
    marked = missing(rows)
    assert (marked["marks"].tolist(), marked["duration_us"].tolist()) == ([Mark.GAP], [2500])
    filled = rows_of(Sampled(u, i, holes={4000: 4_000}, mark=Mark.GAP))
    assert filled["duration_us"][filled["marks"] == Mark.GAP].tolist() == [2500, US_PER_S]


def test_a_hole_before_the_first_sample_counts() -> None:
    rows = rows_of(Sampled(*signal(1.0), holes={0: 4000}))
    assert rows["start_us"][0] == START_US + US_PER_S


@pytest.mark.requirement("MET-9")
def test_a_remainder_outlives_a_hole() -> None:
    """A second of half a millijoule, ten times with holes between: five of them, not none."""
    u, _ = signal(10.0)
    i = Waves.pure(50.0, 230.0, 0.0005 / 230).samples(float(RATE), len(u))[1]
    everything = Conditions(thresholds=Thresholds(0.0, 0.0, 0.0))
    rows = rows_of(Sampled(u, i, holes=dict.fromkeys(range(4000, len(u), 4000), 400)), everything)
    assert rows["energy_mj"][:, A_PLUS].sum() in (4, 5)


@pytest.mark.requirement("MET-1")
def test_what_came_late_by_the_supply_and_by_the_meter_is_undone_together() -> None:
    u, _ = signal(2.0)
    i = Waves.pure(50.0, 230.0, 5.0, 30.0 + 3.6 + 0.9).samples(float(RATE), len(u))[1]
    conditions = Conditions(Calibration(phase_deg=0.9))
    rows = rows_of(Sampled(u, i, late_us=200.0), conditions)
    assert rows["energy_mj"][1:-1, A_PLUS].sum() == pytest.approx(
        WAVES.p_w * rows["duration_us"][1:-1].sum() / 1000, rel=1e-5
    )


@pytest.mark.requirement("MET-1")
def test_the_meter_s_own_calibration_is_applied() -> None:
    u, i = signal(1.0)
    rows = rows_of(Sampled(u / 0.02 + 5, i / 0.001), Conditions(Calibration(0.02, 5.0, 0.001)))
    assert rows["u_mv"].tolist() == rows_of(Sampled(u, i))["u_mv"].tolist()


def test_no_mains_is_by_the_meter_s_nominal_voltage() -> None:
    supply = Sampled(*Waves.pure(50.0, 9.0, 5.0).samples(float(RATE), 8000))
    assert set(rows_of(supply)["marks"].tolist()) == {Mark.OUTAGE}
    assert set(rows_of(supply, Conditions(u_nominal_v=120.0))["marks"].tolist()) == {0, Mark.ENERGY_ONLY}


# Loads.


def test_loads_begin_where_they_are_told_to() -> None:
    rows, windows = all_of(Loaded(loads(0, 1, 2), loads(3, 7)))
    assert ((rows["start_us"] - START_US) // US_PER_MIN).tolist() == [0, 1, 2, 3, 7]
    assert rows["energy_mj"][:, A_PLUS].tolist() == [60_000_000] * 5
    assert len(windows) == 0


@pytest.mark.requirement("LOG-7")
def test_holes_between_loads_are_jumps_or_gaps() -> None:
    blocks = [(2, 3, 5), (8, 9)]
    assert len(rows_of(Loaded(*(loads(*block) for block in blocks)))) == 5
    filled = rows_of(Loaded(*(loads(*block, mark=Mark.GAP) for block in blocks)))
    ends = filled["start_us"] + filled["duration_us"]
    assert filled["start_us"][0] == START_US
    assert (filled["start_us"][1:] == ends[:-1]).all()
    assert ((filled["start_us"] - START_US) // US_PER_MIN)[filled["marks"] == Mark.GAP].tolist() == [
        0,
        1,
        4,
        6,
        7,
    ]


def test_blocks_of_loads_are_a_day_at_most() -> None:
    blocks = list(Measurement(Loaded(loads(*range(5000)))).blocks(START_US))
    assert sum(len(block.rows) for block in blocks) == 5000
    for rows, _ in blocks:
        assert int(rows["start_us"][-1] - rows["start_us"][0]) < US_PER_DAY


def test_the_meter_s_nominal_voltage_tells_an_outage_of_loads() -> None:
    supply = Loaded(loads(0, active=Flow(np.zeros(1)), u_v=np.array([7.0])))
    assert rows_of(supply)["marks"].tolist() == [Mark.OUTAGE]
    assert rows_of(supply, Conditions(u_nominal_v=120.0))["marks"].tolist() == [0]


def test_no_loads_are_no_rows() -> None:
    assert list(Measurement(Loaded(loads())).blocks(START_US)) == []


# Faults and notes.


def test_what_cannot_be_measured_is_an_error_with_a_name() -> None:
    u, i = signal(1.0)
    u[2000] = 1e9
    with pytest.raises(InputError, match=r"given, sample 2000 .*at most 50000 V") as caught:
        rows_of(Sampled(u, i))
    assert "calibration" in caught.value.hint
    with pytest.raises(InputError, match="given: a sampling rate of 500 Hz cannot be measured"):
        rows_of(Sampled(u, i, rate_hz=Fraction(500)))
    with pytest.raises(InputError, match="given: calibration: phase_deg is 18") as caught:
        rows_of(Sampled(u, i, late_us=1000.0))
    assert "negative gain" in caught.value.hint
    with pytest.raises(InputError, match="household, an interval lasts longer than nothing"):
        rows_of(Loaded(loads(0)._replace(duration_us=np.zeros(1, dtype=np.int64))))


@pytest.mark.parametrize("held", [0, 10])
def test_a_sample_that_cannot_be_is_told_by_its_number_whatever_is_missing_before_it(held: int) -> None:
    u, i = signal(1.0)
    u[2000 - held : 2000] = np.nan
    u[2000] = 1e9
    with pytest.raises(InputError, match=r"sample 2000 \(2025-01-15T11:00:00\.500Z\)"):
        rows_of(Sampled(u, i, size=2000))


def test_what_is_not_the_supply_s_is_not_told_as_if_it_were() -> None:
    class Broken(Sampled):
        def blocks(self) -> Iterator[Samples]:
            raise InputError("given, line 7: no number")

    with pytest.raises(InputError, match=r"^given, line 7: no number$"):
        rows_of(Broken(*signal(1.0)))


def test_samples_need_a_rate() -> None:
    assembler = Assembler(None, 0, AS_DELIVERED, [])
    with pytest.raises(InputError, match="does not say how it samples"):
        list(assembler.feed(Samples(np.zeros(1), np.zeros(1))))


def test_a_scale_that_cannot_be_right_is_said() -> None:
    u, i = signal(1.0)
    for supply, note in (
        (Sampled(u * 10, i), "2300 V"),
        (Loaded(loads(0, u_v=np.array([0.243]))), "0.243 V"),
    ):
        rows_of(supply)
        assert supply.notes == [f"the voltage is {note} at first, not about 230 V: is its scale right?"]
    supply = Sampled(u, i)
    rows_of(supply)
    assert supply.notes == []


def test_a_measurement_begins_when_its_supply_says() -> None:
    assert Measurement(Loaded()).start_us == START_US


def test_loads_are_measured_without_a_compiler() -> None:
    script = "import sys, enfas.metrology.assembly; print('numba' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


@pytest.mark.requirement("MET-9")
def test_rows_are_those_of_the_waveform_meter() -> None:
    """Nothing is put on top: the assembler hands over what was measured, octet for octet."""
    u, i = signal(2.0)
    alone = measured(u, i, RATE, start_us=START_US)
    assert all_of(Sampled(u, i)).rows.tobytes() == alone.rows.tobytes()
    assert all_of(Sampled(u, i)).windows.tobytes() == alone.windows.tobytes()
