"""Class 6, Register activation, of energies and of peaks."""

from __future__ import annotations

import pytest
from tests.cosem_bench import Talk
from tests.meter_rows import START_US, load, make_meter, state_of

from enfas.faces.cosem.classes.register_activation import energy_activation_object, peak_activation_object
from enfas.obis import Obis
from enfas.protocols.dlms import axdr

ENERGIES, PEAKS = "0.0.14.0.1.255", "0.0.14.0.2.255"


def talk_to(**codes) -> Talk:
    meter = make_meter(**codes)
    meter.advance(load(START_US, 1))
    return Talk(meter)


@pytest.mark.requirement("COM-1", "TAR-1")
@pytest.mark.parametrize(
    ("make", "name"), [(energy_activation_object, ENERGIES), (peak_activation_object, PEAKS)]
)
def test_class_6(make, name):
    made = make()
    assert (made.class_id, made.version, str(made.name)) == (6, 0, name)
    assert {a.number: int(a.access) for a in made.all_attributes} == {1: 1, 2: 1, 3: 1, 4: 3}
    assert made.methods == ()


@pytest.mark.requirement("TAR-1")
@pytest.mark.parametrize(("name", "d"), [(ENERGIES, 8), (PEAKS, 6)])
def test_each_mask_has_the_registers_of_its_tariff(name, d):
    talk = talk_to()
    registers = [(class_id, Obis(of)) for class_id, of in talk.value(6, name, 2)]
    assert all(isinstance(talk.raw(class_id, of, 2), bytes) for class_id, of in registers)
    places = []
    for mask, indexes in talk.value(6, name, 3):
        assert {(registers[place - 1][1][3], registers[place - 1][1][4]) for place in indexes} == {
            (d, int(mask[1:]))
        }
        places += indexes
    assert sorted(places) == list(range(1, len(registers) + 1))


def test_it_has_only_registers_that_the_meter_has():
    talk = talk_to(X9="1", Z29="1")
    assert {of[2] for _, of in talk.value(6, ENERGIES, 2)} == {1}


@pytest.mark.requirement("TAR-1")
@pytest.mark.parametrize("name", [ENERGIES, PEAKS])
def test_the_active_mask_is_the_tariff(name):
    talk = talk_to(Z13="002")
    assert talk.value(6, name, 4) == b"T1"
    assert talk.set(6, name, 4, axdr.octets(b"T3")) == 0
    assert (talk.value(6, name, 4), talk.meter.read("tariff")) == (b"T3", 3)
    before = state_of(talk.meter)
    assert talk.set(6, name, 4, axdr.octets(b"T9")) == 250
    assert talk.set(6, name, 4, axdr.u8(3)) == 12
    assert state_of(talk.meter) == before
    assert talk_to(Z13="004").set(6, name, 4, axdr.octets(b"T3")) == 2
