from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from enfas.metrology.thinning import Thinning


def held(thinning: Thinning) -> np.ndarray:
    values, base, end, _ = thinning.thinned
    return values[: end - base]


@pytest.mark.parametrize(("rate_hz", "step"), [(2000, 1), (2399, 1), (2400, 2), (10_000, 8), (100_000, 83)])
def test_1200_to_2400_a_second_are_kept(rate_hz: float, step: int) -> None:
    assert Thinning(rate_hz, 1000).thinned[3] == step


@pytest.mark.parametrize("rate_hz", [2000, 4000, 12_800, 50_000])
def test_the_fundamental_stays_where_it_is_and_nothing_is_folded_onto_it(rate_hz: int) -> None:
    n = np.arange(rate_hz // 5)
    thinning = Thinning(rate_hz, 100)
    step = thinning.thinned[3]
    thinning.take(np.cos(2 * np.pi * 50 / rate_hz * n), 0, len(n), 0)
    _, base, end, _ = thinning.thinned
    kept = np.cos(2 * np.pi * 50 / rate_hz * step * np.arange(base, end))
    gain = float(held(thinning) @ kept / (kept @ kept))
    assert 0.98 < gain < 1 + 1e-9
    assert np.abs(held(thinning) - gain * kept).max() < 1e-5
    if step > 1:
        folded = Thinning(rate_hz, 100)
        folded.take(np.cos(2 * np.pi * (rate_hz / step - 50) / rate_hz * n), 0, len(n), 0)
        assert np.abs(held(folded)).max() < 5e-6


@given(st.lists(st.integers(1, 2000), max_size=8).map(sorted), st.sampled_from([2500, 9000]))
def test_the_same_whatever_the_blocks(cuts: list[int], rate_hz: int) -> None:
    u = np.random.default_rng(2).normal(size=2000)
    whole, parts = Thinning(rate_hz, 2000), Thinning(rate_hz, 10)
    whole.take(u, 0, len(u), 0)
    got = []
    seen = parts.thinned[2]
    for end in [*cuts, len(u)]:
        parts.take(u[:end], 0, end, max(0, end - 300))
        values, base, last, _ = parts.thinned
        got.append(values[seen - base : last - base].copy())
        seen = last
    assert np.concatenate(got).tobytes() == held(whole).tobytes()
