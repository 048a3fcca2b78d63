"""The active tariff, and what controls it (Z13). Persistent: all of `TariffsState`.

| Z13 | control | the active tariff |
|---|---|---|
| 000 | none | the default tariff |
| 001 | module port | no input T1, input 1 T2, input 2 T3, both T4 (inverted or not as Z3 says) |
| 002 | register | what was written last; until then the default tariff |
| other | table | what the chosen plan, or a calendar written over the wire, says for the local time |

By table a tariff changes exactly when the meter's clock shows the time, summer time included. While the
clock's time is invalid the default tariff holds. Mains that is back, and a clock that was set, find the right
tariff at once; in an outage nothing is counted, and the tariff that was counted in stays to be seen.

Source: data sheet, Z13; DLMS protocol 5512-1424 D1, pages 21, 22 and 25 (registers); technical description
5512-1235 D1 (inputs, plans). The rule for an invalid time is our own.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, ClassVar, Final

import msgspec

from enfas.catalog.codes.software import TARIFFS
from enfas.catalog.occurrences import Occurrence
from enfas.catalog.registers import MOST_TARIFFS
from enfas.catalog.tables.tariffs import WRITTEN_TABLE, TariffTable
from enfas.catalog.tables.working_days import USUAL_WEEK, CalendarTable
from enfas.catalog.tariff_control import PLAN_PLACE, TariffControl
from enfas.errors import CommandRefused, Refusal
from enfas.meter import events
from enfas.meter.command import command
from enfas.meter.part import Part
from enfas.meter.reconfiguration import Reconfiguration
from enfas.meter.schedule import Schedule, compiled
from enfas.timebase import US_PER_HOUR

if TYPE_CHECKING:
    from enfas.meter.configuration import Configuration
    from enfas.meter.device import Meter

__all__ = ["Tariffs", "TariffsState"]

_FOLLOWED: Final = (Occurrence.SUMMER_TIME_SWITCHED, Occurrence.CALENDAR_CHANGED)


class TariffsState(msgspec.Struct):
    """What is kept of it.

    Attributes:
        inputs: Which tariff inputs of the module port are active.
        written: The tariff that was written for control by register; None: none yet.
        default: The tariff that holds where nothing else says one.
        plan: The chosen plan of the table, from 1.
        table: The number of the table that Z13 named last; 0: none yet.
        v: Version of the part.
    """

    inputs: tuple[bool, bool] = (False, False)
    written: int | None = None
    default: int = 1
    plan: int = 1
    table: int = 0
    v: int = 1


def _hours(tariff: int) -> Callable[[Tariffs], int]:
    return lambda part: part.hours(tariff)


class Tariffs(Part[TariffsState]):
    """The tariff control of a meter.

    Attributes:
        schedule: What a table says, if one controls the tariff.
    """

    name: ClassVar[str] = "tariffs"
    STATE: ClassVar[type[msgspec.Struct]] = TariffsState

    def __init__(self, meter: Meter, state: TariffsState) -> None:
        super().__init__(meter, state)
        self.schedule: Schedule | None = None
        self._until_us: int | None = None
        self._compile()

    @classmethod
    def new_state(cls, configuration: Configuration, start_us: int) -> Any:
        """The first plan of the table that Z13 names."""
        table = configuration.table(TariffTable)
        return TariffsState(table=table.number if table else 0)

    # What it is.

    @property
    def control(self) -> TariffControl:
        """What controls the tariff (Z13)."""
        return TariffControl(min(self._number, TariffControl.TABLE))

    @property
    def _number(self) -> int:
        return self.meter.configuration.software.value(TARIFFS)

    @property
    def plan(self) -> int:
        """The number of the plan in force; 0: none."""
        return self.state.plan if self.schedule else 0

    @property
    def plan_name(self) -> str:
        """The name of the plan in force; nothing without one."""
        table = self.meter.configuration.table(TariffTable)
        return table.plans[self.state.plan - 1].name if table else ""

    @property
    def season(self) -> int:
        """The place of the season profile in force, from 1; 0: none."""
        return self.schedule.now(self.meter.clock).season if self.schedule else 0

    def hours(self, tariff: int) -> int:
        """How long a tariff has been active with mains. [h]"""
        return self.meter.mains.tariff_us[tariff - 1] // US_PER_HOUR

    @property
    def exception_days(self) -> str:
        """The title of the exception days (Z20); nothing without them."""
        table = self.meter.configuration.table(CalendarTable)
        return table.title if table else ""

    READERS: ClassVar[Mapping[str, Callable[[Any], int | bytes | str]]] = {
        "tariff": lambda part: part.meter.energy.tariff,
        "tariff_control": lambda part: int(part.control),
        "tariff_default": lambda part: part.state.default,
        "tariff_plan": lambda part: part.plan,
        "tariff_plan_name": lambda part: part.plan_name,
        "tariff_season": lambda part: part.season,
        "exception_days": lambda part: part.exception_days,
        "summer_time": lambda part: int(part.meter.clock.state.summer_time),
        "southern_hemisphere": lambda part: 0,
        **{f"hours_t{tariff}": _hours(tariff) for tariff in range(1, MOST_TARIFFS + 1)},
    }
    WRITERS: ClassVar[Mapping[str, Callable[[Any, Any], None]]] = {
        "tariff": lambda part, tariff: part.set_tariff(tariff),
        "tariff_control": lambda part, control: part.set_control(control),
        "tariff_default": lambda part, tariff: part.set_default(tariff),
        "summer_time": lambda part, enabled: part.set_summer_time(enabled),
    }

    # What is done to it.

    @command
    def set_inputs(self, one: bool, two: bool) -> None:
        """The tariff inputs of the module port are active, or are not; whether Z3 inverts them is in that."""
        self.state.inputs = (one, two)
        self._follow()

    @command
    def set_tariff(self, tariff: int) -> None:
        """Make a tariff the active one.

        Raises:
            CommandRefused: There is no such tariff, or something else controls it and wants another.
        """
        _check_tariff(tariff)
        if self.control is not TariffControl.REGISTER:
            if tariff == self.meter.energy.tariff:
                return
            raise CommandRefused(
                f"the tariff is not controlled by register: Z13={self._number:03d}", Refusal.STATE
            )
        self.state.written = tariff
        self._follow()

    @command
    def set_default(self, tariff: int) -> None:
        """Name the tariff that holds where nothing else says one.

        Raises:
            CommandRefused: There is no such tariff.
        """
        _check_tariff(tariff)
        self.state.default = tariff
        self._follow()

    @command
    def set_control(self, control: int) -> None:
        """Let something else control the tariff: 0 nothing, 1 the module port, 2 the register, 3 a table.

        Z13 changes with it, as if it were written there. The table is the one that Z13 named last, or that of
        calendars written over the wire.

        Raises:
            CommandRefused: There is no such control.
        """
        if not 0 <= control <= TariffControl.TABLE:
            raise CommandRefused(f"the tariff's control is 0 to {TariffControl.TABLE:d}, not {control}")
        if control != self.control:
            number = control if control < TariffControl.TABLE else self.state.table or WRITTEN_TABLE
            self.meter.part(Reconfiguration).configure(f"Z13={number:03d}")

    @command
    def choose_plan(self, plan: int) -> None:
        """Choose a plan of the table.

        Raises:
            CommandRefused: There is no such plan, or no table controls the tariff.
        """
        table = self.meter.configuration.table(TariffTable)
        if table is None:
            raise CommandRefused(f"no table controls the tariff: Z13={self._number:03d}", Refusal.STATE)
        if not 1 <= plan <= len(table.plans):
            raise CommandRefused(
                f"table Z13={table.number:03d} has plans 1 to {len(table.plans)}, not {plan}"
            )
        if plan != self.plan:
            stamp = self.meter.clock.stamp(self.meter.clock.now_us)
            events.configured(self.meter.logs, stamp, PLAN_PLACE, self.plan, plan)
            self.state.plan = plan
            self._compile()
            self._follow()

    def set_summer_time(self, enabled: int) -> None:
        """Enable (1) or disable (0) daylight saving.

        Raises:
            CommandRefused: It is neither.
        """
        if enabled not in (0, 1):
            raise CommandRefused(f"daylight saving is 0 or 1, not {enabled}")
        self.meter.set_summer_time(bool(enabled))

    # What it does.

    def due_us(self) -> int | None:
        """When the table may say something else."""
        return self._until_us

    def act(self, now_us: int) -> None:
        """It may; in an outage only the time goes on."""
        if self.meter.mains.on:
            self._follow()
        elif self.schedule:
            self._until_us = self.schedule.now(self.meter.clock).until_us

    def power_up(self, now_us: int) -> None:
        """Mains is back: the tariff of now."""
        self._follow()

    def clock_set(self, before_us: int) -> None:
        """The tariff of the new time."""
        self._follow()

    def occurred(self, occurrence: Occurrence, now_us: int) -> None:
        """Local time or the calendar is another."""
        if occurrence in _FOLLOWED:
            self._compile()
            self._follow()

    def reconfigured(self, before: Configuration) -> None:
        """Z13 or Z20 may name another table; another table begins with its first plan."""
        table = self.meter.configuration.table(TariffTable)
        if table and table.number != self.state.table:
            self.state.table, self.state.plan = table.number, 1
        self._compile()
        self._follow()

    def _compile(self) -> None:
        """Find the schedule, if a table controls the tariff."""
        configuration = self.meter.configuration
        table, days = configuration.table(TariffTable), configuration.table(CalendarTable)
        if table is None:
            self.schedule = self._until_us = None
            return
        plan = min(self.state.plan, len(table.plans))  # the file may have been changed
        calendar = table.calendar(plan, days.week if days else USUAL_WEEK)
        self.schedule = compiled(calendar, days.special_days if days else ())
        self._until_us = self.schedule.now(self.meter.clock).until_us

    def _follow(self) -> None:
        """Make the tariff of now the active one."""
        tariff = self._tariff()
        energy = self.meter.energy
        if tariff != energy.tariff:
            energy.tariff = tariff
            self.meter.occur(Occurrence.TARIFF_CHANGED)

    def _tariff(self) -> int:
        """The tariff of now; where a table says it, until when is noted."""
        state = self.state
        if self.schedule:
            value, _, self._until_us = self.schedule.now(self.meter.clock)
            return value if self.meter.clock.state.valid else state.default
        if self.control is TariffControl.PORTS:
            one, two = state.inputs
            return 1 + one + 2 * two
        if self.control is TariffControl.REGISTER and state.written:
            return state.written
        return state.default


def _check_tariff(tariff: int) -> None:
    if not 1 <= tariff <= MOST_TARIFFS:
        raise CommandRefused(f"tariffs are 1 to {MOST_TARIFFS}, not {tariff}")
