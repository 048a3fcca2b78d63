from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from enfas.errors import InputError
from enfas.supply.parquet_table import ParquetTable


def write(path: Path, **columns: object) -> ParquetTable:
    pq.write_table(pa.table(columns), path, row_group_size=1000)
    return ParquetTable(path, path.name)


def test_columns_come_batch_by_batch(tmp_path: Path) -> None:
    it = write(tmp_path / "a.parquet", u=np.arange(150_000) * 0.5, i=np.arange(150_000))
    assert (it.names, it.total, it.live, it.preamble) == (["u", "i"], 150_000, False, [])
    first = it.first({1: "number"})
    assert first is not None
    assert first.numbers(1)[:3].tolist() == [0, 1, 2]
    assert it.done == 0
    batches = list(it.batches({0: "number", 1: "number"}))
    assert max(batch.count for batch in batches) <= 1 << 16
    values = np.concatenate([batch.numbers(0) for batch in batches])
    np.testing.assert_array_equal(values, np.arange(150_000) * 0.5)
    assert it.done == 150_000
    assert batches[1].place(3) == f"row {batches[0].count + 4}"


def test_values_may_have_many_types(tmp_path: Path) -> None:
    it = write(
        tmp_path / "a.parquet",
        a=pa.array([1, None], pa.int32()),
        b=pa.array([1.5, float("nan")], pa.float32()),
        c=pa.array([Decimal("0.326"), None], pa.decimal128(9, 3)),
        d=pa.array(["1.25", "?"]),
        e=pa.array([True, False]),
        f=pa.array(["x", "1"]),
        g=pa.array([float("inf"), 1.0]),
    )
    (batch,) = it.batches(dict.fromkeys(range(7), "number"))
    for column, value in enumerate([1.0, 1.5, 0.326, 1.25]):
        np.testing.assert_array_equal(batch.numbers(column), [value, np.nan])
    with pytest.raises(
        InputError, match=r"a\.parquet, row 1, column 4 \(e\): a column of bool holds no numbers"
    ):
        batch.numbers(4)
    with pytest.raises(InputError, match=r"row 1, column 5 \(f\): 'x' is not a number"):
        batch.numbers(5)
    with pytest.raises(InputError, match=r"row 1, column 6 \(g\): inf is no value"):
        batch.numbers(6)


def test_forms_follow_the_types(tmp_path: Path) -> None:
    it = write(
        tmp_path / "a.parquet",
        a=[1],
        b=[1.5],
        c=["x"],
        d=pa.array([0], pa.timestamp("ms")),
        e=pa.array([Decimal("1.0")], pa.decimal128(3, 1)),
    )
    assert [it.form(column) for column in range(5)] == ["number", "number", "text", "text", "number"]


def test_no_rows_are_no_batch(tmp_path: Path) -> None:
    it = write(tmp_path / "a.parquet", u=pa.array([], pa.float64()))
    assert it.first({0: "number"}) is None
    assert list(it.batches({0: "number"})) == []


def test_two_columns_of_one_name_cannot_be_told_apart(tmp_path: Path) -> None:
    pq.write_table(pa.table([pa.array([1]), pa.array([2])], names=["u", "u"]), tmp_path / "a.parquet")
    with pytest.raises(InputError, match=r"a\.parquet has several columns 'u'"):
        ParquetTable(tmp_path / "a.parquet", "a.parquet")


@pytest.mark.parametrize("data", [b"", b"PAR1", b"PAR1 and something that is not PAR1"])
def test_what_is_no_parquet_is_refused(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "a.parquet"
    path.write_bytes(data)
    with pytest.raises(InputError, match=r"a\.parquet .*Parquet"):
        ParquetTable(path, "a.parquet")


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"b\.parquet cannot be read: No such file"):
        ParquetTable(tmp_path / "b.parquet", "b.parquet")
