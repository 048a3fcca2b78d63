"""Class 4, Extended register."""

from __future__ import annotations

import pytest
from tests.cosem_bench import Talk, capture
from tests.meter_rows import make_meter

from enfas.catalog.registers import EXTENDED, REGISTERS
from enfas.catalog.stamp import UNSPECIFIED
from enfas.faces.cosem.classes.extended_register import extended_register_object

ROWS = [row for row in REGISTERS.values() if row.class_id == EXTENDED]


@pytest.mark.requirement("COM-1")
def test_class_4():
    made = extended_register_object(REGISTERS["p_plus_max"])
    assert (made.class_id, made.version, str(made.name)) == (4, 0, "1.1.1.6.0.255")
    assert [(a.number, int(a.access)) for a in made.all_attributes] == [(n, 1) for n in range(1, 6)]
    assert made.methods == ()


@pytest.mark.requirement("COM-1")
@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.key)
def test_a_peak_has_a_time_and_no_status(row):
    talk = Talk()
    assert talk.raw(4, row.obis, 4) == b"\x00"
    stamp = talk.raw(4, row.obis, 5)
    assert stamp == b"\x09\x0c" + capture().peak_time(row.key)
    assert talk.value(4, row.obis, 2) == talk.meter.read(row.key)


def test_a_peak_that_was_not_yet_has_no_time():
    assert Talk(make_meter()).raw(4, "1.1.1.6.0.255", 5) == b"\x09\x0c" + UNSPECIFIED
