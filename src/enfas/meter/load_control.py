"""Load control (Z14): two relays for loads that may wait, by register, by tariff, or by a table.

| mode | a relay is on |
|---|---|
| 0 off | as its default says |
| 1 tariff | in the tariffs of its bits, T1 the lowest |
| 2 register | as was written |
| 3 table | as the plan of the table says for the local time; while the time is invalid as its default says |

A relay goes on after a random time of up to the delay, and off at once. The time is drawn anew for each going
on, from the serial number: no two meters of a street draw the same, and a meter draws the same again in a
replay. Without mains the relays fall off; when it is back, going on waits anew, so that not all loads of a
grid come back together. Waiting runs in supply time, whatever the clock is set to. Persistent: all.

Source: data sheet, Z14; DLMS protocol 5512-1424 D1, pages 21 and 22 (registers, modes); 5512-1040 C1 (162M),
page 64 (random delay, on activation only). What happens without mains is our own.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from operator import methodcaller
from typing import TYPE_CHECKING, Any, ClassVar, Final

import msgspec

from enfas.catalog.codes.software import LOAD_CONTROL
from enfas.catalog.load_control import LOAD_SETTINGS, RELAYS, LoadMode
from enfas.catalog.occurrences import Occurrence
from enfas.catalog.tables.load_control import LoadTable, RelayRules
from enfas.catalog.tables.working_days import USUAL_WEEK, CalendarTable
from enfas.errors import CommandRefused, Refusal
from enfas.meter.command import command
from enfas.meter.part import Part
from enfas.meter.ports import Ports
from enfas.meter.schedule import Schedule, compiled
from enfas.timebase import US_PER_S

if TYPE_CHECKING:
    from enfas.meter.block import Block
    from enfas.meter.configuration import Configuration
    from enfas.meter.device import Meter

__all__ = ["LoadControl", "LoadControlState", "Relay", "drawn"]

_NEVER_US: Final = -1
_BY_REGISTER: Final = 1
_WORD: Final = (1 << 64) - 1
_FOLLOWED: Final = (
    Occurrence.TARIFF_CHANGED,
    Occurrence.SUMMER_TIME_SWITCHED,
    Occurrence.CALENDAR_CHANGED,
)
_ORDERED: Final = {f"load_{relay}": relay for relay in RELAYS}
_MODES: Final = {f"load_{relay}_mode": relay for relay in RELAYS}


def drawn(serial_number: int, relay: int, time: int, most: int) -> int:
    """A number from 0 to `most` that looks like chance, the same whenever it is asked for.

    Args:
        serial_number: Of the meter.
        relay: Of the relay.
        time: How often was drawn before.
        most: The greatest number.

    Source: SplitMix64 (Steele, Lea, Flood: Fast splittable pseudorandom number generators), from memory.
    """
    mixed = ((serial_number << 32 | relay << 24) + (time + 1) * 0x9E3779B97F4A7C15) & _WORD
    mixed = (mixed ^ mixed >> 30) * 0xBF58476D1CE4E5B9 & _WORD
    mixed = (mixed ^ mixed >> 27) * 0x94D049BB133111EB & _WORD
    return (mixed ^ mixed >> 31) * (most + 1) >> 64


class Relay(msgspec.Struct):
    """What of a relay is kept.

    Attributes:
        on: It is on.
        ordered: It was told by register to be on.
        on_at_us: When it goes on, in supply time; -1: it is not waiting. [µs]
        draws: How often it has drawn a time to wait.
    """

    on: bool = False
    ordered: bool = False
    on_at_us: int = _NEVER_US
    draws: int = 0


class LoadControlState(msgspec.Struct):
    """What of load control is kept.

    Attributes:
        relays: Relay 1 and 2.
        settings: Its settings, those that were written.
        v: Version of the part.
    """

    relays: list[Relay] = msgspec.field(default_factory=lambda: [Relay() for _ in RELAYS])
    settings: dict[str, int] = msgspec.field(default_factory=dict)
    v: int = 1


@lru_cache(maxsize=64)
def _settings_of(table: LoadTable | None, number: int) -> Mapping[str, int]:
    """The settings that a number of Z14 stands for, shared by all meters that have it."""
    values = {key: setting.default for key, setting in LOAD_SETTINGS.items()}
    for relay in RELAYS:
        rules = RelayRules() if number == _BY_REGISTER else table.rules(relay) if table else None
        if rules is not None:
            values[f"load_{relay}_mode"] = int(rules.mode)
            values[f"load_{relay}_tariffs"] = rules.tariff_bits
        if table is not None:
            values[f"load_{relay}_default"] = int(table.default[relay - 1])
    return values | {"load_delay": table.delay_s} if table else values


_SHOWN: Final = {
    "": "is_on",
    "_delay_left": "delay_left_s",
    "_control": "mode",
    "_plan_name": "plan_name",
    "_plan": "plan",
    "_season": "season",
}
"""The method that a register of a relay shows, by the ending of the register's key."""


