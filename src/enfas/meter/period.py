"""The integration period that is running: what has been counted in it, and what happened in it.

Persistent: all.
"""

from __future__ import annotations

import msgspec

from enfas.catalog.quality import DataQuality
from enfas.meter.block import COLUMNS, GAP, HIGH, LOW

__all__ = ["Period"]


class Period(msgspec.Struct):
    """An integration period.

    Attributes:
        start_us: When it began, by the meter's clock, UTC. [µs]
        end_us: The bound at which it will end, by the meter's clock, UTC. [µs]
        totals: What has happened in it, by the columns of a block.
        mains_us: How long there was mains in it. [µs]
        status: What its entry's logger status will tell.
        quality: What its entry's data quality will tell, beside what follows from the totals.
        tariff: The tariff in which it was counted last.
        corrected_us: What small settings of the clock in it add up to. [µs]
        v: Version of the part.
    """

    start_us: int
    end_us: int
    totals: list[int] = msgspec.field(default_factory=lambda: [0] * COLUMNS)
    mains_us: int = 0
    status: int = 0
    quality: int = 0
    tariff: int = 1
    corrected_us: int = 0
    v: int = 1

    def add(self, amounts: list[int], duration_us: int) -> None:
        """Count what happened in a part of it, all of that with mains. [µs]"""
        self.totals = [a + b for a, b in zip(self.totals, amounts, strict=True)]
        self.mains_us += duration_us

    def open(self, start_us: int, end_us: int) -> None:
        """Begin another; the ended one's totals and marks go."""
        self.start_us = start_us
        self.end_us = end_us
        self.totals = [0] * COLUMNS
        self.mains_us = 0
        self.status = 0
        self.quality = 0
        self.corrected_us = 0

    def move(self, start_us: int, end_us: int) -> None:
        """Lie elsewhere in time, as nothing has been counted yet; its marks stay."""
        self.start_us = start_us
        self.end_us = end_us

    @property
    def data_quality(self) -> int:
        """The data quality of its entry."""
        quality = self.quality
        if self.totals[LOW]:
            quality |= DataQuality.UNDERVOLTAGE
        if self.totals[HIGH]:
            quality |= DataQuality.OVERVOLTAGE
        if self.totals[GAP]:
            quality |= DataQuality.GAP
        return int(quality)
