"""The symbols, indicators and lamps: on when their cause is there, and off when it is not."""

from __future__ import annotations

import pytest
from tests.meter_rows import START_US, load, make_meter, row
from tests.panel_bench import LEFT, RIGHT, Front

from enfas.catalog.breaker import Basis, BreakerOrder
from enfas.catalog.status import MeterStatus
from enfas.faces.display import Breaker, Lamp, show
from enfas.faces.display.glass import Display
from enfas.faces.display.lights import breaker_symbol, lit, status_symbols
from enfas.meter.status import Status
from enfas.meter.tamper import Tamper
from enfas.timebase import US_PER_S


def lights(**codes: str) -> Display:
    return show(Front(**codes).meter)


@pytest.mark.requirement("DISP-1")
@pytest.mark.parametrize(("volts", "seen"), [(0, False), (160, False), (161, True), (230, True)])
def test_the_voltage_indicator(volts, seen):
    meter = make_meter()
    meter.advance(load(START_US, 1, u_mv=volts * 1000))
    assert lit(meter, Display()).voltage is seen


@pytest.mark.requirement("DISP-1")
@pytest.mark.parametrize(
    ("milliwatts", "seen"), [(0, False), (2_200, False), (2_300, False), (2_301, True), (2_400, True)]
)
@pytest.mark.parametrize("energies", [("a_plus",), ("a_minus",), ("a_plus", "e_plus"), ("r1", "e_plus")])
def test_the_current_indicator(milliwatts, seen, energies):
    meter = make_meter()
    meter.advance(row(START_US, 10 * US_PER_S, **dict.fromkeys(energies, 10 * milliwatts)))
    assert lit(meter, Display()).current is seen


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
    assert lit(meter, Display()).quadrant == quadrant


@pytest.mark.requirement("DISP-1")
@pytest.mark.parametrize(("z13", "tariff"), [("000", 0), ("001", 1), ("002", 1)])
def test_the_tariff_indicator(z13, tariff):
    assert lights(Z13=z13).tariff == tariff


@pytest.mark.requirement("DISP-1")
@pytest.mark.parametrize(
    ("codes", "breaker"),
    [
        ({"Z9": "000"}, Breaker.NONE),
        ({"Z9": "001"}, Breaker.CLOSED),
        ({"X10": "0", "Z19": "0"}, Breaker.NONE),
    ],
    ids=["off", "on", "no breaker"],
)
def test_the_breaker_symbol_is_there_where_smart_disconnect_is(codes, breaker):
    assert lights(**codes).breaker is breaker


@pytest.mark.requirement("DISP-1")
@pytest.mark.parametrize(
    ("state", "symbol", "lamp"),
    [
        (1, Breaker.OPEN, Lamp.ON),
        (4, Breaker.CLOSED, Lamp.OFF),
        (5, Breaker.CLOSED, Lamp.OFF),
        (6, Breaker.OPEN, Lamp.ON),
        (7, Breaker.OPEN, Lamp.ON),
        (8, Breaker.OPEN, Lamp.FLASHING),
        (9, Breaker.OPEN, Lamp.ON),
        (11, Breaker.OPEN, Lamp.ON),
        (12, Breaker.OPEN, Lamp.ON),
        (13, Breaker.CLOSED, Lamp.OFF),
        (14, Breaker.OPEN, Lamp.ON),
    ],
)
def test_the_breaker_symbol_and_its_diode_by_state(state, symbol, lamp):
    assert breaker_symbol(state) == (symbol, lamp)


@pytest.mark.requirement("DISP-1")
@pytest.mark.parametrize(("codes", "seen"), [({}, True), ({"X11": "0", "Z16": "000"}, False)])
def test_the_radio_symbol(codes, seen):
    assert lights(**codes).radio is seen


@pytest.mark.requirement("DISP-1")
@pytest.mark.parametrize(
    ("bit", "error", "tamper"),
    [
        (0, False, False),
        (1, True, False),
        (2, False, True),
        (3, True, False),
        (4, True, False),
        (5, False, False),
        (6, False, True),
        (7, False, False),
    ],
)
def test_error_and_tamper_symbols_by_the_meter_status(bit, error, tamper):
    assert status_symbols(1 << bit) == {"error": error, "tamper": tamper}


