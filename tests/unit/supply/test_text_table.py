from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import pytest

from enfas.errors import InputError
from enfas.supply.dialect import Dialect
from enfas.supply.reading import Reading
from enfas.supply.table import Batch
from enfas.supply.text_table import TextTable


def table(tmp_path: Path, text: str | bytes, **options: object) -> TextTable:
    path = tmp_path / "a.csv"
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return TextTable(path, "a.csv", Reading(**options))  # type: ignore[arg-type]


def only(table: TextTable, *columns: int) -> Batch:
    (batch,) = table.batches(dict.fromkeys(columns, "number"))
    return batch


def numbers(table: TextTable, column: int) -> list[float]:
    return [value for batch in table.batches({column: "number"}) for value in batch.numbers(column)]


def test_columns_come_as_numbers_and_texts(tmp_path: Path) -> None:
    it = table(tmp_path, "t;u;i\r\n12:00;230,5;?\r\n12:01;;-1,25\r\n")
    (batch,) = it.batches({0: "text", 1: "number", 2: "number"})
    assert batch.count == 2
    assert batch.array(0).to_pylist() == ["12:00", "12:01"]
    np.testing.assert_array_equal(batch.numbers(1), [230.5, np.nan])
    np.testing.assert_array_equal(batch.numbers(2), [np.nan, -1.25])
    assert (it.names, it.total, it.done, it.live) == (["t", "u", "i"], 36, 36, False)


def test_forms_follow_the_first_row(tmp_path: Path) -> None:
    it = table(tmp_path, "a,b,c,d,e\n1.5,12:00,20250101,202501010015,?\n")
    assert [it.form(column) for column in range(5)] == ["number", "text", "text", "text", "text"]
    assert table(tmp_path, "1735689600,1735689600000\n").form(0) == "number"
    assert table(tmp_path, "a,b\n").form(1) == "text"


@pytest.mark.parametrize(
    "text",
    [
        "1,2\n\n3, 4 \n\n",  # blank lines, blanks
        "1,2\n+3,4",  # no end of the last line
        "1,2\n 3 ,4\n\x1a",
        '"1","2"\n3,4\n',
    ],
)
def test_what_people_write_is_read(tmp_path: Path, text: str) -> None:
    assert numbers(table(tmp_path, text), 0) == [1, 3]
    assert numbers(table(tmp_path, text), 1) == [2, 4]


def test_missing_values_are_missing_however_they_are_written(tmp_path: Path) -> None:
    batch = only(table(tmp_path, "1,1\n?,2\n,3\nNaN,4\nNA,5\n ? ,6\n-,7\nnull,8\n"), 0)
    assert np.isnan(batch.numbers(0)).tolist() == [False] + [True] * 7


def test_many_blanks_are_one_delimiter(tmp_path: Path) -> None:
    batch = only(table(tmp_path, "  230.1   4.2\n231 \t 4.1\n"), 0, 1)
    assert batch.numbers(1).tolist() == [4.2, 4.1]


def test_places_count_blank_lines_and_what_is_before_the_data(tmp_path: Path) -> None:
    it = table(tmp_path, "x\ny\nu,i\n\n1,2\n\n\n3,4\n")
    batch = only(it, 0)
    assert [batch.place(row) for row in (0, 1)] == ["line 5", "line 8"]
    assert str(batch.error(1, 1, "bad")) == "a.csv, line 8, column 1 (i): bad"
    assert str(batch.error(0, None, "bad")) == "a.csv, line 5: bad"


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("u,i\n1,2\nabc,4\n", r"a\.csv, line 3, column 0 \(u\): 'abc' is not a number"),
        ("1,2\n3,4\n\n5,six\n", r"line 4, column 1: 'six' is not a number"),
        ("1,2\n3\n", "line 2: 1 column instead of 2"),
        ("1,2\n3,4,5\n6,7\n", "line 2: 3 columns instead of 2"),
        ("1.5,2\n1_000,4\n", "'1_000' is not a number"),
        ("1;2\n1,000.5;4\n1,5;2\n", "'1,000.5' is not a number"),
        ("u,i\n1,2\n0x1F,4\n", "'0x1F' is not a number"),
        ("u,i\n1,2\n\xff\xfe,4\n", "is not a number"),
    ],
)
def test_a_fault_is_found_to_the_line_and_the_column(tmp_path: Path, text: str, fault: str) -> None:
    with pytest.raises(InputError, match=fault):
        only(table(tmp_path, text), 0, 1)


def test_infinite_is_no_value(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"line 2, column 1: inf is no value"):
        only(table(tmp_path, "1,2\n3,inf\n"), 1).numbers(1)


def test_a_fault_far_down_is_found_too(tmp_path: Path) -> None:
    lines = [f"{n},{n}" for n in range(300_000)]
    lines[299_990] = "299990,x"
    it = table(tmp_path, "\n".join(lines))
    with pytest.raises(InputError, match=r"line 299991, column 1: 'x' is not a number"):
        for _ in it.batches({1: "number"}):
            pass


def test_memory_is_bounded_by_the_chunk(tmp_path: Path) -> None:
    it = table(tmp_path, "230.125,4.250\n" * 500_000)
    counts = [batch.count for batch in it.batches({0: "number", 1: "number"})]
    assert sum(counts) == 500_000
    assert max(counts) * len("230.125,4.250\n") <= 2 << 20


def test_only_wanted_columns_need_be_good(tmp_path: Path) -> None:
    assert only(table(tmp_path, "1,abc\n2,\xff\n"), 0).numbers(0).tolist() == [1, 2]


def test_the_first_rows_can_be_looked_at(tmp_path: Path) -> None:
    it = table(tmp_path, "u,i\n1,2\n3,4\n")
    first = it.first({0: "number"})
    assert first is not None
    assert first.numbers(0).tolist() == [1, 3]
    assert it.done == 0
    assert table(tmp_path, "u,i\n").first({0: "number"}) is None
    assert list(table(tmp_path, "u,i\n").batches({0: "number"})) == []


def test_a_stream_is_read_as_it_comes() -> None:
    it = TextTable(io.BytesIO(b"u,i\n1,2\n3,4\n"), "-", Reading())
    assert (it.live, it.total, it.names) == (True, None, ["u", "i"])
    first = it.first({0: "number"})
    assert first is not None
    assert first.numbers(0).tolist() == [1, 3]
    assert only(it, 1).numbers(1).tolist() == [2, 4]


def test_a_dialect_may_be_given(tmp_path: Path) -> None:
    path = tmp_path / "a.dat"
    path.write_text("header\n1,0,5\n2,1,6\n")
    it = TextTable(path, "a.dat", Reading(), Dialect(",", ".", [], ["", "", ""], [], 2))
    assert only(it, 2).numbers(2).tolist() == [5, 6]


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"b\.csv cannot be read"):
        TextTable(tmp_path / "b.csv", "b.csv", Reading())
