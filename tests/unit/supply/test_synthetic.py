from __future__ import annotations

import math
from fractions import Fraction

import pytest

from enfas.errors import InputError
from enfas.supply.synthetic import (
    Dc,
    Dip,
    Event,
    Frequency,
    Interruption,
    Knot,
    Noise,
    Phasor,
    Ramp,
    Step,
    Swell,
    Synthetic,
    exact,
)

LOAD = Phasor(u_v=230.0, i_a=5.0, i_deg=-60.0)


def signal(*events: Event, phasors: tuple[Phasor, ...] = (LOAD,)) -> Synthetic:
    return Synthetic(phasors, event=events)


def test_the_truth_of_one_phasor() -> None:
    truth = signal().truth(0.0)
    assert truth.f_hz == 50
    assert (truth.u_v, truth.i_a, truth.s_va) == (230, 5, 1150)
    assert truth.p_w == truth.p1_w == pytest.approx(575)
    assert truth.q_var == pytest.approx(1150 * math.sin(math.radians(60)))
    assert truth.thd_u_percent == truth.thd_i_percent == 0


@pytest.mark.parametrize(
    ("angle", "p_sign", "q_sign"), [(-30, 1, 1), (-150, -1, 1), (-210, -1, -1), (30, 1, -1)]
)
def test_a_current_that_lags_has_positive_reactive_power(angle: float, p_sign: int, q_sign: int) -> None:
    truth = signal(phasors=(Phasor(u_v=230.0, i_a=5.0, i_deg=angle),)).truth(0.0)
    assert (math.copysign(1, truth.p_w), math.copysign(1, truth.q_var)) == (p_sign, q_sign)


def test_harmonics_count_for_power_and_not_for_reactive_power() -> None:
    harmonic = Phasor(order=5, u_v=23.0, u_deg=10.0, i_a=2.0, i_deg=10.0)
    truth = signal(phasors=(LOAD, harmonic)).truth(0.0)
    assert truth.p_w == pytest.approx(575 + 46)
    assert truth.p1_w == pytest.approx(575)
    assert truth.q_var == pytest.approx(signal().truth(0.0).q_var)
    assert truth.thd_u_percent == pytest.approx(10)
    assert truth.thd_i_percent == pytest.approx(40)
    assert truth.u_v == pytest.approx(math.hypot(230, 23))


@pytest.mark.parametrize(
    ("event", "before", "within", "after"),
    [
        (Dip(at_s=1.0, duration_s=0.2, u_percent=40.0), (230, 5), (92, 5), (230, 5)),
        (Dip(at_s=1.0, duration_s=0.2), (230, 5), (115, 5), (230, 5)),
        (Swell(at_s=1.0, duration_s=0.2), (230, 5), (276, 5), (230, 5)),
        (Interruption(at_s=1.0, duration_s=0.2), (230, 5), (0, 0), (230, 5)),
        (Step(at_s=1.0, i_percent=200.0), (230, 5), (230, 10), (230, 10)),
        (Step(at_s=1.0, duration_s=0.2, i_percent=200.0), (230, 5), (230, 10), (230, 5)),
        (Ramp(at_s=1.0, duration_s=0.2, u_percent=90.0, i_percent=300.0), (230, 5), (218.5, 10), (207, 15)),
    ],
)
def test_factors_while_an_event_lasts(
    event: Event, before: tuple[float, float], within: tuple[float, float], after: tuple[float, float]
) -> None:
    it = signal(event)
    for at_s, values in ((0.999, before), (1.1, within), (1.3, after)):
        truth = it.truth(at_s)
        assert (truth.u_v, truth.i_a) == pytest.approx(values)


def test_a_step_may_turn_the_current_into_another_quadrant() -> None:
    it = signal(Step(at_s=1.0, i_deg=180.0))
    assert it.truth(0.5).p_w == pytest.approx(-it.truth(1.5).p_w)
    assert it.truth(0.5).q_var == pytest.approx(-it.truth(1.5).q_var)


def test_events_may_overlap() -> None:
    it = signal(Dip(at_s=0.0, duration_s=2.0), Swell(at_s=1.0, duration_s=2.0, u_percent=150.0))
    assert it.truth(1.5).u_v == pytest.approx(230 * 0.5 * 1.5)


def test_dc_counts_in_all_but_the_distortion() -> None:
    truth = signal(Dc(u_v=3.0, i_a=2.0, at_s=1.0)).truth(1.0)
    assert truth.u_v == pytest.approx(math.hypot(230, 3))
    assert truth.p_w == pytest.approx(575 + 6)
    assert truth.thd_i_percent == 0


def test_the_frequency_goes_along_straight_lines() -> None:
    it = signal(Frequency(at_s=1.0, duration_s=2.0, hz=52.0), Frequency(at_s=5.0, hz=49.5))
    assert it.frequency_knots() == [
        Knot(Fraction(0), Fraction(50), Fraction(0)),
        Knot(Fraction(1), Fraction(50), Fraction(1)),
        Knot(Fraction(3), Fraction(52), Fraction(0)),
        Knot(Fraction(5), Fraction(99, 2), Fraction(0)),
    ]
    assert [it.frequency_at(at_s) for at_s in (0.0, 1.0, 2.0, 3.0, 4.9, 5.0, 9.0)] == [
        50,
        50,
        51,
        52,
        52,
        49.5,
        49.5,
    ]


def test_a_change_that_begins_ends_the_one_before() -> None:
    it = signal(Frequency(at_s=1.0, duration_s=2.0, hz=52.0), Frequency(at_s=2.0, duration_s=1.0, hz=50.0))
    assert [it.frequency_at(at_s) for at_s in (1.5, 2.0, 2.5, 3.0)] == [50.5, 51, 50.5, 50]
    assert signal(Frequency(hz=60.0)).frequency_at(0.0) == 60


def test_decimals_are_what_they_say() -> None:
    assert exact(0.1) == Fraction(1, 10)
    assert exact(50) == 50


@pytest.mark.parametrize(
    ("signal", "fault"),
    [
        (Synthetic(()), "at least one phasor"),
        (Synthetic((LOAD,), 0.0), "a frequency is a number over 0"),
        (signal(Frequency(hz=-1.0)), "a frequency is a number over 0"),
        (signal(phasors=(Phasor(order=0),)), "order is 1 to 1000, not 0"),
        (signal(phasors=(Phasor(order=100, u_v=1.0),)), "order 100 of 50 Hz is too high"),
        (signal(Frequency(hz=4999.0), Frequency(hz=5000.0)), "order 1 of 5000 Hz is too high"),
        (signal(phasors=(Phasor(u_v=math.nan),)), "u_v of a phasor is nan"),
        (signal(Dip(at_s=-1.0)), "at_s of an event is -1.0, under 0"),
        (signal(Dip(u_percent=math.inf)), "u_percent of an event is inf"),
        (signal(Ramp(at_s=1.0)), "a ramp has a duration"),
        (signal(Noise(seed=-1)), "a seed is a whole number from 0"),
    ],
)
def test_what_cannot_be_is_refused(signal: Synthetic, fault: str) -> None:
    with pytest.raises(InputError, match=fault):
        signal.check("a.toml", Fraction(10_000))
