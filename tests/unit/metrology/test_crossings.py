from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.measured import uncompiled

from enfas.metrology.crossings import Bounds, Crossings
from enfas.metrology.harmonics import highest_order
from enfas.testing.waves import Waves


def found(u: np.ndarray, rate_hz: float, *, f_nominal_hz: float = 50.0) -> Bounds:
    return Crossings(rate_hz, f_nominal_hz, 230.0).advance(u, 0, len(u), final=True)


def places(bounds: Bounds) -> np.ndarray:
    return bounds.n + bounds.fraction


def sine(f_hz: float, rate_hz: float, seconds: float, phase_deg: float = 0.0) -> np.ndarray:
    t = np.arange(round(rate_hz * seconds)) / rate_hz
    return 325 * np.sin(2 * np.pi * f_hz * t + np.radians(phase_deg))


@pytest.mark.parametrize("rate_hz", [2000, 5760, 12_800, 100_000])
@pytest.mark.parametrize("f_hz", [45.0, 49.97, 57.0, 65.0])
def test_crossings_of_a_distorted_voltage_are_those_of_its_fundamental(rate_hz: int, f_hz: float) -> None:
    waves = Waves.distorted(f_hz, 230, 5, 0, highest_order(rate_hz, f_hz), seed=3)
    u, _ = waves.samples(rate_hz, rate_hz)
    bounds = found(u + 20.0, rate_hz)  # and DC
    turns = places(bounds) / rate_hz * f_hz + np.angle(waves.u_lines[0]) / (2 * np.pi) + 0.25
    assert np.abs(turns - np.round(turns)).max() < 1e-6
    assert np.diff(np.round(turns)).tolist() == [1] * (len(turns) - 1)
    assert bounds.seen.all()
    assert places(bounds)[0] < 2.1 * rate_hz / f_hz  # none is missing at the ends
    assert places(bounds)[-1] > len(u) - 2.1 * rate_hz / f_hz


@pytest.mark.parametrize(("seconds", "seen"), [(0.05, False), (0.08, False), (0.095, True), (0.135, True)])
@pytest.mark.parametrize("f_hz", [48.0, 60.0])
def test_a_short_stretch_is_looked_at_through_a_shorter_window(
    seconds: float, seen: bool, f_hz: float
) -> None:
    bounds = found(sine(f_hz, 10_000, seconds), 10_000)
    assert bounds.seen.tolist() == [seen] * len(bounds.n)
    if seen:
        turns = places(bounds) / 10_000 * f_hz
        assert np.abs(turns - np.round(turns)).max() < 1e-4


def test_without_voltage_cycles_go_on_by_the_nominal_period() -> None:
    bounds = found(np.zeros(5000), 10_000, f_nominal_hz=60.0)
    assert not bounds.seen.any()
    assert np.diff(places(bounds)) == pytest.approx(np.full(len(bounds.n) - 1, 10_000 / 60))


def test_in_an_interruption_they_go_on_by_the_last_one_known_and_find_back() -> None:
    u = sine(51.0, 10_000, 2.0, phase_deg=77)
    u[8000:13_000] = 0
    u[13_000:] = sine(51.0, 10_000, 0.7, phase_deg=200)
    bounds = found(u, 10_000)
    at = places(bounds)
    inside = (at > 8600) & (at < 12_400)
    assert not bounds.seen[inside].any()
    assert np.ptp(np.diff(at[inside])) < 1e-6
    assert np.diff(at[inside])[0] == pytest.approx(10_000 / 51, rel=0.005)
    after = at[at > 13_600]
    assert bounds.seen[at > 13_600].all()
    turns = (after - 13_000) / 10_000 * 51 + 200 / 360
    assert np.abs(turns - np.round(turns)).max() < 1e-4


@pytest.mark.parametrize("jump_deg", [30, -90, 150, 180])
def test_a_jump_of_the_phase_is_followed_without_a_cycle_too_long_or_too_short(jump_deg: float) -> None:
    u = np.concatenate([sine(50.0, 10_000, 1.0), sine(50.0, 10_000, 1.0, phase_deg=jump_deg)])
    at = places(found(u, 10_000))
    lengths = np.diff(at)
    assert lengths.min() > 0.5 * 200
    assert lengths.max() < 1.5 * 200 + 1e-6
    turns = at[at > 10_600] / 10_000 * 50 + jump_deg / 360
    assert np.abs(turns - np.round(turns)).max() < 1e-4


