"""The joint between the supply side and the meter: rows, each an interval of time with what happened in it.

A row says when it began, how long it lasted, which energies flowed in it, what was seen of voltage, current
and frequency, and what marks it bears. Rows come in blocks (one-dimensional arrays of dtype `INTERVAL`),
ordered and without overlap. Every field is an integer, so that sums do not depend on how a block is cut.

Sign convention and quadrants: `docs/nomenclature.md` (IEC 62053-23 annex C, IEC 60375).
"""

from __future__ import annotations

from enum import IntFlag
from typing import Final

import numpy as np
import numpy.typing as npt

__all__ = [
    "A_MINUS",
    "A_PLUS",
    "ENERGIES",
    "E_MINUS",
    "E_PLUS",
    "INTERVAL",
    "R1",
    "R2",
    "R3",
    "R4",
    "UNKNOWN",
    "Mark",
    "Rows",
    "cut",
    "empty",
    "part_of",
]

ENERGIES: Final = ("a_plus", "a_minus", "r1", "r2", "r3", "r4", "e_plus", "e_minus")
"""The columns of `energy_mj`, in order: active import and export, reactive by quadrant, apparent import and
export. R+ is R1 + R2, R- is R3 + R4."""

A_PLUS, A_MINUS, R1, R2, R3, R4, E_PLUS, E_MINUS = range(8)

UNKNOWN: Final = -1
"""The value of a field that the source does not know (never zero)."""

INTERVAL: Final = np.dtype(
    [
        ("start_us", np.int64),  # instant of the supply, UTC [µs]
        ("duration_us", np.int64),  # > 0 [µs]
        ("energy_mj", np.int64, (8,)),  # see ENERGIES; >= 0 [mW·s, mvar·s, mVA·s]
        ("u_mv", np.int64),  # r.m.s. voltage over the row [mV], UNKNOWN where not known
        ("i_ma", np.int64),  # r.m.s. current over the row [mA], UNKNOWN where not known
        ("u_min_mv", np.int64),  # least and greatest Urms(1/2) that ended in the row [mV], or UNKNOWN
        ("u_max_mv", np.int64),
        ("f_mhz", np.int64),  # frequency [mHz], UNKNOWN where not known
        ("thd_u_cp", np.int64),  # total harmonic distortion in hundredths of a percent, or UNKNOWN
        ("thd_i_cp", np.int64),
        ("marks", np.uint32),  # Mark
    ]
)

Rows = npt.NDArray[np.void]
"""A block of rows: shape (n,), dtype INTERVAL."""


class Mark(IntFlag):
    """What a row bears beside its numbers."""

    NONE = 0
    OUTAGE = 1  # no voltage: the meter was without mains for the whole row
    GAP = 2  # the source has no value here; mains was present, energies are not known and count as none
    STARTING = 4  # the load is under the starting threshold: its energies were withheld (creep)


def empty() -> Rows:
    """A block of no rows."""
    return np.zeros(0, dtype=INTERVAL)


def cut(rows: Rows, row_start_us: int, row_duration_us: int, at_us: int) -> tuple[Rows, Rows]:
    """Cut one row in two at an instant inside it; no unit of energy is lost or doubled.

    A part's energy is the difference of cumulative shares counted from the *original* row's start,
    floor(E·t2/T) - floor(E·t1/T), so that the sums do not depend on how often, where or in which order a row
    is cut. For that the original row must be known: cut parts of the original, never parts of parts.

    Args:
        rows: Shape (1,): the original, uncut row.
        row_start_us: Start of the part to be cut, an instant inside the original. [µs]
        row_duration_us: Duration of that part. [µs]
        at_us: Where to cut, strictly inside the part. [µs]

    Returns:
        The part before and the part after the cut, each of shape (1,).
    """
    end_us = row_start_us + row_duration_us
    return part_of(rows, row_start_us, at_us), part_of(rows, at_us, end_us)


def part_of(original: Rows, from_us: int, to_us: int) -> Rows:
    """The part of one row from one instant inside it to another; all of it, the row itself again.

    Args:
        original: Shape (1,): the original, uncut row.
        from_us: Where the part begins. [µs]
        to_us: Where it ends, later. [µs]
    """
    part = original.copy()
    start, duration = int(original["start_us"][0]), int(original["duration_us"][0])
    first, last = from_us - start, to_us - start
    # plain integers: energy times microseconds does not fit 64 bits
    shares = [
        int(e) * last // duration - int(e) * first // duration for e in original["energy_mj"][0].tolist()
    ]
    part["start_us"] = from_us
    part["duration_us"] = to_us - from_us
    part["energy_mj"][0] = shares
    return part
