"""Z30, what debiting log 2 holds: registers in their order.

    table = "Z30"
    number = 3
    title = "Active energy alone"
    registers = ["hours", "a_plus", "p_plus_max", "p_plus_max.time"]

A peak's time is `<key>.time`. Registers that a meter does not have, by its energies, are left out there.
"""

from __future__ import annotations

from typing import ClassVar, Final

from enfas.catalog.data_logs import TIME, register_of
from enfas.catalog.registers import EXTENDED, REGISTERS
from enfas.catalog.tables.table import Table
from enfas.errors import ConfigurationError

__all__ = ["DebitingTable"]

_MOST: Final = 64


class DebitingTable(Table, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What debiting log 2 holds.

    Attributes:
        registers: The registers, by key.
    """

    CODE: ClassVar[str] = "Z30"

    registers: list[str]

    def check(self) -> None:
        """Refuse what the log cannot hold.

        Raises:
            ConfigurationError: None or too many registers, one twice, or one that is not there, is no number,
                cannot be read, or has no time.
        """
        if not 1 <= len(self.registers) <= _MOST or len(set(self.registers)) != len(self.registers):
            raise ConfigurationError(f"debiting log 2 has 1 to {_MOST} different registers")
        for key in self.registers:
            row = REGISTERS.get(register_of(key))
            if row is None or not row.type.integer or "R" not in row.access:
                raise ConfigurationError(f"debiting log 2 cannot hold {key!r}: there is no such number")
            if key.endswith(TIME) and row.class_id != EXTENDED:
                raise ConfigurationError(f"debiting log 2 cannot hold {key!r}: only a peak has a time")
