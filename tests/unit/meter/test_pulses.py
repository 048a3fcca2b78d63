from __future__ import annotations

import numpy as np
import pytest
from tests.meter_rows import START_US, Kept, load, make_meter, row

from enfas.catalog.pulses import PULSE_US, S0_MOST_MA, S0_MOST_V, saturation_a, saturation_w
from enfas.errors import CommandRefused, Refusal
from enfas.interval import Mark
from enfas.meter.device import Meter
from enfas.meter.pulses import LED, Pulses
from enfas.timebase import US_PER_HOUR, US_PER_MIN, US_PER_S

PULSE_MJ = 3_600_000
"""A pulse at 1000 imp/kWh. [mJ]"""


class Heard:
    """The starts of pulses by output, in µs since the start."""

    def __init__(self, meter: Meter) -> None:
        self.starts: dict[str, list[int]] = {}
        meter.part(Pulses).listen(self.hear)

    def hear(self, output: str, starts: np.ndarray) -> None:
        self.starts.setdefault(output, []).extend((starts - START_US).tolist())


def outputs(meter: Meter) -> dict[str, tuple[int, int]]:
    return {name: (out.count, out.waiting) for name, out in meter.part(Pulses).state.outputs.items()}


@pytest.mark.requirement("MET-10", "IO-1")
@pytest.mark.parametrize(
    ("state", "energies", "pulses"),
    [
        pytest.param(1, {"a_plus": 1000}, 1000, id="normal operation"),
        pytest.param(1, {"a_minus": 1000, "r1": 1000}, 0, id="normal operation, others"),
        pytest.param(2, {"a_plus": 1000}, 1000, id="A+"),
        pytest.param(3, {"a_minus": 1000, "a_plus": 500}, 1000, id="A-"),
        pytest.param(4, {"r1": 600, "r2": 400, "r3": 100}, 1000, id="R+"),
        pytest.param(5, {"r3": 600, "r4": 400, "r1": 100}, 1000, id="R-"),
    ],
)
def test_led_and_s0_tell_the_energy_of_the_operation_state(
    state: int, energies: dict[str, int], pulses: int
) -> None:
    meter = make_meter()
    meter.write("operation_state", state)
    assert meter.read("operation_state") == state
    meter.advance(row(START_US, US_PER_HOUR, **{name: wh * PULSE_MJ for name, wh in energies.items()}))
    assert outputs(meter) == {LED: (pulses, 0)}


@pytest.mark.requirement("MET-10", "IO-1")
def test_a_pulse_begins_where_the_counter_reaches_a_whole_number_of_pulses() -> None:
    """3.6 kW: a pulse a second, the first when the first Wh is full."""
    meter = make_meter()
    heard = Heard(meter)
    meter.advance(row(START_US, 10 * US_PER_S + 1, a_plus=10 * PULSE_MJ))
    assert heard.starts[LED][:2] == [US_PER_S + 1, 2 * US_PER_S + 1]
    assert len(heard.starts[LED]) == 10
    meter.advance(row(START_US + 10 * US_PER_S + 1, 10 * US_PER_S, a_plus=PULSE_MJ - 1))
    assert len(heard.starts[LED]) == 10
    meter.advance(row(START_US + 20 * US_PER_S + 1, 10 * US_PER_S, a_plus=2))
    assert heard.starts[LED][10:] == [25 * US_PER_S + 1]


@pytest.mark.requirement("MET-10", "MET-9")
def test_pulses_and_register_agree_after_a_change_of_the_operation_state() -> None:
    meter = make_meter(Z1="4")
    meter.advance(load(START_US, 10, watts=1_111))
    meter.write("operation_state", 4)
    meter.advance(load(START_US + 10 * US_PER_MIN, 10, watts=1_111))
    meter.write("operation_state", 1)
    begun = outputs(meter)[LED][0]
    assert begun == 185, "of 185.2 Wh"
    meter.advance(load(START_US + 20 * US_PER_MIN, 10, watts=1_111))
    assert outputs(meter)[LED][0] - begun == meter.read("a_plus") - 370


@pytest.mark.requirement("IO-1")
def test_what_the_s0_output_bears_is_stated() -> None:
    assert (S0_MOST_V, S0_MOST_MA, PULSE_US) == (27, 27, 30_000)


@pytest.mark.requirement("IO-1")
@pytest.mark.parametrize(
    ("pulse_ms", "watts", "amperes"), [(30, 60_000, 260.9), (80, 22_500, 97.8)], ids=["30ms", "80ms"]
)
def test_the_current_at_which_an_output_saturates(pulse_ms: int, watts: int, amperes: float) -> None:
    assert saturation_w(1000, pulse_ms * 1000) == watts
    assert saturation_a(1000, pulse_ms * 1000) == pytest.approx(amperes, abs=0.05)
    assert saturation_w(10, pulse_ms * 1000) == 100 * watts


@pytest.mark.requirement("IO-1")
@pytest.mark.parametrize("code", ["1", "2", "3", "4"], ids=lambda code: f"Z8={code}")
@pytest.mark.parametrize("rate", [1, 7, 100, 1000])
def test_module_outputs_by_rate_and_length(code: str, rate: int) -> None:
    """10 kW for an hour: no output is saturated."""
    meter = make_meter(Z3="16", Z8=code)
    pulses = meter.part(Pulses)
    for port in (1, 2):
        pulses.set_rate(port, rate)
    meter.advance(row(START_US, US_PER_HOUR, a_plus=10_000 * PULSE_MJ, a_minus=3_000 * PULSE_MJ))
    assert outputs(meter) == {LED: (10_000, 0), "io_1": (3 * rate, 0), "io_2": (10 * rate, 0)}
    length_us = {"1": 30, "2": 30, "3": 80, "4": 80}[code] * 1000
    assert list(pulses.channels()) == [
        (LED, "a_plus", 1000, 30_000),
        ("io_1", "a_minus", rate, length_us),
        ("io_2", "a_plus", rate, length_us),
    ]


