"""Mains: whether it is there, and the hour counters of how long it has been. Persistent: all."""

from __future__ import annotations

import msgspec

from enfas.catalog.registers import MOST_TARIFFS

__all__ = ["Mains"]


class Mains(msgspec.Struct):
    """Presence of mains.

    Attributes:
        on: It is there. A new meter has had none yet.
        tariff_us: How long it has been, by active tariff. [µs]
        v: Version of the part.
    """

    on: bool = False
    tariff_us: list[int] = msgspec.field(default_factory=lambda: [0] * MOST_TARIFFS)
    v: int = 1

    def count(self, duration_us: int, tariff: int) -> None:
        """Count time with mains. [µs]"""
        self.tariff_us[tariff - 1] += duration_us

    @property
    def total_us(self) -> int:
        """How long there has been mains. [µs]"""
        return sum(self.tariff_us)
