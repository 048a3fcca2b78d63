"""What can happen in a scenario: one class for each, its fields with their units, and what it does.

A step happens to the mains (`Mains`: an outage, another voltage, more load) or to the meter (`Deed`: a hand,
a magnet, a command). A new one is a class here and a word in `Step`.
"""

from __future__ import annotations

from typing import Final, Literal

import msgspec

from enfas.catalog.breaker import BreakerOrder
from enfas.errors import ConfigurationError
from enfas.meter.breaker import Breaker
from enfas.meter.clock_backup import ClockBackup
from enfas.meter.device import Meter
from enfas.meter.panel import Button, Panel
from enfas.meter.reconfiguration import Reconfiguration
from enfas.meter.tamper import Tamper
from enfas.timebase import parse_iso

__all__ = [
    "Clock",
    "Configure",
    "Cover",
    "DebitingStop",
    "Deed",
    "Load",
    "Magnet",
    "Mains",
    "NeutralFault",
    "Outage",
    "Press",
    "Step",
    "Temperature",
    "Voltage",
    "WorkBreaker",
    "Write",
]

_DAY_S: Final = 86_400


class _Step(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, tag_field="do"):
    """What all steps have.

    Attributes:
        at: When, ISO 8601 with its zone.
        every_days: Again after so many days; 0: once. [d]
        times: How often in all.
        refused: The meter must refuse it, and does not change.
    """

    at: str
    every_days: int = 0
    times: int = 1
    refused: bool = False

    def __post_init__(self) -> None:
        parse_iso(self.at)
        if self.times < 1 or (self.times > 1) is not (self.every_days > 0):
            raise ConfigurationError("what happens more than once needs both every_days and times")


class Mains(_Step, frozen=True, kw_only=True):
    """What happens to the mains, for a while."""

    for_s: float

    def __post_init__(self) -> None:
        super().__post_init__()
        if not 0 < self.for_s <= 400 * _DAY_S:
            raise ConfigurationError(f"for_s is over 0 and at most 400 days, not {self.for_s:g}")


class Deed(_Step, frozen=True, kw_only=True):
    """What is done to the meter."""

    def act(self, meter: Meter) -> None:
        """Do it.

        Raises:
            CommandRefused: The meter will not.
        """
        raise AssertionError(f"{type(self).__name__} does nothing")


class Outage(Mains, frozen=True, kw_only=True, tag="outage"):
    """There is no mains."""


class Voltage(Mains, frozen=True, kw_only=True, tag="voltage"):
    """The mains has another voltage."""

    u_v: float


class Load(Mains, frozen=True, kw_only=True, tag="load"):
    """So much more is drawn, or fed back where it is negative."""

    power_w: float


class Cover(Deed, frozen=True, kw_only=True, tag="cover"):
    """The terminal cover is opened, or closed."""

    opened: bool

    def act(self, meter: Meter) -> None:
        """Tell the switch under it."""
        meter.part(Tamper).set_cover(self.opened)


class Magnet(Deed, frozen=True, kw_only=True, tag="magnet"):
    """A magnet is brought near, or taken away."""

    near: bool

    def act(self, meter: Meter) -> None:
        """Tell the sensor."""
        meter.part(Tamper).set_magnet(self.near)


class Temperature(Deed, frozen=True, kw_only=True, tag="temperature"):
    """It is so warm where the meter is. [°C]"""

    celsius: float

    def act(self, meter: Meter) -> None:
        """Let the clock's crystal feel it."""
        meter.part(ClockBackup).set_temperature(round(10 * self.celsius))


class WorkBreaker(Deed, frozen=True, kw_only=True, tag="breaker"):
    """The breaker is worked from remote. It is not a safety function."""

    order: Literal["disconnect", "release", "reconnect"]

    def act(self, meter: Meter) -> None:
        """Write its register."""
        meter.part(Breaker).order(int(BreakerOrder[self.order.upper()]))


class NeutralFault(Deed, frozen=True, kw_only=True, tag="neutral"):
    """The neutral breaks, or is whole again."""

    broken: bool

    def act(self, meter: Meter) -> None:
        """Tell the front end."""
        meter.part(Breaker).tell_neutral_fault(self.broken)


class Press(Deed, frozen=True, kw_only=True, tag="press"):
    """A button is pressed."""

    button: Literal["left", "right"] = "left"
    held_s: float = 0.0

    def act(self, meter: Meter) -> None:
        """Press it."""
        meter.part(Panel).press(Button[self.button.upper()], self.held_s)


class Clock(Deed, frozen=True, kw_only=True, tag="clock"):
    """The clock is set: to a time, or by seconds."""

    to: str = ""
    by_s: int = 0

    def act(self, meter: Meter) -> None:
        """Set it."""
        if self.to:
            meter.set_clock(parse_iso(self.to))
        else:
            meter.shift_clock(self.by_s)


class Configure(Deed, frozen=True, kw_only=True, tag="configure"):
    """The software code is changed."""

    software: str

    def act(self, meter: Meter) -> None:
        """Take the code."""
        meter.part(Reconfiguration).configure(self.software)


class DebitingStop(Deed, frozen=True, kw_only=True, tag="debiting_stop"):
    """A debiting period is ended."""

    def act(self, meter: Meter) -> None:
        """End it."""
        meter.debiting_stop()


class Write(Deed, frozen=True, kw_only=True, tag="write"):
    """A register is written, as over the wire."""

    register: str
    value: int | str

    def act(self, meter: Meter) -> None:
        """Write it."""
        meter.write(self.register, self.value)


Step = (
    Outage | Voltage | Load | Cover | Magnet | Temperature | WorkBreaker | NeutralFault | Press | Clock
    | Configure | DebitingStop | Write
)  # fmt: skip
"""Any step."""
