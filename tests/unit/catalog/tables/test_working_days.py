from __future__ import annotations

from datetime import date, timedelta

import pytest

from enfas.catalog.calendar import DayType, SpecialDay
from enfas.catalog.tables import KINDS, parse_table, shipped_tables
from enfas.catalog.tables.working_days import USUAL_WEEK, CalendarTable, day_type
from enfas.errors import ConfigurationError

TEXT = """
table = "Z20"
number = 7
title = "A works"
working = ["mon", "tue", "wed", "thu"]
holiday = ["sun"]
exceptions = ["05-01", "2026-04-03"]
"""


def calendar(text: str = TEXT) -> CalendarTable:
    table = parse_table(text, "calendar.toml", KINDS)
    assert isinstance(table, CalendarTable)
    return table


def day_of(year: int, month: int, day: int) -> int:
    return (date(year, month, day) - date(1970, 1, 1)).days


@pytest.mark.requirement("TAR-1", "CFG-2")
def test_a_table_gives_week_and_exception_days() -> None:
    table = calendar()
    assert table.week == (DayType.WORKING,) * 4 + (DayType.NON_WORKING,) * 2 + (DayType.HOLIDAY,)
    assert table.special_days == (SpecialDay(None, 5, 1), SpecialDay(2026, 4, 3))


def test_a_week_is_five_days_and_two_unless_it_is_said() -> None:
    table = calendar('table = "Z20"\nnumber = 7\ntitle = "Plain"\n')
    assert (table.week, table.special_days) == (USUAL_WEEK, ())


@pytest.mark.requirement("TAR-1")
@pytest.mark.parametrize(
    ("date_", "with_table", "without"),
    [
        ((2026, 4, 2), DayType.WORKING, DayType.WORKING),  # a Thursday
        ((2026, 4, 3), DayType.HOLIDAY, DayType.WORKING),  # the exception
        ((2027, 4, 3), DayType.NON_WORKING, DayType.NON_WORKING),  # the year after: a Saturday
        ((2026, 4, 10), DayType.NON_WORKING, DayType.WORKING),  # a Friday
        ((2026, 4, 5), DayType.HOLIDAY, DayType.NON_WORKING),  # a Sunday
        ((2025, 5, 1), DayType.HOLIDAY, DayType.WORKING),
        ((2031, 5, 1), DayType.HOLIDAY, DayType.WORKING),
    ],
)
def test_the_kind_of_a_day(date_: tuple[int, int, int], with_table: DayType, without: DayType) -> None:
    assert day_type(calendar(), day_of(*date_)) is with_table
    assert day_type(None, day_of(*date_)) is without


@pytest.mark.requirement("TAR-1", "CFG-2")
@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('"mon"', '"monday"', "'monday' is no day of the week"),
        ('"sun"', '"mon"', "named twice"),
        ("05-01", "5-1", "'5-1' is no date"),
        ("05-01", "2026-02-29", "2026-02-29 is no date"),
        ("05-01", "2047-01-01", "20 years ahead"),
        ("05-01", "2026-04-03", "the same"),
        ("exceptions", "holidays", "holidays"),
    ],
)
def test_a_table_that_cannot_be_is_refused(old: str, new: str, message: str) -> None:
    with pytest.raises(ConfigurationError, match=f"calendar.toml: .*{message}"):
        calendar(TEXT.replace(old, new, 1))


def easter(year: int) -> date:
    """The Sunday after the first ecclesiastical full moon of spring (Gauss, Lichtenberg)."""
    k = year // 100
    moon = 15 + (3 * k + 3) // 4 - (8 * k + 13) // 25
    age = (19 * (year % 19) + moon) % 30
    corrected = 21 + age - (age + year % 19 // 11) // 29
    first_sunday = 7 - (year + year // 4 + 2 - (3 * k + 3) // 4) % 7
    sunday = corrected + 7 - (corrected - first_sunday) % 7
    return date(year, 3, 1) + timedelta(sunday - 1)


MOVING = {1: (-2, 1, 39), 2: (-3, -2, 1, 39, 50)}
"""Distances from Easter of the holidays of tables 1 and 2. [d]"""


@pytest.mark.requirement("TAR-1", "CFG-2")
@pytest.mark.parametrize("number", [1, 2])
def test_the_shipped_holidays_are_right(number: int) -> None:
    table = shipped_tables()["Z20", number]
    assert isinstance(table, CalendarTable)
    once = {date(d.year, d.month, d.day) for d in table.special_days if d.year is not None}
    expected = set()
    for year in range(2025, 2045):
        expected |= {easter(year) + timedelta(days) for days in MOVING[number]}
        if number == 1:
            expected |= {day for n in range(19, 26) if (day := date(year, 6, n)).isoweekday() == 5}
    assert once == expected


@pytest.mark.requirement("TAR-1", "CFG-2")
def test_a_week_of_six_working_days_is_shipped() -> None:
    table = shipped_tables()["Z20", 3]
    assert isinstance(table, CalendarTable)
    assert table.week == (DayType.WORKING,) * 6 + (DayType.HOLIDAY,)
