"""Z20: which days are working days, and which are exception days, that is: holidays.

    table = "Z20"
    number = 7
    title = "Exception days of a works"
    working = ["mon", "tue", "wed", "thu", "fri"]   # as here if left out
    holiday = ["sun"]                               # weekdays that are holidays; none if left out
    exceptions = ["05-01", "2026-04-03"]            # every year, or once; up to 200, over up to 20 years

Days of the week that are neither are non-working days. An exception day is a holiday in any case.

Source: technical description 5512-1235 D1.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import ClassVar, Final

from enfas.catalog.calendar import DayType, SpecialDay, check_special_days
from enfas.catalog.tables.table import Table
from enfas.errors import ConfigurationError
from enfas.timebase import US_PER_DAY, civil

__all__ = ["USUAL_WEEK", "CalendarTable", "day_type"]

WEEKDAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")

USUAL_WEEK: Final = (DayType.WORKING,) * 5 + (DayType.NON_WORKING,) * 2
"""Monday to Sunday where no table says otherwise."""

_DATE: Final = re.compile(r"(?:([0-9]{4})-)?([0-9]{2})-([0-9]{2})")


class CalendarTable(Table, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A table of days; the keys are explained in the module's text.

    Attributes:
        working: Weekdays.
        holiday: Weekdays.
        exceptions: Dates.
    """

    CODE: ClassVar[str] = "Z20"

    working: tuple[str, ...] = WEEKDAYS[:5]
    holiday: tuple[str, ...] = ()
    exceptions: tuple[str, ...] = ()

    def check(self) -> None:
        """Refuse what cannot be."""
        for day in (*self.working, *self.holiday):
            if day not in WEEKDAYS:
                raise ConfigurationError(
                    f"{day!r} is no day of the week", hint=f"they are {', '.join(WEEKDAYS)}"
                )
        named = self.working + self.holiday
        if len(set(named)) != len(named):
            raise ConfigurationError("a day of the week is named twice in working and holiday")
        check_special_days(self.special_days)

    @property
    def week(self) -> tuple[DayType, ...]:
        """What kinds of days Monday to Sunday are."""
        kinds = dict.fromkeys(WEEKDAYS, DayType.NON_WORKING)
        kinds |= dict.fromkeys(self.working, DayType.WORKING)
        kinds |= dict.fromkeys(self.holiday, DayType.HOLIDAY)
        return tuple(kinds.values())

    @property
    def special_days(self) -> tuple[SpecialDay, ...]:
        """The exception days."""
        return _special_days(self.exceptions)


@lru_cache(maxsize=64)
def _special_days(lines: tuple[str, ...]) -> tuple[SpecialDay, ...]:
    """Shared by all meters that have the same."""
    return tuple(map(_special_day, lines))


def _special_day(line: str) -> SpecialDay:
    found = _DATE.fullmatch(line)
    if found is None:
        raise ConfigurationError(
            f"{line!r} is no date", hint='such as "2026-04-03", or "05-01" for every year'
        )
    return SpecialDay(int(found[1]) if found[1] else None, int(found[2]), int(found[3]))


def day_type(table: CalendarTable | None, day: int) -> DayType:
    """What kind of day a day number since 1970-01-01 is, by a table or without one."""
    at = civil(day * US_PER_DAY)
    if table is None:
        return USUAL_WEEK[at.weekday - 1]
    if any(s.month == at.month and s.day == at.day and s.year in (None, at.year) for s in table.special_days):
        return DayType.HOLIDAY
    return table.week[at.weekday - 1]
