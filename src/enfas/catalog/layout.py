"""The layout of a log's records in the form in which they travel: A-XDR, as a structured array's dtype.

A record is a structure of columns: its tag (02) and count, then each column's type tag and value, integers
big-endian. All of it has a fixed size, so that a ring of records is what a reader gets, octet for octet
(docs/decisions/0004).

Source: DLMS UA Green Book, A-XDR encoding of Data (IEC 62056-5-3, clause 8; IEC 61334-6).
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from enum import Enum
from functools import cached_property
from typing import Final

import numpy as np
import numpy.typing as npt

from enfas.catalog.stamp import STAMP_BYTES
from enfas.errors import ConfigurationError
from enfas.obis import Obis

__all__ = ["Column", "DataType", "Layout", "clock_column"]

_STRUCTURE: Final = 0x02
_MOST_COLUMNS: Final = 127  # a count of one octet


class DataType(Enum):
    """A COSEM data type: its tag, and how an integer of it is packed (nothing for strings)."""

    U8 = (0x11, "B")
    U16 = (0x12, "H")
    U32 = (0x06, "I")
    I8 = (0x0F, "b")
    I16 = (0x10, "h")
    I32 = (0x05, "i")
    OCTETS = (0x09, "")
    TEXT = (0x0A, "")

    def __init__(self, tag: int, packing: str) -> None:
        self.tag = tag
        self.packing = packing

    @property
    def integer(self) -> bool:
        """Whether values of it are integers."""
        return bool(self.packing)

    @property
    def signed(self) -> bool:
        """Whether its integers have a sign."""
        return self.packing.islower()

    @property
    def size(self) -> int:
        """Octets of an integer of it; 0 of strings."""
        return struct.calcsize(">" + self.packing)

    @property
    def bounds(self) -> tuple[int, int]:
        """The least and the greatest integer that fit.

        Raises:
            ConfigurationError: It is a type of strings.
        """
        if not self.packing:
            raise ConfigurationError(f"{self.name} holds no integers")
        bits = 8 * self.size
        return (-(1 << bits - 1), (1 << bits - 1) - 1) if self.signed else (0, (1 << bits) - 1)


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a log, and the COSEM attribute that it captures.

    Attributes:
        name: The column's name; of an energy or another register, its key.
        class_id: Interface class of the object that is captured.
        obis: Its logical name.
        attribute: The attribute of it: 2, a value; 255 and 254 of a log itself, its status and quality.
        type: The type of its values.
        length: Octets of a string; of integers the type says it.
    """

    name: str
    class_id: int
    obis: Obis
    attribute: int
    type: DataType
    length: int = 0

    @property
    def head(self) -> bytes:
        """The constant octets before the value: the tag, and the length of a string."""
        return bytes([self.type.tag]) + (b"" if self.type.integer else bytes([self.length]))

    @property
    def size(self) -> int:
        """Octets of the value, its head not counted."""
        return self.type.size if self.type.integer else self.length


@dataclass(frozen=True)
class Layout:
    """The columns of a log, in order."""

    columns: tuple[Column, ...]

    def __post_init__(self) -> None:
        names = [column.name for column in self.columns]
        if not 1 <= len(names) <= _MOST_COLUMNS or len(set(names)) != len(names):
            raise ConfigurationError(f"a log has 1 to {_MOST_COLUMNS} columns of different names")
        for column in self.columns:
            if not column.type.integer and not 1 <= column.length <= 127:
                raise ConfigurationError(f"column {column.name} needs a length of 1 to 127 octets")

    @cached_property
    def form(self) -> str:
        """The columns in words: what a stored record must agree with, and a person could read it by."""
        return ", ".join(f"{column.name} {column.type.name}{column.length or ''}" for column in self.columns)

    @cached_property
    def dtype(self) -> np.dtype[np.void]:
        """The record as a structured dtype: each column under its name, its head under `head.<name>`."""
        fields: list[tuple[str, str]] = [("head", "V2")]
        for column in self.columns:
            kind = "i" if column.type.signed else "u"
            value = f">{kind}{column.size}" if column.type.integer else f"V{column.length}"
            fields += [(f"head.{column.name}", f"V{len(column.head)}"), (column.name, value)]
        return np.dtype(fields)

    @cached_property
    def itemsize(self) -> int:
        """Octets of a record."""
        return self._packer.size

    @cached_property
    def _packer(self) -> struct.Struct:
        codes = [
            f"{len(column.head)}s" + (column.type.packing or f"{column.length}s") for column in self.columns
        ]
        return struct.Struct(">2s" + "".join(codes))

    @cached_property
    def _heads(self) -> list[bytes | int]:
        """The arguments of the packer with the constant octets in place, and room for the values."""
        arguments: list[bytes | int] = [bytes([_STRUCTURE, len(self.columns)])]
        for column in self.columns:
            arguments += [column.head, 0]
        return arguments

    def pack(self, *values: bytes | int) -> bytes:
        """One record in travel form of its columns' values, strings of their exact lengths."""
        arguments = self._heads.copy()
        arguments[2::2] = values
        return self._packer.pack(*arguments)

    def view(self, data: bytes) -> npt.NDArray[np.void]:
        """Records in travel form as a structured array, without a copy."""
        return np.frombuffer(data, dtype=self.dtype)

    @cached_property
    def spans(self) -> list[tuple[int, int]]:
        """Where in a record each column lies, its head included: begin and end. [octets]"""
        spans, at = [], 2
        for column in self.columns:
            end = at + len(column.head) + column.size
            spans.append((at, end))
            at = end
        return spans

    def offset(self, name: str) -> int:
        """Where in a record the value of a column begins. [octets]"""
        for column, (begin, _) in zip(self.columns, self.spans, strict=True):
            if column.name == name:
                return begin + len(column.head)
        raise KeyError(name)


def clock_column(name: str, obis: Obis) -> Column:
    """A column of time stamps."""
    return Column(name, 8, obis, 2, DataType.OCTETS, STAMP_BYTES)