@pytest.mark.requirement("IO-1")
@pytest.mark.parametrize(("code", "cycle_us"), [("1", 60_000), ("3", 160_000)], ids=["30ms", "80ms"])
def test_over_saturation_pulses_wait_and_are_given_later(code: str, cycle_us: int) -> None:
    """120 kW for a minute, then nothing: the output goes on at its fastest until all are given."""
    meter = make_meter(Z3="05", Z8=code)
    heard = Heard(meter)
    meter.advance(row(START_US, US_PER_MIN, a_plus=2_000 * PULSE_MJ))
    given, waiting = outputs(meter)["io_2"]
    assert given + waiting == 2_000
    assert given == (60_000_000 - 30_000) // cycle_us + 1, "at its fastest since the first"
    meter.advance(load(START_US + US_PER_MIN, 10, watts=0))
    assert outputs(meter)["io_2"] == (2_000, 0)
    starts = heard.starts["io_2"]
    assert len(starts) == 2_000
    assert set(np.diff(starts).tolist()) == {cycle_us}


@pytest.mark.requirement("IO-1")
def test_what_waits_is_given_when_mains_is_back() -> None:
    meter, kept = make_meter(Z3="05", Z8="3"), Kept()
    meter.advance(row(START_US, US_PER_MIN, a_plus=2_000 * PULSE_MJ))
    given, waiting = outputs(meter)["io_2"]
    meter.advance(row(START_US + US_PER_MIN, US_PER_HOUR, Mark.OUTAGE))
    assert outputs(meter)["io_2"] == (given, waiting)
    kept.commit(meter.take_changes())
    meter = Meter.restore(meter.configuration, kept.image())
    heard = Heard(meter)
    meter.advance(load(START_US + US_PER_MIN + US_PER_HOUR, 10, watts=0))
    assert outputs(meter)["io_2"] == (2_000, 0)
    assert heard.starts["io_2"][0] == US_PER_MIN + US_PER_HOUR
    assert len(heard.starts["io_2"]) == waiting


def test_a_gigawatt_is_counted_without_listing_its_pulses() -> None:
    meter = make_meter()
    meter.advance(row(START_US, 4 * US_PER_MIN, a_plus=60_000_000 * PULSE_MJ))
    given, waiting = outputs(meter)[LED]
    assert given == 4_000
    assert waiting == 60_000_000 - given


@pytest.mark.requirement("MET-10")
def test_behind_an_open_breaker_there_are_no_pulses() -> None:
    meter = make_meter()
    meter.load_on = False
    meter.advance(load(START_US, 60, watts=10_000))
    assert outputs(meter) == {LED: (0, 0)}


@pytest.mark.requirement("IO-2")
def test_an_output_that_becomes_another_begins_anew() -> None:
    meter = make_meter(Z3="16", Z8="3")
    meter.advance(row(START_US, US_PER_MIN, a_plus=2_000 * PULSE_MJ))
    assert outputs(meter)["io_2"][1]
    meter.write("software_code", "Z3=05")
    assert outputs(meter) == {LED: outputs(meter)[LED], "io_2": (0, 0)}
    meter.write("software_code", "Z3=00")
    assert list(outputs(meter)) == [LED]


@pytest.mark.parametrize("state", [0, 6])
def test_there_is_no_such_operation_state(state: int) -> None:
    with pytest.raises(CommandRefused, match="1 to 5"):
        make_meter().write("operation_state", state)


def test_an_energy_that_is_not_counted_cannot_be_verified() -> None:
    meter = make_meter(X9="1", Z29="1")
    with pytest.raises(CommandRefused) as refused:
        meter.write("operation_state", 4)
    assert refused.value.reason is Refusal.ABSENT


@pytest.mark.requirement("MET-10")
def test_a_verification_ends_by_itself_after_16_hours_whatever_the_clock_is_set_to() -> None:
    meter = make_meter()
    meter.advance(load(START_US, 1))
    meter.write("operation_state", 4)
    meter.shift_clock(900)
    meter.advance(row(START_US + US_PER_MIN, 16 * US_PER_HOUR - 1, r1=PULSE_MJ))
    assert meter.read("operation_state") == 4
    assert outputs(meter) == {LED: (11, 0)}
    meter.advance(row(meter.clock.supply_now_us, US_PER_HOUR, a_plus=PULSE_MJ))
    assert meter.read("operation_state") == 1


@pytest.mark.requirement("DISP-6")
@pytest.mark.parametrize(("code", "idle"), [("1", False), ("2", True)], ids=["Z2=1", "Z2=2"])
def test_the_led_is_lit_in_a_pulse_and_by_z2_while_there_is_no_consumption(code: str, idle: bool) -> None:
    meter = make_meter(Z2=code)
    pulses = meter.part(Pulses)
    assert not pulses.led_lit, "no mains"
    meter.advance(row(START_US, US_PER_S, a_plus=PULSE_MJ))
    assert pulses.led_lit
    meter.advance(row(START_US + US_PER_S, PULSE_US, a_plus=30_000))
    assert not pulses.led_lit
    meter.advance(load(START_US + US_PER_S + PULSE_US, 1, watts=0, i_ma=0))
    assert pulses.led_lit is idle
