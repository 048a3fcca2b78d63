"""Data logs: what their records begin with, and the registers that follow, by key.

A record is clock, logger status, data quality, an energy-format octet, and then registers. The time of a peak
is a column of its own: attribute 5 of the peak's object, here `<key>.time`.

Source: DLMS protocol 5512-1424 D1, pages 40-41.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Final

from enfas.catalog.layout import Column, DataType, Layout, clock_column
from enfas.catalog.names import CLOCK
from enfas.catalog.registers import EXTENDED, REGISTERS
from enfas.catalog.stamp import STAMP_BYTES
from enfas.obis import Obis

__all__ = ["HEAD", "TIME", "data_layout", "key_of", "register_of"]

HEAD: Final = 4
"""How many columns come before the registers."""

TIME: Final = ".time"
"""What the key of a peak's time ends in."""

_VALUE: Final = 2
_CAPTURE_TIME: Final = 5
_BY_NAME: Final = {(row.class_id, row.obis): key for key, row in REGISTERS.items()}


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
