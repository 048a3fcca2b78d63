"""Z14: what controls the relays of load control.

    table = "Z14"
    number = 100                   # 1 stands for control by register
    title = "Water heater in the cheap tariffs"
    delay_s = 900                  # a relay goes on after a random time of up to so much
    default = [false, true]        # where nothing else says how a relay stands

    [relay_1]
    tariffs = [2, 4]               # on in these tariffs

    [relay_2]                      # without tariffs: by register; one that is left out is not controlled

Source: DLMS protocol 5512-1424 D1, pages 21 and 22 (the modes); technical description 5512-1235 D1; the
maker's own tables are on an order form.
"""

from __future__ import annotations

from typing import ClassVar, Final

import msgspec

from enfas.catalog.load_control import MOST_DELAY_S, RELAYS, LoadMode
from enfas.catalog.registers import MOST_TARIFFS
from enfas.catalog.tables.table import Table
from enfas.errors import ConfigurationError

__all__ = ["LoadTable", "RelayRules"]

_BY_REGISTER: Final = 1


class RelayRules(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What controls one relay.

    Attributes:
        tariffs: The tariffs in which it is on.
    """

    tariffs: tuple[int, ...] = ()

    @property
    def mode(self) -> LoadMode:
        """What controls it."""
        return LoadMode.TARIFF if self.tariffs else LoadMode.REGISTER

    @property
    def tariff_bits(self) -> int:
        """The tariffs in which it is on, by bits, T1 the lowest."""
        return sum({1 << tariff - 1 for tariff in self.tariffs})

    def check(self) -> None:
        """Refuse what cannot be.

        Raises:
            ConfigurationError: A tariff that there is not.
        """
        for tariff in self.tariffs:
            if not 1 <= tariff <= MOST_TARIFFS:
                raise ConfigurationError(f"tariffs are 1 to {MOST_TARIFFS}, not {tariff}")


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
