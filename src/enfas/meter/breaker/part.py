"""The breaker at work: what moves it, when, and what follows for the load.

It is **not a safety function**: the meter stays energised behind an open breaker, and nobody may rely on it
to work on an installation.

Rules of time. The wait after a cut-off, the days without credit and the 5 s run in supply time: real time,
whatever the clock is set to, in an outage too; what has passed in an outage is made up for when mains
returns. The contact is bistable: it stays where it is through an outage; the rules begin anew after it. What
a command, the button or prepayment closes within 5 s of its opening closes when they have passed.

What an open breaker means for the load is the meter's `switch_load`: no energy, no current, from the instant
of the cut on. Warning and its end are no entries of the cut-off log: they come and go with the load.
Persistent: all of `BreakerMemory`, and the cut-off log.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Any, ClassVar, Final

import msgspec

from enfas.catalog.breaker import (
    BREAKER_SETTINGS,
    OPEN_STATES,
    STATE_TITLES,
    Basis,
    BreakerOrder,
    BreakerState,
    Feedback,
    breaker_refusal,
)
from enfas.catalog.occurrences import Occurrence
from enfas.catalog.tables.disconnect import DisconnectTable
from enfas.errors import CommandRefused, Refusal
from enfas.meter import events
from enfas.meter.breaker.load_rule import LoadRule, LoadWatch, load_limits
from enfas.meter.breaker.machine import Condition, Event, step
from enfas.meter.breaker.memory import NEVER_US, BreakerMemory
from enfas.meter.breaker.voltage_rule import VoltageLevel, VoltageRule, VoltageWatch
from enfas.meter.command import command
from enfas.meter.part import Part, Segment
from enfas.timebase import US_PER_DAY, US_PER_S

if TYPE_CHECKING:
    from enfas.meter.block import Block
    from enfas.meter.configuration import Configuration
    from enfas.meter.device import Meter

__all__ = ["REST_US", "Breaker"]

REST_US: Final = 5 * US_PER_S
"""The breaker closes no sooner after it opened. [µs]"""

_WATCHED: Final = (BreakerState.CONNECTED, BreakerState.WARNING)
_WAITING: Final = (BreakerState.CUT_OFF, BreakerState.LOG_ONLY)
_NO_TABLE: Final = DisconnectTable(number=1, title="without a table")


@lru_cache(maxsize=64)
def _settings_of(table: DisconnectTable) -> Mapping[str, int]:
    """A table's settings, shared by all meters that go by it."""
    return table.settings()


def _reader(key: str) -> Callable[[Breaker], int]:
    return lambda breaker: breaker.setting(key)


def _writer(key: str) -> Callable[[Breaker, int], None]:
    return lambda breaker, value: breaker.set_setting(key, value)


