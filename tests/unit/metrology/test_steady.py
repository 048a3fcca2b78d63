from __future__ import annotations

import math
import tracemalloc
from typing import Any

import numpy as np
import pytest

from enfas.conditions import Calibration, Conditions
from enfas.errors import ConfigurationError, InputError
from enfas.interval import ENERGIES
from enfas.metrology.steady import Steady, SteadyMeter, steady
from enfas.testing.waves import Waves

RATE_HZ = 10_000


def of(waves: Waves, seconds: float = 1.0, rate_hz: float = RATE_HZ, **others: Any) -> Steady:
    return steady(*waves.samples(rate_hz, round(seconds * rate_hz)), rate_hz, **others)


@pytest.mark.requirement("PQ-1", "MET-7")
@pytest.mark.parametrize("seconds", [0.045, 0.07, 0.5, 3.0])
@pytest.mark.parametrize("rate_hz", [4000, 10_000, 50_000])
def test_values_of_a_distorted_wave(rate_hz: int, seconds: float) -> None:
    orders = 35 if rate_hz == 4000 else 36
    waves = Waves.distorted(50.03, 230, 5, 150, orders, seed=1)
    found = of(waves, seconds, rate_hz)
    assert found.f_hz == pytest.approx(50.03, abs=1e-5)
    assert found.cycles == math.floor(seconds * 50.03)
    assert found.duration_s == pytest.approx(found.cycles / 50.03, rel=1e-6)
    for name in ("u_v", "i_a", "p_w", "p1_w", "q_var", "s_va"):
        assert getattr(found, name) == pytest.approx(getattr(waves, name), rel=1e-5)
    assert found.pf == pytest.approx(waves.p_w / waves.s_va, rel=1e-5)
    assert found.angle_deg == pytest.approx(150, abs=1e-3)
    assert found.quadrant == 2
    assert found.highest_order == (35 if rate_hz == 4000 else 40)
    assert found.u_harmonics_v[:orders] == pytest.approx(np.abs(waves.u_lines), abs=2e-3)
    assert found.i_harmonics_a[:orders] == pytest.approx(np.abs(waves.i_lines), abs=1e-4)
    assert found.thd_u_percent == pytest.approx(waves.thd_percent[0], abs=1e-3)
    assert found.thd_i_percent == pytest.approx(waves.thd_percent[1], abs=1e-3)


def test_subgroups_are_told_where_there_is_a_whole_window() -> None:
    waves = Waves.distorted(60.0, 230, 5, 0, 40, seed=1)
    assert of(waves, 0.5).thd_u_subgroups_percent == pytest.approx(waves.thd_percent[0], abs=1e-3)
    assert of(waves, 0.5).thd_i_subgroups_percent == pytest.approx(waves.thd_percent[1], abs=1e-3)
    assert math.isnan(of(waves, 0.15).thd_u_subgroups_percent)


def test_dc_is_a_part_of_all() -> None:
    waves = Waves(50.0, (230 + 0j,), (5 + 0j,), 1.5, -0.4)
    found = of(waves)
    assert (found.u_dc_v, found.i_dc_a) == (pytest.approx(1.5), pytest.approx(-0.4))
    assert found.u_v == pytest.approx(waves.u_v)
    assert found.p_w == pytest.approx(1150 - 0.6)
    assert found.p1_w == pytest.approx(1150)
    assert found.thd_i_percent == pytest.approx(0, abs=1e-6)


def test_what_is_no_harmonic_counts_in_the_values_and_not_in_the_lines() -> None:
    u, i = Waves.pure(50.0, 230, 5).samples(RATE_HZ, RATE_HZ)
    beside = np.sqrt(2) * np.cos(2 * np.pi * 76 / RATE_HZ * np.arange(RATE_HZ))
    found = steady(u + 23 * beside, i + 2 * beside, RATE_HZ)
    assert found.u_v == pytest.approx(math.hypot(230, 23), rel=1e-5)
    assert found.p_w == pytest.approx(1150 + 46, rel=1e-4)
    assert found.thd_u_percent < 0.2


@pytest.mark.parametrize(
    ("cycles", "seconds"), [(1, 0.5), (7, 0.5), (24, 0.5), (60, 3.0), (61, 3.0), (149, 3.0)]
)
def test_as_many_cycles_as_are_asked_for_are_used(cycles: int, seconds: float) -> None:
    found = of(Waves.pure(49.9, 230, 5), seconds, cycles=cycles)
    assert found.cycles == cycles
    assert found.duration_s == pytest.approx(cycles / 49.9, rel=1e-6)
    assert found.energies_mj["a_plus"] == pytest.approx(1150e3 * cycles / 49.9, rel=1e-5)


