from __future__ import annotations

import io
from itertools import pairwise
from pathlib import Path

import pytest

from enfas.errors import InputError
from enfas.supply.order import Survey, parts, survey
from enfas.supply.reading import Reading
from enfas.supply.stamps import Stamps
from enfas.supply.table import Form
from enfas.supply.text_table import TextTable

READING = Reading(utc_offset_min=0)
WANTED: dict[int, Form] = {0: "number", 1: "number"}


def table(tmp_path: Path, seconds: list[int]) -> TextTable:
    path = tmp_path / "a.csv"
    path.write_text("t,x\n" + "".join(f"{second},{row}\n" for row, second in enumerate(seconds)))
    return TextTable(path, "a.csv", READING)


def look(table: TextTable) -> Survey:
    seen = survey(table, WANTED, lambda: Stamps(table, (0,), READING))
    assert seen is not None
    return seen


def values(table: TextTable, seen: Survey) -> list[float]:
    stamps = Stamps(table, (0,), READING)
    return [value for part, _ in parts(table, WANTED, stamps, seen.order) for value in part.batch.numbers(1)]


def test_rows_in_order_are_read_as_they_come(tmp_path: Path) -> None:
    it = table(tmp_path, [0, 60, 120, 600])
    seen = look(it)
    assert (seen.order, seen.moved, seen.earliest_us, seen.absolute) == (None, "", 0, False)
    assert seen.first_us.tolist() == [0, 60_000_000, 120_000_000, 600_000_000]
    assert values(it, seen) == [0, 1, 2, 3]


def test_whole_days_out_of_order_are_sorted(tmp_path: Path) -> None:
    """As in a file that was sorted by its dates as texts: 1/2, 11/2, 2/2, 12/2."""
    day = 86_400
    it = table(tmp_path, [day * n + 3600 * h for n in (1, 11, 2, 12) for h in range(24)])
    seen = look(it)
    assert seen.moved == "line 50"
    assert values(it, seen) == [*range(24), *range(48, 72), *range(24, 48), *range(72, 96)]


def test_sorted_rows_still_know_where_they_lie(tmp_path: Path) -> None:
    it = table(tmp_path, [600, 660, 0, 60])
    ((part, after),) = parts(it, WANTED, Stamps(it, (0,), READING), look(it).order)
    assert after is None
    assert part.stamps_us.tolist() == [0, 60_000_000, 600_000_000, 660_000_000]
    assert [part.batch.place(row) for row in range(4)] == ["line 4", "line 5", "line 2", "line 3"]


def test_many_batches_are_sorted_alike(tmp_path: Path) -> None:
    count = 200_000
    it = table(tmp_path, [*range(count, 2 * count), *range(count)])
    seen = look(it)
    assert seen.order is not None
    ((part, _),) = parts(it, WANTED, Stamps(it, (0,), READING), seen.order)
    assert part.stamps_us.tolist() == [second * 1_000_000 for second in range(2 * count)]
    assert part.batch.place(0) == f"line {count + 2}"


@pytest.mark.parametrize(
    ("seconds", "line"),
    [
        ([0, 60, 120, 60, 120, 180], 5),  # an hour that comes twice
        ([0, 60, 120, 90, 150], 5),  # a clock that was set back
        ([0, 3600, 7200, 3601, 9000], 5),
    ],
)
def test_a_time_that_goes_back_into_rows_that_are_there_is_refused(
    tmp_path: Path, seconds: list[int], line: int
) -> None:
    with pytest.raises(InputError, match=rf"a\.csv, line {line}: the time goes back into rows") as caught:
        look(table(tmp_path, seconds))
    assert "time_zone" in caught.value.hint


def test_nothing_has_no_order(tmp_path: Path) -> None:
    it = table(tmp_path, [])
    assert survey(it, WANTED, lambda: Stamps(it, (0,), READING)) is None


def test_of_a_stream_only_the_beginning_is_looked_at() -> None:
    it = TextTable(io.BytesIO(b"t,x\n0,1\n60,2\n30,3\n"), "-", READING)
    seen = look(it)
    assert (seen.order, seen.first_us[0]) == (None, 0)
    assert values(it, seen) == [1, 2, 3]


def test_batches_come_with_the_first_stamp_of_the_next(tmp_path: Path) -> None:
    it = table(tmp_path, list(range(400_000)))
    pairs = [(part.stamps_us, after) for part, after in parts(it, WANTED, Stamps(it, (0,), READING), None)]
    assert len(pairs) > 2
    for (_, after), (following, _) in pairwise(pairs):
        assert after == following[0]
    assert pairs[-1][1] is None
