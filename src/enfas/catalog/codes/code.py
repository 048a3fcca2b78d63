"""What hardware and software codes share: fields with rows, explained, changed and written again.

A code is a string of symbols cut into the fields of its tables. A code object has all its fields, each with
a code of its table; whether the fields may stand together is the configuration's question.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from dataclasses import field as attribute
from typing import Any, ClassVar, NamedTuple, Self, TypeVar

from enfas.catalog.codes.table import Field, Row
from enfas.errors import ConfigurationError

__all__ = ["Code", "Explained"]

T = TypeVar("T")


class Explained(NamedTuple):
    """One place of a code, explained."""

    name: str
    title: str
    code: str
    meaning: str


@dataclass(frozen=True, slots=True)
class Code:
    """What both codes share.

    Attributes:
        symbols: The codes of all fields, one after the other.
    """

    symbols: str
    _rows: Mapping[tuple[str, ...], Row[Any]] = attribute(init=False, repr=False, compare=False)

    kind: ClassVar[str]
    fields: ClassVar[tuple[Field[Any], ...]]
    _by_name: ClassVar[Mapping[str, Field[Any]]]
    """The fields by each of their names: X14, X14X15X16, X14X16."""

    def __init_subclass__(cls) -> None:
        """Name the fields of a kind of code, once."""
        cls._by_name = {
            name: field
            for field in cls.fields
            for name in (field.names[0], "".join(field.names), field.names[0] + field.names[-1])
        }

    def __post_init__(self) -> None:
        length = sum(field.width for field in self.fields)
        if len(self.symbols) != length:
            raise ConfigurationError(
                f"a {self.kind} code has {length} characters, this has {len(self.symbols)}",
                hint=f"write it like {self._example()}",
            )
        rows: dict[tuple[str, ...], Row[Any]] = {}
        for field, code in self._parts():
            row = field.find(code, self._meter_type())
            if row is None:
                raise ConfigurationError(self._unknown(field, code))
            rows[field.names] = row
        object.__setattr__(self, "_rows", rows)

    def _parts(self) -> Iterator[tuple[Field[Any], str]]:
        start = 0
        for field in self.fields:
            yield field, self.symbols[start : start + field.width]
            start += field.width

    def _unknown(self, field: Field[Any], code: str) -> str:
        place = self._place(field)
        return f"{field.name}={code} ({field.title}) is not in the table{place}; known are {field.known()}"

    def _place(self, field: Field[Any]) -> str:
        raise NotImplementedError

    @classmethod
    def _example(cls) -> str:
        raise NotImplementedError

    def _meter_type(self) -> str:
        return ""

    @classmethod
    def field_named(cls, name: str) -> Field[Any]:
        """The field of a name, `Z4` or `X14-X16`.

        Raises:
            ConfigurationError: The code has no such field.
        """
        try:
            return cls._by_name[name.upper().replace("-", "")]
        except KeyError:
            raise ConfigurationError(
                f"a {cls.kind} code has no {name}", hint=f"its fields are {cls._field_names()}"
            ) from None

    @classmethod
    def _field_names(cls) -> str:
        raise NotImplementedError

    def row(self, field: Field[T]) -> Row[T]:
        """The table's row of the code that stands in a field."""
        return self._rows[field.names]

    def value(self, field: Field[T]) -> T:
        """What a field sets: the value that the meter obeys."""
        return self.row(field).sets

    def replace(self, changes: Mapping[str, str]) -> Self:
        """The code with other codes in the named fields; leading zeros may be left out of numbers.

        Raises:
            ConfigurationError: A name or a code is not in the tables.
        """
        wanted: dict[tuple[str, ...], str] = {}
        for name, code in changes.items():
            field = self.field_named(name)
            if field.names in wanted:
                raise ConfigurationError(f"{field.name} is given twice")
            padded = code.upper().zfill(field.width)
            if len(padded) != field.width or field.find(padded) is None:
                raise ConfigurationError(self._unknown(field, code))
            wanted[field.names] = padded
        return type(self)("".join(wanted.get(field.names, code) for field, code in self._parts()))

    def explain(self) -> tuple[Explained, ...]:
        """Every place of the code with its meaning; a table that spans several places explains each."""
        explained = []
        for field in self.fields:
            row = self.row(field)
            note = row.needs.note()
            meaning = f"{row.meaning} ({note})" if note else row.meaning
            if len(field.names) == 1:
                explained.append(Explained(field.name, field.title, row.code, meaning))
                continue
            for name, symbol in zip(field.names, row.code, strict=True):
                explained.append(Explained(name, field.title, symbol, f"{meaning} ({row.code})"))
        return tuple(explained)
