"""Whatever a source holds: it is read, or refused with one line that says why; nothing else escapes."""

from __future__ import annotations

import io
import itertools
import sys
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import soundfile
from hypothesis import given
from hypothesis import strategies as st
from tests.comtrade_files import Record, configuration, data, write

from enfas.errors import InputError
from enfas.metrology.assembly import Measurement
from enfas.supply.open import open_samples, open_supply
from enfas.supply.reading import Reading

MUTATIONS = st.lists(st.tuples(st.integers(0, 1 << 16), st.binary(max_size=4), st.integers(0, 6)), max_size=5)
"""Where, what is put there, and how many octets it takes the place of."""


def mutated(octets: bytes, mutations: list[tuple[int, bytes, int]]) -> bytes:
    for place, put, taken in mutations:
        at = place % (len(octets) + 1)
        octets = octets[:at] + put + octets[at + taken :]
    return octets


def read(where: str | Path, **options: object) -> None:
    """Read all of a source, to a bound; only errors of the input are let pass."""
    try:
        reading = Reading(**options)  # type: ignore[arg-type]
        supply = open_supply(where, reading)
        for rows, _ in itertools.islice(Measurement(supply).blocks(supply.start_us or 0), 2000):
            assert (rows["energy_mj"] >= 0).all()
            assert (rows["duration_us"] > 0).all()
    except InputError as error:
        if "\n" in f"{error}{error.hint}":
            raise AssertionError("an error of more than one line") from error


def sine(count: int = 600) -> np.ndarray:  # type: ignore[type-arg]
    turn = 2 * np.pi * 50 / 4000 * np.arange(count)
    return np.stack([325 * np.sin(turn), 7 * np.sin(turn - 0.5)], axis=1)


def sample_text() -> bytes:
    lines = [f"2020-02-24 18:15:21.{n * 250:06d};{u:.2f};{i:.3f}" for n, (u, i) in enumerate(sine())]
    return ("\n".join(["Sample Rate: 4000 Hz", "time;u (V);i (A)", *lines]) + "\n").encode()


def load_text() -> bytes:
    head = "Date;Time;Global_active_power;Global_reactive_power;Voltage;Global_intensity\r\n"
    lines = [f"1/2/2007;{n // 60:02}:{n % 60:02}:00;{n / 1000:.3f};0.1;243.15;1.4\r\n" for n in range(200)]
    lines[7] = "1/2/2007;00:07:00;?;?;?;?\r\n"
    return (head + "".join(lines)).encode()


class Files(dict[str, bytes]):
    """Octets by name; too many to be shown."""

    def __repr__(self) -> str:
        return "Files()"


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> Files:
    """A good file of each kind, by a name with its extension."""
    folder = tmp_path_factory.mktemp("good")
    codes = np.rint(sine() / [0.02, 0.001]).astype(np.int16)
    soundfile.write(folder / "a.wav", codes, 4000)
    soundfile.write(folder / "a.flac", codes, 4000)
    pq.write_table(
        pa.table({"u": sine()[:, 0], "i": sine()[:, 1], "t": np.arange(600) / 4000}), folder / "s.parquet"
    )
    times = pa.array(np.arange(200) * 60 + 1_170_000_000, pa.timestamp("s"))
    pq.write_table(
        pa.table({"time": times, "P (kW)": np.arange(200) / 100, "U": [230.0] * 200}), folder / "l.parquet"
    )
    files = Files({path.name: path.read_bytes() for path in folder.iterdir()})
    files |= {"s.csv": sample_text(), "l.csv": load_text(), "a.raw": sine().astype("<f4").tobytes()}
    files["s.toml"] = (
        b'kind = "synthetic"\nrate_hz = 4000\nduration_s = 0.5\n[[phasor]]\nu_v = 230\ni_a = 5\n'
        b'[[event]]\nkind = "dip"\nat_s = 0.1\nduration_s = 0.1\n[[event]]\nkind = "frequency"\nhz = 51\n'
    )
    return files


KINDS = ["a.wav", "a.flac", "s.parquet", "l.parquet", "s.csv", "l.csv", "a.raw", "s.toml"]


def options_of(name: str) -> dict[str, object]:
    return {"rate_hz": 4000.0, "encoding": "float32"} if name == "a.raw" else {}


