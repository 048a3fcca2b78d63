"""Z10: setups of the analysis log."""

from __future__ import annotations

import pytest

from enfas.catalog.analysis import analysis_depth
from enfas.catalog.tables import KINDS, parse_table, shipped_tables
from enfas.catalog.tables.analysis import AnalysisTable
from enfas.errors import ConfigurationError

TEXT = """
table = "Z10"
number = 7
title = "Voltage"
period_min = 5
memory = 131072
registers = ["u_mean", "i_mean"]
"""


@pytest.mark.requirement("CFG-2", "LOG-5")
@pytest.mark.parametrize(("number", "days"), [(1, 2.5), (2, 520), (3, 22.6)])
def test_a_shipped_setup(number: int, days: float) -> None:
    table = shipped_tables()["Z10", number]
    assert isinstance(table, AnalysisTable)
    depth = analysis_depth(table.registers, table.memory) * table.period_min / 1440
    assert depth == pytest.approx(days, abs=0.1 if number == 3 else 0)


def test_a_users_setup() -> None:
    table = parse_table(TEXT, "a file", KINDS)
    assert isinstance(table, AnalysisTable)
    assert (table.number, table.period_min, table.registers) == (7, 5, ["u_mean", "i_mean"])


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("period_min = 5", "period_min = 10", "5, 15, 30 or 60"),
        ("memory = 131072", "memory = 82079", "82080 to 274560"),
        ("memory = 131072", "memory = 274561", "82080 to 274560"),
        ('"i_mean"', '"u_mean"', "different"),
        ('["u_mean", "i_mean"]', "[]", "1 to 24"),
        ('"i_mean"', '"serial_number"', "cannot hold serial_number"),
        ("title", "titel", "titel"),
    ],
)
def test_what_cannot_be(old: str, new: str, said: str) -> None:
    with pytest.raises(ConfigurationError, match=said):
        parse_table(TEXT.replace(old, new), "a file", KINDS)
