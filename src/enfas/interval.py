"""The joint between the measuring part and the meter: rows, and beside them the windows that they are of.

A row says when it began, how long it lasted, which energies flowed in it, what was seen of voltage, current
and frequency, and what marks it bears. Rows come in blocks (one-dimensional arrays of dtype `INTERVAL`),
ordered and without overlap. Every field is an integer, so that sums do not depend on how a block is cut.

A window (`WINDOW`) is a row as it was computed, with what a row has no room for: powers, harmonics. Rows of
loads, and those of what is missing, have none. A new field of either is a line here, and where it is filled
and used.

Sign convention and quadrants: `docs/nomenclature.md` (IEC 62053-23 annex C, IEC 60375).
"""

from __future__ import annotations

from enum import IntFlag
from types import MappingProxyType
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from enfas.timebase import US_PER_DAY

__all__ = [
    "A_MINUS",
    "A_PLUS",
    "ENERGIES",
    "E_MINUS",
    "E_PLUS",
    "INTERVAL",
    "LONGEST_US",
    "MOST_ORDERS",
    "MOST_POWER_W",
    "MOST_VALUE",
    "NOTHING",
    "NO_WINDOWS",
    "PLACE",
    "QUADRANTS",
    "R1",
    "R2",
    "R3",
    "R4",
    "UNKNOWN",
    "VALUES",
    "WINDOW",
    "Mark",
    "Measured",
    "Rows",
    "Windows",
    "blank",
    "empty",
    "quadrant",
    "words",
]

ENERGIES: Final = ("a_plus", "a_minus", "r1", "r2", "r3", "r4", "e_plus", "e_minus")
"""The columns of `energy_mj`, in order: active import and export, reactive by quadrant, apparent import and
export. R+ is R1 + R2, R- is R3 + R4."""

A_PLUS, A_MINUS, R1, R2, R3, R4, E_PLUS, E_MINUS = range(8)

QUADRANTS: Final = ((1, 4), (2, 3))
"""The quadrant by signs, `QUADRANTS[active < 0][reactive < 0]`; zero counts as positive (IEC 62053-23,
annex C)."""


def quadrant(active: float, reactive: float) -> int:
    """The quadrant of powers or energies of either sign, 1 to 4."""
    return QUADRANTS[bool(active < 0)][bool(reactive < 0)]


UNKNOWN: Final = -1
"""The value of a field that the source does not know (never zero)."""

LONGEST_US: Final = US_PER_DAY
"""No row lasts longer. [µs]"""

MOST_POWER_W: Final = 1_000_000_000
"""No row holds more power: it is what a register of 32 bits can show. [W, var, VA]"""

MOST_VALUE: Final = 50_000_000
"""No field of a row beside its energies is more, 50 kV or 50 kA: a day of it in microseconds fits 64 bits."""

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

PLACE: Final = MappingProxyType(
    {name: offset // 8 for name, (_, offset, *_) in (INTERVAL.fields or {}).items() if name != "marks"}
)
"""Where each field but the marks begins among the integers of a row, see `words`."""

VALUES: Final = tuple(name for name, place in PLACE.items() if place > PLACE["energy_mj"])
"""What was seen in a row beside its energies: each may be UNKNOWN."""

MOST_ORDERS: Final = 40
"""Orders of harmonics that a window has room for."""

WINDOW: Final = np.dtype(
    [
        ("start_us", np.int64),  # instant, UTC [µs]
        ("duration_us", np.int64),
        ("cycles", np.int64),  # whole cycles; 0 where none fits in
        ("seen", np.bool_),  # all of them lie between zero crossings that were seen
        ("f_hz", np.float64),
        ("u_v", np.float64),  # r.m.s. with all harmonics and DC
        ("i_a", np.float64),
        ("u_min_v", np.float64),  # least and greatest Urms(1/2) that ended in the window
        ("u_max_v", np.float64),
        ("u_dc_v", np.float64),
        ("i_dc_a", np.float64),
        ("p_w", np.float64),  # all harmonics and DC
        ("p1_w", np.float64),  # the fundamental's share
        ("q_var", np.float64),  # of the fundamental
        ("s_va", np.float64),
        ("pf", np.float64),  # P/S, with the sign of P
        ("angle_deg", np.float64),  # of the fundamental voltage before the current, 0 … 360
        ("quadrant", np.int64),  # 1 … 4, in which energy is counted; 0 where none is
        ("orders", np.int64),  # the highest order that was measured; 0 where harmonics were not
        ("thd_u_percent", np.float64),  # by subgroups, over the fundamental's; by lines in a short window
        ("thd_i_percent", np.float64),
        ("thd_u_lines_percent", np.float64),  # by lines alone
        ("thd_i_lines_percent", np.float64),
        ("u_harmonics_v", np.float64, (MOST_ORDERS,)),  # subgroups or lines, r.m.s., order 1 first
        ("i_harmonics_a", np.float64, (MOST_ORDERS,)),
    ],
)
"""One window of 10 or 12 cycles (IEC 61000-4-30); the last of a stretch may have fewer. A value that is not
known is not a number."""

Windows = npt.NDArray[np.void]
"""Windows: shape (n,), dtype WINDOW."""

NO_WINDOWS: Final[Windows] = np.zeros(0, dtype=WINDOW)


class Measured(NamedTuple):
    """What the measuring part hands over at once.

    Attributes:
        rows: What the meter counts, in order.
        windows: Those of the rows that are of windows, in their order: start and duration are the row's.
    """

    rows: Rows
    windows: Windows = NO_WINDOWS


class Mark(IntFlag):
    """What a row bears beside its numbers.

    A row with ENERGY_ONLY is an end of a stretch of samples. Its energies count; but it is not of whole
    cycles alone, so that no power follows from them.
    """

    NONE = 0
    OUTAGE = 1  # no voltage: the meter was without mains for the whole row
    GAP = 2  # the source has no value here; mains was present, energies are not known and count as none
    STARTING = 4  # the load is under the starting threshold: its energies were withheld (creep)
    ENERGY_ONLY = 8  # beside its energies nothing is told but the least and the greatest voltage


def empty() -> Rows:
    """A block of no rows."""
    return np.zeros(0, dtype=INTERVAL)


NOTHING: Final = Measured(empty())
"""No rows and no windows."""


def blank(count: int) -> Rows:
    """Rows in which nothing flowed, and of which nothing is known."""
    rows = np.zeros(count, dtype=INTERVAL)
    for name in VALUES:
        rows[name] = UNKNOWN
    return rows


def words(rows: Rows) -> npt.NDArray[np.int64]:
    """All fields but the marks as integers at their `PLACE`, an energy a column: shape (n, 17)."""
    octets = np.ascontiguousarray(rows).view(np.uint8).reshape(len(rows), INTERVAL.itemsize)
    return octets[:, : octets.shape[1] // 8 * 8].view(np.int64)
