"""Over- and under-voltage as alarms: the voltage outside of a limit, without a break, for a time.

It begins at the exact instant within the rows at which the time is full (1.1.134.0.14), and ends where the
first row begins that is not outside any more, or where mains is lost. Limits are those of the load profile's
marks (1.1.134.0.12 and .13). A voltage that is not known is not outside. Persistent: all.

Source: DLMS protocol 5512-1424 D1, pages 28, 29 and 37.
"""

from __future__ import annotations

from itertools import pairwise
from typing import ClassVar, Final, NamedTuple

import msgspec
import numpy as np

from enfas.catalog.occurrences import Occurrence
from enfas.interval import PLACE, Mark
from enfas.meter.block import Block
from enfas.meter.part import Part, Segment
from enfas.timebase import US_PER_S

__all__ = ["VoltageLimits", "VoltageLimitsState"]

_INSIDE, _HIGH, _LOW = 0, 1, 2
_U, _START, _DURATION = (PLACE[name] for name in ("u_mv", "start_us", "duration_us"))
_BEGINS: Final = {_HIGH: Occurrence.OVER_VOLTAGE, _LOW: Occurrence.UNDER_VOLTAGE}
_ENDS: Final = {_HIGH: Occurrence.OVER_VOLTAGE_GONE, _LOW: Occurrence.UNDER_VOLTAGE_GONE}


class VoltageLimitsState(msgspec.Struct):
    """What is kept of it.

    Attributes:
        side: Where the voltage was last: 0 inside of the limits, 1 over, 2 under them.
        since_us: Since when it was there, in supply time. [µs]
        told: On which side it has been for so long that it is an alarm; 0: on none.
        v: Version of the part.
    """

    side: int = _INSIDE
    since_us: int = 0
    told: int = _INSIDE
    v: int = 1


class _Run(NamedTuple):
    """Rows on the same side of the limits.

    Attributes:
        start_us: Where the first begins. [µs]
        end_us: Where the last ends. [µs]
        side: The side.
    """

    start_us: int
    end_us: int
    side: int


class VoltageLimits(Part[VoltageLimitsState]):
    """The watch over a meter's voltage limits."""

    name: ClassVar[str] = "voltage_limits"
    STATE: ClassVar[type[msgspec.Struct]] = VoltageLimitsState

    _known: tuple[Block | None, list[_Run]] = (None, [])

    def within(self, block: Block, from_us: int, to_us: int) -> int | None:
        """Where a time is full, or an alarm ends."""
        state, runs = self.state, self._runs(block)
        if not runs:
            if state.told:
                self._end()
            return None
        full_us = self.meter.settings["voltage_limit_time"] * US_PER_S
        for run in runs:
            if run.end_us <= from_us:
                continue
            if run.start_us > to_us:
                break
            if state.told and run.side != state.told:
                if run.start_us > from_us:
                    return run.start_us
                self._end()
            if run.side and run.side != state.told:
                instant_us = max(self._since(run) + full_us, from_us + 1)
                if instant_us <= min(run.end_us, to_us):
                    return instant_us
        return None

    def met(self, now_us: int) -> None:
        """A time is full; an alarm ends when the next row is looked at."""
        run = self._run_before(self.meter.clock.supply_now_us)
        if run.side and not self.state.told:
            self.state.told = run.side
            self.meter.occur(_BEGINS[run.side])

    def count(self, segment: Segment) -> None:
        """Where the voltage is now, and since when."""
        state = self.state
        if not self._runs(segment.block):
            state.side, state.since_us = _INSIDE, 0
            return
        run = self._run_before(segment.to_us)
        state.since_us = self._since(run) if run.side else 0
        state.side = run.side

    def power_down(self, now_us: int) -> None:
        """Without mains there is no voltage to be outside."""
        self.state.side, self.state.since_us = _INSIDE, 0
        if self.state.told:
            self._end()

    def _end(self) -> None:
        ended, self.state.told = self.state.told, _INSIDE
        self.meter.occur(_ENDS[ended])

    def _since(self, run: _Run) -> int:
        """Since when the voltage is where it is in a run, which may have begun in rows before. [µs]"""
        state, first = self.state, self._known[1][0]
        return state.since_us if run is first and run.side == state.side else run.start_us

    def _run_before(self, instant_us: int) -> _Run:
        """The run of the row that ends at an instant or goes on there."""
        return next(run for run in self._known[1] if run.start_us < instant_us <= run.end_us)

    def _runs(self, block: Block) -> list[_Run]:
        """The runs of a block; none where all of it is inside."""
        if self._known[0] is not block:
            settings = self.meter.settings
            low_mv, high_mv = (settings[f"voltage_{end}_limit"] * 1000 for end in ("low", "high"))
            u_mv = block.words[:, _U]
            outside = _HIGH * (u_mv > high_mv) + _LOW * ((u_mv >= 0) & (u_mv < low_mv))
            outside[(block.marks & Mark.OUTAGE) != 0] = _INSIDE
            runs: list[_Run] = []
            if outside.any():
                starts, durations = block.words[:, _START], block.words[:, _DURATION]
                breaks = np.diff(outside) != 0
                breaks |= starts[1:] != starts[:-1] + durations[:-1]
                firsts = [0, *(np.flatnonzero(breaks) + 1).tolist(), len(outside)]
                runs = [
                    _Run(block.row_start(first), block.row_end(after - 1), int(outside[first]))
                    for first, after in pairwise(firsts)
                ]
            self._known = block, runs
        return self._known[1]
