"""Samples of voltage and current from a table: a text, standard input, a Parquet file."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Final

import numpy as np

from enfas.errors import InputError
from enfas.intake import Samples
from enfas.supply.columns import find_sample_columns
from enfas.supply.reading import Reading
from enfas.supply.sample_clock import SampleClock, rate_of_preamble, rate_of_stamps
from enfas.supply.source import RATE_HINT, scaled
from enfas.supply.stamps import Stamps
from enfas.supply.table import Form, Table

__all__ = ["TableSamples"]

_LIVE_PARTS_PER_S: Final = 5
_AGREES: Final = Fraction(1, 100)
_FIRST: Final = 10_000
"""How many of the first stamps tell the rate."""


class TableSamples:
    """Samples in a table.

    Args:
        table: The table.
        reading: Columns, scales, rate.

    Raises:
        InputError: The columns or the rate cannot be found, or there is nothing.
    """

    def __init__(self, table: Table, reading: Reading) -> None:
        self.name = table.name
        self.skew_us = 0.0
        self._table = table
        self._reading = reading
        self._u, self._i, time = find_sample_columns(table, reading)
        self._wanted: dict[int, Form] = {self._u.column: "number", self._i.column: "number"}
        self._time = time
        if time is not None:
            self._wanted[time] = table.form(time)
        self._first_ns = np.zeros(0, dtype=np.int64)
        self.start_us: int | None = None
        if time is not None and not (table.live and reading.rate_hz is not None):
            self._look_at_times(time)
        self.rate_hz: Fraction = self._rate()
        if not table.live and table.first(self._wanted) is None:
            raise InputError(f"{self.name} holds no samples")

    @property
    def total(self) -> int | None:
        """How much there is, in octets or rows."""
        return self._table.total

    @property
    def done(self) -> int:
        """How much of it was read."""
        return self._table.done

    def _rate(self) -> Fraction:
        """The rate that is given, else the preamble's, else that of the stamps."""
        stamped = rate_of_stamps(self._first_ns)
        rate_hz = self._reading.rate or rate_of_preamble(self._table.preamble) or stamped
        if rate_hz is None:
            raise InputError(f"{self.name} does not say its sampling rate", hint=RATE_HINT)
        if stamped is not None and abs(stamped - rate_hz) > _AGREES * rate_hz:
            raise InputError(
                f"{self.name}: not {float(rate_hz):g} Hz, as was said: {float(stamped):g} Hz by its times",
                hint='time_column = "" leaves the times out',
            )
        return rate_hz

    def _look_at_times(self, time: int) -> None:
        stamps = Stamps(self._table, (time,), self._reading)
        first = self._table.first(self._wanted)
        if first is None:
            return
        instants = stamps.read(first)[:_FIRST]
        self._first_ns = instants
        if stamps.absolute:
            self.start_us = int(instants[0]) // 1000

    def blocks(self) -> Iterator[Samples]:
        """The samples; a hole in the time column is told with the block after it."""
        reading, time = self._reading, self._time
        stamps = Stamps(self._table, (time,), reading) if time is not None else None
        clock = SampleClock(self.rate_hz, self._first_ns, time) if time is not None else None
        most = max(1, int(self.rate_hz) // _LIVE_PARTS_PER_S) if self._table.live else 1 << 30
        for batch in self._table.batches(self._wanted):
            u_v = scaled(batch.numbers(self._u.column), reading.u_offset, self._u.factor)
            i_a = scaled(batch.numbers(self._i.column), reading.i_offset, self._i.factor)
            holes = clock.holes(batch, stamps.read(batch)) if stamps and clock else []
            for first, last, missing in _pieces(batch.count, holes, most):
                yield Samples(u_v[first:last], i_a[first:last], missing)


def _pieces(count: int, holes: list[tuple[int, int]], most: int) -> Iterator[tuple[int, int, int]]:
    """Parts of a batch, cut at holes and at a greatest length: first, after last, missing before."""
    bounds = dict(holes) | {0: dict(holes).get(0, 0)}
    starts = sorted(set(bounds) | set(range(0, count, most)))
    for first, last in zip(starts, [*starts[1:], count], strict=True):
        yield first, last, bounds.get(first, 0)
