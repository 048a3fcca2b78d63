"""Demand: means of integration periods, peaks since the debiting stop, cumulative peaks, the day's extremes.

A mean power is the period's energy over the period's length, rounded to the nearest unit. The length is the
nominal one: a period that was cut short by an outage or by setting the clock never makes a peak too high. If
the clock was set back a little in it, so that more time was counted than that, it is the time counted. A
peak bears the stamp of its period's end. A period belongs to the day, in normal time, in which it began; the
day's extremes stand until the first period of another day ends. Persistent: all.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar, Final

import msgspec

from enfas.catalog.registers import MOST_TARIFFS
from enfas.catalog.stamp import UNSPECIFIED
from enfas.meter.means import POWERS, Means, means_of
from enfas.meter.state import Upgrade

__all__ = ["SLOTS", "Demand", "slot"]

SLOTS: Final = MOST_TARIFFS + 1
"""Places of a power's peaks: in all, then by tariff."""


def slot(power: str, tariff: int = 0) -> int:
    """The place of a power's peak, in all (0) or in a tariff."""
    return POWERS.index(power) * SLOTS + tariff


def _zeros() -> list[int]:
    return [0] * (len(POWERS) * SLOTS)


def _no_times() -> list[bytes]:
    return [UNSPECIFIED] * (len(POWERS) * SLOTS)


def _means_apart(fields: dict[str, Any]) -> dict[str, Any]:
    """From version 1, in which the last means were fields of their own."""
    means = {name: fields.pop(name) for name in ("u", "i", "f", "pf", "thd_u", "thd_i")}
    return {"last": {"powers": fields.pop("means"), **means}, **fields}


class Demand(msgspec.Struct):
    """The demand registers.

    Attributes:
        last: The means of the last integration period.
        peaks: Largest mean powers since the last debiting stop, by `slot`. [W, var, VA]
        peak_stamps: Their times.
        cumulative: Sums of the peaks that debiting stops have reset, by `slot`. [W, var, VA]
        day: Day number of the day's extremes, or -1 before there are any.
        day_max: Largest mean P+ of a period of the day [W], and its stamp; then the least.
        over_threshold: Periods whose mean P+ was over the power threshold.
        stops: Debiting stops.
        v: Version of the part.
    """

    last: Means = msgspec.field(default_factory=Means)
    peaks: list[int] = msgspec.field(default_factory=_zeros)
    peak_stamps: list[bytes] = msgspec.field(default_factory=_no_times)
    cumulative: list[int] = msgspec.field(default_factory=_zeros)
    day: int = -1
    day_max: int = 0
    day_max_stamp: bytes = UNSPECIFIED
    day_min: int = 0
    day_min_stamp: bytes = UNSPECIFIED
    over_threshold: int = 0
    stops: int = 0
    v: int = 2

    UPGRADES: ClassVar[tuple[Upgrade, ...]] = (_means_apart,)

    def take(
        self, totals: Sequence[int], length_us: int, stamp: bytes, day: int, tariff: int, threshold_w: int
    ) -> None:
        """Take an integration period that has ended.

        Args:
            totals: What happened in it, by the columns of a block.
            length_us: Its length, over which means are taken. [µs]
            stamp: Of its end.
            day: Day number of its beginning, in normal time.
            tariff: The tariff whose peaks it counts for.
            threshold_w: The power threshold. [W]
        """
        self.last = means_of(totals, length_us)
        powers = self.last.powers
        for place, mean in enumerate(powers):
            if mean:
                self._take_peak(place * SLOTS, mean, stamp)
                self._take_peak(place * SLOTS + tariff, mean, stamp)
        self._take_day(day, powers[0], stamp)
        if powers[0] > threshold_w:
            self.over_threshold += 1

    def _take_peak(self, place: int, mean: int, stamp: bytes) -> None:
        if mean > self.peaks[place]:
            self.peaks[place] = mean
            self.peak_stamps[place] = stamp

    def _take_day(self, day: int, mean_w: int, stamp: bytes) -> None:
        if day != self.day or mean_w > self.day_max:
            self.day_max, self.day_max_stamp = mean_w, stamp
        if day != self.day or mean_w < self.day_min:
            self.day_min, self.day_min_stamp = mean_w, stamp
        self.day = day

    def debiting_stop(self) -> None:
        """Add the peaks to the cumulative ones and begin new ones; the running period counts for the new."""
        self.cumulative = [a + b for a, b in zip(self.cumulative, self.peaks, strict=True)]
        self.peaks = _zeros()
        self.peak_stamps = _no_times()
        self.stops += 1
