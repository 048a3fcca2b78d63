from __future__ import annotations

import pytest
from msgspec.structs import replace

from enfas.catalog.calendar import DayProfile, DayType, SeasonStart, Switch, Week
from enfas.catalog.tables.plan import Plan, PlanSeason, calendar_of, check_plans
from enfas.catalog.tables.working_days import USUAL_WEEK
from enfas.errors import ConfigurationError

WORDS = {"off": 0, "on": 1}

WINTER = PlanSeason(
    name="winter",
    working=("00:00 off", "06:30 on", "22:00  off"),
    non_working=("00:00 on",),
    holiday=("00:00 off",),
)
SUMMER = PlanSeason(name="summer time", working=("00:00 on",))
PLAN = Plan(name="Usual", changes=("11-01 winter", "04-01 summer time"), seasons=(WINTER, SUMMER))


@pytest.mark.requirement("TAR-1", "SW-5")
def test_a_plan_is_a_calendar() -> None:
    calendar = calendar_of(PLAN, tuple(WORDS.items()), USUAL_WEEK)
    assert calendar.name == b"Usual"
    assert calendar.seasons == (
        SeasonStart(b"winter", 11, 1, b"winter"),
        SeasonStart(b"summer time", 4, 1, b"summer time"),
    )
    assert calendar.weeks == (
        Week(b"winter", (1, 1, 1, 1, 1, 2, 2), 3),
        Week(b"summer time", (4, 4, 4, 4, 4, 5, 5), 6),
    )
    off, on = (Switch(0, 0),), (Switch(0, 1),)
    assert calendar.days == (
        DayProfile(1, (Switch(0, 0), Switch(390, 1), Switch(1320, 0))),
        DayProfile(2, on),
        DayProfile(3, off),
        *(DayProfile(number, on) for number in (4, 5, 6)),
    )


@pytest.mark.requirement("TAR-1")
def test_the_kinds_of_days_of_a_week_are_the_calendar_s() -> None:
    week = (DayType.HOLIDAY, *(DayType.NON_WORKING,) * 5, DayType.WORKING)
    assert calendar_of(PLAN, tuple(WORDS.items()), week).weeks[0].days == (3, 2, 2, 2, 2, 2, 1)


def test_a_holiday_is_as_a_non_working_day_and_that_as_a_working_one_unless_it_is_said() -> None:
    plan = replace(PLAN, seasons=(replace(WINTER, holiday=()), SUMMER))
    profiles = calendar_of(plan, tuple(WORDS.items()), USUAL_WEEK).days
    assert [day.switches for day in profiles[1:3]] == [(Switch(0, 1),)] * 2


def test_one_season_needs_no_change() -> None:
    calendar = calendar_of(replace(PLAN, changes=(), seasons=(SUMMER,)), tuple(WORDS.items()), USUAL_WEEK)
    assert calendar.seasons == (SeasonStart(b"summer time", 1, 1, b"summer time"),)


def test_a_calendar_is_made_once() -> None:
    words = tuple(WORDS.items())
    assert calendar_of(replace(PLAN), words, USUAL_WEEK) is calendar_of(replace(PLAN), words, USUAL_WEEK)


@pytest.mark.requirement("TAR-1")
def test_three_plans_are_taken() -> None:
    check_plans(tuple(replace(PLAN, name=name) for name in "abc"), WORDS)


def working(*lines: str) -> Plan:
    return replace(PLAN, seasons=(replace(WINTER, working=lines), SUMMER))


@pytest.mark.requirement("TAR-1")
@pytest.mark.parametrize(
    ("plans", "message"),
    [
        ((), "1 to 3 plans"),
        (tuple(replace(PLAN, name=name) for name in "abcd"), "1 to 3 plans"),
        ((PLAN, PLAN), "different names"),
        ((replace(PLAN, changes=()),), "plan 'Usual': there are 1 to 8 season changes a year, not 0"),
        ((replace(PLAN, changes=("11-01 autumn",)),), "no season profile 'autumn'"),
        ((replace(PLAN, changes=("11-01",)),), "no season change"),
        ((replace(PLAN, changes=("1-11 winter",)),), "no season change"),
        ((replace(PLAN, seasons=(WINTER, WINTER)),), "two season profiles are the same: winter"),
        ((working("24:00 on"),), "'24:00 on' is no switch"),
        ((working("00:00 T1"),), "'00:00 T1' is no switch"),
        ((working("01:00 on"),), "first switch of a day"),
        ((working(),), "1 to 10 switches a day, not 0"),
        ((replace(PLAN, name="Vinter\u00e5r"),), "printable ASCII"),
    ],
)  # fmt: skip
def test_plans_that_cannot_be_are_refused(plans: tuple[Plan, ...], message: str) -> None:
    with pytest.raises(ConfigurationError, match=message):
        check_plans(plans, WORDS)