def test_a_ramp_of_the_frequency_is_followed() -> None:
    f_hz = 45 + 10 * np.arange(20_000) / 10_000
    turned = np.cumsum(f_hz) / 10_000
    at = places(found(325 * np.sin(2 * np.pi * turned), 10_000))
    turns = np.interp(at[4:-4], np.arange(20_000), turned)
    assert np.abs(turns - np.round(turns)).max() < 2e-3
    assert np.diff(np.round(turns)).tolist() == [1] * (len(turns) - 1)


def test_a_step_hardly_moves_a_crossing() -> None:
    u = sine(50.0, 10_000, 1.0)
    for at in range(5000, 5200, 10):
        stepped = u * np.where(np.arange(len(u)) < at, 1.0, 0.9)
        turns = places(found(stepped, 10_000)) / 200
        assert np.abs(turns - np.round(turns)).max() < 1e-3


@given(st.lists(st.integers(0, 4000), max_size=10).map(sorted), st.sampled_from([0.0, 60.0]))
def test_the_same_whatever_the_blocks(cuts: list[int], gone: float) -> None:
    u = Waves.distorted(50.3, 230, 5, 0, 20, seed=1).samples(4000, 4000)[0]
    u[2500:3100] *= gone / 230
    whole = found(u, 4000)
    crossings = Crossings(4000, 50.0, 230.0)
    parts = [Bounds(*map(np.copy, crossings.advance(u[:end], 0, end))) for end in cuts]
    parts.append(crossings.advance(u, 0, len(u), final=True))
    told = [part for part in parts if len(part.n)]
    for field in range(3):
        joined = np.concatenate([told[0][field], *(part[field][1:] for part in told[1:])])
        assert joined.tobytes() == whole[field].tobytes()


def test_the_loops_do_the_same_uncompiled(monkeypatch: pytest.MonkeyPatch) -> None:
    u = Waves.distorted(50.3, 230, 5, 0, 20, seed=1).samples(4000, 1200)[0]
    compiled = found(u, 4000)
    assert uncompiled(monkeypatch) > 20
    plain = found(u, 4000)
    assert plain.n.tolist() == compiled.n.tolist()
    assert np.abs(plain.fraction - compiled.fraction).max() < 1e-9


@pytest.mark.parametrize(
    "parts",
    [
        [(65, 300, 84, 269), (45, 230, 103, 17), (50, 90, 134, 305), (50, 90, 85, 99)],
        [(60, 230, 169, 253), (45, 230, 41, 214), (50, 300, 5, 161), (45, 230, 70, 6)],
        [(45, 300, 92, 126), (45, 230, 116, 294), (45, 300, 151, 38)],
        [(65, 230, 32, 284), (45, 300, 75, 49), (45, 230, 140, 7)],
    ],
)
def test_cycles_go_forward_whatever_comes(parts: list[tuple[float, float, int, float]]) -> None:
    """Where one frequency goes over into another, what looks like a crossing may lie behind the last one."""
    pieces = [a * np.sin(2 * np.pi * f / 2000 * np.arange(number) + phase) for f, a, number, phase in parts]
    bounds = found(np.concatenate([*pieces, np.zeros(300)]), 2000)
    assert np.diff(places(bounds)).min() > 0.39 * 2000 / 70
    assert np.diff(places(bounds)).max() < 1.61 * 2000 / 40


@pytest.mark.parametrize("f_hz", [20.0, 45.0, 50.0, 65.0, 90.0])
def test_bounds_keep_away_from_the_ends_of_a_stretch_however_short_it_is(f_hz: float) -> None:
    for number in range(1, 420, 3):
        for phase_deg in range(0, 360, 40):
            u = sine(f_hz, 2000, number / 2000, phase_deg)
            bounds = found(u, 2000)
            assert (bounds.n >= 7).all()
            assert (bounds.n < len(u) - 7).all()
            assert (np.diff(places(bounds)) > 0.39 * 2000 / 70).all()
