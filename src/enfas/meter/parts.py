"""What the meter consists of: the parts that are plugged in, and all that is persistent of it.

JSON, each part with a version (`meter.state`). A part of a newer version is refused, never guessed at; one
that an older program did not have begins anew.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, NamedTuple, Self, get_type_hints

import msgspec

from enfas.errors import StorageError
from enfas.meter.activity_calendar import ActivityCalendar
from enfas.meter.alarms import Alarms
from enfas.meter.analysis import Analysis
from enfas.meter.breaker import Breaker
from enfas.meter.clock import ClockState
from enfas.meter.clock_backup import ClockBackup
from enfas.meter.configuration import Configuration
from enfas.meter.credentials import Credentials
from enfas.meter.debiting import Debiting
from enfas.meter.debiting_2 import Debiting2
from enfas.meter.demand import Demand
from enfas.meter.energy import Energy
from enfas.meter.firmware import Firmware
from enfas.meter.identity import Identity
from enfas.meter.integration import Integration
from enfas.meter.load_control import LoadControl
from enfas.meter.log_forms import LogForms
from enfas.meter.mains import Mains
from enfas.meter.panel import Panel
from enfas.meter.part import Part
from enfas.meter.ports import Ports
from enfas.meter.prepayment.part import Prepayment
from enfas.meter.present import Present
from enfas.meter.profile import Profile
from enfas.meter.pulses import Pulses
from enfas.meter.reconfiguration import Reconfiguration
from enfas.meter.settings import Settings
from enfas.meter.state import decode_state, encode_state
from enfas.meter.status import Status
from enfas.meter.tamper import Tamper
from enfas.meter.tariffs import Tariffs
from enfas.meter.voltage_limits import VoltageLimits
from enfas.meter.voltage_quality import OccurrenceLog, VoltageQuality

__all__ = ["PLUGGED_IN", "Parts"]

PLUGGED_IN: Final[tuple[type[Part[Any]], ...]] = (
    Reconfiguration,
    Settings,
    Credentials,
    ClockBackup,  # first of all that act: when mains is back, it says what time it is
    Integration,
    Profile,
    Analysis,
    VoltageQuality,
    OccurrenceLog,
    Debiting2,
    Debiting,  # behind those that capture peaks: a debiting stop resets them
    Breaker,
    Prepayment,
    Status,
    Tamper,
    ActivityCalendar,
    Tariffs,  # after what ends at the same instant, which ends in the tariff before
    Panel,
    Pulses,
    Ports,
    LoadControl,
    VoltageLimits,
    Firmware,  # what the others do at an instant they do as before
    Alarms,  # last: it tells of what the others have done
)
"""The parts that are plugged in, in the order in which they act at one instant: a new one is a line here."""


class Parts(NamedTuple):
    """All that is persistent: the core's parts under their names here, those plugged in under their own."""

    identity: Identity
    log_forms: LogForms
    clock: ClockState
    energy: Energy
    present: Present
    demand: Demand
    mains: Mains
    plugged_in: Mapping[str, msgspec.Struct]

    @classmethod
    def new(cls, configuration: Configuration, start_us: int) -> Self:
        """The parts of a meter that is made at an instant: all registers are zero. [µs]"""
        return cls(
            identity=Identity.of(configuration),
            log_forms=LogForms(),
            clock=ClockState(start_us, summer_time=configuration.dst == "eu"),
            energy=Energy(),
            present=Present(),
            demand=Demand(),
            mains=Mains(),
            plugged_in={part.name: part.new_state(configuration, start_us) for part in PLUGGED_IN},
        )

    @classmethod
    def decode(cls, configuration: Configuration, stored: Mapping[str, bytes]) -> Self:
        """The parts as they were stored.

        Raises:
            ConfigurationError: They are of a meter of another serial number or other codes.
            StorageError: One is missing, broken, or of a newer version.
        """
        types = get_type_hints(cls)
        own: dict[str, Any] = {}
        for name in cls._fields[:-1]:
            if name not in stored:
                raise StorageError(f"the stored state has no part {name!r}")
            own[name] = decode_state(name, stored[name], types[name])
        own["identity"].check(configuration)
        own["identity"] = Identity.of(configuration)
        clock: ClockState = own["clock"]
        now_us = clock.start_us if clock.supply_us is None else clock.supply_us
        plugged_in = {
            part.name: decode_state(part.name, stored[part.name], part.STATE)
            if part.name in stored
            else part.new_state(configuration, now_us)
            for part in PLUGGED_IN
        }
        return cls(**own, plugged_in=plugged_in)

    def encode(self) -> dict[str, bytes]:
        """All parts as octets."""
        own = zip(self._fields[:-1], self, strict=False)
        return {name: encode_state(part) for name, part in (*own, *self.plugged_in.items())}
