from __future__ import annotations

import math
from fractions import Fraction
from itertools import islice

import numpy as np
import pytest

from enfas.errors import InputError
from enfas.intake import FloatArray, Samples
from enfas.supply.synthesis import FRAME, SyntheticSamples
from enfas.supply.synthetic import (
    Dc,
    Dip,
    Event,
    Frequency,
    Interruption,
    Noise,
    Phasor,
    Ramp,
    Step,
    Synthetic,
)

RATE = Fraction(10_000)
LOAD = Phasor(u_v=230.0, u_deg=20.0, i_a=5.0, i_deg=-40.0)


def source(
    *events: Event, phasors: tuple[Phasor, ...] = (LOAD,), duration_s: float | None = 1.0
) -> SyntheticSamples:
    return SyntheticSamples("signal", Synthetic(phasors, event=events), RATE, duration_s)


def whole(it: SyntheticSamples) -> Samples:
    blocks = list(it.blocks())
    return Samples(np.concatenate([b.u_v for b in blocks]), np.concatenate([b.i_a for b in blocks]))


def sine(t: FloatArray, rms: float, f_hz: float, degrees: float) -> FloatArray:
    return math.sqrt(2) * rms * np.sin(2 * np.pi * f_hz * t + math.radians(degrees))


T = np.arange(10_000) / 10_000


def test_phasors_are_sines() -> None:
    third = Phasor(order=3, u_v=10.0, u_deg=-90.0, i_a=1.0)
    u, i, *_ = whole(source(phasors=(LOAD, third)))
    np.testing.assert_allclose(u, sine(T, 230, 50, 20) + sine(T, 10, 150, -90), atol=1e-9)
    np.testing.assert_allclose(i, sine(T, 5, 50, -40) + sine(T, 1, 150, 0), atol=1e-10)


def test_orders_may_come_in_any_order_and_twice() -> None:
    parts = (Phasor(order=7, u_v=7.0), Phasor(order=1, u_v=100.0), Phasor(order=7, u_v=7.0, u_deg=90.0))
    u, *_ = whole(source(phasors=parts))
    np.testing.assert_allclose(u, sine(T, 100, 50, 0) + sine(T, 7, 350, 0) + sine(T, 7, 350, 90), atol=1e-9)


def test_nothing_adds_up_over_days() -> None:
    """A frequency of no round period, ten days on: the phase is that of exact arithmetic."""
    it = SyntheticSamples("signal", Synthetic((Phasor(u_v=1.0),), 49.97), RATE)
    number = 10 * 86_400 * 10_000 // FRAME
    k = number * FRAME + np.arange(FRAME)
    cycles = [float(Fraction(4997, 100) * int(n) / 10_000 % 1) for n in k]
    np.testing.assert_allclose(
        it.frame(number).u_v, math.sqrt(2) * np.sin(2 * np.pi * np.array(cycles)), atol=1e-11
    )


def test_the_phase_goes_on_through_changes_of_frequency() -> None:
    """A ramp from 50 to 52 Hz between 0.1 and 0.3 s, then a step: the integral of the frequency."""
    u, *_ = whole(
        source(
            Frequency(at_s=0.1, duration_s=0.2, hz=52.0),
            Frequency(at_s=0.70005, hz=47.0),
            phasors=(Phasor(u_v=1.0),),
        )
    )
    ramp = np.clip(T - 0.1, 0, 0.2)
    cycles = 50 * T + 5 * ramp**2 + 2 * np.clip(T - 0.3, 0, None) - 5 * np.clip(T - 0.70005, 0, None)
    np.testing.assert_allclose(u, math.sqrt(2) * np.sin(2 * np.pi * cycles), atol=1e-10)


def test_events_begin_and_end_at_their_sample() -> None:
    u, i, *_ = whole(source(Interruption(at_s=0.1, duration_s=0.2)))
    assert np.flatnonzero((u == 0) & (i == 0)).tolist() == list(range(1000, 3000))
    u, *_ = whole(source(Dc(at_s=0.00015, duration_s=0.0002, u_v=1000.0)))
    assert np.flatnonzero(u > 500).tolist() == [2, 3]


