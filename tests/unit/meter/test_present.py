from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from tests.measured import measured
from tests.meter_rows import START_US, make_meter, row

from enfas.interval import Mark, Rows
from enfas.meter.block import Block
from enfas.meter.present import U16_MAX, Present, power_factor
from enfas.testing.waves import Waves
from enfas.timebase import US_PER_S


def shown(*rows: Rows, load_on: bool = True) -> Present:
    present = Present()
    block = Block(np.concatenate(rows), 207_000, 253_000)
    for stretch in block.stretches(block.start_us):
        present.take(block, stretch.first, stretch.last, load_on=load_on)
    return present


def second(n: int = 0, marks: int = 0, **values: int) -> Rows:
    return row(START_US + n * US_PER_S, US_PER_S, marks, **values)


@pytest.mark.requirement("MET-7")
@pytest.mark.parametrize(
    ("energies", "powers", "angle", "quadrant"),
    [
        ({"a_plus": 3_000_000, "r1": 4_000_000, "e_plus": 5_000_000}, (3000, 0, 4000, 0, 5000, 0), 53, 1),
        ({"a_minus": 3_000_000, "r2": 4_000_000, "e_minus": 5_000_000}, (0, 3000, 4000, 0, 0, 5000), 127, 2),
        ({"a_minus": 3_000_000, "r3": 4_000_000, "e_minus": 5_000_000}, (0, 3000, 0, 4000, 0, 5000), -127, 3),
        ({"a_plus": 3_000_000, "r4": 4_000_000, "e_plus": 5_000_000}, (3000, 0, 0, 4000, 5000, 0), -53, 4),
        ({"a_plus": 2_000_000, "e_plus": 2_000_000}, (2000, 0, 0, 0, 2000, 0), 0, 1),
    ],
    ids=["I", "II", "III", "IV", "resistive"],
)
def test_powers_angle_and_quadrant(
    energies: dict[str, int], powers: tuple[int, ...], angle: int, quadrant: int
) -> None:
    present = shown(second(**energies))
    assert (
        present.p_plus, present.p_minus, present.q_plus, present.q_minus, present.s_plus, present.s_minus,
    ) == powers  # fmt: skip
    assert (present.angle, present.quadrant) == (angle, quadrant)
    assert present.pf == (100 if quadrant == 1 and not angle else 60)


@pytest.mark.requirement("MET-7")
def test_voltage_current_frequency_and_distortion() -> None:
    present = shown(second(u_mv=230_499, i_ma=1_235, f_mhz=49_987, thd_u_cp=203, thd_i_cp=70_000))
    assert (present.u, present.i, present.f, present.thd_u, present.thd_i) == (230, 124, 4999, 203, U16_MAX)


@pytest.mark.requirement("MET-7")
def test_quadrant_arrows_are_off_under_10_ma_and_under_the_starting_threshold() -> None:
    assert shown(second(i_ma=9, a_plus=2_000)).quadrant == 0
    assert shown(second(i_ma=10, a_plus=2_000)).quadrant == 1
    assert shown(second(i_ma=-1, a_plus=2_000)).quadrant == 1
    starting = shown(second(marks=Mark.STARTING))
    assert (starting.quadrant, starting.starting) == (0, True)


def test_the_last_row_is_shown() -> None:
    assert shown(second(0, a_plus=1_000_000), second(1, a_plus=2_000_000)).p_plus == 2000


def test_what_is_unknown_stays_at_the_last_known() -> None:
    present = shown(
        second(0, u_mv=231_000, f_mhz=50_010, a_plus=1_000_000),
        second(1, u_mv=-1, f_mhz=-1, marks=Mark.GAP),
    )
    assert (present.u, present.f, present.p_plus) == (231, 5001, 1000)


@pytest.mark.requirement("MET-7")
def test_an_end_of_a_stretch_tells_no_powers() -> None:
    """Its energies count, but are of more or less than whole cycles."""
    known = second(a_plus=500_000, r1=866_000, e_plus=1_000_000, thd_i_cp=5)
    end = second(1, Mark.ENERGY_ONLY, u_mv=-1, i_ma=-1, f_mhz=-1, a_plus=450_000, r1=870_000, e_plus=990_000)
    assert shown(known, end) == shown(known)
    later = second(2, a_minus=100_000, e_minus=100_000)
    assert shown(known, end, later).p_minus == 100
    alone = shown(end)
    assert (alone.p_plus, alone.pf, alone.u, alone.f) == (None, None, None, None)


