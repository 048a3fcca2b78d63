"""Class 9, Script table, of the tariffs."""

from __future__ import annotations

import pytest
from tests.cosem_bench import Talk
from tests.meter_rows import START_US, load, make_meter, state_of

from enfas.faces.cosem.classes.tariff_scripts import tariff_scripts_object
from enfas.protocols.dlms import axdr

NAME = "0.0.10.0.100.255"


def talk_to(z13) -> Talk:
    meter = make_meter(Z13=z13)
    meter.advance(load(START_US, 1))
    return Talk(meter)


@pytest.mark.requirement("COM-1", "TAR-1")
def test_class_9():
    made = tariff_scripts_object()
    assert (made.class_id, made.version, str(made.name)) == (9, 0, NAME)
    assert {a.number: int(a.access) for a in made.all_attributes} == {1: 1, 2: 1}
    assert [method.number for method in made.methods] == [1]


@pytest.mark.requirement("TAR-1")
@pytest.mark.parametrize("tariff", [1, 2, 3, 4])
def test_a_script_makes_a_tariff_the_active_one(tariff):
    talk = talk_to("002")
    assert talk.act(9, NAME, 1, axdr.u16(tariff)) == 0
    assert talk.meter.read("tariff") == tariff
    number, actions = talk.value(9, NAME, 2)[tariff - 1]
    assert number == tariff
    for service, class_id, name, attribute, mask in actions:
        assert service == 1, "to write an attribute"
        assert talk.value(class_id, name, attribute) == mask == f"T{tariff}".encode()


def test_what_cannot_be_run_is_refused():
    talk = talk_to("002")
    before = state_of(talk.meter)
    assert [talk.act(9, NAME, 1, data) for data in (None, axdr.u8(1), axdr.u16(0), axdr.u16(5))] == [
        12,
        12,
        250,
        250,
    ]
    assert state_of(talk.meter) == before
    assert talk_to("001").act(9, NAME, 1, axdr.u16(3)) == 2, "something else controls it: temporary failure"
