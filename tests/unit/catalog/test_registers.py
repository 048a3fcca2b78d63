from __future__ import annotations

import csv

import pytest
from tests.differences import OURS_ALONE, READ_ONLY_HERE
from tests.helpers import VECTORS

from enfas.catalog.registers import REGISTERS, Register
from enfas.units import SYMBOLS


def published() -> dict[str, dict[str, str]]:
    lines = (VECTORS / "omnipower_registers.csv").read_text().splitlines()
    return {row["obis"]: row for row in csv.DictReader(line for line in lines if not line.startswith("#"))}


PUBLISHED = published()


@pytest.mark.parametrize("row", REGISTERS.values(), ids=REGISTERS.keys())
def test_a_register_is_as_the_real_meter_has_it(row: Register) -> None:
    name = str(row.obis)
    if name in OURS_ALONE:
        return
    real = PUBLISHED[name]
    assert (row.class_id, row.type.name) == (int(real["class"]), real["type"])
    if name not in READ_ONLY_HERE:
        assert row.access == real["access"]
    if real["unit"]:
        assert SYMBOLS[row.unit] == real["unit"]


def test_no_logical_name_occurs_twice() -> None:
    assert len({(row.class_id, row.obis) for row in REGISTERS.values()}) == len(REGISTERS)


def test_a_repeated_register_is_of_the_same_form() -> None:
    for row in REGISTERS.values():
        if row.of:
            source = REGISTERS[row.of]
            assert (row.type, row.unit, row.scaler, row.reader) == (
                source.type,
                source.unit,
                source.scaler,
                source.key,
            )
        else:
            assert row.reader == row.key


@pytest.mark.requirement("CFG-1")
def test_what_import_alone_has() -> None:
    """A+ and what follows from it: nothing of export, reactive or apparent energy."""
    plain = {row.key for row in REGISTERS.values() if row.needs and row.needs <= {"a_plus"}}
    assert plain >= {"a_plus", "a_plus_t1", "a_plus_l1", "p_plus", "p_plus_max", "p_plus_day_max"}
    assert not {key for key in plain if not key.startswith(("a_plus", "p_plus"))}