@pytest.mark.requirement("MET-7")
@pytest.mark.parametrize(
    ("waves", "rate_hz", "seconds"),
    [
        (Waves.pure(50.07, 230, 5, 60), 10_000, 60.0),
        (Waves.distorted(49.97, 230, 40, 143, 35, seed=4), 4000, 20.2),
        (Waves.distorted(49.97, 230, 40, 217, 35, seed=4), 4000, 20.057),
        (replace(Waves.pure(50.03, 230, 5, 330), i_dc_a=3.0), 10_000, 5.013),
    ],
)
@pytest.mark.parametrize("gap", [False, True])
def test_powers_at_the_end_of_a_recording_are_those_of_whole_cycles(
    waves: Waves, rate_hz: int, seconds: float, gap: bool
) -> None:
    u, i = waves.samples(rate_hz, round(seconds * rate_hz))
    if gap:
        u = np.append(u, np.full(rate_hz // 2, np.nan))
        i = np.append(i, np.full(rate_hz // 2, 1.0))
    rows = measured(u, i, rate_hz, start_us=START_US).rows
    if gap:  # no voltage and a current: as if it had not been an outage
        rows = rows[:-1]
    present = shown(rows)
    p_w, q_var, s_va = waves.p_w, waves.q_var, waves.s_va
    assert (present.p_plus, present.p_minus) == (round(max(p_w, 0)), round(max(-p_w, 0)))
    assert (present.q_plus, present.q_minus) == (round(max(q_var, 0)), round(max(-q_var, 0)))
    assert (present.s_plus, present.s_minus) == ((0, round(s_va)) if p_w < 0 else (round(s_va), 0))
    assert present.pf == round(100 * abs(p_w) / s_va)
    assert present.angle == round(math.degrees(math.atan2(q_var, p_w)))
    assert present.u == round(waves.u_v)
    assert present.f == round(100 * waves.f_hz)


def test_what_was_never_known_is_none_and_not_zero() -> None:
    present = shown(second(u_mv=-1, i_ma=-1, f_mhz=-1, marks=Mark.GAP))
    for name in ("u", "i", "f", "thd_u", "thd_i", "p_plus", "s_minus", "pf", "angle", "p"):
        assert getattr(present, name) is None, name
    present = shown(second(0, u_mv=-1, a_plus=1_000_000), second(1, u_mv=-1))
    assert (present.u, present.p_plus, present.p) == (None, 0, 0)


def test_after_an_outage_what_was_known_before_it_is_known_no_more() -> None:
    meter = make_meter()
    meter.advance(second(0, thd_u_cp=120))
    assert meter.present.thd_u == 120
    meter.advance(second(1, Mark.OUTAGE))
    assert meter.present.thd_u == 0
    meter.advance(second(2))
    assert meter.present.thd_u is None


@pytest.mark.requirement("MET-7")
def test_behind_an_open_breaker_there_is_voltage_and_no_load() -> None:
    present = shown(second(a_plus=1_000_000, i_ma=4_348, thd_u_cp=120, thd_i_cp=300), load_on=False)
    assert present == Present(u=230, f=5000, thd_u=120, dark=False)


def test_without_mains_everything_is_zero() -> None:
    meter = make_meter()
    meter.advance(second(a_plus=1_000_000))
    assert meter.present.p_plus == 1000
    meter.advance(second(1, Mark.OUTAGE))
    assert meter.present == Present()


@pytest.mark.parametrize(
    ("active", "apparent", "hundredths"),
    [(0, 0, 100), (1, 3, 33), (2, 3, 67), (5, 5, 100), (6, 5, 100), (0, 7, 0)],
)
def test_power_factor(active: int, apparent: int, hundredths: int) -> None:
    assert power_factor(active, apparent) == hundredths
