from __future__ import annotations

import numpy as np
import pytest

from enfas.interval import UNKNOWN, Mark
from enfas.supply.missing import Rule, fill, marks
from enfas.timebase import US_PER_DAY, US_PER_MIN, from_civil

GAP, OUTAGE = int(Mark.GAP), int(Mark.OUTAGE)


@pytest.mark.requirement("LOG-7")
@pytest.mark.parametrize(
    ("rule", "expected"),
    [("", [0, 0, GAP, OUTAGE]), ("gap", [0, 0, GAP, GAP]), ("outage", [0, 0, OUTAGE, OUTAGE])],
)
def test_what_is_missing_is_marked(rule: Rule, expected: list[int]) -> None:
    energy_known = np.array([True, True, False, False])
    voltage_known = np.array([True, False, True, False])
    assert marks(energy_known, voltage_known, rule).tolist() == expected


@pytest.mark.parametrize("mark", [Mark.GAP, Mark.OUTAGE])
def test_a_hole_can_be_filled_with_rows_that_know_nothing(mark: Mark) -> None:
    start_us = from_civil(2007, 2, 1)
    end_us = start_us + 2 * US_PER_DAY + 90 * 1_000_000
    blocks = list(fill(start_us, end_us, mark))
    assert [len(block) for block in blocks] == [1440, 1440, 2]
    rows = np.concatenate(blocks)
    ends = rows["start_us"] + rows["duration_us"]
    assert rows["start_us"][0] == start_us
    assert ends[-1] == end_us
    assert (rows["start_us"][1:] == ends[:-1]).all()
    assert rows["duration_us"].max() == US_PER_MIN
    assert (rows["marks"] == mark).all()
    assert not rows["energy_mj"].any()
    assert set(rows["u_mv"].tolist()) == {0 if mark is Mark.OUTAGE else UNKNOWN}
    assert set(rows["f_mhz"].tolist()) == {UNKNOWN}


def test_no_hole_is_no_rows() -> None:
    assert list(fill(5, 5, Mark.GAP)) == []
    assert list(fill(6, 5, Mark.GAP)) == []
