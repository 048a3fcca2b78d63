"""Z14: when which relay of load control is on.

    table = "Z14"
    number = 100                   # 1 stands for control by register
    title = "Water heater at night, heat pump off on winter evenings"
    delay_s = 900                  # a relay goes on after a random time of up to so much
    default = [false, true]        # where nothing else says how a relay stands

    [relay_1]
    tariffs = [2, 4]               # on in these tariffs; or:

    [relay_2]
    [[relay_2.plans]]              # up to 3: `catalog.tables.plan` says what they hold; "on" and "off"
    name = "Heat pump"

    [[relay_2.plans.seasons]]
    name = "all year"
    working = ["00:00 on", "17:00 off", "20:00 on"]

A relay with neither is controlled by its register, one that is left out is not controlled.

Source: DLMS protocol 5512-1424 D1, pages 21 and 22 (the modes); technical description 5512-1235 D1; the
maker's own tables are on an order form.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import ClassVar, Final

import msgspec

from enfas.catalog.calendar import Calendar, DayType
from enfas.catalog.load_control import MOST_DELAY_S, RELAYS, LoadMode
from enfas.catalog.registers import MOST_TARIFFS
from enfas.catalog.tables.plan import Plan, calendar_of, check_plans
from enfas.catalog.tables.table import Table
from enfas.errors import ConfigurationError

__all__ = ["RELAY_WORDS", "LoadTable", "RelayRules"]

RELAY_WORDS: Final = MappingProxyType({"off": 0, "on": 1})
"""What a plan can switch a relay to, by name."""

_BY_REGISTER: Final = 1


class RelayRules(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What controls one relay.

    Attributes:
        tariffs: The tariffs in which it is on.
        plans: Plans, of which the first holds.
    """

    tariffs: tuple[int, ...] = ()
    plans: tuple[Plan, ...] = ()

    @property
    def mode(self) -> LoadMode:
        """What controls it."""
        if self.plans:
            return LoadMode.TABLE
        return LoadMode.TARIFF if self.tariffs else LoadMode.REGISTER

    @property
    def tariff_bits(self) -> int:
        """The tariffs in which it is on, by bits, T1 the lowest."""
        return sum({1 << tariff - 1 for tariff in self.tariffs})

    def check(self) -> None:
        """Refuse what cannot be.

        Raises:
            ConfigurationError: Both tariffs and plans, a tariff that there is not, a plan that cannot be.
        """
        if self.tariffs and self.plans:
            raise ConfigurationError("a relay goes by tariffs or by plans, not by both")
        for tariff in self.tariffs:
            if not 1 <= tariff <= MOST_TARIFFS:
                raise ConfigurationError(f"tariffs are 1 to {MOST_TARIFFS}, not {tariff}")
        if self.plans:
            check_plans(self.plans, RELAY_WORDS)

    def calendar(self, week: tuple[DayType, ...]) -> Calendar:
        """The calendar of its first plan, in weeks of such days."""
        return calendar_of(self.plans[0], tuple(RELAY_WORDS.items()), week)


class LoadTable(Table, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A table of load control; the keys are explained in the module's text.

    Attributes:
        delay_s: The longest random delay of going on. [s]
        default: How each relay stands where nothing else says it.
        relay_1: What controls relay 1; None: nothing.
        relay_2: What controls relay 2; None: nothing.
    """

    CODE: ClassVar[str] = "Z14"

    delay_s: int = 0
    default: tuple[bool, bool] = (False, False)
    relay_1: RelayRules | None = None
    relay_2: RelayRules | None = None

    def check(self) -> None:
        """Refuse what cannot be."""
        if self.number == _BY_REGISTER:
            raise ConfigurationError(
                "Z14=001 stands for control by register", hint="give the table a number from 2 on"
            )
        if not 0 <= self.delay_s <= MOST_DELAY_S:
            raise ConfigurationError(f"the delay is 0 to {MOST_DELAY_S} s, not {self.delay_s}")
        for relay in RELAYS:
            if rules := self.rules(relay):
                try:
                    rules.check()
                except ConfigurationError as error:
                    raise ConfigurationError(f"relay {relay}: {error}", hint=error.hint) from error

    def rules(self, relay: int) -> RelayRules | None:
        """What controls a relay, 1 or 2."""
        return (self.relay_1, self.relay_2)[relay - 1]
