"""Over-voltage: the breaker opens when a mean voltage is over a level, and closes when one is under another.

Means are taken over windows of the sample time, one after the other, from the instant at which the watch
began: mains came, the breaker closed or opened, a setting was changed. What is not known does not count; a
window of which nothing is known decides nothing.

Source: technical description 5512-1235 D1 (levels, times); DLMS protocol 5512-1424 D1, page 25.
"""

from __future__ import annotations

from bisect import bisect_right
from typing import Final, NamedTuple

import msgspec
import numpy as np

from enfas.interval import ENERGIES, PLACE
from enfas.meter.block import MEASURED, Block
from enfas.timebase import US_PER_S

__all__ = ["VoltageLevel", "VoltageRule", "VoltageWatch"]

_U: Final = len(ENERGIES) + 2 * MEASURED.index("u_mv")
_MV_PER_V: Final = 1000


class VoltageWatch(msgspec.Struct):
    """How far the rule has come.

    Attributes:
        window_us: When the running window began, in supply time. [µs]
        total: Voltage over time in it so far. [mV µs]
        known_us: For how long of that the voltage was known. [µs]
    """

    window_us: int = 0
    total: int = 0
    known_us: int = 0


class VoltageLevel(NamedTuple):
    """What is watched for.

    Attributes:
        level_v: The level. [V]
        time_s: The sample time. [s]
        above: A mean above the level counts; else one below it.
    """

    level_v: int
    time_s: int
    above: bool


class VoltageRule:
    """The rule at work on one block after the other.

    Args:
        watch: How far it has come.
        level: What is watched for.

    Attributes:
        level: What is watched for.
    """

    def __init__(self, watch: VoltageWatch, level: VoltageLevel) -> None:
        self.level = level
        self._watch = watch
        self._level_mv = level.level_v * _MV_PER_V
        self._window_us = level.time_s * US_PER_S
        self._above = level.above
        self._block: Block | None = None
        self._beyond_starts: list[int] = []
        self._beyond_ends: list[int] = []

    def restart(self, watch: VoltageWatch) -> None:
        """Begin anew with another watch."""
        self._watch = watch

    def _look_at(self, block: Block) -> None:
        """Find the rows whose voltage is beyond the level: a window with such a mean has a part of one."""
        if self._block is block:
            return
        voltage = block.words[:, PLACE["u_mv"]]
        beyond = voltage > self._level_mv if self._above else (voltage >= 0) & (voltage < self._level_mv)
        rows = np.flatnonzero(beyond)
        starts = block.words[rows, PLACE["start_us"]]
        self._beyond_starts = starts.tolist()
        self._beyond_ends = (starts + block.words[rows, PLACE["duration_us"]]).tolist()
        self._block = block

    def first(self, block: Block, from_us: int, to_us: int) -> int | None:
        """The first end of a window after an instant and up to another whose mean is beyond the level."""
        self._look_at(block)
        watch = self._watch
        end_us = watch.window_us + self._window_us
        if end_us > to_us:
            return None
        if self._decides(block, from_us, end_us, watch.total, watch.known_us):
            return end_us
        while (at := bisect_right(self._beyond_ends, end_us)) < len(self._beyond_starts):
            start_us, begin_us = self._beyond_starts[at], end_us
            if start_us > begin_us:
                begin_us = start_us - (start_us - watch.window_us) % self._window_us
            end_us = begin_us + self._window_us
            if end_us > to_us:
                return None
            if self._decides(block, begin_us, end_us, 0, 0):
                return end_us
        return None

    def _decides(self, block: Block, from_us: int, to_us: int, total: int, known_us: int) -> bool:
        """Whether the mean of what has passed and what lies between two instants is beyond the level."""
        before, after = block.at(from_us), block.at(to_us)
        total += after[_U] - before[_U]
        known_us += after[_U + 1] - before[_U + 1]
        if self._above:
            return total > self._level_mv * known_us
        return total < self._level_mv * known_us

    def count(self, block: Block, from_us: int, to_us: int) -> None:
        """Take the rows between two instants into the running window."""
        watch = self._watch
        begin_us = to_us - (to_us - watch.window_us) % self._window_us
        if begin_us != watch.window_us:
            watch.window_us, watch.total, watch.known_us = begin_us, 0, 0
        before, after = block.at(max(from_us, begin_us)), block.at(to_us)
        watch.total += after[_U] - before[_U]
        watch.known_us += after[_U + 1] - before[_U + 1]
