"""The calibrated samples of a stretch without gaps, as far back as they are still needed."""

from __future__ import annotations

import numpy as np

from enfas.conditions import Calibration
from enfas.metrology.front_end import advance_taps
from enfas.metrology.loops import FloatArray, compiled

__all__ = ["Samples"]


class Samples:
    """Volts and amperes of one stretch, numbered from its first sample.

    `u[n - base]` is the voltage of sample `n`, from `base` up to `end`; `i` likewise. Where the shunt's
    channel is taken earlier, a sample becomes known only when those after it are, or when the stretch is
    closed.

    Args:
        calibration: Applied to what is taken.
        rate_hz: Sampling rate. [Hz]
        f_nominal_hz: What the calibration's phase refers to. [Hz]
        room: How many samples there is room for at first.

    Attributes:
        base: The oldest sample that is held.
        end: One after the newest that is known.
    """

    def __init__(self, calibration: Calibration, rate_hz: float, f_nominal_hz: float, room: int) -> None:
        self.base = self.end = self._taken = self._needed = 0
        self.u, self.i = np.empty(room), np.empty(room)
        self._gains = np.array(
            [calibration.u_gain, calibration.u_offset, calibration.i_gain, calibration.i_offset]
        )
        self._late: _Late | None = None
        if calibration.phase_deg:
            self._late = _Late(calibration.advance_samples(rate_hz, f_nominal_hz), room)

    def take(self, u: FloatArray, i: FloatArray) -> None:
        """Take samples as they come from the converters."""
        if self._taken - self.base + len(u) > len(self.u):
            self._make_room(len(u))
        place = self._taken - self.base
        self._taken += len(u)
        if self._late is None:
            _calibrate(u, i, self._gains, self.u[place:], self.i[place:])
            self.end = self._taken
        else:
            if not place and not self.base:
                self._late.begin(self._gains[2] * (i[0] - self._gains[3]))
            _calibrate(u, i, self._gains, self.u[place:], self._late.at(place))
            self._align(max(self.end, self._taken - self._late.after))

    def close(self) -> None:
        """No more samples come: the last current stands for those that would come after it."""
        if self._late is not None and self._taken:
            self._late.finish(self._taken - self.base)
            self._align(self._taken)

    def forget(self, before: int) -> None:
        """Samples before this one are not needed any more."""
        self._needed = max(before, self._needed)

    def _align(self, end: int) -> None:
        if self._late is not None:
            self._late.advance(self.i, self.end - self.base, end - self.base)
        self.end = end

    def _make_room(self, number: int) -> None:
        """Move what is still needed to the front, of a longer array if it must be."""
        drop, keep = self._needed - self.base, self._taken - self._needed
        room = len(self.u)
        while room < 2 * (keep + number):
            room *= 2
        self.u, self.i = _moved(self.u, drop, keep, room), _moved(self.i, drop, keep, room)
        if self._late is not None:
            self._late.make_room(drop, keep, room)
        self.base = self._needed


class _Late:
    """The shunt's channel before it is taken earlier, with what the filter sees on both sides of a sample."""

    def __init__(self, advance_samples: float, room: int) -> None:
        first, self._taps = advance_taps(advance_samples)
        self._before = max(0, -first)
        self._shift = first + self._before  # of the first tap
        self.after = max(0, first + len(self._taps) - 1)
        self._values = np.empty(room + self._before + self.after)

    def begin(self, amperes: float) -> None:
        """The first current stands for those that would be before it."""
        self._values[: self._before] = amperes

    def finish(self, end: int) -> None:
        """The last current stands for those after it."""
        last = end + self._before
        self._values[last : last + self.after] = self._values[last - 1]

    def at(self, place: int) -> FloatArray:
        """Where the samples from a place on are put."""
        return self._values[place + self._before :]

    def advance(self, amperes: FloatArray, first: int, last: int) -> None:
        """Fill in the samples from one place up to another, taken earlier."""
        _filter(self._values[self._shift :], self._taps, first, last, amperes)

    def make_room(self, drop: int, keep: int, room: int) -> None:
        extra = self._before + self.after
        self._values = _moved(self._values, drop, keep + extra, room + extra)


def _moved(array: FloatArray, drop: int, keep: int, room: int) -> FloatArray:
    moved = array if len(array) == room else np.empty(room)
    moved[:keep] = array[drop : drop + keep]
    return moved


@compiled
def _calibrate(
    u: FloatArray, i: FloatArray, gains: FloatArray, volts: FloatArray, amperes: FloatArray
) -> None:
    for n in range(len(u)):
        volts[n] = gains[0] * (u[n] - gains[1])
        amperes[n] = gains[2] * (i[n] - gains[3])


@compiled
def _filter(late: FloatArray, taps: FloatArray, first: int, last: int, out: FloatArray) -> None:
    for n in range(first, last):
        total = 0.0
        for tap in range(len(taps)):
            total += taps[tap] * late[n + tap]
        out[n] = total
