from __future__ import annotations

import io
import os
from pathlib import Path

import numpy as np
import pytest

from enfas.errors import InputError
from enfas.supply.raw import DTYPES, RawSamples
from enfas.supply.reading import Reading


def reading(encoding: str = "int16", **options: object) -> Reading:
    return Reading(encoding=encoding, rate_hz=10_000, **options)  # type: ignore[arg-type]


@pytest.mark.requirement("MET-1")
@pytest.mark.parametrize("encoding", list(DTYPES))
def test_pairs_are_voltage_and_current(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "a.raw"
    pairs = np.arange(-1000, 1000).reshape(-1, 2).astype(DTYPES[encoding])
    path.write_bytes(pairs.tobytes())
    it = RawSamples(path, "a.raw", reading(encoding, u_scale=0.5, i_scale=-2.0, i_offset=1.0))
    blocks = list(it.blocks())
    np.testing.assert_array_equal(np.concatenate([b.u_v for b in blocks]), pairs[:, 0] * 0.5)
    np.testing.assert_array_equal(np.concatenate([b.i_a for b in blocks]), (pairs[:, 1] - 1.0) * -2.0)
    assert it.done == it.total == pairs.nbytes
    assert it.rate_hz == 10_000


def test_a_large_file_comes_in_bounded_blocks(tmp_path: Path) -> None:
    path = tmp_path / "a.raw"
    path.write_bytes(np.zeros(2_000_000, "<i2").tobytes())
    sizes = [len(block.u_v) for block in RawSamples(path, "a.raw", reading()).blocks()]
    assert sum(sizes) == 1_000_000
    assert max(sizes) <= 1 << 18


def test_missing_floats_are_missing(tmp_path: Path) -> None:
    path = tmp_path / "a.raw"
    path.write_bytes(np.array([1, np.nan, np.nan, 4], "<f4").tobytes())
    (block,) = RawSamples(path, "a.raw", reading("float32")).blocks()
    np.testing.assert_array_equal(block.u_v, [1, np.nan])
    np.testing.assert_array_equal(block.i_a, [np.nan, 4])


def test_any_kind_of_nan_is_missing(tmp_path: Path) -> None:
    path = tmp_path / "a.raw"
    path.write_bytes(bytes.fromhex("0100807f 0100a07f"))  # signalling
    (block,) = RawSamples(path, "a.raw", reading("float32")).blocks()
    assert np.isnan([block.u_v, block.i_a]).all()


def test_a_live_source_gives_what_is_there_however_it_is_cut() -> None:
    reader, writer = os.pipe()
    data = np.arange(8, dtype="<i2").tobytes()
    with open(reader, "rb") as stream, open(writer, "wb", buffering=0) as sender:
        blocks = RawSamples(stream, "-", reading()).blocks()
        sender.write(data[:5])
        assert next(blocks).u_v.tolist() == [0]
        sender.write(data[5:15])
        assert next(blocks).i_a.tolist() == [3, 5]
        sender.write(data[15:])
        assert next(blocks).u_v.tolist() == [6]
        sender.close()
        assert list(blocks) == []


def test_blocks_of_a_live_source_are_a_fifth_of_a_second_at_most() -> None:
    it = RawSamples(io.BytesIO(bytes(4 * 5000)), "-", reading())
    assert [len(block.u_v) for block in it.blocks()] == [2000, 2000, 1000]


@pytest.mark.parametrize(
    ("data", "encoding", "fault"),
    [
        (b"\0" * 7, "int16", "a.raw ends at byte 7, within a pair of 4 octets"),
        (np.array([1, 2, 3, np.inf], "<f4").tobytes(), "float32", "a.raw, byte 8: an infinite value"),
    ],
)
def test_what_is_broken_is_told_to_the_byte(tmp_path: Path, data: bytes, encoding: str, fault: str) -> None:
    path = tmp_path / "a.raw"
    path.write_bytes(data)
    with pytest.raises(InputError, match=fault):
        list(RawSamples(path, "a.raw", reading(encoding)).blocks())


@pytest.mark.parametrize(
    ("options", "fault"),
    [
        ({"encoding": "int16"}, "does not say its sampling rate"),
        ({"rate_hz": 1e4}, "does not say what its octets are"),
    ],
)
def test_rate_and_encoding_must_be_given(tmp_path: Path, options: dict[str, object], fault: str) -> None:
    with pytest.raises(InputError, match=fault):
        RawSamples(tmp_path / "a.raw", "a.raw", Reading(**options))  # type: ignore[arg-type]


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"b\.raw cannot be read"):
        RawSamples(tmp_path / "b.raw", "b.raw", reading())
