from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from enfas.errors import InputError
from enfas.interval import A_PLUS, UNKNOWN, Mark, Rows
from enfas.supply.open import open_supply
from enfas.supply.reading import Reading
from enfas.supply.sampled import Sampled, calibration
from enfas.supply.source import FloatArray, Samples
from enfas.supply.synthesis import SyntheticSamples
from enfas.supply.synthetic import Phasor, Synthetic
from enfas.timebase import US_PER_S, from_civil

RATE = Fraction(4_000)
START_US = from_civil(2025, 1, 15, 11)
LOAD = Phasor(u_v=230.0, i_a=5.0, i_deg=-30.0)


def signal(seconds: float) -> tuple[FloatArray, FloatArray]:
    blocks = list(SyntheticSamples("signal", Synthetic((LOAD,)), RATE, seconds).blocks())
    return np.concatenate([b.u_v for b in blocks]), np.concatenate([b.i_a for b in blocks])


class Given:
    """Samples that a test made, in blocks."""

    name = "given"
    rate_hz = RATE
    skew_us = 0.0
    start_us: int | None = START_US
    total: int | None = None
    done = 0

    def __init__(
        self, u: FloatArray, i: FloatArray, *, size: int = 1000, holes: dict[int, int] | None = None
    ) -> None:
        self._u, self._i, self._size, self._holes = u, i, size, holes or {}

    def blocks(self) -> Iterator[Samples]:
        bounds = sorted({*range(0, len(self._u), self._size), *self._holes, len(self._u)})
        for first, last in pairwise(bounds):
            self.done = last
            yield Samples(self._u[first:last], self._i[first:last], self._holes.get(first, 0))


def rows_of(source: Given, **options: object) -> Rows:
    supply = Sampled(source, Reading(**options))  # type: ignore[arg-type]
    return np.concatenate(list(supply.rows(START_US)))


def test_samples_become_rows_that_tile_the_time() -> None:
    rows = rows_of(Given(*signal(3.0)))
    ends = rows["start_us"] + rows["duration_us"]
    assert rows["start_us"][0] == START_US
    assert (rows["start_us"][1:] == ends[:-1]).all()
    assert ends[-1] == START_US + 3 * US_PER_S
    assert rows["energy_mj"][:, A_PLUS].sum() == pytest.approx(3000 * 1150 * np.cos(np.pi / 6), rel=1e-4)
    assert not rows["marks"].any()


def test_blocks_do_not_matter() -> None:
    u, i = signal(2.0)
    u[3000:3500] = np.nan
    i[5000:5003] = np.nan
    whole = rows_of(Given(u, i, size=len(u)))
    for size in (1, 97, 800, 4000):
        assert (rows_of(Given(u, i, size=size)) == whole).all(), size


@pytest.mark.requirement("LOG-7")
@pytest.mark.parametrize(
    ("channels", "samples", "rule", "mark"),
    [
        ("u", 2000, "", Mark.OUTAGE),
        ("ui", 2000, "", Mark.OUTAGE),
        ("i", 2000, "", Mark.GAP),
        ("u", 80, "", Mark.OUTAGE),  # 20 ms
        ("u", 79, "", Mark.GAP),  # there are cycles before and after it
        ("ui", 2000, "gap", Mark.GAP),
        ("i", 2000, "outage", Mark.OUTAGE),
    ],
)
def test_missing_samples_are_marked_by_the_rule(channels: str, samples: int, rule: str, mark: Mark) -> None:
    u, i = signal(3.0)
    for channel, values in (("u", u), ("i", i)):
        if channel in channels:
            values[4000 : 4000 + samples] = np.nan
    rows = rows_of(Given(u, i), missing=rule)
    marked = rows[rows["marks"] != 0]
    assert set(marked["marks"].tolist()) == {int(mark)}
    assert marked["start_us"][0] == START_US + US_PER_S
    assert marked["duration_us"].sum() == samples * 250
    assert not marked["energy_mj"].any()
    assert set(marked["u_mv"].tolist()) == {0 if mark is Mark.OUTAGE else UNKNOWN}
    assert rows["energy_mj"][:, A_PLUS].sum() == pytest.approx(
        (3000 - samples / 4) * 1150 * np.cos(np.pi / 6), rel=2e-2
    )


def test_each_lapse_is_judged_by_itself() -> None:
    u, i = signal(4.0)
    u[2000:2500] = np.nan
    i[6000:6500] = np.nan
    u[10_000:10_010] = np.nan
    rows = rows_of(Given(u, i))
    marked = rows[rows["marks"] != 0]
    assert marked["marks"].tolist() == [Mark.OUTAGE, Mark.GAP, Mark.GAP]


def test_a_long_outage_is_one_whatever_its_rows() -> None:
    u, i = signal(5.0)
    u[4000:14_001] = np.nan
    rows = rows_of(Given(u, i))
    marked = rows[rows["marks"] != 0]
    assert set(marked["marks"].tolist()) == {int(Mark.OUTAGE)}
    assert len(marked) > 2


