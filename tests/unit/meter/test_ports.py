from __future__ import annotations

import pytest
from tests.meter_rows import START_US, entries, load, make_meter, row

from enfas.catalog.codes.ports import MODULE_PORTS
from enfas.catalog.codes.values import Port
from enfas.catalog.module_ports import CODE_OF_NUMBER, NUMBER_OF_CODE
from enfas.catalog.occurrences import Occurrence
from enfas.errors import CommandRefused, Refusal
from enfas.interval import Mark
from enfas.meter.device import Meter
from enfas.meter.ports import SHORTEST_CYCLE_US, Ports
from enfas.meter.pulses import Pulses
from enfas.timebase import US_PER_MIN, US_PER_MS, US_PER_S

BOTH = [(False, False), (True, False), (False, True), (True, True)]


def running(**codes: str) -> tuple[Meter, Ports]:
    meter = make_meter(**codes)
    meter.advance(load(START_US, 1))
    return meter, meter.part(Ports)


def step(meter: Meter, duration_us: int = US_PER_S) -> None:
    meter.advance(load(meter.clock.supply_now_us, 1, duration_us=duration_us))


def functions(code: str) -> tuple[Port | None, Port | None]:
    row_ = MODULE_PORTS.find(code)
    assert row_ is not None
    return row_.sets.io_1, row_.sets.io_2


def codes_with(function: str) -> list[tuple[str, int, bool]]:
    """The codes of Z3 with an input of a function: code, which port from 1, inverted."""
    return [
        (row_.code, number, port.inverted)
        for row_ in MODULE_PORTS.rows
        for number, port in enumerate(functions(row_.code), 1)
        if port is not None and port.direction == "input" and port.function == function
    ]


def idle(ports: Ports, code: str) -> None:
    """Put every input to where it is not active."""
    one, two = functions(code)
    ports.set_inputs(bool(one and one.inverted), bool(two and two.inverted))


@pytest.mark.requirement("IO-2", "IO-3", "REG-3")
@pytest.mark.parametrize(("code", "number", "inverted"), codes_with("pulse"), ids=lambda v: str(v))
def test_pulse_input(code: str, number: int, inverted: bool) -> None:
    """Each beginning of a pulse counts, at the port and with the sense that Z3 says, and at no other."""
    meter, ports = running(Z3=code)
    idle(ports, code)
    ports.set_count(0)
    for active in (True, False, True, True, False):
        step(meter)
        level = active != inverted
        ports.set_inputs(**{("one", "two")[number - 1]: level})
        assert meter.read("pulse_input_level") == level
    assert meter.read("pulse_input") == 2
    other = ("two", "one")[number - 1]
    for level in (True, False, True):
        step(meter)
        ports.set_inputs(**{other: level})
    assert meter.read("pulse_input") == 2