class Breaker(Part[BreakerMemory]):
    """The breaker of a meter; without one (X10=0) it does nothing and refuses all. No safety function."""

    name: ClassVar[str] = "breaker"
    STATE: ClassVar[type[msgspec.Struct]] = BreakerMemory
    READERS: ClassVar[Mapping[str, Callable[[Any], int | bytes | str]]] = {
        "breaker": lambda breaker: int(breaker.position),
        "breaker_limit": lambda breaker: breaker.limit,
        "breaker_feedback": lambda breaker: int(breaker.feedback),
        **{key: _reader(key) for key in BREAKER_SETTINGS},
    }
    WRITERS: ClassVar[Mapping[str, Callable[[Any, int], None]]] = {
        "breaker": lambda breaker, value: breaker.order(value),
        **{key: _writer(key) for key in BREAKER_SETTINGS},
    }

    def __init__(self, meter: Meter, state: BreakerMemory) -> None:
        super().__init__(meter, state)
        self._fitted = meter.configuration.has_breaker
        self._table = meter.configuration.table(DisconnectTable) or _NO_TABLE
        self._load: LoadRule | None = None
        self._voltage: VoltageRule | None = None
        self._last_load: LoadRule | None = None
        self._last_voltage: dict[bool, VoltageRule] = {}
        self._next = Event.WAIT_OVER
        self._make_rules()
        meter.load_on = state.closed

    @classmethod
    def new_state(cls, configuration: Configuration, start_us: int) -> Any:
        """As delivered (Z19): one that is delivered disconnected awaits a release from remote."""
        closed = configuration.breaker_closed_at_delivery is not False
        state = BreakerState.CONNECTED if closed else BreakerState.DISCONNECTED
        return BreakerMemory(state=state, closed=closed)

    # What it goes by, and what it tells.

    @property
    def position(self) -> BreakerState:
        """The machine's state."""
        return BreakerState(self.state.state)

    def setting(self, key: str) -> int:
        """A setting by key: as it was written, else as the table of Z9 has it."""
        value = self.state.settings.get(key)
        return _settings_of(self._table)[key] if value is None else value

    @property
    def basis(self) -> Basis:
        """What may open it."""
        return Basis(self.setting("breaker_basis"))

    @property
    def automatic(self) -> bool:
        """It closes by itself when what opened it is over; else it awaits button or command."""
        return self.setting("breaker_automatic") == 1

    @property
    def button_opens(self) -> bool:
        """The button may open it (Z9)."""
        return self._table.button

    @property
    def limit(self) -> int:
        """The limit in force: the high one, or the low one while it is closed without credit. [A or kW]"""
        return self.setting("breaker_limit_low" if self.state.limited else "breaker_limit_high")

    @property
    def feedback(self) -> Feedback:
        """What it reports; behind an open contact there is no voltage."""
        state = self.state
        told = Feedback.VOLTAGE_VALID | Feedback.COMMUNICATION
        told |= Feedback.VOLTAGE if state.closed and self.meter.mains.on else Feedback.NONE
        told |= Feedback.NONE if state.limited else Feedback.HIGH_LIMIT
        told |= Feedback.PENDING if state.pending else Feedback.NONE
        at_fault = state.closed is (self.position in OPEN_STATES)
        return told | (Feedback.SWITCH_ERROR if at_fault else Feedback.NONE)

    # Commands.

    @command
    def order(self, order: int) -> None:
        """What is written to its register: 1 disconnects, 2 releases, 3 reconnects. No safety function.

        Raises:
            CommandRefused: There is no breaker, no such order, or it cannot be in this state.
        """
        if order not in list(BreakerOrder):
            raise CommandRefused(f"the breaker takes 1 disconnect, 2 release, 3 reconnect, not {order}")
        self._command(Event[BreakerOrder(order).name])

    @command
    def press_button(self) -> None:
        """The left button was held for 6 s at the breaker's reading. No safety function.

        Raises:
            CommandRefused: There is no breaker, or the button can do nothing in this state.
        """
        self._command(Event.BUTTON)

    @command
    def set_setting(self, key: str, value: int) -> None:
        """Change a setting; the rules then begin anew.

        Raises:
            CommandRefused: There is no breaker, or the value is out of its bounds or order.
        """
        self._check_fitted()
        if refusal := breaker_refusal({**_settings_of(self._table), **self.state.settings, key: value}):
            raise CommandRefused(refusal)
        if value != self.setting(key):
            self.state.settings[key] = value
            self._watch_anew()
            self.meter.occur(Occurrence.BREAKER_SET_UP)

    @command
    def tell_neutral_fault(self, broken: bool) -> None:
        """The front end tells that the neutral is broken, or that it is whole again.

        Each change is logged; it opens the breaker where it may (bit 3 of the basis).
        """
        if broken is self.state.neutral_fault:
            return
        self.state.neutral_fault = broken
        clock = self.meter.clock
        events.neutral_changed(self.meter.logs, clock.stamp(clock.now_us), broken)
        self.meter.occur(Occurrence.NEUTRAL_BROKEN if broken else Occurrence.NEUTRAL_WHOLE)
        if not broken:
            self._happen(Event.NEUTRAL_BACK)
        elif Basis.NEUTRAL_FAULT in self.basis:
            self._withdraw(Event.NEUTRAL_BACK)
            self._happen(Event.NEUTRAL_FAULT)

    @command
    def jam(self, jammed: bool) -> None:
        """Let the contact stick where it is, or come free again: a fault, for trials.

        Raises:
            CommandRefused: There is no breaker.
        """
        self._check_fitted()
        self.state.jammed = jammed
        self._drive()

    def _check_fitted(self) -> None:
        if not self._fitted:
            raise CommandRefused("the meter has no breaker (X10=0)", Refusal.ABSENT)

    def _command(self, event: Event) -> None:
        self._check_fitted()
        if step(self.position, event, self._conditions()) is None:
            title = STATE_TITLES[self.position]
            raise CommandRefused(f"{event.value}: cannot be, the breaker is {title}", Refusal.STATE)
        self._happen(event)

    # For prepayment, which says when; its own commands and rules are what stores the change.

    @property
    def limited(self) -> bool:
        """It is closed without credit, under the low limit: credit stays out, and that is no new event."""
        return self.state.limited

    @property
    def limited_left_us(self) -> int:
        """For how long it may still be closed without credit; all of the days before it ever was. [µs]"""
        until_us = self.state.limited_until_us
        if until_us == NEVER_US:
            return self.setting("breaker_limited_days") * US_PER_DAY
        return max(0, until_us - self.meter.clock.supply_now_us)

    def credit_out(self) -> None:
        """Credit has run out: what is closed opens. Say so again if it is closed again (`BREAKER_CLOSED`)."""
        self._withdraw(Event.CREDIT_LOADED)
        if not self.state.limited:
            self._happen(Event.CREDIT_OUT)

    def credit_loaded(self) -> None:
        """There is credit: what prepayment opened closes or awaits reconnection, and the high limit holds."""
        state = self.state
        was_limited = state.limited
        state.limited = state.limited_spent = False
        state.limited_until_us = NEVER_US
        if was_limited:
            self._watch_anew()
        self._happen(Event.CREDIT_LOADED)

    # What happens by itself.

    def within(self, block: Block, from_us: int, to_us: int) -> int | None:
        """The first instant at which a deadline passes or a rule decides."""
        told = self._deadlines()
        if self._load and (trip_us := self._load.first_trip(block, from_us, to_us)) is not None:
            told.append((trip_us, Event.TRIP))
        if self._voltage and (end_us := self._voltage.first(block, from_us, to_us)) is not None:
            told.append((end_us, self._voltage_event))
        if not told:
            return None
        instant_us, self._next = min(told, key=lambda one: one[0])
        return instant_us

    def met(self, now_us: int) -> None:
        """A deadline has passed, or a rule has decided."""
        self._happen(self._next)

    def count(self, segment: Segment) -> None:
        """Take what was counted into the rules, and say whether there is a warning."""
        if self._voltage is not None:
            self._voltage.count(segment.block, segment.from_us, segment.to_us)
        if self._load is not None:
            self._load.count(segment.block, segment.from_us, segment.to_us)
            self._warn(over=self.state.load.over)

    def power_up(self, now_us: int) -> None:
        """Mains is there: the rules begin anew."""
        self._watch_anew()

    def occurred(self, occurrence: Occurrence, now_us: int) -> None:
        """Mains is back: what has become due meanwhile happens now."""
        if occurrence is Occurrence.MAINS_BACK:
            supply_us = self.meter.clock.supply_now_us
            for due_us, event in sorted(self._deadlines(), key=lambda one: one[0]):
                if due_us <= supply_us:
                    self._happen(event)

    def reconfigured(self, before: Configuration) -> None:
        """Another table (Z9) holds as a whole: what was written over the one before is gone."""
        table = self.meter.configuration.table(DisconnectTable) or _NO_TABLE
        if table is not self._table:
            self._table = table
            self.state.settings.clear()
            self._watch_anew()

    def _deadlines(self) -> list[tuple[int, Event]]:
        """Instants at which something happens whatever the rows hold."""
        state = self.state
        told: list[tuple[int, Event]] = []
        if state.pending:
            told.append((state.opened_us + REST_US, Event(state.pending)))
        if state.wait_until_us != NEVER_US:
            told.append((state.wait_until_us, Event.WAIT_OVER))
        if state.limited:
            told.append((state.limited_until_us, Event.LIMITED_OVER))
        return told

    @property
    def _voltage_event(self) -> Event:
        return Event.OVER_VOLTAGE if self.position in _WATCHED else Event.VOLTAGE_BACK

    def _watch_anew(self) -> None:
        """The rules begin anew, at the present instant."""
        supply_us = self.meter.clock.supply_now_us
        self.state.load = LoadWatch(anchor_us=supply_us)
        self.state.voltage = VoltageWatch(window_us=supply_us)
        self._warn(over=False)
        self._make_rules()

    def _make_rules(self) -> None:
        """Those rules that hold in the present state."""
        state, basis, watched = self.state, self.basis, self.position in _WATCHED
        self._load = self._voltage = None
        if not self._fitted:
            return
        if watched and self.limit and (state.limited or Basis.LOAD in basis):
            self._load = self._load_rule(by_power=Basis.POWER_INSTEAD_OF_CURRENT in basis)
        if self.position is BreakerState.OVER_VOLTAGE:
            self._voltage = self._voltage_rule("over_voltage_back", above=False)
        elif watched and Basis.OVER_VOLTAGE in basis:
            self._voltage = self._voltage_rule("over_voltage", above=True)

    def _load_rule(self, *, by_power: bool) -> LoadRule:
        """The load's rule: the last one, where it was of the same limits, as it knows the block already."""
        k1, k2, k3, t1, t2, t3 = (self.setting(f"breaker_{of}{n}") for of in "kt" for n in (1, 2, 3))
        limits = load_limits(self.limit, (k1, k2, k3), (t1, t2, t3), by_power=by_power)
        last = self._last_load
        if last is None or last.limits != limits:
            self._last_load = last = LoadRule(self.state.load, limits)
        last.restart(self.state.load)
        return last

    def _voltage_rule(self, key: str, *, above: bool) -> VoltageRule:
        """That of the voltage, likewise."""
        level = VoltageLevel(self.setting(f"{key}_level"), self.setting(f"{key}_time"), above)
        last = self._last_voltage.get(above)
        if last is None or last.level != level:
            self._last_voltage[above] = last = VoltageRule(self.state.voltage, level)
        last.restart(self.state.voltage)
        return last

    def _warn(self, *, over: bool) -> None:
        """There is a warning while a limit is exceeded."""
        event = Event.LOAD_OVER if over else Event.LOAD_UNDER
        self.state.state = step(self.position, event, ()) or self.state.state

    # How it moves.

    def _conditions(self) -> frozenset[Condition]:
        """The conditions that are met."""
        state = self.state
        allowed = self.setting("breaker_limit_low") > 0 and self.limited_left_us > 0
        told = (
            (self.automatic, Condition.AUTOMATIC),
            (Basis.LOG_ONLY in self.basis, Condition.LOG_ONLY),
            (state.limited, Condition.LIMITED),
            (self.button_opens, Condition.BUTTON_OPENS),
            (not self._table.button_needs_release, Condition.BUTTON_CLOSES),
            (allowed and not state.limited_spent, Condition.LIMITED_ALLOWED),
        )
        return frozenset(condition for met, condition in told if met)

    def _happen(self, event: Event) -> None:
        """Take an event: the machine goes where the table says, and the contact after it."""
        state, before = self.state, self.position
        to = step(before, event, self._conditions()) if self._fitted else None
        if to is None:
            return
        opened_us, now_us = state.opened_us, self.meter.clock.supply_now_us
        closes = before in OPEN_STATES and to not in OPEN_STATES
        if closes and opened_us != NEVER_US and now_us < opened_us + REST_US:
            if event is not Event.VOLTAGE_BACK:  # the next window tells whether it still is
                state.pending = event.value
            return
        state.pending = ""
        if to is not before:
            self._enter(event, before, to)

    def _withdraw(self, event: Event) -> None:
        """What was to close the breaker after its rest is so no more."""
        if self.state.pending == event.value:
            self.state.pending = ""

    def _enter(self, event: Event, before: BreakerState, to: BreakerState) -> None:
        """Go from one state to another, with all that follows."""
        state, now_us = self.state, self.meter.clock.supply_now_us
        state.state = to
        wait_us = max(self.setting("breaker_wait") * US_PER_S, REST_US)
        state.wait_until_us = now_us + wait_us if to in _WAITING else NEVER_US
        if before is BreakerState.CUT_OFF_PREPAYMENT and event is Event.BUTTON:
            state.limited_until_us = now_us + self.limited_left_us
            state.limited = True
        elif to in OPEN_STATES:
            state.limited_spent |= state.limited and event is Event.TRIP
            state.limited = False
            if before not in OPEN_STATES:
                state.opened_us = now_us
        self._watch_anew()
        self._drive()
        clock = self.meter.clock
        events.breaker_changed(self.meter.logs, clock.stamp(clock.now_us), to, self.feedback)
        if (occurrence := _occurrence(event, before, to)) is not None:
            self.meter.occur(occurrence)

    def _drive(self) -> None:
        """Bring the contact where the state wants it."""
        wanted = self.position not in OPEN_STATES
        if self.state.closed is wanted:
            return
        if self.state.jammed:
            self.meter.occur(Occurrence.BREAKER_STUCK)
            return
        self.state.closed = wanted
        self.meter.switch_load(wanted)


_OPENED: Final = {
    Event.DISCONNECT: Occurrence.BREAKER_OPENED_FROM_REMOTE,
    Event.BUTTON: Occurrence.BREAKER_OPENED_BY_HAND,
}


def _occurrence(event: Event, before: BreakerState, to: BreakerState) -> Occurrence | None:
    """What others are told of a change of state."""
    if to is BreakerState.LOG_ONLY:
        return Occurrence.BREAKER_LOGGED_ONLY
    if to is BreakerState.AWAITING_RECONNECTION:
        return Occurrence.BREAKER_RELEASED
    if (before in OPEN_STATES) == (to in OPEN_STATES):
        return None
    if to in OPEN_STATES:
        return _OPENED.get(event, Occurrence.BREAKER_OPENED_BY_ITSELF)
    return Occurrence.BREAKER_CLOSED
