"""What the front panel keeps, and what it says of itself: modes, buttons, times.

Times run by the supply's time, which setting the clock does not disturb.

Source: technical description 5512-1235 D1, "Display" and "Buttons" (times). The third step of the start-up
lasts until the meter answers, 15 s after power-on; that it shows every segment is our own.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, unique
from typing import Final

import msgspec

from enfas.catalog.display import Reading
from enfas.timebase import US_PER_MIN, US_PER_S

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
    "PanelState",
    "Shown",
]

AUTOMATIC_US: Final = 10 * US_PER_S
"""How long the automatic list stays on a reading. [µs]"""

RETURN_US: Final = 2 * US_PER_MIN
"""How long after the last press the automatic list is back; without mains, the display dark. [µs]"""

START_STEP_US: Final = 5 * US_PER_S
"""How long each step of the start-up lasts. [µs]"""

START_US: Final = 3 * START_STEP_US
"""How long the start-up lasts. [µs]"""

LEFT_LONG_S: Final = 6
"""From when the left button was held: it acts on the reading that is shown. [s]"""

RIGHT_LONG_S: Final = 5
"""From when the right button was held; the left one within the start-up. [s]"""

RADIO_DELAY_US: Final = 5 * US_PER_MIN
"""By how much the left button delays the radio's start, within the start-up. [µs]"""


@unique
class Button(Enum):
    """The buttons on the front."""

    LEFT = "left"
    RIGHT = "right"  # under a seal


@unique
class Mode(Enum):
    """What the display is doing."""

    DARK = "dark"
    CHECKSUM = "start-up: the program's checksum"
    SOFTWARE = "start-up: the software's number"
    TEST = "start-up: every segment"
    AUTOMATIC = "automatic list"
    MANUAL = "manual list"
    BATTERY = "battery list"
    UTILITY = "utility list"
    BROWSE = "entries of a log"
    EDIT = "setting a value"


class PanelState(msgspec.Struct):
    """What is kept.

    Attributes:
        lists: The lists that were written, by name; the others are those of Z5.
        on_us: When mains came, in supply time. [µs]
        mode: What the buttons have led to.
        place: The reading's place in the list of that mode.
        pressed_us: The last press, in supply time. [µs]
        entry: In a log, the running number of the entry.
        column: In a log, which column.
        digits: What is being set, as it stands.
        field: Which of its fields a press changes.
        radio_us: When the radio starts, in supply time. [µs]
        optical_locked: The optical port does not answer.
        v: Version of the part.
    """

    lists: dict[str, tuple[str, ...]] = msgspec.field(default_factory=dict)
    on_us: int = 0
    mode: Mode = Mode.AUTOMATIC
    place: int = 0
    pressed_us: int = 0
    entry: int = 0
    column: int = 0
    digits: str = ""
    field: int = 0
    radio_us: int = 0
    optical_locked: bool = False
    v: int = 1


@dataclass(frozen=True, slots=True)
class Shown:
    """What the display shows now.

    Attributes:
        mode: What it is doing.
        reading: The reading, where it shows one.
        since_us: How long it has been showing that. [µs]
        entry: In a log, the running number of the entry.
        column: In a log, which column.
        digits: What is being set, as it stands.
        field: Which of its fields a press changes.
    """

    mode: Mode
    reading: Reading | None = None
    since_us: int = 0
    entry: int = 0
    column: int = 0
    digits: str = ""
    field: int = 0
