from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

from enfas.conditions import AS_DELIVERED
from enfas.interval import A_PLUS
from enfas.metrology.stretch import Stretch
from enfas.metrology.windows import Timing
from enfas.testing.waves import Waves

RATE_HZ = 8000


def stretch(first: int = 0) -> Stretch:
    return Stretch(AS_DELIVERED, Timing(Fraction(RATE_HZ), 0), np.zeros(8), first)


def test_rows_come_soon_after_their_end() -> None:
    u, i = Waves.pure(50.0, 230, 5).samples(RATE_HZ, 20 * RATE_HZ)
    one, told_us = stretch(), 0
    for first in range(0, len(u), 160):
        rows, windows = one.take(u[first : first + 160], i[first : first + 160])
        assert len(rows) == len(windows)
        if len(rows):
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


def test_the_last_row_has_the_rest_and_no_distortion_unless_it_is_complete() -> None:
    u, i = Waves.pure(50.0, 230, 5).samples(RATE_HZ, round(0.515 * RATE_HZ))
    one = stretch()
    rows = np.concatenate([one.take(u, i)[0], one.close()[0]])
    assert len(rows) == 3
    assert (rows["thd_u_cp"] != -1).tolist() == [True, True, False]
    u, i = Waves.pure(50.0, 230, 5).samples(RATE_HZ, round(0.432 * RATE_HZ))
    one = stretch()
    rows = np.concatenate([one.take(u, i)[0], one.close()[0]])
    assert len(rows) == 2
    assert (rows["thd_u_cp"] == 0).all()


def test_a_long_piece_at_once() -> None:
    u, i = Waves.pure(60.0, 230, 5).samples(RATE_HZ, 10 * RATE_HZ)
    one = stretch()
    rows, windows = one.take(u, i)
    assert len(rows) > 47
    assert (windows["cycles"] == 12).all()
