from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from enfas.supply.load_series import LoadSeries
from enfas.supply.reading import Reading
from enfas.supply.table_samples import TableSamples
from enfas.supply.tables import open_parquet, open_text

SAMPLES = "u,i\n" + "1,2\n" * 10
LOADS = "time,power\n2007-02-01 00:00,1\n2007-02-01 00:01,2\n"


@pytest.mark.parametrize(
    ("text", "options", "kind"),
    [
        (LOADS, {}, LoadSeries),
        (LOADS, {"columns": {"power": 1}}, LoadSeries),
        (LOADS.replace("power", "x"), {"columns": {"power": "x"}}, LoadSeries),
        (LOADS.replace("power", "x"), {"columns": {"power": "x"}, "kind": "text"}, LoadSeries),
        (LOADS.replace("power", "x"), {"columns": {"power": "x"}, "kind": "loads"}, LoadSeries),
        ("u,i,P (kW)\n1,2,3\n", {"kind": "samples", "rate_hz": 1e4}, TableSamples),
        (SAMPLES, {"rate_hz": 1e4}, TableSamples),
        ("time,P (kW),u,i\n0,1,2,3\n1,1,2,3\n", {}, LoadSeries),
        ("time,P (kW),u,i\n0,1,2,3\n0.0001,1,2,3\n", {}, TableSamples),
        ("time,P (kW),u,i\n0,1,2,3\n1,1,2,3\n", {"u_column": 2, "i_column": 3}, TableSamples),
    ],
)
def test_a_column_of_power_makes_a_load_series(
    tmp_path: Path, text: str, options: dict[str, object], kind: type
) -> None:
    path = tmp_path / "a.csv"
    path.write_text(text)
    assert isinstance(open_text(path, "a.csv", Reading(**options)), kind)  # type: ignore[arg-type]


def test_a_parquet_file_is_told_alike(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    columns = {"time": [0, 60], "P (kW)": [1.0, 2.0], "u": [230.0, 230.0], "i": [1.0, 1.0]}
    pq.write_table(pa.table(columns), path)
    assert isinstance(open_parquet(path, "a.parquet", Reading()), LoadSeries)
    assert isinstance(
        open_parquet(path, "a.parquet", Reading(u_column="u", rate_hz=1e4, time_column="")), TableSamples
    )
