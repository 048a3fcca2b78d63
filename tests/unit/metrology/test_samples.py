from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from enfas.conditions import Calibration
from enfas.metrology.samples import Samples

RATE_HZ = 4000.0


def taken(
    calibration: Calibration, u: np.ndarray, i: np.ndarray, cuts: list[int], keep: int | None = None
) -> tuple[np.ndarray, np.ndarray]:
    """All samples, block by block; with `keep`, only so many are kept behind the newest."""
    samples = Samples(calibration, RATE_HZ, 50.0, 64)
    got_u, got_i, seen = [], [], 0
    for block_u, block_i in zip(np.split(u, cuts), np.split(i, cuts), strict=True):
        if len(block_u):
            samples.take(block_u, block_i)
        got_u.append(samples.u[seen - samples.base : samples.end - samples.base].copy())
        got_i.append(samples.i[seen - samples.base : samples.end - samples.base].copy())
        seen = samples.end
        if keep is not None:
            samples.forget(samples.end - keep)
    samples.close()
    assert samples.end == len(u)
    got_u.append(samples.u[seen - samples.base : samples.end - samples.base])
    got_i.append(samples.i[seen - samples.base : samples.end - samples.base])
    return np.concatenate(got_u), np.concatenate(got_i)


@pytest.mark.requirement("MET-1")
def test_counts_become_volts_and_amperes() -> None:
    calibration = Calibration(u_gain=0.02, u_offset=3.0, i_gain=-0.001, i_offset=-50.0)
    u, i = taken(calibration, np.array([3.0, 503.0]), np.array([-50.0, 950.0]), [1])
    assert u.tolist() == [0.0, 10.0]
    assert i.tolist() == pytest.approx([0.0, -1.0])


@given(
    st.sampled_from([0.0, 1.5, -1.5, 14.9, -14.9]),
    st.lists(st.integers(0, 500), max_size=8).map(sorted),
    st.sampled_from([None, 0, 40]),
)
def test_the_same_whatever_the_blocks(phase_deg: float, cuts: list[int], keep: int | None) -> None:
    calibration = Calibration(u_gain=2.0, i_gain=0.5, i_offset=1.0, phase_deg=phase_deg)
    u, i = np.random.default_rng(1).normal(size=(2, 500))
    whole = taken(calibration, u, i, [])
    parts = taken(calibration, u, i, cuts, keep)
    assert whole[0].tobytes() == parts[0].tobytes()
    assert whole[1].tobytes() == parts[1].tobytes()


@pytest.mark.parametrize("phase_deg", [0.7, -3.0, 15.0])
def test_a_late_channel_is_taken_earlier(phase_deg: float) -> None:
    t = np.arange(600) / RATE_HZ
    late_s = phase_deg / 360 / 50
    for f_hz, most in ((50.0, 1e-5), (50.0 * 33, 4e-5)):
        i = np.sin(2 * np.pi * f_hz * (t - late_s))
        _, got = taken(Calibration(phase_deg=phase_deg), np.zeros(600), i, [])
        error = got - np.sin(2 * np.pi * f_hz * t)
        assert np.abs(error[120:-120]).max() < most
    # at the ends the first and the last value stand for what is not known; nothing runs away
    assert np.abs(got).max() < 2.0


def test_a_constant_stays_one_to_the_ends() -> None:
    _, got = taken(Calibration(phase_deg=2.0), np.zeros(300), np.full(300, 7.0), [])
    assert np.abs(got - 7.0).max() < 5e-5


def test_room_is_made_for_what_is_still_needed() -> None:
    samples = Samples(Calibration(), RATE_HZ, 50.0, 16)
    for first in range(0, 400, 10):
        samples.take(np.arange(first, first + 10.0), np.arange(first, first + 10.0))
        samples.forget(samples.end - 20)
    assert samples.base >= 300
    assert len(samples.u) < 128
    held = samples.u[: samples.end - samples.base]
    assert held.tolist() == list(range(samples.base, 400))
