from __future__ import annotations

import pytest

from enfas.catalog.display import READINGS, ListName
from enfas.catalog.tables import KINDS, parse_table, shipped_tables
from enfas.catalog.tables.display import DisplayTable
from enfas.errors import ConfigurationError
from enfas.meter.configuration import Configuration

TEXT = """
table = "Z5"
number = 7
title = "ours"
automatic = ["1.8.0", "2.8.0", "130.0.0"]
manual = ["1.8.0", "2.8.0", "1.6.0 time", "test"]
"""


@pytest.mark.requirement("CFG-2")
@pytest.mark.parametrize("number", [1, 2, 3])
def test_shipped_lists(number: int) -> None:
    table = shipped_tables()["Z5", number]
    assert isinstance(table, DisplayTable)
    assert all(set(table.of(name)) <= set(READINGS) for name in ListName)
    assert Configuration.default().replace(Z5=str(number)).table(DisplayTable) is table


@pytest.mark.requirement("CFG-2")
def test_a_user_adds_lists() -> None:
    table = parse_table(TEXT, "mine.toml", KINDS)
    assert isinstance(table, DisplayTable)
    assert (table.of(ListName.MANUAL)[2], table.of(ListName.BATTERY)) == ("1.6.0 time", ())
    assert Configuration.default().replace(tables=(table,), Z5="7").table(DisplayTable) is table


@pytest.mark.requirement("DISP-4")
@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        (
            'automatic = ["1.8.0", "2.8.0", ',
            'automatic = ["1.8.0", ',
            "2.8.0 cannot be taken out of the automatic",
        ),
        ('manual = ["1.8.0", ', "manual = [", "1.8.0 cannot be taken out of the manual"),
        ('"130.0.0"', '"9.9.9"', "no reading '9.9.9'"),
        ("manual", "by_hand", "by_hand"),
    ],
)
def test_lists_that_cannot_be_are_refused(old: str, new: str, says: str) -> None:
    with pytest.raises(ConfigurationError, match=f"mine.toml: .*{says}"):
        parse_table(TEXT.replace(old, new), "mine.toml", KINDS)
