"""The software code as a value: what the meter is told to do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from enfas.catalog.codes.code import Code
from enfas.catalog.codes.hardware_code import HardwareCode
from enfas.catalog.codes.software import SOFTWARE_FIELDS, SOFTWARE_GROUPS
from enfas.catalog.codes.table import Field, Traits
from enfas.catalog.codes.text import named_pairs, symbols
from enfas.errors import ConfigurationError

__all__ = ["SoftwareCode"]


@dataclass(frozen=True, slots=True)
class SoftwareCode(Code):
    """Z1 … Z20 and Z25 … Z30: 53 digits in five groups, as the data sheet's pages group them.

    The written form is ours, since the maker publishes none: 41002-00101011-0000000100-… .
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
        plain = symbols(text, cls.kind, cls._example())
        if len(plain) != sum(field.width for field in cls.fields):
            _name_wrong_group(text)
        return cls(plain)

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


def _name_wrong_group(text: str) -> None:
    """Name the group that is too long or too short, where the code is written in its five groups."""
    written = text.strip().split("-")
    if len(written) != len(SOFTWARE_GROUPS):
        return
    for number, (digits, group) in enumerate(zip(written, SOFTWARE_GROUPS, strict=True), 1):
        width = sum(field.width for field in group)
        if len(digits) != width:
            first, last = group[0].name, group[-1].name
            raise ConfigurationError(
                f"group {number} of a software code ({first} to {last}) has {width} digits, not {len(digits)}"
            )


def _preferred(field: Field[Any], traits: Traits) -> str:
    for code in field.preferred:
        row = field.find(code)
        if row is not None and not row.needs.unmet(traits):
            return code
    raise ConfigurationError(f"no default of {field.name} ({field.title}) suits this hardware")
