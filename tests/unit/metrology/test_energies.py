from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from enfas import interval
from enfas.interval import A_MINUS, A_PLUS, E_MINUS, E_PLUS, ENERGIES, R1, R2, R3, R4
from enfas.metrology.cycles import CYCLE, Cycles
from enfas.metrology.energies import Carried, energies_of, release, settle

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
    energies, plain = np.full((2, len(ENERGIES)), 99.0)
    one, other = np.ones((2, 2)), np.zeros((2, 2))
    place = energies_of(cycles, mj_per_unit, PLACES, *(one[0], other[0]), energies)
    uncompiled = energies_of.py_func  # type: ignore[attr-defined]  # of the compiled loop
    assert uncompiled(cycles, mj_per_unit, PLACES, *(one[1], other[1]), plain) == place
    assert plain == pytest.approx(energies)
    return energies.tolist()


@pytest.mark.requirement("MET-6")
@pytest.mark.parametrize("name", QUADRANTS)
def test_a_cycle_is_counted_by_its_quadrant(name: str) -> None:
    p_sign, q_sign, active, reactive, apparent = QUADRANTS[name]
    expected = [0.0] * 8
    expected[active], expected[reactive], expected[apparent] = 20_000.0, 14_000.0, 23_000.0
    assert counted(cycle(1000.0 * p_sign, 700.0 * q_sign)) == pytest.approx(expected)


@pytest.mark.requirement("MET-6")
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
    assert counted(one) == pytest.approx([0, 0, 21_000, 0, 0, 0, 34_500, 0])  # it is held


class Counter:
    """Counts cycles one by one, as a meter does."""

    def __init__(self, first: Cycles | None = None) -> None:
        self.carried = Carried()
        self.total = np.zeros(len(ENERGIES))
        self.places: list[int] = []
        if first is not None:
            self.carried.begin(first)

    def count(self, p_w: float, q_var: float, number: int = 1, **others: float) -> list[float]:
        """What some cycles alike are counted as. [mJ]"""
        made = np.zeros(len(ENERGIES))
        for _ in range(number):
            one, carried = np.zeros(len(ENERGIES)), self.carried
            place = energies_of(cycle(p_w, q_var, **others), 0.1, PLACES, carried.signs, carried.held_mj, one)
            self.places.append(place)
            made += one
        self.total += made
        return made.tolist()

    def end(self) -> None:
        release(PLACES, self.carried.signs, self.carried.held_mj, self.total)


@pytest.mark.requirement("MET-6")
@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize(("q_var", "own", "other"), [(1150.0, R1, R2), (-1150.0, R4, R3)])
def test_a_reactive_load_lies_in_one_quadrant_though_its_active_power_is_noise(
    q_var: float, own: int, other: int, seed: int
) -> None:
    """5 A at 90 degrees, and noise of 2 % in each sample: 0.2 % of S in a cycle."""
    noise = np.random.default_rng(seed).normal(scale=0.002 * 1150, size=5000)
    counter = Counter(cycle(float(noise[0]), q_var))
    counter.carried.signs[0] = 1.0
    for p_w in noise:
        counter.count(p_w, q_var)
    counter.end()
    total = counter.total
    assert (total[own], total[other]) == (pytest.approx(5000 * 1150 * 20), 0)
    assert (total[E_PLUS], total[E_MINUS]) == (pytest.approx(5000 * 1150 * 20), 0)
    assert total[A_PLUS] - total[A_MINUS] == pytest.approx(noise.sum() * 20)
    assert total[A_PLUS] + total[A_MINUS] < abs(noise).sum() * 20 / 10


@pytest.mark.requirement("MET-6")
@pytest.mark.parametrize(
    ("p_w", "q_var", "place"),
    [
        (0.0, 1150.0, 1), (-0.05, 1150.0, 1), (-0.06, 1150.0, 2), (0.06, 1150.0, 1),
        (0.0, -1150.0, 4), (-0.06, -1150.0, 3), (1150.0, 0.0, 1), (1150.0, -0.05, 1), (1150.0, -0.06, 4),
        (-1150.0, 0.0, 2), (-1150.0, -0.05, 2), (-1150.0, -0.06, 3), (0.0, 0.0, 1),
    ],
)  # fmt: skip
def test_the_first_direction_is_positive_unless_all_cycles_say_otherwise(
    p_w: float, q_var: float, place: int
) -> None:
    """From 0.005 % of S on, an angle of 0.003 degrees."""
    counter = Counter(np.concatenate([cycle(p_w, q_var)] * 10))
    counter.count(p_w, q_var)
    assert counter.places == [place]
    mixed = Counter(np.concatenate([cycle(p_w, q_var)] * 9 + [cycle(abs(p_w), abs(q_var))]))
    assert (mixed.carried.signs == 1).all()


