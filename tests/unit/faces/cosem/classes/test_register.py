"""Class 3, Register."""

from __future__ import annotations

import pytest
from tests.cosem_bench import Talk
from tests.meter_rows import START_US, load, make_meter, state_of

from enfas.catalog.registers import REGISTERS
from enfas.faces.cosem.classes.register import register_object


@pytest.mark.requirement("COM-1")
def test_class_3():
    made = register_object(REGISTERS["a_plus"])
    assert (made.class_id, made.version, str(made.name)) == (3, 0, "1.1.1.8.0.255")
    assert [(a.number, int(a.access)) for a in made.all_attributes] == [(1, 1), (2, 1), (3, 1)]
    assert made.methods == ()


def test_values():
    meter = make_meter()
    meter.advance(load(START_US, 60, 1234, u_mv=230_400, i_ma=5_370, f_mhz=49_980))
    talk = Talk(meter)
    assert talk.raw(3, "1.1.1.8.0.255", 2) == b"\x06" + (1234).to_bytes(4, "big")
    assert talk.raw(3, "1.1.1.8.0.255", 3) == bytes.fromhex("02020f00161e")
    assert talk.raw(3, "1.1.32.7.0.255", 2) == b"\x12\x00\xe6"
    assert talk.raw(3, "1.1.31.7.0.255", 3) == bytes.fromhex("02020ffe1621")
    assert talk.raw(3, "1.1.81.7.40.255", 2) == b"\x10\x00\x00"


@pytest.mark.parametrize("energy", ["a_plus", "a_minus", "r_plus", "r_minus", "e_plus", "e_minus"])
def test_a_trip_counter_is_reset(energy):
    row = REGISTERS[f"{energy}_trip"]
    talk = Talk()
    main = talk.meter.read(energy)
    talk.meter.advance(load(talk.meter.clock.supply_now_us, 60, 600, a_minus=6 * 10**9, r1=6 * 10**9,
                            r3=6 * 10**9, e_plus=6 * 10**9, e_minus=6 * 10**9))  # fmt: skip
    assert talk.value(3, row.obis, 2) > 0
    assert talk.act(3, row.obis, 1) == 0
    assert talk.value(3, row.obis, 2) == 0
    assert talk.meter.read(energy) > main


@pytest.mark.requirement("COM-1")
@pytest.mark.parametrize("key", ["a_plus", "a_plus_t1", "p_plus", "r1", "u", "hours", "a_plus_verification"])
def test_no_other_register_is_reset_or_written(key):
    row = REGISTERS[key]
    talk = Talk()
    before = state_of(talk.meter)
    assert talk.act(3, row.obis, 1) == 3
    assert talk.set(3, row.obis, 2, bytes([row.type.tag]) + bytes(row.type.size)) == 3
    assert talk.set(3, row.obis, 3, bytes.fromhex("02020f03161e")) == 3
    assert talk.set(3, row.obis, 1, b"\x09\x06" + bytes(6)) == 3
    assert state_of(talk.meter) == before


def test_a_limit_is_written():
    talk = Talk()
    assert talk.set(3, "1.1.134.0.13.255", 2, b"\x12\x00\xc8") == 0
    assert talk.value(3, "1.1.134.0.13.255", 2) == 200
    assert talk.set(3, "1.1.134.0.13.255", 2, b"\x12\x00\xe6") == 250
    assert talk.value(3, "1.1.134.0.13.255", 2) == 200
