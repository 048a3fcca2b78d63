"""A Parquet file as a table, read in batches of rows with bounded memory."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import pyarrow as pa
import pyarrow.parquet as pq

from enfas.errors import InputError
from enfas.supply.lines import read_error
from enfas.supply.table import Batch, Form

__all__ = ["ParquetTable"]

_BATCH_ROWS: Final = 1 << 16


class ParquetTable:
    """A Parquet file.

    Args:
        path: The file.
        name: Its name, for messages.

    Raises:
        InputError: It cannot be read, or is none.
    """

    def __init__(self, path: Path, name: str) -> None:
        self.name = name
        self.live = False
        self.preamble: list[str] = []
        self._path = path
        self._done = 0
        with self._open() as file:
            self._types = list(file.schema_arrow.types)
            self.names = list(file.schema_arrow.names)
            self.total: int | None = file.metadata.num_rows
        if len(set(self.names)) < len(self.names):
            twice = next(column for column in self.names if self.names.count(column) > 1)
            raise InputError(f"{name} has several columns {twice!r}, which cannot be told apart")

    @property
    def done(self) -> int:
        """Rows read."""
        return self._done

    def form(self, column: int) -> Form:
        """Texts, dates and times are texts here, however they are typed."""
        kind = self._types[column]
        number = pa.types.is_integer(kind) or pa.types.is_floating(kind) or pa.types.is_decimal(kind)
        return "number" if number else "text"

    def first(self, wanted: Mapping[int, Form]) -> Batch | None:
        """The first rows."""
        first = next(self.batches(wanted), None)
        self._done = 0
        return first

    def batches(self, wanted: Mapping[int, Form]) -> Iterator[Batch]:
        """All rows, some ten thousand at a time."""
        self._done = 0
        with self._open() as file:
            for records in file.iter_batches(_BATCH_ROWS, columns=[self.names[column] for column in wanted]):
                columns = {column: records.column(self.names[column]) for column in wanted}
                yield Batch(self.name, self.names, columns, len(records), _place(self._done))
                self._done += len(records)

    @contextmanager
    def _open(self) -> Iterator[pq.ParquetFile]:
        try:
            with pq.ParquetFile(self._path) as file:
                yield file
        except pa.ArrowException as error:
            raise InputError(f"{self.name} is no Parquet file, or is broken: {_one_line(error)}") from error
        except OSError as error:
            if isinstance(error, FileNotFoundError | PermissionError | IsADirectoryError):
                raise read_error(self.name, error) from error
            raise InputError(f"{self.name} is a broken Parquet file: {_one_line(error)}") from error


def _place(before: int) -> Callable[[int], str]:
    return lambda row: f"row {before + row + 1}"


def _one_line(error: Exception) -> str:
    return " ".join(str(error).split())[:200]
