from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.integrate import quad

from enfas.metrology.edges import LEFT, TAPS, share_table, shares_before, weigh

FRACTIONS = st.floats(0, 1)


def shares(fraction: float) -> np.ndarray:
    found = np.empty(TAPS)
    shares_before(share_table(), fraction, found)
    return found


@pytest.mark.parametrize("fraction", [0.0, 0.1, 0.5, 0.77, 1.0])
def test_shares_are_the_integral_of_the_window(fraction: float) -> None:
    def window(x: float) -> float:
        return float(np.i0(7.0 * np.sqrt(max(0.0, 1 - (x / (TAPS / 2)) ** 2))))

    whole = quad(window, -TAPS / 2, TAPS / 2)[0]
    expected = [quad(window, tap - LEFT - fraction, TAPS / 2)[0] / whole for tap in range(TAPS)]
    assert np.abs(shares(fraction) - expected).max() < 1e-12


def test_a_bound_at_the_end_of_a_sample_is_one_at_the_start_of_the_next() -> None:
    assert np.abs(shares(1.0)[1:] - shares(0.0)[:-1]).max() < 1e-14
    assert shares(1.0)[0] == pytest.approx(1.0, abs=1e-14)


def test_shares_mirror_each_other() -> None:
    assert np.abs(shares(0.25) + shares(0.75)[::-1] - 1).max() < 1e-14


@given(st.lists(FRACTIONS, min_size=2, max_size=6), st.lists(st.integers(0, 60), min_size=5, max_size=5))
def test_weights_of_neighbours_add_up_to_one(fractions: list[float], distances: list[int]) -> None:
    """Wherever the bounds lie, even closer to each other than their edges are wide."""
    total = np.zeros(TAPS + sum(distances) + 1)
    at = 0
    for before, after, distance in zip(fractions, fractions[1:], distances, strict=False):
        weights = weigh(shares(before), shares(after), distance, np.empty(distance + TAPS))
        assert weights.sum() == pytest.approx(distance + after - before, abs=1e-4)
        total[at : at + len(weights)] += weights
        at += distance
    outside = np.zeros(len(total))
    outside[:TAPS] += shares(fractions[0])  # what comes before the first bound
    outside[at : at + TAPS] += 1 - shares(fractions[: len(distances) + 1][-1])
    outside[at + TAPS :] = 1
    assert np.abs(total + outside - 1).max() < 1e-12