def test_levels_steps_and_ramps() -> None:
    u, i, *_ = whole(
        source(
            Dip(at_s=0.2, duration_s=0.1, u_percent=40.0),
            Step(at_s=0.5, i_percent=200.0, i_deg=90.0),
            Ramp(at_s=0.4, duration_s=0.4, u_percent=150.0),
        )
    )
    factor = np.where((T >= 0.2) & (T < 0.3), 0.4, 1.0) * (1 + 0.5 * np.clip((T - 0.4) / 0.4, 0, 1))
    np.testing.assert_allclose(u, sine(T, 230, 50, 20) * factor, atol=1e-9)
    np.testing.assert_allclose(i, np.where(T < 0.5, sine(T, 5, 50, -40), sine(T, 10, 50, 50)), atol=1e-10)


def test_noise_is_that_of_its_seed_and_size() -> None:
    quiet = (Phasor(u_v=0.0),)
    noise = Noise(u_v=2.0, i_a=0.5, seed=7)
    u, i, *_ = whole(source(noise, phasors=quiet, duration_s=20.0))
    again, *_ = whole(source(noise, phasors=quiet, duration_s=20.0))
    other, *_ = whole(source(Noise(u_v=2.0, seed=8), phasors=quiet, duration_s=20.0))
    np.testing.assert_array_equal(u, again)
    assert not (u == other).any()
    assert np.std(u) == pytest.approx(2.0, rel=0.02)
    assert np.std(i) == pytest.approx(0.5, rel=0.02)
    assert abs(np.corrcoef(u[:-1], u[1:])[0, 1]) < 0.02
    assert abs(np.corrcoef(u, i)[0, 1]) < 0.02
    u, *_ = whole(source(Noise(at_s=0.3, duration_s=0.4, u_v=1.0), phasors=quiet))
    assert np.flatnonzero(u).tolist() == list(range(3000, 7000))


def test_the_samples_have_their_length() -> None:
    assert [len(whole(source(duration_s=s)).u_v) for s in (0.1, 0.00035, 1.0, 0.4096)] == [
        1000,
        3,
        10_000,
        4096,
    ]
    it = source(duration_s=1.0)
    whole(it)
    assert (it.done, it.total) == (10_000, 10_000)


def test_an_endless_signal_streams_in_bounded_blocks() -> None:
    """A year at 10 kHz would be five terabytes; each block is one frame, and any frame can be had at once."""
    it = source(duration_s=None)
    assert it.total is None
    assert [len(block.u_v) for block in islice(it.blocks(), 5)] == [FRAME] * 5
    year = source(duration_s=366 * 86_400.0)
    assert year.total == 366 * 86_400 * 10_000
    last = year.frame(year.total // FRAME)
    assert len(last.u_v) == FRAME
    assert np.abs(last.u_v).max() == pytest.approx(230 * math.sqrt(2), rel=1e-2)


def test_the_mean_powers_are_the_true_ones() -> None:
    phasors = (LOAD, Phasor(order=5, u_v=12.0, i_a=1.5, i_deg=30.0))
    it = source(Dc(u_v=2.0, i_a=1.0), phasors=phasors)
    u, i, *_ = whole(it)
    truth = Synthetic(phasors, event=(Dc(u_v=2.0, i_a=1.0),)).truth(0.5)
    assert np.mean(u * i) == pytest.approx(truth.p_w)
    assert np.sqrt(np.mean(u * u)) == pytest.approx(truth.u_v)
    assert np.sqrt(np.mean(i * i)) == pytest.approx(truth.i_a)


def test_what_cannot_be_is_refused() -> None:
    with pytest.raises(InputError, match="signal: order 101 of 50 Hz is too high"):
        source(phasors=(Phasor(order=101, u_v=1.0),))
