"""A log: a ring of records with the facts that a reader of it needs, and what of it is still to be stored."""

from __future__ import annotations

from enfas.catalog.layout import Column, Layout
from enfas.catalog.stamp import encode_stamp
from enfas.errors import StorageError
from enfas.meter.memory import Records, StoredLog
from enfas.meter.ring import Ring
from enfas.obis import Obis

__all__ = ["Log"]


class Log:
    """One log of the meter.

    Its records and their numbers are persistent; the rest is told by the catalog and the configuration.

    Args:
        name: Its name in the meter.
        obis: Its logical name.
        layout: Its columns; the one called `clock` holds the time stamp.
        capacity: How many records it keeps.
        normal_offset_us: Normal time less UTC: what stamps are written in. [µs]
        period_s: Time between records, or 0 where they are written at events. [s]
    """

    __slots__ = ("_cleared", "_normal_offset_us", "_stored", "layout", "name", "obis", "period_s", "ring")

    def __init__(
        self,
        name: str,
        obis: Obis,
        layout: Layout,
        capacity: int,
        normal_offset_us: int,
        period_s: int = 0,
    ) -> None:
        self.name = name
        self.obis = obis
        self._normal_offset_us = normal_offset_us
        self._cleared = False
        self.reshape(layout, capacity, period_s)

    @property
    def capacity(self) -> int:
        """How many records it keeps."""
        return self.ring.capacity

    @property
    def columns(self) -> tuple[Column, ...]:
        """Its columns."""
        return self.layout.columns

    def append(self, *values: bytes | int) -> None:
        """Write one record of its columns' values."""
        self.ring.append(self.layout.pack(*values))

    def find(self, from_us: int, to_us: int) -> list[tuple[int, int]]:
        """The records stamped from one instant (UTC of the meter's clock) to another, both included. [µs]

        Returns:
            Runs of consecutive records as (first running number, count): more than one only where the clock
            was set back in between.
        """
        offset = self._normal_offset_us
        return self.ring.find(encode_stamp(from_us + offset), encode_stamp(to_us + offset))

    def clear(self) -> None:
        """Delete all records; numbers begin at 0 again."""
        self.reshape(self.layout, self.capacity, self.period_s)
        self._cleared = True

    def reshape(self, layout: Layout, capacity: int, period_s: int) -> None:
        """Take other columns, another depth or period; all records go."""
        self.layout = layout
        self.period_s = period_s
        self.ring = Ring(layout.itemsize, capacity, layout.offset("clock"))
        self._stored = 0

    def take_cleared(self) -> bool:
        """Whether stored records are to be forgotten; answers so once."""
        cleared, self._cleared = self._cleared, False
        return cleared

    def take_records(self) -> Records | None:
        """The records that have not been given to be stored; they count as given."""
        ring = self.ring
        first = max(self._stored, ring.first_seq)
        count = ring.next_seq - first
        if not count:
            return None
        self._stored = ring.next_seq
        return Records(self.name, first, count, ring.itemsize, ring.slice(first, count), ring.capacity)

    def restore(self, stored: StoredLog) -> None:
        """Take back what was stored.

        Raises:
            StorageError: The records are not of this log's columns.
        """
        ring = self.ring
        if stored.itemsize != ring.itemsize or len(stored.data) % ring.itemsize:
            raise StorageError(
                f"log {self.name}: stored records of {stored.itemsize} octets, {len(stored.data)} in all; "
                f"its columns take {ring.itemsize}"
            )
        self.ring = Ring.restore(
            ring.itemsize, ring.capacity, self.layout.offset("clock"), stored.first_seq, stored.data
        )
        self._stored = self.ring.next_seq
