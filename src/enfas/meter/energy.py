"""The energy counters: eight energies in eight tariffs, in integer millijoules; they never roll over.

Registers are views of these counters: an energy is the sum of its tariffs, R+ is R1 + R2, so what is shown
always agrees. Persistent: all.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import msgspec

from enfas.catalog.registers import KINDS, MOST_TARIFFS
from enfas.interval import A_MINUS, A_PLUS, E_MINUS, E_PLUS, ENERGIES, R1, R2, R3, R4

__all__ = ["PARTS", "TRIPS", "Energy", "amount"]

PARTS: Final[dict[str, tuple[int, ...]]] = {
    "a_plus": (A_PLUS,),
    "a_minus": (A_MINUS,),
    "r_plus": (R1, R2),
    "r_minus": (R3, R4),
    "r1": (R1,),
    "r2": (R2,),
    "r3": (R3,),
    "r4": (R4,),
    "e_plus": (E_PLUS,),
    "e_minus": (E_MINUS,),
}
"""Which counters an energy is the sum of."""

TRIPS: Final = tuple(kind.energy for kind in KINDS)
"""The energies that have a trip counter."""


def _counts() -> list[list[int]]:
    return [[0] * MOST_TARIFFS for _ in ENERGIES]


class Energy(msgspec.Struct):
    """The counters.

    Attributes:
        counts: By energy, then by tariff from the first. [mJ]
        trip_starts: What each energy of TRIPS stood at when its trip counter was reset. [mJ]
        tariff: The active tariff, from 1.
        v: Version of the part.
    """

    counts: list[list[int]] = msgspec.field(default_factory=_counts)
    trip_starts: list[int] = msgspec.field(default_factory=lambda: [0] * len(TRIPS))
    tariff: int = 1
    v: int = 1

    def add(self, amounts: Sequence[int]) -> None:
        """Count energies in the active tariff; further columns are not looked at. [mJ]"""
        place = self.tariff - 1
        for row, energy_mj in zip(self.counts, amounts, strict=False):
            row[place] += energy_mj

    def total(self, energy: str) -> int:
        """An energy in all tariffs. [mJ]"""
        return sum(sum(self.counts[part]) for part in PARTS[energy])

    def in_tariff(self, energy: str, tariff: int) -> int:
        """An energy in one tariff, from 1. [mJ]"""
        return sum(self.counts[part][tariff - 1] for part in PARTS[energy])

    def trip(self, energy: str) -> int:
        """An energy since its trip counter was reset. [mJ]"""
        return self.total(energy) - self.trip_starts[TRIPS.index(energy)]

    def reset_trip(self, energy: str) -> None:
        """Start a trip counter anew."""
        self.trip_starts[TRIPS.index(energy)] = self.total(energy)


def amount(amounts: Sequence[int], energy: str) -> int:
    """An energy of amounts by counter. [mJ]"""
    return sum(amounts[part] for part in PARTS[energy])
