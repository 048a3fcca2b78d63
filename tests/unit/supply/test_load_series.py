from __future__ import annotations

from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from enfas.errors import InputError
from enfas.interval import ENERGIES, UNKNOWN, Mark, Rows
from enfas.metrology.assembly import Measurement
from enfas.supply.load_series import LoadSeries
from enfas.supply.parquet_table import ParquetTable
from enfas.supply.reading import Reading
from enfas.supply.text_table import TextTable
from enfas.timebase import US_PER_DAY, US_PER_MIN, from_civil

HEAD = "Date;Time;Global_active_power;Global_reactive_power;Voltage;Global_intensity;Sub_metering_1\r\n"
START_US = from_civil(2007, 1, 31, 23)
"""The first minute of the file's first day, by a clock at GMT+1."""


def series(tmp_path: Path, text: str, **options: object) -> LoadSeries:
    path = tmp_path / "a.csv"
    path.write_text(text, newline="")
    reading = Reading(**options)  # type: ignore[arg-type]
    return LoadSeries(TextTable(path, "a.csv", reading), reading)


def rows_of(it: LoadSeries, start_us: int | None = None) -> Rows:
    if start_us is None:
        start_us = it.start_us or 0
    return np.concatenate([block.rows for block in Measurement(it).blocks(start_us)])


def energies(rows: Rows, name: str) -> list[int]:
    return rows["energy_mj"][:, ENERGIES.index(name)].tolist()


HOUSEHOLD = HEAD + (
    "1/2/2007;00:00:00;0.326;0.128;243.150;1.400;0.000\r\n"
    "1/2/2007;00:01:00;0.326;0.130;243.320;1.400;0.000\r\n"
    "1/2/2007;00:02:00;?;?;?;?;?\r\n"
    "1/2/2007;00:03:00;?;?;243.900;?;\r\n"
    "1/2/2007;00:04:00;0.322;0.130;?;1.400;0.000\r\n"
    "1/2/2007;00:10:00;0.322;?;243.160;1.400;0.000\r\n"
)