@pytest.mark.parametrize("name", KINDS)
def test_each_file_is_good_before_it_is_broken(good: Files, name: str, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(good[name])
    supply = open_supply(tmp_path / name, Reading(**options_of(name)))  # type: ignore[arg-type]
    assert sum(len(rows) for rows, _ in Measurement(supply).blocks(0)) > 0


@pytest.mark.parametrize("name", KINDS)
@given(MUTATIONS, st.integers(0, 1 << 16))
def test_a_broken_file_is_read_or_refused(
    good: Files, name: str, mutations: list[tuple[int, bytes, int]], cut: int
) -> None:
    octets = mutated(good[name], mutations)
    if cut < 20_000:
        octets = octets[:cut]
    with TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(octets)
        read(path, **options_of(name))


@pytest.mark.parametrize("form", ["ASCII", "BINARY", "BINARY32", "FLOAT32"])
@given(MUTATIONS, MUTATIONS, st.booleans())
def test_a_broken_comtrade_record_is_read_or_refused(
    form: str, in_head: list[tuple[int, bytes, int]], in_data: list[tuple[int, bytes, int]], in_one: bool
) -> None:
    codes = np.tile(np.rint(sine(200) * 50).astype(np.int64)[:, [1, 0, 0, 1, 1]], 1)
    record = Record("2013" if in_one else "1999", form, rates=("4000,200",))
    head = mutated(configuration(record).encode(), in_head)
    octets = mutated(data(record, codes), in_data)
    with TemporaryDirectory() as folder:
        path = write(Path(folder), record, octets)
        path.write_bytes(head)
        if in_one:
            path = path.with_suffix(".cff")
            section = f"--- file type: DAT {form} ---\r\n".encode()
            path.write_bytes(b"--- file type: CFG ---\r\n" + head + section + octets)
        read(path)


@pytest.mark.parametrize(
    "name", ["nothing", "a.csv", "a.wav", "a.parquet", "a.toml", "a.cff", "a.raw", "a.dat", "a.flac"]
)
@given(st.binary(max_size=300))
def test_any_octets_are_read_or_refused(name: str, octets: bytes) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(octets)
        read(path, rate_hz=4000.0)
        read(path, kind="loads", interval_s=60.0)


CELLS = st.one_of(
    st.sampled_from(
        ["", "?", "NaN", "1", "-2.5", "1,5", "1e3", "inf", "x", '"', "2007-02-01 00:00", "1/2/2007", "24:00"]
    ),
    st.floats().map(str),
    st.text(max_size=5),
)
TABLES = st.lists(st.lists(CELLS, min_size=1, max_size=4), max_size=8)


@given(
    TABLES,
    st.sampled_from([",", ";", "\t", " "]),
    st.sampled_from(["", "time;power", "Date;Time;P (kW)", "u;i", "t;u;i"]),
)
def test_any_table_is_read_or_refused(table: list[list[str]], delimiter: str, head: str) -> None:
    lines = [head.replace(";", delimiter)] if head else []
    text = "\n".join([*lines, *(delimiter.join(row) for row in table)])
    with TemporaryDirectory() as folder:
        path = Path(folder) / "a.csv"
        path.write_text(text, encoding="utf-8", errors="surrogatepass")
        for options in ({}, {"rate_hz": 4000.0}, {"missing": "gap"}, {"skip_rows": 1, "stamp": "end"}):
            read(path, **options)


@pytest.mark.parametrize("encoding", ["text", "int16", "float64"])
@given(st.binary(max_size=200))
def test_any_octets_on_standard_input_are_read_or_refused(encoding: str, octets: bytes) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(octets)))
        read("-", rate_hz=4000.0, encoding=encoding)


def split_stream(octets: bytes, sizes: list[int]) -> Callable[[int], bytes]:
    """A stream that gives its octets in pieces of these sizes."""
    stream = io.BytesIO(octets)
    pieces = itertools.chain(sizes, itertools.repeat(1 << 20))
    return lambda size: stream.read(min(next(pieces), size))


@pytest.mark.parametrize("encoding", ["text", "int16"])
@given(sizes=st.lists(st.integers(1, 40), max_size=60))
def test_a_stream_may_come_in_any_pieces(encoding: str, sizes: list[int]) -> None:
    codes = np.arange(80).reshape(-1, 2)
    octets = (
        codes.astype("<i2").tobytes()
        if encoding == "int16"
        else b"".join(b"%d,%d\n" % (u, i) for u, i in codes)
    )
    with pytest.MonkeyPatch.context() as patch:
        stream = io.BytesIO()
        stream.read1 = split_stream(octets, sizes)  # type: ignore[method-assign]
        patch.setattr(sys, "stdin", type("Input", (), {"buffer": stream}))
        blocks = list(open_samples("-", Reading(rate_hz=4000.0, encoding=encoding)).blocks())  # type: ignore[arg-type]
    assert np.concatenate([block.u_v for block in blocks]).tolist() == codes[:, 0].tolist()
    assert np.concatenate([block.i_a for block in blocks]).tolist() == codes[:, 1].tolist()
