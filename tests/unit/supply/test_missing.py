"""What a missing value is, from the file to the rows: the same rule in every format."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import soundfile
from tests.comtrade_files import Record, data, write
from tests.measured import missing

from enfas.conditions import Conditions, Thresholds
from enfas.interval import Mark, Rows
from enfas.metrology.assembly import Measurement
from enfas.supply.open import open_supply
from enfas.supply.reading import Reading
from enfas.timebase import US_PER_S

RATE = 4000
COUNT = 4 * RATE
FROM, UNTIL = 6000, 6400  # 100 ms
RULES = [
    ("u", "", Mark.OUTAGE),
    ("i", "", Mark.GAP),
    ("ui", "", Mark.OUTAGE),
    ("u", "gap", Mark.GAP),
    ("i", "outage", Mark.OUTAGE),
]


def signal(missing: str) -> np.ndarray:  # type: ignore[type-arg]
    """Volts and amperes, some of them missing: shape (n, 2)."""
    turn = 2 * np.pi * 50 / RATE * np.arange(COUNT)
    both = np.stack([325 * np.sin(turn), 7 * np.sin(turn - 0.5)], axis=1)
    for channel, column in (("u", 0), ("i", 1)):
        if channel in missing:
            both[FROM:UNTIL, column] = np.nan
    return both


def csv(folder: Path, both: np.ndarray) -> Path:  # type: ignore[type-arg]
    path = folder / "a.csv"
    lines = (",".join("" if np.isnan(value) else f"{value:.3f}" for value in pair) for pair in both)
    path.write_text("u,i\n" + "\n".join(lines) + "\n")
    return path


def parquet(folder: Path, both: np.ndarray) -> Path:  # type: ignore[type-arg]
    path = folder / "a.parquet"
    columns = {name: pa.array(both[:, n], from_pandas=True) for n, name in enumerate(("u", "i"))}
    pq.write_table(pa.table(columns), path)
    return path


def sound(folder: Path, both: np.ndarray) -> Path:  # type: ignore[type-arg]
    path = folder / "a.wav"
    soundfile.write(path, both, RATE, "DOUBLE")
    return path


def pairs(folder: Path, both: np.ndarray) -> Path:  # type: ignore[type-arg]
    path = folder / "a.raw"
    path.write_bytes(both.astype("<f8").tobytes())
    return path


FORMATS = {
    "csv": (csv, {"rate_hz": RATE}),
    "parquet": (parquet, {"rate_hz": RATE}),
    "sound": (sound, {}),
    "pairs": (pairs, {"rate_hz": RATE, "encoding": "float64"}),
}


def rows_of(path: Path, **options: object) -> Rows:
    supply = open_supply(path, Reading(**options))  # type: ignore[arg-type]
    at_once = Conditions(thresholds=Thresholds(outage_s=0.0))
    return np.concatenate([block.rows for block in Measurement(supply).blocks(0, at_once)])


@pytest.mark.requirement("LOG-7")
@pytest.mark.parametrize(("channels", "rule", "mark"), RULES)
@pytest.mark.parametrize("name", FORMATS)
def test_missing_samples(name: str, channels: str, rule: str, mark: Mark, tmp_path: Path) -> None:
    make, options = FORMATS[name]
    rows = rows_of(make(tmp_path, signal(channels)), missing=rule, **options)
    marked = missing(rows)
    assert marked["marks"].tolist() == [mark]
    assert marked["start_us"].tolist() == [FROM * US_PER_S // RATE]
    assert marked["duration_us"].tolist() == [(UNTIL - FROM) * US_PER_S // RATE]


@pytest.mark.requirement("LOG-7")
@pytest.mark.parametrize(("rule", "mark"), [("", Mark.OUTAGE), ("gap", Mark.GAP)])
def test_missing_samples_of_a_fault_record(rule: str, mark: Mark, tmp_path: Path) -> None:
    codes = np.rint(signal("")[:, [1, 0, 0, 1, 1]] * 50).astype(np.int64)
    codes[FROM:UNTIL] = -32768
    record = Record(form="BINARY", rates=(f"{RATE},{COUNT}",))
    rows = rows_of(write(tmp_path, record, data(record, codes)), missing=rule)
    marked = missing(rows)
    assert marked["marks"].tolist() == [mark]
    assert marked["duration_us"].sum() == (UNTIL - FROM) * US_PER_S // RATE


@pytest.mark.requirement("LOG-7")
@pytest.mark.parametrize("suffix", ["csv", "parquet"])
@pytest.mark.parametrize(
    ("rule", "marks"), [("", [0, Mark.OUTAGE, Mark.GAP, 0]), ("gap", [0, Mark.GAP, Mark.GAP, 0])]
)
def test_missing_loads(suffix: str, rule: str, marks: list[int], tmp_path: Path) -> None:
    path = tmp_path / f"l.{suffix}"
    times, powers, volts = [0, 60, 120, 180], [1.0, None, None, 2.0], [230.0, None, 230.0, None]
    if suffix == "parquet":
        pq.write_table(pa.table({"time": times, "P (W)": powers, "U (V)": volts}), path)
    else:
        lines = (
            f"{t},{'' if p is None else p},{'' if u is None else u}\n"
            for t, p, u in zip(times, powers, volts, strict=True)
        )
        path.write_text("time,P (W),U (V)\n" + "".join(lines))
    assert rows_of(path, missing=rule)["marks"].tolist() == marks
