"""The log of the occurrence counters: as they stand at the end of each day, week or month.

A setting says how often; the counters go on, so that the difference of two entries is what happened between.
Persistent: the running period, and how often.

Source: technical description 5512-1235 D1, section 4.9.8.2.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, ClassVar

import msgspec

from enfas.catalog.debiting import INTERVALS
from enfas.catalog.registers.quality import COUNTERS
from enfas.errors import CommandRefused
from enfas.meter import events
from enfas.meter.bounds import interval_bounds
from enfas.meter.command import command
from enfas.meter.period import Period
from enfas.meter.periods import Periods
from enfas.meter.voltage_quality.part import VoltageQuality

if TYPE_CHECKING:
    from enfas.meter.configuration import Configuration

__all__ = ["OccurrenceLog", "OccurrenceLogState"]


class OccurrenceLogState(msgspec.Struct):
    """What is kept.

    Attributes:
        period: The running period.
        interval: How often the log is written: day, week or month.
        v: Version of the part.
    """

    period: Period
    interval: str = INTERVALS[0]
    v: int = 1


class OccurrenceLog(Periods[OccurrenceLogState]):
    """The log of a meter's occurrence counters."""

    name: ClassVar[str] = "occurrence_log"
    STATE: ClassVar[type[msgspec.Struct]] = OccurrenceLogState
    RESTARTS: ClassVar[bool] = False
    READERS: ClassVar[Mapping[str, Callable[[Any], int]]] = {
        "occurrence_interval": lambda part: INTERVALS.index(part.state.interval)
    }
    WRITERS: ClassVar[Mapping[str, Callable[[Any, Any], None]]] = {
        "occurrence_interval": lambda part, value: part.set_interval(value)
    }

    @classmethod
    def new_state(cls, configuration: Configuration, start_us: int) -> Any:
        """A day that the first mains opens."""
        return OccurrenceLogState(Period(start_us, start_us))

    @property
    def period(self) -> Period:
        """The running period."""
        return self.state.period

    def bounds(self, instant_us: int) -> tuple[int, int]:
        """Days, weeks from Monday, or months, at 00:00."""
        return interval_bounds(self.meter.clock, instant_us, self.state.interval)

    def ended(self, stamp: bytes) -> None:
        """Write the entry."""
        quality = self.meter.part(VoltageQuality)
        events.occurrences_counted(self.meter.logs, stamp, *map(quality.counter, COUNTERS))

    @command
    def set_interval(self, number: int) -> None:
        """Write an entry each day (0), each Monday (1) or on the 1st of each month (2).

        Raises:
            CommandRefused: It is none of these.
        """
        if not 0 <= number < len(INTERVALS):
            raise CommandRefused(f"occurrence_interval takes 0 (day), 1 (week) or 2 (month), not {number}")
        if INTERVALS[number] != self.state.interval:
            self.meter.catch_up()
            self.state.interval = INTERVALS[number]
            self.reschedule()
