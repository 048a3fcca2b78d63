"""Short deviations: runs of seconds whose voltage is under or over the limits of single values."""

from __future__ import annotations

from itertools import pairwise
from typing import NamedTuple

import msgspec
import numpy as np

from enfas.interval import UNKNOWN
from enfas.meter.clock import Clock
from enfas.meter.voltage_quality.seconds import Values

__all__ = ["Deviation", "Ended", "deviations_of", "rapid_changes"]


class Deviation(msgspec.Struct):
    """A run of seconds on one side of the limits. Instants are by the meter's clock.

    Attributes:
        side: -1 under, 1 over, 0: there is none.
        count: How many seconds' values it has.
        first_us: When its first value began [µs], and the value [mV]; then its extreme, its last.
        end_us: Where the last one ended. [µs]
    """

    side: int = 0
    count: int = 0
    first_us: int = 0
    first_mv: int = 0
    extreme_us: int = 0
    extreme_mv: int = 0
    last_us: int = 0
    last_mv: int = 0
    end_us: int = 0

    def begin(self, side: int, at_us: int, value_mv: int) -> None:
        """Begin a run."""
        self.side, self.count = side, 0
        self.first_us = self.extreme_us = at_us
        self.first_mv = self.extreme_mv = value_mv

    def extend(self, starts: list[int], ends: list[int], values: list[int]) -> None:
        """Take further values of the side."""
        extreme = max(values) if self.side > 0 else min(values)
        if (extreme - self.extreme_mv) * self.side > 0:
            self.extreme_us, self.extreme_mv = starts[values.index(extreme)], extreme
        self.count += len(values)
        self.last_us, self.last_mv, self.end_us = starts[-1], values[-1], ends[-1]


class Ended(NamedTuple):
    """A run that has ended, and the instant at which that was seen, by the meter's clock. [µs]"""

    run: Deviation
    seen_us: int


def deviations_of(run: Deviation, values: Values, clock: Clock, low_mv: int, high_mv: int) -> list[Ended]:
    """Take the values of seconds; gives the runs that have ended with one of them.

    Args:
        run: The running one; afterwards the one in which the values end.
        values: The values.
        clock: The meter's clock.
        low_mv: What is under it is a deviation. [mV]
        high_mv: What is over it is one. [mV]
    """
    means = values.means
    known = means != UNKNOWN
    sides = np.where(known & (means > high_mv), 1, np.where(known & (means < low_mv), -1, 0))
    if not len(means) or (not run.side and not sides.any()):
        return []
    ended: list[Ended] = []
    edges = [0, *(np.flatnonzero(np.diff(sides)) + 1).tolist(), len(sides)]
    for first, last in pairwise(edges):
        side = int(sides[first])
        if side != run.side:
            if run.side:
                ended.append(Ended(msgspec.structs.replace(run), clock.to_meter(int(values.ends[first]))))
            run.side = 0
        if side:
            starts, ends = (list(map(clock.to_meter, part[first:last].tolist())) for part in values[:2])
            part = means[first:last].tolist()
            if not run.side:
                run.begin(side, starts[0], part[0])
            run.extend(starts, ends, part)
    return ended


def rapid_changes(before_mv: int, means: Values, low_mv: int, high_mv: int, least_mv: int) -> int:
    """How many successive values, all within limits, differ by so much or more.

    Args:
        before_mv: The value before the first, or UNKNOWN. [mV]
        means: The values.
        low_mv: The lower limit. [mV]
        high_mv: The upper limit. [mV]
        least_mv: The least change that counts. [mV]
    """
    values = np.concatenate(([before_mv], means.means))
    inside = (values >= low_mv) & (values <= high_mv)
    changes = np.abs(np.diff(values)) >= least_mv
    return int((changes & inside[1:] & inside[:-1]).sum())
