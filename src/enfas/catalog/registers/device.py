"""Counters, settings and identity.

Source: DLMS protocol 5512-1424 D1, pages 19-23 and 36-37. Bounds of the voltage limits: technical description
5512-1235 D1 (184 to 227.7 V and 232.3 to 276 V, whole volts here).
"""

from __future__ import annotations

from typing import Final

from enfas.catalog.layout import DataType
from enfas.catalog.registers import tariffs
from enfas.catalog.registers.register import Setting, data, register
from enfas.units import Unit

__all__ = ["ROWS"]

_U16, _U32 = DataType.U16, DataType.U32
_U32_MAX: Final = 0xFFFF_FFFF

_COUNTERS: Final = (
    register("hours", "0.1.96.8.0.255", _U32, "Hour counter: mains on", Unit.HOUR),
    register(
        "power_threshold", "1.1.96.51.1.255", _U32, "Power threshold", Unit.WATT,
        setting=Setting(99_000, 0, _U32_MAX),
    ),
    data("power_threshold_count", "1.1.96.51.2.255", DataType.U8, "Integration periods over the threshold"),
    data("debiting_count", "1.1.0.1.0.255", DataType.U8, "Debiting stops"),
    data("debiting_2_interval", "1.1.0.1.6.128", DataType.U8, "Debiting log 2: day, week or month", "RW"),
    data("debiting_stop", "1.1.0.1.5.128", DataType.U8, "Debiting stop by command: write 1", "W"),
    register(
        "voltage_high_limit", "1.1.134.0.12.255", _U16, "Voltage limit, high", Unit.VOLT,
        setting=Setting(253, 233, 276),
    ),
    register(
        "voltage_low_limit", "1.1.134.0.13.255", _U16, "Voltage limit, low", Unit.VOLT,
        setting=Setting(207, 184, 227),
    ),
)  # fmt: skip

_ANY: Final = Setting(0, 0, _U32_MAX)

_IDENTITY: Final = (
    data("meter_number_low", "1.1.0.0.0.255", DataType.OCTETS, "Meter number, last digits"),
    data("meter_number_1", "1.1.0.0.1.255", _U32, "Meter number 1", setting=_ANY),
    data("meter_number_2", "1.1.0.0.2.255", _U32, "Meter number 2", setting=_ANY),
    data("meter_number_3", "1.1.0.0.3.255", _U32, "Meter number 3", setting=_ANY),
    data("identification", "1.1.0.0.4.255", DataType.TEXT, "Identification number"),
    data("serial_number", "1.1.96.1.0.255", _U32, "Serial number"),
    data("type_number", "1.1.96.1.1.255", DataType.TEXT, "Complete meter type number"),
    data("software_number_revision", "1.1.0.2.0.255", DataType.TEXT, "Software number and revision"),
    data("software_revision", "1.1.0.2.2.128", DataType.TEXT, "Software revision"),
    data("rom_checksum", "1.1.96.54.1.255", _U32, "ROM checksum"),
    data("meter_status", "1.1.97.97.0.255", DataType.U8, "Meter status"),
    data("operation_state", "1.1.96.5.1.255", DataType.U8, "Operation state", "RW"),
    data("special_data_1", "1.1.0.130.1.255", _U32, "Special data 1", setting=_ANY),
    data("special_data_2", "1.1.0.130.2.255", _U32, "Special data 2", setting=_ANY),
    data("energy_format", "1.1.134.0.1.255", DataType.U8, "Energy format (reserved)"),
    data("software_code", "1.1.0.129.128.255", DataType.TEXT, "Software code, Z1 to Z30", "RW"),
    *(
        data(f"configuration_{n}", f"1.1.0.129.{n}.255", _U32, f"Configuration number {n}")
        for n in range(1, 6)
    ),
)

ROWS: Final = (*_COUNTERS, *_IDENTITY, *tariffs.ROWS)
