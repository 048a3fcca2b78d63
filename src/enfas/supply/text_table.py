"""A text of columns (CSV and its kin) as a table: parsed in chunks of lines, faults found to the line."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from io import BytesIO
from pathlib import Path
from typing import Any, Final

import pyarrow as pa
import pyarrow.csv as pacsv

from enfas.errors import InputError
from enfas.supply.dialect import Dialect, decode, find_dialect, is_number, split
from enfas.supply.lines import Chunk, Lines, Stream, read_error
from enfas.supply.reading import Reading
from enfas.supply.table import MISSING, Batch, Form

__all__ = ["TextTable"]

_HEAD_LINES: Final = 64
_END_OF_FILE: Final = b"\x1a"  # as some systems still end a text
_BLANKS: Final = re.compile(rb"[ \t]+")
_COMPACT_STAMP: Final = re.compile(r"(19|20)\d{6}(\d{4}(\d\d)?)?")


class TextTable:
    """A text of columns.

    Args:
        where: The file, or a stream.
        name: Its name, for messages.
        reading: How it is written, as far as the user says.
        dialect: How it is written, where that need not be found out.

    Raises:
        InputError: It cannot be read, is not text, or holds nothing.
    """

    def __init__(
        self, where: Path | Stream, name: str, reading: Reading, dialect: Dialect | None = None
    ) -> None:
        self.name = name
        self._lines = Lines(where, name)
        self.live = self._lines.live
        self.total = None if not isinstance(where, Path) else _size(where, name)
        if dialect is None:
            head = self._lines.head((reading.skip_rows or 0) + 2 if self.live else _HEAD_LINES)
            dialect = find_dialect(name, head, reading)
        self._dialect = dialect
        self.names = dialect.names
        self.preamble = dialect.preamble

    @property
    def done(self) -> int:
        """Octets read."""
        return self._lines.done

    def form(self, column: int) -> Form:
        """What the column's first value looks like; a date without separators is a text."""
        first = self._dialect.first
        cell = first[column] if column < len(first) else ""
        return "number" if is_number(cell) and not _COMPACT_STAMP.fullmatch(cell) else "text"

    def first(self, wanted: Mapping[int, Form]) -> Batch | None:
        """The first rows."""
        chunk = self._lines.first_chunk()
        return self._batch(chunk, wanted) if chunk is not None else None

    def batches(self, wanted: Mapping[int, Form]) -> Iterator[Batch]:
        """All rows, a chunk of lines at a time."""
        for chunk in self._lines.chunks():
            batch = self._batch(chunk, wanted)
            if batch is not None:
                yield batch

    def _batch(self, chunk: Chunk, wanted: Mapping[int, Form]) -> Batch | None:
        """The rows of a chunk; None where it holds none."""
        chunk = _drop_lines(chunk, self._dialect.first_line)
        data = chunk.data.rstrip(_END_OF_FILE)
        if self._dialect.delimiter == " ":
            data = b"\n".join(_BLANKS.sub(b" ", line).strip() for line in data.splitlines())
        if not data.strip():
            return None
        try:
            table = self._parse(data, wanted)
        except pa.ArrowInvalid:
            columns = self._parse_slowly(chunk, wanted)
        else:
            columns = {column: table.column(str(column)).combine_chunks() for column in wanted}
        count = len(next(iter(columns.values()))) if columns else 0
        return Batch(self.name, self.names, columns, count, lambda row: _place(chunk, row)) if count else None

    def _parse(self, data: bytes, wanted: Mapping[int, Form]) -> pa.Table:
        dialect = self._dialect
        types = {str(c): pa.float64() if form == "number" else pa.string() for c, form in wanted.items()}
        return pacsv.read_csv(
            BytesIO(data),
            read_options=pacsv.ReadOptions(
                column_names=[str(number) for number in range(len(self.names))],
                use_threads=False,
                block_size=len(data) + 1,
            ),
            parse_options=pacsv.ParseOptions(delimiter=dialect.delimiter),
            convert_options=pacsv.ConvertOptions(
                column_types=types,
                include_columns=list(types),
                null_values=list(MISSING),
                strings_can_be_null=True,
                decimal_point=dialect.decimal,
            ),
        )

    def _parse_slowly(self, chunk: Chunk, wanted: Mapping[int, Form]) -> dict[int, pa.Array[Any]]:
        """Line by line, where the fast way found a fault: says which, or gets over it."""
        columns: dict[int, list[float | str | None]] = {column: [] for column in wanted}
        for number, data in enumerate(chunk.data.split(b"\n"), chunk.line):
            line = decode(data).rstrip("\r")
            if not line.strip():
                continue
            cells = split(line, self._dialect.delimiter)
            if len(cells) != len(self.names):
                raise InputError(
                    f"{self.name}, line {number}: {_columns(len(cells))} instead of {len(self.names)}",
                    hint="lines before the data are left out by skip_rows",
                )
            for column, form in wanted.items():
                columns[column].append(self._value(cells[column], form, number, column))
        types = {"number": pa.float64(), "text": pa.string()}
        return {column: pa.array(values, types[wanted[column]]) for column, values in columns.items()}

    def _value(self, cell: str, form: Form, line: int, column: int) -> float | str | None:
        if cell in MISSING:
            return None
        if form == "text":
            return cell
        plain = cell.replace(self._dialect.decimal, ".") if "." not in cell else cell
        if is_number(cell) and "," not in plain:
            return float(plain)
        named = f" ({self.names[column]})" if self.names[column] else ""
        raise InputError(
            f"{self.name}, line {line}, column {column}{named}: {cell[:40]!r} is not a number",
            hint="a missing value is left empty; lines before the data are left out by skip_rows",
        )


def _drop_lines(chunk: Chunk, first_line: int) -> Chunk:
    """A chunk from the first line of data on."""
    data = chunk.data
    if chunk.line >= first_line:
        return chunk
    at = 0
    for _ in range(first_line - chunk.line):
        end = data.find(b"\n", at)
        if end < 0:
            return Chunk(first_line, b"")
        at = end + 1
    return Chunk(first_line, data[at:])


def _place(chunk: Chunk, row: int) -> str:
    """The line of a row, blank lines counted."""
    line = chunk.line
    for data in chunk.data.split(b"\n"):
        if data.strip():
            if not row:
                break
            row -= 1
        line += 1
    return f"line {line}"


def _columns(count: int) -> str:
    return "1 column" if count == 1 else f"{count} columns"


def _size(path: Path, name: str) -> int:
    try:
        return path.stat().st_size
    except OSError as error:
        raise read_error(name, error) from error