def test_a_frequency_that_wanders_does_no_harm() -> None:
    f_hz = 50 + 0.1 * np.sin(2 * np.pi * np.arange(30 * RATE_HZ) / RATE_HZ / 20)
    turned = 2 * np.pi * np.cumsum(f_hz) / RATE_HZ
    u, i = 325 * np.sin(turned) + 9 * np.sin(7 * turned), 14 * np.sin(turned - 0.5)
    found = steady(u, i, RATE_HZ)
    assert found.u_v == pytest.approx(math.hypot(325, 9) / math.sqrt(2), rel=1e-4)
    assert found.p_w == pytest.approx(325 * 7 * math.cos(0.5), rel=1e-4)
    assert found.thd_u_percent == pytest.approx(100 * 9 / 325, rel=1e-2)
    assert found.f_hz == pytest.approx(f_hz.mean(), abs=2e-3)


def test_energies_are_what_the_meter_counts() -> None:
    found = of(Waves.pure(50.0, 230, 5, 300), 2.0)
    assert set(found.energies_mj) == set(ENERGIES)
    assert found.energies_mj["a_plus"] == pytest.approx(1_150_000, rel=1e-6)
    assert found.energies_mj["r4"] == pytest.approx(2_300_000 * math.sin(math.radians(60)), rel=1e-4)
    assert found.energies_mj["e_plus"] == pytest.approx(2_300_000, rel=1e-4)
    assert sum(found.energies_mj.values()) == sum(
        found.energies_mj[name] for name in ("a_plus", "r4", "e_plus")
    )
    assert all(isinstance(energy, int) for energy in found.energies_mj.values())


def test_counts_are_set_right_before_all() -> None:
    waves = Waves.pure(50.0, 230, 5)
    u, _ = waves.samples(RATE_HZ, RATE_HZ)
    _, late = Waves.pure(50.0, 230, 5, 2.0).samples(RATE_HZ, RATE_HZ)
    conditions = Conditions(Calibration(0.02, 7.0, 0.001, 0.0, phase_deg=2.0))
    found = steady(u / 0.02 + 7, late / 0.001, RATE_HZ, conditions=conditions)
    assert found.p_w == pytest.approx(1150, rel=1e-4)
    assert found.u_dc_v == pytest.approx(0, abs=1e-6)


@pytest.mark.requirement("MET-1")
def test_a_current_that_came_late_is_put_back() -> None:
    waves = Waves.pure(50.0, 230, 5)
    u, _ = waves.samples(RATE_HZ, RATE_HZ)
    _, late = Waves.pure(50.0, 230, 5, 2.0).samples(RATE_HZ, RATE_HZ)
    found = steady(u, late, RATE_HZ, late_us=2 / 360 * 20_000)
    assert found.q_var == pytest.approx(0, abs=0.02)


def test_without_current_there_is_no_power_factor() -> None:
    u, _ = Waves.pure(50.0, 230, 5).samples(RATE_HZ, RATE_HZ)
    found = steady(u, np.zeros(RATE_HZ), RATE_HZ)
    assert math.isnan(found.pf)
    assert math.isnan(found.thd_i_percent)
    assert not any(found.energies_mj.values())


@pytest.mark.parametrize(
    ("seconds", "cycles", "said"),
    [
        (0.0, None, "holds 0 whole cycles"),
        (0.01, None, "holds 0 whole cycles"),
        (0.019, None, "no fundamental|holds 0 whole cycles"),
        (0.1, 6, "holds 5 whole cycles of 40 to 70 Hz, not 6"),
        (2.0, 101, "holds 100 whole cycles"),
        (0.1, 0, "not 0"),
        (0.1, -2, "not -2"),
    ],
)
def test_too_few_cycles(seconds: float, cycles: int | None, said: str) -> None:
    with pytest.raises(InputError, match=said):
        of(Waves.pure(50.0, 230, 5), seconds, cycles=cycles)


@pytest.mark.parametrize("channel", [0, 1])
def test_infinite_samples_are_refused(channel: int) -> None:
    both = list(Waves.pure(50.0, 230, 5).samples(RATE_HZ, 1000))
    both[channel][500] = math.inf
    with pytest.raises(InputError, match="samples after the 0th are infinite"):
        steady(both[0], both[1], RATE_HZ)


@pytest.mark.parametrize("channel", [0, 1])
def test_missing_samples_are_left_out_and_told(channel: int) -> None:
    waves = Waves.distorted(50.0, 230, 5, 30, 20, seed=3)
    both = list(waves.samples(RATE_HZ, 3 * RATE_HZ))
    both[channel][10_033:15_033] = math.nan
    found = steady(both[0], both[1], RATE_HZ)
    assert (found.cycles, found.missing_s, found.no_fundamental_s) == (50 + 74, 0.5, 0)
    assert (found.begin_s, found.end_s) == (0, pytest.approx(1.5033 + 74 / 50))
    assert found.duration_s == pytest.approx(124 / 50)
    assert found.p_w == pytest.approx(waves.p_w, rel=1e-5)
    assert found.energies_mj["a_plus"] == pytest.approx(1000 * found.p_w * found.duration_s, rel=1e-5)
    nothing = np.full(RATE_HZ, math.nan)
    with pytest.raises(InputError, match="holds 0 whole cycles of 40 to 70 Hz; 10000 samples are missing"):
        steady(nothing, nothing, RATE_HZ)


