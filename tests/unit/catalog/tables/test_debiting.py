"""Z30: what debiting log 2 holds."""

from __future__ import annotations

import pytest

from enfas.catalog.tables import KINDS, parse_table, shipped_tables
from enfas.catalog.tables.debiting import DebitingTable
from enfas.errors import ConfigurationError

TEXT = """
table = "Z30"
number = 3
title = "Active energy"
registers = ["hours", "a_plus", "p_plus_max", "p_plus_max.time"]
"""


@pytest.mark.requirement("CFG-2", "LOG-2")
@pytest.mark.parametrize(("number", "title"), [(1, "profile 01"), (2, "profile 02")])
def test_a_shipped_profile(number: int, title: str) -> None:
    table = shipped_tables()["Z30", number]
    assert isinstance(table, DebitingTable)
    assert table.title == title
    table.check()


def test_a_users_profile() -> None:
    table = parse_table(TEXT, "a file", KINDS)
    assert isinstance(table, DebitingTable)
    assert table.registers[-1] == "p_plus_max.time"


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('"hours"', '"a_plus"', "different"),
        ('"hours"', '"type_number"', "no such number"),
        ('"hours"', '"debiting_stop"', "no such number"),
        ('"hours"', '"nothing"', "no such number"),
        ('"hours"', '"a_plus.time"', "only a peak"),
        ('["hours", "a_plus", "p_plus_max", "p_plus_max.time"]', "[]", "1 to 64"),
    ],
)
def test_what_cannot_be(old: str, new: str, said: str) -> None:
    with pytest.raises(ConfigurationError, match=said):
        parse_table(TEXT.replace(old, new), "a file", KINDS)
