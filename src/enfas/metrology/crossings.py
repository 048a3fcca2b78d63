"""Where cycles begin: upward zero crossings of the voltage's fundamental, to a small fraction of a sample.

The phase of the fundamental is measured right at the place where the next crossing is expected, by a Hann
window of five whole cycles around it. Such a window has its zeros at all harmonics and at DC, whatever the
frequency is, because it is made as long as five cycles are just then. It looks as far ahead as back, so that
it delays nothing and a step of the voltage hardly moves a crossing. Where there is no fundamental, cycles go
on by the last period known, or the nominal one.
"""

from __future__ import annotations

import math
from typing import Final, NamedTuple

import numpy as np

from enfas.metrology.loops import BoolArray, FloatArray, IntArray, compiled
from enfas.metrology.thinning import Thinned, Thinning

__all__ = ["HIGHEST_HZ", "LOWEST_HZ", "Bounds", "Crossings"]

LOWEST_HZ: Final = 40.0
HIGHEST_HZ: Final = 70.0
"""Cycles outside of these frequencies are not followed. [Hz]"""

_REACH: Final = 2.5  # cycles that the window reaches to each side; its zeros are at harmonics if that is n/2
_FARTHEST: Final = 0.6  # cycles from where it is expected that a crossing is looked for: half a turn and some
_AHEAD: Final = _REACH + _FARTHEST  # cycles to be known after an expected crossing
_SETTLE: Final = 8.0  # nominal cycles in which the first crossings are looked for
_FEWEST: Final = 4.5  # in a stretch of fewer nothing is looked for
_SLOW: Final = 1 / 16  # how much the usual period follows each cycle
_LEAST: Final = 0.02  # of the nominal voltage: under it there is no fundamental to follow
_MARGIN: Final = 14  # samples from a bound to the ends of a stretch: those that a bound is smoothed over


class Bounds(NamedTuple):
    """Bounds of cycles, in order.

    Attributes:
        n: The sample at or before each, from the start of the stretch.
        fraction: How far after that sample it lies, 0 … 1. [samples]
        seen: Whether it is a zero crossing that was seen, or one expected from those.
    """

    n: IntArray
    fraction: FloatArray
    seen: BoolArray


class Crossings:
    """Follows the zero crossings of one stretch of samples.

    Args:
        rate_hz: Sampling rate. [Hz]
        f_nominal_hz: Nominal frequency: the first guess, and what is used while nothing is known. [Hz]
        u_nominal_v: Nominal voltage; what is under 2 % of it is not followed. [V]
    """

    def __init__(self, rate_hz: float, f_nominal_hz: float, u_nominal_v: float) -> None:
        self._nominal = rate_hz / f_nominal_hz
        self._limits = (rate_hz / HIGHEST_HZ, rate_hz / LOWEST_HZ)
        self._least = _LEAST * math.sqrt(2) * u_nominal_v
        self._thinning = Thinning(rate_hz, 16 * self._nominal)
        self._reach = _REACH
        self._begun = False
        self._at, self._seen = (0, 0.0), False  # the last bound told
        self._period = self._usual = self._nominal  # by which the next is expected; and that of many cycles
        self._room = _room(256)

    def advance(self, u: FloatArray, base: int, end: int, *, final: bool = False) -> Bounds:
        """The bounds that can be told by now.

        Args:
            u: Voltage; `u[n - base]` is that of sample `n`, up to `end`, and all are there that came after
                the last call. [V]
            base: The first sample in `u`.
            end: One after the last.
            final: No more samples will come: bounds are told to the end, by what is known.

        Returns:
            The last bound that was told before, if any, and those after it; good until the next call.
        """
        self._thinning.take(u, base, end, self._at[0] - int((_REACH + 1) * self._limits[1]))
        begun = None
        if not self._begun:
            _, _, known, step = self._thinning.thinned
            if not final and known * step < _SETTLE * self._nominal:
                return _room(0)
            begun = self._begin(end)
            if self._at[0] >= end - _MARGIN:  # there is room for those before it at most
                return begun
        found = self._follow(self._reach if final else _AHEAD, end)
        if begun is not None:
            found = _joined(begun, found)
        if final:
            found = _joined(found, self._extrapolate(end))
        return found

    def _begin(self, end: int) -> Bounds:
        """Find the first crossings, and go back from them to the start of the stretch."""
        cycles = end / self._nominal
        if cycles < _SETTLE:  # all there is: a shorter window, of two cycles at least
            self._reach = min(_REACH, max(1.0, math.floor(cycles - 2.5) / 2))
        if cycles < _FEWEST:
            self._least = math.inf
        values, base, known, step = self._thinning.thinned
        known = min(known, math.ceil(_SETTLE * self._nominal / step))  # whatever came in this block
        n, fraction, self._period, self._seen = _acquire(
            (values, base, known, step),
            *(self._nominal, self._reach, self._limits, self._least),
        )
        self._begun, self._at, self._usual = True, (n, fraction), self._period
        back = math.floor((n + fraction - _MARGIN) / self._period)
        places = [_moved(n, fraction, -k * self._period) for k in range(back, -1, -1)]
        return _bounds([place for place in places if place[0] < end - _MARGIN], self._seen)

    def _follow(self, ahead: float, end: int) -> Bounds:
        """The last bound told, and those that are known after it."""
        most = int((end - self._at[0]) / ((1 - _FARTHEST) * self._limits[0])) + 2
        if most > len(self._room.n):
            self._room = _room(2 * most)
        room = self._room
        room.n[0], room.fraction[0], room.seen[0] = *self._at, self._seen
        number, self._period, self._usual = _follow(
            self._thinning.thinned,
            *(self._period, self._usual, ahead, self._reach, self._limits, self._least),
            *room,
        )
        self._at = int(room.n[number]), float(room.fraction[number])
        self._seen = bool(room.seen[number])
        return Bounds(room.n[: number + 1], room.fraction[: number + 1], room.seen[: number + 1])

    def _extrapolate(self, end: int) -> Bounds:
        """The last bound told, and those that are expected after it, to the end of the stretch."""
        places = [self._at]
        place = _moved(*self._at, self._period)
        while place[0] < end - _MARGIN:
            places.append(place)
            place = _moved(*place, self._period)
        return _bounds(places, self._seen)


