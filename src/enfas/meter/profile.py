"""The load profile: an entry for each integration period, absolute or delta (Z27), with channels by Z29.

An entry is stamped with the end of its period. Absolute values are the registers as they stand then; a delta
is the register then less the register at the period's beginning, so that deltas add up to the register's
advance. Persistent: all of `ProfileState`, and the log's records.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from enfas.catalog.logs import FORMAT_OCTET, PROFILE, profile_capacity, profile_layout
from enfas.catalog.quality import LoggerStatus
from enfas.errors import CommandRefused
from enfas.meter.energy import Energy, amount
from enfas.meter.log import Log
from enfas.meter.period import Period

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
        raise CommandRefused("the load profile's period is fixed at 15 min in this country")


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


class Profile:
    """The load profile.

    Args:
        state: What is kept of it.
        days_limit: The most days that the country allows. [d]
        normal_offset_us: Normal time less UTC. [µs]
    """

    __slots__ = ("_days_limit", "log", "state")

    def __init__(self, state: ProfileState, days_limit: int | None, normal_offset_us: int) -> None:
        self.state = state
        self._days_limit = days_limit
        self.log = Log("profile", PROFILE, profile_layout(state.channels), 1, normal_offset_us)
        self._reshape()

    def _reshape(self) -> None:
        state = self.state
        capacity = profile_capacity(len(state.channels), state.period_min, self._days_limit)
        self.log.reshape(profile_layout(state.channels), capacity, state.period_min * 60)

    def capture(self, stamp: bytes, period: Period, energy: Energy, step_mj: int, full: int) -> None:
        """Write the entry of a period that has ended.

        Args:
            stamp: Of its end.
            period: The period.
            energy: The counters at its end.
            step_mj: Resolution of an energy register. [mJ]
            full: An energy register starts again from zero here.
        """
        state = self.state
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

    def clear(self) -> None:
        """Delete all entries."""
        self.log.clear()

    def change_period(self, period_min: int) -> None:
        """Take another period, which deletes all entries. [min]"""
        self.log.clear()
        self.state.period_min = period_min
        self.state.status |= LoggerStatus.INTERVAL_CHANGED
        self._reshape()

    def change_channels(self, channels: tuple[str, ...]) -> None:
        """Take other channels, which deletes all entries."""
        self.log.clear()
        self.state.channels = channels
        self.state.status |= LoggerStatus.RECONFIGURED
        self._reshape()