def test_an_interruption_is_left_out_and_told() -> None:
    """The project's own example has one of two seconds."""
    waves = Waves.pure(50.0, 230, 5)
    u, i = waves.samples(RATE_HZ, 6 * RATE_HZ)
    u[2 * RATE_HZ : 4 * RATE_HZ] = i[2 * RATE_HZ : 4 * RATE_HZ] = 0.0
    found = steady(u, i, RATE_HZ)
    assert 2.0 <= found.no_fundamental_s < 2.1
    assert 6 - found.no_fundamental_s - 0.08 < found.duration_s < 4
    assert found.u_v == pytest.approx(230, rel=1e-4)
    assert found.f_hz == pytest.approx(50, abs=1e-4)
    assert (found.begin_s, found.end_s) == (0, pytest.approx(6, abs=0.02))


@pytest.mark.requirement("MET-6", "MET-9")
@pytest.mark.parametrize("angle_deg", [0, 30, 90, 127, 180, 211, 270, 290, 359.99])
@pytest.mark.parametrize(
    ("rate_hz", "f_hz", "seconds"), [(2000, 50.013, 3.3), (3200, 64.97, 1.0), (10_000, 50.0, 0.055)]
)
@pytest.mark.parametrize("orders", [1, 13])
def test_energies_are_the_powers_times_the_duration(
    rate_hz: int, f_hz: float, seconds: float, angle_deg: float, orders: int
) -> None:
    """All of the same whole cycles: what is printed beside one another fits."""
    waves = Waves.distorted(f_hz, 230, 20, angle_deg, orders, seed=1)
    found = of(waves, seconds, rate_hz)
    energies, full = found.energies_mj, 1000 * found.s_va * found.duration_s
    assert found.duration_s == pytest.approx(found.cycles / found.f_hz, rel=1e-12)
    assert (found.begin_s, found.end_s) == (0, pytest.approx(found.duration_s, rel=1e-12))
    active, reactive = 1000 * found.p_w * found.duration_s, 1000 * found.q_var * found.duration_s
    assert energies["a_plus"] - energies["a_minus"] == pytest.approx(active, abs=1e-5 * full)
    counted = energies["r1"] + energies["r2"] - energies["r3"] - energies["r4"]
    assert counted == pytest.approx(reactive, abs=1e-5 * full)
    assert energies["e_plus"] + energies["e_minus"] == pytest.approx(full, rel=1e-5)
    own = ("a_plus" if found.quadrant in (1, 4) else "a_minus", f"r{found.quadrant}")
    assert energies[own[0]] >= abs(active) - 1e-5 * full
    assert energies[own[1]] >= abs(reactive) - 1e-5 * full


@pytest.mark.parametrize("size", [1, 333, 10_000])
def test_blocks_do_not_matter(size: int) -> None:
    u, i = Waves.distorted(50.0, 230, 5, 30, 20, seed=3).samples(2000, 6000)
    u[2000:2500] = math.nan
    u[4000:4300] = 0.0
    meter = SteadyMeter(2000)
    for first in range(0, len(u), size):
        meter.feed(u[first : first + size], i[first : first + size])
    assert meter.finish() == steady(u, i, 2000)


def test_a_long_recording_is_measured_whole_in_little_memory() -> None:
    """Two hundred seconds in blocks of a second, in no more than a few of them."""
    u, i = Waves.pure(50.0, 230, 5).samples(2000, 2000)
    steady(u, i, 2000)
    meter = SteadyMeter(2000)
    tracemalloc.start()
    for _ in range(200):
        meter.feed(u, i)
    found = meter.finish()
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert (found.cycles, found.end_s) == (10_000, pytest.approx(200))
    assert found.energies_mj["a_plus"] == pytest.approx(1150 * 200 * 1000, rel=1e-6)
    assert peak < 50 * u.nbytes
    meter = SteadyMeter(2000, cycles=10_000)
    for _ in range(199):
        meter.feed(u, i)
    with pytest.raises(InputError, match="holds 9950 whole cycles of 40 to 70 Hz, not 10000"):
        meter.finish()


def test_no_more_is_needed_than_was_asked_for() -> None:
    u, i = Waves.pure(50.0, 230, 5).samples(2000, 2000)
    meter = SteadyMeter(2000, cycles=70)
    fed = 0
    while not meter.complete:
        meter.feed(u, i)
        fed += 1
    assert fed <= 5
    meter.feed(u, i)
    meter.skip(100)
    assert (meter.finish().cycles, meter.finish().missing_s) == (70, 0)


@pytest.mark.parametrize(
    "u",
    [
        np.zeros(2000),
        np.random.default_rng(5).normal(size=2000),
        100 * np.sin(2 * np.pi * 90 / RATE_HZ * np.arange(2000)),
    ],
)
def test_a_voltage_without_a_fundamental_is_refused(u: np.ndarray) -> None:
    with pytest.raises(InputError, match="no fundamental"):
        steady(u, np.ones(2000), RATE_HZ)


def test_a_rate_that_cannot_be() -> None:
    with pytest.raises(ConfigurationError):
        of(Waves.pure(50.0, 230, 5), rate_hz=1000)
