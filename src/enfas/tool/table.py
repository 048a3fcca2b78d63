"""Writes a table: CSV, Parquet, JSON; every number exactly as the meter counts it."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from decimal import Decimal
from typing import TYPE_CHECKING, Any, TextIO

import numpy as np
import numpy.typing as npt

from enfas.tool.profile import Column, Table
from enfas.tool.reading import plain, scaled
from enfas.tool.rows import Times

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["header", "rows", "to_json", "write_csv", "write_parquet"]


def _scaled_values(column: Column) -> list[object]:
    """A column's values in its unit."""
    data = column.data
    if isinstance(data, Times):
        return list(data.texts())
    values = data if isinstance(data, list) else data.tolist()
    if column.scale is None:
        return [plain(value) for value in values]
    scaler = column.scale.scaler
    return [scaled(value, scaler) if isinstance(value, int | float) else plain(value) for value in values]


def _parts(table: Table) -> Iterator[tuple[str, list[object]]]:
    for column in table.columns:
        name = f"{column.name} [{column.unit}]" if column.unit else column.name
        yield name, _scaled_values(column)
        if isinstance(column.data, Times):
            yield "clock_status", list(column.data.status.tolist())


def header(table: Table) -> list[str]:
    """The names of the columns, with their units in brackets; a time column brings its clock status."""
    return [name for name, _ in _parts(table)]


def rows(table: Table) -> Iterator[tuple[object, ...]]:
    """The rows, in the columns of `header`."""
    return zip(*(values for _, values in _parts(table)), strict=True)


def write_csv(table: Table, file: TextIO) -> None:
    """Write comma-separated values with one header line; what is not known stays empty."""
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(header(table))
    writer.writerows(rows(table))


def to_json(table: Table) -> dict[str, object]:
    """A document for JSON: columns described once, then the rows."""
    return {
        "obis": str(table.obis),
        "columns": [
            {
                "name": column.name,
                "obis": str(column.source.obis),
                "class": column.source.class_id,
                "attribute": column.source.number,
                "unit": column.unit,
            }
            for column in table.columns
        ],
        "rows": [list(row) for row in zip(*map(_scaled_values, table.columns), strict=True)],
    }


def write_parquet(table: Table, path: str) -> None:
    """Write a Parquet file: times as timestamps, numbers as integers or exact decimals."""
    import pyarrow as pa
    from pyarrow import parquet

    names, arrays = [], []
    for column in table.columns:
        names.append(f"{column.name} [{column.unit}]" if column.unit else column.name)
        if isinstance(column.data, Times):
            arrays.append(_timestamps(column.data))
            names.append("clock_status")
            arrays.append(pa.array(column.data.status))
        else:
            arrays.append(_numbers(column))
    parquet.write_table(pa.table(arrays, names=names), path)


def _timestamps(times: Times) -> pa.Array[Any]:
    """Instants in UTC where every time tells its zone, else the meter's local time."""
    import pyarrow as pa

    zone = "UTC" if times.zoned else None
    return pa.array(times.order_us if zone else times.local_us, pa.timestamp("us", zone), mask=~times.known)


def _numbers(column: Column) -> pa.Array[Any]:
    import pyarrow as pa

    data = column.data
    scaler = column.scale.scaler if column.scale else 0
    if isinstance(data, np.ndarray) and data.dtype.kind in "iu" and data.dtype != np.uint64:
        if scaler == 0:
            return pa.array(data)
        if -18 <= scaler < 0:
            return _decimals(data.astype(np.int64), -scaler)
    values = _scaled_values(column)
    if any(isinstance(value, Decimal) for value in values):
        return pa.array([None if value is None else Decimal(str(value)) for value in values])
    return pa.array(values)


def _decimals(numbers: npt.NDArray[np.int64], places: int) -> pa.Array[Any]:
    """Integers as decimals with so many places, by their 128-bit form."""
    import pyarrow as pa

    words = np.empty((len(numbers), 2), dtype="<i8")
    words[:, 0] = numbers
    words[:, 1] = numbers >> 63
    return pa.Array.from_buffers(
        pa.decimal128(19, places), len(numbers), [None, pa.py_buffer(words.tobytes())]
    )