@pytest.mark.requirement("MET-6")
@pytest.mark.parametrize("sign", [1, -1])
def test_a_power_over_2_percent_turns_the_direction_at_once(sign: int) -> None:
    counter = Counter()
    counter.count(1000.0 * sign, 500.0)
    assert counter.count(-23.1 * sign, 1149.0)[A_MINUS if sign > 0 else A_PLUS] == pytest.approx(462)
    counter.count(1000.0 * sign, 500.0)
    assert counter.count(-22.9 * sign, 1149.0)[:2] == [0, 0]
    assert counter.carried.held_mj[0] == pytest.approx(-458 * sign)


@pytest.mark.requirement("MET-6")
@pytest.mark.parametrize("kind", ["active", "reactive"])
@pytest.mark.parametrize("sign", [1, -1])
def test_three_cycles_energy_against_it_turns_the_direction_and_then_is_registered(
    sign: int, kind: str
) -> None:
    """1 % of S: after 300 cycles it has turned; then twice as much is registered as flows, until all is."""
    little, much = -11.5 * sign, 1149.9

    def powers(one: float, other: float) -> tuple[float, float]:
        return (one, other) if kind == "active" else (other, one)

    before, after = ((A_PLUS, A_MINUS) if kind == "active" else (R1, R4))[::sign]
    counter = Counter()
    counter.count(*powers(1000.0 * sign, much))
    first = counter.count(*powers(little, much), 299)
    assert (first[before], first[after]) == (0, 0)
    assert counter.carried.held_mj[0 if kind == "active" else 1] == pytest.approx(299 * 20 * little)
    counter.count(*powers(little, much), 2)
    doubled = counter.count(*powers(little, much), 290)
    assert doubled[after] == pytest.approx(2 * 290 * 230)
    assert doubled[before] == 0
    counter.count(*powers(little, much), 20)
    assert counter.count(*powers(little, much), 100)[after] == pytest.approx(100 * 230)
    assert counter.carried.held_mj.tolist() == pytest.approx([0, 0], abs=1e-6)
    assert set(counter.places[1:300]) == {counter.places[0]}
    assert len(set(counter.places)) == 2


def test_what_is_held_at_the_end_is_registered_by_its_sign() -> None:
    counter = Counter()
    counter.count(1000.0, 500.0)
    counter.count(-10.0, -10.0, 5)
    total = counter.total.copy()
    counter.end()
    assert (counter.total - total).tolist() == pytest.approx([0, 1000, 0, 0, 0, 1000, 0, 0])
    assert counter.carried.held_mj.tolist() == [0, 0]
    again = counter.total.copy()
    counter.end()
    assert counter.total.tolist() == again.tolist()


POWERS = st.one_of(st.floats(-2000, 2000), st.floats(-30, 30), st.just(0.0))


@pytest.mark.requirement("MET-6", "MET-9")
@given(st.lists(st.tuples(POWERS, POWERS, st.sampled_from([0.0, 0.1, 5.0, 40.0])), min_size=1, max_size=60))
def test_nothing_is_lost_or_doubled_whatever_flows(flows: list[tuple[float, float, float]]) -> None:
    counter = Counter()
    for p_w, q_var, i_a in flows:
        made = counter.count(p_w, q_var, i_a=i_a)
        assert min(made) >= 0
        assert sum(value > 0 for value in made[:2]) <= 1
        assert sum(value > 0 for value in made[2:6]) <= 1
        assert (made[A_MINUS] == 0) or counter.places[-1] in (2, 3)
        certain = abs(p_w) > 0.02 * 230 * i_a
        assert abs(made[0] + made[1] - abs(p_w) * 20) <= (1e-6 if certain else 0.02 * 230 * i_a * 20)
    held, total = counter.carried.held_mj, counter.total
    expected = 20 * np.sum(flows, axis=0)
    assert total[A_PLUS] - total[A_MINUS] + held[0] == pytest.approx(expected[0], abs=1e-3)
    assert total[R1] + total[R2] - total[R3] - total[R4] + held[1] == pytest.approx(expected[1], abs=1e-3)
    counter.end()
    assert total[A_PLUS] - total[A_MINUS] == pytest.approx(expected[0], abs=1e-3)
    assert total[R1] + total[R2] - total[R3] - total[R4] == pytest.approx(expected[1], abs=1e-3)


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
