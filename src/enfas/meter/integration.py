"""The integration period: what is counted in it, and what happens to it at its end.

It runs as `periods.Periods` do. It is the one within which small corrections of the clock add up, and its
mean powers make the peaks.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from enfas.catalog.quality import DataQuality, clock_quality
from enfas.meter.part import Segment
from enfas.meter.period import Period
from enfas.meter.periods import Periods
from enfas.timebase import US_PER_MIN

if TYPE_CHECKING:
    from enfas.meter.configuration import Configuration

__all__ = ["Integration"]


class Integration(Periods[Period]):
    """The running integration period of a meter."""

    name = "period"
    STATE = Period

    @classmethod
    def new_state(cls, configuration: Configuration, start_us: int) -> Any:
        """A period that begins and ends when the meter is made: the first mains opens one."""
        return Period(start_us, start_us)

    @property
    def period(self) -> Period:
        """The running period."""
        return self.state

    def bounds(self, instant_us: int) -> tuple[int, int]:
        """Those of whole periods of normal time."""
        length_us = self.meter.profile.state.period_min * US_PER_MIN
        end_us = self.meter.clock.next_boundary(instant_us, length_us)
        return end_us - length_us, end_us

    def ended(self, stamp: bytes) -> None:
        """Hand the period over to whoever wants it."""
        self.meter.end_period(self.state, stamp)

    def count(self, segment: Segment) -> None:
        """Count a segment; the period is of the tariff in which it was counted last."""
        super().count(segment)
        self.state.tariff = self.meter.energy.tariff

    def clock_marks(self, change_us: int) -> DataQuality:
        """The marks of a setting of the clock: of its own, or of all small ones in the period together."""
        return clock_quality(change_us) or clock_quality(self.state.corrected_us + change_us)

    def clock_set(self, before_us: int) -> None:
        """Small corrections add up, as long as the period lasts."""
        super().clock_set(before_us)
        change_us = self.meter.clock.now_us - before_us
        self.state.corrected_us = 0 if self.meter.clock_marks else self.state.corrected_us + change_us

    @contextmanager
    def changing_length(self) -> Iterator[None]:
        """What is done inside gives periods another length; the running one ends short, and counts."""
        now_us = self.meter.clock.now_us
        if self.state.mains_us:
            self.end(now_us)
        yield
        self.begin(now_us)
