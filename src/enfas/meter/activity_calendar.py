"""The calendar in force: a plan of the table (Z13), or one that was written; and its days. Persistent: all.

The passive calendar is written part by part; each part is checked by itself, the whole when it is activated,
by the rules of the table files. An instant of activation is taken only for a calendar that can be activated
then; to write a part of it takes the instant back. A calendar that was activated is in force wherever a table
controls the tariff, until another table or plan is named. Special days that were written stand in place of
the exception days of Z20, until another table of days is named.

Source: DLMS UA Blue Book (IEC 62056-6-2), class_id 20 and 11.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, ClassVar, Final

import msgspec

from enfas.catalog.calendar import (
    HOLIDAY,
    MOST_YEARS_AHEAD,
    Calendar,
    DayProfile,
    DayType,
    SeasonStart,
    SpecialDay,
    Week,
    check_calendar,
    check_parts,
    check_special_days,
)
from enfas.catalog.codes.software import CALENDAR
from enfas.catalog.occurrences import Occurrence
from enfas.catalog.registers import TARIFFS
from enfas.catalog.stamp import UNSPECIFIED
from enfas.catalog.tables.tariffs import WRITTEN_TABLE, TariffTable
from enfas.catalog.tables.working_days import USUAL_WEEK, CalendarTable
from enfas.catalog.tariff_control import PLAN_PLACE, SPECIAL_DAYS_PLACE
from enfas.errors import CommandRefused, ConfigurationError, Refusal
from enfas.meter import events
from enfas.meter.command import command
from enfas.meter.part import Part
from enfas.meter.schedule import Schedule, compiled

if TYPE_CHECKING:
    from enfas.meter.configuration import Configuration
    from enfas.meter.device import Meter

__all__ = ["EMPTY", "ActivityCalendar", "ActivityCalendarState", "Entry"]

_VALUES: Final = range(1, TARIFFS + 1)
EMPTY: Final = Calendar(b"", (), (), ())
"""A calendar of which nothing was written."""
_MOST_INDEX: Final = 0xFFFF


class Entry(msgspec.Struct, frozen=True, array_like=True):
    """A special day, and the index by which it is known on the wire."""

    index: int
    day: SpecialDay


class ActivityCalendarState(msgspec.Struct):
    """What was written.

    Attributes:
        active: The calendar that was activated; None: none, or it was superseded.
        passive: The passive calendar.
        activation: The time of activation as it was written.
        activate_us: When the passive calendar is activated, by the meter's clock; None: it is not. [µs]
        special_days: None: those of Z20.
        plan: The chosen plan of the table, from 1.
        table: The number of the table that Z13 named last; 0: none yet.
        v: Version of the part.
    """

    active: Calendar | None = None
    passive: Calendar = EMPTY
    activation: bytes = UNSPECIFIED
    activate_us: int | None = None
    special_days: tuple[Entry, ...] | None = None
    plan: int = 1
    table: int = 0
    v: int = 1


class ActivityCalendar(Part[ActivityCalendarState]):
    """The calendar of a meter.

    Attributes:
        schedule: What the calendar in force says, where a table controls the tariff.
    """

    name: ClassVar[str] = "activity_calendar"
    STATE: ClassVar[type[msgspec.Struct]] = ActivityCalendarState

    def __init__(self, meter: Meter, state: ActivityCalendarState) -> None:
        super().__init__(meter, state)
        self.schedule: Schedule | None = None
        self._compile()

    @classmethod
    def new_state(cls, configuration: Configuration, start_us: int) -> Any:
        """The first plan of the table that Z13 names."""
        table = configuration.table(TariffTable)
        return ActivityCalendarState(table=table.number if table else 0)

    # What it is.

    @property
    def in_force(self) -> Calendar | None:
        """The calendar that controls the tariff; None: no table does."""
        table = self._table
        if table is None:
            return None
        return self.state.active or table.calendar(self._place(table), self._week)

    @property
    def shown(self) -> Calendar:
        """The active calendar: one that was activated also while no table controls the tariff."""
        return self.state.active or self.in_force or EMPTY

    @property
    def plan(self) -> int:
        """The number of the plan in force; 0: none, or a calendar that was written."""
        table = self._table
        return self._place(table) if table and not self.state.active else 0

    @property
    def plan_name(self) -> str:
        """The name of the plan or calendar in force; nothing without one."""
        calendar = self.in_force
        return calendar.name.decode("latin-1") if calendar else ""

    @property
    def season(self) -> int:
        """The place of the season profile in force, from 1; 0: none."""
        return self.schedule.now(self.meter.clock).season if self.schedule else 0

    @property
    def days_name(self) -> str:
        """The title of the exception days (Z20); nothing without them, or with others that were written."""
        table = self.meter.configuration.table(CalendarTable)
        return table.title if table and self.state.special_days is None else ""

    READERS: ClassVar[Mapping[str, Callable[[Any], int | bytes | str]]] = {
        "tariff_plan": lambda part: part.plan,
        "tariff_plan_name": lambda part: part.plan_name,
        "tariff_season": lambda part: part.season,
        "exception_days": lambda part: part.days_name,
    }

    @property
    def _table(self) -> TariffTable | None:
        return self.meter.configuration.table(TariffTable)

    @property
    def _week(self) -> tuple[DayType, ...]:
        table = self.meter.configuration.table(CalendarTable)
        return table.week if table else USUAL_WEEK

    def _place(self, table: TariffTable) -> int:
        """The chosen plan, as far as the table has it: its file may have been changed."""
        return min(self.state.plan, len(table.plans))

    @property
    def entries(self) -> tuple[Entry, ...]:
        """The special days in force."""
        if self.state.special_days is not None:
            return self.state.special_days
        return tuple(Entry(index, day) for index, day in enumerate(self.special_days, 1))

    @property
    def special_days(self) -> tuple[SpecialDay, ...]:
        """The special days in force, without their indexes."""
        if self.state.special_days is not None:
            return tuple(entry.day for entry in self.state.special_days)
        table = self.meter.configuration.table(CalendarTable)
        return table.special_days if table else ()

    def profile_of(self, special: SpecialDay) -> int:
        """The number of a special day's day profile: of a holiday, that which it has in its season."""
        if special.profile is not None:
            return special.profile
        calendar = self.shown
        if not calendar.seasons:
            return HOLIDAY
        starts = sorted(calendar.seasons, key=lambda start: (start.month, start.day))
        begun = [s for s in starts if (s.month, s.day) <= (special.month, special.day)]
        week = (begun or starts)[-1].week
        return next(each.holiday for each in calendar.weeks if each.name == week)

    # What is done to it.

    @command
    def choose_plan(self, plan: int) -> None:
        """Choose a plan of the table, in place of a calendar that was written too.

        Raises:
            CommandRefused: There is no such plan, or no table controls the tariff.
        """
        table = self._table
        if table is None:
            raise CommandRefused("no table controls the tariff", Refusal.STATE)
        if not 1 <= plan <= len(table.plans):
            raise CommandRefused(
                f"table Z13={table.number:03d} has plans 1 to {len(table.plans)}, not {plan}"
            )
        if plan != self.plan:
            self._log(PLAN_PLACE, self.plan, plan)
            self.state.plan, self.state.active = plan, None
            self._change()

    @command
    def set_passive(
        self,
        name: bytes | None = None,
        seasons: tuple[SeasonStart, ...] | None = None,
        weeks: tuple[Week, ...] | None = None,
        days: tuple[DayProfile, ...] | None = None,
    ) -> None:
        """Write parts of the passive calendar; it is not activated at any time then.

        Raises:
            CommandRefused: A part cannot be.
        """
        before = self.state.passive
        passive = Calendar(
            before.name if name is None else name,
            before.seasons if seasons is None else seasons,
            before.weeks if weeks is None else weeks,
            before.days if days is None else days,
        )
        _refused(lambda: check_parts(passive, _VALUES))
        if passive != before:
            self.state.passive = passive
            self.state.activate_us, self.state.activation = None, UNSPECIFIED

    @command
    def activate(self) -> None:
        """Put the passive calendar in force now.

        Raises:
            CommandRefused: It is not whole, or a special day has a day profile that it lacks.
        """
        self._check_passive()
        self._activate()

    @command
    def set_activation(self, instant_us: int | None, written: bytes = UNSPECIFIED) -> None:
        """Name the instant at which the passive calendar comes into force; one that is past: now.

        Args:
            instant_us: By the meter's clock; None: it does not. [µs]
            written: As it was written, to be shown.

        Raises:
            CommandRefused: It is not whole, or a special day has a day profile that it lacks.
        """
        if instant_us is not None:
            self._check_passive()
        self.state.activate_us, self.state.activation = instant_us, written
        if instant_us is not None and instant_us <= self.meter.clock.now_us:
            self._activate()

    @command
    def set_special_days(self, entries: Sequence[Entry]) -> None:
        """Write all special days.

        Raises:
            CommandRefused: They cannot be, two have one index, or there is no such day profile.
        """
        kept = tuple(sorted(entries, key=lambda entry: entry.index))
        self._check_entries(kept)
        if kept == self.entries:
            return
        before = len(self.entries)
        self.state.special_days = kept
        self._log(SPECIAL_DAYS_PLACE, before, len(kept))
        self._change()

    def insert_special_day(self, entry: Entry) -> None:
        """Write one special day, in place of that which has its index.

        Raises:
            CommandRefused: As `set_special_days`.
        """
        self.set_special_days([*(kept for kept in self.entries if kept.index != entry.index), entry])

    def delete_special_day(self, index: int) -> None:
        """Delete the special day of an index.

        Raises:
            CommandRefused: There is none.
        """
        kept = [entry for entry in self.entries if entry.index != index]
        if len(kept) == len(self.entries):
            raise CommandRefused(f"there is no special day {index}", Refusal.ABSENT)
        self.set_special_days(kept)

    # What it does.

    def due_us(self) -> int | None:
        """When the passive calendar is activated."""
        return self.state.activate_us

    def act(self, now_us: int) -> None:
        """It is; what is armed was checked, and stays so."""
        self._activate()

    def reconfigured(self, before: Configuration) -> None:
        """Another table of days holds from now on; another table of tariffs with its first plan."""
        if before.software.value(CALENDAR) != self.meter.configuration.software.value(CALENDAR):
            self.state.special_days = None
        table = self._table
        if table and table.number != self.state.table:
            self.state.table, self.state.plan = table.number, 1
            if table.number != WRITTEN_TABLE:
                self.state.active = None
        self._compile()

    def _activate(self) -> None:
        state, before = self.state, self.plan
        state.activate_us, state.active = None, state.passive
        self._log(PLAN_PLACE, before, 0)
        self._change()

    def _change(self) -> None:
        self._compile()
        self.meter.occur(Occurrence.CALENDAR_CHANGED)

    def _compile(self) -> None:
        calendar = self.in_force
        self.schedule = compiled(calendar, self.special_days) if calendar else None

    def _check_passive(self) -> None:
        passive = self.state.passive
        _refused(lambda: check_calendar(passive, _VALUES))
        self._check_profiles(self.state.special_days or (), passive)

    def _check_entries(self, entries: tuple[Entry, ...]) -> None:
        _refused(lambda: check_special_days(tuple(entry.day for entry in entries)))
        indexes = [entry.index for entry in entries]
        if len(set(indexes)) != len(indexes) or not all(0 <= index <= _MOST_INDEX for index in indexes):
            raise CommandRefused("each special day has an index of its own")
        last = self.meter.clock.local().civil.year + MOST_YEARS_AHEAD
        for entry in entries:
            if entry.day.year is not None and entry.day.year > last:
                raise CommandRefused(f"special days reach to {last} now, not to {entry.day.year}")
        if self.state.activate_us is not None:
            self._check_profiles(entries, self.state.passive)
        else:
            self._check_profiles(entries, self.shown, self.state.passive)

    def _check_profiles(self, entries: tuple[Entry, ...], *calendars: Calendar) -> None:
        numbers = {day.number for calendar in calendars for day in calendar.days}
        for entry in entries:
            if entry.day.profile is not None and entry.day.profile not in numbers:
                raise CommandRefused(f"special day {entry.index}: no day profile {entry.day.profile}")

    def _log(self, place: int, before: int, after: int) -> None:
        clock = self.meter.clock
        events.configured(self.meter.logs, clock.stamp(clock.now_us), place, before, after)


def _refused(check: Callable[[], None]) -> None:
    """Refuse a command with what a check says."""
    try:
        check()
    except ConfigurationError as error:
        raise CommandRefused(str(error)) from error