@pytest.mark.requirement("DISP-1")
def test_the_module_indicator_shows_who_talks():
    front = Front()
    assert show(front.meter).modules == frozenset()
    talker = Front()
    front.panel.talks(talker, 2)
    assert show(front.meter).modules == {2}
    del talker
    assert show(front.meter).modules == frozenset()


@pytest.mark.requirement("DISP-6")
@pytest.mark.parametrize(
    ("z2", "watts", "lamp"),
    [
        pytest.param("1", 0, Lamp.OFF, id="Z2=1-idle"),
        pytest.param("2", 0, Lamp.ON, id="Z2=2-idle"),
        pytest.param("1", 600, Lamp.FLASHING, id="Z2=1-loaded"),
        pytest.param("2", 600, Lamp.FLASHING, id="Z2=2-loaded"),
    ],
)
def test_the_diode_by_z2(z2, watts, lamp):
    assert show(Front(watts=watts, Z2=z2).meter).led is lamp


@pytest.mark.requirement("DISP-1")
def test_behind_an_open_breaker_there_is_voltage_and_no_load():
    front = Front(Z9="001")
    front.go_to("disconnect")
    assert show(front.meter).text == "CONNECTED"
    front.press(LEFT, held_s=6)
    front.wait(1)
    seen = show(front.meter)
    assert (seen.voltage, seen.current, seen.quadrant) == (True, False, 0)
    assert (seen.breaker, seen.breaker_led, seen.text) == (Breaker.OPEN, Lamp.ON, "DISCONN")


@pytest.mark.requirement("DISP-1", "SW-1")
def test_a_released_breaker_flashes_and_is_closed_by_the_button():
    front = Front(Z9="001")
    front.meter.write("breaker", BreakerOrder.DISCONNECT)
    front.wait(10)
    front.meter.write("breaker", BreakerOrder.RELEASE)
    front.go_to("disconnect")
    seen = show(front.meter)
    assert (seen.breaker, seen.breaker_led, seen.text) == (Breaker.OPEN, Lamp.FLASHING, "RELEASED")
    front.press(LEFT, held_s=5.9)
    assert show(front.meter).breaker is Breaker.OPEN
    front.go_to("disconnect")
    front.press(LEFT, held_s=6)
    front.wait(1)
    assert (show(front.meter).breaker, show(front.meter).breaker_led) == (Breaker.CLOSED, Lamp.OFF)


@pytest.mark.requirement("DISP-1")
def test_the_breaker_symbol_comes_with_a_rule_that_was_written():
    front = Front(Z9="000")
    assert show(front.meter).breaker is Breaker.NONE
    front.meter.write("breaker_basis", Basis.OVER_VOLTAGE)
    assert show(front.meter).breaker is Breaker.CLOSED


@pytest.mark.requirement("DISP-1", "SW-4")
@pytest.mark.parametrize("active", [False, True])
def test_the_prepayment_symbol(active):
    front = Front()
    front.meter.write("breaker_basis", Basis.PREPAYMENT if active else Basis.LOAD)
    assert show(front.meter).prepayment is active


@pytest.mark.requirement("DISP-1", "TAMP-1", "TAMP-2")
@pytest.mark.parametrize("cause", ["set_cover", "set_magnet"])
@pytest.mark.parametrize(("z26", "stays"), [("000", False), ("002", True)])
def test_the_tamper_symbol(cause, z26, stays):
    front = Front(Z26=z26, Z17="3")
    act = getattr(front.meter.part(Tamper), cause)
    assert not show(front.meter).tamper
    act(True)
    assert show(front.meter).tamper
    act(False)
    assert show(front.meter).tamper is stays
    front.go_to("tamper mark", RIGHT)
    front.press(RIGHT, held_s=5)
    assert not show(front.meter).tamper


@pytest.mark.requirement("DISP-1")
@pytest.mark.parametrize("bit", [MeterStatus.EEPROM, MeterStatus.RAM, MeterStatus.ROM])
def test_the_error_symbol(bit):
    front = Front()
    assert not show(front.meter).error
    front.meter.part(Status).change(bit, True)
    assert show(front.meter).error
