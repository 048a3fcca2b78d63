"""A data log: registers that are captured at the end of each of its periods, with time, status and quality.

A register that is not known (`Register` values may be None) is captured as the greatest value of its type.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterable
from typing import TYPE_CHECKING, ClassVar, TypeVar

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

__all__ = ["DataLogPart"]

State = TypeVar("State", bound=msgspec.Struct)


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

    def ended(self, stamp: bytes) -> None:
        """Write the entry."""
        self.capture(stamp)
        self.meter.occur(self.WRITTEN)

    def capture(self, stamp: bytes) -> None:
        """Write the entry of the running period."""
        period = self.period
        values = [self.value(column) for column in self.log.columns[HEAD:]]
        self.log.append(stamp, period.status, period.data_quality, FORMAT_OCTET, *values)

    def value(self, column: Column) -> bytes | int:
        """What a column captures now."""
        key = column.name
        if key.endswith(TIME):
            return self.meter.peak_time(register_of(key))
        value = self.meter.read(key)
        return value if isinstance(value, int) else column.type.bounds[1]

    def delete(self, mark: LoggerStatus = LoggerStatus.NONE) -> None:
        """Delete all entries; the next one tells why."""
        self.log.clear()
        self.period.status |= mark
        self.reshape()
