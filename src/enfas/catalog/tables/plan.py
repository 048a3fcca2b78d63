"""A plan in a table file: what is switched when, by season, kind of day and time. Shared by Z13 and Z14.

    [[plans]]
    name = "Winter days"
    changes = ["04-01 summer", "11-01 winter"]      # month-day, and the season that begins; up to 8 a year

    [[plans.seasons]]                               # up to 4
    name = "winter"
    working = ["00:00 T2", "06:00 T1", "22:00 T2"]  # up to 10 a day, to the minute of local time
    non_working = ["00:00 T2"]                      # as on working days if left out
    holiday = ["00:00 T2"]                          # as on non-working days if left out

A plan with one season needs no changes. Which days of the week are working days, and which are exception
days, is said by the calendar (Z20).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Final

import msgspec

from enfas.catalog.calendar import (
    Calendar,
    DayProfile,
    DayType,
    SeasonStart,
    Switch,
    Week,
    check_calendar,
)
from enfas.errors import ConfigurationError

__all__ = ["MOST_PLANS", "Plan", "PlanSeason", "calendar_of", "check_plans"]

MOST_PLANS: Final = 3

_SWITCH: Final = re.compile(r"([01][0-9]|2[0-3]):([0-5][0-9]) +(\S+)")
_CHANGE: Final = re.compile(r"([0-9]{2})-([0-9]{2}) +(\S.*)")


class PlanSeason(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is switched in a season.

    Attributes:
        name: The season's.
        working: On working days: times and what is switched to.
        non_working: On other days of the week; empty: as on working days.
        holiday: On holidays; empty: as on non-working days.
    """

    name: str
    working: tuple[str, ...]
    non_working: tuple[str, ...] = ()
    holiday: tuple[str, ...] = ()


class Plan(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One plan.

    Attributes:
        name: What it is called.
        changes: When in the year which season begins.
        seasons: The seasons.
    """

    name: str
    changes: tuple[str, ...] = ()
    seasons: tuple[PlanSeason, ...]


def check_plans(plans: tuple[Plan, ...], values: Mapping[str, int]) -> None:
    """Refuse plans that cannot be.

    Raises:
        ConfigurationError: None or too many, two of one name, or one cannot be; the message names it.
    """
    if not 1 <= len(plans) <= MOST_PLANS or len({plan.name for plan in plans}) != len(plans):
        raise ConfigurationError(f"a table has 1 to {MOST_PLANS} plans of different names")
    week = (DayType.WORKING,) * 5 + (DayType.NON_WORKING,) * 2
    for plan in plans:
        try:
            calendar = calendar_of(plan, tuple(values.items()), week)
            check_calendar(calendar, range(min(values.values()), max(values.values()) + 1))
        except ConfigurationError as error:
            raise ConfigurationError(f"plan {plan.name!r}: {error}", hint=error.hint) from error


@lru_cache(maxsize=64)
def calendar_of(plan: Plan, values: tuple[tuple[str, int], ...], week: tuple[DayType, ...]) -> Calendar:
    """A plan as a calendar, made once for all meters that have the same.

    Args:
        plan: The plan.
        values: What can be switched to, by the word that the file has for it.
        week: What kinds of days Monday to Sunday are.

    Raises:
        ConfigurationError: A line cannot be read.
    """
    words = dict(values)
    changes = plan.changes
    if not changes and len(plan.seasons) == 1:
        changes = (f"01-01 {plan.seasons[0].name}",)
    weeks, days = [], []
    for place, season in enumerate(plan.seasons):
        lists = [season.working, season.non_working or season.working]
        lists.append(season.holiday or lists[-1])
        first = 1 + place * len(DayType)
        days += [
            DayProfile(first + kind, tuple(_switch(line, words) for line in lines))
            for kind, lines in zip(DayType, lists, strict=True)
        ]
        numbers = tuple(first + kind for kind in week)
        weeks.append(Week(_octets(season.name), numbers, first + DayType.HOLIDAY))
    starts = tuple(_start(line) for line in changes)
    return Calendar(_octets(plan.name), starts, tuple(weeks), tuple(days))


def _switch(line: str, words: Mapping[str, int]) -> Switch:
    found = _SWITCH.fullmatch(line)
    if found is None or found[3] not in words:
        raise ConfigurationError(
            f"{line!r} is no switch",
            hint=f'such as "06:00 {next(iter(words))}"; there are {", ".join(words)}',
        )
    return Switch(int(found[1]) * 60 + int(found[2]), words[found[3]])


def _start(line: str) -> SeasonStart:
    found = _CHANGE.fullmatch(line)
    if found is None:
        raise ConfigurationError(f"{line!r} is no season change", hint='such as "11-01 winter"')
    name = _octets(found[3])
    return SeasonStart(name, int(found[1]), int(found[2]), name)


def _octets(name: str) -> bytes:
    if not name.isascii() or not name.isprintable():
        raise ConfigurationError(f"{name!r}: names are of printable ASCII characters")
    return name.encode("ascii")
