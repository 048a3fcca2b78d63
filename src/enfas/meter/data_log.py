"""A data log: registers that are captured at the end of each of its periods, with time, status and quality.

A register that is not known (`Register` values may be None) is captured as the greatest value of its type.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

import msgspec

from enfas.catalog.data_logs import DATA_LOGS, HEAD, TIME, data_layout, register_of
from enfas.catalog.layout import Column
from enfas.catalog.logs import FORMAT_OCTET
from enfas.catalog.occurrences import Occurrence
from enfas.catalog.quality import LoggerStatus
from enfas.meter.log import Log
from enfas.meter.periods import Periods

if TYPE_CHECKING:
    from enfas.meter.device import Meter

Reader = Callable[["Meter"], Any]
"""What gives the value of a column."""

__all__ = ["DataLogPart", "Reader"]

State = TypeVar("State", bound=msgspec.Struct)


def _unknown(column: Column) -> int:
    """What stands for what is not known."""
    return column.type.bounds[1] if column.type.integer else 0


class DataLogPart(Periods[State]):
    """A part that keeps a data log, which has the part's name.

    Attributes:
        WRITTEN: What happens when an entry is written.
        log: Its entries.
    """

    WRITTEN: ClassVar[Occurrence]

    def __init__(self, meter: Meter, state: State) -> None:
        super().__init__(meter, state)
        row = next(row for row in DATA_LOGS if row.name == self.name)
        self.log = Log(
            row.name, row.obis, data_layout(row.obis, self.columns()), 1, meter.clock.normal_offset_us
        )
        self.reshape()

    @abstractmethod
    def columns(self) -> tuple[str, ...]:
        """What is captured, by key."""

    @abstractmethod
    def depth(self) -> int:
        """How many entries are kept."""

    def period_s(self) -> int:
        """The time between entries; 0: they are written at events. [s]"""
        return 0

    def logs(self) -> Iterable[Log]:
        """Its log."""
        return (self.log,)

    def reshape(self) -> None:
        """Take columns, depth and period as they now are; all entries go."""
        self.log.reshape(data_layout(self.log.obis, self.columns()), self.depth(), self.period_s())
        columns = self.log.columns[HEAD:]
        self._captured = [(self.reader(column.name), _unknown(column)) for column in columns]

    def ended(self, stamp: bytes) -> None:
        """Write the entry."""
        self.capture(stamp)
        self.meter.occur(self.WRITTEN)

    def capture(self, stamp: bytes) -> None:
        """Write the entry of the running period."""
        period = self.period
        meter = self.meter
        values = [unknown if (value := read(meter)) is None else value for read, unknown in self._captured]
        self.log.append(stamp, period.status, period.data_quality, FORMAT_OCTET, *values)

    def reader(self, key: str) -> Reader:
        """What gives what a column captures now, by its key."""
        if key.endswith(TIME):
            peak = register_of(key)
            return lambda meter: meter.peak_time(peak)
        return self.meter.reader(key)

    def delete(self, mark: LoggerStatus = LoggerStatus.NONE) -> None:
        """Delete all entries; the next one tells why."""
        self.log.clear()
        self.period.status |= mark
        self.reshape()
