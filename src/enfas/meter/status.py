"""The meter status, and its log: one entry for each change, and one when mains is back. Persistent: all.

What a bit stands for is found out by the part that it belongs to, which says so with `change`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, ClassVar

import msgspec

from enfas.catalog.quality import DataQuality
from enfas.catalog.status import MeterStatus
from enfas.meter.part import Part

__all__ = ["Status", "StatusState"]


class StatusState(msgspec.Struct):
    """What is kept of it.

    Attributes:
        bits: The bits of `MeterStatus` that are set, but for RESET.
        v: Version of the part.
    """

    bits: int = 0
    v: int = 1


class Status(Part[StatusState]):
    """The status of a meter."""

    name: ClassVar[str] = "status"
    STATE: ClassVar[type[msgspec.Struct]] = StatusState

    @property
    def octet(self) -> int:
        """The meter status as its register shows it."""
        reset = self.meter.period.quality & DataQuality.OUTAGE
        return int(self.state.bits | (MeterStatus.RESET if reset else 0))

    READERS: ClassVar[Mapping[str, Callable[[Any], int | bytes | str]]] = {
        "meter_status": lambda part: part.octet
    }

    def change(self, bit: MeterStatus, on: bool) -> None:
        """Set or clear a bit; if it was not so before, that is logged."""
        bits = self.state.bits | bit if on else self.state.bits & ~bit
        if bits != self.state.bits:
            self.state.bits = int(bits)
            self._log(self.octet)

    def power_up(self, now_us: int) -> None:
        """The return of mains has an entry, for the meter was reset."""
        if self.meter.mains.total_us:
            self._log(self.state.bits | MeterStatus.RESET)

    def _log(self, octet: int) -> None:
        clock = self.meter.clock
        self.meter.logs["status"].append(clock.stamp(clock.now_us), octet)
