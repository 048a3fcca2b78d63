from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from enfas.errors import InputError
from enfas.supply.intervals import Intervals, usual_step
from enfas.supply.reading import Reading
from enfas.supply.table import Batch
from enfas.supply.text_table import TextTable

MIN = 60


@pytest.fixture
def batch(tmp_path: Path) -> Batch:
    path = tmp_path / "a.csv"
    path.write_text("time\n" + "1\n" * 20)
    (batch,) = TextTable(path, "a.csv", Reading()).batches({0: "number"})
    return batch


def take(
    intervals: Intervals, batch: Batch, stamps: list[int], next_us: int | None = None
) -> list[tuple[int, int]]:
    span = intervals.take(batch, np.array(stamps), next_us)
    return list(zip(span.start_us.tolist(), span.duration_us.tolist(), strict=True))


@pytest.mark.parametrize(
    ("stamps", "step"),
    [
        ([0, 60, 120], 60),
        ([0, 59, 120, 180, 240], 60),
        ([0, 60, 900, 960], 60),
        ([0, 60, 90], 30),
        ([7], None),
        ([], None),
    ],
)
def test_the_usual_step_is_the_commonest(stamps: list[int], step: int | None) -> None:
    assert usual_step(np.array(stamps, dtype=np.int64)) == step


def test_an_interval_lasts_to_the_next_stamp(batch: Batch) -> None:
    assert take(Intervals(60, 0, at_end=False), batch, [0, 60, 120]) == [(0, 60), (60, 60), (120, 60)]
    assert take(Intervals(60, 0, at_end=True), batch, [60, 120, 180]) == [(0, 60), (60, 60), (120, 60)]


def test_a_little_early_or_late_loses_nothing(batch: Batch) -> None:
    assert take(Intervals(60, 0, at_end=False), batch, [0, 55, 144, 180]) == [
        (0, 55), (55, 89), (144, 36), (180, 60),
    ]  # fmt: skip
    assert take(Intervals(60, 0, at_end=True), batch, [60, 115, 204, 240]) == [
        (0, 60), (60, 55), (115, 89), (204, 36),
    ]  # fmt: skip


def test_from_one_and_a_half_steps_on_there_is_a_hole(batch: Batch) -> None:
    assert take(Intervals(60, 0, at_end=False), batch, [0, 90, 1000]) == [(0, 60), (90, 60), (1000, 60)]
    assert take(Intervals(60, 0, at_end=True), batch, [60, 150, 1060]) == [(0, 60), (90, 60), (1000, 60)]


@pytest.mark.parametrize("at_end", [False, True])
def test_batches_join(batch: Batch, at_end: bool) -> None:
    stamps = [60, 115, 204, 240, 900, 960, 1010]
    whole = take(Intervals(60, 0, at_end=at_end), batch, stamps)
    for cut in range(1, len(stamps)):
        intervals = Intervals(60, 0, at_end=at_end)
        parts = take(intervals, batch, stamps[:cut], stamps[cut]) + take(intervals, batch, stamps[cut:])
        assert parts == whole, cut


@pytest.mark.parametrize(
    ("stamps", "fault"),
    [
        ([0, 60_000_000, 60_000_000], "line 4, column 0 .*the same time again"),
        ([0, 60_000_000, 30_000_000], "goes back by 30 s"),
    ],
)
def test_the_time_goes_on(batch: Batch, stamps: list[int], fault: str) -> None:
    with pytest.raises(InputError, match=fault) as caught:
        take(Intervals(60_000_000, 0, at_end=False), batch, stamps)
    assert "time_zone" in caught.value.hint


def test_the_time_goes_on_from_batch_to_batch(batch: Batch) -> None:
    intervals = Intervals(60, 0, at_end=False)
    take(intervals, batch, [0, 60], 30)
    with pytest.raises(InputError, match="goes back by 3e-05 s"):
        take(intervals, batch, [30, 90])
