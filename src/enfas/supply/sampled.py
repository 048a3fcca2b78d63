"""Samples as a supply: measured into rows, with gaps and outages marked by the rule of missing values."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Final

import numpy as np

from enfas.errors import ConfigurationError, InputError
from enfas.interval import Mark, Rows
from enfas.metrology.front_end import Calibration
from enfas.metrology.waveform import WaveformMeter
from enfas.supply.missing import Rule, fill
from enfas.supply.plausible import FirstVoltage
from enfas.supply.reading import Reading
from enfas.supply.source import FloatArray, Samples, SampleSource
from enfas.timebase import US_PER_MS, US_PER_S

__all__ = ["F_NOMINAL_HZ", "Sampled", "calibration"]

F_NOMINAL_HZ: Final = 50.0
"""What a phase in degrees is of. [Hz]"""

_SHORTEST_OUTAGE_US: Final = 20 * US_PER_MS
"""Voltage that is missing for less was there: before and after it there is a cycle that says so. [µs]"""


def calibration(reading: Reading, source: SampleSource) -> Calibration:
    """What sets the current channel right in time: the phase that is given, and what the record says itself.

    Args:
        reading: The phase.
        source: A current that is sampled later shows what comes: it is early by that.
    """
    return Calibration(phase_deg=reading.phase_deg - 360e-6 * F_NOMINAL_HZ * source.skew_us)


class Sampled:
    """A supply of measured samples.

    Args:
        source: The samples.
        reading: Nominal voltage, calibration and the rule of missing values.
    """

    def __init__(self, source: SampleSource, reading: Reading) -> None:
        self.name = source.name
        self.start_us = source.start_us
        self.notes: list[str] = []
        self._source = source
        self._reading = reading
        self._first = FirstVoltage(reading.u_nominal_v, self.notes)

    @property
    def total(self) -> int | None:
        """How much there is, as the source counts it."""
        return self._source.total

    @property
    def done(self) -> int:
        """How much of it was read."""
        return self._source.done

    def rows(self, start_us: int) -> Iterator[Rows]:
        """The rows: one for each window of 10 or 12 cycles, and those of what is missing."""
        rate_hz, rule = self._source.rate_hz, self._reading.missing
        stretch: _Stretch | None = None
        at = 0
        for block in self._source.blocks():
            if block.missing:
                if stretch is not None:
                    yield from stretch.finish()
                begin_us, stretch = start_us + _us(at, rate_hz), None
                at += block.missing
                if rule == "gap":  # else an outage: the meter takes a jump between rows as one
                    yield from fill(begin_us, start_us + _us(at, rate_hz), Mark.GAP)
            if stretch is None:
                stretch = _Stretch(self._source, self._reading, start_us + _us(at, rate_hz))
            for rows in stretch.feed(block):
                self._first.look(rows)
                yield rows
            at += len(block.u_v)
        if stretch is not None:
            yield from stretch.finish()


class _Stretch:
    """Samples without a hole between them, measured."""

    def __init__(self, source: SampleSource, reading: Reading, start_us: int) -> None:
        self._name = source.name
        self._rate_hz = source.rate_hz
        self._rule: Rule = reading.missing
        self._start_us = start_us
        try:
            self._meter = WaveformMeter(
                source.rate_hz,
                start_us=start_us,
                calibration=calibration(reading, source),
                u_nominal_v=reading.u_nominal_v,
                f_nominal_hz=F_NOMINAL_HZ,
            )
        except ConfigurationError as error:
            raise InputError(f"{source.name}: {error}", hint=error.hint) from error
        self._lapses: list[tuple[int, int]] = []
        """Where the voltage is missing: first sample, and the one after the last."""
        self._count = 0

    def feed(self, block: Samples) -> Iterator[Rows]:
        try:
            rows = self._meter.feed(block.u_v, block.i_a)
        except InputError as error:
            raise InputError(f"{self._name}, {error}", hint=error.hint) from error
        self._find_lapses(block.u_v)
        self._count += len(block.u_v)
        if len(rows):
            yield self._marked(rows)

    def finish(self) -> Iterator[Rows]:
        rows = self._meter.finish()
        if len(rows):
            yield self._marked(rows)

    def _find_lapses(self, u_v: FloatArray) -> None:
        missing = np.isnan(u_v)
        if not missing.any():
            return
        edges = np.flatnonzero(np.diff(missing, prepend=False, append=False))
        for first, last in (edges.reshape(-1, 2) + self._count).tolist():
            if self._lapses and self._lapses[-1][1] == first:
                first = self._lapses.pop()[0]
            self._lapses.append((first, last))

    def _marked(self, rows: Rows) -> Rows:
        """Rows in which gaps are outages where the rule says so."""
        gaps = np.flatnonzero((rows["marks"] & Mark.GAP) != 0)
        if not len(gaps) or self._rule == "gap":
            return rows
        starts = rows["start_us"] - self._start_us
        ends = starts + rows["duration_us"]
        dark = [
            (_us(first, self._rate_hz), _us(last, self._rate_hz))
            for first, last in self._lapses
            if _us(last - first, self._rate_hz) >= _SHORTEST_OUTAGE_US
        ]
        for row in gaps.tolist():
            if self._rule == "outage" or any(
                first < ends[row] and last > starts[row] for first, last in dark
            ):
                rows["marks"][row] = int(Mark.OUTAGE)
                rows["u_mv"][row] = rows["i_ma"][row] = 0
        self._lapses = self._lapses[-1:]  # of those before, all rows are told
        return rows


def _us(samples: int, rate_hz: Fraction) -> int:
    """How long samples last, whole microseconds. [µs]"""
    return int(samples * US_PER_S / rate_hz)
