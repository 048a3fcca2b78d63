"""What a missing value is: the one rule, for load series and for samples.

Where neither energy nor voltage is known there was no mains: an outage. Where the voltage is known and the
energy is not, mains was there and the recording has a gap. A hole in the time stamps is an outage. The option
`missing` makes all of them one or the other. Never is a missing value a zero that looks like one.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, Literal

import numpy as np
import numpy.typing as npt

from enfas.interval import INTERVAL, UNKNOWN, Mark, Rows
from enfas.timebase import US_PER_DAY, US_PER_MIN

__all__ = ["INTERRUPTED", "Rule", "fill", "marks"]

Rule = Literal["", "outage", "gap"]

INTERRUPTED: Final = 0.05
"""A voltage under this part of the nominal one is none (EN 50160, clause 3)."""

Flags = npt.NDArray[np.bool_]


def marks(energy_known: Flags, voltage_known: Flags, rule: Rule) -> npt.NDArray[np.uint32]:
    """The marks of intervals by what of them is known."""
    if rule:
        mark = Mark.OUTAGE if rule == "outage" else Mark.GAP
        return np.where(energy_known, 0, int(mark)).astype(np.uint32)
    missing = np.where(voltage_known, int(Mark.GAP), int(Mark.OUTAGE))
    return np.where(energy_known, 0, missing).astype(np.uint32)


def fill(start_us: int, end_us: int, mark: Mark) -> Iterator[Rows]:
    """Rows of a time of which nothing is known: a minute each at most, in blocks of a day. [µs]"""
    while start_us < end_us:
        until_us = min(end_us, start_us + US_PER_DAY)
        starts = np.arange(start_us, until_us, US_PER_MIN, dtype=np.int64)
        rows = np.zeros(len(starts), dtype=INTERVAL)
        for name in ("f_mhz", "u_min_mv", "u_max_mv", "thd_u_cp", "thd_i_cp", "u_mv", "i_ma"):
            rows[name] = UNKNOWN
        if mark & Mark.OUTAGE:
            rows["u_mv"] = rows["i_ma"] = 0
        rows["start_us"], rows["marks"] = starts, int(mark)
        rows["duration_us"] = np.diff(starts, append=until_us)
        yield rows
        start_us = until_us
