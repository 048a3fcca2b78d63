"""Data logs: what their records begin with, and the registers that follow, by key.

A record is clock, logger status, data quality, an energy-format octet, and then registers. The time of a peak
is a column of its own: attribute 5 of the peak's object, here `<key>.time`.

Source: DLMS protocol 5512-1424 D1, pages 40-41.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from enfas.catalog.layout import Column, DataType, Layout, clock_column
from enfas.catalog.names import ANALYSIS_LOG, CLOCK, DEBITING_LOG, DEBITING_LOG_2, PROFILE
from enfas.catalog.registers import EXTENDED, REGISTERS
from enfas.catalog.stamp import STAMP_BYTES
from enfas.obis import Obis

__all__ = [
    "DATA_LOGS",
    "HEAD",
    "TIME",
    "DataLog",
    "columns_offered",
    "data_layout",
    "key_of",
    "keys_named",
    "register_of",
]

HEAD: Final = 4
"""How many columns come before the registers."""

TIME: Final = ".time"
"""What the key of a peak's time ends in."""

_VALUE: Final = 2
_CAPTURE_TIME: Final = 5
_BY_NAME: Final = {(row.class_id, row.obis): key for key, row in REGISTERS.items()}


@dataclass(frozen=True, slots=True)
class DataLog:
    """One data log: its name in the meter, its logical name, and whether its registers are of choice."""

    name: str
    obis: Obis
    title: str
    adjustable: bool = False


DATA_LOGS: Final = (
    DataLog("profile", PROFILE, "Load profile", adjustable=True),
    DataLog("debiting", DEBITING_LOG, "Debiting log"),
    DataLog("debiting_2", DEBITING_LOG_2, "Debiting log 2"),
    DataLog("analysis", ANALYSIS_LOG, "Analysis log", adjustable=True),
)
"""The data logs: what writes each is the part of the meter that has its name."""


def register_of(key: str) -> str:
    """The key of the register that a column is of."""
    return key.removesuffix(TIME)


def key_of(class_id: int, name: bytes, attribute: int) -> str:
    """The key of the column that captures an attribute.

    Raises:
        KeyError: It is none that can be captured.
    """
    key = _BY_NAME[class_id, Obis(name)]
    if attribute == _VALUE and REGISTERS[key].type.integer:
        return key
    if attribute == _CAPTURE_TIME and class_id == EXTENDED:
        return key + TIME
    raise KeyError(key)


def keys_named(*names: str) -> tuple[str, ...]:
    """The keys of those registers that are known, by key or logical name; a time by its key."""
    by_obis = {str(row.obis): key for key, row in REGISTERS.items()}
    keys = (by_obis.get(name, name) for name in names)
    return tuple(key for key in keys if register_of(key) in REGISTERS)


def columns_offered(keys: Iterable[str], registers: Iterable[str]) -> tuple[str, ...]:
    """Of some columns those whose registers a meter has."""
    offered = frozenset(registers)
    return tuple(key for key in keys if register_of(key) in offered)


def _column(key: str) -> Column:
    row = REGISTERS[register_of(key)]
    if key.endswith(TIME):
        return Column(key, row.class_id, row.obis, _CAPTURE_TIME, DataType.OCTETS, STAMP_BYTES)
    return Column(key, row.class_id, row.obis, _VALUE, row.type)


@lru_cache(maxsize=128)
def data_layout(log: Obis, keys: Sequence[str]) -> Layout:
    """The columns of a data log of some registers, a tuple of keys."""
    return Layout(
        (
            clock_column("clock", CLOCK),
            Column("status", 7, log, 255, DataType.U16),
            Column("quality", 7, log, 254, DataType.U32),
            Column("format", 1, REGISTERS["energy_format"].obis, 2, DataType.I8),
            *map(_column, keys),
        )
    )
