"""Debiting log 2: registers captured at the end of each day, week or month, never on request.

How often is said by Z25 and can be changed by a register; what it holds, by Z30. Another content deletes all
entries. Persistent: the running period, how often, and what it holds.

Source: technical description 5512-1235 D1, section 4.5.3; DLMS protocol 5512-1424 D1, page 20.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

import msgspec

from enfas.catalog.codes import software
from enfas.catalog.data_logs import columns_offered
from enfas.catalog.debiting import DEBITING_2_DEPTH, INTERVALS
from enfas.catalog.occurrences import Occurrence
from enfas.catalog.quality import LoggerStatus
from enfas.catalog.tables.debiting import DebitingTable
from enfas.errors import CommandRefused
from enfas.meter.bounds import interval_bounds
from enfas.meter.command import command
from enfas.meter.data_log import DataLogPart
from enfas.meter.period import Period

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from enfas.meter.configuration import Configuration

__all__ = ["Debiting2", "Debiting2State"]


class Debiting2State(msgspec.Struct):
    """What of debiting log 2 is kept beside its records.

    Attributes:
        period: The running period.
        interval: How often it is written: day, week or month.
        registers: What it holds, by key.
        v: Version of the part.
    """

    period: Period
    interval: str
    registers: tuple[str, ...]
    v: int = 1


def _registers(configuration: Configuration) -> tuple[str, ...]:
    table = configuration.table(DebitingTable)
    return tuple(table.registers) if table else ()


class Debiting2(DataLogPart[Debiting2State]):
    """Debiting log 2 of a meter."""

    name: ClassVar[str] = "debiting_2"
    STATE: ClassVar[type[msgspec.Struct]] = Debiting2State
    RESTARTS: ClassVar[bool] = False
    WRITTEN: ClassVar[Occurrence] = Occurrence.DEBITING_2_LOGGED
    READERS: ClassVar[Mapping[str, Callable[[Any], int]]] = {
        "debiting_2_interval": lambda part: INTERVALS.index(part.state.interval)
    }
    WRITERS: ClassVar[Mapping[str, Callable[[Any, Any], None]]] = {
        "debiting_2_interval": lambda part, value: part.set_interval(value)
    }

    @classmethod
    def new_state(cls, configuration: Configuration, start_us: int) -> Any:
        """As the codes say (Z25, Z30)."""
        interval = configuration.software.value(software.DEBITING_LOG_2_PERIOD)
        return Debiting2State(Period(start_us, start_us), interval, _registers(configuration))

    @property
    def period(self) -> Period:
        """The running period."""
        return self.state.period

    def columns(self) -> tuple[str, ...]:
        """Those of its profile that the meter has."""
        return columns_offered(self.state.registers, self.meter.registers)

    def depth(self) -> int:
        """175 entries."""
        return DEBITING_2_DEPTH

    def bounds(self, instant_us: int) -> tuple[int, int]:
        """Days, weeks from Monday, or months, at 00:00."""
        return interval_bounds(self.meter.clock, instant_us, self.state.interval)

    @command
    def set_interval(self, number: int) -> None:
        """Write an entry each day (0), each Monday (1) or on the 1st of each month (2); entries stay.

        Raises:
            CommandRefused: It is none of these.
        """
        if not 0 <= number < len(INTERVALS):
            raise CommandRefused(f"debiting_2_interval takes 0 (day), 1 (week) or 2 (month), not {number}")
        if INTERVALS[number] != self.state.interval:
            self.meter.catch_up()
            self.state.interval = INTERVALS[number]
            self.period.status |= LoggerStatus.INTERVAL_CHANGED
            self.reschedule()

    def reconfigured(self, before: Configuration) -> None:
        """Take what the code now says (Z25, Z30), if it says otherwise than before."""
        after = self.meter.configuration
        interval = after.software.value(software.DEBITING_LOG_2_PERIOD)
        if interval != before.software.value(software.DEBITING_LOG_2_PERIOD):
            self.set_interval(INTERVALS.index(interval))
        if _registers(after) != _registers(before):
            self.state.registers = _registers(after)
            self.delete(LoggerStatus.RECONFIGURED)
