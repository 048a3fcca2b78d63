"""The conditions under which is measured: as delivered, and what they cannot be."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest

from enfas.conditions import AS_DELIVERED, Calibration, Conditions, Thresholds
from enfas.errors import ConfigurationError


@pytest.mark.parametrize(
    ("figures", "said"),
    [
        ({"u_gain": 0.0}, "u_gain is 0"),
        ({"i_gain": 0.0}, "i_gain is 0"),
        ({"u_offset": math.nan}, "u_offset"),
        ({"i_gain": math.inf}, "i_gain"),
        ({"phase_deg": 15.1}, "phase_deg is 15.1"),
        ({"phase_deg": -16.0}, "phase_deg is -16"),
    ],
)
def test_a_calibration_that_cannot_be(figures: dict[str, float], said: str) -> None:
    with pytest.raises(ConfigurationError, match=said):
        Calibration(**figures)


def test_the_phase_is_an_angle_at_the_nominal_frequency() -> None:
    calibration = Calibration(phase_deg=0.9)
    assert calibration.advance_samples(10_000, 50.0) == pytest.approx(0.5)
    assert calibration.advance_samples(10_000, 60.0) == pytest.approx(0.9 / 360 / 60 * 10_000)
    assert Calibration().advance_samples(10_000, 50.0) == 0


@pytest.mark.parametrize("f_nominal_hz", [50.0, 60.0])
def test_a_late_current_is_a_time_whatever_the_frequency(f_nominal_hz: float) -> None:
    conditions = Conditions(Calibration(u_gain=2.0, phase_deg=0.5), f_nominal_hz=f_nominal_hz)
    late = conditions.of_late_current(100.0)
    own = conditions.calibration.advance_samples(10_000, f_nominal_hz)
    assert late.calibration.advance_samples(10_000, f_nominal_hz) == pytest.approx(own + 1.0)
    assert late == replace(
        conditions, calibration=replace(conditions.calibration, phase_deg=late.calibration.phase_deg)
    )
    assert conditions.of_late_current(0.0) is conditions


def test_a_current_that_is_too_late_is_refused() -> None:
    with pytest.raises(ConfigurationError, match="phase_deg is 16"):
        Conditions(Calibration(phase_deg=1.0)).of_late_current(15 / 360 * 20_000)


@pytest.mark.parametrize(
    "figures", [{"power_w": -1.0}, {"current_a": math.nan}, {"outage_percent": math.inf}, {"outage_s": -0.1}]
)
def test_thresholds_that_cannot_be(figures: dict[str, float]) -> None:
    with pytest.raises(ConfigurationError, match=next(iter(figures))):
        Thresholds(**figures)


@pytest.mark.parametrize(
    "figures",
    [
        {"u_nominal_v": 0.0}, {"u_nominal_v": -230.0}, {"u_nominal_v": math.nan}, {"u_nominal_v": math.inf},
        {"f_nominal_hz": 400.0}, {"f_nominal_hz": 44.0}, {"f_nominal_hz": math.nan},
    ],
)  # fmt: skip
def test_what_cannot_be_nominal(figures: dict[str, float]) -> None:
    with pytest.raises(ConfigurationError, match="cannot be nominal"):
        Conditions(**figures)  # type: ignore[arg-type]  # names are those


@pytest.mark.requirement("MET-5")
def test_as_delivered() -> None:
    limits = AS_DELIVERED.thresholds
    assert (limits.power_w, limits.current_a, limits.outage_percent) == (2.3, 0.010, 5.0)
    assert limits.outage_s == 1.0
    assert (AS_DELIVERED.u_nominal_v, AS_DELIVERED.f_nominal_hz) == (230.0, 50.0)
    assert AS_DELIVERED.calibration == Calibration(1.0, 0.0, 1.0, 0.0, 0.0)


def test_without_mains_is_under_a_part_of_the_nominal_voltage() -> None:
    assert AS_DELIVERED.outage_v == 11.5
    assert Conditions(u_nominal_v=120.0, thresholds=Thresholds(outage_percent=10.0)).outage_v == 12.0
