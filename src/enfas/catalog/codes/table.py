"""What a table of configuration codes is made of: fields, their rows, and what a row needs of the hardware.

A *field* is one place of a code (X5, Z4). Each of its *rows* is one code that may stand there: what it means
and what it sets, as a typed value that the meter reads. What a code forbids is data too: the row names its
needs, and whoever joins a software code to a hardware code holds them against the hardware's traits.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Generic, TypeVar, cast

__all__ = ["FREE", "Field", "Needs", "Row", "Traits"]

T = TypeVar("T")

_FEW = 8


@dataclass(frozen=True, slots=True)
class Traits:
    """What the hardware is, as far as software rows depend on it."""

    variant: int
    has_breaker: bool
    has_radio: bool
    energies: frozenset[str]
    fixed_period_min: int | None
    """The country's fixed integration period [min], or None where it is free."""


@dataclass(frozen=True, slots=True)
class Needs:
    """What a row needs of the hardware; the defaults need nothing."""

    variant: int | None = None
    breaker: bool | None = None
    radio: bool = False
    energies: frozenset[str] = frozenset()
    period_min: int | None = None
    """The integration period [min] that a country must allow."""

    def unmet(self, traits: Traits) -> str:
        """Why hardware of these traits cannot have the row: the first unmet need, or nothing."""
        if self.variant not in (None, traits.variant):
            return f"is only for variant {self.variant} (X8={self.variant})"
        if self.breaker is True and not traits.has_breaker:
            return "needs a breaker (X10=2 or X10=3)"
        if self.breaker is False and traits.has_breaker:
            return "is only for a meter without breaker (X10=0)"
        if self.radio and not traits.has_radio:
            return "needs the built-in radio (X11=1)"
        if not self.energies <= traits.energies:
            missing = ", ".join(sorted(self.energies - traits.energies))
            return f"needs energies that X9 does not have: {missing}"
        if self.period_min is not None and traits.fixed_period_min not in (None, self.period_min):
            return f"cannot be: the country (X14-X16) fixes the period at {traits.fixed_period_min} min"
        return ""

    def note(self) -> str:
        """The variant that the row is restricted to, as an explanation says it."""
        return "" if self.variant is None else f"only variant {self.variant}"


FREE = Needs()


@dataclass(frozen=True)
class Row(Generic[T]):
    """One code of a field.

    Attributes:
        code: As it is written, with leading zeros.
        meaning: What it stands for, in English.
        sets: The value that the meter obeys.
        needs: What it needs of the hardware (software codes).
        meter_types: The values of X1 for which the row holds; empty: all (hardware codes).
        refused: Why a single-phase configuration cannot have it; empty where it can (hardware codes).
    """

    code: str
    meaning: str
    sets: T
    needs: Needs = FREE
    meter_types: str = ""
    refused: str = ""


@dataclass(frozen=True)
class Field(Generic[T]):
    """One place of a code and all that may stand there.

    Attributes:
        names: The data sheet's names of the place; more than one where one table spans several (X14X15X16).
        title: What it configures.
        rows: Its table.
        preferred: The codes that a default takes, best first; the first that the hardware allows is taken.
        numbered: The maker keeps the tables on order forms: the rows here are the numbers that need no table,
            and every other number is that of a table (`catalog.tables`), which the configuration looks up.
        other: A row for every number that is not listed, where the data sheet leaves the list open.
        fixed: Why it cannot be changed when the meter is in service; empty where it can.
    """

    names: tuple[str, ...]
    title: str
    rows: tuple[Row[T], ...]
    preferred: tuple[str, ...] = ()
    numbered: bool = False
    other: Row[T] | None = None
    fixed: str = ""
    width: int = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "width", len(self.rows[0].code))

    @property
    def name(self) -> str:
        """X5, or X14-X16 for a place that spans three."""
        return self.names[0] if len(self.names) == 1 else f"{self.names[0]}-{self.names[-1]}"

    @property
    def number(self) -> int:
        """The number in its name: 5 of X5."""
        return int(self.names[0][1:])

    def find(self, code: str, meter_type: str = "") -> Row[T] | None:
        """The row of a code; where meter types give it different meanings, that of the given one first."""
        same = [row for row in self.rows if row.code == code]
        for row in same:
            if not row.meter_types or meter_type in row.meter_types:
                return row
        if same:
            return same[0]
        if self.other is not None and len(code) == self.width and code.isascii() and code.isdigit():
            row = replace(self.other, code=code, meaning=f"{self.other.meaning} {code}")
            return replace(row, sets=cast("T", int(code))) if self.numbered else row
        return None

    def known(self) -> str:
        """The codes of the table, for a message; with their meanings where they are few."""
        if self.other is not None:
            return f"all {self.width}-digit numbers"
        if len(self.rows) > _FEW:
            return ", ".join(dict.fromkeys(row.code for row in self.rows))
        return ", ".join(f"{row.code} ({row.meaning})" for row in self.rows if not row.refused)
