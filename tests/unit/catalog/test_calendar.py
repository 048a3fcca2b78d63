from __future__ import annotations

from typing import Any

import pytest
from msgspec.structs import replace

from enfas.catalog.calendar import (
    Calendar,
    DayProfile,
    SeasonStart,
    SpecialDay,
    Switch,
    Week,
    check_calendar,
    check_special_days,
)
from enfas.errors import ConfigurationError

TARIFFS = range(1, 5)


def days(count: int, switches: int = 1) -> tuple[DayProfile, ...]:
    profile = tuple(Switch(60 * n, 1 + n % 4) for n in range(switches))
    return tuple(DayProfile(number, profile) for number in range(1, count + 1))


def calendar(**changes: Any) -> Calendar:
    usual = Calendar(
        b"usual",
        (SeasonStart(b"winter", 11, 1, b"w"), SeasonStart(b"summer", 4, 1, b"s")),
        (Week(b"w", (1,) * 5 + (2,) * 2, 3), Week(b"s", (4,) * 7, 4)),
        days(4),
    )
    return replace(usual, **changes)


def starts(count: int) -> tuple[SeasonStart, ...]:
    return tuple(SeasonStart(b"x", 1 + n, 1, b"w") for n in range(count))


def weeks(count: int) -> tuple[Week, ...]:
    return tuple(Week(name.encode(), (1,) * 7, 1) for name in "wsabc"[:count])


@pytest.mark.requirement("TAR-1")
@pytest.mark.parametrize(
    "at_its_bound",
    [
        pytest.param({"seasons": starts(8)}, id="8 changes"),
        pytest.param({"weeks": weeks(4)}, id="4 seasons"),
        pytest.param({"days": days(12)}, id="12 days"),
        pytest.param({"days": days(4, 10)}, id="10 switches"),
        pytest.param({"name": b"x" * 32}, id="32 octets"),
        pytest.param({"days": (*days(3), DayProfile(4, (Switch(0, 1), Switch(1439, 4))))}, id="23:59"),
    ],
)
def test_a_calendar_at_its_bounds_is_taken(at_its_bound: dict[str, Any]) -> None:
    check_calendar(calendar(**at_its_bound), TARIFFS)


def day(*switches: tuple[int, int]) -> dict[str, Any]:
    return {"days": (*days(3), DayProfile(4, tuple(Switch(*s) for s in switches)))}


def week(*numbers: int, holiday: int = 1) -> dict[str, Any]:
    return {"weeks": (weeks(1)[0], Week(b"s", numbers, holiday))}


@pytest.mark.requirement("TAR-1")
@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"seasons": starts(9)}, "1 to 8 season changes a year, not 9"),
        ({"seasons": ()}, "1 to 8 season changes a year, not 0"),
        ({"weeks": weeks(5)}, "1 to 4 season profiles in all, not 5"),
        ({"weeks": ()}, "1 to 4 season profiles in all, not 0"),
        ({"days": days(13)}, "1 to 12 day profiles in all, not 13"),
        ({"days": days(4, 11)}, "1 to 10 switches a day, not 11"),
        ({"name": b"x" * 33}, "at most 32 octets, not 33"),
        ({"weeks": weeks(1) * 2}, "two season profiles are the same: w"),
        ({"days": (*days(4), *days(1))}, "two day profiles are the same: 1"),
        ({"seasons": starts(1) * 2}, "two season changes are the same"),
        ({"seasons": (SeasonStart(b"x", 2, 29, b"w"),)}, "29 February"),
        ({"seasons": (SeasonStart(b"x", 2, 30, b"w"),)}, "02-30 is no date"),
        ({"seasons": (SeasonStart(b"x", 13, 1, b"w"),)}, "13-01 is no date"),
        ({"seasons": (SeasonStart(b"x", 1, 0, b"w"),)}, "01-00 is no date"),
        ({"seasons": (SeasonStart(b"x", 1, 1, b"q"),)}, "no season profile 'q'"),
        (week(*(1,) * 6), "7 days, not 6"),
        (week(*(1,) * 6, 9), "no day profile 9"),
        (week(*(1,) * 7, holiday=9), "no day profile 9"),
        (day(), "1 to 10 switches a day, not 0"),
        (day((1, 1)), "the first switch of a day is at 00:00"),
        (day((0, 1), (1440, 1)), "follow one another"),
        (day((0, 1), (60, 2), (60, 1)), "follow one another"),
        (day((0, 1), (60, 2), (30, 1)), "follow one another"),
        (day((0, 0)), "goes to 1 to 4, not to 0"),
        (day((0, 5)), "goes to 1 to 4, not to 5"),
    ],
)
def test_a_calendar_that_cannot_be_is_refused(wrong: dict[str, Any], message: str) -> None:
    with pytest.raises(ConfigurationError, match=message):
        check_calendar(calendar(**wrong), TARIFFS)


def every_day(count: int, year: int = 2026) -> tuple[SpecialDay, ...]:
    return tuple(SpecialDay(year, 1 + n // 28, 1 + n % 28) for n in range(count))


@pytest.mark.requirement("TAR-1")
def test_200_exception_days_up_to_20_years_ahead() -> None:
    check_special_days(())
    check_special_days((*every_day(199), SpecialDay(2046, 12, 31)))
    check_special_days((SpecialDay(None, 2, 29), SpecialDay(2028, 2, 29), SpecialDay(2008, 2, 29)))


@pytest.mark.requirement("TAR-1")
@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        (every_day(201), "at most 200 exception days, not 201"),
        ((SpecialDay(2026, 1, 1), SpecialDay(2047, 1, 1)), "20 years ahead, not from 2026 to 2047"),
        ((SpecialDay(2026, 2, 29),), "2026-02-29 is no date"),
        ((SpecialDay(None, 4, 31),), "04-31 is no date"),
        ((SpecialDay(2100, 1, 1),), "2000 to 2099"),
        ((SpecialDay(1999, 1, 1),), "2000 to 2099"),
        ((SpecialDay(2026, 1, 1), SpecialDay(2026, 1, 1, 3)), "two exception days are the same"),
    ],
)
def test_special_days_that_cannot_be_are_refused(wrong: tuple[SpecialDay, ...], message: str) -> None:
    with pytest.raises(ConfigurationError, match=message):
        check_special_days(wrong)