@pytest.mark.requirement("LOG-7")
def test_a_household_s_minutes(tmp_path: Path) -> None:
    it = series(tmp_path, HOUSEHOLD)
    rows = rows_of(it)
    assert it.start_us == START_US
    assert ((rows["start_us"] - START_US) // US_PER_MIN).tolist() == [0, 1, 2, 3, 4, 10]
    assert set(rows["duration_us"].tolist()) == {US_PER_MIN}
    assert energies(rows, "a_plus") == [19_560_000, 19_560_000, 0, 0, 19_320_000, 19_320_000]
    assert energies(rows, "r1") == [7_680_000, 7_800_000, 0, 0, 7_800_000, 0]
    assert rows["marks"].tolist() == [0, 0, Mark.OUTAGE, Mark.GAP, 0, 0]
    assert rows["u_mv"].tolist() == [243_150, 243_320, 0, 243_900, UNKNOWN, 243_160]
    assert rows["i_ma"].tolist() == [1400, 1400, 0, UNKNOWN, 1400, 1400]
    assert it.notes == [
        "reactive power is missing in rows that have active power, first at line 7: it counts as none there"
    ]


def test_rows_begin_where_they_are_told_to(tmp_path: Path) -> None:
    at_us = from_civil(2026, 5, 5, 12)
    rows = rows_of(series(tmp_path, HOUSEHOLD), at_us)
    assert ((rows["start_us"] - at_us) // US_PER_MIN).tolist() == [0, 1, 2, 3, 4, 10]


@pytest.mark.parametrize(
    ("missing", "marks"),
    [("gap", [0, 0, Mark.GAP, Mark.GAP, 0]), ("outage", [0, 0, Mark.OUTAGE, Mark.OUTAGE, 0])],
)
def test_the_rule_of_missing_values_may_be_another(tmp_path: Path, missing: str, marks: list[int]) -> None:
    rows = rows_of(series(tmp_path, HOUSEHOLD, missing=missing))
    assert rows["marks"][:5].tolist() == marks


@pytest.mark.requirement("LOG-7")
def test_a_hole_is_a_jump_or_filled_with_gaps(tmp_path: Path) -> None:
    assert len(rows_of(series(tmp_path, HOUSEHOLD))) == 6
    rows = rows_of(series(tmp_path, HOUSEHOLD, missing="gap"))
    ends = rows["start_us"] + rows["duration_us"]
    assert (rows["start_us"][1:] == ends[:-1]).all()
    assert rows["marks"].tolist() == [0, 0, Mark.GAP, Mark.GAP, 0, *[Mark.GAP] * 5, 0]


def test_no_voltage_and_no_load_is_an_outage(tmp_path: Path) -> None:
    text = "time,power,voltage\n0,0,0.1\n60,100,0.1\n120,0,230\n180,0,\n"
    rows = rows_of(series(tmp_path, text))
    assert rows["marks"].tolist() == [Mark.OUTAGE, 0, 0, 0]


def test_a_unit_that_cannot_be_right_is_said(tmp_path: Path) -> None:
    it = series(tmp_path, "time,power,voltage\n0,1,0.243\n60,1,0.243\n")
    rows_of(it)
    assert it.notes[1:] == ["the voltage is 0.243 V at first, not about 230 V: is its scale right?"]
    it = series(tmp_path, "time,power,u (kV)\n0,1,0.243\n60,1,0.243\n")
    rows_of(it)
    assert it.notes[1:] == []


def test_without_a_column_of_voltage_a_missing_value_is_an_outage(tmp_path: Path) -> None:
    rows = rows_of(series(tmp_path, "time,power\n0,1\n60,\n"))
    assert rows["marks"].tolist() == [0, Mark.OUTAGE]


@pytest.mark.requirement("MET-6")
def test_signs_tell_the_quadrants(tmp_path: Path) -> None:
    text = "time,P (kW),Q (kvar)\n0,1,1\n1,-1,1\n2,-1,-1\n3,1,-1\n"
    rows = rows_of(series(tmp_path, text))
    for row, (active, reactive) in enumerate(
        [("a_plus", "r1"), ("a_minus", "r2"), ("a_minus", "r3"), ("a_plus", "r4")]
    ):
        assert energies(rows, active)[row] == energies(rows, reactive)[row] == 1_000_000


def test_amounts_may_be_given_instead(tmp_path: Path) -> None:
    text = "time,Import (kWh),Export (kWh)\n2025-01-01 00:15,0.125,0\n2025-01-01 00:30,0.001,0.25\n"
    it = series(tmp_path, text, stamp="end")
    rows = rows_of(it)
    assert it.start_us == from_civil(2024, 12, 31, 23)
    assert energies(rows, "a_plus") == [450_000_000, 3_600_000]
    assert energies(rows, "a_minus") == [0, 900_000_000]
    assert set(rows["duration_us"].tolist()) == {15 * US_PER_MIN}


def test_export_alone_is_export(tmp_path: Path) -> None:
    rows = rows_of(series(tmp_path, "time,exported W\n0,100\n60,?\n"))
    assert energies(rows, "a_minus") == [6_000_000, 0]
    assert rows["marks"].tolist() == [0, Mark.OUTAGE]


def test_voltages_least_and_greatest(tmp_path: Path) -> None:
    text = (
        "Date Time,Voltage RMS Min (V),Voltage RMS Avg (V),Voltage RMS Max (V),"
        "Real Power Avg (kW),Frequency Avg (Hz)\n"
        "2023/07/31 21:47:00,240.9,241.1,241.2,0.039,59.98\n2023/07/31 21:48:00,238.5,239.1,241.0,3.17,\n"
    )
    rows = rows_of(series(tmp_path, text))
    assert rows["u_min_mv"].tolist() == [240_900, 238_500]
    assert rows["u_max_mv"].tolist() == [241_200, 241_000]
    assert rows["f_mhz"].tolist() == [59_980, UNKNOWN]


def test_times_may_be_missing_altogether(tmp_path: Path) -> None:
    it = series(tmp_path, "power\n1\n2\n3\n", interval_s=900.0)
    rows = rows_of(it, 0)
    assert it.start_us is None
    assert rows["start_us"].tolist() == [0, 900_000_000, 1_800_000_000]
    assert energies(rows, "a_plus") == [900_000, 1_800_000, 2_700_000]
    ended = rows_of(series(tmp_path, "power\n1\n2\n3\n", interval_s=900.0, stamp="end"), 0)
    assert (rows == ended).all()


def test_a_part_may_be_taken(tmp_path: Path) -> None:
    it = series(tmp_path, HOUSEHOLD, from_s=60.0, duration_s=180.0)
    rows = rows_of(it)
    assert it.start_us == START_US + US_PER_MIN
    assert ((rows["start_us"] - START_US) // US_PER_MIN).tolist() == [1, 2, 3]
    with pytest.raises(InputError, match=r"a\.csv has no rows from 1e\+06 s on"):
        rows_of(series(tmp_path, HOUSEHOLD, from_s=1e6))


def test_a_part_may_begin_in_a_hole(tmp_path: Path) -> None:
    it = series(tmp_path, HOUSEHOLD, from_s=330.0)
    assert it.start_us == START_US + 330_000_000
    assert (rows_of(it, START_US)["start_us"] - START_US).tolist() == [270_000_000]
    filled = rows_of(series(tmp_path, HOUSEHOLD, from_s=330.0, missing="gap"), START_US)
    assert filled["duration_us"].tolist() == [60_000_000] * 4 + [30_000_000, 60_000_000]
    assert filled["start_us"][0] == START_US


def test_days_out_of_order_are_sorted_and_said_so(tmp_path: Path) -> None:
    lines = [
        f"{day}/2/2007;{hour:02}:00:00;{day}.{hour:02};0;230;1;0\r\n"
        for day in (1, 11, 2)
        for hour in range(24)
    ]
    it = series(tmp_path, HEAD + "".join(lines))
    rows = rows_of(it)
    assert (np.diff(rows["start_us"]) > 0).all()
    assert [int(e) // 3_600_000_000 for e in energies(rows, "a_plus")[::24]] == [1, 2, 11]
    assert it.notes == ["the rows are not in the order of time (first at line 50); they were sorted"]


def test_blocks_are_a_day_at_most(tmp_path: Path) -> None:
    text = "time,power\n" + "".join(f"{n * 60},1\n" for n in range(5000))
    blocks = [block.rows for block in Measurement(series(tmp_path, text)).blocks(0)]
    assert sum(len(block) for block in blocks) == 5000
    assert all(int(block["start_us"][-1] - block["start_us"][0]) < US_PER_DAY for block in blocks)


def test_a_long_series_streams(tmp_path: Path) -> None:
    text = "time,power\n" + "".join(f"{n},1\n" for n in range(300_000))
    it = series(tmp_path, text)
    assert (it.total, it.done) == (len(text), 0)
    sizes, done = [], []
    for block in it.blocks():
        sizes.append(len(block.start_us))
        done.append(it.done)
    assert sum(sizes) == 300_000
    assert max(sizes) <= 1 << 18
    assert 0 < done[0] < done[-1]
    assert done[-1] == it.total


def test_parquet_has_load_series_too(tmp_path: Path) -> None:
    times = pa.array([START_US, START_US + US_PER_MIN], pa.timestamp("us", "UTC"))
    pq.write_table(
        pa.table({"time": times, "P_kW": [0.326, None], "U (V)": [230.0, 231.0]}), tmp_path / "a.parquet"
    )
    it = LoadSeries(ParquetTable(tmp_path / "a.parquet", "a.parquet"), Reading())
    rows = rows_of(it)
    assert it.start_us == START_US
    assert energies(rows, "a_plus") == [19_560_000, 0]
    assert rows["marks"].tolist() == [0, Mark.GAP]


def test_the_hour_that_autumn_has_twice(tmp_path: Path) -> None:
    stamps = ["01:30", "02:00", "02:30", "02:00", "02:30", "03:00"]
    text = "time,power\n" + "".join(f"2025-10-26 {stamp},1\n" for stamp in stamps)
    rows = rows_of(series(tmp_path, text, time_zone="Europe/Paris"))
    assert set(rows["duration_us"].tolist()) == {30 * US_PER_MIN}
    assert (np.diff(rows["start_us"]) == 30 * US_PER_MIN).all()
    with pytest.raises(InputError, match=r"a\.csv, line 5: the time goes back into rows") as caught:
        series(tmp_path, text)
    assert "time_zone" in caught.value.hint


@pytest.mark.parametrize(
    ("text", "options", "fault"),
    [
        ("time,x\n0,1\n60,1\n", {}, "has no column of power or energy"),
        ("x,power\n0,1\n", {}, "has no column of time"),
        ("time,power\n", {}, "holds no rows"),
        ("power\n", {"interval_s": 60.0}, "holds no rows"),
        ("time,power\n0,1\n", {}, "does not tell the length of an interval"),
        ("time,power\n0,1\n200000,1\n", {}, "intervals of 200000 s; a day is the longest"),
        ("time,power\n0,1\n60,1\n60,1\n", {}, "line 4, column 0 .*the same time again"),
        ("time,power\n0,1\n60,1\n120,1\n90,1\n150,1\n", {}, "line 5: the time goes back into rows"),
        ("time,power\n0,1\n60,lots\n", {}, r"line 3, column 1 \(power\): 'lots' is not a number"),
        ("time,power\n0,1\nlater,1\n", {}, r"line 3, column 0 \(time\): 'later' is not a number"),
        ("time,power (MW)\n0,1\n60,500\n", {}, r"line 3, column 1 .*a mean power of 5e\+08 W"),
        ("time,energy (MWh)\n0,1\n60,500\n", {}, r"line 3, column 1 .*a mean power of 3e\+10 W"),
        ("time,power,q (kvar)\n0,1,1\n60,1,5e9\n", {}, r"line 3, column 2 .*a mean power of 5e\+12 var"),
        ("time,power,voltage\n0,1,230\n60,1,1e306\n", {}, r"line 3, column 2 .*1e\+306 V is more than"),
        ("time,power,u (kV)\n0,1,230\n60,1,230\n", {}, r"line 2, column 2 .*2\.3e\+05 V is more than"),
        ("time,power,exported W\n0,1,1\n60,-1,1\n", {}, "line 3, column 1 .*negative"),
        ("time,power,exported W\n0,1,1\n60,1,-1\n", {}, "line 3, column 2 .*negative"),
        ("time,power,exported kWh\n0,1,1\n60,1,-1\n", {}, "one as power and one as energy"),
        ("time,energy,exported W\n0,1,1\n60,1,-1\n", {}, "one as power and one as energy"),
    ],
)
def test_what_cannot_be_is_told_in_one_line(
    tmp_path: Path, text: str, options: dict[str, object], fault: str
) -> None:
    def read() -> None:
        rows_of(series(tmp_path, text, **options))

    with pytest.raises(InputError, match=fault) as caught:
        read()
    assert str(caught.value).startswith("a.csv")
    assert "\n" not in str(caught.value)


def test_no_reactive_power_is_said_before_anything_is_read(tmp_path: Path) -> None:
    assert series(tmp_path, "time,power\n0,1\n60,1\n").notes == ["it has no reactive power: none is counted"]
    for column in ("reactive_power", "reactive_energy"):
        assert series(tmp_path, f"time,power,{column}\n0,1,0\n60,1,0\n").notes == []


def test_where_reactive_power_is_missing_is_said_once_and_with_its_place(tmp_path: Path) -> None:
    it = series(tmp_path, "time,power,reactive_power\n0,1,2\n60,,\n120,1,\n180,1,\n")
    assert it.notes == []
    rows_of(it)
    (note,) = it.notes
    assert note.startswith("reactive power is missing in rows that have active power, first at line 4")
