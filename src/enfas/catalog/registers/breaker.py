"""The breaker's registers: its state, its feedback, and what smart disconnect goes by.

Its settings are the breaker's own, as some depend on each other: bounds stand in `catalog.breaker`.

Source: DLMS protocol 5512-1424 D1, pages 23-25.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from enfas.catalog.layout import DataType
from enfas.catalog.registers.register import Register, data

__all__ = ["ROWS"]

_U8, _U16 = DataType.U8, DataType.U16


def _row(key: str, e: int, type_: DataType, name: str, access: str = "RW") -> Register:
    return replace(data(key, f"1.1.128.0.{e}.255", type_, name, access), needs=frozenset({"breaker"}))


ROWS: Final = (
    _row("breaker", 0, _U8, "Breaker: write 1 disconnect, 2 release, 3 reconnect (no safety function)"),
    _row("breaker_short_circuit", 1, _U8, "Breaker: short-circuit current in A"),
    _row("breaker_k1", 2, _U8, "Smart disconnect: k1 in tenths"),
    _row("breaker_k2", 3, _U8, "Smart disconnect: k2 in tenths"),
    _row("breaker_k3", 4, _U8, "Smart disconnect: k3 in tenths"),
    _row("breaker_t1", 5, _U16, "Smart disconnect: t1 in s"),
    _row("breaker_t2", 6, _U16, "Smart disconnect: t2 in s"),
    _row("breaker_t3", 7, _U16, "Smart disconnect: t3 in s"),
    _row("breaker_wait", 8, _U16, "Smart disconnect: wait before reconnection in s"),
    _row("breaker_limited_days", 9, _U8, "Prepayment: days of reconnection under the low limit"),
    _row("breaker_automatic", 10, _U8, "Breaker: reconnection manual (0) or automatic (1)"),
    _row("breaker_basis", 11, _U8, "Breaker: what may open it, by bits"),
    _row("breaker_limit_low", 12, _U8, "Prepayment: low limit without credit in A or kW"),
    _row("breaker_limit_high", 13, _U8, "Smart disconnect: limit in A or kW"),
    _row("breaker_limit", 14, _U8, "Smart disconnect: the limit in force in A or kW", "R"),
    _row("breaker_feedback", 18, _U8, "Breaker: feedback, by bits", "R"),
    _row("over_voltage_level", 19, _U16, "Over-voltage: disconnects over so many V"),
    _row("over_voltage_time", 20, _U16, "Over-voltage: mean over so many s before disconnection"),
    _row("over_voltage_back_level", 21, _U16, "Over-voltage: reconnects under so many V"),
    _row("over_voltage_back_time", 22, _U16, "Over-voltage: mean over so many s before reconnection"),
)
