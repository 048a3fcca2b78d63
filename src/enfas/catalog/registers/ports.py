"""The primary module's ports and the pulse input.

Source: DLMS protocol 5512-1424 D1, pages 19-22. How an inverted port shows in `module_ports` is not
published; `catalog.module_ports` says how it does here.
"""

from __future__ import annotations

from typing import Final

from enfas.catalog.layout import DataType
from enfas.catalog.registers.register import data

__all__ = ["ROWS"]

ROWS: Final = (
    data("module_ports", "0.1.96.3.1.255", DataType.U8, "Module ports: what they do", "RW"),
    data("pulse_input", "1.1.0.128.1.255", DataType.U32, "Pulse input: counted, divided by its factor", "RW"),
    data("pulse_input_level", "1.1.96.53.1.255", DataType.U8, "Pulse input: its level"),
)
