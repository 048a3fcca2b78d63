"""What the display shows: the form of each number, and the symbols of each state."""

from __future__ import annotations

import pytest
from tests.meter_rows import START_US, load, make_meter

from enfas.faces.display import (
    AUTOMATIC,
    CHANGE_US,
    Breaker,
    Display,
    date_text,
    decimal_text,
    energy_text,
    power_text,
    readings,
    show,
    show_reading,
    time_text,
)
from enfas.interval import Mark
from enfas.meter.configuration import Configuration
from enfas.meter.device import Meter
from enfas.timebase import civil, from_civil


@pytest.mark.requirement("DISP-5")
@pytest.mark.parametrize(
    ("scaler", "raw", "shown"),
    [
        pytest.param(3, 12, "0000012", id="7.0"),
        pytest.param(2, 12, "000001.2", id="6.1"),
        pytest.param(1, 12, "0000000.12", id="7.2"),
        pytest.param(0, 12, "000000.012", id="6.3"),
        pytest.param(3, 9_999_999, "9999999", id="7.0-full"),
        pytest.param(2, 9_999_999, "999999.9", id="6.1-full"),
        pytest.param(1, 999_999_999, "9999999.99", id="7.2-full"),
        pytest.param(0, 999_999_999, "999999.999", id="6.3-full"),
    ],
)
def test_an_energy_is_written_as_z1_says(scaler: int, raw: int, shown: str) -> None:
    assert energy_text(raw, scaler) == shown


@pytest.mark.parametrize(
    ("raw", "scaler", "shown"),
    [
        (322, 0, "00.322"),
        (32_200, -2, "00.322"),
        (23_000, 0, "23.000"),
        (123_456, 0, "123.456"),
        (3, 1, "00.030"),
    ],
)
def test_a_power_is_written_in_thousands_with_three_decimals(raw: int, scaler: int, shown: str) -> None:
    assert power_text(raw, scaler) == shown


@pytest.mark.parametrize(
    ("raw", "scaler", "shown"),
    [(23_012, -2, "230.12"), (5, -2, "0.05"), (0, 0, "0"), (-97, -2, "-0.97"), (4, 2, "400")],
)
def test_a_number_has_the_decimals_of_its_register(raw: int, scaler: int, shown: str) -> None:
    assert decimal_text(raw, scaler) == shown


def test_a_digit_that_does_not_fit_is_cut_off_not_rounded_up() -> None:
    assert decimal_text(1999, -3, decimals=1) == "1.9"


def test_date_and_time() -> None:
    moment = civil(from_civil(2007, 2, 1, 3, 4, 5))
    assert (date_text(moment), time_text(moment)) == ("2007:02:01", "03:04:05")


def glass(meter: Meter, key: str, **options: bool) -> Display:
    reading = next(reading for reading in AUTOMATIC if reading.key == key)
    return show_reading(meter, reading, **options)


@pytest.fixture
def meter() -> Meter:
    made = make_meter()
    made.advance(load(START_US, 90, watts=2_345, r1=600_000))
    return made


@pytest.mark.parametrize(
    ("key", "value", "unit", "identification"),
    [
        ("a_plus", "000003.517", "kWh", "1.8.0"),
        ("a_minus", "000000.000", "kWh", "2.8.0"),
        ("r_plus", "000000.015", "kvarh", "3.8.0"),
        ("r_minus", "000000.000", "kvarh", "4.8.0"),
        ("p_plus", "02.345", "kW", "1.7.0"),
        ("p_minus", "00.000", "kW", "2.7.0"),
        ("u", "230", "V", "32.7.0"),
        ("i", "1.00", "A", "31.7.0"),
        ("p_plus_max", "02.345", "kW", "1.6.0"),
        ("clock", "13:30:00", "", "1.0.0"),
    ],
)
def test_a_reading_on_the_glass(meter: Meter, key: str, value: str, unit: str, identification: str) -> None:
    display = glass(meter, key)
    assert (display.value, display.unit, display.identification) == (value, unit, identification)


def test_the_clock_shows_time_and_then_the_date(meter: Meter) -> None:
    assert glass(meter, "clock", second_half=True).value == "2025:01:15"


def test_the_list_goes_on_every_ten_seconds_and_round_again(meter: Meter) -> None:
    listed = readings(meter)
    seen = []
    for _ in range(len(listed) + 1):
        seen.append(show(meter).identification)
        meter.advance(load(meter.supply_us or 0, 1, duration_us=CHANGE_US))
    assert seen[0] == seen[-1]
    assert sorted(seen[:-1]) == sorted(reading.identification for reading in listed)


def test_a_meter_shows_what_it_has() -> None:
    imports = Meter(Configuration.from_codes("6861111BN212101040"), start_us=START_US)
    assert [reading.key for reading in readings(imports)] == [
        "a_plus",
        "p_plus",
        "u",
        "i",
        "p_plus_max",
        "clock",
    ]


def test_symbols_of_a_load_and_of_none(meter: Meter) -> None:
    display = show(meter)
    assert (display.quadrant, display.tariff, display.voltage, display.current) == (1, 1, True, True)
    assert (display.breaker, display.radio) == (Breaker.CLOSED, True)
    meter.advance(load(meter.supply_us or 0, 1, watts=0, u_mv=160_000, i_ma=5, marks=Mark.STARTING))
    display = show(meter)
    assert (display.quadrant, display.voltage, display.current) == (0, False, False)


def test_a_meter_without_breaker_and_radio_has_no_symbols_of_them() -> None:
    plain = Meter(Configuration.from_codes("6861111BN240001040"), start_us=START_US)
    plain.advance(load(START_US, 1))
    assert (show(plain).breaker, show(plain).radio) == (Breaker.NONE, False)


def test_the_glass_is_dark_without_mains(meter: Meter) -> None:
    meter.advance(load(meter.supply_us or 0, 1, watts=0, marks=Mark.OUTAGE))
    assert show(meter) == Display("", tariff=0)
