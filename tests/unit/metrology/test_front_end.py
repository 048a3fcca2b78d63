from __future__ import annotations

import math

import numpy as np
import pytest

from enfas.errors import InputError
from enfas.metrology.front_end import advance_taps, channels, inspect

GAINS = np.array([1.0, 0.0, 1.0, 0.0])
MOST = np.array([1000.0, 100.0])


@pytest.mark.parametrize("samples", [0.0, 0.03, 0.25, 0.5, 0.999, 3.0, 27.4, -0.5, -5.7])
def test_the_filter_takes_all_frequencies_earlier_by_the_same_time(samples: float) -> None:
    first, taps = advance_taps(samples)
    places = first + np.arange(len(taps))
    for share, most in ((0.05, 3e-6), (0.3, 5e-6), (0.4, 1e-5), (0.45, 6e-5)):
        turn = 2 * np.pi * np.linspace(0, share, 300)
        response = np.exp(1j * np.outer(turn, places)) @ taps
        assert np.abs(response - np.exp(1j * turn * samples)).max() < most


@pytest.mark.parametrize(
    ("u", "i"),
    [
        ([1.0, 2.0], [1.0]),
        ([[1.0], [2.0]], [[1.0], [2.0]]),
        (["a"], [1.0]),
    ],
)
def test_what_is_no_pair_of_series_is_refused(u: list[object], i: list[object]) -> None:
    with pytest.raises(InputError):
        channels(u, i)  # type: ignore[arg-type]  # what a caller may get wrong


def test_whole_numbers_of_any_size_are_taken() -> None:
    u, i = channels(np.array([1, -2], dtype=">i2"), np.array([3, 4], dtype=np.uint8))  # type: ignore[arg-type]
    assert (u.tolist(), i.tolist()) == ([1.0, -2.0], [3.0, 4.0])


@pytest.mark.parametrize(
    ("u", "i", "found"),
    [
        ([1.0, 2.0], [3.0, 4.0], (0, 0)),
        ([1.0, math.nan], [math.nan, 4.0], (0, 2)),
        ([math.nan, math.nan], [math.nan, 4.0], (0, 2)),
        ([1.0, math.inf], [3.0, 4.0], (1, 0)),
        ([math.inf, 2.0], [-math.inf, 4.0], (1, 0)),
        ([1.0, -1000.1], [3.0, 4.0], (1, 0)),
        ([1.0, 2.0], [3.0, 100.1], (1, 0)),
        ([-1000.0, 1000.0], [100.0, -100.0], (0, 0)),
        ([math.nan, 2.0], [math.inf, -101.0], (2, 1)),
    ],
)
def test_a_block_is_looked_through(u: list[float], i: list[float], found: tuple[int, int]) -> None:
    arrays = np.array(u), np.array(i)
    assert inspect(*arrays, GAINS, MOST) == found
    assert inspect.py_func(*arrays, GAINS, MOST) == found  # type: ignore[attr-defined]  # uncompiled


def test_a_block_is_looked_through_as_volts_and_amperes() -> None:
    gains = np.array([0.5, 100.0, 0.01, 0.0])
    assert inspect(np.array([2100.0]), np.array([0.0]), gains, MOST) == (0, 0)
    assert inspect(np.array([-1901.0]), np.array([0.0]), gains, MOST) == (1, 0)
    assert inspect(np.array([0.0]), np.array([10_001.0]), gains, MOST) == (1, 0)
