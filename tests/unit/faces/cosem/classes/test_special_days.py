"""Class 11, Special days table."""

from __future__ import annotations

import pytest
from tests.cosem_bench import Talk
from tests.meter_rows import load, make_meter, state_of

from enfas.faces.cosem.classes.special_days import special_days_object
from enfas.protocols.dlms import axdr
from enfas.timebase import from_civil

NAME = "0.0.11.0.0.255"
NOON = from_civil(2026, 1, 12, 11)


def octets(text):
    return bytes.fromhex(text.replace(" ", ""))


TODAY = octets("0203 120009 090507ea010cff 11ff")
"""12 January 2026, a holiday, under index 9."""


def talk_to(**codes) -> Talk:
    meter = make_meter(NOON, **{"Z13": "004", "Z20": "001", **codes})
    meter.advance(load(NOON, 1))
    return Talk(meter)


@pytest.mark.requirement("COM-1", "TAR-1")
def test_class_11():
    made = special_days_object()
    assert (made.class_id, made.version, str(made.name)) == (11, 0, NAME)
    assert {a.number: int(a.access) for a in made.all_attributes} == {1: 1, 2: 3}
    assert [method.number for method in made.methods] == [1, 2]


@pytest.mark.requirement("TAR-1")
def test_it_shows_the_exception_days_of_z20():
    entries = talk_to().value(11, NAME, 2)
    assert len(entries) == 88
    assert entries[0] == [1, octets("ffff0101ff"), 3]
    assert entries[8] == [9, octets("07e9041205"), 6]  # Good Friday 2025, in the season from April on
    assert talk_to(Z13="000").value(11, NAME, 2)[0] == [1, octets("ffff0101ff"), 255]


@pytest.mark.requirement("TAR-1")
def test_special_days_are_written_inserted_and_deleted():
    talk = talk_to()
    assert talk.set(11, NAME, 2, b"\x01\x01" + TODAY) == 0
    assert (talk.value(11, NAME, 2), talk.meter.read("tariff")) == ([[9, octets("07ea010c01"), 3]], 2)
    assert talk.act(11, NAME, 2, axdr.u16(9)) == 0
    assert (talk.value(11, NAME, 2), talk.meter.read("tariff")) == ([], 1)
    assert talk.act(11, NAME, 1, TODAY) == 0
    assert talk.meter.read("tariff") == 2


def test_what_cannot_be_is_refused_and_nothing_has_changed():
    talk = talk_to()
    before = state_of(talk.meter)
    assert talk.set(11, NAME, 2, TODAY) == 12
    assert talk.set(11, NAME, 2, b"\x01\x01" + TODAY.replace(b"\x01\x0c", b"\x02\x1e")) == 250
    assert talk.act(11, NAME, 1, None) == 12
    assert talk.act(11, NAME, 1, axdr.u16(9)) == 12
    assert talk.act(11, NAME, 1, TODAY[:-1] + b"\x63") == 250
    assert talk.act(11, NAME, 2, axdr.u8(9)) == 12
    assert talk.act(11, NAME, 2, None) == 12
    assert talk.act(11, NAME, 2, axdr.u16(999)) == 11
    assert state_of(talk.meter) == before
