from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from enfas.errors import InputError
from enfas.supply.parquet_table import ParquetTable
from enfas.supply.reading import Reading
from enfas.supply.stamps import Stamps
from enfas.supply.table import Form
from enfas.supply.text_table import TextTable

S = 1_000_000_000
DAY = 86_400 * S


def ns(*moment: int) -> int:
    return int(datetime(*moment, tzinfo=UTC).timestamp()) * S  # type: ignore[misc, arg-type]


def read(tmp_path: Path, texts: list[str], name: str = "time", **options: object) -> list[int]:
    path = tmp_path / "a.csv"
    path.write_text("\n".join([f"{name};x", *(f"{text};0" for text in texts)]) + "\n")
    reading = Reading(**{"utc_offset_min": 0, **options})  # type: ignore[arg-type]
    table = TextTable(path, "a.csv", reading)
    wanted: dict[int, Form] = {0: table.form(0)}
    stamps = Stamps(table, (0,), reading)
    return [int(instant) for batch in table.batches(wanted) for instant in stamps.read(batch)]


NOON = ns(2007, 2, 1, 12)


@pytest.mark.parametrize(
    ("text", "instant"),
    [
        ("2007-02-01 12:00:00", NOON),
        ("2007-02-01T12:00:00", NOON),
        ("2007-02-01 12:00", NOON),
        ("2007/02/01 12:00:00", NOON),
        ("2007.02.01 12:00:00", NOON),
        ("2007-2-1 12:00:00", NOON),
        ("2007-02-01 12:00:00.5", NOON + S // 2),
        ("2007-02-01 12:00:00,25", NOON + S // 4),
        ("2007-02-01 12:00:00.000000208", NOON + 208),
        ("2007-02-01T12:00:00Z", NOON),
        ("2007-02-01T13:00:00+01:00", NOON),
        ("2007-02-01T12:00:00+0100", NOON - 3600 * S),
        ("2007-02-01 08:00:00-04:00", NOON),
        ("1/2/2007 12:00:00", NOON),
        ("01/02/2007 12:00", NOON),
        ("01.02.2007 12:00", NOON),
        ("1-2-2007 12.00", NOON),
        ("1/2/07 12:00", NOON),
        ("1/2/2007 12:00 PM", NOON),
        ("1/2/2007 12:00 am", NOON - DAY // 2),
        ("1/2/2007 1:30:15pm", NOON + (90 * 60 + 15) * S),
        ("1/2/2007 12:00 Z", NOON),
        ("1/2/2007 13:00 +01:00", NOON),
        ("1/2/2007 12", NOON),
        ("31/1/2007 24:00", NOON - DAY // 2),
        ("1/2/2007", NOON - DAY // 2),
        ("2007-02-01", NOON - DAY // 2),
        ("20070201", NOON - DAY // 2),
        ("200702011200", NOON),
        ("20070201120030", NOON + 30 * S),
        (str(NOON // S), NOON),
        (f"{NOON // S}.5", NOON + S // 2),
        (str(NOON // 1_000_000), NOON),
        (str(NOON // 1000), NOON),
        (str(NOON), NOON),
    ],
)
def test_times_are_read_as_they_are_written(tmp_path: Path, text: str, instant: int) -> None:
    assert read(tmp_path, [text]) == [instant]


def test_the_month_may_come_first(tmp_path: Path) -> None:
    assert read(tmp_path, ["2/1/2007 12:00", "2/13/2007 12:00"], date_order="mdy") == [NOON, NOON + 12 * DAY]


@pytest.mark.parametrize(
    ("name", "text", "instant"),
    [
        ("t", "1.5", S * 3 // 2), ("Time (ms)", "-16.66", -16_660_000), ("t_us", "32", 32_000),
        ("time [ns]", "7", 7), ("t/min", "2", 120 * S), ("time h", "1", 3600 * S),
    ],
)  # fmt: skip
def test_numbers_count_in_the_unit_of_the_name(tmp_path: Path, name: str, text: str, instant: int) -> None:
    assert read(tmp_path, [text], name) == [instant]


def test_numbers_may_count_from_the_beginning(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    for text, absolute in (("0.0", False), (str(NOON // S), True)):
        path.write_text(f"t;x\n{text};1\n")
        table = TextTable(path, "a.csv", Reading())
        stamps = Stamps(table, (0,), Reading())
        for batch in table.batches({0: "number"}):
            stamps.read(batch)
        assert stamps.absolute is absolute


def test_times_without_a_zone_are_those_of_the_options(tmp_path: Path) -> None:
    assert read(tmp_path, ["2007-02-01 12:00"], utc_offset_min=None) == [NOON - 3600 * S]  # as a new meter
    assert read(tmp_path, ["2007-02-01 12:00"], utc_offset_min=-300) == [NOON + 5 * 3600 * S]
    assert read(tmp_path, ["2007-02-01 12:00"], "Time_UTC", utc_offset_min=None) == [NOON]
    assert read(tmp_path, ["2007-07-01 12:00"], time_zone="Europe/Paris", utc_offset_min=None) == [
        ns(2007, 7, 1, 10)
    ]


def test_a_time_with_a_zone_needs_no_option(tmp_path: Path) -> None:
    assert read(tmp_path, ["2007-02-01T12:00:00Z"], utc_offset_min=120) == [NOON]


def test_date_and_time_of_day_may_stand_apart(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("Date;Time\n1/2/2007;23:59:30\n2/2/2007;00:00:30\n")
    table = TextTable(path, "a.csv", Reading())
    stamps = Stamps(table, (0, 1), Reading(utc_offset_min=0))
    (batch,) = table.batches({0: "text", 1: "text"})
    assert stamps.read(batch).tolist() == [NOON + DAY // 2 - 30 * S, NOON + DAY // 2 + 30 * S]


@pytest.mark.parametrize(
    ("texts", "fault"),
    [
        (["2007-02-01 12:00", "?"], r"a\.csv, line 3, column 0 \(time\): the time is missing"),
        (["2007-02-01 12:00", "yesterday 12:00"], "line 3.*'yesterday' is not a date"),
        (["2007-02-30 12:00"], "'2007-02-30' is not a date"),
        (["1/13/2007 12:00"], "'1/13/2007' is not a date with day before month"),
        (["2007-02-01 25:00"], "'25:00' is not a time of day"),
        (["1/2/2007 13:00 PM"], "'13:00 PM' is not a time of day"),
        (["1/2/2007 12:60"], "'12:60' is not a time of day"),
        (["1/2/2007 noon"], "'noon' is not a time of day"),
        (["1/2/2007 12:00", "1/2/2007"], "is a date without a time"),
        (["1/2/2007 12:00Z", "1/2/2007 12:01"], "has no zone, others have one"),
        (["1/2/1007 12:00"], "not a time of the years 1900 to 2200"),
        (["1007-02-01 12:00"], "the year 1007 is not|not a time of the years"),
        (["1e30", "2"], "1e\\+30 is no time"),
        (["1", "x"], "'x' is not a number"),
    ],
)
def test_what_is_no_time_is_refused_with_its_line(tmp_path: Path, texts: list[str], fault: str) -> None:
    with pytest.raises(InputError, match=fault):
        read(tmp_path, texts)


def test_a_month_over_twelve_hints_at_the_order(tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        read(tmp_path, ["1/13/2007 12:00"])
    assert "mdy" in caught.value.hint


def test_typed_times_of_parquet(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    moment = datetime(2007, 2, 1, 12, tzinfo=UTC)
    naive = moment.replace(tzinfo=None)
    pq.write_table(
        pa.table(
            {
                "ms": pa.array([naive], pa.timestamp("ms")),
                "zoned": pa.array([moment], pa.timestamp("us", "Europe/Paris")),
                "day": pa.array([naive.date()], pa.date32()),
                "clock": pa.array([naive.time()], pa.time32("s")),
                "text": pa.array(["2007-02-01 12:00"]),
                "s": pa.array([NOON // S]),
                "none": pa.array([None], pa.timestamp("us")),
            }
        ),
        path,
    )
    table = ParquetTable(path, "a.parquet")
    reading = Reading(utc_offset_min=60)
    for columns, instant in (
        ((0,), NOON - 3600 * S), ((1,), NOON), ((2,), NOON - DAY // 2 - 3600 * S), ((2, 3), NOON - 3600 * S),
        ((4,), NOON - 3600 * S), ((5,), NOON),
    ):  # fmt: skip
        (batch,) = table.batches({column: table.form(column) for column in columns})
        assert Stamps(table, columns, reading).read(batch).tolist() == [instant], columns
    (batch,) = table.batches({6: "text"})
    with pytest.raises(InputError, match=r"row 1, column 6 .*the time is missing"):
        Stamps(table, (6,), reading).read(batch)
