from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from enfas import interval
from enfas.interval import A_MINUS, A_PLUS, E_MINUS, E_PLUS, ENERGIES, R1, R2, R3, R4
from enfas.metrology.cycles import CYCLE, Cycles
from enfas.metrology.energies import energies_of, settle

PLACES = np.array(interval.QUADRANTS)
QUADRANTS = {"I": (1, 1, A_PLUS, R1, E_PLUS), "II": (-1, 1, A_MINUS, R2, E_MINUS),
             "III": (-1, -1, A_MINUS, R3, E_MINUS), "IV": (1, -1, A_PLUS, R4, E_PLUS)}  # fmt: skip


def cycle(p_w: float, q_var: float, u_v: float = 230.0, i_a: float = 5.0, length: float = 200.0) -> Cycles:
    made = np.zeros(1, dtype=CYCLE)
    made["length"] = made["span"] = length
    made["uu"], made["ii"] = u_v**2 * length, i_a**2 * length
    made["ui"] = made["span_ui"] = p_w * length
    made["q_var"] = q_var
    return made


def counted(cycles: Cycles, mj_per_unit: float = 0.1) -> list[float]:
    energies = np.full(len(ENERGIES), 99.0)
    energies_of(cycles, mj_per_unit, PLACES, energies)
    plain = np.full(len(ENERGIES), 99.0)
    energies_of.py_func(cycles, mj_per_unit, PLACES, plain)  # type: ignore[attr-defined]  # uncompiled
    assert plain == pytest.approx(energies)
    return energies.tolist()


@pytest.mark.requirement("MET-6")
@pytest.mark.parametrize("name", QUADRANTS)
def test_a_cycle_is_counted_by_its_quadrant(name: str) -> None:
    p_sign, q_sign, active, reactive, apparent = QUADRANTS[name]
    expected = [0.0] * 8
    expected[active], expected[reactive], expected[apparent] = 20_000.0, 14_000.0, 23_000.0
    assert counted(cycle(1000.0 * p_sign, 700.0 * q_sign)) == pytest.approx(expected)


def test_zero_counts_as_positive() -> None:
    energies = counted(cycle(0.0, 0.0))
    assert (energies[A_PLUS], energies[E_PLUS], energies[E_MINUS]) == (0.0, pytest.approx(23_000), 0.0)


@pytest.mark.requirement("MET-6")
def test_import_and_export_of_different_cycles_are_not_netted() -> None:
    energies = counted(np.concatenate([cycle(1000, 700), cycle(-400, 300), cycle(500, -100)]))
    assert energies == pytest.approx([30_000, 8_000, 14_000, 6_000, 0, 2_000, 46_000, 23_000])


def test_the_ends_of_a_stretch_count_with_the_cycle_that_has_them() -> None:
    one = cycle(1000, 700)
    one["span"], one["span_ui"] = 300.0, 290_000.0
    assert counted(one) == pytest.approx([29_000, 0, 21_000, 0, 0, 0, 34_500, 0])
    one["span_ui"] = -10_000.0  # the ends tell nothing of the quadrant, but what flowed there has flowed
    assert counted(one) == pytest.approx([0, 1_000, 21_000, 0, 0, 0, 34_500, 0])


@pytest.mark.requirement("MET-9")
@given(st.lists(st.floats(0, 1e9), min_size=1, max_size=40))
def test_whole_millijoules_lag_behind_by_less_than_one(energies: list[float]) -> None:
    rest, total = np.zeros(8), 0
    for energy in energies:
        whole = np.zeros(8, dtype=np.int64)
        settle(np.full(8, energy), rest, whole)
        total += int(whole[3])
        assert ((rest >= 0) & (rest < 1)).all()
    assert total + rest[3] == pytest.approx(math.fsum(energies), rel=1e-12, abs=1e-6)


def test_what_is_over_is_kept() -> None:
    rest, whole = np.zeros(8), np.zeros(8, dtype=np.int64)
    got = []
    for _ in range(4):
        settle.py_func(np.full(8, 0.75), rest, whole)  # type: ignore[attr-defined]  # uncompiled
        got.append(int(whole[0]))
    assert got == [0, 1, 1, 1]
