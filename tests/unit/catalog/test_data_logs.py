"""Columns of data logs by key, and keys by what a column captures."""

from __future__ import annotations

import pytest

from enfas.catalog.data_logs import HEAD, TIME, data_layout, key_of, register_of
from enfas.catalog.layout import DataType
from enfas.catalog.names import PROFILE
from enfas.catalog.registers import REGISTERS


def test_a_record_begins_with_time_and_quality() -> None:
    layout = data_layout(PROFILE, ("u_mean", "p_plus_max", "p_plus_max" + TIME))
    assert [column.name for column in layout.columns[:HEAD]] == ["clock", "status", "quality", "format"]
    voltage, peak, time = layout.columns[HEAD:]
    assert (voltage.class_id, voltage.attribute, voltage.type) == (3, 2, DataType.U16)
    assert (peak.class_id, peak.attribute, peak.type) == (4, 2, DataType.U32)
    assert (time.class_id, time.obis, time.attribute, time.size) == (4, peak.obis, 5, 12)


def test_each_number_of_a_register_has_its_key() -> None:
    for key, row in REGISTERS.items():
        if row.type.integer:
            assert key_of(row.class_id, bytes(row.obis), 2) == key
            assert register_of(key) == key
    assert key_of(4, bytes(REGISTERS["p_plus_max"].obis), 5) == "p_plus_max" + TIME
    assert register_of("p_plus_max" + TIME) == "p_plus_max"


@pytest.mark.parametrize(
    ("class_id", "key", "attribute"),
    [(3, "a_plus", 5), (3, "a_plus", 3), (4, "a_plus", 2), (1, "type_number", 2), (4, "p_plus_max", 4)],
)
def test_what_cannot_be_captured(class_id: int, key: str, attribute: int) -> None:
    with pytest.raises(KeyError):
        key_of(class_id, bytes(REGISTERS[key].obis), attribute)
