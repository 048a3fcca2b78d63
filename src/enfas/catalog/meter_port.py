"""The ports of a meter at which it can be talked to.

Source: data sheet, "Kommunikation" (primary module, optical port, consumer port); DLMS protocol 5512-1424 D1,
"Associations" (each of them has a client of its own). The network is what a TCP listener stands for: where a
module with an IP stack would be.
"""

from __future__ import annotations

from enum import StrEnum, unique

__all__ = ["MeterPort"]


@unique
class MeterPort(StrEnum):
    """One port; its value is how a line's description names it."""

    MODULE = "module"
    """The primary module: a serial line to what is plugged in there, as an RS-485 or RS-232 module."""

    OPTICAL = "optical"
    """The optical port on the meter's front (IEC 62056-21)."""

    CONSUMER = "consumer"
    """The consumer port, to the home (HAN)."""

    NETWORK = "network"
    """TCP/IP."""
