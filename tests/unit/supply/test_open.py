from __future__ import annotations

import io
import os
import sys
import threading
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import soundfile
from tests.comtrade_files import Record, configuration, data, write

from enfas.errors import ConfigurationError, InputError
from enfas.supply.audio import AudioSamples
from enfas.supply.comtrade_samples import ComtradeSamples
from enfas.supply.excerpt import Excerpt
from enfas.supply.load_series import LoadSeries
from enfas.supply.open import open_samples, open_supply
from enfas.supply.raw import RawSamples
from enfas.supply.reading import Reading
from enfas.supply.sampled import Sampled
from enfas.supply.synthesis import SyntheticSamples
from enfas.supply.table_samples import TableSamples
from enfas.timebase import from_civil

SAMPLES = "u,i\n" + "1,2\n" * 10
LOADS = "time,power\n2007-02-01 00:00,1\n2007-02-01 00:01,2\n"


def make(folder: Path, name: str) -> Path:
    """A small source of the kind that its name says."""
    path = folder / name
    if path.suffix in (".cfg", ".dat"):
        return write(folder, Record()).with_name(name)
    if path.suffix == ".cff":
        record = Record("2013", tail=("0,0", "0,0"))
        head = f"--- file type: CFG ---\r\n{configuration(record)}--- file type: DAT BINARY: 80 ---\r\n"
        path.write_bytes(head.encode() + data(record))
    elif path.suffix in (".wav", ".flac"):
        soundfile.write(path, np.ones((10, 2), np.int16), 10_000)
    elif path.suffix in (".parquet", ".pq"):
        pq.write_table(pa.table({"u": [1.0, 2.0], "i": [1, 2]}), path)
    elif path.suffix in (".raw", ".bin"):
        path.write_bytes(bytes(40))
    else:
        path.write_text(SAMPLES)
    return path


@pytest.mark.parametrize(
    ("name", "kind", "options"),
    [
        ("r.cfg", ComtradeSamples, {}),
        ("r.dat", ComtradeSamples, {}),
        ("r.cff", ComtradeSamples, {}),
        ("a.wav", AudioSamples, {}),
        ("a.flac", AudioSamples, {}),
        ("a.csv", TableSamples, {"rate_hz": 1e4}),
        ("a.txt", TableSamples, {"rate_hz": 1e4}),
        ("a.parquet", TableSamples, {"rate_hz": 1e4}),
        ("a.pq", TableSamples, {"rate_hz": 1e4}),
        ("a.raw", RawSamples, {"rate_hz": 1e4, "encoding": "int16"}),
        ("a.bin", RawSamples, {"rate_hz": 1e4, "encoding": "int16"}),
    ],
)
def test_kinds_are_told_by_extension(
    tmp_path: Path, name: str, kind: type, options: dict[str, object]
) -> None:
    path = make(tmp_path, name)
    assert isinstance(open_samples(path, Reading(**options)).source, kind)  # type: ignore[arg-type]
    assert isinstance(open_supply(str(path), Reading(**options)), Sampled)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("r.cff", ComtradeSamples),
        ("a.wav", AudioSamples),
        ("a.flac", AudioSamples),
        ("a.parquet", TableSamples),
        ("a.csv", TableSamples),
    ],
)
def test_where_the_extension_says_nothing_the_content_does(tmp_path: Path, name: str, kind: type) -> None:
    path = make(tmp_path, name)
    other = path.rename(tmp_path / "recording")
    if kind is ComtradeSamples:
        with pytest.raises(InputError, match=r"COMTRADE|cfg"):
            open_samples(other, Reading())
        return
    assert isinstance(open_samples(other, Reading(rate_hz=1e4)).source, kind)


def test_the_user_may_say_what_it_is(tmp_path: Path) -> None:
    path = tmp_path / "a.dat"
    path.write_text(SAMPLES)
    assert isinstance(open_samples(path, Reading(kind="samples", rate_hz=1e4)).source, TableSamples)
    path.write_text(LOADS)
    assert isinstance(open_supply(path, Reading(kind="loads")), LoadSeries)


