from __future__ import annotations

import io
import itertools
import os
from fractions import Fraction
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from enfas.errors import InputError
from enfas.intake import FloatArray
from enfas.supply.parquet_table import ParquetTable
from enfas.supply.reading import Reading
from enfas.supply.table_samples import TableSamples
from enfas.supply.text_table import TextTable
from enfas.timebase import from_civil


def source(tmp_path: Path, text: str, **options: object) -> TableSamples:
    path = tmp_path / "a.csv"
    path.write_text(text)
    reading = Reading(**options)  # type: ignore[arg-type]
    return TableSamples(TextTable(path, "a.csv", reading), reading)


def samples(it: TableSamples) -> tuple[FloatArray, FloatArray, list[int]]:
    blocks = list(it.blocks())
    return (
        np.concatenate([block.u_v for block in blocks]),
        np.concatenate([block.i_a for block in blocks]),
        [block.missing for block in blocks],
    )


@pytest.mark.requirement("MET-1")
def test_scales_and_offsets_make_volts_and_amperes_of_counts(tmp_path: Path) -> None:
    it = source(
        tmp_path,
        "2048,100\n2148,?\n1948,90\n",
        rate_hz=10_000,
        u_scale=0.5,
        i_scale=0.1,
        u_offset=2048.0,
        i_offset=100.0,
    )
    u, i, _ = samples(it)
    assert u.tolist() == [0, 50, -50]
    np.testing.assert_allclose(i, [0, np.nan, -1])
    assert (it.rate_hz, it.start_us, it.skew_us) == (10_000, None, 0)
    assert it.done == it.total


def test_a_preamble_tells_the_rate_and_the_times_do_not_matter(tmp_path: Path) -> None:
    """A recorder's export: a period with digits enough, times with too few."""
    period_us = 32.497
    lines = [f"{n * period_us / 1000:.2f},{n},{-n}" for n in range(100)]
    head = (
        f"Trigger_Date,2023/06/19\nMicroseconds_Per_Sample,{period_us}\nTime (ms),Voltage (V),Current (A)\n"
    )
    it = source(tmp_path, head + "\n".join(lines))
    assert it.rate_hz == Fraction(1_000_000_000, 32_497)
    u, i, missing = samples(it)
    assert u.tolist() == list(range(100))
    assert i.tolist() == list(range(0, -100, -1))
    assert not any(missing)
    assert it.start_us is None


def stamped(seconds: list[float]) -> str:
    return "time,u,i\n" + "".join(f"2020-02-24 18:15:{s:012.9f},{n},1\n" for n, s in enumerate(seconds))


def test_times_tell_rate_and_start(tmp_path: Path) -> None:
    it = source(tmp_path, stamped([20 + n * 2e-5 for n in range(500)]), utc_offset_min=0)
    assert it.rate_hz == 50_000
    assert it.start_us == from_civil(2020, 2, 24, 18, 15, 20)


@pytest.mark.requirement("LOG-7")
def test_a_hole_in_the_times_is_told(tmp_path: Path) -> None:
    seconds = [n * 1e-4 for n in range(100)] + [1 + n * 1e-4 for n in range(50)]
    u, _, missing = samples(source(tmp_path, stamped(seconds)))
    assert u.tolist() == list(range(150))
    assert [hole for hole in missing if hole] == [9900]


@pytest.mark.parametrize(
    ("text", "options", "fault"),
    [
        ("1,2\n3,4\n", {}, "does not say its sampling rate"),
        ("u,i\n", {"rate_hz": 1e4}, "holds no samples"),
        (stamped([5 + n * 1e-4 for n in range(50)] + [4.0]), {}, "line 52, column 0 .*goes back"),
        (
            stamped([n * 1e-4 for n in range(50)]),
            {"rate_hz": 50_000},
            "not 50000 Hz, as was said: 10000 Hz by its times",
        ),
        ("u,i\n1,2\n3,inf\n", {"rate_hz": 1e4}, "line 3, column 1 .*inf is no value"),
    ],
)
def test_what_cannot_be_is_refused(tmp_path: Path, text: str, options: dict[str, object], fault: str) -> None:
    def read() -> None:
        samples(source(tmp_path, text, **options))

    with pytest.raises(InputError, match=fault):
        read()


def test_times_that_are_wrong_can_be_left_out(tmp_path: Path) -> None:
    it = source(tmp_path, stamped([n * 1e-4 for n in range(50)]), rate_hz=50_000, time_column="")
    assert (it.rate_hz, it.start_us) == (50_000, None)
    assert len(samples(it)[0]) == 50


@pytest.mark.requirement("MET-1")
def test_parquet_has_samples_too(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    times = pa.array(np.arange(70_000) * 100_000 + 10**18, pa.timestamp("ns"))
    pq.write_table(
        pa.table({"t": times, "u": np.arange(70_000.0), "i": pa.array([None, 1.5] * 35_000)}), path
    )
    reading = Reading(u_scale=2.0, utc_offset_min=0, time_column="t")
    it = TableSamples(ParquetTable(path, "a.parquet"), reading)
    assert (it.rate_hz, it.start_us, it.total) == (10_000, 10**15, 70_000)
    u, i, _ = samples(it)
    np.testing.assert_array_equal(u, np.arange(70_000) * 2.0)
    np.testing.assert_array_equal(i[:3], [np.nan, 1.5, np.nan])
    assert it.done == 70_000


def test_a_live_source_gives_what_is_there() -> None:
    reader, writer = os.pipe()
    with open(reader, "rb") as stream, open(writer, "wb", buffering=0) as sender:
        sender.write(b"1,2\n3,4\n")
        reading = Reading(rate_hz=10_000, u_scale=2.0)
        blocks = TableSamples(TextTable(stream, "-", reading), reading).blocks()
        assert next(blocks).u_v.tolist() == [2, 6]
        sender.write(b"5,6\n7,")
        assert next(blocks).u_v.tolist() == [10]
        sender.write(b"8\n")
        assert next(blocks).i_a.tolist() == [8]
        sender.close()
        assert list(blocks) == []


def test_blocks_of_a_live_source_are_a_fifth_of_a_second_at_most() -> None:
    reading = Reading(rate_hz=1_000)
    it = TableSamples(TextTable(io.BytesIO(b"1,2\n" * 950), "-", reading), reading)
    assert [len(block.u_v) for block in it.blocks()] == [200, 200, 200, 200, 150]


class Endless:
    """A stream without end."""

    def read1(self, size: int, /) -> bytes:
        return b"230.125,4.250\n" * (size // 14)


def test_a_stream_without_end_comes_in_bounded_blocks() -> None:
    reading = Reading(rate_hz=100_000)
    it = TableSamples(TextTable(Endless(), "-", reading), reading)
    sizes = [len(block.u_v) for block in itertools.islice(it.blocks(), 200)]
    assert max(sizes) <= 20_000
    assert it.done <= sum(sizes) * 14 + (2 << 20)
