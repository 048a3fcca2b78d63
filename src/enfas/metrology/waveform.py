"""The meter's measuring part for waveforms: samples in, interval rows and windows out."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from typing import Final

import numpy as np

from enfas.conditions import AS_DELIVERED, Conditions
from enfas.errors import ConfigurationError, InputError
from enfas.intake import MOST_A, MOST_V
from enfas.interval import NOTHING, Mark, Measured
from enfas.metrology.energies import Carried
from enfas.metrology.front_end import channels, inspect
from enfas.metrology.loops import FloatArray
from enfas.metrology.missing import Lapses, Span, unknown_rows
from enfas.metrology.stretch import Stretch
from enfas.metrology.windows import Timing, joined
from enfas.timebase import format_iso

__all__ = ["RATES_HZ", "WaveformMeter"]

RATES_HZ: Final = (2_000, 100_000)
_LAPSE_S: Final = 1  # what is missing is told in rows of so long
_PIECE_S: Final = 1  # samples are worked on in pieces of so long at most
_NONE: Final = np.zeros(0)


class WaveformMeter:
    """Measures samples of voltage and current and tells what flowed, row by row.

    A row is 10 cycles of 50 Hz or 12 of 60 Hz, about 200 ms. Rows follow one another without gap or overlap,
    from the beginning of the first sample's time to the end of the last one's; their energies add up to the
    sum over all samples, but for what is under the starting threshold or without mains, whose rows say so.
    The same samples give the same rows and windows, however they are cut into blocks. A row comes a third
    of a second after its end at the latest, or when the meter is finished.

    Where a sample of either channel is missing (not a number), there are rows of at most a second each that
    hold nothing but a mark: an outage or a gap, by the rule of `metrology.missing`. Measurement starts anew
    after them.

    Args:
        rate_hz: Sampling rate, 2 to 100 kHz. [Hz]
        late_us: By how much the current came late before the meter had it, to be undone. [µs]
        start_us: When the first sample's time begins; the sample is taken in the middle of it. [µs]
        conditions: Under which is measured.

    Raises:
        ConfigurationError: A sampling rate that cannot be, or a current that comes too late.
    """

    def __init__(
        self,
        rate_hz: Fraction | float,
        *,
        late_us: float = 0.0,
        start_us: int = 0,
        conditions: Conditions = AS_DELIVERED,
    ) -> None:
        if not RATES_HZ[0] <= rate_hz <= RATES_HZ[1]:
            raise ConfigurationError(
                f"a sampling rate of {float(rate_hz):g} Hz cannot be measured: 2000 to 100000 Hz can"
            )
        self._timing = Timing(Fraction(rate_hz), start_us)
        self._conditions = conditions.of_late_current(late_us)
        calibration = conditions.calibration
        self._gains = np.array(
            [calibration.u_gain, calibration.u_offset, calibration.i_gain, calibration.i_offset]
        )
        self._most = np.array([MOST_V, MOST_A])
        self._piece = int(_PIECE_S * rate_hz)
        self._carried = Carried()
        self._stretch: Stretch | None = None
        self._taken = 0  # samples
        self._lapses = Lapses(self._timing.rate)
        self._lapse = Mark.NONE  # why samples are missing just now
        self._lapse_from = 0  # the first of those that are not told yet

    @property
    def end_us(self) -> int:
        """Where what was taken ends. [µs]"""
        return self._timing.instant_us(self._end)

    @property
    def _end(self) -> int:
        return self._taken + self._lapses.held

    def feed(self, u: FloatArray, i: FloatArray, missing: Mark = Mark.NONE) -> Measured:
        """Take a block of samples.

        Args:
            u: Voltage: shape (n,). [V, or counts]
            i: Current: shape (n,). [A, or counts]
            missing: What missing samples are, an outage or a gap; NONE: the rule tells.

        Returns:
            What is complete by now.

        Raises:
            InputError: Samples that are no numbers, infinite, or larger than anything that a meter could
                measure; nothing of the block is taken.
        """
        u, i = channels(u, i)
        if not len(u):
            return NOTHING
        impossible, number = inspect(u, i, self._gains, self._most)
        if impossible:
            raise self._impossible(u, i)
        made: list[Measured] = []
        if number or self._lapse or self._lapses.held:
            self._take_spans(self._lapses.take(u, i, missing), u, i, made)
        else:
            self._take(u, i, made)
        return joined(made)

    def skip(self, number: int) -> Measured:
        """Samples are missing of which nothing is told: measurement is ended, and goes on after them."""
        made = self.finish()
        self._taken += number
        return made

    def finish(self) -> Measured:
        """End the measurement: all that has not been told yet.

        Samples that come later are a new stretch, right after the last.
        """
        made: list[Measured] = []
        self._take_spans(self._lapses.end(), _NONE, _NONE, made)
        self._close(made)
        self._end_lapse(made)
        return joined(made)

    def _take_spans(self, spans: Iterable[Span], u: FloatArray, i: FloatArray, made: list[Measured]) -> None:
        for first, last, mark in spans:
            if mark:
                self._miss(last - first, mark, made)
            else:
                self._end_lapse(made)
                self._take(u[first:last], i[first:last], made)

    def _take(self, u: FloatArray, i: FloatArray, made: list[Measured]) -> None:
        for first in range(0, len(u), self._piece):
            if self._stretch is None:
                self._stretch = Stretch(self._conditions, self._timing, self._carried, self._taken)
            part = slice(first, first + self._piece)
            made.append(self._stretch.take(u[part], i[part]))
            self._taken += len(u[part])

    def _close(self, made: list[Measured]) -> None:
        if self._stretch is not None:
            made.append(self._stretch.close())
            self._stretch = None

    def _miss(self, number: int, mark: Mark, made: list[Measured]) -> None:
        """Samples are missing: whole seconds of a lapse are told while it lasts."""
        self._close(made)
        if mark != self._lapse:
            self._end_lapse(made)
            self._lapse, self._lapse_from = mark, self._taken
        self._taken += number
        self._tell(list(range(self._lapse_from, self._taken + 1, _LAPSE_S * self._piece)), made)

    def _end_lapse(self, made: list[Measured]) -> None:
        if self._lapse:
            self._tell([self._lapse_from, self._taken], made)
            self._lapse = Mark.NONE

    def _tell(self, bounds: list[int], made: list[Measured]) -> None:
        """Rows of the lapse from each sample to the next."""
        if bounds[0] < bounds[-1]:
            instants = np.array([self._timing.instant_us(bound) for bound in bounds])
            made.append(Measured(unknown_rows(instants, self._lapse)))
        self._lapse_from = bounds[-1]

    def _impossible(self, u: FloatArray, i: FloatArray) -> InputError:
        gains = self._gains
        volts, amperes = gains[0] * (u - gains[1]), gains[2] * (i - gains[3])
        n = int(np.flatnonzero((abs(volts) > MOST_V) | (abs(amperes) > MOST_A))[0])
        at = format_iso(self._timing.instant_us(self._end + n))
        return InputError(
            f"sample {self._end + n} ({at}): {volts[n]:g} V and {amperes[n]:g} A;"
            f" at most {MOST_V:g} V and {MOST_A:g} A can be measured",
            hint="are scale and calibration right?",
        )
