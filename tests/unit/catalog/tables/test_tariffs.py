from __future__ import annotations

import pytest

from enfas.catalog.calendar import DayType
from enfas.catalog.tables import KINDS, document_of, parse_table, shipped_tables, table_of
from enfas.catalog.tables.tariffs import TARIFF_WORDS, WRITTEN_TABLE, TariffTable
from enfas.catalog.tables.working_days import USUAL_WEEK
from enfas.errors import ConfigurationError

TEXT = """
table = "Z13"
number = 7
title = "Winter days and nights"

[[plans]]
name = "Household"

[[plans.seasons]]
name = "all year"
working = ["00:00 T2", "06:00 T1", "22:00 T4"]
non_working = ["00:00 T3"]
"""


@pytest.mark.requirement("TAR-1", "CFG-2")
def test_a_table_gives_its_plans() -> None:
    table = parse_table(TEXT, "tariffs.toml", KINDS)
    assert isinstance(table, TariffTable)
    days = table.calendar(1, USUAL_WEEK).days
    assert [[(s.minute, s.value) for s in day.switches] for day in days] == [
        [(0, 2), (360, 1), (1320, 4)],
        [(0, 3)],
        [(0, 3)],
    ]
    assert table_of(document_of(table), KINDS) == table


@pytest.mark.requirement("TAR-1", "CFG-2")
@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("number = 7", "number = 1", "control by module port or register"),
        ("number = 7", "number = 2", "control by module port or register"),
        ("T4", "T5", "'22:00 T5' is no switch"),
        ("06:00", "23:00", "follow one another"),
        ("working", "weekday", "weekday"),
    ],
)
def test_a_table_that_cannot_be_is_refused(old: str, new: str, message: str) -> None:
    with pytest.raises(ConfigurationError, match=f"tariffs.toml: .*{message}"):
        parse_table(TEXT.replace(old, new, 1), "tariffs.toml", KINDS)


@pytest.mark.requirement("TAR-1")
def test_four_tariffs_can_be_named() -> None:
    assert dict(TARIFF_WORDS) == {"T1": 1, "T2": 2, "T3": 3, "T4": 4}


@pytest.mark.requirement("TAR-1", "CFG-2")
def test_the_shipped_tables() -> None:
    shipped = [table for (code, _), table in shipped_tables().items() if code == "Z13"]
    assert sorted(table.number for table in shipped) == [3, 4, 5]
    written, sweden, four = sorted(shipped, key=lambda table: table.number)
    assert isinstance(written, TariffTable)
    assert written.number == WRITTEN_TABLE
    assert {s.value for day in written.calendar(1, USUAL_WEEK).days for s in day.switches} == {1}
    assert isinstance(sweden, TariffTable)
    assert [plan.name for plan in sweden.plans] == ["Winter day", "Day and night"]
    assert isinstance(four, TariffTable)
    assert len(four.plans) == 3
    calendar = four.calendar(1, (DayType.WORKING,) * 7)
    assert len(calendar.seasons) == len(calendar.weeks) == 4
    assert {s.value for day in calendar.days for s in day.switches} == {1, 2, 3, 4}