def test_a_load_series_has_no_samples(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(LOADS)
    with pytest.raises(InputError, match="is a load series: it has no samples"):
        open_samples(path)


def test_a_supply_file_leads_to_its_source(tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    make(tmp_path / "sub", "a.wav")
    path = tmp_path / "s.toml"
    path.write_text('path = "sub/a.wav"\nu_scale = 2.0\nstart = "2025-01-15T11:00:00Z"\n')
    source = open_samples(path)
    assert source.start_us == from_civil(2025, 1, 15, 11)
    assert next(source.blocks()).u_v[0] == 2
    assert next(open_samples(path, Reading(u_scale=5.0)).blocks()).u_v[0] == 5
    assert open_supply(path).start_us == from_civil(2025, 1, 15, 11)


def test_a_supply_file_may_give_a_load_series_another_start(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(LOADS)
    path = tmp_path / "s.toml"
    path.write_text('path = "a.csv"\nstart = "2025-01-15T11:00:00Z"\n')
    assert open_supply(path).start_us == from_civil(2025, 1, 15, 11)


def test_a_synthetic_signal_has_its_own_length(tmp_path: Path) -> None:
    path = tmp_path / "s.toml"
    path.write_text('kind = "synthetic"\nduration_s = 0.5\n[[phasor]]\nu_v = 230\ni_a = 1\n')
    source = open_samples(path)
    assert isinstance(source.source, SyntheticSamples)
    assert (source.sampling.rate_hz, source.total) == (10_000, 5000)
    part = open_samples(path, Reading(from_s=0.2))
    assert isinstance(part.source, Excerpt)
    assert sum(len(block.u_v) for block in part.blocks()) == 3000
    with pytest.raises(InputError, match=r"s\.toml: order 1 of 50 Hz is too high"):
        open_samples(path, Reading(rate_hz=90.0))
    path.write_text('kind = "synthetic"\nphasor = []\n')
    with pytest.raises(InputError, match=r"s\.toml: a synthetic signal has at least one phasor"):
        open_samples(path)


def test_a_part_is_taken_of_any_samples(tmp_path: Path) -> None:
    part = open_samples(make(tmp_path, "a.wav"), Reading(from_s=0.0003, duration_s=0.0005))
    assert [len(block.u_v) for block in part.blocks()] == [5]


def stdin(monkeypatch: pytest.MonkeyPatch, octets: bytes) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(octets)))


@pytest.mark.requirement("MET-1")
def test_standard_input_has_samples_as_text_or_as_pairs(monkeypatch: pytest.MonkeyPatch) -> None:
    stdin(monkeypatch, b"1,2\n3,4\n")
    (block,) = open_samples("-", Reading(rate_hz=1e4)).blocks()
    assert block.i_a.tolist() == [2, 4]
    stdin(monkeypatch, np.array([1, 2, 3, 4], "<f4").tobytes())
    (block,) = open_samples("-", Reading(rate_hz=1e4, encoding="float32")).blocks()
    assert block.i_a.tolist() == [2, 4]


def test_standard_input_may_be_a_load_series(monkeypatch: pytest.MonkeyPatch) -> None:
    stdin(monkeypatch, LOADS.encode())
    supply = open_supply("-")
    assert isinstance(supply, LoadSeries)
    assert supply.start_us == from_civil(2007, 1, 31, 23)
    assert [len(block.start_us) for block in supply.blocks()] == [2]


def test_there_may_be_no_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", None)
    with pytest.raises(InputError, match="there is no standard input"):
        open_samples("-", Reading(rate_hz=1e4))


@pytest.mark.parametrize("kind", ["comtrade", "audio", "parquet"])
def test_some_kinds_need_a_file(monkeypatch: pytest.MonkeyPatch, kind: str) -> None:
    stdin(monkeypatch, b"")
    with pytest.raises(InputError, match=f"standard input cannot be read as {kind}"):
        open_samples("-", Reading(kind=kind))  # type: ignore[arg-type]


def test_a_pipe_is_read_as_it_comes(tmp_path: Path) -> None:
    path = tmp_path / "pipe"
    os.mkfifo(path)
    sender = threading.Thread(target=path.write_text, args=(SAMPLES,))
    sender.start()
    blocks = list(open_samples(path, Reading(rate_hz=1e4)).blocks())
    sender.join()
    assert sum(len(block.u_v) for block in blocks) == 10


@pytest.mark.parametrize(
    "where", ["nothing.csv", "nothing.wav", "nothing.cfg", "nothing.toml", "nothing.parquet", "nothing"]
)
def test_what_is_not_there_is_an_error_of_the_input(tmp_path: Path, where: str) -> None:
    with pytest.raises(InputError, match=r"nothing.* cannot be read: No such file"):
        open_supply(tmp_path / where)


def test_what_cannot_be_a_path(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="is a folder"):
        open_supply(tmp_path)
    with pytest.raises(InputError, match="is no path"):
        open_supply("a\0b.csv")


def test_what_is_synthetic_needs_a_supply_file(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="a synthetic signal is described in a supply file"):
        open_samples(make(tmp_path, "a.csv"), Reading(kind="synthetic"))


def test_an_option_that_cannot_be(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(LOADS)
    with pytest.raises(ConfigurationError, match="no time zone"):
        open_supply(path, Reading(time_zone="Atlantis/Capital"))


def test_a_folder_is_named_as_it_was_given(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(InputError, match=r"^\. is a folder, not a recording$") as caught:
        open_supply(".")
    assert "the file in it" in caught.value.hint


# What tells a supply from another where it tells no time of its own.


def test_the_origin_is_the_same_for_what_begins_and_is_read_the_same(tmp_path: Path) -> None:
    path = make(tmp_path, "a.csv")
    reading = Reading(rate_hz=1e4)
    origin = open_supply(path, reading).origin
    assert origin
    assert not open_supply(path, reading).live
    other = path.rename(tmp_path / "b.csv")
    assert open_supply(other, reading).origin == origin
    assert open_supply(other, Reading(rate_hz=1e4, duration_s=1.0)).origin == origin
    assert open_supply(other, Reading(rate_hz=2e4)).origin != origin
    assert open_supply(other, Reading(rate_hz=1e4, i_scale=2.0)).origin != origin
    other.write_text(other.read_text().replace("1,2", "2,1", 1))
    assert open_supply(other, reading).origin != origin


def test_a_recording_that_has_grown_is_the_same(tmp_path: Path) -> None:
    path = tmp_path / "a.raw"
    path.write_bytes(bytes(range(200)) * 400)
    reading = Reading(rate_hz=1e4, encoding="int16")
    origin = open_supply(path, reading).origin
    path.write_bytes(path.read_bytes() + b"more")
    assert open_supply(path, reading).origin == origin


def test_a_synthetic_signal_s_origin_is_what_it_is(tmp_path: Path) -> None:
    path = tmp_path / "a.toml"
    signal = "[[phasor]]\nu_v = 230\ni_a = {}\n"

    def origin(duration_s: int, i_a: int) -> str:
        path.write_text(f'kind = "synthetic"\nduration_s = {duration_s}\n' + signal.format(i_a))
        return open_supply(path).origin

    assert origin(5, 1) == origin(7, 1) != origin(5, 2)


def test_a_supply_file_s_source_is_what_counts(tmp_path: Path) -> None:
    make(tmp_path, "a.wav")
    path = tmp_path / "a.toml"
    path.write_text('path = "a.wav"\nu_scale = 2.0\n')
    assert open_supply(path).origin == open_supply(tmp_path / "a.wav", Reading(u_scale=2.0)).origin


def test_what_comes_as_it_happens_has_no_origin(monkeypatch: pytest.MonkeyPatch) -> None:
    stdin(monkeypatch, b"1,2\n3,4\n")
    samples = open_supply("-", Reading(rate_hz=1e4))
    assert (samples.live, samples.origin) == (True, "")
    stdin(monkeypatch, LOADS.encode())
    loads = open_supply("-")
    assert (loads.live, loads.origin) == (True, "")


@pytest.mark.parametrize("options", [{}, {"kind": "raw", "encoding": "int16"}])
def test_a_rate_that_is_not_said(monkeypatch: pytest.MonkeyPatch, options: dict[str, str]) -> None:
    stdin(monkeypatch, b"1,2\n3,4\n")
    with pytest.raises(InputError, match="standard input does not say its sampling rate") as caught:
        open_supply("-", Reading(**options))  # type: ignore[arg-type]
    assert "rate_hz" in caught.value.hint
    assert "supply file" in caught.value.hint
