"""Voltage quality: long and short deviations and outages go into its log, all else into occurrence counters.

What is looked at are rows, put off until they go or somebody asks: all of a block at once. Windows of means
are of the meter's clock, values of one second those of `seconds`. Every event is entered in the order in
which it was seen, so that neither counters nor log depend on how rows come in blocks.

- Frequency: 10-second means beyond ±1, ±2, -6, +4 and ±15 %, each side with its own counter.
- Voltage: means over the window (10 s to 30 min) outside of high and low limit, an entry each, with mean and
  extremes, stamped with the window's begin.
- Single values: a run of seconds outside of the limits that is shorter than the window: its first value, its
  extreme and its last, an entry each; of one second the first alone.
- Outages: an entry each at begin and return, if it lasted longer than the threshold; all are counted, up to
  3 min as short.
- Counted only: sags and swells of 100 ms to 1 s, rapid changes, distortion over 8 %.

Persistent: counters, running windows, second, deviation, and a running outage.

Source: technical description 5512-1235 D1, section 4.9; EN 50160 (limits); DLMS protocol 5512-1424 D1,
page 47 (event codes).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, ClassVar, Final

import msgspec

from enfas.catalog.logs import QualityEvent
from enfas.catalog.registers.quality import COUNTERS, FREQUENCY_COUNTERS
from enfas.interval import UNKNOWN
from enfas.meter import events
from enfas.meter.block import Block
from enfas.meter.part import Part, Segment
from enfas.meter.voltage_quality.deviation import Deviation, deviations_of, rapid_changes
from enfas.meter.voltage_quality.piece import Piece, Series
from enfas.meter.voltage_quality.seconds import Seconds, seconds_of
from enfas.meter.voltage_quality.windows import Window, closed_windows
from enfas.timebase import US_PER_MIN, US_PER_S

__all__ = ["VoltageQuality", "VoltageQualityState"]

_F_NOMINAL_MHZ: Final = 50_000
_F_LIMITS: Final = tuple(
    (key, _F_NOMINAL_MHZ * (100 + percent) // 100) for key, percent in FREQUENCY_COUNTERS
)
_F_WINDOW_US: Final = 10 * US_PER_S
_F_LOW_MHZ, _F_HIGH_MHZ = 49_500, 50_500
_LONG_US: Final = 10 * US_PER_MIN
_LOW_10_MV: Final = 207_000
_THD_CP: Final = 800
_RAPID_MV: Final = 11_500
_SHORT_OUTAGE_US: Final = 3 * US_PER_MIN
_ANY: Final = 1 << 40
_L1, _ALL_PHASES = 1, 0
_U16: Final = 1 << 16

_Event = tuple[int, int, QualityEvent, int, int, int]
"""Seen at, stamp [µs]; code; mean, greatest, least [mV]."""


class VoltageQualityState(msgspec.Struct):
    """What is kept.

    Attributes:
        counters: The occurrence counters, in the order of COUNTERS.
        f: The running window of the frequency; then of the voltage by its setting, of 10 minutes, and of the
            distortions.
        second: The running second.
        before_mv: The voltage of the second before, or UNKNOWN. [mV]
        deviation: The running short deviation.
        down_us: Since when there is no mains, in supply time [µs], and by the meter's clock; None: there is.
        v: Version of the part.
    """

    counters: list[int] = msgspec.field(default_factory=lambda: [0] * len(COUNTERS))
    f: Window = msgspec.field(default_factory=Window)
    u: Window = msgspec.field(default_factory=Window)
    u_long: Window = msgspec.field(default_factory=Window)
    thd_u: Window = msgspec.field(default_factory=Window)
    thd_i: Window = msgspec.field(default_factory=Window)
    second: Seconds = msgspec.field(default_factory=Seconds)
    before_mv: int = UNKNOWN
    deviation: Deviation = msgspec.field(default_factory=Deviation)
    down_us: tuple[int, int] | None = None
    v: int = 1


def _reader(key: str) -> Callable[[Any], int]:
    return lambda part: part.counter(key)


class VoltageQuality(Part[VoltageQualityState]):
    """The power quality of a meter, as it logs it."""

    name: ClassVar[str] = "voltage_quality"
    STATE: ClassVar[type[msgspec.Struct]] = VoltageQualityState
    READERS: ClassVar[Mapping[str, Callable[[Any], int]]] = {key: _reader(key) for key in COUNTERS}

    _pending: tuple[Block, int, int, bool] | None = None
    """Rows that have been counted and not been looked at: from where, to where, with the load on."""

    def counter(self, key: str) -> int:
        """An occurrence counter; it starts again from 0 after 65535."""
        self.rows_go()
        return self.state.counters[COUNTERS.index(key)] % _U16

    def count(self, segment: Segment) -> None:
        """Put the rows off."""
        load_on = self.meter.load_on
        if self._pending is not None:
            block, from_us, to_us, was_on = self._pending
            if block is segment.block and to_us == segment.from_us and was_on is load_on:
                self._pending = (block, from_us, segment.to_us, load_on)
                return
            self.rows_go()
        self._pending = (segment.block, segment.from_us, segment.to_us, load_on)

    def rows_go(self) -> None:
        """Look at what was put off."""
        if self._pending is None:
            return
        (block, from_us, to_us, load_on), self._pending = self._pending, None
        piece = Piece(block, from_us, to_us)
        self._take_frequency(piece)
        self._take_distortion(piece, load_on=load_on)
        self._enter(self._take_voltage(piece) + self._take_seconds(piece))

    @property
    def _mean_limits(self) -> tuple[int, int]:
        """Low and high limit of mean voltages. [mV]"""
        settings = self.meter.settings
        return settings["voltage_low_limit"] * 1000, settings["voltage_high_limit"] * 1000

    def power_down(self, now_us: int) -> None:
        """What runs from second to second ends."""
        self.rows_go()
        self._enter(self._end_run(now_us))
        self.state.down_us = (self.meter.clock.supply_now_us, now_us)

    def power_up(self, now_us: int) -> None:
        """An outage has ended."""
        if self.state.down_us is None:
            return
        (down_us, stamp_us), self.state.down_us = self.state.down_us, None
        lasted_us = self.meter.clock.supply_now_us - down_us
        self._occurred("interruptions_short" if lasted_us <= _SHORT_OUTAGE_US else "interruptions_long")
        if lasted_us > self.meter.settings["outage_threshold"] * US_PER_S:
            self._write(stamp_us, QualityEvent.OUTAGE, 0, 0, 0)
            self._write(now_us, QualityEvent.RETURN, 0, 0, 0)

    def before_clock_set(self, after_us: int) -> None:
        """What was seen so far is stamped by the clock as it was."""
        self.rows_go()

    def clock_set(self, before_us: int) -> None:
        """Windows begin anew, with the next bound; a deviation goes on, with the stamps that it has."""
        state = self.state
        for window in (state.f, state.u, state.u_long, state.thd_u, state.thd_i):
            window.open(0)

    # What is looked at.

    def _take_frequency(self, piece: Piece) -> None:
        series = Series(piece, piece.values("f_mhz"))
        closed = partial(closed_windows, self.state.f, series, piece, self.meter.clock, _F_WINDOW_US)
        for window in closed(_F_LOW_MHZ, _F_HIGH_MHZ):
            for key, limit in _F_LIMITS:
                if window.over(limit) if limit > _F_NOMINAL_MHZ else window.under(limit):
                    self._occurred(key)

    def _take_distortion(self, piece: Piece, *, load_on: bool) -> None:
        clock, state = self.meter.clock, self.state
        for key, window in (("thd_u", state.thd_u), ("thd_i", state.thd_i)):
            values = piece.values(f"{key}_cp")
            if key == "thd_i" and not load_on:
                values = values * 0 + UNKNOWN  # behind an open breaker
            series = Series(piece, values)
            for _ in closed_windows(window, series, piece, clock, _LONG_US, 0, _THD_CP):
                self._occurred(f"{key}_over")

    def _take_voltage(self, piece: Piece) -> list[_Event]:
        """Means of the voltage."""
        settings, clock, state = self.meter.settings, self.meter.clock, self.state
        series = Series(piece, piece.values("u_mv"))
        for _ in closed_windows(state.u_long, series, piece, clock, _LONG_US, _LOW_10_MV, _ANY):
            self._occurred("u_low_10")
        low, high = self._mean_limits
        length_us = settings["voltage_window"] * US_PER_S
        entered: list[_Event] = []
        for window in closed_windows(state.u, series, piece, clock, length_us, low, high):
            event = QualityEvent.OVER if window.over(high) else QualityEvent.UNDER
            self._occurred("u_high" if event is QualityEvent.OVER else "u_low")
            start_us = window.end_us - length_us
            entered.append((window.end_us, start_us, event, window.mean, window.most, window.least))
        return entered

    def _take_seconds(self, piece: Piece) -> list[_Event]:
        """Values of one second."""
        settings, state = self.meter.settings, self.state
        low, high = (settings[f"voltage_{side}_single"] * 1000 for side in ("low", "high"))
        values = seconds_of(state.second, piece)
        if not len(values.means):
            return []
        self._occurred("sags", values.sags)
        self._occurred("swells", values.swells)
        self._occurred("u_rapid", rapid_changes(state.before_mv, values, low, high, _RAPID_MV))
        state.before_mv = int(values.means[-1])
        ended = deviations_of(state.deviation, values, self.meter.clock, low, high)
        return [event for run, seen_us in ended for event in self._events_of(run, seen_us)]

    def _end_run(self, now_us: int) -> list[_Event]:
        """End the running second and deviation: nothing follows them."""
        run, self.state.deviation = self.state.deviation, Deviation()
        self.state.second = Seconds()
        self.state.before_mv = UNKNOWN
        return self._events_of(run, now_us) if run.side else []

    def _events_of(self, run: Deviation, seen_us: int) -> list[_Event]:
        """The entries of a short deviation; none of a long one, which the means tell of."""
        if run.end_us - run.first_us >= self.meter.settings["voltage_window"] * US_PER_S:
            return []
        start, peak, stop = _CODES[run.side]
        found = [(run.first_us, start, run.first_mv)]
        if run.count > 1:
            found += [(run.extreme_us, peak, run.extreme_mv), (run.last_us, stop, run.last_mv)]
        over = run.side > 0
        return [(seen_us, at, code, 0, value * over, value * (not over)) for at, code, value in found]

    # What comes of it.

    def _occurred(self, key: str, times: int = 1) -> None:
        self.state.counters[COUNTERS.index(f"occurrences_{key}")] += times

    def _enter(self, seen: list[_Event]) -> None:
        for _, stamp_us, code, mean, most, least in sorted(seen, key=lambda event: event[0]):
            self._write(stamp_us, code, mean, most, least)

    def _write(self, at_us: int, code: QualityEvent, mean: int, most: int, least: int) -> None:
        outage = code in (QualityEvent.OUTAGE, QualityEvent.RETURN)
        volts = (min((value + 500) // 1000, _U16 - 1) for value in (mean, most, least))
        stamp = self.meter.clock.stamp(at_us)
        events.voltage_deviated(self.meter.logs, stamp, _ALL_PHASES if outage else _L1, code, *volts)


_CODES: Final = {
    -1: (QualityEvent.LOW_FIRST, QualityEvent.LOW_EXTREME, QualityEvent.LOW_LAST),
    1: (QualityEvent.HIGH_FIRST, QualityEvent.HIGH_EXTREME, QualityEvent.HIGH_LAST),
}
