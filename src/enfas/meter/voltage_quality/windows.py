"""Windows of means: a value's mean over each 10 seconds, 10 minutes ... of the meter's clock.

A window of which less than half is known is not judged: an outage, a gap, or a set clock took the rest.
"""

from __future__ import annotations

from typing import NamedTuple

import msgspec
import numpy as np

from enfas.meter.clock import Clock
from enfas.meter.voltage_quality.piece import Piece, Series

__all__ = ["Closed", "Window", "closed_windows"]


class Window(msgspec.Struct):
    """A running window.

    Attributes:
        end_us: Where it ends, by the meter's clock; 0: none runs. [µs]
        weighted: Value · µs in it, as far as known.
        known_us: For how long it was known. [µs]
        least: The least value in it; None: none was known.
        most: The greatest.
    """

    end_us: int = 0
    weighted: int = 0
    known_us: int = 0
    least: int | None = None
    most: int | None = None

    def open(self, end_us: int) -> None:
        """Begin another."""
        self.end_us = end_us
        self.weighted = self.known_us = 0
        self.least = self.most = None

    def add(self, weighted: int, known_us: int, extremes: tuple[int, int] | None) -> None:
        """Count a part of it."""
        self.weighted += weighted
        self.known_us += known_us
        if extremes is not None:
            self.least = extremes[0] if self.least is None else min(self.least, extremes[0])
            self.most = extremes[1] if self.most is None else max(self.most, extremes[1])


class Closed(NamedTuple):
    """A window that has ended and whose mean is outside of its limits.

    Attributes:
        end_us: Its end, by the meter's clock. [µs]
        weighted: Its mean times `known_us`.
        known_us: For how long the value was known. [µs]
        least: The least value in it, and `most` the greatest.
    """

    end_us: int
    weighted: int
    known_us: int
    least: int
    most: int

    def over(self, limit: int) -> bool:
        """Whether its mean is over a limit."""
        return self.weighted > limit * self.known_us

    def under(self, limit: int) -> bool:
        """Whether its mean is under a limit."""
        return self.weighted < limit * self.known_us

    @property
    def mean(self) -> int:
        """Its mean, rounded."""
        return (2 * self.weighted + self.known_us) // (2 * self.known_us)


def closed_windows(
    window: Window, series: Series, piece: Piece, clock: Clock, length_us: int, low: int, high: int
) -> list[Closed]:
    """Take a piece; gives the windows that end in it and whose mean is not within limits.

    Args:
        window: The running window; afterwards the one in which the piece ends.
        series: The value over the piece.
        piece: The piece.
        clock: The meter's clock, which bounds are of.
        length_us: The length of windows. [µs]
        low: The least mean that is not given.
        high: The greatest.
    """
    closed: list[Closed] = []
    begin_us, end_us = clock.to_meter(piece.from_us), clock.to_meter(piece.to_us)
    if window.end_us <= begin_us:
        closed += _judged(window, length_us, low, high)
        window.open(clock.next_boundary(begin_us, length_us))
    bounds = range(window.end_us, end_us + 1, length_us)
    if _calm(window, series, low, high):
        bounds = bounds[-1:]  # no window before it can be outside
    instants = np.array([piece.from_us, *map(clock.to_supply, bounds), piece.to_us])
    weighted, known = (np.diff(totals).tolist() for totals in series.totals(instants))
    for place, bound_us in enumerate(bounds):
        window.add(weighted[place], known[place], series.extremes(*instants[place : place + 2].tolist()))
        closed += _judged(window, length_us, low, high)
        window.open(bound_us + length_us)
    window.add(weighted[-1], known[-1], series.extremes(*instants[-2:].tolist()))
    return closed


def _calm(window: Window, series: Series, low: int, high: int) -> bool:
    """Whether no mean of what the window and the piece hold can be outside of limits."""
    if (
        series.least is not None
        and series.most is not None
        and not low <= series.least <= series.most <= high
    ):
        return False
    return low * window.known_us <= window.weighted <= high * window.known_us


def _judged(window: Window, length_us: int, low: int, high: int) -> list[Closed]:
    """A window that has ended, if it is to be given."""
    if 2 * window.known_us < length_us or window.least is None or window.most is None:
        return []
    if low * window.known_us <= window.weighted <= high * window.known_us:
        return []
    return [Closed(window.end_us, window.weighted, window.known_us, window.least, window.most)]
