"""The meter status: one octet of what the meter finds wrong with itself, or done to it.

Source: DLMS protocol 5512-1424 D1, page 22 (1.1.97.97.0.255).
"""

from __future__ import annotations

from enum import IntFlag

__all__ = ["MeterStatus"]


class MeterStatus(IntFlag):
    """The bits of the meter status."""

    NONE = 0
    RESET = 1 << 0  # mains was gone; until the integration period of its return has ended
    EEPROM = 1 << 1  # the non-volatile memory failed
    MAGNET = 1 << 2
    RAM = 1 << 3
    ROM = 1 << 4  # the program's checksum is wrong
    ALARM = 1 << 5  # the alarm input, where it is enabled (Z3, Z8)
    COVER = 1 << 6
    APS = 1 << 7  # the auxiliary supply of three-phase meters