@pytest.mark.requirement("IO-2", "ALM-1")
@pytest.mark.parametrize(("code", "number", "inverted"), codes_with("alarm"), ids=lambda v: str(v))
@pytest.mark.parametrize("z8", ["1", "2", "3", "4"], ids=lambda z8: f"Z8={z8}")
def test_alarm_input(
    code: str, number: int, inverted: bool, z8: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard: list[Occurrence] = []
    monkeypatch.setattr(Ports, "occurred", lambda part, what, now_us: heard.append(what))
    meter, ports = running(Z3=code, Z8=z8)
    idle(ports, code)
    heard.clear()
    on = z8 in ("2", "4")
    for active in (True, True, False):
        ports.set_inputs(**{("one", "two")[number - 1]: active != inverted})
        assert bool(meter.read("meter_status") & 0x20) is (on and active)
    assert heard == ([Occurrence.ALARM_INPUT, Occurrence.ALARM_INPUT_GONE] if on else [])
    assert [entry["status"] for entry in entries(meter, "status")][-2:] == ([0x20, 0] if on else [])


@pytest.mark.requirement("IO-2", "LOG-1")
def test_debiting_stop_pulse() -> None:
    meter, ports = running(Z3="15")
    for level in (True, True, False, True):
        step(meter)
        ports.set_inputs(one=level)
    assert meter.read("debiting_count") == 2
    ports.set_inputs(two=True)
    assert meter.read("debiting_count") == 2


@pytest.mark.requirement("IO-2", "TAR-1")
@pytest.mark.parametrize("code", ["01", "02", "22", "23"])
def test_four_tariff_inputs(code: str) -> None:
    inverted = code in ("02", "23")
    _, ports = running(Z3=code)
    for one, two in BOTH:
        ports.set_inputs(one, two)
        assert ports.tariff_inputs == (one != inverted, two != inverted)


@pytest.mark.requirement("IO-2", "TAR-1")
@pytest.mark.parametrize(("code", "number", "inverted"), codes_with("tariff_2"), ids=lambda v: str(v))
def test_two_tariff_input(code: str, number: int, inverted: bool) -> None:
    _, ports = running(Z3=code)
    for one, two in BOTH:
        ports.set_inputs(one, two)
        assert ports.tariff_inputs == ((one, two)[number - 1] != inverted, False)


@pytest.mark.requirement("IO-2")
@pytest.mark.parametrize("code", [row_.code for row_ in MODULE_PORTS.rows])
def test_pulse_outputs(code: str) -> None:
    meter, _ = running(Z3=code)
    wanted = {
        f"io_{number}": port.function
        for number, port in enumerate(functions(code), 1)
        if port is not None and port.function in ("a_plus", "a_minus", "r_plus")
    }
    assert {name: energy for name, energy, _, _ in meter.part(Pulses).channels() if name != "led"} == wanted
    assert bool(wanted) is (code in ("05", "06", "11", "12", "16"))


@pytest.mark.requirement("IO-2", "SW-5")
@pytest.mark.parametrize(
    ("code", "levels"),
    [
        ("17", [(None, False), (None, True), (None, False), (None, True)]),
        ("18", [(None, False), (None, True), (None, False), (None, True)]),
        ("19", [(None, False), (None, True), (None, False), (None, True)]),
        ("20", [(None, True), (None, False), (None, True), (None, False)]),
        ("21", [(None, True), (None, False), (None, True), (None, False)]),
        ("26", BOTH),
        ("27", [(None, False), (None, True), (None, False), (None, True)]),
        ("28", [(None, False), (None, True), (None, False), (None, True)]),
        ("29", BOTH),
        ("00", [(None, None)] * 4),
        ("05", [(None, None)] * 4),
        ("22", [(None, None)] * 4),
    ],
)
def test_load_control_outputs(code: str, levels: list[tuple[bool | None, bool | None]]) -> None:
    _, ports = running(Z3=code)
    assert [ports.outputs(relays) for relays in BOTH] == levels


@pytest.mark.requirement("IO-2", "SW-5")
def test_status_of_the_load() -> None:
    _, ports = running(Z3="17")
    for level in (True, False):
        ports.set_inputs(one=level)
        assert ports.load_is_on is level
    assert running(Z3="26")[1].load_is_on is None


@pytest.mark.requirement("IO-2")
def test_earth_fault_module(monkeypatch: pytest.MonkeyPatch) -> None:
    heard: list[Occurrence] = []
    monkeypatch.setattr(Ports, "occurred", lambda part, what, now_us: heard.append(what))
    meter, ports = running(Z3="29")
    for there in (True, True, False, True):
        ports.set_earth_fault(there)
    meter.write("software_code", "Z3=00")
    assert not ports.state.earth_fault
    assert heard[:3] == [Occurrence.EARTH_FAULT, Occurrence.EARTH_FAULT_GONE, Occurrence.EARTH_FAULT]
    assert Occurrence.EARTH_FAULT_GONE in heard[3:]
    with pytest.raises(CommandRefused) as refused:
        ports.set_earth_fault(True)
    assert refused.value.reason is Refusal.ABSENT


@pytest.mark.requirement("IO-3")
@pytest.mark.parametrize(("code", "unit"), [("00", ""), ("01", "kWh"), ("02", "m³"), ("03", "L")])
def test_unit_of_the_pulse_input(code: str, unit: str) -> None:
    assert make_meter(Z12=code).configuration.pulse_unit == unit


@pytest.mark.requirement("IO-3", "IO-2")
@pytest.mark.parametrize(
    ("factor_milli", "pulses", "counted"),
    [(1_000, 7, 7), (100, 7, 70), (2_500, 7, 2), (10_000, 29, 2), (1_000_000, 1_000, 1), (1_000_000, 999, 0)],
)
def test_division_factor(factor_milli: int, pulses: int, counted: int) -> None:
    meter, ports = running(Z3="05")
    ports.set_factor(factor_milli)
    meter.advance(load(meter.clock.supply_now_us, 2))
    now_us = meter.clock.supply_now_us
    ports.take_pulses([now_us - (pulses - n) * SHORTEST_CYCLE_US for n in range(pulses)])
    assert meter.read("pulse_input") == counted
    ports.set_count(1_234)
    assert meter.read("pulse_input") == 1_234


@pytest.mark.requirement("IO-3", "IO-2")
@pytest.mark.parametrize(("cycle_ms", "counted"), [(40, 51), (41, 51), (39, 26), (20, 26)])
def test_pulses_over_25_hz_are_not_all_counted(cycle_ms: int, counted: int) -> None:
    meter, ports = running(Z3="05")
    start_us = meter.clock.supply_now_us
    step(meter, 10 * US_PER_S)
    ports.take_pulses([start_us + n * cycle_ms * US_PER_MS for n in range(51)])
    assert meter.read("pulse_input") == counted


@pytest.mark.requirement("IO-3")
def test_the_counter_starts_again_when_it_is_full() -> None:
    meter, ports = running(Z3="05")
    meter.write("pulse_input", 0xFFFF_FFFF)
    ports.set_inputs(one=True)
    assert meter.read("pulse_input") == 0


@pytest.mark.requirement("IO-2")
def test_without_mains_inputs_are_not_looked_at_and_a_level_at_its_return_is_no_edge() -> None:
    meter, ports = running(Z3="03", Z8="2")
    meter.advance(row(meter.clock.supply_now_us, US_PER_MIN, Mark.OUTAGE))
    ports.set_inputs(True, True)
    ports.take_pulses([meter.clock.supply_now_us])
    assert (meter.read("pulse_input"), meter.read("meter_status") & 0x20) == (0, 0)
    step(meter)
    assert (meter.read("pulse_input"), meter.read("meter_status") & 0x20) == (0, 0x20)
    ports.set_inputs(one=False)
    ports.set_inputs(one=True)
    assert meter.read("pulse_input") == 1


@pytest.mark.requirement("IO-2", "CFG-3")
@pytest.mark.parametrize("code", [row_.code for row_ in MODULE_PORTS.rows])
def test_the_register_of_the_ports_functions(code: str) -> None:
    meter, ports = running(Z3="00" if code != "00" else "01")
    meter.write("module_ports", NUMBER_OF_CODE[code])
    assert meter.read("module_ports") == NUMBER_OF_CODE[code]
    assert ports.code == code
    assert meter.configuration.software.row(MODULE_PORTS).code == code
    assert len(entries(meter, "configuration")) == 1


def test_functions_that_cannot_be_are_refused() -> None:
    meter, _ = running()
    unknown = next(number for number in range(256) if number not in CODE_OF_NUMBER)
    with pytest.raises(CommandRefused, match="no functions"):
        meter.write("module_ports", unknown)
    plain, _ = running(X9="1", Z29="1")
    with pytest.raises(CommandRefused, match="r_plus"):
        plain.write("module_ports", NUMBER_OF_CODE["06"])


def test_other_functions_find_what_stands_at_the_ports_but_no_edges() -> None:
    meter, ports = running(Z3="00", Z8="2")
    ports.set_inputs(True, True)
    meter.write("software_code", "Z3=03")
    assert meter.read("pulse_input") == 0
    assert meter.read("meter_status") == 0x20
    meter.write("software_code", "Z8=1")
    assert meter.read("meter_status") == 0


@pytest.mark.parametrize(
    "instants",
    [[1], [2 * 10**18], [START_US + 5 * US_PER_S, START_US + 4 * US_PER_S]],
    ids=["before the last", "ahead", "backwards"],
)
def test_pulses_that_cannot_be_are_refused(instants: list[int]) -> None:
    meter, ports = running(Z3="05")
    ports.set_inputs(one=True)
    with pytest.raises(CommandRefused, match="in their order"):
        ports.take_pulses(instants)
    assert meter.read("pulse_input") == 1


@pytest.mark.parametrize("code", ["00", "01", "16"])
def test_without_a_pulse_input_there_are_no_pulses(code: str) -> None:
    _, ports = running(Z3=code)
    with pytest.raises(CommandRefused) as refused:
        ports.take_pulses([START_US + US_PER_S])
    assert refused.value.reason is Refusal.ABSENT
