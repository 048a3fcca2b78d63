from __future__ import annotations

import pytest

from enfas.errors import ConfigurationError
from enfas.meter.crystal import IDEAL, REFERENCE_DC, Crystal, check_temperature


@pytest.mark.requirement("RTC-1")
@pytest.mark.parametrize("temperature_dc", [-400, 0, 230, 700])
def test_an_ideal_crystal_is_exact_at_any_temperature(temperature_dc: int) -> None:
    assert IDEAL.rate_ppb(temperature_dc) == 0


@pytest.mark.requirement("RTC-1")
def test_typical_crystals_are_within_5_ppm_at_23_degrees_and_differ() -> None:
    rates = {Crystal.typical(number).rate_ppb(REFERENCE_DC) for number in range(10_000_000, 10_002_000)}
    assert max(map(abs, rates)) <= 5_000
    assert min(rates) < -4_500
    assert max(rates) > 4_500
    assert Crystal.typical(12_345_678) == Crystal.typical(12_345_678)


@pytest.mark.requirement("RTC-1")
@pytest.mark.parametrize(
    ("temperature_dc", "slower_ppb"), [(230, 0), (330, 3_400), (130, 3_400), (-400, 134_946)]
)
def test_away_from_23_degrees_it_is_slower_by_the_square(temperature_dc: int, slower_ppb: int) -> None:
    assert Crystal(1_000, -34).rate_ppb(temperature_dc) == 1_000 - slower_ppb


@pytest.mark.parametrize(("drift_ppb", "curve_ppb"), [(1_000_001, 0), (0, -1_001)])
def test_what_no_crystal_is_is_refused(drift_ppb: int, curve_ppb: int) -> None:
    with pytest.raises(ConfigurationError, match="a clock that drifts by"):
        Crystal(drift_ppb, curve_ppb)


@pytest.mark.parametrize(
    ("temperature_dc", "possible"), [(-401, False), (-400, True), (850, True), (851, False)]
)
def test_temperatures(temperature_dc: int, possible: bool) -> None:
    assert (check_temperature(temperature_dc) == "") is possible
