"""What the front shows: the start-up, each form of a reading, logs, values that are being set."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.meter_rows import START_US, load, make_meter, row
from tests.panel_bench import LEFT, RIGHT, Front

from enfas.catalog.display import FUNCTION_READINGS, READINGS, Form
from enfas.faces.display import EVERYTHING, Display, readings, show, show_reading
from enfas.faces.display.glass import TEXT_STEP_US
from enfas.faces.display.show import _edited
from enfas.meter.configuration import Configuration
from enfas.meter.device import Meter
from enfas.meter.tamper import Tamper
from enfas.timebase import US_PER_MIN, US_PER_S

FORMS = {reading.form for reading in READINGS.values()}


def fields(display: Display) -> tuple[str, str, str, str]:
    return display.value, display.unit, display.identification, display.text


@pytest.mark.requirement("DISP-1")
def test_the_start_up():
    configuration = Configuration.default().replace(rom_checksum=0x7252_6998)
    meter = Meter(configuration, start_us=START_US)
    meter.advance(load(START_US, 1, duration_us=US_PER_S))
    assert fields(show(meter)) == ("27032", "", "96.54.1", "CSUM")
    meter.advance(load(START_US + US_PER_S, 5, duration_us=US_PER_S))
    assert fields(show(meter)) == ("50981040", "", "0.2.0", "Q1")
    meter.advance(load(START_US + 6 * US_PER_S, 5, duration_us=US_PER_S))
    assert show(meter).every_segment
    meter.advance(load(START_US + 11 * US_PER_S, 5, duration_us=US_PER_S))
    assert fields(show(meter))[2:] == ("1.8.0", "A+")


@pytest.mark.requirement("DISP-1")
def test_the_fields_of_the_automatic_list():
    front, seen = Front(), []
    for _ in readings(front.meter):
        seen.append(fields(show(front.meter)))
        front.wait(10)
    assert seen == [
        ("000000.005", "kWh", "1.8.0", "A+"),
        ("000000.000", "kWh", "2.8.0", "A-"),
        ("000000.000", "kvarh", "3.8.0", "R+"),
        ("000000.000", "kvarh", "4.8.0", "R-"),
        ("01.234", "kW", "1.7.0", "P+"),
        ("00.000", "kW", "2.7.0", "P-"),
        ("230", "V", "32.7.0", "U-L1"),
        ("1.00", "A", "31.7.0", "I-L1"),
        ("00.000", "kW", "1.6.0", "P+M"),
        ("12:01:45", "", "1.0.0", "TIME/DATE"),
    ]


@pytest.mark.requirement("DISP-5")
@pytest.mark.parametrize(
    ("z1", "value"), [("1", "0001234"), ("2", "001234.0"), ("3", "0001234.00"), ("4", "001234.000")]
)
def test_the_display_obeys_z1(z1, value):
    meter = make_meter(Z1=z1)
    meter.advance(row(START_US, 24 * 60 * US_PER_MIN, a_plus=1234 * 3_600_000_000))
    assert fields(show_reading(meter, READINGS["1.8.0"])) == (value, "kWh", "1.8.0", "A+")


SHOWN = {
    "1.8.0": ("000003.517", "kWh", "A+"),
    "3.8.0": ("000000.015", "kvarh", "R+"),
    "1.7.0": ("02.345", "kW", "P+"),
    "9.7.0": ("02.345", "kVA", "S+"),
    "32.7.0": ("230", "V", "U-L1"),
    "31.7.0": ("1.00", "A", "I-L1"),
    "13.7.0": ("1.00", "", "PF"),
    "14.7.0": ("50.00", "Hz", "FREQ"),
    "32.7.124": ("2.10", "%", "THD/U-L1"),
    "31.7.124": ("----", "", "THD/I-L1"),
    "1.6.0": ("02.345", "kW", "P+M"),
    "1.6.0 time": ("2025:01:15", "", "TIME/DATE"),
    "1.6.2 time": ("----", "", "TIME/DATE"),
    "1.0.0": ("13:30:00", "", "TIME/DATE"),
    "0.1.0": ("00000000", "", "RST"),
    "96.8.0": ("00000001", "h", "HRS"),
    "96.51.1": ("99.000", "kW", "PTH"),
    "96.51.2": ("00000000", "", "PTH/CNT"),
    "0.0.1": ("12345678", "", "NUM/1"),
    "96.1.0": ("12345678", "", "SER/NUM"),
    "97.97.0": ("00000000", "", "INFO"),
    "96.54.1": ("0", "", "CSUM"),
    "0.2.0": ("50981040", "", "Q1"),
    "98.1.0": None,
    "99.1.0": ("2025:01:15", "", ""),
    "profile event": ("----", "", "LP"),
    "disconnect": ("", "", "CONNECTED"),
    "call": ("", "", "CALL"),
    "test": None,
}


@pytest.mark.requirement("DISP-1")
@pytest.mark.parametrize("name", [name for name, shown in SHOWN.items() if shown])
def test_one_reading_on_the_glass(name):
    meter = make_meter()
    meter.advance(load(START_US, 90, watts=2_345, r1=600_000, e_plus=2_345 * 60_000, thd_u_cp=210))
    reading = READINGS[name]
    assert fields(show_reading(meter, reading)) == (*SHOWN[name][:2], reading.identification, SHOWN[name][2])


def test_every_form_is_among_them():
    assert {READINGS[name].form for name in SHOWN} == FORMS


def test_half_of_a_turn_is_the_other_half_of_a_time():
    meter = make_meter()
    meter.advance(load(START_US, 90, watts=2_345))
    names = ("1.0.0", "1.6.0 time", "99.1.0")
    later = [show_reading(meter, READINGS[name], second_half=True).value for name in names]
    assert later == ["2025:01:15", "12:15:00", "13:30:00"]


@pytest.mark.requirement("DISP-1")
def test_a_display_test_has_every_segment():
    front = Front()
    front.go_to("test")
    seen = show(front.meter)
    assert (seen.value, seen.every_segment, seen.modules) == (EVERYTHING.value, True, {1, 2})


@pytest.mark.requirement("DISP-2")
def test_without_mains_the_glass_is_dark_until_the_button_is_pressed():
    assert show(make_meter()) == Display(dark=True)
    front = Front(watts=3_600_000)
    front.outage(10)
    assert show(front.meter) == Display(dark=True)
    front.press(LEFT)
    assert show(front.meter) == Display("000015.000", "kWh", "1.8.0", "A+")


@pytest.mark.requirement("DISP-1")
def test_a_load_profile_entry_by_its_columns():
    front = Front(watts=4_000)
    front.meter.advance(load(front.at_us, 40, watts=4_000))
    front.at_us += 40 * US_PER_MIN
    front.go_to("99.1.0")
    front.press(LEFT, held_s=6)
    seen = []
    for _ in front.meter.logs["profile"].columns:
        seen.append(fields(show(front.meter)))
        front.press(LEFT)
    assert seen == [
        ("2025:01:15", "", "99.1.0", "TIME/DATE"),
        ("00000000", "", "99.1.0", "STATUS"),
        ("00000000", "", "99.1.0", "QUALITY"),
        ("00000001", "", "99.1.0", "FORMAT"),
        ("000002.000", "kWh", "99.1.0", "A+"),
        ("000000.000", "kWh", "99.1.0", "A-"),
        ("000000.000", "kvarh", "99.1.0", "R+"),
        ("000000.000", "kvarh", "99.1.0", "R-"),
    ]
    assert show(front.meter).value == "2025:01:15"
    front.wait(5)
    assert show(front.meter).value == "12:15:00"


@pytest.mark.requirement("DISP-6")
def test_what_is_being_set_blinks():
    front = Front(Z17="3")
    front.go_to("set time", RIGHT)
    front.press(RIGHT, held_s=5)
    assert fields(show(front.meter)) == ("2025:01:15", "", "", "SET/TIME")
    shown = front.panel.shown()
    assert _edited(replace(shown, since_us=500_000)).value == "    :01:15"
    front.press(LEFT, LEFT, LEFT)
    assert show(front.meter).value == "12:00:15"
    assert _edited(replace(front.panel.shown(), since_us=500_000)).value == "  :00:15"
    front.press(LEFT, held_s=6)
    front.go_to("meter number", RIGHT)
    front.press(RIGHT, held_s=5)
    assert fields(show(front.meter)) == ("12345678", "", "", "SET/NUM1")


@pytest.mark.parametrize("function", FUNCTION_READINGS, ids=lambda function: function.value)
def test_each_function_on_the_glass(function):
    front = Front(Z17="3")
    front.go_to(function.value, RIGHT)
    assert show(front.meter).text == FUNCTION_READINGS[function].text
    assert FUNCTION_READINGS[function].form is Form.FUNCTION


@pytest.mark.requirement("ALM-1", "DISP-1")
def test_alarms_that_z26_wants_to_be_shown_stand_behind_the_reading():
    meter = make_meter(Z26="001")
    meter.advance(load(START_US, 60, duration_us=US_PER_S))
    reading = readings(meter)[0]

    def windows() -> list[str]:
        return [show_reading(meter, reading, since_us=at * TEXT_STEP_US).text for at in range(60)]

    assert set(windows()) == {"A+"}
    meter.part(Tamper).set_magnet(True)
    assert windows()[0] == "A+  ALARM"
    assert " MAGNETIC" in windows()
    meter.part(Tamper).set_magnet(False)
    assert set(windows()) == {"A+"}
