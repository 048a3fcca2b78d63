"""Demand: means of integration periods, peaks since the debiting stop, cumulative peaks, the day's extremes.

A mean power is the period's energy over the period's length, rounded to the nearest unit. The length is the
nominal one: a period that was cut short by an outage or by setting the clock never makes a peak too high. If
the clock was set back a little in it, so that more time was counted than that, it is the time counted. A
peak bears the stamp of its period's end. A period belongs to the day, in normal time, in which it began; the
day's extremes stand until the first period of another day ends. Persistent: all.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import msgspec

from enfas.catalog.registers import KINDS, MOST_TARIFFS
from enfas.catalog.stamp import UNSPECIFIED
from enfas.interval import A_MINUS, A_PLUS, E_MINUS, E_PLUS, ENERGIES
from enfas.meter.block import MEASURED
from enfas.meter.energy import amount
from enfas.meter.present import U16_MAX, power_factor

__all__ = ["POWERS", "SLOTS", "Demand", "slot"]

POWERS: Final = tuple(kind.power for kind in KINDS)
_ENERGIES: Final = tuple(kind.energy for kind in KINDS)

SLOTS: Final = MOST_TARIFFS + 1
"""Places of a power's peaks: in all, then by tariff."""

_US_PER_MS: Final = 1000
U32_MAX: Final = 0xFFFF_FFFF
_U, _I, _F, _THD_U, _THD_I = range(len(MEASURED))


def slot(power: str, tariff: int = 0) -> int:
    """The place of a power's peak, in all (0) or in a tariff."""
    return POWERS.index(power) * SLOTS + tariff


def _zeros() -> list[int]:
    return [0] * (len(POWERS) * SLOTS)


def _no_times() -> list[bytes]:
    return [UNSPECIFIED] * (len(POWERS) * SLOTS)


class Demand(msgspec.Struct):
    """The demand registers.

    Attributes:
        means: Mean powers of the last integration period, in the order of POWERS. [W, var, VA]
        u: Mean voltage [V], then current [0.01 A], frequency [0.01 Hz], power factor [0.01] and distortions
            [0.01 %] of the last integration period; None where they were not known.
        peaks: Largest mean powers since the last debiting stop, by `slot`. [W, var, VA]
        peak_stamps: Their times.
        cumulative: Sums of the peaks that debiting stops have reset, by `slot`. [W, var, VA]
        day: Day number of the day's extremes, or -1 before there are any.
        day_max: Largest mean P+ of a period of the day [W], and its stamp; then the least.
        over_threshold: Periods whose mean P+ was over the power threshold.
        stops: Debiting stops.
        v: Version of the part.
    """

    means: list[int] = msgspec.field(default_factory=lambda: [0] * len(POWERS))
    u: int | None = 0
    i: int | None = 0
    f: int | None = 0
    pf: int = 100
    thd_u: int | None = 0
    thd_i: int | None = 0
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
    v: int = 1

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
        # mJ/ms is W
        self.means = [
            (2 * _US_PER_MS * amount(totals, key) + length_us) // (2 * length_us) for key in _ENERGIES
        ]
        self._take_averages(totals)
        for place, mean in enumerate(self.means):
            if mean:
                self._take_peak(place * SLOTS, mean, stamp)
                self._take_peak(place * SLOTS + tariff, mean, stamp)
        self._take_day(day, self.means[0], stamp)
        if self.means[0] > threshold_w:
            self.over_threshold += 1

    def _take_averages(self, totals: Sequence[int]) -> None:
        self.u = _mean(totals, _U, 1000)
        self.i = _mean(totals, _I, 10)
        self.f = _mean(totals, _F, 10, U16_MAX)
        self.thd_u = _mean(totals, _THD_U, 1, U16_MAX)
        self.thd_i = _mean(totals, _THD_I, 1, U16_MAX)
        self.pf = power_factor(totals[A_PLUS] + totals[A_MINUS], totals[E_PLUS] + totals[E_MINUS])

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


def _mean(totals: Sequence[int], place: int, divisor: int, most: int = U32_MAX) -> int | None:
    """The mean of what was known of a value, in a register's steps; None where nothing was."""
    weighted, known = totals[len(ENERGIES) + 2 * place : len(ENERGIES) + 2 * place + 2]
    known *= divisor
    return min((2 * weighted + known) // (2 * known), most) if known else None
