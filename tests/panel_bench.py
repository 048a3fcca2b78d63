"""A meter whose front is looked at, and whose buttons are pressed."""

from __future__ import annotations

from typing import Any

from tests.meter_rows import START_US, load, make_meter, row

from enfas.interval import Mark
from enfas.meter.device import Meter
from enfas.meter.panel import Button, Mode, Panel
from enfas.timebase import US_PER_S

__all__ = ["LEFT", "RIGHT", "Front"]

LEFT, RIGHT = Button.LEFT, Button.RIGHT


class Front:
    """A meter with mains for so many seconds, one second a row; by default the start-up is just over."""

    def __init__(self, seconds: int = 15, watts: int = 1_234, start_us: int = START_US, **codes: str) -> None:
        self.meter: Meter = make_meter(start_us, **codes)
        self.watts = watts
        self.at_us = start_us
        self.wait(seconds)

    @property
    def panel(self) -> Panel:
        return self.meter.part(Panel)

    def wait(self, seconds: int, **others: Any) -> None:
        """Time goes on, with mains."""
        if seconds:
            apparent = self.watts * 1000
            self.meter.advance(
                load(self.at_us, seconds, self.watts, US_PER_S, **{"e_plus": apparent} | others)
            )
        self.at_us += seconds * US_PER_S

    def outage(self, seconds: int) -> None:
        """Time goes on, without mains."""
        self.meter.advance(row(self.at_us, seconds * US_PER_S, Mark.OUTAGE))
        self.at_us += seconds * US_PER_S

    def press(self, *buttons: Button, held_s: float = 0) -> None:
        for button in buttons:
            self.panel.press(button, held_s)

    @property
    def mode(self) -> Mode:
        return self.panel.shown().mode

    @property
    def reading(self) -> str:
        """The name of the reading that is shown; nothing where there is none."""
        shown = self.panel.shown().reading
        return shown.name if shown else ""

    def go_to(self, reading: str, button: Button = LEFT) -> None:
        """Press until a reading is shown."""
        for _ in range(40):
            self.press(button)
            if self.reading == reading:
                return
        raise AssertionError(f"the button does not lead to {reading}")
