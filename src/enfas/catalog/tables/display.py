"""Display lists (Z5): which readings each list of the display holds, and in which order.

    table = "Z5"
    number = 7
    title = "Energy and credit"
    automatic = ["1.8.0", "2.8.0", "130.0.0"]     # 1 to 16 readings
    manual = ["1.8.0", "2.8.0", "1.6.0", "1.6.0 time", "test"]  # 1 to 30
    battery = ["1.8.0", "2.8.0"]                  # none to 8; none: dark without mains
    utility = ["97.97.0"]                         # none to 16

Readings are those of `catalog.display.readings`. What the law demands (1.8.0 and 2.8.0) is in every list that
the consumer reads; a meter passes over what it does not have.
"""

from __future__ import annotations

from typing import ClassVar

from enfas.catalog.display import READINGS, ListName, check_list
from enfas.catalog.tables.table import Table

__all__ = ["DisplayTable"]


class DisplayTable(Table, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The lists of a display.

    Attributes:
        automatic: What it goes through by itself.
        manual: What the left button goes through.
        battery: What the left button goes through without mains.
        utility: What the right button goes through.
    """

    CODE: ClassVar[str] = "Z5"

    automatic: tuple[str, ...]
    manual: tuple[str, ...]
    battery: tuple[str, ...] = ()
    utility: tuple[str, ...] = ()

    def check(self) -> None:
        """Refuse lists that cannot be.

        Raises:
            ConfigurationError: See `check_list`.
        """
        for name in ListName:
            check_list(name, self.of(name), READINGS)

    def of(self, name: ListName) -> tuple[str, ...]:
        """The readings of a list."""
        readings: tuple[str, ...] = getattr(self, name.value)
        return readings
