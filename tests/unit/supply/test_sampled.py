from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from enfas.intake import FloatArray, Samples
from enfas.interval import A_PLUS, Mark
from enfas.metrology.assembly import Measurement
from enfas.supply.open import open_supply
from enfas.supply.reading import Reading
from enfas.supply.sampled import Sampled
from enfas.supply.synthesis import SyntheticSamples
from enfas.supply.synthetic import Phasor, Synthetic
from enfas.timebase import US_PER_S, from_civil

RATE = Fraction(4_000)
START_US = from_civil(2025, 1, 15, 11)


def signal(i_deg: float = -30.0) -> tuple[FloatArray, FloatArray]:
    """Two seconds of 230 V and 5 A."""
    blocks = list(
        SyntheticSamples("signal", Synthetic((Phasor(u_v=230.0, i_a=5.0, i_deg=i_deg),)), RATE, 2.0).blocks()
    )
    return np.concatenate([b.u_v for b in blocks]), np.concatenate([b.i_a for b in blocks])


class Given:
    """Samples that a test made, in two blocks with a hole between them."""

    name = "given"
    rate_hz = RATE
    start_us: int | None = START_US
    total: int | None = 8000
    done = 0

    def __init__(self, u: FloatArray, i: FloatArray, *, hole: int = 0, skew_us: float = 0.0) -> None:
        self._blocks = [Samples(u[:3000], i[:3000]), Samples(u[3000:], i[3000:], hole)]
        self.skew_us = skew_us

    def blocks(self) -> Iterator[Samples]:
        for block in self._blocks:
            self.done += len(block.u_v)
            yield block


def active_j(supply: Sampled) -> float:
    return sum(rows["energy_mj"][:, A_PLUS].sum() for rows, _ in Measurement(supply).blocks(START_US)) / 1000


def test_a_supply_is_what_its_source_is() -> None:
    supply = Sampled(Given(*signal()), Reading())
    assert (supply.name, supply.start_us, supply.sampling.rate_hz) == ("given", START_US, RATE)
    assert (supply.total, supply.done, supply.notes) == (8000, 0, [])
    assert [len(block.u_v) for block in supply.blocks()] == [3000, 5000]
    assert supply.done == 8000


@pytest.mark.parametrize(("missing", "mark"), [("", 0), ("gap", Mark.GAP), ("outage", Mark.OUTAGE)])
def test_what_is_missing_is_said_with_each_block(missing: str, mark: int) -> None:
    supply = Sampled(Given(*signal(), hole=7), Reading(missing=missing))  # type: ignore[arg-type]
    assert [(block.missing, block.mark) for block in supply.blocks()] == [(0, mark), (7, mark)]


@pytest.mark.requirement("MET-1")
def test_phase_and_skew_are_told_as_a_time() -> None:
    assert Sampled(Given(*signal()), Reading()).sampling.late_us == 0
    assert Sampled(Given(*signal()), Reading(phase_deg=1.8)).sampling.late_us == pytest.approx(100)
    # sampled later, a current shows what comes: it is early
    assert Sampled(Given(*signal(), skew_us=100.0), Reading()).sampling.late_us == pytest.approx(-100)


@pytest.mark.requirement("MET-1")
def test_phase_and_skew_set_the_current_right_in_time() -> None:
    u, i = signal()
    late = Given(u, np.roll(i, 4))  # by 1 ms, 18°
    assert active_j(Sampled(late, Reading())) == pytest.approx(2 * 1150 * np.cos(np.radians(48)), rel=1e-2)
    half = Given(u, np.roll(i, 2))
    right = active_j(Sampled(half, Reading(phase_deg=9.0)))
    assert right == pytest.approx(2 * 1150 * np.cos(np.radians(30)), rel=1e-2)
    # with a skew of a quarter of a millisecond the current shows 4.5° too early at 50 Hz
    early = Given(*signal(-55.5), skew_us=250.0)
    assert active_j(Sampled(early, Reading())) == pytest.approx(2 * 1150 * 0.5, rel=2e-3)


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
    rows = np.concatenate([block.rows for block in Measurement(open_supply(path)).blocks(START_US)])
    assert rows["energy_mj"][:, A_PLUS].sum() == pytest.approx((200 * 575 + 300 * 1150) * 1000, rel=2e-4)
    outage = rows["duration_us"][(rows["marks"] & Mark.OUTAGE) != 0].sum()
    assert abs(int(outage) - 100 * US_PER_S) < 0.5 * US_PER_S
