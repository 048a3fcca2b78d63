"""How a text of columns is written: what separates them, the decimal mark, where the data begin, names.

What the user says holds; the rest is found in the first lines. The last of them decide, for above the data
there may be anything.
"""

from __future__ import annotations

import csv
import re
from collections import Counter
from typing import Final, NamedTuple

from enfas.errors import InputError
from enfas.supply.reading import Reading
from enfas.supply.table import MISSING

__all__ = ["Dialect", "decode", "find_dialect", "is_number", "split"]

_DELIMITERS: Final = ("\t", ";", "|", ",", " ")
_SEEN: Final = 10
"""How many of the last lines are looked at."""

_NUMBER: Final = re.compile(r"[+-]?(\d+([.,]\d*)?|[.,]\d+)([eE][+-]?\d+)?")
_STAMP: Final = re.compile(r"\d{1,4}[-/.:]\d")
_DECIMAL_COMMA: Final = re.compile(r"[+-]?\d*,\d+([eE][+-]?\d+)?")


class Dialect(NamedTuple):
    """How a text is written.

    Attributes:
        delimiter: What separates columns; a space stands for any number of blanks.
        decimal: Decimal mark.
        preamble: The lines before the data and their header.
        names: The columns' names, "" where they have none.
        first: The cells of the first row of data; empty where there is none.
        first_line: Number of its line, from 1.
    """

    delimiter: str
    decimal: str
    preamble: list[str]
    names: list[str]
    first: list[str]
    first_line: int


def decode(data: bytes) -> str:
    """Text of a header: UTF-8, else the Western code page."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")


def split(line: str, delimiter: str) -> list[str]:
    """The cells of a line, trimmed."""
    if delimiter == " ":
        return line.split()
    try:
        return [cell.strip() for cell in next(csv.reader([line], delimiter=delimiter), [])]
    except csv.Error:
        return [cell.strip() for cell in line.split(delimiter)]


def is_number(cell: str) -> bool:
    """A cell holds a number."""
    return _NUMBER.fullmatch(cell) is not None


def find_dialect(name: str, lines: list[bytes], reading: Reading) -> Dialect:
    """How a text is written that begins with these lines.

    Raises:
        InputError: It is not text, or has no data.
    """
    if lines and (lines[0][:2] in (b"\xff\xfe", b"\xfe\xff") or any(b"\0" in line for line in lines)):
        raise InputError(f"{name} is not text in UTF-8 or an 8-bit code", hint="save it as UTF-8")
    texts = [decode(line) for line in lines]
    skipped = reading.skip_rows or 0
    body = [text for text in texts[skipped:] if text.strip()]
    if not body:
        after = f" after {skipped} lines" if skipped else ""
        raise InputError(f"{name} holds nothing{after}")
    tail = body[-_SEEN:]
    delimiter = reading.delimiter or _find_delimiter(tail, reading.decimal)
    counts = Counter(len(split(text, delimiter)) for text in tail)
    columns = max(counts, key=lambda count: (counts[count], count))
    start = skipped
    while start < len(texts) and (
        not texts[start].strip()
        or (reading.skip_rows is None and len(split(texts[start], delimiter)) != columns)
    ):
        start += 1
    header = split(texts[start], delimiter)
    names = [""] * columns
    preamble = texts[:start]
    if _is_header(header):
        names = (header + names)[:columns]
        start += 1
        while start < len(texts) and not texts[start].strip():
            start += 1
    first = split(texts[start], delimiter) if start < len(texts) else []
    decimal = reading.decimal or _find_decimal([split(text, delimiter) for text in tail], delimiter)
    return Dialect(delimiter, decimal, preamble, names, first, start + 1)


def _find_delimiter(tail: list[str], decimal: str) -> str:
    for delimiter in _DELIMITERS:
        if delimiter == decimal:
            continue
        counts = Counter(len(split(text, delimiter)) for text in tail)
        columns, often = counts.most_common(1)[0]
        if columns > 1 and 2 * often > len(tail):
            return delimiter
    return ";" if decimal == "," else ","


def _find_decimal(rows: list[list[str]], delimiter: str) -> str:
    if delimiter == ",":
        return "."
    cells = [cell for row in rows for cell in row]
    return "," if any(_DECIMAL_COMMA.fullmatch(cell) for cell in cells) else "."


def _is_header(cells: list[str]) -> bool:
    """Some cell is a name and none is a number."""
    if any(is_number(cell) for cell in cells):
        return False
    return any(cell not in MISSING and not _STAMP.match(cell) for cell in cells)
