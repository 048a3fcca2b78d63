from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

from enfas.conditions import AS_DELIVERED
from enfas.interval import A_MINUS, A_PLUS, UNKNOWN, Mark
from enfas.metrology.energies import Carried
from enfas.metrology.stretch import Stretch
from enfas.metrology.windows import Timing
from enfas.testing.waves import Waves

RATE_HZ = 8000


def stretch(first: int = 0) -> Stretch:
    return Stretch(AS_DELIVERED, Timing(Fraction(RATE_HZ), 0), Carried(), first)


def test_rows_come_soon_after_their_end() -> None:
    u, i = Waves.pure(50.0, 230, 5).samples(RATE_HZ, 20 * RATE_HZ)
    one, told_us, ends = stretch(), 0, 1
    for first in range(0, len(u), 160):
        rows, windows = one.take(u[first : first + 160], i[first : first + 160])
        if len(rows):
            assert len(rows) == len(windows) + ends
            ends = 0
            told_us = int(rows["start_us"][-1] + rows["duration_us"][-1])
        now_us = (first + 160) * 1_000_000 // RATE_HZ
        assert now_us - told_us < 200_000 + 333_000


@pytest.mark.parametrize("number", [1, 13, 14, 100, 161, 400, 700, 1100, 1300, 1600, 1761, 2000, 3500, 3521])
def test_a_stretch_of_any_length_is_told_whole(number: int) -> None:
    u, i = Waves.pure(50.02, 230, 5).samples(RATE_HZ, number)
    one = stretch(first=800)
    parts = [one.take(u, i), one.close()]
    rows = np.concatenate([part[0] for part in parts])
    assert rows["start_us"][0] == 100_000
    assert (rows["start_us"][1:] == (rows["start_us"] + rows["duration_us"])[:-1]).all()
    assert rows["start_us"][-1] + rows["duration_us"][-1] == (800 + number) * 125
    energy_mj = rows["energy_mj"][:, A_PLUS].sum() - rows["energy_mj"][:, A_PLUS + 1].sum()
    assert energy_mj == pytest.approx(1000 * (u @ i) / RATE_HZ, abs=1)


@pytest.mark.requirement("MET-7")
@pytest.mark.parametrize("number", [1, 13, 100, 161, 330, 480, 1300, 1600, 1920, 2000, 3500, 3521, 4000])
@pytest.mark.parametrize("degrees", [0, 60, 150])
def test_every_row_but_those_at_the_ends_is_of_whole_cycles(number: int, degrees: float) -> None:
    """Its energy over its duration is the power, to the microsecond to which it is told."""
    waves = Waves.pure(50.07, 230, 5, degrees)
    one = stretch()
    parts = [one.take(*waves.samples(RATE_HZ, number)), one.close()]
    rows, windows = (np.concatenate(arrays) for arrays in zip(*parts, strict=True))
    ends = (rows["marks"] & Mark.ENERGY_ONLY) != 0
    assert ends[[0, -1]].all()
    assert not ends[1:-1].any()
    for name in ("u_mv", "i_ma", "f_mhz", "thd_u_cp", "thd_i_cp"):
        assert (rows[name][ends] == UNKNOWN).all()
    whole = rows[~ends]
    assert whole["start_us"].tolist() == windows["start_us"].tolist()
    assert whole["duration_us"].tolist() == windows["duration_us"].tolist()
    watts = 1000 * (whole["energy_mj"][:, A_PLUS] - whole["energy_mj"][:, A_MINUS]) / whole["duration_us"]
    assert watts == pytest.approx(waves.p_w, rel=1e-4)
    assert windows["p_w"] == pytest.approx(waves.p_w, rel=1e-5)
    assert (whole["u_mv"] == 230_000).all()


def test_the_last_row_of_whole_cycles_has_those_that_are_left() -> None:
    one = stretch()
    parts = [one.take(*Waves.pure(50.0, 230, 5).samples(RATE_HZ, round(0.515 * RATE_HZ))), one.close()]
    rows, windows = (np.concatenate(arrays) for arrays in zip(*parts, strict=True))
    assert windows["cycles"].tolist() == [10, 10, 2]
    assert (rows["thd_u_cp"] != UNKNOWN).tolist() == [False, True, True, False, False]


def test_a_long_piece_at_once() -> None:
    u, i = Waves.pure(60.0, 230, 5).samples(RATE_HZ, 10 * RATE_HZ)
    one = stretch()
    rows, windows = one.take(u, i)
    assert len(rows) == len(windows) + 1 > 47
    assert (windows["cycles"] == 12).all()
