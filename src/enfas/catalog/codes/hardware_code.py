"""The hardware code as a value: what is printed on the meter."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar, Self

from enfas.catalog.codes.code import Code
from enfas.catalog.codes.hardware import BREAKER, COUNTRY, ENERGIES, HARDWARE_FIELDS, RADIO, VARIANT
from enfas.catalog.codes.table import Field, Traits
from enfas.catalog.codes.text import named_pairs, symbols
from enfas.catalog.codes.values import Breaker
from enfas.errors import ConfigurationError

__all__ = ["HardwareCode"]


@dataclass(frozen=True, slots=True)
class HardwareCode(Code):
    """`68` X1 … X16: 18 characters, such as 6861111BN242101040."""

    kind: ClassVar[str] = "hardware"
    fields: ClassVar[tuple[Field[Any], ...]] = HARDWARE_FIELDS

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read a code, separators and small letters tolerated, or pairs `X5=4 X10=0` over the default code.

        Raises:
            ConfigurationError: It is not a hardware code; the message says where and what would be right.
        """
        if "=" in text:
            return cls.default().replace(named_pairs(text))
        plain = symbols(text, cls.kind, cls._example())
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
