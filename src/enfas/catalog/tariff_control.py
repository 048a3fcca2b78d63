"""What can control the tariff (Z13), and how changes beside the software code stand in its log.

Source: DLMS protocol 5512-1424 D1, page 21.
"""

from __future__ import annotations

from enum import IntEnum
from typing import Final

__all__ = ["PLAN_PLACE", "SPECIAL_DAYS_PLACE", "TariffControl"]


class TariffControl(IntEnum):
    """What controls the tariff, as the register says it."""

    NONE = 0
    PORTS = 1
    REGISTER = 2
    TABLE = 3


PLAN_PLACE: Final = 113
"""The place in the log of configurations that tells of the plan in force: its number; 0: a calendar that was
written over the wire. Our own, as the log is."""

SPECIAL_DAYS_PLACE: Final = 120
"""The place that tells of special days that were written over the wire: how many there are."""
