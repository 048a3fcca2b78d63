"""The port to the non-volatile memory: what the meter gives to be kept, and what it wants back.

A memory keeps named *parts* (small, JSON with a version field `v`, replaced whole) and *logs* (records of
fixed size with running numbers, in travel form). It knows the meaning of neither. `enfas.storage` has the
real one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

__all__ = ["Changes", "Image", "Memory", "Records", "StoredLog"]


@dataclass(frozen=True, slots=True)
class Records:
    """New records of a log, one after the other.

    Attributes:
        log: The log's name.
        first_seq: Running number of the first; it follows the last that was given before.
        count: How many.
        itemsize: Octets of each.
        data: The records, `count * itemsize` octets.
        capacity: How many records the log keeps: older ones need not be kept.
    """

    log: str
    first_seq: int
    count: int
    itemsize: int
    data: bytes
    capacity: int


@dataclass(frozen=True, slots=True)
class Changes:
    """What is to be stored, all of it or nothing: first the cleared logs, then the records, and the parts.

    Attributes:
        parts: Parts that changed, whole.
        records: New records; after a log was cleared its numbers begin at 0 again.
        cleared: Logs whose stored records are all to be forgotten first.
    """

    parts: Mapping[str, bytes] = field(default_factory=dict)
    records: Sequence[Records] = ()
    cleared: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class StoredLog:
    """A log as it was stored: at least its last `capacity` records.

    Attributes:
        first_seq: Running number of the first record.
        itemsize: Octets of each.
        data: The records.
    """

    first_seq: int
    itemsize: int
    data: bytes


@dataclass(frozen=True, slots=True)
class Image:
    """All that was stored of a meter."""

    parts: Mapping[str, bytes]
    logs: Mapping[str, StoredLog] = field(default_factory=dict)


class Memory(Protocol):
    """A non-volatile memory of one meter."""

    def load(self) -> Image | None:
        """All that is stored, or None where nothing is yet."""

    def commit(self, changes: Changes) -> None:
        """Store changes durably: when it returns they outlive a loss of power; before, none of them may."""

    def close(self) -> None:
        """Let go of the file."""
