"""Smart disconnect by load: over k1·X for t1, or over k2·X for t1 + t2, or over k3·X for t1 + t2 + t3.

What is looked at is the r.m.s. current of one second, or the mean imported active power of one second
(`seconds`). Seconds are counted from the instant at which the watch began: mains came, the breaker closed, a
setting was changed. A second is known at its end: there the breaker opens when the limit has been exceeded
without a break for the time, and for at least one second where the time is 0. A limit X of 0 is none.

Source: technical description 5512-1235 D1, tables 18 to 20; DLMS protocol 5512-1424 D1, page 23.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable
from typing import Final, NamedTuple

import msgspec

from enfas.meter.block import Block
from enfas.meter.breaker.seconds import NO_PART, Ints, Seconds, current_squares, powers_mw
from enfas.timebase import US_PER_S

__all__ = ["LoadLimits", "LoadRule", "LoadWatch", "load_limits"]

_NEVER: Final = -1


class LoadWatch(msgspec.Struct):
    """How far the rule has come.

    Attributes:
        anchor_us: When the watch began, in supply time. [µs]
        since_us: Since when each limit has been exceeded, in supply time; -1: it is not. [µs]
        part: What of the running second has passed in rows that have ended.
    """

    anchor_us: int = 0
    since_us: list[int] = msgspec.field(default_factory=lambda: [_NEVER] * 3)
    part: tuple[int, int] = NO_PART

    @property
    def over(self) -> bool:
        """A limit is exceeded."""
        return any(since_us != _NEVER for since_us in self.since_us)


class LoadLimits(NamedTuple):
    """The limits in force.

    Attributes:
        values: What of a row is looked at.
        limits: Each limit, in its unit.
        times_us: For how long each must be exceeded. [µs]
    """

    values: Callable[[Block], Ints]
    limits: tuple[int, ...]
    times_us: tuple[int, ...]


def load_limits(x: int, k: tuple[int, int, int], t_s: tuple[int, int, int], *, by_power: bool) -> LoadLimits:
    """The limits of a rule.

    Args:
        x: The limit. [A or kW]
        k: Its factors. [0.1]
        t_s: The durations, each of which is added to those before. [s]
        by_power: It is of power.
    """
    t1, t2, t3 = t_s
    times_us = tuple(max(1, time_s) * US_PER_S for time_s in (t1, t1 + t2, t1 + t2 + t3))
    if by_power:
        return LoadLimits(powers_mw, tuple(factor * x * 100_000 for factor in k), times_us)
    return LoadLimits(current_squares, tuple((factor * x * 100) ** 2 for factor in k), times_us)


class LoadRule:
    """The rule at work on one block after the other.

    Args:
        watch: How far it has come.
        limits: The limits in force.
    """

    def __init__(self, watch: LoadWatch, limits: LoadLimits) -> None:
        self._watch = watch
        self._limits = limits
        self._seconds: Seconds | None = None
        self._runs: list[list[tuple[int, int]]] = []
        self._ends: list[list[int]] = []

    @property
    def limits(self) -> LoadLimits:
        """The limits in force."""
        return self._limits

    def restart(self, watch: LoadWatch) -> None:
        """Begin anew; what was found in the block still holds where seconds end as they did."""
        seconds = self._seconds
        if seconds is not None and seconds.floor(watch.anchor_us) != watch.anchor_us:
            self._seconds = None
        self._watch = watch

    def _look_at(self, block: Block) -> Seconds:
        if self._seconds is None or self._seconds.block is not block:
            watch = self._watch
            self._seconds = Seconds(block, self._limits.values(block), watch.anchor_us, watch.part)
            self._runs = [self._seconds.over(limit) for limit in self._limits.limits]
            self._ends = [[end for _, end in runs] for runs in self._runs]
        return self._seconds

    def first_trip(self, block: Block, from_us: int, to_us: int) -> int | None:
        """The first instant after one and up to another at which the breaker must open, if there is one."""
        bound_us = self._look_at(block).floor(from_us)
        trips = [self._trip(limit, bound_us, time_us) for limit, time_us in enumerate(self._limits.times_us)]
        return min((trip for trip in trips if trip is not None and from_us < trip <= to_us), default=None)

    def _trip(self, limit: int, bound_us: int, time_us: int) -> int | None:
        """When a limit will have been exceeded for its time, first after a bound of seconds."""
        for begin_us, end_us in self._runs[limit][bisect_left(self._ends[limit], bound_us + 1) :]:
            begun_us = self._begun(limit, begin_us, bound_us)
            if begun_us + time_us <= end_us:
                return begun_us + time_us
        return None

    def count(self, block: Block, from_us: int, to_us: int) -> None:
        """Take the rows between two instants: since when limits are exceeded, what the next block needs."""
        watch, seconds = self._watch, self._look_at(block)
        before_us, bound_us = seconds.floor(from_us), seconds.floor(to_us)
        if bound_us != before_us:
            watch.since_us = [self._since(limit, before_us, bound_us) for limit in range(len(self._runs))]
        watch.part = seconds.part_at(to_us) if bound_us != to_us else NO_PART

    def _since(self, limit: int, before_us: int, bound_us: int) -> int:
        """Since when a limit has been exceeded up to a bound of seconds, that before it being told of."""
        at = bisect_left(self._ends[limit], bound_us)
        if at == len(self._ends[limit]) or self._runs[limit][at][0] >= bound_us:
            return _NEVER
        return self._begun(limit, self._runs[limit][at][0], before_us)

    def _begun(self, limit: int, begin_us: int, before_us: int) -> int:
        """When a run began that the block has from an instant on: perhaps in a block before it."""
        since_us = self._watch.since_us[limit]
        if begin_us <= before_us and since_us != _NEVER:
            return since_us
        return max(begin_us, self._watch.anchor_us)
