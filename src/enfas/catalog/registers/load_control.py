"""Load control's registers.

Source: DLMS protocol 5512-1424 D1, pages 21 and 22.
"""

from __future__ import annotations

from typing import Final

from enfas.catalog.layout import DataType
from enfas.catalog.load_control import RELAYS
from enfas.catalog.registers.register import Register, data

__all__ = ["ROWS"]

_U8, _U16, _TEXT = DataType.U8, DataType.U16, DataType.TEXT


def _row(key: str, e: int, type_: DataType, name: str, access: str = "R") -> Register:
    return data(key, f"1.1.96.52.{e}.255", type_, name, access)


def _rows_of(relay: int) -> tuple[Register, ...]:
    """What there is of each relay: its places in value group E go up by 2, by 1, or by 10."""
    key, name, up = f"load_{relay}", f"Load control {relay}", relay - 1
    return (
        _row(key, 1 + 2 * up, _U8, f"{name}: on (1) or off (0), by register", "RW"),
        _row(f"{key}_tariffs", 2 + 2 * up, _U8, f"{name}: tariffs in which it is on, by bits", "RW"),
        _row(f"{key}_delay_left", 7 + up, _U16, f"{name}: delay that is left in s"),
        _row(f"{key}_control", 9 + up, _U8, f"{name}: mode in force"),
        _row(f"{key}_mode", 31 + 10 * up, _U8, f"{name}: mode: 0 off, 1 tariff, 2 register, 3 table", "RW"),
        _row(f"{key}_default", 32 + 10 * up, _U8, f"{name}: state where nothing else says it", "RW"),
        _row(f"{key}_plan_name", 33 + 10 * up, _TEXT, f"{name}: plan in force, its name"),
        _row(f"{key}_plan", 34 + 10 * up, _U8, f"{name}: plan in force"),
        _row(f"{key}_season", 35 + 10 * up, _U8, f"{name}: season profile in force"),
    )


ROWS: Final = (
    *(row for relay in RELAYS for row in _rows_of(relay)),
    _row("load_delay", 5, _U16, "Load control: longest random delay of going on in s", "RW"),
)
