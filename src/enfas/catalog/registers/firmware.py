"""The firmware's registers: the application beside the legal part, what is on trial, consumer information.

The legal part has the maker's registers (`device`: software number and revision, ROM checksum). Those here
are ours, beside the ROM checksum, but for 0.0.96.13, which is the Blue Book's consumer information, and for
the object list's version, which is the name that Kamstrup's meters send first of all at their consumer
port.
"""

from __future__ import annotations

from typing import Final

from enfas.catalog.layout import DataType
from enfas.catalog.registers.register import data

__all__ = ["ROWS"]

ROWS: Final = (
    data("application_version", "1.1.96.54.132.255", DataType.TEXT, "Application: number and revision"),
    data("application_checksum", "1.1.96.54.131.255", DataType.U32, "Application: checksum"),
    data("object_list_version", "1.1.0.2.129.255", DataType.TEXT, "Version of the object list"),
    data(
        "firmware_trial", "1.1.96.54.128.255", DataType.U8, "Firmware on trial: write 1 to confirm it", "RW"
    ),
    data("firmware_identifier", "1.1.96.54.130.255", DataType.OCTETS, "Firmware: identifier of the transfer"),
    data("text_port", "0.0.96.13.0.255", DataType.TEXT, "Consumer information at the port"),
    data("text_display", "0.0.96.13.1.255", DataType.TEXT, "Consumer information on the display"),
)
