"""The integration period: what is counted in it, its end at each bound, and what then happens to it.

Rules of time. All bounds are by the meter's own clock. If a bound passes without mains, the period that was
cut short is entered with the stamp of its regular end when mains returns, marked; whole periods without mains
have no entry, and the next entry tells of the discontinuity. Setting the clock by 7 s or more ends the
running period at once, stamped with the time before; the next begins at the new time; both are marked. By
less nothing is marked: a bound that is jumped over is reached, one that comes again is not reached twice.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from enfas.catalog.quality import DataQuality, LoggerStatus, clock_quality
from enfas.meter.part import Part, Segment
from enfas.meter.period import Period
from enfas.timebase import US_PER_MIN

if TYPE_CHECKING:
    from enfas.meter.configuration import Configuration

__all__ = ["Integration"]


class Integration(Part[Period]):
    """The running integration period of a meter."""

    name = "period"
    STATE = Period

    @classmethod
    def new_state(cls, configuration: Configuration, start_us: int) -> Any:
        """A period that begins and ends when the meter is made: the first mains opens one."""
        return Period(start_us, start_us)

    @property
    def _length_us(self) -> int:
        return self.meter.profile.state.period_min * US_PER_MIN

    def due_us(self) -> int | None:
        """Its end."""
        return self.state.end_us

    def act(self, now_us: int) -> None:
        """Its end is reached, or was passed without mains."""
        if self.meter.mains.on:
            end_us = self.state.end_us
            self._end(end_us)
            self.state.open(end_us, self._bound_after(max(end_us, now_us)))
        else:
            self._make_up(now_us)

    def count(self, segment: Segment) -> None:
        """Count a segment."""
        self.state.add(segment.amounts, segment.duration_us)

    def power_up(self, now_us: int) -> None:
        """Mains is there, again or for the first time."""
        if self.meter.mains.total_us:
            self.state.quality |= DataQuality.OUTAGE
        else:
            self._begin(now_us)

    def before_clock_set(self, after_us: int) -> None:
        """A large change ends the period with the time before it."""
        now_us = self.meter.clock.now_us
        marks = clock_quality(after_us - now_us)
        self.state.quality |= marks
        if marks and self.state.mains_us:
            self._end(now_us)

    def clock_set(self, before_us: int) -> None:
        """After a large change a period begins at the new time."""
        now_us = self.meter.clock.now_us
        if marks := clock_quality(now_us - before_us):
            self._begin(now_us)
            self.state.quality |= marks
            self.state.status |= LoggerStatus.DISCONTINUITY

    @contextmanager
    def changing_length(self) -> Iterator[None]:
        """What is done inside gives periods another length; the running one ends short, and counts."""
        now_us = self.meter.clock.now_us
        if self.state.mains_us:
            self._end(now_us)
        yield
        self._begin(now_us)

    def _bound_after(self, instant_us: int) -> int:
        return self.meter.clock.next_boundary(instant_us, self._length_us)

    def _end(self, stamp_us: int) -> None:
        """Hand the period over to whoever wants it, with a stamp by the meter's clock. [µs]"""
        self.meter.end_period(self.state, self.meter.clock.stamp(stamp_us))

    def _begin(self, now_us: int) -> None:
        """Begin a period now; it ends at the next bound. One in which nothing was counted is moved."""
        end_us = self._bound_after(now_us)
        if self.state.mains_us:
            self.state.open(now_us, end_us)
        else:
            self.state.move(now_us, end_us)
        if now_us != end_us - self._length_us:
            self.state.status |= LoggerStatus.DISCONTINUITY

    def _make_up(self, now_us: int) -> None:
        """Make up for the bounds that passed without mains."""
        period = self.state
        due_us = period.end_us
        begin_us = self._bound_after(now_us) - self._length_us
        if period.mains_us:
            period.quality |= DataQuality.OUTAGE
            self._end(due_us)
            period.open(begin_us, begin_us + self._length_us)
            missing = begin_us > due_us
        else:
            period.move(begin_us, begin_us + self._length_us)
            missing = True
        if missing:
            period.status |= LoggerStatus.DISCONTINUITY