@pytest.mark.requirement("LOG-7")
def test_a_hole_is_a_jump_or_filled_with_gaps() -> None:
    u, i = signal(2.0)
    hole = 4_000 * 90
    rows = rows_of(Given(u, i, holes={4000: hole}))
    ends = rows["start_us"] + rows["duration_us"]
    (jump,) = np.flatnonzero(rows["start_us"][1:] != ends[:-1])
    assert ends[jump] == START_US + US_PER_S
    assert rows["start_us"][jump + 1] == START_US + 91 * US_PER_S
    rows = rows_of(Given(u, i, holes={4000: hole}), missing="gap")
    ends = rows["start_us"] + rows["duration_us"]
    assert (rows["start_us"][1:] == ends[:-1]).all()
    assert rows["duration_us"][rows["marks"] == Mark.GAP].tolist() == [60 * US_PER_S, 30 * US_PER_S]


def test_a_hole_before_the_first_sample_counts() -> None:
    rows = rows_of(Given(*signal(1.0), holes={0: 4000}))
    assert rows["start_us"][0] == START_US + US_PER_S


@pytest.mark.requirement("MET-1")
def test_phase_and_skew_set_the_current_right_in_time() -> None:
    source = Given(*signal(1.0))
    assert calibration(Reading(phase_deg=1.5), source).phase_deg == 1.5
    source.skew_us = 100.0  # sampled later, it shows what comes: 1.8° early at 50 Hz
    assert calibration(Reading(), source).phase_deg == pytest.approx(-1.8)
    late = Given(signal(2.0)[0], np.roll(signal(2.0)[1], 4))  # by 1 ms, 18°
    lagging = rows_of(late)["energy_mj"][:, A_PLUS].sum()
    assert lagging == pytest.approx(2000 * 1150 * np.cos(np.radians(48)), rel=1e-2)
    right = rows_of(Given(signal(2.0)[0], np.roll(signal(2.0)[1], 2)), phase_deg=9.0)["energy_mj"][
        :, A_PLUS
    ].sum()
    assert right == pytest.approx(2000 * 1150 * np.cos(np.radians(30)), rel=1e-2)


def test_what_cannot_be_measured_is_an_error_with_a_name() -> None:
    u, i = signal(1.0)
    u[2000] = 1e9
    with pytest.raises(InputError, match=r"given, sample 2000 .*at most 50000 V"):
        rows_of(Given(u, i))
    source = Given(u, i)
    source.rate_hz = Fraction(500)
    with pytest.raises(InputError, match="given: a sampling rate of 500 Hz cannot be measured"):
        rows_of(source)


def test_progress_and_start_are_the_source_s() -> None:
    source = Given(*signal(1.0))
    supply = Sampled(source, Reading())
    assert (supply.name, supply.start_us, supply.total, supply.done, supply.notes) == (
        "given",
        START_US,
        None,
        0,
        [],
    )
    for _ in supply.rows(0):
        pass
    assert supply.done == 4000


@pytest.mark.requirement("MET-9")
def test_a_synthetic_day_counts_what_it_should(tmp_path: Path) -> None:
    """Ten minutes with steps and an interruption: energies are those of the description."""
    path = tmp_path / "s.toml"
    path.write_text(
        """
        kind = "synthetic"
        rate_hz = 4000
        duration_s = 600
        [[phasor]]
        u_v = 230
        i_a = 5
        i_deg = -60
        [[event]]
        kind = "step"
        at_s = 200
        i_percent = 200
        [[event]]
        kind = "interruption"
        at_s = 300
        duration_s = 100
        """
    )
    rows = np.concatenate(list(open_supply(path).rows(START_US)))
    assert rows["energy_mj"][:, A_PLUS].sum() == pytest.approx((200 * 575 + 300 * 1150) * 1000, rel=2e-4)
    outage = rows["duration_us"][(rows["marks"] & Mark.OUTAGE) != 0].sum()
    assert abs(int(outage) - 100 * US_PER_S) < 0.5 * US_PER_S


def test_a_scale_that_cannot_be_right_is_said() -> None:
    u, i = signal(1.0)
    supply = Sampled(Given(u * 10, i), Reading())
    for _ in supply.rows(0):
        pass
    assert supply.notes == ["the voltage is 2300 V at first, not about 230 V: is its scale right?"]


@pytest.mark.requirement("MET-1")
def test_a_current_that_was_sampled_later_is_put_back() -> None:
    """With a skew of a quarter of a millisecond the current shows 4.5° too early at 50 Hz."""
    blocks = list(
        SyntheticSamples("signal", Synthetic((Phasor(u_v=230.0, i_a=5.0, i_deg=-55.5),)), RATE, 2.0).blocks()
    )
    source = Given(np.concatenate([b.u_v for b in blocks]), np.concatenate([b.i_a for b in blocks]))
    source.skew_us = 250.0
    assert rows_of(source)["energy_mj"][:, A_PLUS].sum() == pytest.approx(2000 * 1150 * 0.5, rel=2e-3)
