from __future__ import annotations

import numpy as np

from enfas.supply.source import scaled


def test_numbers_become_volts() -> None:
    assert scaled(np.array([2048, 2148], np.int16), 2048.0, 0.5).tolist() == [0, 50]
    assert scaled(np.array([1.5]), 0.0, 1.0).tolist() == [1.5]
    assert scaled(np.array([1.0], np.float32), 0.0, 1.0).dtype == np.float64


def test_what_is_too_large_is_infinite_and_what_is_missing_stays_so() -> None:
    values = scaled(np.array([1e308, -1e308, np.nan]), 0.0, 1e10)
    np.testing.assert_array_equal(values, [np.inf, -np.inf, np.nan])
