"""Z13: which tariff is active when.

    table = "Z13"
    number = 7                     # 1 and 2 stand for control by module port and by register
    title = "Winter days and nights"

    [[plans]]                      # up to 3, of which one is chosen: see `catalog.tables.plan`
    name = "Household"

    [[plans.seasons]]
    name = "all year"
    working = ["00:00 T2", "06:00 T1", "22:00 T2"]
    non_working = ["00:00 T2"]

Source: technical description 5512-1235 D1; the maker's own tables are on an order form.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import ClassVar, Final

from enfas.catalog.calendar import Calendar, DayType
from enfas.catalog.registers import TARIFFS
from enfas.catalog.tables.plan import Plan, calendar_of, check_plans
from enfas.catalog.tables.table import Table
from enfas.errors import ConfigurationError

__all__ = ["TARIFF_WORDS", "WRITTEN_TABLE", "TariffTable"]

TARIFF_WORDS: Final = MappingProxyType({f"T{tariff}": tariff for tariff in range(1, TARIFFS + 1)})
"""The tariffs that a plan can switch to, by name."""

WRITTEN_TABLE: Final = 3
"""The shipped table for meters whose calendar is written over the wire: one tariff until then."""


class TariffTable(Table, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A table of tariffs; the keys are explained in the module's text.

    Attributes:
        plans: The plans; the first holds until another is chosen.
    """

    CODE: ClassVar[str] = "Z13"

    plans: tuple[Plan, ...]

    def check(self) -> None:
        """Refuse what cannot be."""
        if self.number < WRITTEN_TABLE:
            raise ConfigurationError(
                f"Z13={self.number:03d} stands for control by module port or register",
                hint=f"give the table a number from {WRITTEN_TABLE} on",
            )
        check_plans(self.plans, TARIFF_WORDS)

    def calendar(self, plan: int, week: tuple[DayType, ...]) -> Calendar:
        """The calendar of a plan, from 1, in weeks of such days."""
        return calendar_of(self.plans[plan - 1], tuple(TARIFF_WORDS.items()), week)
