"""Class 70, Disconnect control: the breaker by the standard's three states. No safety function (SW-6)."""

from __future__ import annotations

import pytest
from tests import dlms_bench as bench
from tests.cosem_bench import Talk
from tests.meter_rows import START_US, load, make_meter, state_of

from enfas.catalog.tables.disconnect import DisconnectTable
from enfas.faces.cosem.classes import disconnect_control
from enfas.faces.cosem.classes.disconnect_control import disconnect_control_object
from enfas.meter.breaker import Breaker
from enfas.meter.device import Meter
from enfas.timebase import US_PER_MIN

NAME = "0.0.96.3.10.255"
ZERO = b"\x0f\x00"


def talk_to(client: int = 18, **table: object) -> Talk:
    own = DisconnectTable(number=900, title="", **table)
    meter = Meter(make_meter().configuration.replace(tables=(own,), Z9="900"), start_us=START_US)
    meter.advance(load(START_US, 1))
    return Talk(meter, client)


def shown(talk: Talk) -> tuple[bool, int]:
    """Output state and control state."""
    return talk.value(70, NAME, 2), talk.value(70, NAME, 3)


@pytest.mark.requirement("COM-1", "SW-1")
def test_class_70():
    made = disconnect_control_object()
    assert (made.class_id, made.version, str(made.name)) == (70, 0, NAME)
    assert {a.number: int(a.access) for a in made.all_attributes} == {1: 1, 2: 1, 3: 1, 4: 1}
    assert [method.number for method in made.methods] == [1, 2]


@pytest.mark.requirement("SW-1")
def test_remote_disconnect_and_reconnect():
    talk = talk_to()
    assert shown(talk) == (True, 1)
    assert talk.act(70, NAME, 1, ZERO) == 0
    assert shown(talk) == (False, 0)
    assert talk.value(1, "1.1.128.0.0.255", 2) == 1
    assert talk.act(70, NAME, 2, ZERO) == 0
    assert shown(talk) == (False, 2), "a release: ready for reconnection"
    assert talk.act(70, NAME, 2, ZERO) == 2, "not in this state: temporary failure"
    assert talk.set(1, "1.1.128.0.0.255", 2, b"\x11\x03") == 0
    talk.meter.advance(load(START_US + US_PER_MIN, 1))
    assert shown(talk) == (True, 1)


@pytest.mark.requirement("SW-1")
def test_what_the_button_opened_is_ready_for_reconnection():
    talk = talk_to()
    talk.meter.part(Breaker).press_button()
    assert shown(talk) == (False, 2)


@pytest.mark.requirement("SW-1")
@pytest.mark.parametrize(
    ("automatic", "button", "mode"), [(False, True, 1), (False, False, 3), (True, True, 5), (True, False, 6)]
)
def test_control_mode(automatic, button, mode):
    assert talk_to(automatic=automatic, button=button).value(70, NAME, 4) == mode


def test_a_contact_that_sticks_is_seen_in_the_output_state():
    talk = talk_to()
    talk.meter.part(Breaker).jam(True)
    assert talk.act(70, NAME, 1, ZERO) == 0
    assert shown(talk) == (True, 0)


@pytest.mark.parametrize(
    "data", [b"", b"\x00", b"\x11\x00", b"\x12\x00\x00"], ids=lambda d: d.hex() or "none"
)
def test_a_parameter_of_another_type_is_refused(data):
    talk = talk_to()
    before = state_of(talk.meter)
    assert talk.act(70, NAME, 1, data or None) == 12
    assert state_of(talk.meter) == before


@pytest.mark.requirement("SW-1", "CFG-1")
@pytest.mark.parametrize(("class_id", "name"), [(70, NAME), (1, "1.1.128.0.0.255"), (7, "1.1.99.98.5.255")])
def test_without_a_breaker_it_is_not_there(class_id, name):
    meter = make_meter(X10="0", Z19="0")
    assert Talk(meter).raw(class_id, name, 2) == 4
    assert Talk(meter).set(class_id, name, 2, b"\x11\x01") == 4


@pytest.mark.requirement("SW-1")
def test_the_public_client_does_not_work_it():
    talk = talk_to(client=16)
    before = state_of(talk.meter)
    assert talk.ask(bench.act(bench.descriptor(70, NAME, 1), ZERO)).hex() == "d80102"
    order = bench.put(bench.descriptor(1, "1.1.128.0.0.255", 2), b"\x11\x01")
    assert talk.ask(order).hex() == "d80102"
    assert state_of(talk.meter) == before


@pytest.mark.requirement("SW-6")
def test_it_says_that_it_is_no_safety_function():
    assert "not a safety function" in (disconnect_control.__doc__ or "")
    assert "No safety function" in (disconnect_control_object.__doc__ or "")
