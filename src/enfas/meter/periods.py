"""What runs in periods by the meter's own clock: their ends, outages, what setting the clock does to them.

Rules of time. All bounds are by the meter's own clock. If a bound passes without mains, the period that was
cut short ends with the stamp of its regular end when mains returns, marked; whole periods without mains have
no entry, and the next entry tells of the discontinuity. Whatever ends a period while there is no mains marks
it as well.

A setting of the clock by 7 s or more marks what was set in it. Smaller ones mark nothing, and neither end a
period nor let a bound be reached twice, or not at all; but as soon as those within one integration period add
up to 7 s they are marked and logged as one of that size. A period that `RESTARTS` is ended at once by what is
marked, stamped with the time before, and the next begins at the new time, both marked. One that does not goes
on: a bound that was jumped over is reached, and one that comes again within a day is not reached twice.
"""

from __future__ import annotations

from abc import abstractmethod
from typing import ClassVar, Final, TypeVar

import msgspec

from enfas.catalog.quality import DataQuality, LoggerStatus
from enfas.meter.part import Part, Segment
from enfas.meter.period import Period
from enfas.timebase import US_PER_DAY

__all__ = ["NEVER", "Periods"]

State = TypeVar("State", bound=msgspec.Struct)

NEVER: Final = 1 << 61
"""The bound of what has none by the clock. [µs]"""


class Periods(Part[State]):
    """A part that runs in periods.

    Attributes:
        RESTARTS: A setting of the clock that is marked ends the running period.
    """

    RESTARTS: ClassVar[bool] = True

    @property
    @abstractmethod
    def period(self) -> Period:
        """The running period, a part of the state."""

    @abstractmethod
    def bounds(self, instant_us: int) -> tuple[int, int]:
        """The last bound that is not after an instant of the meter's clock, and the next after it. [µs]"""

    @abstractmethod
    def ended(self, stamp: bytes) -> None:
        """The running period has ended: what is to be written is written."""

    def due_us(self) -> int | None:
        """Its end."""
        end_us = self.period.end_us
        return None if end_us == NEVER else end_us

    def act(self, now_us: int) -> None:
        """Its end is reached, or was passed without mains."""
        period = self.period
        if period.start_us == period.end_us and not period.mains_us:
            self.begin(now_us)  # it has never begun
        elif self.meter.mains.on:
            due_us = period.end_us
            self.end(due_us)
            begin_us, end_us = self.bounds(max(due_us, now_us))
            period.open(due_us, end_us)
            if begin_us > due_us:
                period.status |= LoggerStatus.DISCONTINUITY
        else:
            self._make_up(now_us)

    def count(self, segment: Segment) -> None:
        """Count a segment."""
        self.period.add(segment.amounts, segment.duration_us)

    def power_up(self, now_us: int) -> None:
        """Mains is there, again or for the first time."""
        if self.meter.mains.total_us:
            self.period.quality |= DataQuality.OUTAGE
        else:
            self.begin(now_us)

    def before_clock_set(self, after_us: int) -> None:
        """What is marked ends the period with the time before it."""
        marks = self.meter.clock_marks
        self.period.quality |= marks
        if marks and self.RESTARTS and self.period.mains_us:
            self.end(self.meter.clock.now_us)

    def clock_set(self, before_us: int) -> None:
        """After what is marked a period begins at the new time, or goes on to another bound."""
        marks, now_us = self.meter.clock_marks, self.meter.clock.now_us
        if not marks:
            return
        if self.RESTARTS:
            self.begin(now_us)
            self.period.quality |= marks
            self.period.status |= LoggerStatus.DISCONTINUITY
        else:
            self.reschedule()

    def reschedule(self) -> None:
        """Take the next bound by the present time and rules; one that is due stays so.

        A clock that has lost the time is not asked: the bound stays until it is set.
        """
        period, now_us = self.period, self.meter.clock.now_us
        if period.end_us <= now_us or not self.meter.clock.state.valid:
            return
        ahead_us = period.start_us - now_us
        from_us = period.start_us if 0 < ahead_us < US_PER_DAY else now_us
        period.end_us = self.bounds(from_us)[1]

    def end(self, stamp_us: int) -> None:
        """End the period, with a stamp by the meter's clock. [µs]"""
        if not self.meter.mains.on:
            self.period.quality |= DataQuality.OUTAGE
        self.ended(self.meter.clock.stamp(stamp_us))

    def begin(self, now_us: int) -> None:
        """Begin a period now; it ends at the next bound. One in which nothing was counted is moved."""
        begin_us, end_us = self.bounds(now_us)
        if self.period.mains_us:
            self.period.open(now_us, end_us)
        else:
            self.period.move(now_us, end_us)
        if now_us != begin_us:
            self.period.status |= LoggerStatus.DISCONTINUITY

    def _make_up(self, now_us: int) -> None:
        """Make up for the bounds that passed without mains."""
        period = self.period
        due_us = period.end_us
        begin_us, end_us = self.bounds(now_us)
        if period.mains_us:
            self.end(due_us)
            period.open(begin_us, end_us)
            missing = begin_us > due_us
        else:
            period.move(begin_us, end_us)
            missing = True
        if missing:
            period.status |= LoggerStatus.DISCONTINUITY
