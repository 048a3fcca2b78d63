"""The meter's measuring part for waveforms: samples in, interval rows out."""

from __future__ import annotations

from fractions import Fraction
from typing import Final

import numpy as np

from enfas.errors import ConfigurationError, InputError
from enfas.interval import INTERVAL, UNKNOWN, Mark, Rows
from enfas.metrology.energies import DEFAULT, Carried, Thresholds
from enfas.metrology.front_end import IDENTITY, MOST_A, MOST_V, Calibration, channels, inspect
from enfas.metrology.loops import FloatArray
from enfas.metrology.stretch import Stretch
from enfas.metrology.windows import NOTHING, Conditions, Windows, joined
from enfas.timebase import format_iso

__all__ = ["WaveformMeter"]

_RATES_HZ: Final = (2_000, 100_000)
_GAP_S: Final = 1  # a gap is told in rows of so long
_PIECE_S: Final = 1  # samples are worked on in pieces of so long at most


class WaveformMeter:
    """Measures samples of voltage and current and tells what flowed, row by row.

    A row is 10 cycles of 50 Hz or 12 of 60 Hz, about 200 ms. Rows follow one another without gap or overlap,
    from the beginning of the first sample's time to the end of the last one's; their energies add up to the
    sum over all samples, but for what is under the starting threshold or without mains, whose rows say so.
    The same samples give the same rows and windows, however they are cut into blocks. A row comes a third
    of a second after its end at the latest, or when the meter is finished.

    Where a sample of either channel is missing (not a number), there is a gap: rows with `Mark.GAP`, at most
    a second each, that hold nothing. Measurement starts anew after it.

    Args:
        rate_hz: Sampling rate, 2 to 100 kHz. [Hz]
        start_us: When the first sample's time begins; the sample is taken in the middle of it. [µs]
        calibration: Turns samples into volts and amperes.
        u_nominal_v: Nominal voltage. [V]
        f_nominal_hz: Nominal frequency: the first guess, and that of the calibration's phase. Any frequency
            from 45 to 65 Hz is measured. [Hz]
        thresholds: What is too small to be counted.

    Attributes:
        windows: The windows of the rows that the last call gave (gaps have none), with all that a row has no
            room for: powers, harmonics.

    Raises:
        ConfigurationError: A sampling rate or a nominal value that cannot be.
    """

    def __init__(
        self,
        rate_hz: Fraction | float,
        *,
        start_us: int = 0,
        calibration: Calibration = IDENTITY,
        u_nominal_v: float = 230.0,
        f_nominal_hz: float = 50.0,
        thresholds: Thresholds = DEFAULT,
    ) -> None:
        if not _RATES_HZ[0] <= rate_hz <= _RATES_HZ[1]:
            raise ConfigurationError(
                f"a sampling rate of {float(rate_hz):g} Hz cannot be measured: 2000 to 100000 Hz can"
            )
        if not u_nominal_v > 0 or not 45 <= f_nominal_hz <= 65:
            raise ConfigurationError(
                f"{u_nominal_v:g} V and {f_nominal_hz:g} Hz: nominal are a voltage over 0 V and 45 to 65 Hz"
            )
        self._conditions = Conditions(
            Fraction(rate_hz), start_us, calibration, thresholds, float(u_nominal_v), float(f_nominal_hz)
        )
        self._gains = np.array(
            [calibration.u_gain, calibration.u_offset, calibration.i_gain, calibration.i_offset]
        )
        self._most = np.array([MOST_V, MOST_A])
        self._piece = int(_PIECE_S * rate_hz)
        self._carried = Carried()
        self._stretch: Stretch | None = None
        self._taken = 0  # samples
        self._gap_from: int | None = None  # the first sample of a gap that is not told yet
        self.windows: Windows = NOTHING[1]

    def feed(self, u: FloatArray, i: FloatArray) -> Rows:
        """Take a block of samples.

        Args:
            u: Voltage: shape (n,). [V, or counts]
            i: Current: shape (n,). [A, or counts]

        Returns:
            The rows that are complete by now.

        Raises:
            InputError: Samples that are no numbers, infinite, or larger than anything that a meter could
                measure; nothing of the block is taken.
        """
        u, i = channels(u, i)
        if not len(u):
            self.windows = NOTHING[1]
            return NOTHING[0]
        impossible, missing = inspect(u, i, self._gains, self._most)
        if impossible:
            raise self._impossible(u, i)
        made: list[tuple[Rows, Windows]] = []
        if not missing:
            self._take(u, i, made)
        else:
            gone = np.isnan(u) | np.isnan(i)
            bounds = np.flatnonzero(np.diff(gone)) + 1
            for first, last in zip((0, *bounds), (*bounds, len(u)), strict=True):
                if gone[first]:
                    self._skip(int(last - first), made)
                else:
                    self._take(u[first:last], i[first:last], made)
        return self._told(made)

    def finish(self) -> Rows:
        """End the measurement: the rows of all that has not been told yet.

        Samples that come later are a new stretch, right after the last.
        """
        made: list[tuple[Rows, Windows]] = []
        self._close(made)
        self._tell_gap(made, final=True)
        return self._told(made)

    def _take(self, u: FloatArray, i: FloatArray, made: list[tuple[Rows, Windows]]) -> None:
        self._tell_gap(made, final=True)
        for first in range(0, len(u), self._piece):
            if self._stretch is None:
                self._stretch = Stretch(self._conditions, self._carried, self._taken)
            part = slice(first, first + self._piece)
            made.append(self._stretch.take(u[part], i[part]))
            self._taken += len(u[part])

    def _skip(self, number: int, made: list[tuple[Rows, Windows]]) -> None:
        """Samples are missing."""
        self._close(made)
        if self._gap_from is None:
            self._gap_from = self._taken
        self._taken += number
        self._tell_gap(made, final=False)

    def _close(self, made: list[tuple[Rows, Windows]]) -> None:
        if self._stretch is not None:
            made.append(self._stretch.close())
            self._stretch = None

    def _tell_gap(self, made: list[tuple[Rows, Windows]], *, final: bool) -> None:
        """Rows of the gap so far; whole seconds of it while it lasts."""
        if self._gap_from is None:
            return
        bounds = list(range(self._gap_from, self._taken + 1, _GAP_S * self._piece))
        if final and bounds[-1] < self._taken:
            bounds.append(self._taken)
        rows = np.zeros(len(bounds) - 1, dtype=INTERVAL)
        instants = np.array([self._conditions.instant_us(bound) for bound in bounds])
        rows["start_us"], rows["duration_us"], rows["marks"] = instants[:-1], np.diff(instants), Mark.GAP
        for name in ("u_mv", "i_ma", "u_min_mv", "u_max_mv", "f_mhz", "thd_u_cp", "thd_i_cp"):
            rows[name] = UNKNOWN
        made.append((rows, NOTHING[1]))
        self._gap_from = None if final else bounds[-1]

    def _told(self, made: list[tuple[Rows, Windows]]) -> Rows:
        rows, self.windows = joined(made)
        return rows

    def _impossible(self, u: FloatArray, i: FloatArray) -> InputError:
        gains = self._gains
        volts, amperes = gains[0] * (u - gains[1]), gains[2] * (i - gains[3])
        n = int(np.flatnonzero((abs(volts) > MOST_V) | (abs(amperes) > MOST_A))[0])
        at = format_iso(self._conditions.instant_us(self._taken + n))
        return InputError(
            f"sample {self._taken + n} ({at}): {volts[n]:g} V and {amperes[n]:g} A;"
            f" at most {MOST_V:g} V and {MOST_A:g} A can be measured",
            hint="are scale and calibration right?",
        )
