"""Z10, the analysis log: its registers in their order, its period, and the memory that it is given.

    table = "Z10"
    number = 7
    title = "Voltage and current every 5 min"
    period_min = 5                     # 5, 15, 30 or 60
    memory = 131072                    # octets, 82 080 to 274 560
    registers = ["u_mean", "i_mean"]   # 1 to 24 of the published list (catalog/analysis.py)

Registers that a meter does not have, by its energies or without a breaker, are left out there.
"""

from __future__ import annotations

from typing import ClassVar

from enfas.catalog.analysis import (
    ANALYSIS_REGISTERS,
    LEAST_MEMORY,
    MOST_MEMORY,
    analysis_fault,
)
from enfas.catalog.tables.table import Table
from enfas.errors import ConfigurationError

__all__ = ["AnalysisTable"]


class AnalysisTable(Table, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The setup of an analysis log.

    Attributes:
        period_min: Its period. [min]
        memory: The memory that it is given. [octets]
        registers: The registers, by key.
    """

    CODE: ClassVar[str] = "Z10"

    period_min: int
    memory: int
    registers: list[str]

    def check(self) -> None:
        """Refuse what the log cannot be.

        Raises:
            ConfigurationError: Such a period, memory or registers cannot be.
        """
        if fault := analysis_fault(self.registers, self.period_min):
            raise ConfigurationError(fault, hint=f"it can hold {', '.join(ANALYSIS_REGISTERS)}")
        if not LEAST_MEMORY <= self.memory <= MOST_MEMORY:
            raise ConfigurationError(
                f"the analysis log's memory is {LEAST_MEMORY} to {MOST_MEMORY} octets, not {self.memory}"
            )
