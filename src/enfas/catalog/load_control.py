"""Load control in words: its modes, its two relays, the bounds of its settings.

Source: DLMS protocol 5512-1424 D1, pages 21 and 22; 5512-1040 C1 (162M), page 64 (the delay and its bounds).
"""

from __future__ import annotations

from enum import IntEnum
from types import MappingProxyType
from typing import Final

from enfas.catalog.registers.register import Setting

__all__ = ["LOAD_SETTINGS", "MOST_DELAY_S", "RELAYS", "LoadMode"]

RELAYS: Final = (1, 2)

MOST_DELAY_S: Final = 10_800


class LoadMode(IntEnum):
    """What controls a relay, as its mode selector says it."""

    OFF = 0
    TARIFF = 1
    REGISTER = 2
    TABLE = 3


LOAD_SETTINGS: Final = MappingProxyType(
    {
        "load_delay": Setting(0, 0, MOST_DELAY_S),
        **{
            key: setting
            for relay in RELAYS
            for key, setting in (
                (f"load_{relay}", Setting(0, 0, 1)),
                (f"load_{relay}_tariffs", Setting(0, 0, 255)),
                (f"load_{relay}_mode", Setting(int(LoadMode.OFF), 0, int(LoadMode.TABLE))),
                (f"load_{relay}_default", Setting(0, 0, 1)),
            )
        },
    }
)
"""What can be written, by key of its register, with what it is without a table, and its bounds."""
