"""Prepayment at work: credit counts down with A+, and when it is out the breaker opens.

Active where the breaker may open for it (bit 1 of its basis), in kWh only without tariffs, in money with the
prices of the terms. Credit is counted in quanta of the terms, of which a millijoule costs a whole number, so
that nothing is rounded, whenever prices change.

When credit is out the breaker opens at that instant, but not on a non-working day, and not within the time
slot of the exceptions (local time), unless prepayment is without restriction (bit 5 of the basis). What is
used without credit, then or after a reconnection under the low limit, is a debt that the next load pays
first. Emergency credit, where the terms give some, can be taken once until the debt is paid.

The breaker is not a safety function. Persistent: all of `Account`, and the prepayment log.

Source: technical description 5512-1235 D1, "Prepayment"; DLMS protocol 5512-1424 D1, pages 23-25, 36, 38.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, ClassVar, Final

import msgspec
import numpy as np

from enfas.catalog.breaker import Basis
from enfas.catalog.codes import software
from enfas.catalog.occurrences import Occurrence
from enfas.catalog.prepayment import CreditEvent
from enfas.catalog.stamp import UNSPECIFIED
from enfas.catalog.tables.working_days import CalendarTable
from enfas.errors import CommandRefused, Refusal
from enfas.interval import A_PLUS
from enfas.meter import events
from enfas.meter.breaker.part import Breaker
from enfas.meter.command import command
from enfas.meter.part import Part, Segment
from enfas.meter.prepayment.exceptions import TimeSlot, is_excused, is_time_of_day, next_change_us
from enfas.meter.prepayment.tokens import DIGITS, Token, TokenKind, open_signed, open_token
from enfas.meter.prepayment.vault import Lock, Taken
from enfas.timebase import US_PER_HOUR, US_PER_S

if TYPE_CHECKING:
    from enfas.meter.block import Block

__all__ = ["Account", "Prepayment"]

_MOST: Final = 1_000_000
"""Credit at most. [kWh, or units of the currency]"""

_SEPARATORS: Final = str.maketrans("", "", " -")


class Account(msgspec.Struct):
    """What is kept of credit.

    Attributes:
        credit: What may still be used. [quanta]
        debt: What was used without credit. [quanta]
        emergency: What is left of the emergency credit. [quanta]
        emergency_taken: It was taken, and the debt is not paid yet.
        low: The credit is at the alarm limit or under it, and that was told.
        out: The credit is out, and that was told.
        check_us: When exceptions are looked at again, by the meter's clock; None: nothing depends on them.
        slot_start: When the slot without cut-off begins, by local time; `slot_end` when it ends. [hhmmss]
        last_load: What was loaded last. [0.01 kWh, or 0.01 of the currency]
        last_stamp: When.
        taken: Identifiers of tokens of 20 digits.
        taken_signed: Identifiers of signed tokens.
        lock: The lock-out.
        v: Version of the part.
    """

    credit: int = 0
    debt: int = 0
    emergency: int = 0
    emergency_taken: bool = False
    low: bool = False
    out: bool = False
    check_us: int | None = None
    slot_start: int = 0
    slot_end: int = 0
    last_load: int = 0
    last_stamp: bytes = UNSPECIFIED
    taken: Taken = msgspec.field(default_factory=Taken)
    taken_signed: Taken = msgspec.field(default_factory=Taken)
    lock: Lock = msgspec.field(default_factory=Lock)
    v: int = 1


class Prepayment(Part[Account]):
    """The credit of a meter. The breaker that it opens is not a safety function."""

    name: ClassVar[str] = "prepayment"
    STATE: ClassVar[type[msgspec.Struct]] = Account
    READERS: ClassVar[Mapping[str, Callable[[Any], int | bytes | str | None]]] = {
        "credit": lambda part: part.in_kwh(part.hundredths(part.state.credit) // 100),
        "credit_debt": lambda part: part.in_kwh(-(-part.state.debt // part.terms.quanta)),
        "credit_last_load": lambda part: part.in_kwh(part.state.last_load // 100),
        "credit_hundredths": lambda part: part.hundredths(part.state.credit),
        "credit_emergency": lambda part: part.hundredths(part.state.emergency),
        "prepayment_slot_start": lambda part: part.state.slot_start,
        "prepayment_slot_end": lambda part: part.state.slot_end,
        "prepayment_time_left": lambda part: min(part.breaker.limited_left_us // US_PER_HOUR, 0xFFFF),
        "token_wait": lambda part: -(-part.state.lock.left_us(part.meter.clock.supply_now_us) // US_PER_S),
        "prepayment_active": lambda part: int(part.active),
    }
    WRITERS: ClassVar[Mapping[str, Callable[[Any, Any], None]]] = {
        "credit": lambda part, value: part.load_kwh(value),
        "credit_hundredths": lambda part, value: part.load(value),
        "prepayment_slot_start": lambda part, value: part.set_slot(start=value),
        "prepayment_slot_end": lambda part, value: part.set_slot(end=value),
        "token": lambda part, text: part.enter(text),
        "signed_token": lambda part, octets: part.enter_signed(octets),
        "credit_emergency": lambda part, value: part.take_emergency(value),
    }

    @property
    def terms(self) -> Any:
        """The terms of the meter."""
        return self.meter.configuration.prepayment

    @property
    def breaker(self) -> Breaker:
        """The breaker; not a safety function."""
        return self.meter.part(Breaker)

    @property
    def active(self) -> bool:
        """Credit counts, and opens the breaker when it is out."""
        configuration = self.meter.configuration
        if not configuration.has_breaker or Basis.PREPAYMENT not in self.breaker.basis:
            return False
        return self.terms.in_money or configuration.software.value(software.TARIFFS) == 0

    @property
    def warned(self) -> bool:
        """Credit is low or out."""
        return self.active and (self.state.low or self.state.out)

    def hundredths(self, quanta: int) -> int:
        """Credit as hundredths of a kWh or of the currency, cut off."""
        return 100 * quanta // int(self.terms.quanta)

    def in_kwh(self, value: int) -> int | None:
        """A value that is one of kWh, unless credit is in money."""
        return None if self.terms.in_money else value

    # Loading.

    @command
    def load(self, hundredths: int) -> None:
        """Load credit, as the system does. [0.01 kWh, or 0.01 of the currency]

        Raises:
            CommandRefused: It is nothing, or the credit would become too large.
        """
        self._check_room(hundredths)
        self._load(hundredths, CreditEvent.LOADED_BY_COMMAND, 0)

    def load_kwh(self, credit_kwh: int) -> None:
        """Load credit in kWh.

        Raises:
            CommandRefused: As `load`, or credit is in money.
        """
        if self.terms.in_money:
            raise CommandRefused(f"credit is in {self.terms.unit}: load it in hundredths")
        self.load(100 * credit_kwh)

    @command
    def set_slot(self, start: int | None = None, end: int | None = None) -> None:
        """Set a bound of the slot without cut-off. [hhmmss]

        Raises:
            CommandRefused: It is no time of day.
        """
        for bound in (start, end):
            if bound is not None and not is_time_of_day(bound):
                raise CommandRefused(f"{bound} is no time of day: half past six is written 063000")
        state = self.state
        state.slot_start = state.slot_start if start is None else start
        state.slot_end = state.slot_end if end is None else end
        self._look()

    @command
    def enter(self, digits: str) -> None:
        """Enter a token of 20 digits, as a person types it: spaces and dashes do not count.

        Raises:
            CommandRefused: It is none of this meter's, was used, does not fit, or the meter is locked out.
                All but a wrong number of digits is logged, and wrong tokens are counted.
        """
        plain = digits.translate(_SEPARATORS)
        if len(plain) != DIGITS or not (plain.isascii() and plain.isdigit()):
            raise CommandRefused(f"a token has {DIGITS} digits, not {len(plain)} signs")
        if not self.terms.secret:
            raise CommandRefused("this meter takes no tokens", Refusal.STATE)
        self._check_lock()
        token = open_token(self.terms.secret, self.meter.configuration.serial_number, plain)
        if token is not None and (token.kind is TokenKind.MONEY) is not self.terms.in_money:
            raise self._refusal(
                CreditEvent.TOKEN_WRONG, token.identifier, f"the token is not in {self.terms.unit}"
            )
        self._take(token, self.state.taken, CreditEvent.LOADED_BY_TOKEN)

    @command
    def enter_signed(self, octets: bytes) -> None:
        """Take a signed token.

        Raises:
            CommandRefused: As of one of 20 digits.
        """
        if not self.terms.public_key:
            raise CommandRefused("this meter takes no signed tokens", Refusal.STATE)
        self._check_lock()
        token = open_signed(self.terms.public_key, self.meter.configuration.serial_number, octets)
        self._take(token, self.state.taken_signed, CreditEvent.LOADED_BY_SIGNED_TOKEN)

    @command
    def take_emergency(self, value: int = 1) -> None:
        """Take the emergency credit: write 1.

        Raises:
            CommandRefused: The terms give none, credit is not out, or it was taken and not paid yet.
        """
        if value != 1:
            raise CommandRefused(f"credit_emergency takes 1, not {value}")
        state = self.state
        if not self.terms.emergency:
            raise CommandRefused("this meter gives no emergency credit", Refusal.STATE)
        if not self.active or state.credit:
            raise CommandRefused("credit is not out", Refusal.STATE)
        if state.emergency_taken:
            raise CommandRefused("emergency credit was taken, and is not paid yet", Refusal.STATE)
        state.emergency = self.terms.emergency * self.terms.quanta // 100
        state.emergency_taken = True
        self._log(CreditEvent.EMERGENCY_TAKEN, self.terms.emergency)
        self._credit_is_there()

    def _check_lock(self) -> None:
        if not self.meter.configuration.has_breaker:
            raise CommandRefused("there is no prepayment without a breaker (X10=0)", Refusal.ABSENT)
        left_us = self.state.lock.left_us(self.meter.clock.supply_now_us)
        if left_us:
            raise CommandRefused(
                f"too many wrong tokens: none is taken for {-(-left_us // US_PER_S)} s", Refusal.STATE
            )

    def _check_room(self, hundredths: int) -> None:
        if not self.meter.configuration.has_breaker:
            raise CommandRefused("there is no prepayment without a breaker (X10=0)", Refusal.ABSENT)
        if hundredths <= 0:
            raise CommandRefused(f"credit of {hundredths / 100:g} {self.terms.unit} cannot be loaded")
        if self.hundredths(self.state.credit) + hundredths > 100 * _MOST:
            raise CommandRefused(f"credit is at most {_MOST} {self.terms.unit}")

    def _take(self, token: Token | None, taken: Taken, how: CreditEvent) -> None:
        state = self.state
        if token is None:
            state.lock.note_wrong(self.meter.clock.supply_now_us)
            raise self._refusal(CreditEvent.TOKEN_WRONG, 0, "this is no token of this meter")
        self._check_room(10 * token.tenths)
        if not taken.take(token.identifier):
            raise self._refusal(CreditEvent.TOKEN_USED, token.identifier, "this token was used")
        state.lock.note_right()
        self._load(10 * token.tenths, how, token.identifier)

    def _refusal(self, event: CreditEvent, identifier: int, text: str) -> CommandRefused:
        """The refusal of a token; that it came is kept."""
        self._log(event, 0, identifier)
        return CommandRefused(text, kept=True)

    def _load(self, hundredths: int, how: CreditEvent, identifier: int) -> None:
        state, amount = self.state, hundredths * self.terms.quanta // 100
        paid = min(state.debt, amount)
        state.debt -= paid
        state.credit += amount - paid
        state.emergency_taken = state.emergency_taken and state.debt > 0
        state.last_load, state.last_stamp = hundredths, self._stamp()
        self._log(how, hundredths, identifier)
        if state.credit:
            state.emergency = 0
            self._credit_is_there()

    def _credit_is_there(self) -> None:
        self.state.out = False
        self.breaker.credit_loaded()
        self._look()

    # Counting down.

    def within(self, block: Block, from_us: int, to_us: int) -> int | None:
        """The first instant at which so much is used that something follows."""
        if not self.meter.load_on or not self.active:
            return None
        state, price = self.state, self.terms.price(self.meter.energy.tariff)
        left = state.credit or state.emergency
        if not price or not left:
            return None
        if state.credit > (alarm := self._alarm):
            left -= alarm
        energy_mj = -(-left // price)
        if block.at(to_us)[A_PLUS] - block.at(from_us)[A_PLUS] < energy_mj:
            return None
        return int(block.reach((A_PLUS,), from_us, to_us, np.array([energy_mj]))[0])

    def met(self, now_us: int) -> None:
        """So much is used."""
        self._look()

    def count(self, segment: Segment) -> None:
        """Take what was used from the credit, or add it to the debt."""
        used = segment.amounts[A_PLUS]
        if not used or not self.active:
            return
        state = self.state
        cost = used * self.terms.price(self.meter.energy.tariff)
        paid = min(cost, state.credit)
        state.credit -= paid
        state.debt += cost - paid
        state.emergency = max(0, state.emergency - (cost - paid))

    @property
    def _alarm(self) -> int:
        """The alarm limit. [quanta]"""
        return self.meter.settings["credit_alarm"] * int(self.terms.quanta)

    def _look(self) -> None:
        """Tell what has become of the credit, and open the breaker where it is out."""
        state = self.state
        if not self.active:
            state.low = state.out = False
            state.check_us = None
            return
        low = state.credit <= self._alarm
        if low and not state.low:
            self._tell(CreditEvent.CREDIT_LOW, Occurrence.CREDIT_LOW)
        state.low = low
        if state.credit or state.emergency:
            state.out, state.check_us = False, None
            return
        if not state.out:
            state.out = True
            told = CreditEvent.EMERGENCY_OUT if state.emergency_taken else CreditEvent.CREDIT_OUT
            self._tell(told, Occurrence.CREDIT_OUT)
        clock = self.meter.clock
        unrestricted = Basis.PREPAYMENT_WITHOUT_RESTRICTION in self.breaker.basis
        state.check_us = None if unrestricted else next_change_us(clock, self._slot)
        if unrestricted or not is_excused(clock, self._slot, self.meter.configuration.table(CalendarTable)):
            self.breaker.credit_out()

    @property
    def _slot(self) -> TimeSlot:
        return TimeSlot(self.state.slot_start, self.state.slot_end)

    def due_us(self) -> int | None:
        """When an exception may begin or end, while credit is out."""
        return self.state.check_us

    def act(self, now_us: int) -> None:
        """An exception may have begun or ended."""
        self._look()

    def power_up(self, now_us: int) -> None:
        """Mains is there: what the credit is decides."""
        self._look()

    def occurred(self, occurrence: Occurrence, now_us: int) -> None:
        """The breaker was closed, or told when to open: what the credit is decides."""
        if occurrence in (Occurrence.BREAKER_CLOSED, Occurrence.BREAKER_SET_UP, Occurrence.RECONFIGURED):
            self._look()

    def clock_set(self, before_us: int) -> None:
        """Exceptions are by the new time."""
        self._look()

    # Telling.

    def _stamp(self) -> bytes:
        clock = self.meter.clock
        return clock.stamp(clock.now_us)

    def _log(self, event: CreditEvent, hundredths: int, identifier: int = 0) -> None:
        events.credit_changed(self.meter.logs, self._stamp(), event, hundredths, identifier)

    def _tell(self, event: CreditEvent, occurrence: Occurrence) -> None:
        self._log(event, self.hundredths(self.state.credit))
        self.meter.occur(occurrence)
