"""What a supply gives, measured: samples and loads alike become rows, with windows beside them.

This is the one way from a supply to the meter. The supply says what it has, and the meter's configuration
under which conditions it is measured; neither knows the other.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import numpy as np

from enfas.conditions import AS_DELIVERED, Conditions
from enfas.errors import ConfigurationError, InputError
from enfas.intake import IntArray, Loads, Samples, Sampling, Supply
from enfas.interval import UNKNOWN, Mark, Measured, Rows
from enfas.metrology.loads import LoadMeter
from enfas.metrology.missing import BoolArray, fill
from enfas.metrology.outages import Outages
from enfas.metrology.plausible import FirstVoltage
from enfas.timebase import US_PER_DAY, US_PER_S

if TYPE_CHECKING:
    from enfas.metrology.waveform import WaveformMeter

__all__ = ["Assembler", "Measurement"]


class Assembler:
    """Measures blocks of samples, or of loads, in their order.

    The rows do not depend on how samples and intervals are cut into blocks. They follow one another without
    overlap; a hole in the supply's time leaves a hole between rows, which a meter takes as an outage, unless
    the supply says that it is a gap, or it is shorter than an outage is (`metrology.outages`).

    Args:
        sampling: How the supply samples; None: it gives loads.
        start_us: When it begins. [µs]
        conditions: Under which is measured.
        notes: Where to say what the user should know.

    Raises:
        ConfigurationError: What is sampled so cannot be measured.
    """

    def __init__(
        self, sampling: Sampling | None, start_us: int, conditions: Conditions, notes: list[str]
    ) -> None:
        self._first = FirstVoltage(conditions, notes)
        self._start_us = start_us
        self._end_us = start_us  # of the last row of loads
        self._loads = LoadMeter(conditions)
        self._outages = Outages(round(conditions.thresholds.outage_s * US_PER_S))
        self._waves: WaveformMeter | None = None
        if sampling is not None:
            from enfas.metrology.waveform import (
                WaveformMeter,  # brings a compiler with it, which loads need not
            )

            rate_hz, late_us = sampling
            self._waves = WaveformMeter(rate_hz, late_us=late_us, start_us=start_us, conditions=conditions)

    def feed(self, block: Samples | Loads) -> Iterator[Measured]:
        """What is complete with one more block; a block of rows lasts no longer than a day.

        Raises:
            InputError: It holds what cannot be measured.
        """
        for measured, known in self._of_loads(block) if isinstance(block, Loads) else self._of_samples(block):
            yield from self._looked_at(measured, known)

    def finish(self) -> Iterator[Measured]:
        """What is left when the supply has ended."""
        if self._waves is not None:
            yield from self._looked_at(*_with_known(self._waves.finish()))
        yield from self._outages.end()

    def _looked_at(self, measured: Measured, known: BoolArray) -> Iterator[Measured]:
        if len(measured.rows):
            self._first.look(measured.rows)
            yield from self._outages.take(measured, known)

    def _of_samples(self, block: Samples) -> Iterator[tuple[Measured, BoolArray]]:
        meter = self._waves
        if meter is None:
            raise InputError("samples come from a supply that does not say how it samples")
        if block.missing:
            hole_us = meter.end_us
            yield _with_known(meter.skip(block.missing))
            if block.mark == Mark.GAP:
                for rows in fill(hole_us, meter.end_us, Mark.GAP):
                    yield _with_known(Measured(rows))
        yield _with_known(meter.feed(block.u_v, block.i_a, block.mark))

    def _of_loads(self, loads: Loads) -> Iterator[tuple[Measured, BoolArray]]:
        rows = self._loads.feed(loads)
        if not len(rows):
            return
        rows["start_us"] += self._start_us
        filled = loads.mark == Mark.GAP
        cuts = _cuts(rows, at_holes=filled)
        for block, known in zip(np.split(rows, cuts), np.split(loads.known, cuts), strict=True):
            if filled:
                for gap in fill(self._end_us, int(block["start_us"][0]), Mark.GAP):
                    yield _with_known(Measured(gap))
            yield Measured(block), known
            self._end_us = int(block["start_us"][-1] + block["duration_us"][-1])


class Measurement:
    """A supply as a meter measures it.

    Args:
        supply: What the meter is connected to.
    """

    def __init__(self, supply: Supply) -> None:
        self._supply = supply

    @property
    def name(self) -> str:
        """What the supply is called in messages."""
        return self._supply.name

    @property
    def start_us(self) -> int | None:
        """When the supply begins, as it says itself. [µs]"""
        return self._supply.start_us

    @property
    def origin(self) -> str:
        """What tells the supply from others (`intake.Supply`)."""
        return self._supply.origin

    @property
    def live(self) -> bool:
        """The supply comes as it happens."""
        return self._supply.live

    @property
    def notes(self) -> Sequence[str]:
        """What the user should know about what has been read so far."""
        return self._supply.notes

    @property
    def total(self) -> int | None:
        """How much there is, in the unit of `done`; None where that is not known."""
        return self._supply.total

    @property
    def done(self) -> int:
        """How much of it has been read."""
        return self._supply.done

    def blocks(self, start_us: int, conditions: Conditions = AS_DELIVERED) -> Iterator[Measured]:
        """All that there is to measure, block by block; once.

        Args:
            start_us: When the supply begins. [µs]
            conditions: Under which is measured.

        Raises:
            InputError: The supply is broken, or cannot be measured, at a place that the error names.
        """
        supply = self._supply
        try:
            assembler = Assembler(supply.sampling, start_us, conditions, supply.notes)
        except ConfigurationError as error:
            raise InputError(f"{supply.name}: {error}", hint=error.hint) from error
        for block in supply.blocks():
            try:
                yield from assembler.feed(block)
            except InputError as error:
                raise InputError(f"{supply.name}, {error}", hint=error.hint) from error
        yield from assembler.finish()


def _with_known(measured: Measured) -> tuple[Measured, BoolArray]:
    """Rows of samples, and of which of them something was measured: a least voltage, whatever it was."""
    return measured, measured.rows["u_min_mv"] != UNKNOWN


def _cuts(rows: Rows, *, at_holes: bool) -> IntArray:
    """Where to cut rows into blocks that begin within one day, or have no holes besides."""
    starts = rows["start_us"]
    cuts = np.diff((starts - starts[0]) // US_PER_DAY) != 0
    if at_holes:
        cuts |= starts[1:] > (starts + rows["duration_us"])[:-1]
    return np.flatnonzero(cuts) + 1
