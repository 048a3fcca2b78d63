"""The one place where kinds of sources are told apart: by what the user says, by extension, by content."""

from __future__ import annotations

import io
import sys
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Final, cast

from enfas.errors import InputError
from enfas.supply.lines import Pipe, Stream, read_error
from enfas.supply.reading import Kind, Reading

if TYPE_CHECKING:
    from enfas.supply.load_series import LoadSeries
    from enfas.supply.source import SampleSource, Supply
    from enfas.supply.synthetic import Synthetic
    from enfas.supply.table import Table

__all__ = ["open_samples", "open_supply"]

_STANDARD_INPUT: Final = "standard input"
_DEFAULT_RATE_HZ: Final = Fraction(10_000)
_KINDS: Final[dict[str, Kind]] = {
    ".cfg": "comtrade", ".dat": "comtrade", ".cff": "comtrade",
    ".wav": "audio", ".wave": "audio", ".w64": "audio", ".rf64": "audio", ".flac": "audio", ".aiff": "audio",
    ".aif": "audio", ".au": "audio", ".caf": "audio",
    ".raw": "raw", ".bin": "raw", ".pcm": "raw",
}  # fmt: skip
"""Kinds by extension; text and Parquet are tables, of samples or of loads by their columns."""

_FAST_HZ: Final = 100
"""No load series has so many rows a second, and no samples of mains have fewer. [Hz]"""

_AUDIO_STARTS: Final = (b"RIFF", b"RF64", b"fLaC", b"riff", b"FORM", b".snd", b"caff")
_PARQUET_START: Final = b"PAR1"
_CFF_START: Final = b"--- file type:"


def open_supply(where: str | Path, options: Reading | None = None) -> Supply:
    """A supply of interval rows: a recording, a load series, a supply file (.toml), or "-", standard input.

    Raises:
        InputError: It cannot be read as asked.
        ConfigurationError: An option cannot be.
    """
    from enfas.supply.load_series import LoadSeries

    source, reading = _open(where, options or Reading())
    if isinstance(source, LoadSeries):
        return source
    from enfas.supply.sampled import Sampled  # brings what measures samples with it

    return Sampled(source, reading)


def open_samples(where: str | Path, options: Reading | None = None) -> SampleSource:
    """A source of samples of voltage and current.

    Raises:
        InputError: It cannot be read as asked, or has no samples.
        ConfigurationError: An option cannot be.
    """
    from enfas.supply.load_series import LoadSeries

    source, _ = _open(where, options or Reading())
    if isinstance(source, LoadSeries):
        raise InputError(
            f"{source.name} is a load series: it has no samples", hint="a meter can run on it: enfas run"
        )
    return source


def _open(where: str | Path, options: Reading) -> tuple[SampleSource | LoadSeries, Reading]:
    """A source, and how it is read when a supply file has had its say."""
    if Path(where).suffix.lower() != ".toml":
        return _part(_whole(where, options), options), options
    from enfas.supply.supply_file import read_supply_file

    file = read_supply_file(Path(where))
    reading = options.over(file.reading)
    source: SampleSource | LoadSeries
    if file.signal is not None:
        rate_hz, length_s = reading.rate or _DEFAULT_RATE_HZ, file.reading.duration_s
        source = _synthetic(Path(where).name, file.signal, rate_hz, length_s)
        reading = replace(reading, duration_s=options.duration_s)  # of a part; the file's is of the whole
    else:
        source = _whole(file.where, reading)
    if file.start_us is not None:
        source.start_us = file.start_us
    return _part(source, reading), reading


def _part(source: SampleSource | LoadSeries, reading: Reading) -> SampleSource | LoadSeries:
    """The part that is wanted of samples; a load series sees to that itself."""
    from enfas.supply.excerpt import Excerpt
    from enfas.supply.load_series import LoadSeries

    if isinstance(source, LoadSeries) or not (reading.from_s or reading.duration_s):
        return source
    return Excerpt(source, reading.from_s, reading.duration_s)


def _synthetic(name: str, signal: Synthetic, rate_hz: Fraction, length_s: float | None) -> SampleSource:
    from enfas.supply.synthesis import SyntheticSamples

    return SyntheticSamples(name, signal, rate_hz, length_s)


def _whole(where: str | Path, reading: Reading) -> SampleSource | LoadSeries:
    if str(where) == "-":
        if sys.stdin is None:
            raise InputError("there is no standard input")
        return _stream(cast("io.BufferedReader", sys.stdin.buffer), _STANDARD_INPUT, reading)
    path = Path(where)
    try:
        if path.is_dir():
            raise InputError(f"{path.name} is a folder, not a recording")
        if not path.is_file():
            path.stat()
            return _stream(Pipe(path), path.name, reading)
        with path.open("rb") as file:
            start = file.read(16)
    except OSError as error:
        raise read_error(str(path), error) from error
    except ValueError as error:
        raise InputError(f"{str(path)!r} is no path: {error}") from error
    if reading.kind == "synthetic":
        raise InputError(f"{path.name}: a synthetic signal is described in a supply file (.toml)")
    kind = reading.kind or _KINDS.get(path.suffix.lower()) or _kind_of_content(start)
    if kind == "comtrade":
        from enfas.supply.comtrade_samples import ComtradeSamples

        return ComtradeSamples(path, reading)
    if kind == "audio":
        from enfas.supply.audio import AudioSamples

        return AudioSamples(path, path.name, reading)
    if kind == "raw":
        from enfas.supply.raw import RawSamples

        return RawSamples(path, path.name, reading)
    if path.suffix.lower() in (".parquet", ".pq") or start.startswith(_PARQUET_START):
        from enfas.supply.parquet_table import ParquetTable

        return _of_table(ParquetTable(path, path.name), reading)
    from enfas.supply.text_table import TextTable

    return _of_table(TextTable(path, path.name, reading), reading)


def _kind_of_content(start: bytes) -> Kind:
    if start.startswith(_AUDIO_STARTS):
        return "audio"
    return "comtrade" if start.lower().startswith(_CFF_START) else ""


def _stream(stream: Stream, name: str, reading: Reading) -> SampleSource | LoadSeries:
    """Standard input or a pipe: text, or raw pairs where an encoding says so."""
    if reading.kind in ("comtrade", "audio"):
        raise InputError(f"{name} cannot be read as {reading.kind}: that needs a file")
    if reading.encoding != "text" or reading.kind == "raw":
        from enfas.supply.raw import RawSamples

        return RawSamples(stream, name, reading)
    from enfas.supply.text_table import TextTable

    return _of_table(TextTable(stream, name, reading), reading)


def _of_table(table: Table, reading: Reading) -> SampleSource | LoadSeries:
    """Samples or a load series: what the user says, else a column of power or energy tells the latter."""
    from enfas.supply.columns import is_load_series
    from enfas.supply.load_series import LoadSeries
    from enfas.supply.table_samples import TableSamples

    if reading.kind == "loads" or (not reading.kind and reading.columns):
        return LoadSeries(table, reading)
    said = reading.rate_hz is not None or reading.u_column is not None or reading.i_column is not None
    if reading.kind or said or not is_load_series(table):
        return TableSamples(table, reading)
    # powers beside voltages and currents: samples if they come as fast as such
    try:
        source = TableSamples(table, reading)
    except InputError:
        return LoadSeries(table, reading)
    return source if source.rate_hz >= _FAST_HZ else LoadSeries(table, reading)
