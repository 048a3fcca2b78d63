from __future__ import annotations

import math

import numpy as np
import pytest

from enfas.testing.waves import Waves

RATE_HZ = 1000


def fine(waves: Waves, begin_s: float, end_s: float) -> tuple[np.ndarray, np.ndarray]:
    """A million samples between two instants, each in the middle of its part."""
    number = 1_000_000
    step = (end_s - begin_s) / number
    t = begin_s + step * (np.arange(number) + 0.5)
    turned = np.exp(2j * np.pi * waves.f_hz * t)
    made = []
    for lines, dc in ((waves.u_lines, waves.u_dc_v), (waves.i_lines, waves.i_dc_a)):
        made.append(dc + sum(math.sqrt(2) * (line * turned**k).real for k, line in enumerate(lines, start=1)))
    return made[0], made[1]


WAVES = [
    Waves.pure(50.0, 230, 5, 60),
    Waves.distorted(47.3, 230, 5, 200, 7, seed=1),
    Waves(60.0, (100 + 5j, 3j), (1 + 0j, 2 + 0j), 4.0, -2.0),
]


@pytest.mark.parametrize("waves", WAVES)
def test_values_are_those_of_the_samples(waves: Waves) -> None:
    u, i = fine(waves, 0.0, 1 / waves.f_hz)
    assert waves.u_v == pytest.approx(math.sqrt((u**2).mean()))
    assert waves.i_a == pytest.approx(math.sqrt((i**2).mean()))
    assert waves.p_w == pytest.approx((u * i).mean())
    assert waves.s_va == pytest.approx(waves.u_v * waves.i_a)


@pytest.mark.parametrize("waves", WAVES)
@pytest.mark.parametrize("number", [1, 13, 200])
def test_energy_is_the_integral_over_the_time_of_the_samples(waves: Waves, number: int) -> None:
    begin_s, end_s = -0.5 / RATE_HZ, (number - 0.5) / RATE_HZ
    u, i = fine(waves, begin_s, end_s)
    assert waves.energy_j(RATE_HZ, number) == pytest.approx((u * i).mean() * (end_s - begin_s), rel=1e-6)


@pytest.mark.parametrize("waves", WAVES)
def test_samples_go_on_where_the_last_ones_ended(waves: Waves) -> None:
    whole = waves.samples(RATE_HZ, 500)
    part = waves.samples(RATE_HZ, 100, first=400)
    for one, other in zip(whole, part, strict=True):
        assert one[400:] == pytest.approx(other, abs=1e-9)


@pytest.mark.parametrize("angle_deg", [0, 60, 150, 300])
def test_the_angle_is_that_of_the_voltage_before_the_current(angle_deg: float) -> None:
    for waves in (Waves.pure(50.0, 230, 5, angle_deg), Waves.distorted(50.0, 230, 5, angle_deg, 9)):
        assert waves.p1_w == pytest.approx(1150 * math.cos(math.radians(angle_deg)), abs=1e-9)
        assert waves.q_var == pytest.approx(1150 * math.sin(math.radians(angle_deg)), abs=1e-9)


def test_distortion_is_of_the_fundamental() -> None:
    waves = Waves(50.0, (200 + 0j, 6j, 8 + 0j), (4 + 0j, 0j, 1j))
    assert waves.thd_percent == (pytest.approx(5.0), pytest.approx(25.0))


def test_distorted_waves_hold_every_order_within_what_is_said() -> None:
    waves = Waves.distorted(50.0, 100, 10, 0, 40, seed=3)
    shares = np.abs(waves.u_lines[1:]) / 100, np.abs(waves.i_lines[1:]) / 10
    assert (shares[0] >= 0.002).all()
    assert (shares[0] <= 0.04).all()
    assert (shares[1] >= 0.005).all()
    assert (shares[1] <= 0.1).all()
