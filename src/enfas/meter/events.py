"""What the meter writes into its event logs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from enfas.catalog.logs import EVENT_LOGS, ProfileEvent, QualityEvent
from enfas.meter.log import Log

__all__ = [
    "breaker_changed",
    "clock_set",
    "configured",
    "credit_changed",
    "event_logs",
    "neutral_changed",
    "occurrences_counted",
    "profile_changed",
    "voltage_deviated",
]

_BY_COMMAND: Final = 1
"""The only cause that the clock's log knows."""


def event_logs(normal_offset_us: int, features: frozenset[str]) -> dict[str, Log]:
    """The event logs of a new meter with these features, empty."""
    return {
        row.name: Log(row.name, row.obis, row.layout, row.capacity, normal_offset_us)
        for row in EVENT_LOGS
        if row.needs <= features
    }


def clock_set(logs: Mapping[str, Log], after: bytes, before: bytes) -> None:
    """The clock was set from one time to another."""
    logs["clock"].append(after, before, _BY_COMMAND)


def configured(logs: Mapping[str, Log], stamp: bytes, place: int, before: int, after: int) -> None:
    """A place of the software code was changed."""
    logs["configuration"].append(stamp, place, before, after)


def profile_changed(logs: Mapping[str, Log], stamp: bytes, event: ProfileEvent) -> None:
    """The load profile was deleted, for the reason that the code says."""
    logs["profile_events"].append(stamp, event)


def breaker_changed(logs: Mapping[str, Log], stamp: bytes, state: int, feedback: int) -> None:
    """The breaker went to another state."""
    logs["cut_off"].append(stamp, state, feedback)


def credit_changed(
    logs: Mapping[str, Log], stamp: bytes, event: int, hundredths: int, identifier: int
) -> None:
    """Credit was loaded, used up, or refused, as the code says."""
    logs["prepayment"].append(stamp, event, hundredths, identifier)


def neutral_changed(logs: Mapping[str, Log], stamp: bytes, broken: bool) -> None:
    """The neutral was found broken, or whole again."""
    logs["neutral_fault"].append(stamp, int(broken))


def voltage_deviated(
    logs: Mapping[str, Log],
    stamp: bytes,
    phase: int,
    event: QualityEvent,
    mean_v: int,
    most_v: int,
    least_v: int,
) -> None:
    """The voltage was outside of its limits, or gone; values that an event does not have are 0."""
    logs["voltage_quality"].append(stamp, phase, event, mean_v, most_v, least_v)


def occurrences_counted(logs: Mapping[str, Log], stamp: bytes, *counters: int) -> None:
    """The occurrence counters as they stand."""
    logs["occurrences"].append(stamp, *counters)
