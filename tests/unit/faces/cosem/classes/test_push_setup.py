"""Class 40, Push setup: what is pushed when an alarm is raised, and whereto."""

from __future__ import annotations

import pytest
from tests.cosem_bench import Talk
from tests.meter_rows import START_US, load, make_meter

from enfas.catalog.names import ALARM_PUSH
from enfas.faces.cosem.classes import push_setup
from enfas.meter.alarms import Alarms

NAME = str(ALARM_PUSH)
ZERO = b"\x0f\x00"


def talk_to(z26: str) -> Talk:
    meter = make_meter(Z26=z26)
    meter.advance(load(START_US, 1))
    return Talk(meter, 18)


@pytest.mark.requirement("COM-1", "ALM-1")
def test_class_40():
    made = push_setup.alarm_push_object()
    assert (made.class_id, made.version, str(made.name)) == (40, 0, "0.4.25.9.0.255")
    assert {a.number: int(a.access) for a in made.all_attributes} == dict.fromkeys(range(1, 8), 1)
    assert [method.number for method in made.methods] == [1]


@pytest.mark.requirement("ALM-1")
def test_attributes():
    talk = talk_to("002")
    meter = talk.meter
    meter.write("alarm_address", 2_886_730_872)
    meter.write("alarm_port", 5_001)
    listed = talk.value(40, NAME, 2)
    assert [(class_id, attribute) for class_id, _, attribute, _ in listed] == [
        (40, 1), (1, 2), (8, 2), (1, 2), (1, 2), (1, 2),
    ]  # fmt: skip
    assert talk.value(40, NAME, 3) == [1, b"172.16.4.120:5001", 0]
    assert talk.value(40, NAME, 4) == []
    assert [talk.value(40, NAME, number) for number in (5, 6, 7)] == [0, 9, 30]


@pytest.mark.requirement("ALM-1")
def test_push_raises_an_alarm_where_alarms_are_sent():
    talk = talk_to("001")
    assert talk.act(40, NAME, 1, ZERO) == 0
    assert talk.meter.part(Alarms).state.queue.raised == 1
    talk.meter.write("alarm_call", 0)
    assert talk.act(40, NAME, 1, ZERO) == 2, "not in this state: temporary failure"
    assert talk.act(40, NAME, 1, b"\x11\x00") == 12
