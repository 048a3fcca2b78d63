"""A ring of records of one size, in the form in which they travel; the oldest are overwritten.

Records have running numbers from 0. The ring takes as much memory as it has held records, up to its capacity.
Each record holds a time stamp at a fixed place; where the clock was set back, stamps are not in order, and a
span of time is more than one run of records.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from itertools import pairwise

import numpy as np

from enfas.catalog.stamp import STAMP_BYTES, stamp_key, stamp_keys

__all__ = ["Ring"]

_FIRST_ROOM = 8


class Ring:
    """The records of one log.

    Args:
        itemsize: Octets of a record.
        capacity: The most records that are kept.
        stamp_at: Where in a record its time stamp begins. [octets]
    """

    __slots__ = ("_base", "_breaks", "_data", "_last_key", "_next", "_stamp_at", "capacity", "itemsize")

    def __init__(self, itemsize: int, capacity: int, stamp_at: int) -> None:
        self.itemsize = itemsize
        self.capacity = capacity
        self._stamp_at = stamp_at
        self._data = bytearray()
        self._base = self._next = 0
        self._last_key = b""
        self._breaks: list[int] = []  # numbers of records stamped earlier than the one before

    @classmethod
    def restore(cls, itemsize: int, capacity: int, stamp_at: int, first_seq: int, data: bytes) -> Ring:
        """A ring of stored records; of more than the capacity the last ones."""
        ring = cls(itemsize, capacity, stamp_at)
        surplus = max(0, len(data) // itemsize - capacity)
        ring._base = first_seq + surplus
        ring._data += memoryview(data)[surplus * itemsize :]
        count = len(ring._data) // itemsize
        ring._next = ring._base + count
        if count:
            records = np.frombuffer(ring._data, dtype=np.uint8).reshape(count, itemsize)
            keys = stamp_keys(records[:, stamp_at : stamp_at + STAMP_BYTES])
            ring._breaks = (np.flatnonzero(keys[1:] < keys[:-1]) + 1 + ring._base).tolist()
            ring._last_key = ring._key(ring._next - 1)
        return ring

    @property
    def count(self) -> int:
        """How many records are kept."""
        return min(self._next - self._base, self.capacity)

    @property
    def first_seq(self) -> int:
        """The running number of the oldest record that is kept."""
        return self._next - self.count

    @property
    def next_seq(self) -> int:
        """The running number of the record to come."""
        return self._next

    def append(self, record: bytes) -> None:
        """Keep one more record; the oldest goes when the ring is full."""
        size = self.itemsize
        at = (self._next - self._base) % self.capacity * size
        if at == len(self._data):
            records = max(_FIRST_ROOM, at // size)
            self._data.extend(bytes(min(records, self.capacity - at // size) * size))
        self._data[at : at + size] = record
        key = stamp_key(record[self._stamp_at : self._stamp_at + STAMP_BYTES])
        if key < self._last_key:
            self._breaks.append(self._next)
        self._last_key = key
        self._next += 1
        if self._breaks and self._breaks[0] < self.first_seq:
            del self._breaks[0]

    def slice(self, first_seq: int, count: int) -> bytes:
        """Records by running number, one after the other; numbers outside the ring give nothing."""
        last = min(first_seq + count, self._next)
        first = max(first_seq, self.first_seq)
        if last <= first:
            return b""
        start = (first - self._base) % self.capacity
        stop = start + (last - first)
        size = self.itemsize
        whole = memoryview(self._data)
        if stop <= self.capacity:
            return bytes(whole[start * size : stop * size])
        return b"".join((whole[start * size :], whole[: (stop - self.capacity) * size]))

    def find(self, first_stamp: bytes, last_stamp: bytes) -> list[tuple[int, int]]:
        """The records stamped from one time to another, both included, oldest first.

        Returns:
            Runs of consecutive records: the first's running number, and how many. One run, or none, unless
            the clock was set back.
        """
        low, high = stamp_key(first_stamp), stamp_key(last_stamp)
        bounds = [self.first_seq, *(seq for seq in self._breaks if seq > self.first_seq), self._next]
        runs: list[tuple[int, int]] = []
        for start, stop in pairwise(bounds):
            numbers = range(start, stop)
            first = start + bisect_left(numbers, low, key=self._key)
            count = start + bisect_right(numbers, high, key=self._key) - first
            if count <= 0:
                continue
            if runs and sum(runs[-1]) == first:
                first, count = runs[-1][0], runs.pop()[1] + count
            runs.append((first, count))
        return runs

    def _key(self, seq: int) -> bytes:
        at = (seq - self._base) % self.capacity * self.itemsize + self._stamp_at
        return stamp_key(bytes(self._data[at : at + STAMP_BYTES]))
