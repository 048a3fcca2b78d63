"""The load profile: an entry for each integration period, absolute or delta (Z27), with channels by Z29.

An entry is stamped with the end of its period. Absolute values are the registers as they stand then; a delta
is the register then less the register at the period's beginning, so that deltas add up to the register's
advance. Persistent: all of `ProfileState`, and the log's records.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, ClassVar

import msgspec

from enfas.catalog.logs import FORMAT_OCTET, ProfileEvent, profile_capacity, profile_layout
from enfas.catalog.names import PROFILE
from enfas.catalog.occurrences import Occurrence
from enfas.catalog.quality import LoggerStatus
from enfas.errors import CommandRefused, Refusal
from enfas.meter import events
from enfas.meter.command import command
from enfas.meter.energy import amount
from enfas.meter.integration import Integration
from enfas.meter.log import Log
from enfas.meter.part import Part
from enfas.meter.period import Period

if TYPE_CHECKING:
    from enfas.meter.configuration import Configuration
    from enfas.meter.device import Meter

__all__ = ["PERIODS_MIN", "Profile", "ProfileState", "check_channels", "check_period"]

PERIODS_MIN = (15, 30, 60)
_MOST_CHANNELS = 8


class ProfileState(msgspec.Struct):
    """What of the profile is kept beside its records.

    Attributes:
        period_min: The integration period. [min]
        channels: The energies of an entry, by key.
        delta: Entries hold differences.
        status: What the next entry's logger status will tell of the profile itself.
        v: Version of the part.
    """

    period_min: int
    channels: tuple[str, ...]
    delta: bool
    status: int = 0
    v: int = 1


def check_period(period_min: int, days_limit: int | None) -> None:
    """Refuse a period that cannot be.

    Raises:
        CommandRefused: It is none of the meter's, or the country fixes it.
    """
    if period_min not in PERIODS_MIN:
        raise CommandRefused(f"the load profile's period is 15, 30 or 60 min, not {period_min}")
    if days_limit is not None and period_min != PERIODS_MIN[0]:
        raise CommandRefused("the load profile's period is fixed at 15 min in this country", Refusal.RIGHT)


def check_channels(channels: Sequence[str], energies: frozenset[str]) -> None:
    """Refuse channels that cannot be.

    Raises:
        CommandRefused: None or too many, one twice, or an energy that the meter does not have.
    """
    if not 1 <= len(channels) <= _MOST_CHANNELS or len(set(channels)) != len(channels):
        raise CommandRefused(f"the load profile has 1 to {_MOST_CHANNELS} different channels")
    for channel in channels:
        if channel not in energies:
            raise CommandRefused(f"the load profile cannot have {channel!r}: the meter does not count it")


class Profile(Part[ProfileState]):
    """The load profile of a meter.

    Attributes:
        log: Its entries.
    """

    name: ClassVar[str] = "profile"
    STATE: ClassVar[type[msgspec.Struct]] = ProfileState

    def __init__(self, meter: Meter, state: ProfileState) -> None:
        super().__init__(meter, state)
        offset_us = meter.clock.normal_offset_us
        self.log = Log("profile", PROFILE, profile_layout(state.channels), 1, offset_us)
        self._reshape()

    @classmethod
    def new_state(cls, configuration: Configuration, start_us: int) -> Any:
        """As the codes say (Z4, Z27, Z29)."""
        return ProfileState(
            configuration.period_min, configuration.profile_channels, configuration.profile_delta
        )

    def logs(self) -> Iterable[Log]:
        """Its log."""
        return (self.log,)

    def _reshape(self) -> None:
        state = self.state
        days_limit = self.meter.configuration.profile_days_limit
        capacity = profile_capacity(len(state.channels), state.period_min, days_limit)
        self.log.reshape(profile_layout(state.channels), capacity, state.period_min * 60)

    def period_ended(self, period: Period, stamp: bytes) -> None:
        """Write the entry of a period that has ended."""
        state, energy = self.state, self.meter.energy
        step_mj, full = self.meter.step_mj, self.meter.full
        values = []
        for channel in state.channels:
            count_mj = energy.total(channel)
            value = count_mj // step_mj
            if state.delta:
                value -= (count_mj - amount(period.totals, channel)) // step_mj
            values.append(value % full)
        status = period.status | state.status
        self.log.append(stamp, status, period.data_quality, FORMAT_OCTET, *values)
        state.status = 0

    def reconfigured(self, before: Configuration) -> None:
        """Take what the code now says of the profile (Z4, Z27, Z29), if it says otherwise than before."""
        after = self.meter.configuration
        if after.profile_channels != before.profile_channels:
            self.set_channels(after.profile_channels)
        if after.profile_delta != before.profile_delta and after.profile_delta != self.state.delta:
            self.state.delta = after.profile_delta
            self.state.status |= LoggerStatus.RECONFIGURED
            self.log.clear()
            self._note(ProfileEvent.REGISTERS_CHANGED)
        if after.period_min != before.period_min:
            self.set_period(after.period_min)

    @command
    def reset(self) -> None:
        """Delete all entries; the running period goes on."""
        self.log.clear()
        self._note(ProfileEvent.DELETED)

    @command
    def set_channels(self, channels: Sequence[str]) -> None:
        """Take other channels, which deletes all entries; the running period goes on.

        Raises:
            CommandRefused: Such channels cannot be.
        """
        check_channels(channels, self.meter.configuration.energies)
        if tuple(channels) == self.state.channels:
            return
        self.log.clear()
        self.state.channels = tuple(channels)
        self.state.status |= LoggerStatus.RECONFIGURED
        self._reshape()
        self._note(ProfileEvent.REGISTERS_CHANGED)

    @command
    def set_period(self, period_min: int) -> None:
        """Give integration and load profile another period, which deletes all entries. [min]

        The running period ends short and counts for the peaks; its entry goes with the rest.

        Raises:
            CommandRefused: Such a period cannot be.
        """
        check_period(period_min, self.meter.configuration.profile_days_limit)
        if period_min == self.state.period_min:
            return
        self.meter.catch_up()
        with self.meter.part(Integration).changing_length():
            self.log.clear()
            self.state.period_min = period_min
            self.state.status |= LoggerStatus.INTERVAL_CHANGED
            self._reshape()
        self._note(ProfileEvent.PERIOD_CHANGED)

    def _note(self, event: ProfileEvent) -> None:
        clock = self.meter.clock
        events.profile_changed(self.meter.logs, clock.stamp(clock.now_us), event)
        self.meter.occur(Occurrence.PROFILE_DELETED)
