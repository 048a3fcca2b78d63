"""The alarm words, their masks, and where alarms are sent.

Source: DLMS protocol 5512-1424 D1, pages 19, 27 to 29; the threshold's bound is that of its type.
"""

from __future__ import annotations

from typing import Final

from enfas.catalog.layout import DataType
from enfas.catalog.registers.register import Setting, data

__all__ = ["ROWS"]

_U8, _U16, _U32 = DataType.U8, DataType.U16, DataType.U32

ROWS: Final = (
    data("event_status_a", "0.1.96.10.1.255", _U32, "Alarm word A: events"),
    data("event_status_b", "0.1.96.10.2.255", _U32, "Alarm word B: states", "RW"),
    data("alarm_call", "1.1.134.0.3.255", _U8, "Alarms are sent: 0 or 128", "RW"),
    data("alarm_address", "1.1.134.0.4.255", _U32, "Alarm end point, IPv4 address", "RW"),
    data("alarm_port", "1.1.134.0.5.255", _U16, "Alarm end point, port", "RW"),
    data("alarm_mask_a", "1.1.134.0.6.255", _U32, "Alarm mask of word A", "RW"),
    data("alarm_mask_rising", "1.1.134.0.7.255", _U32, "Alarm mask of word B, bits that are set", "RW"),
    data("alarm_mask_falling", "1.1.134.0.8.255", _U32, "Alarm mask of word B, bits that are cleared", "RW"),
    data(
        "voltage_limit_time", "1.1.134.0.14.255", _U16, "How long the voltage is outside until then, s",
        setting=Setting(600, 1, 0xFFFF),
    ),
    data(
        "power_fail_time", "1.1.134.0.15.255", _U16, "How long mains is gone until that is an alarm, s",
        setting=Setting(180, 0, 0xFFFF),
    ),
)  # fmt: skip
