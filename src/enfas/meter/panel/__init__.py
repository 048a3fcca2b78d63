"""The front panel: the display's lists, and what the two buttons do."""

from __future__ import annotations

from enfas.meter.panel.part import Panel
from enfas.meter.panel.state import (
    AUTOMATIC_US,
    LEFT_LONG_S,
    RADIO_DELAY_US,
    RETURN_US,
    RIGHT_LONG_S,
    START_STEP_US,
    START_US,
    Button,
    Mode,
    PanelState,
    Shown,
)

__all__ = [
    "AUTOMATIC_US",
    "LEFT_LONG_S",
    "RADIO_DELAY_US",
    "RETURN_US",
    "RIGHT_LONG_S",
    "START_STEP_US",
    "START_US",
    "Button",
    "Mode",
    "Panel",
    "PanelState",
    "Shown",
]
