from __future__ import annotations

import numpy as np
import pytest
from tests.meter_rows import START_US, make_meter, row

from enfas.interval import Mark, Rows
from enfas.meter.block import Block
from enfas.meter.present import U16_MAX, Present, power_factor
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
