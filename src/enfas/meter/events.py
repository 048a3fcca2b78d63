"""What the meter writes into its event logs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from enfas.catalog.firmware import ORIGINATOR_OCTETS, UploadPart, UploadResult
from enfas.catalog.logs import EVENT_LOGS, VERSION_OCTETS, ProfileEvent, QualityEvent
from enfas.meter.log import Log

__all__ = [
    "breaker_changed",
    "clock_set",
    "configured",
    "credit_changed",
    "event_logs",
    "firmware_refused",
    "firmware_uploaded",
    "neutral_changed",
    "occurrences_counted",
    "profile_changed",
    "voltage_deviated",
]

_BY_COMMAND: Final = 1
"""The only cause that the clock's log knows."""

_BY_WIRE: Final = 1
"""The only interface that firmware comes through: a module's or the optical one; there is none by radio."""


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


def firmware_uploaded(
    logs: Mapping[str, Log],
    stamp: bytes,
    part: UploadPart,
    versions: tuple[str, str],
    identifier: bytes,
    client: int,
) -> None:
    """The meter has started with another firmware: its version before and now, and whose image it was."""
    logs["upload_success"].append(stamp, part, *_upload(versions, identifier, client))


def firmware_refused(
    logs: Mapping[str, Log],
    stamp: bytes,
    result: UploadResult,
    versions: tuple[str, str],
    identifier: bytes,
    client: int,
) -> None:
    """A firmware was not taken, or taken back: the version in service, and the other's where it is known."""
    logs["upload_fail"].append(stamp, result, *_upload(versions, identifier, client))


def _upload(versions: tuple[str, str], identifier: bytes, client: int) -> tuple[bytes | int, ...]:
    """The columns that both logs of uploads end with."""
    first, second = (version.encode().ljust(VERSION_OCTETS)[:VERSION_OCTETS] for version in versions)
    return first, second, identifier[-ORIGINATOR_OCTETS:], client.to_bytes(2, "big"), _BY_WIRE
