"""Hardware and software codes as values: parsed, explained, changed and written again.

Both are strings of symbols cut into the fields of their tables. A code object has all its fields, each with
a code of its table; whether the fields may stand together is the configuration's question.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from dataclasses import field as attribute
from typing import Any, ClassVar, NamedTuple, Self, TypeVar

from enfas.catalog.codes.hardware import (
    BREAKER,
    COUNTRY,
    ENERGIES,
    HARDWARE_FIELDS,
    RADIO,
    VARIANT,
)
from enfas.catalog.codes.software import SOFTWARE_FIELDS, SOFTWARE_GROUPS
from enfas.catalog.codes.table import Field, Row, Traits
from enfas.catalog.codes.values import Breaker
from enfas.errors import ConfigurationError

__all__ = ["Explained", "HardwareCode", "SoftwareCode", "named_pairs"]

T = TypeVar("T")

_SEPARATORS = " \t\r\n-._/,:"
_PAIR = re.compile(r"([XZxz][0-9]{1,2}(?:-?[Xx][0-9]{1,2})*)\s*=\s*([0-9A-Za-z]{1,8})", re.ASCII)
_LONGEST = 400


class Explained(NamedTuple):
    """One place of a code, explained."""

    name: str
    title: str
    code: str
    meaning: str


def named_pairs(text: str) -> dict[str, str]:
    """Read `Z1=4 Z4=2`: names in capitals to codes, in the order given; commas and semicolons may part them.

    Raises:
        ConfigurationError: Something else stands there, or a name comes twice.
    """
    pairs: dict[str, str] = {}
    position = 0
    _limit(text)
    while position < len(text):
        if text[position] in " \t\r\n,;":
            position += 1
            continue
        match = _PAIR.match(text, position)
        if match is None:
            raise ConfigurationError(
                f"{text[position : position + 12]!r} at character {position + 1} is not a pair such as Z4=2"
            )
        name = match[1].upper()
        if name in pairs:
            raise ConfigurationError(f"{name} stands twice")
        pairs[name] = match[2].upper()
        position = match.end()
    return pairs


def _limit(text: str) -> None:
    if len(text) > _LONGEST:
        raise ConfigurationError(
            f"no code has {len(text)} characters; the longest allowed here is {_LONGEST}"
        )


def _symbols(text: str, kind: str, example: str) -> str:
    """The letters and digits of a code, in capitals, without what separates its groups."""
    _limit(text)
    plain = []
    for position, symbol in enumerate(text, 1):
        if symbol in _SEPARATORS:
            continue
        if not (symbol.isascii() and symbol.isalnum()):
            raise ConfigurationError(
                f"{symbol!r} at character {position} does not belong in a {kind} code",
                hint=f"write it like {example}",
            )
        plain.append(symbol.upper())
    return "".join(plain)


@dataclass(frozen=True, slots=True)
class _Code:
    """What both codes share.

    Attributes:
        symbols: The codes of all fields, one after the other.
    """

    symbols: str
    _rows: Mapping[tuple[str, ...], Row[Any]] = attribute(init=False, repr=False, compare=False)

    kind: ClassVar[str]
    fields: ClassVar[tuple[Field[Any], ...]]

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
        what = "has no table" if field.numbered else "is not in the table"
        return f"{field.name}={code} ({field.title}) {what}{self._place(field)}; known are {field.known()}"

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
        plain = name.upper().replace("-", "")
        for field in cls.fields:
            if plain in (field.names[0], "".join(field.names), field.names[0] + field.names[-1]):
                return field
        raise ConfigurationError(
            f"a {cls.kind} code has no {name}", hint=f"its fields are {cls._field_names()}"
        )

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
        wanted: dict[Field[Any], str] = {}
        for name, code in changes.items():
            field = self.field_named(name)
            padded = code.upper().zfill(field.width)
            if len(padded) != field.width or field.find(padded) is None:
                raise ConfigurationError(self._unknown(field, code))
            wanted[field] = padded
        return type(self)("".join(wanted.get(field, code) for field, code in self._parts()))

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


@dataclass(frozen=True, slots=True)
class HardwareCode(_Code):
    """`68` X1 … X16: 18 characters, such as 6861111BN242101040."""

    kind: ClassVar[str] = "hardware"
    fields: ClassVar[tuple[Field[Any], ...]] = HARDWARE_FIELDS

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read a code; spaces and dashes between its groups and small letters are tolerated.

        Raises:
            ConfigurationError: It is not a hardware code; the message says where and what would be right.
        """
        plain = _symbols(text, cls.kind, cls._example())
        if not plain.startswith("68"):
            raise ConfigurationError(
                f"a hardware code begins with 68, this with {plain[:2]!r}",
                hint=f"write it like {cls._example()}",
            )
        if len(plain) != 18:
            raise ConfigurationError(
                f"a hardware code has 18 characters, this has {len(plain)}",
                hint=f"write it like {cls._example()}",
            )
        return cls(plain[2:])

    @classmethod
    def default(cls) -> Self:
        """The code of the meter that the project makes where nothing else is said."""
        return cls("".join(field.preferred[0] for field in cls.fields))

    @property
    def text(self) -> str:
        """The code as it is written on the meter."""
        return f"68{self.symbols}"

    def __str__(self) -> str:
        return self.text

    def _meter_type(self) -> str:
        return self.symbols[0]

    def _place(self, field: Field[Any]) -> str:
        first = 3
        for candidate in self.fields:
            if candidate is field:
                break
            first += candidate.width
        last = first + field.width - 1
        return f", character {first}" if first == last else f", characters {first} to {last}"

    @classmethod
    def _example(cls) -> str:
        return cls.default().text

    @classmethod
    def _field_names(cls) -> str:
        return "X1 to X13 and X14-X16"

    @property
    def traits(self) -> Traits:
        """What software codes are held against."""
        return Traits(
            variant=self.value(VARIANT),
            has_breaker=self.value(BREAKER) is not Breaker.NONE,
            has_radio=self.value(RADIO),
            energies=self.value(ENERGIES),
            fixed_period_min=self.value(COUNTRY).period_min,
        )

    def refusals(self) -> tuple[str, ...]:
        """Why a single-phase meter cannot be of this code: one line for each row that forbids it."""
        rows = [(field, self.row(field)) for field in self.fields]
        return tuple(
            f"{field.name}={row.code} is {row.meaning}: {row.refused}" for field, row in rows if row.refused
        )


