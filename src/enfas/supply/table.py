"""A table of a recording: columns of numbers, texts and times, read batch by batch with bounded memory.

A text and a Parquet file are tables alike; what is sampled and what is a load series is read from either.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final, Literal, Protocol

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from enfas.errors import InputError
from enfas.intake import FloatArray

__all__ = ["MISSING", "Batch", "Form", "Table", "find_column", "list_columns"]

MISSING: Final = (
    "", "?", "NaN", "nan", "NAN", "NA", "N/A", "n/a", "#N/A", "null", "NULL", "None", "-", "--",
)  # fmt: skip
"""What stands for a value that is missing."""

Form = Literal["number", "text"]
"""In which form a column is wanted; what is typed in the file already keeps its type."""


class Batch:
    """Some rows of a table.

    Args:
        name: The table's name, for messages.
        names: The names of all its columns.
        columns: The columns that were wanted, by number.
        count: How many rows.
        place: Where a row of the batch lies: "line 12".
    """

    __slots__ = ("_name", "_names", "columns", "count", "place")

    def __init__(
        self,
        name: str,
        names: list[str],
        columns: Mapping[int, pa.Array[Any]],
        count: int,
        place: Callable[[int], str],
    ) -> None:
        self._name = name
        self._names = names
        self.columns = columns
        self.place = place
        self.count = count

    def array(self, column: int) -> pa.Array[Any]:
        """A column as it was read."""
        return self.columns[column]

    def error(self, row: int, column: int | None, what: str, hint: str = "") -> InputError:
        """An error at a row of the batch and a column of the table."""
        where = f"{self._name}, {self.place(row)}"
        if column is not None:
            where += f", column {column}"
            if self._names[column]:
                where += f" ({self._names[column]})"
        return InputError(f"{where}: {what}", hint=hint)

    def numbers(self, column: int) -> FloatArray:
        """A column's numbers, NaN where missing.

        Raises:
            InputError: A value is no number, or not finite.
        """
        array = self.columns[column]
        kind = array.type
        if pa.types.is_string(kind) or pa.types.is_large_string(kind):
            array = self._numbers_of_texts(array, column)
        elif not (pa.types.is_floating(kind) or pa.types.is_integer(kind) or pa.types.is_decimal(kind)):
            raise self.error(0, column, f"a column of {kind} holds no numbers")
        values: FloatArray = pc.cast(array, pa.float64(), safe=False).to_numpy(zero_copy_only=False)
        infinite = np.isinf(values)
        if infinite.any():
            row = int(np.argmax(infinite))
            raise self.error(row, column, f"{values[row]} is no value", "what is missing is left empty")
        return values

    def _numbers_of_texts(self, array: pa.Array[Any], column: int) -> pa.Array[Any]:
        trimmed = pc.utf8_trim_whitespace(array)
        known = pc.if_else(
            pc.is_in(trimmed, value_set=pa.array(MISSING, trimmed.type)),
            pa.scalar(None, trimmed.type),
            trimmed,
        )
        try:
            numbers: pa.Array[Any] = known.cast(pa.float64())
            return numbers
        except pa.ArrowInvalid:
            for row, text in enumerate(known.to_pylist()):
                try:
                    float(text or 0)
                except ValueError:
                    raise self.error(row, column, f"{text[:40]!r} is not a number") from None
            raise self.error(0, column, "the column holds no numbers") from None


class Table(Protocol):
    """A table.

    Attributes:
        name: What it is, for messages.
        names: The names of its columns, "" where they have none.
        preamble: Lines before the header.
        live: It comes as it happens.
        total: How much there is, in the unit of `done`, or None.
        done: How much was read.
    """

    name: str
    names: list[str]
    preamble: list[str]
    live: bool

    @property
    def total(self) -> int | None:
        """How much there is, in the unit of `done`."""

    @property
    def done(self) -> int:
        """How much was read."""

    def form(self, column: int) -> Form:
        """What a column's first value looks like."""

    def first(self, wanted: Mapping[int, Form]) -> Batch | None:
        """The first rows, without taking them; None where there are none."""

    def batches(self, wanted: Mapping[int, Form]) -> Iterator[Batch]:
        """All rows, once."""


def find_column(table: Table, column: int | str, what: str) -> int:
    """The number of a column that was asked for by number or name.

    Raises:
        InputError: The table has none such.
    """
    names = table.names
    if isinstance(column, str) and column not in names and column.isdecimal():
        column = int(column)
    if isinstance(column, str):
        if names.count(column) == 1:
            return names.index(column)
        fault = "several columns have" if column in names else "no column has"
        raise InputError(f"{table.name}: {fault} the name {column!r} ({what})", hint=list_columns(names))
    if not 0 <= column < len(names):
        raise InputError(f"{table.name}: there is no column {column} ({what})", hint=list_columns(names))
    return column


def list_columns(names: list[str]) -> str:
    """The columns of a table in a few words, for a hint."""
    if not any(names):
        return f"there are {len(names)} columns, counted from 0"
    shown = ", ".join(f"{number} {name}".strip() for number, name in enumerate(names[:12]))
    return f"the columns are {shown}{' …' if len(names) > 12 else ''}"
