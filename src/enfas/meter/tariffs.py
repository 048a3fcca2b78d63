"""The active tariff, and what controls it (Z13). Persistent: all of `TariffsState`.

| Z13 | control | the active tariff |
|---|---|---|
| 000 | none | the default tariff |
| 001 | module port | no input T1, input 1 T2, input 2 T3, both T4 (inverted or not as Z3 says) |
| 002 | register | what was written last; until then the default tariff |
| other | table | what the calendar in force (`ActivityCalendar`) says for the local time |

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
from enfas.catalog.tables.tariffs import WRITTEN_TABLE
from enfas.catalog.tariff_control import TariffControl
from enfas.errors import CommandRefused, Refusal
from enfas.meter.activity_calendar import ActivityCalendar
from enfas.meter.command import command
from enfas.meter.part import Part
from enfas.meter.reconfiguration import Reconfiguration
from enfas.timebase import US_PER_HOUR

if TYPE_CHECKING:
    from enfas.meter.configuration import Configuration
    from enfas.meter.device import Meter
    from enfas.meter.schedule import Schedule

__all__ = ["Tariffs", "TariffsState"]

_FOLLOWED: Final = (Occurrence.SUMMER_TIME_SWITCHED, Occurrence.CALENDAR_CHANGED)


class TariffsState(msgspec.Struct):
    """What is kept of it.

    Attributes:
        inputs: Which tariff inputs of the module port are active.
        written: The tariff that was written for control by register; None: none yet.
        default: The tariff that holds where nothing else says one.
        v: Version of the part.
    """

    inputs: tuple[bool, bool] = (False, False)
    written: int | None = None
    default: int = 1
    v: int = 1


def _hours(tariff: int) -> Callable[[Tariffs], int]:
    return lambda part: part.hours(tariff)


class Tariffs(Part[TariffsState]):
    """The tariff control of a meter."""

    name: ClassVar[str] = "tariffs"
    STATE: ClassVar[type[msgspec.Struct]] = TariffsState

    def __init__(self, meter: Meter, state: TariffsState) -> None:
        super().__init__(meter, state)
        self._until_us: int | None = None
        self._known = False  # until when what holds will hold

    # What it is.

    @property
    def control(self) -> TariffControl:
        """What controls the tariff (Z13)."""
        return TariffControl(min(self._number, TariffControl.TABLE))

    @property
    def _number(self) -> int:
        return self.meter.configuration.software.value(TARIFFS)

    def hours(self, tariff: int) -> int:
        """How long a tariff has been active with mains. [h]"""
        return self.meter.mains.tariff_us[tariff - 1] // US_PER_HOUR

    @property
    def _schedule(self) -> Schedule | None:
        return self.meter.part(ActivityCalendar).schedule

    READERS: ClassVar[Mapping[str, Callable[[Any], int | bytes | str]]] = {
        "tariff": lambda part: part.meter.energy.tariff,
        "tariff_control": lambda part: int(part.control),
        "tariff_default": lambda part: part.state.default,
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
            table = self.meter.part(ActivityCalendar).state.table
            number = control if control < TariffControl.TABLE else table or WRITTEN_TABLE
            self.meter.part(Reconfiguration).configure(f"Z13={number:03d}")

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
        if not self._known:
            self._look_ahead()
        return self._until_us

    def act(self, now_us: int) -> None:
        """It may; in an outage only the time goes on."""
        if self.meter.mains.on:
            self._follow()
        else:
            self._look_ahead()

    def power_up(self, now_us: int) -> None:
        """Mains is back: the tariff of now."""
        self._follow()

    def clock_set(self, before_us: int) -> None:
        """The tariff of the new time."""
        self._follow()

    def occurred(self, occurrence: Occurrence, now_us: int) -> None:
        """Local time or the calendar is another."""
        if occurrence in _FOLLOWED:
            self._follow()

    def reconfigured(self, before: Configuration) -> None:
        """Something else may control the tariff, or another table."""
        self._follow()

    def _look_ahead(self) -> None:
        schedule = self._schedule
        self._until_us = schedule.now(self.meter.clock).until_us if schedule else None
        self._known = True

    def _follow(self) -> None:
        """Make the tariff of now the active one."""
        tariff = self._tariff()
        self._look_ahead()
        energy = self.meter.energy
        if tariff != energy.tariff:
            energy.tariff = tariff
            self.meter.occur(Occurrence.TARIFF_CHANGED)

    def _tariff(self) -> int:
        state, schedule = self.state, self._schedule
        if schedule:
            clock = self.meter.clock
            return schedule.now(clock).value if clock.state.valid else state.default
        if self.control is TariffControl.PORTS:
            one, two = state.inputs
            return 1 + one + 2 * two
        if self.control is TariffControl.REGISTER and state.written:
            return state.written
        return state.default


def _check_tariff(tariff: int) -> None:
    if not 1 <= tariff <= MOST_TARIFFS:
        raise CommandRefused(f"tariffs are 1 to {MOST_TARIFFS}, not {tariff}")
