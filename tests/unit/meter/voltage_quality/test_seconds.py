"""Values of one second from rows of any length."""

from __future__ import annotations

import numpy as np
import pytest
from tests.meter_rows import START_US, row

from enfas.interval import UNKNOWN
from enfas.meter.block import Block
from enfas.meter.voltage_quality.deviation import Deviation, rapid_changes
from enfas.meter.voltage_quality.piece import Piece
from enfas.meter.voltage_quality.seconds import Seconds, Values, seconds_of
from enfas.timebase import US_PER_MS, US_PER_S


def rows_of(*parts: tuple[int, int]) -> np.ndarray:
    """Rows of so many ms at so many V."""
    at, rows = START_US, []
    for length_ms, volts in parts:
        rows.append(row(at, length_ms * US_PER_MS, u_mv=volts * 1000 if volts >= 0 else UNKNOWN))
        at += length_ms * US_PER_MS
    return np.concatenate(rows)


def seconds(rows: np.ndarray, running: Seconds | None = None) -> tuple[list[int], Seconds]:
    block, running = Block(rows, 0, 1 << 40), running or Seconds()
    return seconds_of(running, Piece(block, block.start_us, block.end_us)).means.tolist(), running


@pytest.mark.parametrize(
    ("parts", "means"),
    [
        ([(200, 230)] * 5, [230_000]),
        ([(200, 220), (200, 240)] * 5, [228_000, 232_000]),
        ([(1000, 230), (60_000, 240)], [230_000, 240_000]),
        ([(500, 230), (500, -1), (1000, -1)], [230_000, UNKNOWN]),
        ([(900, 230), (200, 210), (900, 230)], [226_364, 230_000]),
    ],
)
def test_means(parts: list[tuple[int, int]], means: list[int]) -> None:
    found, running = seconds(rows_of(*parts))
    assert found == means
    assert running == Seconds()


def test_a_second_that_goes_on_is_kept() -> None:
    rows = rows_of(*[(200, 230), (200, 240), (200, 240), (200, 240), (200, 240)])
    found, running = seconds(rows[:2])
    assert found == []
    assert (running.start_us, running.known_us) == (START_US, 400 * US_PER_MS)
    assert seconds(rows[2:], running)[0] == [238_000]


def values(*volts: int) -> Values:
    starts = np.arange(len(volts), dtype=np.int64) * US_PER_S
    return Values(starts, starts + US_PER_S, np.array(volts) * 1000, 0, 0)


def test_rapid_changes_are_between_successive_values_within_limits() -> None:
    assert rapid_changes(UNKNOWN, values(230, 245, 230), 207_000, 253_000, 11_500) == 2
    assert rapid_changes(245_000, values(230, 231), 207_000, 253_000, 11_500) == 1
    assert rapid_changes(230_000, values(254, 230), 207_000, 253_000, 11_500) == 0


def test_the_first_of_equal_extremes_stands() -> None:
    run = Deviation()
    run.begin(-1, 0, 205_000)
    run.extend([0, 1, 2, 3], [1, 2, 3, 4], [205_000, 201_000, 201_000, 206_000])
    assert (run.extreme_us, run.extreme_mv, run.last_mv, run.count) == (1, 201_000, 206_000, 4)
