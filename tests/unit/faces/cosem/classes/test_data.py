"""Class 1, Data."""

from __future__ import annotations

import pytest
from tests.cosem_bench import Talk
from tests.meter_rows import START_US

from enfas.catalog.registers import REGISTERS
from enfas.faces.cosem.classes.data import data_object
from enfas.meter.configuration import Configuration
from enfas.meter.device import Meter


@pytest.mark.requirement("COM-1")
def test_class_1():
    made = data_object(REGISTERS["serial_number"])
    assert (made.class_id, made.version, str(made.name)) == (1, 0, "1.1.96.1.0.255")
    assert [(a.number, int(a.access)) for a in made.all_attributes] == [(1, 1), (2, 1)]
    assert made.methods == ()


def test_values():
    talk = Talk()
    assert talk.raw(1, "1.1.96.1.0.255", 2) == b"\x06" + (12_345_678).to_bytes(4, "big")
    assert talk.raw(1, "1.1.0.2.0.255", 2) == b"\x0a\x0b50981040-Q1"
    assert talk.raw(1, "1.1.0.0.0.255", 2) == b"\x09\x0545678"
    assert talk.raw(1, "1.1.129.0.0.255", 2) == b"\x11\x01"


def test_writing():
    talk = Talk()
    assert talk.set(1, "1.1.0.130.1.255", 2, b"\x06\x00\x00\x12\x34") == 0
    assert talk.raw(1, "1.1.0.130.1.255", 2) == b"\x06\x00\x00\x12\x34"
    assert talk.set(1, "1.1.0.130.1.255", 2, b"\x12\x12\x34") == 12
    assert talk.set(1, "1.1.96.1.0.255", 2, b"\x06\x00\x00\x00\x01") == 3
    assert talk.set(1, "1.1.96.5.1.255", 2, b"\x11\x06") == 250
    assert talk.raw(1, "1.1.96.5.1.255", 2) == b"\x11\x01"


def test_a_debiting_stop_by_command():
    talk = Talk()
    stops = talk.value(1, "1.1.0.1.0.255", 2)
    assert talk.set(1, "1.1.0.1.5.128", 2, b"\x11\x00") == 250
    assert talk.set(1, "1.1.0.1.5.128", 2, b"\x11\x01") == 0
    assert talk.value(1, "1.1.0.1.0.255", 2) == stops + 1
    assert talk.raw(1, "1.1.0.1.5.128", 2) == 3
    assert talk.raw(1, "1.1.0.1.5.128", 1) == 3


@pytest.mark.requirement("COM-1")
@pytest.mark.parametrize("serial", [0, 1, 12_345_678, 0xFFFFFFFF])
def test_the_name_tells_one_meter_from_another(serial):
    meter = Meter(Configuration.default().replace(serial_number=serial), start_us=START_US)
    name = b"KAME\0\0" + serial.to_bytes(4, "big")
    assert Talk(meter).raw(1, "0.0.42.0.0.255", 2) == b"\x09\x0a" + name