@dataclass(frozen=True, slots=True)
class SoftwareCode(_Code):
    """Z1 … Z20 and Z25 … Z30: 53 digits in five groups, as the data sheet's pages group them.

    The written form is ours, since the maker publishes none: 42002-00101011-0000000100-… .
    """

    kind: ClassVar[str] = "software"
    fields: ClassVar[tuple[Field[Any], ...]] = SOFTWARE_FIELDS

    @classmethod
    def parse(cls, text: str, base: SoftwareCode | None = None) -> SoftwareCode:
        """Read a code in its written form, separators anywhere, or as pairs `Z1=4 Z4=2` over a base.

        Args:
            text: The code.
            base: What holds for fields that pairs leave out; the default code where not given.

        Raises:
            ConfigurationError: It is not a software code; the message says where and what would be right.
        """
        if "=" in text:
            return (base or cls.default()).replace(named_pairs(text))
        _check_groups(text)
        return cls(_symbols(text, cls.kind, cls._example()))

    @classmethod
    def default(cls, hardware: HardwareCode | None = None) -> SoftwareCode:
        """The code that a meter of the given hardware is delivered with: the first preference it allows.

        Raises:
            ConfigurationError: The hardware allows none of a field's preferences (not a single-phase meter).
        """
        traits = (hardware or HardwareCode.default()).traits
        return cls("".join(_preferred(field, traits) for field in cls.fields))

    @property
    def text(self) -> str:
        """The written form, dashes between the groups."""
        groups, start = [], 0
        for group in SOFTWARE_GROUPS:
            width = sum(field.width for field in group)
            groups.append(self.symbols[start : start + width])
            start += width
        return "-".join(groups)

    def __str__(self) -> str:
        return self.text

    def _place(self, field: Field[Any]) -> str:
        for number, group in enumerate(SOFTWARE_GROUPS, 1):
            first = 1
            for candidate in group:
                if candidate is field:
                    last = first + field.width - 1
                    digits = f"digit {first}" if first == last else f"digits {first} to {last}"
                    return f", group {number}, {digits}"
                first += candidate.width
        return ""

    @classmethod
    def _example(cls) -> str:
        return cls.default().text

    @classmethod
    def _field_names(cls) -> str:
        return "Z1 to Z20 and Z25 to Z30; Z21 to Z24 belong to CT meters"

    def refusals(self, hardware: HardwareCode) -> tuple[str, ...]:
        """Why a meter of this hardware cannot have the code: one line for each row that forbids it."""
        lines = []
        for field in self.fields:
            row = self.row(field)
            if reason := row.needs.unmet(hardware.traits):
                lines.append(f"{field.name}={row.code} ({row.meaning}) {reason}")
        return tuple(lines)


def _check_groups(text: str) -> None:
    """Name the group that is too long or too short, where the code is written in its five groups."""
    written = text.strip().split("-")
    if len(written) != len(SOFTWARE_GROUPS):
        return
    for number, (digits, group) in enumerate(zip(written, SOFTWARE_GROUPS, strict=True), 1):
        width = sum(field.width for field in group)
        if len(digits) != width:
            first, last = group[0].name, group[-1].name
            raise ConfigurationError(
                f"group {number} of a software code ({first} to {last}) has {width} digits, this {len(digits)}"
            )


def _preferred(field: Field[Any], traits: Traits) -> str:
    for code in field.preferred:
        row = field.find(code)
        if row is not None and not row.needs.unmet(traits):
            return code
    raise ConfigurationError(f"no default of {field.name} ({field.title}) suits this hardware")
