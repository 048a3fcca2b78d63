from __future__ import annotations

import numpy as np
import pytest
from tests.meter_rows import START_US, row

from enfas.interval import Rows
from enfas.meter.block import Block
from enfas.meter.breaker.voltage_rule import VoltageLevel, VoltageRule, VoltageWatch
from enfas.timebase import US_PER_S


def volts(*steps: tuple[float, float]) -> Rows:
    """Rows of (voltage, seconds); a voltage of -1 is not known."""
    rows, at_us = [], START_US
    for u_v, seconds in steps:
        duration_us = round(seconds * US_PER_S)
        rows.append(row(at_us, duration_us, u_mv=-1 if u_v < 0 else round(u_v * 1000)))
        at_us += duration_us
    return np.concatenate(rows)


def after_s(rows: Rows, level: VoltageLevel, cuts: list[int] | None = None) -> float | None:
    rule = VoltageRule(VoltageWatch(window_us=START_US), level)
    for part in np.split(rows, cuts or []):
        block = Block(part, 207_000, 253_000)
        end_us = rule.first(block, block.start_us, block.end_us)
        if end_us is not None:
            return (end_us - START_US) / US_PER_S
        rule.count(block, block.start_us, block.end_us)
    return None


UP = VoltageLevel(285, 1, True)
UP_60 = VoltageLevel(285, 60, True)
DOWN = VoltageLevel(265, 60, False)


@pytest.mark.requirement("SW-3")
@pytest.mark.parametrize(
    ("steps", "level", "expected"),
    [
        ([(285, 100)], UP, None),
        ([(285.001, 100)], UP, 1),
        ([(230, 12), (286, 5)], UP, 13),
        ([(230, 12.5), (290, 5)], UP, 14),
        ([(230, 12.25), (320, 0.75), (230, 5)], UP, 13),
        ([(230, 12.5), (320, 0.5), (230, 5)], UP, None),
        ([(230, 12), (300, 0.2), (230, 0.8), (300, 0.2), (230, 20)], UP, None),
        ([(284, 30), (287, 30), (230, 600)], UP_60, 60),
        ([(284, 31), (285.9, 29), (230, 600)], UP_60, None),
        ([(230, 45), (287, 600)], UP_60, 120),
        ([(-1, 30), (286, 30)], UP_60, 60),
        ([(-1, 600)], UP_60, None),
        ([(266, 600)], DOWN, None),
        ([(265, 600)], DOWN, None),
        ([(264.999, 600)], DOWN, 60),
        ([(290, 90), (230, 600)], DOWN, 120),
        ([(290, 119), (230, 600)], DOWN, 180),
        ([(-1, 600)], DOWN, None),
    ],
)
def test_the_first_mean_beyond_the_level(
    steps: list[tuple[float, float]], level: VoltageLevel, expected: float | None
) -> None:
    rows = volts(*steps)
    assert after_s(rows, level) == expected
    assert after_s(rows, level, list(range(1, len(rows)))) == expected


def test_a_window_in_the_midst_is_carried_on_from_any_instant() -> None:
    rows = volts((284, 40), (286.9, 80))
    block = Block(rows, 207_000, 253_000)
    for at_s in (1, 39, 41, 59, 60):
        rule = VoltageRule(VoltageWatch(window_us=START_US), UP_60)
        at_us = START_US + at_s * US_PER_S
        rule.count(block, START_US, at_us)
        assert rule.first(block, at_us, block.end_us) == START_US + 120 * US_PER_S


def test_a_window_that_ends_behind_the_block_is_not_told() -> None:
    assert after_s(volts((300, 59)), UP_60) is None
