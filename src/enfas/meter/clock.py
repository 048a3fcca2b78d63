"""The meter's own clock: what it takes the time to be, and how it tells it.

It runs on its crystal, which is a little fast or slow against the supply's time, and setting it changes its
offset. `to_meter` and `to_supply` are the only ways between the two times; both are exact in integers, so
that it does not matter at which instants the clock is looked at. When its backup ends it stands still.
Persistent: all of `ClockState`.
"""

from __future__ import annotations

from typing import ClassVar, Final, NamedTuple

import msgspec

from enfas.catalog.stamp import INVALID, SUMMER, encode_stamp
from enfas.meter.state import Upgrade
from enfas.meter.summer_time import SUMMER_ADVANCE_MIN, is_summer
from enfas.timebase import US_PER_MIN, Civil, civil

__all__ = ["Clock", "ClockState", "LocalTime"]

_PPB: Final = 1_000_000_000


class ClockState(msgspec.Struct):
    """What of the clock is kept.

    Attributes:
        v: Version of the part.
        start_us: Instant of the supply at which the meter was made. [µs]
        supply_us: End of what was taken of the last row, in supply time, or None. [µs]
        row_end_us: Where that row ends, if it was taken in part; else None. [µs]
        offset_us: Meter time less supply time at `since_us`. [µs]
        since_us: Since when it has run at its rate, in supply time. [µs]
        rate_ppb: By how much it runs fast; negative: slow. [1e-9]
        rest: What of a microsecond it was ahead then beside the offset. [1e-9 µs]
        stops_us: Where its backup ends without mains, in supply time: it stands still from there on; None:
            with mains. [µs]
        valid: The time can be trusted.
        summer_time: Daylight saving is enabled (Z15, and by command).
    """

    start_us: int
    supply_us: int | None = None
    row_end_us: int | None = None
    offset_us: int = 0
    since_us: int = 0
    rate_ppb: int = 0
    rest: int = 0
    stops_us: int | None = None
    valid: bool = True
    summer_time: bool = True
    v: int = 2

    UPGRADES: ClassVar[tuple[Upgrade, ...]] = (dict,)  # before, no clock drifted or stopped


class LocalTime(NamedTuple):
    """Local time: calendar fields, minutes ahead of UTC, and the COSEM clock status octet."""

    civil: Civil
    deviation_min: int
    status: int


class Clock:
    """The real-time clock.

    Args:
        state: What is kept.
        utc_offset_min: Normal time less UTC (Z11). [min]
    """

    __slots__ = ("normal_offset_us", "state", "utc_offset_min")

    def __init__(self, state: ClockState, utc_offset_min: int) -> None:
        self.state = state
        self.utc_offset_min = utc_offset_min
        self.normal_offset_us = utc_offset_min * US_PER_MIN

    @property
    def supply_now_us(self) -> int:
        """The present in supply time: the end of the last row, or when the meter was made. [µs]"""
        state = self.state
        return state.start_us if state.supply_us is None else state.supply_us

    @property
    def now_us(self) -> int:
        """The present by this clock, UTC. [µs]"""
        return self.to_meter(self.supply_now_us)

    def to_meter(self, supply_us: int) -> int:
        """What this clock shows at an instant of the supply. [µs]"""
        state = self.state
        supply_us = self._running(supply_us)
        if not state.rate_ppb:
            return supply_us + state.offset_us
        return supply_us + state.offset_us + self._ahead(supply_us) // _PPB

    def to_supply(self, meter_us: int) -> int:
        """The first instant of the supply at which this clock, running, shows a time or more. [µs]"""
        state = self.state
        if not state.rate_ppb:
            return meter_us - state.offset_us
        since_us = state.since_us
        shown_us = meter_us - state.offset_us - since_us
        return since_us - (state.rest - shown_us * _PPB) // (_PPB + state.rate_ppb)

    def _running(self, supply_us: int) -> int:
        """An instant of the supply, or where the clock stopped before it. [µs]"""
        stops_us = self.state.stops_us
        return supply_us if stops_us is None or supply_us < stops_us else stops_us

    def _ahead(self, supply_us: int) -> int:
        """By how much it is ahead of its offset. [1e-9 µs]"""
        state = self.state
        return (supply_us - state.since_us) * state.rate_ppb + state.rest

    def set(self, instant_us: int) -> None:
        """Show another time from now on; it is valid then. [µs]"""
        self.state.offset_us += instant_us - self.now_us
        self.state.valid = True

    def begin_anew(self, instant_us: int) -> None:
        """Run again after it stood still, from a time that cannot be trusted. [µs]"""
        self.state.stops_us = None
        self.set(instant_us)
        self.state.valid = False

    def run_at(self, rate_ppb: int) -> None:
        """Run fast or slow by another rate from now on; what it shows now stays. [1e-9]"""
        state = self.state
        if rate_ppb != state.rate_ppb:
            now_us = self._running(self.supply_now_us)
            ahead_us, state.rest = divmod(self._ahead(now_us), _PPB)
            state.offset_us += ahead_us
            state.since_us = now_us
            state.rate_ppb = rate_ppb

    @property
    def stopped(self) -> bool:
        """Its backup has ended: it stands still."""
        stops_us = self.state.stops_us
        return stops_us is not None and self.supply_now_us > stops_us

    @property
    def is_summer(self) -> bool:
        """Whether daylight saving is in force now."""
        return self.state.summer_time and is_summer(self.now_us)

    @property
    def status(self) -> int:
        """The COSEM clock status of the present: bit 0 invalid, bit 7 daylight saving."""
        return (0 if self.state.valid else INVALID) | (SUMMER if self.is_summer else 0)

    @property
    def deviation_min(self) -> int:
        """Local time less UTC now, daylight saving included. [min]"""
        return self.utc_offset_min + (SUMMER_ADVANCE_MIN if self.is_summer else 0)

    def local(self) -> LocalTime:
        """Local time now, as the display and the clock object show it."""
        deviation_min = self.deviation_min
        return LocalTime(civil(self.now_us + deviation_min * US_PER_MIN), deviation_min, self.status)

    def stamp(self, instant_us: int) -> bytes:
        """The stamp of an instant of this clock for a log: in normal time, with its validity. [µs]"""
        return encode_stamp(instant_us + self.normal_offset_us, 0 if self.state.valid else INVALID)

    def next_boundary(self, instant_us: int, period_us: int) -> int:
        """The first bound of a period in normal time after an instant of this clock. [µs]"""
        offset = self.normal_offset_us
        return ((instant_us + offset) // period_us + 1) * period_us - offset

    def normal_day(self, instant_us: int) -> int:
        """Day number, in normal time, of an instant of this clock."""
        return (instant_us + self.normal_offset_us) // (24 * 60 * US_PER_MIN)
