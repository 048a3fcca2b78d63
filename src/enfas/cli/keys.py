"""Keys as the meter's buttons: the keyboard of a terminal is a line of the meter like any other.

A press is a command: it is stored before the display shows what came of it. Holding the left button at the
breaker's reading works the breaker, which is not a safety function.
"""

from __future__ import annotations

import asyncio
import os
import termios
import tty
from collections.abc import Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass
from typing import Final

from enfas.errors import CommandRefused
from enfas.limits import Counters, Limits
from enfas.meter.device import Meter
from enfas.meter.panel import LEFT_LONG_S, RIGHT_LONG_S, Button, Panel
from enfas.runtime.device import Device

__all__ = ["HINT", "Keys", "presses"]

HINT: Final = "← → or l r: buttons   L R: held"

_KEYS: Final = {
    "\x1b[D": (Button.LEFT, 0),
    "\x1b[C": (Button.RIGHT, 0),
    "l": (Button.LEFT, 0),
    "r": (Button.RIGHT, 0),
    "L": (Button.LEFT, LEFT_LONG_S),
    "R": (Button.RIGHT, RIGHT_LONG_S),
}
"""What each key does: the button, and how long it is held. [s]"""

_MOST_OCTETS: Final = 64


def presses(typed: str) -> list[tuple[Button, int]]:
    """The presses that some keys mean; other keys mean nothing."""
    found, at = [], 0
    while at < len(typed):
        key = next((key for key in _KEYS if typed.startswith(key, at)), typed[at])
        if key in _KEYS:
            found.append(_KEYS[key])
        at += len(key)
    return found


@dataclass(frozen=True, slots=True)
class Keys:
    """The keyboard of a terminal.

    Attributes:
        descriptor: The terminal's.
        told: Is told after a press: the meter, and why nothing was done, if nothing was.
    """

    descriptor: int
    told: Callable[[Meter, str], None]

    async def open(self, device: Device, limits: Limits, counters: Counters, opened: AsyncExitStack) -> str:
        """Take keys one by one, without showing them, until the run ends."""
        before = termios.tcgetattr(self.descriptor)
        opened.callback(termios.tcsetattr, self.descriptor, termios.TCSADRAIN, before)
        tty.setcbreak(self.descriptor)
        loop = asyncio.get_running_loop()
        loop.add_reader(self.descriptor, self._read, loop, device)
        opened.callback(loop.remove_reader, self.descriptor)
        return "keys"

    def _read(self, loop: asyncio.AbstractEventLoop, device: Device) -> None:
        try:
            typed = os.read(self.descriptor, _MOST_OCTETS)
        except OSError:  # the terminal is gone
            typed = b""
        if not typed:
            loop.remove_reader(self.descriptor)
        for button, held_s in presses(typed.decode("ascii", "replace")):
            refused = ""
            try:
                device.meter.part(Panel).press(button, held_s)
            except CommandRefused as error:
                refused = str(error)
            device.save()
            self.told(device.meter, refused)