def _room(number: int) -> Bounds:
    return Bounds(np.empty(number, np.int64), np.empty(number), np.empty(number, np.bool_))


def _bounds(places: list[tuple[int, float]], seen: bool) -> Bounds:
    n = np.array([place[0] for place in places], dtype=np.int64)
    return Bounds(n, np.array([place[1] for place in places]), np.full(len(places), seen))


def _joined(first: Bounds, then: Bounds) -> Bounds:
    """Bounds after others, the first of which is the last of those."""
    return Bounds(*(np.concatenate((a[:-1], b)) for a, b in zip(first, then, strict=True)))


@compiled
def _moved(n: int, fraction: float, by: float) -> tuple[int, float]:
    """A place some samples further on."""
    at = fraction + by
    whole = math.floor(at)
    return n + int(whole), at - whole


@compiled
def _phasor(thinned: Thinned, n: int, fraction: float, period: float, reach: float) -> tuple[float, float]:
    """The fundamental around a place: amplitudes of its cosine and its sine, as seen from there."""
    values, base, end, step = thinned
    middle = n // step
    offset = n - middle * step + fraction  # of the place after the thinned sample `middle`
    half = reach * period
    first = max(math.ceil((offset - half) / step), base - middle)
    last = min(math.floor((offset + half) / step), end - 1 - middle)
    turn, taper = 2 * math.pi * step / period, math.pi * step / half
    at = first - offset / step
    c, s = math.cos(turn * at), math.sin(turn * at)
    hann_c, hann_s = math.cos(taper * at), math.sin(taper * at)
    turn_c, turn_s = math.cos(turn), math.sin(turn)
    taper_c, taper_s = math.cos(taper), math.sin(taper)
    cosine = sine = weight = 0.0
    for m in range(first + middle - base, last + middle - base + 1):
        weighted = (1 + hann_c) * values[m]
        cosine += weighted * c
        sine += weighted * s
        weight += 1 + hann_c
        c, s = c * turn_c - s * turn_s, s * turn_c + c * turn_s
        hann_c, hann_s = hann_c * taper_c - hann_s * taper_s, hann_s * taper_c + hann_c * taper_s
    if weight == 0.0:
        return 0.0, 0.0
    return 2 * cosine / weight, 2 * sine / weight


@compiled
def _crossing(
    thinned: Thinned, n: int, fraction: float, period: float, reach: float, least: float, most: float
) -> tuple[int, float, bool]:
    """The upward crossing near a place, and whether there is one within `most` periods; if not, the place."""
    at, after, moved = n, fraction, 0.0
    for _ in range(4):  # once is enough where it is where it was expected
        cosine, sine = _phasor(thinned, at, after, period, reach)
        if cosine * cosine + sine * sine < least * least:
            return n, fraction, False
        shift = -math.atan2(cosine, sine) / (2 * math.pi) * period
        at, after = _moved(at, after, shift)
        moved += shift
        if abs(shift) < 1e-3 * period:
            break
    if abs(moved) > most * period:
        return n, fraction, False
    return at, after, True


@compiled
def _acquire(
    thinned: Thinned, nominal: float, reach: float, limits: tuple[float, float], least: float
) -> tuple[int, float, float, bool]:
    """The first crossing that has the whole window before it, the period there, and whether there is one."""
    guess_n, guess_fraction = _moved(0, 0.0, reach * nominal)
    n, fraction, period = guess_n, guess_fraction, nominal
    for _ in range(4):
        n, fraction, found = _crossing(thinned, n, fraction, period, reach, least, 1.0)
        next_n, next_fraction = _moved(n, fraction, period)
        next_n, next_fraction, found_next = _crossing(
            thinned, next_n, next_fraction, period, reach, least, 1.0
        )
        length = (next_n - n) + (next_fraction - fraction)
        if not (found and found_next and limits[0] <= length <= limits[1]):
            return guess_n, guess_fraction, nominal, False
        period = length
        while n + fraction < reach * period:
            n, fraction = _moved(n, fraction, period)
    return n, fraction, period, True


@compiled
def _follow(
    thinned: Thinned,
    period: float,
    usual: float,
    ahead: float,
    reach: float,
    limits: tuple[float, float],
    least: float,
    out_n: IntArray,
    out_fraction: FloatArray,
    out_seen: BoolArray,
) -> tuple[int, float, float]:
    """Bounds after the first of the given ones, as far as enough is known: how many, and both periods."""
    number = 0
    last = (thinned[2] - 1) * thinned[3]
    while True:
        n, fraction = out_n[number], out_fraction[number]
        at, after = _moved(n, fraction, period)
        if at + ahead * period > last:
            return number, period, usual
        at, after, found = _crossing(thinned, at, after, period, reach, least, _FARTHEST)
        length = (at - n) + (after - fraction)
        if found and limits[0] <= length <= limits[1]:
            period = length
            usual += _SLOW * (length - usual)
        else:
            found, period = False, usual
        number += 1
        out_n[number], out_fraction[number], out_seen[number] = at, after, found
