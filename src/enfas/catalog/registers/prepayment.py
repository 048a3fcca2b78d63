"""Prepayment's registers; those from E = 128 on are ours.

Source: DLMS protocol 5512-1424 D1, pages 25, 36, 38. There the credit's access is "R(W)": a write loads.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from enfas.catalog.layout import DataType
from enfas.catalog.registers.register import EXTENDED, REGISTER, Register, Setting, data
from enfas.obis import Obis
from enfas.units import Unit

__all__ = ["ROWS"]

_NEEDS: Final = frozenset({"breaker"})


def _credit(key: str, e: int, class_id: int, name: str, access: str = "R") -> Register:
    return Register(
        key=key, obis=Obis.parse(f"1.1.130.0.{e}.255"), class_id=class_id, type=DataType.U32,
        unit=Unit.WATT_HOUR, scaler=3, name=name, access=access, needs=_NEEDS,
    )  # fmt: skip


def _data(
    key: str, e: int, type_: DataType, name: str, access: str = "R", setting: Setting | None = None
) -> Register:
    return replace(data(key, f"1.1.130.0.{e}.255", type_, name, access, setting), needs=_NEEDS)


ROWS: Final = (
    _credit("credit", 0, REGISTER, "Prepayment: credit; a write loads as much", "RW"),
    _credit("credit_debt", 1, REGISTER, "Prepayment: used without credit"),
    _data("prepayment_slot_start", 2, DataType.U32, "Prepayment: slot without cut-off, start hhmmss", "RW"),
    _data("prepayment_slot_end", 3, DataType.U32, "Prepayment: slot without cut-off, end hhmmss", "RW"),
    _credit("credit_last_load", 4, EXTENDED, "Prepayment: last load"),
    _data("prepayment_time_left", 6, DataType.U16, "Prepayment: hours of reconnection that are left"),
    _data("credit_alarm", 7, DataType.U16, "Prepayment: alarm limit in kWh", setting=Setting(0, 0, 0xFFFF)),
    _data("prepayment_active", 128, DataType.U8, "Prepayment: credit counts (1)"),
    _data("credit_hundredths", 129, DataType.U32, "Prepayment: credit in 0.01; a write loads", "RW"),
    _data("token", 130, DataType.TEXT, "Prepayment: enter a token of 20 digits", "W"),
    _data("signed_token", 131, DataType.OCTETS, "Prepayment: enter a signed token", "W"),
    _data("token_wait", 132, DataType.U32, "Prepayment: seconds for which no token is taken"),
    _data("credit_emergency", 133, DataType.U32, "Prepayment: emergency credit in 0.01; write 1: take", "RW"),
)  # fmt: skip
