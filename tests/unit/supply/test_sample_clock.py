from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from enfas.errors import InputError
from enfas.supply.reading import Reading
from enfas.supply.sample_clock import SampleClock, rate_of_preamble, rate_of_stamps
from enfas.supply.table import Batch
from enfas.supply.text_table import TextTable


@pytest.fixture
def batch(tmp_path: Path) -> Batch:
    path = tmp_path / "a.csv"
    path.write_text("t\n" + "1\n" * 2000)
    (batch,) = TextTable(path, "a.csv", Reading()).batches({0: "number"})
    return batch


@pytest.mark.parametrize(
    ("line", "rate"),
    [
        ("Microseconds_Per_Sample,32.497", Fraction(1_000_000_000, 32497)),
        ("Milliseconds_Per_Sample;0.1", Fraction(10_000)),
        ("Sample Interval\t0.0001", Fraction(10_000)),
        ("Sample Interval (s),0.0001", Fraction(10_000)),
        ("# Sample Rate: 12800 Hz", Fraction(12_800)),
        ("sampling_frequency = 5.76e3", Fraction(5_760)),
        ("fs=50000", Fraction(50_000)),
        ("Samples_Per_Cycle,512", None),
        ("Trigger_Time,T 11:10:44.833 PDT", None),
        ("Sample Rate: 0", None),
        ("Sample Rate: 1.2.3", None),
        ("", None),
    ],
)
def test_the_lines_before_the_data_may_tell_the_rate(line: str, rate: Fraction | None) -> None:
    assert rate_of_preamble(["something else", line]) == rate


def stamps(rate_hz: float, count: int = 2000, resolution_ns: int = 1) -> np.ndarray:  # type: ignore[type-arg]
    exact = np.arange(count) * 1e9 / rate_hz
    return (np.rint(exact / resolution_ns) * resolution_ns).astype(np.int64)


@pytest.mark.parametrize(
    ("rate_hz", "resolution_ns", "tolerance"),
    [
        (10_000, 1, 0), (50_000, 1, 0), (5_760, 1, 0), (12_800, 1_000, 0), (30_772.07, 10_000, 1e-4),
        (10_000, 1_000_000, 1e-3), (49_998.75, 1, 1e-7), (4_000, 250_000, 0),
    ],
)  # fmt: skip
def test_stamps_tell_the_rate_as_well_as_they_can(
    rate_hz: float, resolution_ns: int, tolerance: float
) -> None:
    rate = rate_of_stamps(stamps(rate_hz, resolution_ns=resolution_ns))
    assert rate is not None
    assert abs(float(rate) / rate_hz - 1) <= tolerance


def test_holes_do_not_change_the_rate() -> None:
    times = stamps(10_000)
    times[700:] += 5_000_000
    times[1500:] += 10**12
    assert rate_of_stamps(times) == 10_000


@pytest.mark.parametrize("times", [[], [5], [5, 5, 5]])
def test_stamps_that_tell_nothing(times: list[int]) -> None:
    assert rate_of_stamps(np.array(times, dtype=np.int64)) is None


def holes(batch: Batch, times: np.ndarray, rate_hz: int = 10_000) -> list[tuple[int, int]]:  # type: ignore[type-arg]
    return SampleClock(Fraction(rate_hz), times[:1000], 0).holes(batch, times)


@pytest.mark.parametrize("resolution_ns", [1, 1_000, 10_000])
def test_a_jump_ahead_is_a_hole(batch: Batch, resolution_ns: int) -> None:
    times = stamps(10_000, resolution_ns=resolution_ns)
    assert holes(batch, times) == []
    times[700:] += 100_000  # one sample is missing
    times[1500:] += 2_000_000_000
    assert holes(batch, times) == [(700, 1), (1500, 20_000)]


def test_coarse_stamps_are_no_holes(batch: Batch) -> None:
    times = stamps(10_000, resolution_ns=1_000_000)  # ten samples a millisecond
    assert holes(batch, times) == []
    times[700:] += 50_000_000
    ((row, missing),) = holes(batch, times)
    assert row == 700
    assert abs(missing - 500) <= 10


def test_holes_between_batches_are_found(batch: Batch) -> None:
    times = stamps(10_000)
    clock = SampleClock(Fraction(10_000), times, 0)
    assert clock.holes(batch, times) == []
    assert clock.holes(batch, times + 200_000_000 + 300_000) == [(0, 3)]
    with pytest.raises(InputError, match="goes back"):
        clock.holes(batch, times)


@pytest.mark.parametrize(
    ("change_ns", "fault"),
    [
        (-50_000_000, "line 702, column 0 .*the time goes back by 0.0499 s"),
        (-100_000, "the same time again"),
        (10**18, "jumps ahead by 1e\\+09 s"),
    ],
)
def test_a_time_that_cannot_be_is_refused(batch: Batch, change_ns: int, fault: str) -> None:
    times = stamps(10_000)
    times[700:] += change_ns
    with pytest.raises(InputError, match=fault):
        holes(batch, times)
