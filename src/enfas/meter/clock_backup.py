"""What runs the clock without mains, and at which temperature its crystal is. Persistent: all.

The supercapacitor runs the clock for seven days when it is full; where there is a battery (X12), it goes on
when the capacitor is empty, and is not charged again. Then the clock stands still. When mains is back it
begins anew with 2000-01-01 00:00:00 of normal time, and its time is invalid until it is set.

Sources: data sheet, "Realtidsklocka" (seven days at full charge; both live for more than ten years in normal
operation). A clock that was never set, and shows the year 2000 with the status invalid, is an example of
5512-2584 A2. How fast the capacitor is charged and what the battery holds is not published: here an hour of
mains fills it evenly, and the battery holds ten years of the clock.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Final

import msgspec

from enfas.errors import CommandRefused
from enfas.meter.command import command
from enfas.meter.crystal import REFERENCE_DC, check_temperature
from enfas.meter.part import Part
from enfas.timebase import US_PER_DAY, US_PER_HOUR, from_civil

if TYPE_CHECKING:
    from enfas.meter.configuration import Configuration
    from enfas.meter.device import Meter

__all__ = ["BATTERY_US", "CAPACITOR_US", "ClockBackup", "ClockBackupState"]

CAPACITOR_US: Final = 7 * US_PER_DAY
"""How long a full supercapacitor runs the clock. [µs]"""

BATTERY_US: Final = 3653 * US_PER_DAY
"""How long a new battery does: ten years. [µs]"""

_CHARGED_PER_MAINS: Final = CAPACITOR_US // US_PER_HOUR
_RESTART_US: Final = from_civil(2000, 1, 1)


class ClockBackupState(msgspec.Struct):
    """What is kept of it.

    Attributes:
        battery_us: How long the battery will run the clock yet; 0 without one. [µs]
        capacitor_us: How long the capacitor would have at `mains_us`, or at `down_us`. [µs]
        mains_us: How long there had been mains when it began to be charged. [µs]
        down_us: Since when there is no mains, in supply time; None: there is, or there never was. [µs]
        temperature_dc: The crystal's temperature. [0.1 °C]
        v: Version of the part.
    """

    battery_us: int = 0
    capacitor_us: int = CAPACITOR_US
    mains_us: int = 0
    down_us: int | None = None
    temperature_dc: int = REFERENCE_DC
    v: int = 1


class ClockBackup(Part[ClockBackupState]):
    """The crystal and the backup of a meter's clock."""

    name: ClassVar[str] = "clock_backup"
    STATE: ClassVar[type[msgspec.Struct]] = ClockBackupState

    def __init__(self, meter: Meter, state: ClockBackupState) -> None:
        super().__init__(meter, state)
        self._run()

    @classmethod
    def new_state(cls, configuration: Configuration, start_us: int) -> Any:
        """Full, at 23 °C."""
        return ClockBackupState(BATTERY_US if configuration.has_backup_battery else 0)

    def _run(self) -> None:
        crystal = self.meter.configuration.crystal
        self.meter.clock.run_at(crystal.rate_ppb(self.state.temperature_dc))

    @property
    def left_us(self) -> int:
        """How long the clock would run without mains from now on. [µs]"""
        state = self.state
        if state.down_us is None:
            return self._charged_us + state.battery_us
        gone_us = self.meter.clock.supply_now_us - state.down_us
        return max(0, state.capacitor_us + state.battery_us - gone_us)

    @property
    def _charged_us(self) -> int:
        """How long the capacitor would run it, with mains. [µs]"""
        state = self.state
        charged_us = (self.meter.mains.total_us - state.mains_us) * _CHARGED_PER_MAINS
        return min(CAPACITOR_US, state.capacitor_us + charged_us)

    def power_down(self, now_us: int) -> None:
        """The clock runs on the capacitor, then on the battery."""
        state, clock = self.state, self.meter.clock
        state.capacitor_us = self._charged_us
        state.down_us = clock.supply_now_us
        clock.state.stops_us = state.down_us + state.capacitor_us + state.battery_us

    def power_up(self, now_us: int) -> None:
        """What was used is gone; a clock that stood still begins anew."""
        state, clock = self.state, self.meter.clock
        state.mains_us = self.meter.mains.total_us
        if state.down_us is None:
            return
        gone_us = clock.supply_now_us - state.down_us
        stopped = clock.stopped
        state.battery_us = max(0, state.battery_us - max(0, gone_us - state.capacitor_us))
        state.capacitor_us = max(0, state.capacitor_us - gone_us)
        state.down_us = None
        if stopped:
            self.meter.lose_time(_RESTART_US - clock.normal_offset_us)
        else:
            clock.state.stops_us = None

    @command
    def set_temperature(self, temperature_dc: int) -> None:
        """The meter has got warmer or colder: its crystal runs accordingly. [0.1 °C]

        Raises:
            CommandRefused: No meter works at such a temperature.
        """
        if reason := check_temperature(temperature_dc):
            raise CommandRefused(reason)
        self.state.temperature_dc = temperature_dc
        self._run()
