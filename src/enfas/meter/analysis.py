"""The analysis log: 1 to 24 registers of choice, every 5, 15, 30 or 60 minutes, by periods of its own.

Means that it captures are those of its own period, not of the integration period. Z10 says what it holds at
first; over the wire registers and period can be changed, which deletes all entries. Depth follows from the
registers and the memory that Z10 gives it (`catalog.analysis`). Persistent: the running period, registers,
and the length of periods.

Source: data sheet, "Analyslogg"; technical description 5512-1235 D1, sections 4.4.4 and 4.5.4.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, ClassVar

import msgspec

from enfas.catalog.analysis import MOST_MEMORY, analysis_depth, analysis_fault, usual_registers
from enfas.catalog.data_logs import columns_offered
from enfas.catalog.occurrences import Occurrence
from enfas.catalog.quality import LoggerStatus
from enfas.catalog.registers import REGISTERS
from enfas.catalog.tables.analysis import AnalysisTable
from enfas.errors import CommandRefused, Refusal
from enfas.meter.command import command
from enfas.meter.data_log import DataLogPart, Reader
from enfas.meter.means import MEANS, Means, means_of
from enfas.meter.period import Period
from enfas.timebase import US_PER_MIN

if TYPE_CHECKING:
    from enfas.meter.configuration import Configuration

__all__ = ["Analysis", "AnalysisState"]

_USUAL_PERIOD_MIN = 15


class AnalysisState(msgspec.Struct):
    """What of the analysis log is kept beside its records.

    Attributes:
        period: The running period.
        period_min: The length of periods. [min]
        registers: What it holds, by key.
        v: Version of the part.
    """

    period: Period
    period_min: int
    registers: tuple[str, ...]
    v: int = 1


def _setup(configuration: Configuration) -> tuple[tuple[str, ...], int]:
    """Registers and period [min] by Z10."""
    table = configuration.table(AnalysisTable)
    if table is None:
        return usual_registers(configuration.profile_channels), _USUAL_PERIOD_MIN
    return tuple(table.registers), table.period_min


class Analysis(DataLogPart[AnalysisState]):
    """The analysis log of a meter."""

    name: ClassVar[str] = "analysis"
    STATE: ClassVar[type[msgspec.Struct]] = AnalysisState
    WRITTEN: ClassVar[Occurrence] = Occurrence.ANALYSIS_LOGGED

    _means: Means

    @classmethod
    def new_state(cls, configuration: Configuration, start_us: int) -> Any:
        """As the code says (Z10)."""
        registers, period_min = _setup(configuration)
        return AnalysisState(Period(start_us, start_us), period_min, registers)

    @property
    def period(self) -> Period:
        """The running period."""
        return self.state.period

    def columns(self) -> tuple[str, ...]:
        """Those of its registers that the meter has; A+ where it has none of them."""
        return columns_offered(self.state.registers, self.meter.registers) or ("a_plus",)

    def depth(self) -> int:
        """What the memory holds."""
        table = self.meter.configuration.table(AnalysisTable)
        return analysis_depth(self.columns(), table.memory if table else MOST_MEMORY)

    def period_s(self) -> int:
        """The length of periods. [s]"""
        return self.state.period_min * 60

    def bounds(self, instant_us: int) -> tuple[int, int]:
        """Those of whole periods of normal time."""
        length_us = self.state.period_min * US_PER_MIN
        end_us = self.meter.clock.next_boundary(instant_us, length_us)
        return end_us - length_us, end_us

    def ended(self, stamp: bytes) -> None:
        """Write the entry, with the period's own means."""
        period = self.period
        self._means = means_of(period.totals, max(self.state.period_min * US_PER_MIN, period.mains_us))
        super().ended(stamp)

    def reader(self, key: str) -> Reader:
        """What gives what a column captures now; a mean, of the period that ends."""
        mean = MEANS.get(REGISTERS[key].reader) if key in REGISTERS else None
        if mean is None:
            return super().reader(key)
        known = mean
        return lambda meter: known(self._means)

    @command
    def reset(self) -> None:
        """Delete all entries; the running period goes on."""
        self.delete()

    @command
    def set_channels(self, channels: Sequence[str]) -> None:
        """Take other registers, which deletes all entries; the running period goes on.

        Raises:
            CommandRefused: Such registers cannot be, or the meter does not have one.
        """
        if fault := analysis_fault(channels, self.state.period_min):
            raise CommandRefused(fault)
        if len(columns_offered(channels, self.meter.registers)) != len(channels):
            raise CommandRefused("the meter does not have all of these registers", Refusal.ABSENT)
        if tuple(channels) != self.columns():
            self.state.registers = tuple(channels)
            self.delete(LoggerStatus.RECONFIGURED)

    @command
    def set_period(self, period_min: int) -> None:
        """Give it another period, which deletes all entries and ends the running one. [min]

        Raises:
            CommandRefused: Such a period cannot be.
        """
        if fault := analysis_fault(self.columns(), period_min):
            raise CommandRefused(fault)
        if period_min == self.state.period_min:
            return
        self.meter.catch_up()
        self.state.period_min = period_min
        self.begin(self.meter.clock.now_us)
        self.delete(LoggerStatus.INTERVAL_CHANGED)

    def reconfigured(self, before: Configuration) -> None:
        """Take what the code now says (Z10, and Z29 for the default), if it says otherwise than before."""
        (registers, period_min), was = _setup(self.meter.configuration), _setup(before)
        changed = self.meter.configuration.table(AnalysisTable) != before.table(AnalysisTable)
        if changed or (registers, period_min) != was:
            self.set_period(period_min)
            self.state.registers = registers
            self.delete(LoggerStatus.RECONFIGURED)
