"""The voltage second by second: sags and swells in it, and what differs from the second before.

A second's value is the mean of the rows that begin in it; a row of a second or more is a value by itself, and
stands for its mean. All rows must have ended: how they come in blocks does not matter.

A sag or swell that is shorter than a second is seen by the half-cycle extremes of the rows. How long it
lasted follows from a row's r.m.s. value, if it had one rectangular dip from its greatest to its least value:
the squares add up. A row of more than a second does not tell how long it lasted: there one counts as one.

Source: technical description 5512-1235 D1, sections 4.9.2 to 4.9.5.
"""

from __future__ import annotations

from typing import Final, NamedTuple

import msgspec
import numpy as np

from enfas.interval import UNKNOWN
from enfas.meter.voltage_quality.piece import Ints, Piece
from enfas.timebase import US_PER_MS, US_PER_S

__all__ = ["SAG_MV", "SWELL_MV", "Seconds", "Values", "seconds_of"]

SAG_MV: Final = 184_000
"""80 % of 230 V. [mV]"""

SWELL_MV: Final = 276_000
"""120 % of 230 V. [mV]"""

_SHORTEST_US: Final = 100 * US_PER_MS


class Seconds(msgspec.Struct):
    """The second whose rows have not all ended.

    Attributes:
        start_us: Where its first row began, in supply time; -1: there is none. [µs]
        weighted: Voltage · µs in it, as far as known.
        known_us: For how long it was known. [µs]
        sag_us: For how long there was a sag in it, and a swell. [µs]
    """

    start_us: int = -1
    weighted: int = 0
    known_us: int = 0
    sag_us: int = 0
    swell_us: int = 0


class Values(NamedTuple):
    """The values of seconds.

    Attributes:
        starts: Where each begins, in supply time. [µs]
        ends: Where each ends. [µs]
        means: Its mean voltage, or UNKNOWN. [mV]
        sags: How many sags there were that were shorter than a second; `swells` likewise.
    """

    starts: Ints
    ends: Ints
    means: Ints
    sags: int
    swells: int


def seconds_of(running: Seconds, piece: Piece) -> Values:
    """The seconds that end with the rows that end in a piece; the last one's rest is kept running."""
    rows = piece.ended()
    starts, ends, voltage = piece.starts[rows], piece.ends[rows], piece.values("u_mv")[rows]
    if not len(starts):
        return Values(starts, ends, voltage, 0, 0)
    numbers = starts // US_PER_S
    firsts = np.flatnonzero(np.concatenate(([True], numbers[1:] != numbers[:-1])))
    lasts = np.concatenate((firsts[1:], [len(starts)])) - 1
    known = np.where(voltage == UNKNOWN, 0, ends - starts)
    weighted = np.add.reduceat(np.where(voltage == UNKNOWN, 0, voltage) * known, firsts)
    times = np.add.reduceat(known, firsts)
    sags, swells = (np.add.reduceat(part, firsts) for part in _shorts(piece, rows))
    group_starts, group_ends = starts[firsts], ends[lasts]
    if running.start_us >= 0 and running.start_us // US_PER_S == numbers[0]:
        group_starts[0] = running.start_us
        weighted[0] += running.weighted
        times[0] += running.known_us
        sags[0] += running.sag_us
        swells[0] += running.swell_us
    whole = len(firsts)
    if group_ends[-1] < (numbers[-1] + 1) * US_PER_S:
        whole -= 1
        kept = (int(part[-1]) for part in (group_starts, weighted, times, sags, swells))
        running.start_us, running.weighted, running.known_us, running.sag_us, running.swell_us = kept
    else:
        running.start_us, running.weighted, running.known_us, running.sag_us, running.swell_us = (
            -1,
            0,
            0,
            0,
            0,
        )
    times = times[:whole]
    means = np.where(times > 0, (2 * weighted[:whole] + times) // (2 * np.maximum(times, 1)), UNKNOWN)
    short_sags = (sags[:whole] >= _SHORTEST_US) & (means >= SAG_MV)
    short_swells = (swells[:whole] >= _SHORTEST_US) & (means <= SWELL_MV)
    return Values(
        group_starts[:whole], group_ends[:whole], means, int(short_sags.sum()), int(short_swells.sum())
    )


def _shorts(piece: Piece, rows: slice) -> tuple[Ints, Ints]:
    """For how long there was a sag in each row, and a swell. [µs]"""
    starts, ends = piece.starts[rows], piece.ends[rows]
    means, least, most = (piece.values(column)[rows] for column in ("u_mv", "u_min_mv", "u_max_mv"))
    none = np.zeros(len(starts), dtype=np.int64)
    known = (means != UNKNOWN) & (least != UNKNOWN) & (most != UNKNOWN)
    sag, swell = known & (least < SAG_MV), known & (most > SWELL_MV)
    if not (sag.any() or swell.any()):
        return none, none.copy()
    lengths = ends - starts
    low, mean, high = (values.astype(np.float64) ** 2 for values in (least, means, most))
    span = np.maximum(high - low, 1.0)
    under = np.where(most < SAG_MV, 1.0, np.clip((high - mean) / span, 0.0, 1.0))
    over = np.where(least > SWELL_MV, 1.0, np.clip((mean - low) / span, 0.0, 1.0))
    under, over = (np.where(lengths > US_PER_S, 1.0, share) for share in (under, over))
    return (
        np.where(sag, np.rint(under * lengths), 0).astype(np.int64),
        np.where(swell, np.rint(over * lengths), 0).astype(np.int64),
    )
