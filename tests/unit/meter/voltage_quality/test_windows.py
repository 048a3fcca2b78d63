"""Windows of means, each by itself."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from tests.meter_rows import START_US, load, row

from enfas.meter.block import Block
from enfas.meter.clock import Clock, ClockState
from enfas.meter.voltage_quality.piece import Piece, Series
from enfas.meter.voltage_quality.windows import Closed, Window, closed_windows
from enfas.timebase import US_PER_MIN, US_PER_S

CLOCK = Clock(ClockState(START_US), 60)
TEN = 10 * US_PER_S


def closed(rows: np.ndarray, cuts: list[int], low: int = 49_500, high: int = 50_500) -> list[Closed]:
    """The windows of 10 s whose frequency is outside, in pieces cut at some seconds."""
    block, window, found = Block(rows, 0, 1 << 40), Window(), []
    bounds = [block.start_us, *(block.start_us + cut * US_PER_S for cut in cuts), block.end_us]
    for from_us, to_us in pairwise(bounds):
        piece = Piece(block, from_us, to_us)
        series = Series(piece, piece.values("f_mhz"))
        found += closed_windows(window, series, piece, CLOCK, TEN, low, high)
    return found


@pytest.mark.parametrize("cuts", [[], [10], [3, 17, 18], [5, 10, 15, 20, 25]])
def test_means_and_extremes(cuts: list[int]) -> None:
    parts = [row(START_US + n * US_PER_S, US_PER_S, f_mhz=50_000 + 60 * n) for n in range(30)]
    first, second = closed(np.concatenate(parts), cuts)
    assert (first.end_us, first.mean, first.least, first.most) == (START_US + 2 * TEN, 50_870, 50_600, 51_140)
    assert (second.end_us, second.mean, second.least, second.most) == (
        START_US + 3 * TEN,
        51_470,
        51_200,
        51_740,
    )
    assert first.over(50_500)
    assert not first.under(50_500)


@pytest.mark.parametrize("cuts", [[], [30], [7, 59]])
def test_rows_longer_than_a_window(cuts: list[int]) -> None:
    found = closed(load(START_US, 2, duration_us=US_PER_MIN, f_mhz=51_000), cuts)
    assert [window.end_us - START_US for window in found] == [n * TEN for n in range(1, 13)]
    assert {window.mean for window in found} == {51_000}


def test_a_window_of_which_less_than_half_is_known_is_not_judged() -> None:
    parts = [row(START_US + n * US_PER_S, US_PER_S, f_mhz=51_000 if n < 4 else -1) for n in range(10)]
    assert closed(np.concatenate(parts), []) == []
    parts[4] = row(START_US + 4 * US_PER_S, US_PER_S, f_mhz=51_000)
    assert [window.mean for window in closed(np.concatenate(parts), [])] == [51_000]
