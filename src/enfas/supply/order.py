"""The rows of a load series in the order of time: as they come, or sorted where they are not in order.

A look at the time stamps alone tells which. A series in order is then read batch by batch; one that is not
(days that somebody sorted as texts: 1/2, 11/2, 2/2) is read whole. A time that goes back into rows that are
already there, as in the hour that autumn has twice, is a fault.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping
from itertools import accumulate
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from enfas.errors import InputError
from enfas.supply.intervals import BACKWARD_HINT, usual_step
from enfas.supply.stamps import Stamps
from enfas.supply.table import Batch, Form, Table

__all__ = ["Part", "Survey", "parts", "survey"]

IntArray = npt.NDArray[np.int64]

_MOST_SORTED: Final = 20_000_000
_LOOKED_AT: Final = 1000


class Part(NamedTuple):
    """A batch with the stamps of its rows. [µs]"""

    batch: Batch
    stamps_us: IntArray


class Survey(NamedTuple):
    """What the time stamps of a table tell.

    Attributes:
        first_us: Some of the stamps, from the first row on. [µs]
        earliest_us: The earliest. [µs]
        absolute: They are instants.
        order: The rows in the order of time where they are not already; else None.
        moved: Where the first row lies that is not in order.
    """

    first_us: IntArray
    earliest_us: int
    absolute: bool
    order: IntArray | None = None
    moved: str = ""


def survey(table: Table, wanted: Mapping[int, Form], new_stamps: Callable[[], Stamps]) -> Survey | None:
    """Look at the time stamps of a table, of a live one at the first; None where there are none.

    Raises:
        InputError: A stamp is broken, or the time goes back into rows that are already there.
    """
    stamps = new_stamps()
    if table.live:
        batch = table.first(wanted)
        instants = stamps.read(batch) // 1000 if batch is not None else None
        return None if instants is None else Survey(instants, int(instants[0]), stamps.absolute)
    first: list[IntArray] = []
    moved = ""
    count = earliest_us = last_us = 0
    times = {column: wanted[column] for column in stamps.columns}
    for batch in table.batches(times):
        instants = stamps.read(batch) // 1000
        if count < _LOOKED_AT:
            first.append(instants[: _LOOKED_AT - count])
        back = np.flatnonzero(np.diff(instants, prepend=last_us if count else instants[0]) < 0)
        if len(back) and not moved:
            moved = batch.place(int(back[0]))
        earliest_us = min(earliest_us, int(instants.min())) if count else int(instants.min())
        last_us = int(instants[-1])
        count += batch.count
    if not count:
        return None
    seen = Survey(np.concatenate(first), earliest_us, stamps.absolute, None, moved)
    if not moved:
        return seen
    if count > _MOST_SORTED:
        raise InputError(
            f"{table.name}, {moved}: the time goes back, and there are too many rows to sort them"
        )
    return seen._replace(order=_order(table, times, new_stamps()))


def _order(table: Table, times: Mapping[int, Form], stamps: Stamps) -> IntArray:
    """The rows in the order of time."""
    instants = np.concatenate([stamps.read(batch) // 1000 for batch in table.batches(times)])
    order = np.argsort(instants, kind="stable")
    steps = np.diff(instants[order])
    close = (4 * steps < 3 * (usual_step(instants) or 0)) & (np.diff(order) != 1)
    if close.any():
        here = int(np.argmax(close))
        place = _place(table, times, max(int(order[here]), int(order[here + 1])))
        what = "the time goes back into rows that are already there"
        raise InputError(f"{table.name}, {place}: {what}", hint=BACKWARD_HINT)
    return order


def _place(table: Table, times: Mapping[int, Form], row: int) -> str:
    for batch in table.batches(times):
        if row < batch.count:
            return batch.place(row)
        row -= batch.count
    return "the end"


def parts(
    table: Table, wanted: Mapping[int, Form], stamps: Stamps, order: IntArray | None
) -> Iterator[tuple[Part, int | None]]:
    """The rows in the order of time, and with each batch the first stamp of the next. [µs]"""
    batches = table.batches(wanted)
    if order is not None:
        batches = iter([_sorted(table, list(batches), order)])
    waiting: Part | None = None
    for batch in batches:
        instants = stamps.read(batch) // 1000
        if waiting is not None:
            yield waiting, int(instants[0])
        waiting = Part(batch, instants)
    if waiting is not None:
        yield waiting, None


def _sorted(table: Table, batches: list[Batch], order: IntArray) -> Batch:
    """All rows as one batch, in another order; each still knows where it lies."""
    firsts = [0, *accumulate(batch.count for batch in batches)]
    if firsts[-1] != len(order):
        raise InputError(f"{table.name} changed while it was read")

    def place(row: int) -> str:
        original = int(order[row])
        number = bisect_right(firsts, original) - 1
        return batches[number].place(original - firsts[number])

    columns = {
        column: pa.concat_arrays([batch.array(column) for batch in batches]).take(order)
        for column in batches[0].columns
    }
    return Batch(table.name, table.names, columns, len(order), place)
