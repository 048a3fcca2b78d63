"""What a row of the registers' table says.

A row says what is shown and in which form. How its value comes about stands elsewhere under the same key: a
setting is kept and written as the row's bounds say; what is counted or measured is read by `meter.registers`
or by the part of the meter that it belongs to.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from enfas.catalog.layout import DataType
from enfas.obis import Obis
from enfas.units import Unit

__all__ = [
    "DATA",
    "EXTENDED",
    "MOST_TARIFFS",
    "REGISTER",
    "TARIFFS",
    "Register",
    "Setting",
    "data",
    "register",
]

MOST_TARIFFS: Final = 8
"""Tariffs that the meter counts apart."""

TARIFFS: Final = 4
"""Tariffs whose registers are offered: the data sheet's T1 to T4."""

DATA: Final = 1
REGISTER: Final = 3
EXTENDED: Final = 4


@dataclass(frozen=True, slots=True)
class Setting:
    """A value that is kept as it is written.

    Attributes:
        default: What it is at first.
        least: The least that can be written.
        most: The most.
        source: Where default and bounds come from, if not from where the row does.
    """

    default: int
    least: int
    most: int
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Register:
    """One value that the meter shows.

    Attributes:
        key: Its name in the project.
        obis: Its logical name.
        class_id: Its COSEM interface class: 1 data, 3 register, 4 extended register.
        type: The type of its value.
        unit: The unit of its value; a class 1 object has none.
        scaler: The power of ten that its integer is multiplied by; None: that of the energies (Z1).
        name: What it is, in a few words.
        access: R, RW or W.
        needs: The features (energies, by X9) without which the meter does not have it.
        of: The key of the register that it repeats: in a meter of one phase L1 is the total.
        setting: It is a setting: its value is what was written, within these bounds.
    """

    key: str
    obis: Obis
    class_id: int
    type: DataType
    name: str
    unit: Unit = Unit.COUNT
    scaler: int | None = 0
    access: str = "R"
    needs: frozenset[str] = frozenset()
    of: str = ""
    setting: Setting | None = None

    @property
    def reader(self) -> str:
        """The key under which its value is read from the meter."""
        return self.of or self.key


def data(
    key: str, obis: str, type_: DataType, name: str, access: str = "R", setting: Setting | None = None
) -> Register:
    """A row of class 1; a setting is written too."""
    return Register(
        key=key, obis=Obis.parse(obis), class_id=DATA, type=type_, name=name,
        access="RW" if setting else access, setting=setting,
    )  # fmt: skip


def register(
    key: str,
    obis: str,
    type_: DataType,
    name: str,
    unit: Unit,
    scaler: int = 0,
    *,
    access: str = "R",
    of: str = "",
    setting: Setting | None = None,
) -> Register:
    """A row of class 3; a setting is written too."""
    return Register(
        key=key, obis=Obis.parse(obis), class_id=REGISTER, type=type_, name=name, unit=unit, scaler=scaler,
        access="RW" if setting else access, of=of, setting=setting,
    )  # fmt: skip
