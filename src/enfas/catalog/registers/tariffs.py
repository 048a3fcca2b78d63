"""Tariff control and calendar: what is active, and what says so.

Source: DLMS protocol 5512-1424 D1, pages 21, 22, 25 and 29. Hour counters by tariff: OBIS (IEC 62056-6-1),
operating time by rate, 0.b.96.8.1 and on, from memory.
"""

from __future__ import annotations

from typing import Final

from enfas.catalog.layout import DataType
from enfas.catalog.registers.register import MOST_TARIFFS, data, register
from enfas.units import Unit

__all__ = ["ROWS"]

_U8, _TEXT = DataType.U8, DataType.TEXT

_CONTROL: Final = (
    data("tariff", "1.1.129.0.0.255", _U8, "Active tariff", "RW"),
    data(
        "tariff_control",
        "1.1.96.52.21.255",
        _U8,
        "Tariff control: 0 none, 1 ports, 2 register, 3 table",
        "RW",
    ),
    data("tariff_default", "1.1.96.52.22.255", _U8, "Default tariff", "RW"),
    data("tariff_plan_name", "1.1.96.52.23.255", _TEXT, "Tariff plan in force, its name"),
    data("tariff_plan", "1.1.96.52.24.255", _U8, "Tariff plan in force"),
    data("tariff_season", "1.1.96.52.25.255", _U8, "Season profile in force of the tariff plan"),
    data("exception_days", "1.1.129.0.40.255", _TEXT, "Exception days, their name"),
    data("summer_time", "1.1.96.52.11.255", _U8, "Daylight saving: 0 none, 1 as Z15 says", "RW"),
    data("southern_hemisphere", "1.1.134.0.21.255", _U8, "Southern hemisphere"),
)

_HOURS: Final = tuple(
    register(
        f"hours_t{tariff}",
        f"0.1.96.8.{tariff}.255",
        DataType.U32,
        f"Hour counter: tariff {tariff}",
        Unit.HOUR,
    )
    for tariff in range(1, MOST_TARIFFS + 1)
)

ROWS: Final = (*_CONTROL, *_HOURS)
