"""Alarms: the two words that tell what happened and what is so, and the messages that are sent of them.

What sets and clears each bit says `catalog.alarms`. An event of word A that its mask names, or a change of
word B that its masks for rising and falling bits name (which is an event of word A itself, bit 11), raises an
alarm where alarms are sent at all. The part makes the messages and keeps them (`alarm_queue`); whoever runs
the meter sends them and says what became of them with `sent` and `acknowledge`. Persistent: all.

Mains is out when it has been so for longer than its threshold (1.1.134.0.15). Where Z26 asks for a last gasp,
and the meter is of variant 2, its loss is told at once, with the energy that the meter has left.

Sources: DLMS protocol 5512-1424 D1, pages 19, 27 and 28 (registers); data sheet, Z26 and variant 2's last
gasp.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, ClassVar, Final

import msgspec

from enfas.catalog.alarms import WORD_A, WORD_B, WORD_B_CHANGED, Bit, bits_named, word_of
from enfas.catalog.occurrences import Occurrence
from enfas.catalog.tables.alarms import AlarmTable
from enfas.errors import CommandRefused, Refusal
from enfas.meter.alarm_queue import AlarmQueue, Message
from enfas.meter.command import command
from enfas.meter.part import Part
from enfas.meter.period import Period
from enfas.meter.status import Status
from enfas.timebase import US_PER_S

if TYPE_CHECKING:
    from enfas.meter.configuration import Configuration

__all__ = ["CALL_OFF", "CALL_ON", "Alarms", "AlarmsState"]

CALL_OFF: Final = 0
CALL_ON: Final = 128
"""The two values of the register that says whether alarms are sent."""

_U16_MAX, _U32_MAX = 0xFFFF, 0xFFFF_FFFF
_NO_TABLE: Final = AlarmTable(number=0, title="no alarms")


def _masks(word: tuple[Bit, ...], what: str) -> dict[Occurrence, int]:
    """By occurrence, the bits that it sets, or clears."""
    masks: dict[Occurrence, int] = {}
    for bit in word:
        for occurrence in getattr(bit, what):
            masks[occurrence] = masks.get(occurrence, 0) | bit.mask
    return masks


_EVENTS: Final = _masks(WORD_A, "sets")
_RISES: Final = _masks(WORD_B, "sets")
_FALLS: Final = _masks(WORD_B, "clears")
_LOG_BITS: Final = tuple(bit for bit in WORD_A if bit.log)
_LOGS: Final = word_of(_LOG_BITS)
_POWER_FAIL: Final = word_of(bits_named(["power_fail"], WORD_B))


class AlarmsState(msgspec.Struct):
    """What is kept of it.

    Attributes:
        call: Whether alarms are sent: 0 or 128.
        address: The end point's IPv4 address.
        port: Its port.
        mask_a: The events of word A that raise an alarm.
        mask_rising: The bits of word B that do when they are set.
        mask_falling: Those that do when they are cleared.
        word_a: Word A, but for what goes with the meter status and for new entries in logs.
        word_b: Word B.
        told: By log, up to which of its records it was told of new ones.
        fails_us: When mains will have been gone for as long as its threshold, by the meter's clock. [µs]
        queue: What is to be sent.
        v: Version of the part.
    """

    call: int = CALL_OFF
    address: int = 0
    port: int = 0
    mask_a: int = 0
    mask_rising: int = 0
    mask_falling: int = 0
    word_a: int = 0
    word_b: int = 0
    told: dict[str, int] = msgspec.field(default_factory=dict)
    fails_us: int | None = None
    queue: AlarmQueue = msgspec.field(default_factory=AlarmQueue)
    v: int = 1


def _writer(name: str, most: int) -> Callable[[Any, Any], None]:
    return lambda part, value: part.set_number(name, value, most)


class Alarms(Part[AlarmsState]):
    """The alarms of a meter."""

    name: ClassVar[str] = "alarms"
    STATE: ClassVar[type[msgspec.Struct]] = AlarmsState
    READERS: ClassVar[Mapping[str, Callable[[Any], int | bytes | str]]] = {
        "alarm_call": lambda part: part.state.call,
        "alarm_address": lambda part: part.state.address,
        "alarm_port": lambda part: part.state.port,
        "alarm_mask_a": lambda part: part.state.mask_a,
        "alarm_mask_rising": lambda part: part.state.mask_rising,
        "alarm_mask_falling": lambda part: part.state.mask_falling,
        "event_status_a": lambda part: part.word_a,
        "event_status_b": lambda part: part.state.word_b,
    }
    WRITERS: ClassVar[Mapping[str, Callable[[Any, Any], None]]] = {
        "alarm_call": lambda part, value: part.set_call(value),
        "alarm_address": _writer("address", _U32_MAX),
        "alarm_port": _writer("port", _U16_MAX),
        "alarm_mask_a": _writer("mask_a", _U32_MAX),
        "alarm_mask_rising": _writer("mask_rising", _U32_MAX),
        "alarm_mask_falling": _writer("mask_falling", _U32_MAX),
        "event_status_b": lambda part, value: part.clear(value),
    }

    @classmethod
    def new_state(cls, configuration: Configuration, start_us: int) -> Any:
        """As the table of Z26 says."""
        state = AlarmsState()
        _take_table(state, configuration.table(AlarmTable) or _NO_TABLE)
        return state

    def reconfigured(self, before: Configuration) -> None:
        """Another table of Z26 holds from now on."""
        table = self.table
        if table != (before.table(AlarmTable) or _NO_TABLE):
            _take_table(self.state, table)
            if self.state.call == CALL_OFF:
                self.state.queue.messages.clear()

    @property
    def table(self) -> AlarmTable:
        """The table of Z26."""
        return self.meter.configuration.table(AlarmTable) or _NO_TABLE

    # The words.

    @property
    def word_a(self) -> int:
        """Word A: what has happened, what the meter status tells, and which logs have new entries."""
        status = self.meter.part(Status).state.bits  # its bits are those of word A
        return self.state.word_a | status | self._new_entries()

    @property
    def shown(self) -> tuple[str, ...]:
        """The titles of what word B tells and the table of Z26 wants to be shown, in the order of bits."""
        wanted = word_of(bits_named(self.table.shown, WORD_B)) & self.state.word_b
        return tuple(bit.title for bit in WORD_B if bit.mask & wanted)

    def _new_entries(self) -> int:
        """The bits of the logs that have entries of which nobody was told."""
        logs, told = self.meter.logs, self.state.told
        return sum(
            bit.mask
            for bit in _LOG_BITS
            if bit.log in logs and 0 < logs[bit.log].ring.next_seq != told.get(bit.log)
        )

    def occurred(self, occurrence: Occurrence, now_us: int) -> None:
        """What happened sets and clears bits."""
        changed = self._change_b(_RISES.get(occurrence, 0), _FALLS.get(occurrence, 0))
        self._raise(_EVENTS.get(occurrence, 0) | changed | self._told_of_logs())

    def period_ended(self, period: Period, stamp: bytes) -> None:
        """There may be new entries in logs."""
        self._raise(self._told_of_logs())

    def _change_b(self, rises: int, falls: int) -> int:
        """Set and clear bits of word B; what that is of word A: bit 11, if its masks name one of them."""
        state = self.state
        before = state.word_b
        state.word_b = before & ~falls | rises
        changed = (state.word_b & ~before & state.mask_rising) | (before & ~state.word_b & state.mask_falling)
        return WORD_B_CHANGED.mask if changed else 0

    def _told_of_logs(self) -> int:
        """New entries in logs are events, where the mask names them: each time that there are new ones."""
        wanted = self.state.mask_a & _LOGS
        return self._new_entries() & wanted if wanted and self.state.call == CALL_ON else 0

    def _raise(self, events: int) -> None:
        """Events of word A; those that its mask names raise an alarm."""
        self.state.word_a |= events
        if events & self.state.mask_a:
            self._put()

    def _put(self, *, last_gasp: bool = False) -> None:
        state, clock = self.state, self.meter.clock
        if state.call != CALL_ON:
            return
        words = self.word_a, state.word_b, self.meter.part(Status).octet
        for bit in _LOG_BITS:
            if bit.mask & words[0]:
                state.word_a |= bit.mask  # until it is acknowledged
                state.told[bit.log] = self.meter.logs[bit.log].ring.next_seq
        now_us = clock.now_us
        state.queue.put(clock.stamp(now_us), words, now_us, last_gasp=last_gasp)

    # Mains.

    def power_down(self, now_us: int) -> None:
        """A last gasp tells at once that mains is gone; else it is told when it has been for long enough."""
        state = self.state
        if self.table.last_gasp and self.meter.configuration.variant == 2:
            state.word_b |= _POWER_FAIL
            self._put(last_gasp=True)
        else:
            state.fails_us = now_us + self.meter.settings["power_fail_time"] * US_PER_S

    def power_up(self, now_us: int) -> None:
        """Mains is back."""
        self.state.fails_us = None
        self._raise(self._change_b(0, _POWER_FAIL))

    # Sending.

    @property
    def to_send(self) -> tuple[Message, ...]:
        """The alarms that are to be sent now; none where there is no end point."""
        state = self.state
        if state.call != CALL_ON or not (state.address and state.port):
            return ()
        now_us, mains = self.meter.clock.now_us, self.meter.mains.on
        return tuple(state.queue.to_send(now_us, self.table.tries, mains=mains))

    @command
    def sent(self, number: int) -> None:
        """An alarm was sent; one that need not be acknowledged is done with.

        Raises:
            CommandRefused: None of the number waits.
        """
        message = self._find(number)
        message.tries += 1
        message.next_us = self.meter.clock.now_us + self.table.retry_s * US_PER_S
        if not self.table.confirmed:
            self._done(message)

    @command
    def acknowledge(self, number: int) -> None:
        """An alarm was acknowledged: what it told of is known.

        Raises:
            CommandRefused: None of the number waits.
        """
        self._done(self._find(number))

    @command
    def call_now(self) -> None:
        """Raise an alarm that tells how things are.

        Raises:
            CommandRefused: Alarms are not sent.
        """
        if self.state.call != CALL_ON:
            raise CommandRefused("alarms are not sent", Refusal.STATE)
        self._put()

    def _find(self, number: int) -> Message:
        message = self.state.queue.find(number)
        if message is None:
            raise CommandRefused(f"no alarm {number} waits", Refusal.ABSENT)
        return message

    def _done(self, message: Message) -> None:
        self.state.queue.messages.remove(message)
        self.state.queue.acknowledged += 1
        self.state.word_a &= ~message.word_a

    def due_us(self) -> int | None:
        """When mains will have been gone for too long, or an alarm is to be given up."""
        dues = [self.state.fails_us, self.state.queue.due_us(self.table.tries)]
        return min((due for due in dues if due is not None), default=None)

    def act(self, now_us: int) -> None:
        """One of them."""
        state = self.state
        if state.fails_us is not None and state.fails_us <= now_us:
            state.fails_us = None
            self._raise(self._change_b(_POWER_FAIL, 0))
        state.queue.give_up(now_us, self.table.tries)

    def clock_set(self, before_us: int) -> None:
        """What is to happen when stays as far away."""
        change_us = self.meter.clock.now_us - before_us
        if self.state.fails_us is not None:
            self.state.fails_us += change_us
        self.state.queue.move(change_us)

    # Settings.

    @command
    def set_call(self, call: int) -> None:
        """Send alarms (128), or do not (0): what waits is gone then.

        Raises:
            CommandRefused: It is neither.
        """
        if call not in (CALL_OFF, CALL_ON):
            raise CommandRefused(f"alarm_call takes {CALL_OFF} or {CALL_ON}, not {call}")
        self.state.call = call
        if call == CALL_OFF:
            self.state.queue.messages.clear()

    @command
    def set_number(self, name: str, value: int, most: int = _U32_MAX) -> None:
        """Set a mask, or a part of the end point.

        Raises:
            CommandRefused: There is none of the name, or the value does not fit.
        """
        if name not in ("address", "port", "mask_a", "mask_rising", "mask_falling"):
            raise CommandRefused(f"alarms have no {name!r}", Refusal.ABSENT)
        if not 0 <= value <= most:
            raise CommandRefused(f"{name} takes 0 to {most}, not {value}")
        setattr(self.state, name, value)

    @command
    def clear(self, word: int) -> None:
        """Clear the bits of word B that are not in a word, until they are set again; raises no alarm."""
        self.state.word_b &= word


def _take_table(state: AlarmsState, table: AlarmTable) -> None:
    state.call = CALL_ON if table.call else CALL_OFF
    state.mask_a, state.mask_rising, state.mask_falling = table.mask_a, table.mask_rising, table.mask_falling
    if table.address and table.port:
        state.address, state.port = table.address, table.port