def _shown(method: str, relay: int) -> Callable[[Any], int | bytes | str]:
    call = methodcaller(method, relay)

    def read(part: LoadControl) -> int | str:
        value = call(part)
        return value if isinstance(value, str) else int(value)

    return read


def _setting(key: str) -> Callable[[Any], int]:
    return lambda part: part.setting(key)


def _writer(key: str) -> Callable[[Any, Any], None]:
    return lambda part, value: part.set_setting(key, value)


class LoadControl(Part[LoadControlState]):
    """The load control of a meter."""

    name: ClassVar[str] = "load_control"
    STATE: ClassVar[type[msgspec.Struct]] = LoadControlState
    READERS: ClassVar[Mapping[str, Callable[[Any], int | bytes | str]]] = {
        **{f"load_{relay}{end}": _shown(of, relay) for relay in RELAYS for end, of in _SHOWN.items()},
        **{key: _setting(key) for key in LOAD_SETTINGS if key not in _ORDERED},
    }
    WRITERS: ClassVar[Mapping[str, Callable[[Any, Any], None]]] = {key: _writer(key) for key in LOAD_SETTINGS}

    def __init__(self, meter: Meter, state: LoadControlState) -> None:
        super().__init__(meter, state)
        self._schedules: list[Schedule | None] = [None for _ in RELAYS]
        self._until_us: int | None = None
        self._take_table()

    def _take_table(self) -> None:
        """Take what Z14 names, and compile the plans that hold."""
        configuration = self.meter.configuration
        self._table = configuration.table(LoadTable)
        self._settings = _settings_of(self._table, configuration.software.value(LOAD_CONTROL))
        self._compile()

    def _compile(self) -> None:
        """Find the schedules of the relays that go by a plan."""
        days = self.meter.configuration.table(CalendarTable)
        week, special_days = (days.week, days.special_days) if days else (USUAL_WEEK, ())
        for relay in RELAYS:
            rules = self._planned(relay) if self.mode(relay) is LoadMode.TABLE else None
            self._schedules[relay - 1] = compiled(rules.calendar(week), special_days) if rules else None
        self._look_ahead()

    def _planned(self, relay: int) -> RelayRules | None:
        """What Z14's table says of a relay, if it has plans for it."""
        rules = self._table.rules(relay) if self._table else None
        return rules if rules and rules.plans else None

    def _look_ahead(self) -> None:
        """Note when a plan may say something else."""
        clock = self.meter.clock
        untils = [schedule.now(clock).until_us for schedule in self._schedules if schedule]
        self._until_us = min(untils, default=None)

    # What it is.

    def setting(self, key: str) -> int:
        """A setting by key: as it was written, else as Z14 has it."""
        value = self.state.settings.get(key)
        return self._settings[key] if value is None else value

    def is_on(self, relay: int) -> bool:
        """Whether a relay, 1 or 2, is on."""
        return self.state.relays[relay - 1].on

    def mode(self, relay: int) -> LoadMode:
        """What controls a relay."""
        return LoadMode(self.setting(f"load_{relay}_mode"))

    @property
    def delay_s(self) -> int:
        """The longest time that a relay waits before it goes on. [s]"""
        return self.setting("load_delay")

    def delay_left_s(self, relay: int) -> int:
        """How long a relay still waits, in seconds begun. [s]"""
        on_at_us = self.state.relays[relay - 1].on_at_us
        if on_at_us == _NEVER_US:
            return 0
        return -((self.meter.clock.supply_now_us - on_at_us) // US_PER_S)

    def plan_name(self, relay: int) -> str:
        """The name of the plan that a relay goes by; nothing where it goes by none."""
        rules = self._planned(relay)
        return rules.plans[0].name if rules and self._schedules[relay - 1] else ""

    def plan(self, relay: int) -> int:
        """The number of the plan that a relay goes by; 0: none."""
        return 1 if self._schedules[relay - 1] else 0

    def season(self, relay: int) -> int:
        """The place of the season profile in force, from 1; 0: none."""
        schedule = self._schedules[relay - 1]
        return schedule.now(self.meter.clock).season if schedule else 0

    @property
    def status(self) -> bool | None:
        """What the status input of the module port shows: the load is on; None: Z3 has no such input."""
        return self.meter.part(Ports).load_is_on

    @property
    def outputs(self) -> tuple[bool | None, bool | None]:
        """The levels that load control gives to module ports 1 and 2 (Z3); None: another function's port."""
        return self.meter.part(Ports).outputs((self.is_on(1), self.is_on(2)))

    # Commands.

    @command
    def set_setting(self, key: str, value: int) -> None:
        """Write a setting, or order a relay that goes by register.

        Raises:
            CommandRefused: It is out of bounds, or does not suit what controls the relay.
        """
        setting = LOAD_SETTINGS[key]
        if not setting.least <= value <= setting.most:
            raise CommandRefused(f"{key} takes {setting.least} to {setting.most}, not {value}")
        if key in _ORDERED:
            self._order(_ORDERED[key], bool(value))
            return
        if key in _MODES and value == LoadMode.TABLE and not self._planned(_MODES[key]):
            raise CommandRefused(f"Z14 names no plan for relay {_MODES[key]}", Refusal.STATE)
        self.state.settings[key] = value
        self._compile()
        self._follow()

    def _order(self, relay: int, on: bool) -> None:
        if self.mode(relay) is not LoadMode.REGISTER:
            if on is self.is_on(relay):
                return
            mode = self.mode(relay).name.lower()
            raise CommandRefused(f"relay {relay} is not controlled by register: {mode}", Refusal.STATE)
        self.state.relays[relay - 1].ordered = on
        self._follow()

    # What it does.

    def due_us(self) -> int | None:
        """When a plan may say something else."""
        return self._until_us

    def act(self, now_us: int) -> None:
        """It may; in an outage only the time goes on."""
        self._look_ahead()
        self._follow()

    def within(self, block: Block, from_us: int, to_us: int) -> int | None:
        """When the first relay has waited."""
        return min((it.on_at_us for it in self.state.relays if it.on_at_us != _NEVER_US), default=None)

    def met(self, now_us: int) -> None:
        """A relay has waited."""
        for relay in self.state.relays:
            if relay.on_at_us == self.meter.clock.supply_now_us:
                self._switch(relay, on=True)

    def power_down(self, now_us: int) -> None:
        """Without mains the relays fall off."""
        for relay in self.state.relays:
            self._switch(relay, on=False)

    def power_up(self, now_us: int) -> None:
        """Mains is there: what is to be on waits for its time."""
        self._look_ahead()
        self._follow(powered=True)

    def clock_set(self, before_us: int) -> None:
        """What plans say of the new time."""
        self._look_ahead()
        self._follow()

    def occurred(self, occurrence: Occurrence, now_us: int) -> None:
        """Another tariff, local time or calendar."""
        if occurrence in _FOLLOWED:
            self._compile()
            self._follow()

    def reconfigured(self, before: Configuration) -> None:
        """Z14 or Z20 may name another table; another one of Z14 holds as a whole."""
        values = (code.software.value(LOAD_CONTROL) for code in (before, self.meter.configuration))
        if len(set(values)) > 1:
            self.state.settings.clear()
            for relay in self.state.relays:
                relay.ordered = False
        self._take_table()
        self._follow()

    def _wanted(self, relay: int) -> bool:
        """How a relay is to stand."""
        mode, clock = self.mode(relay), self.meter.clock
        schedule = self._schedules[relay - 1]
        if mode is LoadMode.REGISTER:
            return self.state.relays[relay - 1].ordered
        if mode is LoadMode.TARIFF:
            return bool(self.setting(f"load_{relay}_tariffs") >> self.meter.energy.tariff - 1 & 1)
        if schedule and clock.state.valid:
            return bool(schedule.now(clock).value)
        return bool(self.setting(f"load_{relay}_default"))

    def _follow(self, *, powered: bool = False) -> None:
        """Bring the relays to how they are to stand: off at once, on after their time."""
        if not (powered or self.meter.mains.on):
            return
        for number, relay in zip(RELAYS, self.state.relays, strict=True):
            if not self._wanted(number):
                self._switch(relay, on=False)
            elif not relay.on and relay.on_at_us == _NEVER_US:
                self._activate(number, relay)

    def _activate(self, number: int, relay: Relay) -> None:
        """Let a relay go on, after a time that is drawn."""
        wait_s = drawn(self.meter.configuration.serial_number, number, relay.draws, self.delay_s)
        relay.draws += 1
        if wait_s:
            relay.on_at_us = self.meter.clock.supply_now_us + wait_s * US_PER_S
        else:
            self._switch(relay, on=True)

    def _switch(self, relay: Relay, *, on: bool) -> None:
        relay.on_at_us = _NEVER_US
        if relay.on is not on:
            relay.on = on
            self.meter.occur(Occurrence.LOAD_SWITCHED)
