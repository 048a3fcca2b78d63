"""The blocks of an image as they come, in any order: a log with one record for each, so that all are kept.

A log that nobody reads over the wire. Its records are as long as the blocks of the transfer, and as many as
that has; it is empty where there is no transfer.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from enfas.catalog.layout import Column, DataType, Layout, clock_column
from enfas.catalog.names import CLOCK, IMAGE_TRANSFER
from enfas.meter.log import Log
from enfas.meter.ring import Ring

__all__ = ["Blocks"]

_MOST_OF_COLUMN: Final = 127


@lru_cache(maxsize=16)
def _layout(block_size: int) -> Layout:
    """Time, number, and the octets of a block in as many columns as they take."""
    rest = [min(_MOST_OF_COLUMN, block_size - at) for at in range(0, block_size, _MOST_OF_COLUMN)]
    return Layout(
        (
            clock_column("clock", CLOCK),
            Column("block", 18, IMAGE_TRANSFER, 3, DataType.U32),
            *(
                Column(f"octets_{at}", 18, IMAGE_TRANSFER, 2, DataType.OCTETS, size)
                for at, size in enumerate(rest)
            ),
        )
    )


class Blocks:
    """The blocks of one transfer.

    Args:
        block_size: Octets of a block; the last of an image may have fewer.
        size: Octets of the image; 0: there is no transfer.
        normal_offset_us: Normal time less UTC. [µs]
    """

    def __init__(self, block_size: int, size: int, normal_offset_us: int) -> None:
        self.block_size = block_size
        self.size = size
        layout = _layout(block_size)
        self.log = Log("firmware", IMAGE_TRANSFER, layout, self._room, normal_offset_us)
        self._ring: Ring | None = None
        self._known: dict[int, int] = {}
        self._first_missing = 0

    @property
    def count(self) -> int:
        """How many blocks the image has."""
        return -(-self.size // self.block_size)

    @property
    def _room(self) -> int:
        return max(1, self.count)

    def begin(self, block_size: int, size: int) -> None:
        """Await an image; the blocks of the one before are gone."""
        self.block_size = block_size
        self.size = size
        self.log.clear()
        self.log.reshape(_layout(block_size), self._room, 0)

    def length(self, number: int) -> int:
        """How many octets a block has."""
        return min(self.block_size, self.size - number * self.block_size)

    def put(self, number: int, octets: bytes, stamp: bytes) -> None:
        """Keep a block that is not there yet."""
        padded = octets.ljust(self.block_size, b"\0")
        columns = [padded[at : at + _MOST_OF_COLUMN] for at in range(0, self.block_size, _MOST_OF_COLUMN)]
        self.log.append(stamp, number, *columns)

    def get(self, number: int) -> bytes | None:
        """A block; None where it has not come."""
        seq = self._numbers().get(number)
        if seq is None:
            return None
        record, layout = self.log.ring.slice(seq, 1), self.log.layout
        pieces = zip(layout.columns[2:], layout.spans[2:], strict=True)
        octets = b"".join([record[begin + len(column.head) : end] for column, (begin, end) in pieces])
        return octets[: self.length(number)]

    def has(self, number: int) -> bool:
        """Whether a block has come."""
        return number in self._numbers()

    @property
    def first_missing(self) -> int:
        """The number of the first block that has not come; their count when all have."""
        numbers = self._numbers()
        while self._first_missing in numbers:
            self._first_missing += 1
        return self._first_missing

    def image(self) -> bytes:
        """All blocks that have come, in order: the image, when none is missing."""
        return b"".join(self.get(number) or b"" for number in range(self.count))

    def _numbers(self) -> dict[int, int]:
        """The running numbers of the records, by block."""
        ring = self.log.ring
        if ring is not self._ring:  # begun anew, or restored
            self._ring, self._known, self._first_missing = ring, {}, 0
        at = self.log.layout.offset("block")
        for seq in range(len(self._known), ring.next_seq):
            self._known[int.from_bytes(ring.slice(seq, 1)[at : at + 4], "big")] = seq
        return self._known
