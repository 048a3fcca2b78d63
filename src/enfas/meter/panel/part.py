"""The front panel of a meter: which reading is on the display, and what its two buttons do.

Nothing here happens by itself: where the automatic list stands follows from the time since mains came or
since the last press, so that a panel that nobody looks at costs nothing. Persistent: all of `PanelState`.

Source: data sheet, "Display" and Z5, Z17; technical description 5512-1235 D1, "Display" and "Buttons".
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, ClassVar
from weakref import WeakKeyDictionary

import msgspec

from enfas.catalog.breaker import Basis
from enfas.catalog.display import (
    FUNCTION_READINGS,
    READINGS,
    ButtonFunction,
    Form,
    ListName,
    Reading,
    check_list,
)
from enfas.catalog.display.readings import CAPTURE_TIME
from enfas.catalog.occurrences import Occurrence
from enfas.catalog.registers import EXTENDED
from enfas.catalog.tables.button import ButtonTable
from enfas.catalog.tables.display import DisplayTable
from enfas.errors import CommandRefused, ConfigurationError, Refusal
from enfas.meter.breaker import Breaker
from enfas.meter.command import command
from enfas.meter.panel.editor import EDITORS
from enfas.meter.panel.functions import FUNCTIONS, TRIP_OF
from enfas.meter.panel.state import (
    AUTOMATIC_US,
    LEFT_LONG_S,
    RADIO_DELAY_US,
    RETURN_US,
    RIGHT_LONG_S,
    START_STEP_US,
    START_US,
    Button,
    Mode,
    PanelState,
    Shown,
)
from enfas.meter.part import Part

if TYPE_CHECKING:
    from enfas.meter.configuration import Configuration
    from enfas.meter.device import Meter
    from enfas.meter.log import Log

__all__ = ["Panel"]

_PREPAYMENT = 130  # value group C of its readings
_STEPS = (Mode.CHECKSUM, Mode.SOFTWARE, Mode.TEST)
_WITHOUT_REGISTER = (Form.CLOCK, Form.TEST, Form.CALL)
_LIST_OF = {
    Mode.AUTOMATIC: ListName.AUTOMATIC,
    Mode.MANUAL: ListName.MANUAL,
    Mode.BROWSE: ListName.MANUAL,
    Mode.BATTERY: ListName.BATTERY,
    Mode.UTILITY: ListName.UTILITY,
    Mode.EDIT: ListName.UTILITY,
}


class Panel(Part[PanelState]):
    """The display's position and the buttons of a meter."""

    name: ClassVar[str] = "panel"
    STATE: ClassVar[type[msgspec.Struct]] = PanelState

    def __init__(self, meter: Meter, state: PanelState) -> None:
        super().__init__(meter, state)
        self._talking: WeakKeyDictionary[object, int] = WeakKeyDictionary()

    # Who talks.

    @property
    def communicating(self) -> frozenset[int]:
        """The places of the modules that communicate now: 1 the module area, 2 the consumer module."""
        return frozenset(self._talking.values())

    def talks(self, association: object, place: int) -> None:
        """A module communicates, as long as the association that it has opened is there."""
        self._talking[association] = place

    @property
    def optical_locked(self) -> bool:
        """The optical port is locked, by the right button."""
        return self.state.optical_locked

    # The lists.

    def names(self, of: ListName) -> tuple[str, ...]:
        """A list as it was written, or as Z5 says."""
        written = self.state.lists.get(of.value)
        if written is not None:
            return written
        table = self.meter.configuration.table(DisplayTable)
        return table.of(of) if table else ()

    def listed(self, of: ListName) -> tuple[Reading, ...]:
        """The readings of a list that the meter has."""
        return tuple(READINGS[name] for name in self.names(of) if self.has(READINGS[name]))

    def readings(self, of: ListName) -> tuple[Reading, ...]:
        """What a list shows: what is listed; the utility's goes on with the functions of the right button."""
        shown = self.listed(of)
        if of is not ListName.UTILITY:
            return shown
        functions = self.functions
        listed = shown if ButtonFunction.UTILITY_LIST in functions else ()
        return listed + tuple(FUNCTION_READINGS[f] for f in functions if f in FUNCTION_READINGS)

    @property
    def functions(self) -> tuple[ButtonFunction, ...]:
        """What the right button can do (Z17)."""
        table = self.meter.configuration.table(ButtonTable)
        return table.functions if table else ()

    def has(self, reading: Reading) -> bool:
        """Whether the meter can show a reading."""
        if reading.form in _WITHOUT_REGISTER:
            return True
        if reading.form is Form.LOG:
            return self.log_of(reading) is not None
        if reading.form is Form.EVENT:
            return "profile_events" in self.meter.logs
        if reading.obis[2] == _PREPAYMENT and not self._prepaid:
            return False
        row = self.meter.registers.get(reading.key)
        return row is not None and (reading.attribute != CAPTURE_TIME or row.class_id == EXTENDED)

    @property
    def _prepaid(self) -> bool:
        """Prepayment is on: its readings are shown only then."""
        return bool(self.meter.part(Breaker).basis & Basis.PREPAYMENT)

    def log_of(self, reading: Reading) -> Log | None:
        """The log that a reading shows."""
        return next((log for log in self.meter.logs.values() if log.obis == reading.obis), None)

    @command
    def set_list(self, of: ListName, readings: Sequence[str]) -> None:
        """Write a list.

        Raises:
            CommandRefused: It cannot be, or lacks what the law demands.
        """
        try:
            check_list(of, readings, ())
        except ConfigurationError as error:
            raise CommandRefused(str(error)) from error
        try:
            check_list(of, readings, {name for name, reading in READINGS.items() if self.has(reading)})
        except ConfigurationError as error:
            raise CommandRefused(str(error), Refusal.RIGHT) from error
        self.state.lists[of.value] = tuple(readings)
        self.state.place = 0
        self.meter.occur(Occurrence.DISPLAY_CHANGED)

    def reconfigured(self, before: Configuration) -> None:
        """Other lists by Z5 take the place of those that were written."""
        after = self.meter.configuration
        if after.table(DisplayTable) != before.table(DisplayTable):
            self.state.lists.clear()
        self.state.mode, self.state.place = Mode.AUTOMATIC, 0

    # What is shown.

    def shown(self) -> Shown:
        """What the display shows at the meter's present."""
        state, now_us = self.state, self.meter.clock.supply_now_us
        mode = self._mode(now_us)
        if mode is Mode.DARK:
            return Shown(mode)
        on_us = now_us - state.on_us
        if mode in _STEPS:
            return Shown(mode, None, on_us % START_STEP_US)
        if mode is Mode.AUTOMATIC:
            back_us = START_US if state.mode is mode else state.pressed_us + RETURN_US - state.on_us
            turn, since_us = divmod(on_us - back_us, AUTOMATIC_US)
            listed = self.readings(ListName.AUTOMATIC)
            return Shown(mode, listed[turn % len(listed)], since_us)
        reading = self._at(self.readings(_LIST_OF[mode]))
        pressed_us = now_us - state.pressed_us
        return Shown(mode, reading, pressed_us, state.entry, state.column, state.digits, state.field)

    def _mode(self, now_us: int) -> Mode:
        state = self.state
        held = now_us - state.pressed_us < RETURN_US
        if not self.meter.mains.on:
            backed = not self.meter.clock.stopped and self.readings(ListName.BATTERY)
            return Mode.BATTERY if backed and held and state.mode is Mode.BATTERY else Mode.DARK
        if now_us - state.on_us < START_US:
            return _STEPS[(now_us - state.on_us) // START_STEP_US]
        if not held or state.mode is Mode.AUTOMATIC or not self.readings(_LIST_OF[state.mode]):
            return Mode.AUTOMATIC
        return state.mode

    def power_up(self, now_us: int) -> None:
        """The start-up begins."""
        state = self.state
        state.on_us = state.radio_us = self.meter.clock.supply_now_us
        state.mode, state.place = Mode.AUTOMATIC, 0

    def power_down(self, now_us: int) -> None:
        """Dark, until the button is pressed."""
        self.state.mode, self.state.place = Mode.AUTOMATIC, 0

    @property
    def radio_on(self) -> bool:
        """The radio has started."""
        meter = self.meter
        started = meter.clock.supply_now_us >= self.state.radio_us
        return meter.configuration.has_radio and meter.mains.on and started

    # The buttons.

    @command
    def press(self, button: Button, held_s: float = 0) -> None:
        """A button was pressed, and is released after so long. [s]

        Raises:
            CommandRefused: It was held, and there is nothing to do, or it cannot be done now.
        """
        now_us = self.meter.clock.supply_now_us
        mode = self._mode(now_us)
        if mode in (Mode.DARK, Mode.BATTERY):
            self._press_without_mains(button, mode)
        elif mode in _STEPS:
            self._press_in_start_up(button, held_s)
        elif button is Button.LEFT:
            self._press_left(mode, long=held_s >= LEFT_LONG_S)
        else:
            self._press_right(mode, long=held_s >= RIGHT_LONG_S)
        self.state.pressed_us = now_us

    def _press_without_mains(self, button: Button, mode: Mode) -> None:
        listed = self.readings(ListName.BATTERY)
        if button is Button.LEFT and listed and not self.meter.clock.stopped:
            self._go(Mode.BATTERY, (self.state.place + 1) % len(listed) if mode is Mode.BATTERY else 0)

    def _press_in_start_up(self, button: Button, held_s: float) -> None:
        if button is Button.LEFT and held_s >= RIGHT_LONG_S and self.meter.configuration.has_radio:
            self.state.radio_us = self.state.on_us + RADIO_DELAY_US

    def _press_left(self, mode: Mode, *, long: bool) -> None:
        state = self.state
        if self.meter.read("operation_state") != 1 and long:
            self.meter.write("operation_state", 1)
        elif mode is Mode.EDIT:
            self._leave_or(Mode.UTILITY, self._next_field, leave=long)
        elif mode is Mode.BROWSE:
            self._leave_or(Mode.MANUAL, self._next_column, leave=long)
        elif mode is Mode.MANUAL and long:
            self._act(self._at(self.readings(ListName.MANUAL)))
        elif long:
            raise CommandRefused("the left button acts on a reading of the manual list", Refusal.STATE)
        elif listed := self.readings(ListName.MANUAL):
            self._go(Mode.MANUAL, (state.place + 1) % len(listed) if mode is Mode.MANUAL else 0)

    def _press_right(self, mode: Mode, *, long: bool) -> None:
        state = self.state
        listed = self.readings(ListName.UTILITY)
        if mode is Mode.BROWSE:
            self._older()
        elif not listed:
            return
        elif mode is Mode.EDIT:
            function = ButtonFunction(self._at(listed).name)
            if not long:
                state.digits = EDITORS[function].counted_up(state.digits, state.field)
                return
            EDITORS[function].take(self.meter, state.digits)
            self._go(Mode.UTILITY, state.place)
        elif not long:
            self._go(Mode.UTILITY, (state.place + 1) % len(listed) if mode is Mode.UTILITY else 0)
        elif mode is not Mode.UTILITY or self._at(listed).form is not Form.FUNCTION:
            raise CommandRefused("the right button acts on one of its functions", Refusal.STATE)
        else:
            self._carry_out(ButtonFunction(self._at(listed).name))

    def _at(self, listed: Sequence[Reading]) -> Reading:
        """The reading at the place; the last where the list has become shorter."""
        return listed[min(self.state.place, len(listed) - 1)]

    def _go(self, mode: Mode, place: int) -> None:
        state = self.state
        state.mode, state.place = mode, place
        state.entry = state.column = state.field = 0
        state.digits = ""

    def _leave_or(self, to: Mode, step: Any, *, leave: bool) -> None:
        if leave:
            self._go(to, self.state.place)
        else:
            step()

    # What holding a button does.

    def _act(self, reading: Reading) -> None:
        """The left button was held at a reading. Working the breaker is no safety function."""
        if reading.key in TRIP_OF:
            self.meter.reset_trip(TRIP_OF[reading.key])
        elif reading.form is Form.BREAKER:
            self.meter.part(Breaker).press_button()
        elif reading.form is Form.LOG:
            log = self.log_of(reading)
            if log is None or not log.ring.count:
                raise CommandRefused("the log is empty", Refusal.STATE)
            self._go(Mode.BROWSE, self.state.place)
            self.state.entry = log.ring.next_seq - 1
        else:
            raise CommandRefused(f"there is nothing to do at {reading.name}", Refusal.STATE)

    def _carry_out(self, function: ButtonFunction) -> None:
        state = self.state
        if function in EDITORS:
            self._go(Mode.EDIT, state.place)
            state.digits = EDITORS[function].begin(self.meter)
        elif function is ButtonFunction.OPTICAL_PORT:
            state.optical_locked = not state.optical_locked
        elif function in FUNCTIONS:
            FUNCTIONS[function](self.meter)
        else:
            raise CommandRefused(f"the meter cannot do this: {function.value}", Refusal.ABSENT)

    def _next_field(self) -> None:
        state = self.state
        function = ButtonFunction(self._at(self.readings(ListName.UTILITY)).name)
        state.field = (state.field + 1) % len(EDITORS[function].fields)

    def _next_column(self) -> None:
        state = self.state
        log = self.log_of(self._at(self.readings(ListName.MANUAL)))
        state.column += 1
        if log is not None and state.column >= len(log.columns):
            self._older()

    def _older(self) -> None:
        """The entry before, or the newest again after the oldest."""
        state = self.state
        log = self.log_of(self._at(self.readings(ListName.MANUAL)))
        state.column = 0
        if log is not None:
            older = state.entry - 1
            state.entry = older if log.ring.first_seq <= older < log.ring.next_seq else log.ring.next_seq - 1
