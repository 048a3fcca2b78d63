from __future__ import annotations

from pathlib import Path

import pytest

from enfas.errors import InputError
from enfas.supply.reading import Reading
from enfas.supply.table import find_column, list_columns
from enfas.supply.text_table import TextTable


def table(tmp_path: Path, text: str) -> TextTable:
    path = tmp_path / "a.csv"
    path.write_text(text)
    return TextTable(path, "a.csv", Reading())


def test_a_column_is_found_by_number_or_name(tmp_path: Path) -> None:
    it = table(tmp_path, "t,u,u,w\n1,2,3,4\n")
    assert find_column(it, 1, "voltage") == 1
    assert find_column(it, "t", "time") == 0
    assert find_column(it, "1", "voltage") == 1


@pytest.mark.parametrize(
    ("column", "fault"),
    [
        (4, r"a\.csv: there is no column 4 \(voltage\)"),
        (-1, "there is no column -1"),
        ("v", "no column has the name 'v'"),
        ("u", "several columns have the name 'u'"),
    ],
)
def test_a_column_that_is_not_there(tmp_path: Path, column: int | str, fault: str) -> None:
    with pytest.raises(InputError, match=fault) as caught:
        find_column(table(tmp_path, "t,u,u,w\n1,2,3,4\n"), column, "voltage")
    assert caught.value.hint == "the columns are 0 t, 1 u, 2 u, 3 w"


def test_columns_are_listed_in_a_few_words() -> None:
    assert list_columns(["", ""]) == "there are 2 columns, counted from 0"
    assert list_columns([f"c{n}" for n in range(20)]).endswith("11 c11 …")
