from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.integrate import quad
from tests.measured import uncompiled

from enfas.metrology.crossings import Bounds, Crossings
from enfas.metrology.cycles import (
    CYCLE,
    LEFT,
    TAPS,
    Cycles,
    add_head,
    add_tail,
    sole_cycle,
    sum_cycles,
    weights_between,
)
from enfas.metrology.harmonics import highest_order
from enfas.testing.waves import Waves

FRACTIONS = st.floats(0, 1)


def shares(fraction: float) -> np.ndarray:
    """Which share of each sample around a bound belongs to what is before it."""
    return 1 - weights_between(0, fraction, 60, 0.0)[:TAPS]


@pytest.mark.parametrize("fraction", [0.0, 0.1, 0.5, 0.77, 1.0])
def test_shares_are_the_integral_of_the_window(fraction: float) -> None:
    def window(x: float) -> float:
        return float(np.i0(7.0 * np.sqrt(max(0.0, 1 - (x / (TAPS / 2)) ** 2))))

    whole = quad(window, -TAPS / 2, TAPS / 2)[0]
    expected = [quad(window, tap - LEFT - fraction, TAPS / 2)[0] / whole for tap in range(TAPS)]
    assert np.abs(shares(fraction) - expected).max() < 1e-12


def test_a_bound_at_the_end_of_a_sample_is_one_at_the_start_of_the_next() -> None:
    assert np.abs(shares(1.0)[1:] - shares(0.0)[:-1]).max() < 1e-12
    assert shares(1.0)[0] == pytest.approx(1.0, abs=1e-12)


def test_shares_mirror_each_other() -> None:
    assert np.abs(shares(0.25) + shares(0.75)[::-1] - 1).max() < 1e-12


@given(st.lists(FRACTIONS, min_size=2, max_size=6), st.lists(st.integers(0, 60), min_size=5, max_size=5))
def test_weights_of_neighbours_add_up_to_one(fractions: list[float], distances: list[int]) -> None:
    """Wherever the bounds lie, even closer to each other than their edges are wide."""
    total = np.zeros(TAPS + sum(distances) + 1)
    at = 0
    for before, after, distance in zip(fractions, fractions[1:], distances, strict=False):
        weights = weights_between(at, before, at + distance, after)
        assert weights.sum() == pytest.approx(distance + after - before, abs=1e-4)
        total[at : at + len(weights)] += weights
        at += distance
    outside = np.zeros(len(total))
    outside[:TAPS] += shares(fractions[0])  # what comes before the first bound
    outside[at : at + TAPS] += 1 - shares(fractions[: len(distances) + 1][-1])
    outside[at + TAPS :] = 1
    assert np.abs(total + outside - 1).max() < 1e-12


def cycles_of(u: np.ndarray, i: np.ndarray, bounds: Bounds) -> Cycles:
    cycles = np.zeros(len(bounds.n) - 1, dtype=CYCLE)
    sum_cycles(u, i, 0, bounds, cycles)
    return cycles


def at(*places: float) -> Bounds:
    n = np.floor(places).astype(np.int64)
    return Bounds(n, np.array(places) - n, np.ones(len(n), np.bool_))


@pytest.mark.parametrize("rate_hz", [2000, 4000, 10_000, 100_000])
@pytest.mark.parametrize("f_hz", [45.0, 52.5, 65.0])
def test_the_means_of_each_single_cycle(rate_hz: int, f_hz: float) -> None:
    waves = Waves.distorted(f_hz, 230, 10, 250, highest_order(rate_hz, f_hz), seed=2)
    u, i = waves.samples(rate_hz, rate_hz)
    cycles = cycles_of(u, i, Crossings(rate_hz, 50.0, 230.0).advance(u, 0, len(u), final=True))
    length, s = cycles["length"], waves.s_va
    assert np.abs(np.sqrt(cycles["uu"] / length) / waves.u_v - 1).max() < 1e-4
    assert np.abs(np.sqrt(cycles["ii"] / length) / waves.i_a - 1).max() < 1e-4
    assert np.abs(cycles["ui"] / length - waves.p_w).max() < 1e-4 * s
    assert np.abs(cycles["p1_w"] - waves.p1_w).max() < 1e-4 * s
    assert np.abs(cycles["q_var"] - waves.q_var).max() < 1e-4 * s
    assert np.abs(cycles["u"] / length).max() < 1e-4 * waves.u_v
    assert cycles["seen"].all()


def test_half_a_cycle_of_a_pure_voltage_has_half_of_its_square() -> None:
    u, i = Waves.pure(50.02, 230, 5).samples(10_000, 5000)
    cycles = cycles_of(u, i, Crossings(10_000, 50.0, 230.0).advance(u, 0, len(u), final=True))
    assert np.abs(cycles["uu_first"] / cycles["uu"] - 0.5).max() < 1e-6


@pytest.mark.requirement("MET-9")
def test_cycles_with_their_ends_hold_all_samples_wherever_they_are_cut() -> None:
    random = np.random.default_rng(4)
    u, i = random.normal(size=(2, 3000))
    bounds = at(20.25, 61.0, 61.5, 99.75, 1000.125, 1007.0, 2980.9)
    cycles = cycles_of(u, i, bounds)
    add_head(cycles, u, i, 0)
    add_tail(cycles, u, i, 0, len(u))
    assert cycles["span"].sum() == pytest.approx(3000, abs=1e-9)
    assert cycles["span_ui"].sum() == pytest.approx(u @ i, abs=1e-9)
    assert cycles["span"][1:-1].tolist() == cycles["length"][1:-1].tolist()
    assert cycles["span"][0] == pytest.approx(61.5)
    assert cycles["span"][-1] == pytest.approx(3000 - 1007.5)


def test_sums_do_not_depend_on_where_the_samples_are_held() -> None:
    u, i = np.random.default_rng(5).normal(size=(2, 900))
    bounds = at(300.3, 411.8, 522.5)
    whole = cycles_of(u, i, bounds)
    cycles = np.zeros(2, dtype=CYCLE)
    sum_cycles(u[250:].copy(), i[250:].copy(), 250, bounds, cycles)
    assert cycles.tobytes() == whole.tobytes()


def test_what_is_too_short_for_a_cycle_counts_as_one() -> None:
    u, i = np.array([1.0, 2.0, 3.0]), np.array([4.0, 5.0, -6.0])
    (cycle,) = sole_cycle(u, i)
    assert (cycle["span"], cycle["span_ui"], cycle["length"]) == (3, -4, 3)
    assert (cycle["uu"], cycle["ii"]) == (14, 77)
    assert (cycle["ui"], cycle["q_var"]) == (0, 0)  # what is less than a cycle tells no direction
    assert cycle["n"] + cycle["fraction"] == -0.5


def test_the_loops_do_the_same_uncompiled(monkeypatch: pytest.MonkeyPatch) -> None:
    u, i = Waves.distorted(50.3, 230, 5, 40, 20, seed=1).samples(4000, 700)
    bounds = at(20.25, 99.75, 180.5, 260.0)
    compiled = cycles_of(u, i, bounds)
    uncompiled(monkeypatch)
    plain = cycles_of(u, i, bounds)
    for name in CYCLE.names or ():
        assert plain[name] == pytest.approx(compiled[name], rel=1e-9, abs=1e-9)
