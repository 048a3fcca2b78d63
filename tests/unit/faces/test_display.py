"""What the display shows: the form of each number, and the symbols of each state."""

from __future__ import annotations

import pytest
from tests.meter_rows import START_US, load, make_meter, row

from enfas.faces.display import (
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
from enfas.timebase import US_PER_MIN, US_PER_S, civil, from_civil


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


ALL = ["1.8.0", "2.8.0", "3.8.0", "4.8.0", "1.7.0", "2.7.0", "32.7.0", "31.7.0", "1.6.0", "1.0.0"]


def lit(start_us: int = START_US, seconds: int = 1, watts: int = 1234, **codes: str) -> Display:
    """What is shown when a meter has counted for some seconds."""
    meter = make_meter(start_us, **codes)
    meter.advance(load(start_us, seconds, watts, US_PER_S, e_plus=watts * 1000))
    return show(meter)


@pytest.mark.requirement("DISP-1")
@pytest.mark.parametrize(
    ("turn", "value", "unit", "identification", "text"),
    [
        (0, "000000.000", "kWh", "1.8.0", "A+"),
        (1, "000000.000", "kWh", "2.8.0", "A-"),
        (2, "000000.000", "kvarh", "3.8.0", "R+"),
        (3, "000000.000", "kvarh", "4.8.0", "R-"),
        (4, "01.234", "kW", "1.7.0", "P+"),
        (5, "00.000", "kW", "2.7.0", "P-"),
        (6, "230", "V", "32.7.0", "U-L1"),
        (7, "1.00", "A", "31.7.0", "I-L1"),
        (8, "00.000", "kW", "1.6.0", "P+M"),
        (9, "", "", "1.0.0", "TIME/DATE"),
    ],
)
def test_the_automatic_list_goes_on_every_ten_seconds(turn, value, unit, identification, text):
    start_us = START_US - START_US % (len(ALL) * CHANGE_US) + turn * CHANGE_US
    while start_us < START_US:
        start_us += len(ALL) * CHANGE_US
    for seconds in (1, 9):
        shown = lit(start_us, seconds)
        assert (shown.identification, shown.text, shown.unit) == (identification, text, unit)
        if seconds == 1 and value:
            assert shown.value == value


def test_the_clock_shows_its_time_and_then_its_date():
    start_us = START_US - START_US % (len(ALL) * CHANGE_US) + 9 * CHANGE_US
    assert lit(start_us, 4).value == time_text(civil(start_us + 4 * US_PER_S + 60 * US_PER_MIN))
    assert lit(start_us, 5).value == lit(start_us, 9).value == "2025:01:15"


def test_the_list_goes_by_the_meter_s_own_clock():
    meter = make_meter()
    meter.advance(load(START_US, 1, 600, US_PER_S))
    before = show(meter).identification
    meter.set_clock(meter.clock.now_us + CHANGE_US)
    after = show(meter).identification
    assert after == ALL[(ALL.index(before) + 1) % len(ALL)]


@pytest.mark.parametrize(
    ("codes", "listed"),
    [({}, ALL), ({"X9": "1", "Z29": "1"}, ["1.8.0", "1.7.0", "32.7.0", "31.7.0", "1.6.0", "1.0.0"])],
    ids=["all energies", "import alone"],
)
def test_what_the_meter_does_not_have_is_left_out(codes, listed):
    assert [reading.identification for reading in readings(make_meter(**codes))] == listed


@pytest.mark.requirement("DISP-5")
@pytest.mark.parametrize(
    ("z1", "value"), [("1", "0001234"), ("2", "001234.0"), ("3", "0001234.00"), ("4", "001234.000")]
)
def test_the_display_obeys_z1(z1, value):
    start_us = START_US - START_US % (len(ALL) * CHANGE_US)
    meter = make_meter(start_us, Z1=z1)
    meter.advance(row(start_us, len(ALL) * CHANGE_US, a_plus=1234 * 3_600_000_000 // 1000))
    at_us = start_us + len(ALL) * CHANGE_US
    meter.advance(row(at_us, 24 * 60 * US_PER_MIN, a_plus=1234 * 3_600_000_000 - 1234 * 3_600_000))
    assert meter.clock.now_us % (len(ALL) * CHANGE_US) == 0
    assert (show(meter).value, show(meter).unit) == (value, "kWh")


@pytest.mark.requirement("DISP-1")
def test_without_mains_the_display_is_dark():
    assert show(make_meter()) == Display("", tariff=0)
    meter = make_meter()
    meter.advance(load(START_US, 1))
    assert show(meter).value
    meter.advance(row(START_US + US_PER_MIN, marks=Mark.OUTAGE))
    assert show(meter) == Display("", tariff=0)


@pytest.mark.requirement("DISP-1")
@pytest.mark.parametrize(("volts", "seen"), [(0, False), (160, False), (161, True), (230, True)])
def test_the_voltage_indicator(volts, seen):
    meter = make_meter()
    meter.advance(load(START_US, 1, u_mv=volts * 1000))
    assert show(meter).voltage is seen


@pytest.mark.requirement("DISP-1")
@pytest.mark.parametrize(("marks", "seen"), [(Mark.NONE, True), (Mark.STARTING, False)])
def test_the_current_indicator(marks, seen):
    meter = make_meter()
    meter.advance(row(START_US, marks=marks, a_plus=0 if marks else 600_000))
    assert show(meter).current is seen


@pytest.mark.requirement("DISP-1")
@pytest.mark.parametrize(
    ("energies", "quadrant"),
    [
        ({"a_plus": 600_000, "r1": 100_000}, 1),
        ({"a_minus": 600_000, "r2": 100_000}, 2),
        ({"a_minus": 600_000, "r3": 100_000}, 3),
        ({"a_plus": 600_000, "r4": 100_000}, 4),
        ({}, 0),
    ],
)
def test_the_quadrant_indicator(energies, quadrant):
    meter = make_meter()
    meter.advance(row(START_US, **energies))
    assert show(meter).quadrant == quadrant
    assert show(meter).tariff == 1


@pytest.mark.requirement("DISP-1")
@pytest.mark.parametrize(
    ("codes", "breaker", "radio"),
    [
        ({}, Breaker.CLOSED, True),
        ({"X10": "0", "Z19": "0"}, Breaker.NONE, True),
        ({"X11": "0", "Z16": "000"}, Breaker.CLOSED, False),
    ],
    ids=["both", "no breaker", "no radio"],
)
def test_symbols_of_what_the_meter_has(codes, breaker, radio):
    shown = lit(**codes)
    assert (shown.breaker, shown.radio) == (breaker, radio)
    assert not any((shown.tamper, shown.error, shown.prepayment, shown.module))


@pytest.mark.parametrize(
    ("key", "value", "unit"),
    [
        ("a_plus", "000003.517", "kWh"),
        ("r_plus", "000000.015", "kvarh"),
        ("p_plus", "02.345", "kW"),
        ("u", "230", "V"),
        ("i", "1.00", "A"),
        ("p_plus_max", "02.345", "kW"),
        ("clock", "13:30:00", ""),
    ],
)
def test_one_reading_on_the_glass(key, value, unit):
    meter = make_meter()
    meter.advance(load(START_US, 90, watts=2_345, r1=600_000))
    reading = next(reading for reading in readings(meter) if reading.key == key)
    shown = show_reading(meter, reading)
    assert (shown.value, shown.unit, shown.identification) == (value, unit, reading.identification)


def test_the_list_goes_on_while_the_clock_stands() -> None:
    """After the end of its supply a meter is still looked at."""
    still, later = make_meter(), make_meter()
    still.advance(load(START_US, 60))
    later.advance(load(START_US, 60))
    later.set_clock(later.clock.now_us + 2 * CHANGE_US)
    assert show(still, 2 * CHANGE_US) == show(later) != show(still)
