"""A block of rows, checked, as running totals that can be asked for at any instant.

The total at an instant inside a row counts the row's share from its own start, floor(E·t/T): the difference
of two totals is what a part gets, whatever else is cut. Nothing here is persistent.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from enfas.errors import InputError
from enfas.interval import (
    ENERGIES,
    INTERVAL,
    LONGEST_US,
    MOST_POWER_W,
    MOST_VALUE,
    PLACE,
    UNKNOWN,
    VALUES,
    Mark,
    Rows,
    words,
)
from enfas.timebase import format_iso

__all__ = [
    "COLUMNS",
    "GAP",
    "HIGH",
    "LOW",
    "MEASURED",
    "Block",
    "Stretch",
    "check_rows",
    "portions",
    "take_load_away",
]

MEASURED: Final = ("u_mv", "i_ma", "f_mhz", "thd_u_cp", "thd_i_cp")
"""What is averaged over time. Each has two totals after the eight energies: value · µs where it is known, and
for how many µs it is known."""

LOW: Final = len(ENERGIES) + 2 * len(MEASURED)
HIGH: Final = LOW + 1
GAP: Final = LOW + 2
"""How long the voltage was under or over its limit, and how long the energy was not known. [µs]"""

COLUMNS: Final = LOW + 3

_START, _DURATION, _ENERGY = (PLACE[name] for name in ("start_us", "duration_us", "energy_mj"))
_AFTER_ENERGY: Final = PLACE[VALUES[0]]
_MEASURED: Final = [PLACE[name] for name in MEASURED]
_KNOWN = slice(len(ENERGIES) + 1, LOW, 2)
_WEIGHTED = slice(len(ENERGIES), LOW, 2)
_MOST_ROWS: Final = 16_384
_MOST_ENERGY_MJ: Final = (1 << 62) // (_MOST_ROWS + 1)
_MOST_MJ_PER_US: Final = MOST_POWER_W // 1000
_MOST_PRODUCT: Final = 1 << 62


class Stretch(NamedTuple):
    """Consecutive rows without a jump in time, all with mains or all without.

    Attributes:
        first: Index of its first row.
        last: Index after its last row.
        start_us: Start of the first row. [µs]
        end_us: End of the last row. [µs]
        mains: There is mains.
    """

    first: int
    last: int
    start_us: int
    end_us: int
    mains: bool


def check_rows(rows: Rows, since_us: int, row_end_us: int | None = None) -> None:
    """Refuse rows that cannot be: nothing is taken of a block that has one.

    Args:
        rows: The block.
        since_us: Where the last row taken ended, or was left: none may start earlier, but that one. [µs]
        row_end_us: The end of a row that was left before it; None: it was taken to its end. [µs]

    Raises:
        InputError: Rows of another form, without duration, out of order, overlapping, before `since_us`, or
            with a value outside of what can be counted.
    """
    if rows.dtype != INTERVAL or rows.ndim != 1:
        raise InputError("rows are a one-dimensional array of interval.INTERVAL")
    starts, durations = rows["start_us"], rows["duration_us"]
    if durations.min() <= 0 or durations.max() > LONGEST_US:
        raise InputError("a row lasts longer than nothing and at most a day")
    begun = row_end_us is not None and int(starts[0] + durations[0]) == row_end_us
    if starts[0] < since_us and not begun:
        raise InputError(
            f"a row starts at {format_iso(int(starts[0]))}; the last one ended at {format_iso(since_us)}",
            hint="rows go forward in time; what was taken is not taken again",
        )
    if len(rows) > 1 and (starts[1:] < starts[:-1] + durations[:-1]).any():
        raise InputError("rows overlap or are out of order")
    values = words(rows)[:, _ENERGY:]
    energies, others = values[:, : len(ENERGIES)], values[:, len(ENERGIES) :]
    if energies.min() < 0 or others.min() < UNKNOWN:
        raise InputError("a row has a negative energy or value")
    if (energies.max(axis=1) > durations * _MOST_MJ_PER_US).any():
        raise InputError("a row has a power over 1 GW", hint="are its energies in mJ?")
    if energies.max() > _MOST_ENERGY_MJ or others.max() > MOST_VALUE:
        raise InputError("a row has an energy or a value that is too large to be counted")


def take_load_away(amounts: list[int]) -> None:
    """Make of amounts what they are behind an open breaker: no energy, no current, the voltage as it was."""
    amounts[: len(ENERGIES)] = [0] * len(ENERGIES)
    for name, known in (("i_ma", True), ("thd_i_cp", False)):
        place = len(ENERGIES) + 2 * MEASURED.index(name)
        amounts[place] = 0
        if not known:
            amounts[place + 1] = 0


def portions(rows: Rows) -> Iterator[Rows]:
    """Rows in portions whose totals, if the rows are such as can be, fit 64 bits: a day each at most."""
    size = min(max(1, LONGEST_US // max(1, int(rows["duration_us"].max()))), _MOST_ROWS)
    for first in range(0, len(rows), size):
        yield rows[first : first + size]


class Block:
    """Rows with running totals.

    Args:
        rows: Checked rows, at least one.
        low_mv: A voltage under it counts as low. [mV]
        high_mv: A voltage over it counts as high. [mV]
    """

    __slots__ = ("_durations", "_starts", "_totals", "end_us", "marks", "start_us", "words")

    def __init__(self, rows: Rows, low_mv: int, high_mv: int) -> None:
        self.words = fields = words(rows)
        self.marks = marks = rows["marks"]
        durations = fields[:, _DURATION]
        totals = np.zeros((len(rows) + 1, COLUMNS), dtype=np.int64)
        parts = totals[1:]
        parts[:, : len(ENERGIES)] = fields[:, _ENERGY:_AFTER_ENERGY]
        measured = fields[:, _MEASURED]
        weights = (measured >= 0) * durations[:, np.newaxis]
        parts[:, _WEIGHTED] = measured * weights
        parts[:, _KNOWN] = weights
        voltage = measured[:, 0]
        parts[:, LOW] = (voltage < low_mv) * weights[:, 0]
        parts[:, HIGH] = (voltage > high_mv) * weights[:, 0]
        if marks.any():
            gaps = (marks & Mark.GAP) != 0
            parts[:, GAP] = gaps * durations
            # without mains nothing is counted; of a gap nothing is known
            parts[gaps, : len(ENERGIES)] = 0
            parts[(marks & Mark.OUTAGE) != 0] = 0
        np.cumsum(parts, axis=0, out=parts)
        self._totals = totals
        self._starts: list[int] = fields[:, _START].tolist()
        self._durations: list[int] = durations.tolist()
        self.start_us = self._starts[0]
        self.end_us = self._starts[-1] + self._durations[-1]

    def at(self, instant_us: int) -> list[int]:
        """The totals of all that happened before an instant, by column."""
        row = bisect_right(self._starts, instant_us) - 1
        if row < 0:
            return [0] * COLUMNS
        elapsed, duration = instant_us - self._starts[row], self._durations[row]
        before: list[int] = self._totals[row].tolist()
        if not elapsed:
            return before
        after: list[int] = self._totals[row + 1].tolist()
        if elapsed >= duration:
            return after
        # plain integers: energy times microseconds does not fit 64 bits
        return [a + (b - a) * elapsed // duration for a, b in zip(before, after, strict=True)]

    def reach(
        self, columns: Sequence[int], from_us: int, to_us: int, amounts: npt.NDArray[np.int64]
    ) -> npt.NDArray[np.int64]:
        """The first instants at which some columns together have grown by amounts.

        Args:
            columns: The columns.
            from_us: Since when they grow. [µs]
            to_us: By then they have grown by all of the amounts. [µs]
            amounts: By how much, rising, each over nothing.

        Returns:
            An instant for each. [µs]
        """
        first, last = bisect_right(self._starts, from_us) - 1, bisect_left(self._starts, to_us)
        totals = self._totals[first : last + 1, columns]
        before = self.at(from_us)
        wanted = amounts + sum(before[column] for column in columns)
        rows = np.searchsorted(totals.sum(axis=1), wanted, side="left") - 1
        parts = np.diff(totals, axis=0)[rows]
        durations = self.words[first:last, _DURATION][rows]
        if int(parts.max()) * int(durations.max()) >= _MOST_PRODUCT:
            parts, durations, wanted = (each.astype(object) for each in (parts, durations, wanted))
        need = wanted - totals.sum(axis=1)[rows]
        elapsed = -(-need * durations // parts.sum(axis=1))
        if len(columns) > 1:
            lacks = (parts * elapsed[:, np.newaxis] // durations[:, np.newaxis]).sum(axis=1) < need
            for at in np.flatnonzero(lacks).tolist():
                elapsed[at] = _until(list(map(int, parts[at])), int(durations[at]), int(need[at]))
        instants: npt.NDArray[np.int64] = (self.words[first:last, _START][rows] + elapsed).astype(np.int64)
        return instants

    def reach_back(self, columns: Sequence[int], to_us: int, amount: int) -> int:
        """The first instant at which some columns together lacked at most an amount of what they have later.

        It is what `reach` would say, and sooner found where it lies not long before. [µs]
        """
        row = bisect_left(self._starts, to_us) - 1
        befores, parts, duration = self._row(columns, row)
        elapsed = to_us - self._starts[row]
        wanted = sum(befores) + sum(part * elapsed // duration for part in parts) - amount
        while sum(befores) >= wanted:
            row -= 1
            befores, parts, duration = self._row(columns, row)
        return self._starts[row] + _until(parts, duration, wanted - sum(befores))

    def _row(self, columns: Sequence[int], row: int) -> tuple[list[int], list[int], int]:
        """Totals before a row, what it adds, and how long it is. [µs]"""
        before, after = self._totals[row], self._totals[row + 1]
        befores = [before.item(column) for column in columns]
        parts = [after.item(column) - own for column, own in zip(columns, befores, strict=True)]
        return befores, parts, self._durations[row]

    def exceeds(self, columns: Sequence[int], energy_mj: int, time_us: int) -> bool:
        """Whether some row has more than an energy in a time, in some columns together. [mJ], [µs]"""
        energies = np.diff(self._totals[:, columns], axis=0).sum(axis=1)
        return bool((energies * float(time_us) > self.words[:, _DURATION] * float(energy_mj)).any())

    def stretches(self, since_us: int, until_us: int | None = None) -> list[Stretch]:
        """The block's stretches in order; between two there is a jump in time, or mains came or went.

        Args:
            since_us: What lies before it is left out. [µs]
            until_us: What lies behind it is left out; None: nothing. [µs]
        """
        off = (self.marks & Mark.OUTAGE) != 0
        ends = [0, len(off)]
        if len(off) > 1:
            starts = self.words[:, _START]
            changes = off[1:] != off[:-1]
            changes |= starts[1:] != starts[:-1] + self.words[:-1, _DURATION]
            ends[1:1] = (np.flatnonzero(changes) + 1).tolist()
        whole = [
            Stretch(first, last, self._starts[first], self.row_end(last - 1), not bool(off[first]))
            for first, last in pairwise(ends)
        ]
        if since_us <= self.start_us and (until_us is None or until_us >= self.end_us):
            return whole
        until_us = self.end_us if until_us is None else until_us
        return [
            self._clipped(part, since_us, until_us)
            for part in whole
            if part.end_us > since_us and part.start_us < until_us
        ]

    def _clipped(self, stretch: Stretch, since_us: int, until_us: int) -> Stretch:
        """What of a stretch lies between two instants. [µs]"""
        start_us, end_us = max(stretch.start_us, since_us), min(stretch.end_us, until_us)
        first = bisect_right(self._starts, start_us, stretch.first, stretch.last) - 1
        last = bisect_left(self._starts, end_us, stretch.first, stretch.last)
        return Stretch(first, last, start_us, end_us, stretch.mains)

    def row_at(self, instant_us: int) -> int:
        """The row that has begun last at an instant."""
        return bisect_right(self._starts, instant_us) - 1

    def rows_before(self, instant_us: int) -> int:
        """How many rows begin before an instant."""
        return bisect_left(self._starts, instant_us)

    def row_start(self, row: int) -> int:
        """Where a row begins. [µs]"""
        return self._starts[row]

    def row_end(self, row: int) -> int:
        """Where a row ends. [µs]"""
        return self._starts[row] + self._durations[row]

    def left_row_end(self, stretch: Stretch) -> int | None:
        """Where the last row of a stretch ends, if the stretch ends before it does; else None. [µs]"""
        end_us = self.row_end(stretch.last - 1)
        return end_us if end_us > stretch.end_us else None


def _until(parts: Sequence[int], duration: int, need: int) -> int:
    """What must have elapsed of a row until its shares, each cut off, are enough together. [µs]"""
    elapsed = -(-need * duration // sum(parts))
    if sum(part * elapsed // duration for part in parts) < need:  # it may lack one, never two
        nexts = [-(-(part * elapsed // duration + 1) * duration // part) for part in parts if part]
        elapsed = min(nexts)
    return elapsed
