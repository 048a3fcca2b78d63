"""From time stamps to intervals: when each begins and how long it lasts.

An interval lasts to the next stamp (or from the last, where stamps are of the ends), if that is less than one
and a half times the usual step away: so loggers that come a little early or late lose nothing. Otherwise it
lasts the usual step, and what is over is a hole. The usual step is the commonest one of the first stamps.
"""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from enfas.supply.table import Batch

__all__ = ["BACKWARD_HINT", "Intervals", "Span", "usual_step"]

IntArray = npt.NDArray[np.int64]

_LOOKED_AT: Final = 1000


BACKWARD_HINT: Final = "the hour that autumn has twice needs time_zone, or times in UTC or in normal time"


class Span(NamedTuple):
    """Intervals, shape (n,) each. [µs]"""

    start_us: IntArray
    duration_us: IntArray


def usual_step(stamps_us: IntArray) -> int | None:
    """The commonest step of the first stamps, of equals the shortest; None where there is none. [µs]"""
    steps = np.diff(stamps_us[:_LOOKED_AT])
    steps = steps[steps > 0]
    if not len(steps):
        return None
    values, counts = np.unique(steps, return_counts=True)
    return int(values[np.argmax(counts)])


class Intervals:
    """The intervals of successive batches.

    Args:
        step_us: The usual step. [µs]
        at_end: Stamps are of the ends.
        column: Number of the time column, for messages.
    """

    def __init__(self, step_us: int, column: int, *, at_end: bool) -> None:
        self._step_us = step_us
        self._at_end = at_end
        self._column = column
        self._last_us: int | None = None

    def take(self, batch: Batch, stamps_us: IntArray, next_us: int | None) -> Span:
        """The intervals of a batch.

        Args:
            batch: The batch, for messages.
            stamps_us: Its stamps. [µs]
            next_us: The first stamp of the next batch, or None at the end. [µs]

        Raises:
            InputError: The time goes back or stands still.
        """
        before_us = stamps_us[0] - self._step_us if self._last_us is None else self._last_us
        steps = np.diff(stamps_us, prepend=before_us)
        if not (steps > 0).all():
            row = int(np.argmax(steps <= 0))
            what = (
                "the same time again" if not steps[row] else f"the time goes back by {-steps[row] / 1e6:g} s"
            )
            raise batch.error(row, self._column, what, BACKWARD_HINT)
        self._last_us = int(stamps_us[-1])
        if not self._at_end:
            steps = np.append(steps[1:], self._step_us if next_us is None else next_us - stamps_us[-1])
            # a next batch that goes back is found when it comes
            steps[-1] = steps[-1] if steps[-1] > 0 else self._step_us
        duration_us = np.where(2 * steps < 3 * self._step_us, steps, self._step_us)
        return Span(stamps_us - duration_us if self._at_end else stamps_us, duration_us)
