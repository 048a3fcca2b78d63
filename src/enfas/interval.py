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
    "empty",
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
    ENERGY_ONLY = 8  # an end of a stretch of samples: its energies count, but are not of whole cycles alone,
    # so that no power follows from them; nothing else is told


def empty() -> Rows:
    """A block of no rows."""
    return np.zeros(0, dtype=INTERVAL)
