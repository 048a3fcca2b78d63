"""Opens what the meter is connected to: a recording, a load series, a supply file, or standard input."""

from __future__ import annotations

import hashlib
import io
import sys
from dataclasses import fields, replace
from fractions import Fraction
from pathlib import Path
from typing import Final, cast

from enfas.errors import InputError
from enfas.supply.excerpt import Excerpt
from enfas.supply.kinds import START, SYNTHETIC, kind_of_file, kind_of_stream
from enfas.supply.lines import Pipe, Stream, read_error
from enfas.supply.load_series import LoadSeries
from enfas.supply.reading import Reading
from enfas.supply.sampled import Sampled
from enfas.supply.source import SampleSource

__all__ = ["open_samples", "open_supply"]

_STANDARD_INPUT: Final = "standard input"
_DEFAULT_RATE_HZ: Final = Fraction(10_000)
_BEGINNING: Final = 1 << 16
"""How much of a file's beginning tells it from others. [octets]"""


def open_supply(where: str | Path, options: Reading | None = None) -> Sampled | LoadSeries:
    """A supply of samples or of loads: a recording, a load series, a supply file (.toml), or "-".

    Raises:
        InputError: It cannot be read as asked.
        ConfigurationError: An option cannot be.
    """
    source, reading, origin = _open(where, options or Reading())
    supply = source if isinstance(source, LoadSeries) else Sampled(source, reading)
    supply.live, supply.origin = not origin, origin
    return supply


def open_samples(where: str | Path, options: Reading | None = None) -> Sampled:
    """A supply of samples.

    Raises:
        InputError: It cannot be read as asked, or has no samples.
        ConfigurationError: An option cannot be.
    """
    supply = open_supply(where, options)
    if isinstance(supply, LoadSeries):
        raise InputError(
            f"{supply.name} is a load series: it has no samples", hint="a meter can run on it: enfas run"
        )
    return supply


def _open(where: str | Path, options: Reading) -> tuple[SampleSource | LoadSeries, Reading, str]:
    """A source, how it is read when a supply file has had its say, and its origin (see `intake.Supply`)."""
    if Path(where).suffix.lower() != ".toml":
        return _part(_whole(where, options), options), options, _origin_of_file(where, options)
    from enfas.supply.supply_file import read_supply_file
    from enfas.supply.synthesis import SyntheticSamples

    file = read_supply_file(Path(where))
    reading = options.over(file.reading)
    source: SampleSource | LoadSeries
    if file.signal is not None:
        rate_hz, length_s = reading.rate or _DEFAULT_RATE_HZ, file.reading.duration_s
        source = SyntheticSamples(Path(where).name, file.signal, rate_hz, length_s)
        origin = _origin(reading, repr((file.signal, rate_hz)).encode())
        reading = replace(reading, duration_s=options.duration_s)  # of a part; the file's is of the whole
    else:
        source = _whole(file.where, reading)
        origin = _origin_of_file(file.where, reading)
    if file.start_us is not None:
        source.start_us = file.start_us
    return _part(source, reading), reading, origin


def _origin_of_file(where: str | Path, reading: Reading) -> str:
    """The origin of a file that could be opened; that of a stream is empty."""
    if not Path(where).is_file():
        return ""
    with Path(where).open("rb") as file:
        return _origin(reading, file.read(_BEGINNING))


def _origin(reading: Reading, beginning: bytes) -> str:
    """What begins so and is read so; how much of it is wanted makes no other of it."""
    whole = replace(reading, duration_s=None)
    options = {f.name: getattr(whole, f.name) for f in fields(whole) if getattr(whole, f.name) != f.default}
    return hashlib.sha256(repr(sorted(options.items())).encode() + b"\0" + beginning).hexdigest()


def _part(source: SampleSource | LoadSeries, reading: Reading) -> SampleSource | LoadSeries:
    """The part that is wanted of samples; a load series sees to that itself."""
    if isinstance(source, LoadSeries) or not (reading.from_s or reading.duration_s):
        return source
    return Excerpt(source, reading.from_s, reading.duration_s)


def _whole(where: str | Path, reading: Reading) -> SampleSource | LoadSeries:
    if reading.kind == SYNTHETIC:
        name = _STANDARD_INPUT if str(where) == "-" else Path(where).name
        raise InputError(f"{name}: a synthetic signal is described in a supply file (.toml)")
    if str(where) == "-":
        if sys.stdin is None:
            raise InputError("there is no standard input")
        return _stream(cast("io.BufferedReader", sys.stdin.buffer), _STANDARD_INPUT, reading)
    path = Path(where)
    try:
        if path.is_dir():
            raise InputError(f"{where} is a folder, not a recording", hint="name the file in it")
        if not path.is_file():
            path.stat()
            return _stream(Pipe(path), path.name, reading)
        with path.open("rb") as file:
            start = file.read(START)
    except OSError as error:
        raise read_error(str(path), error) from error
    except ValueError as error:
        raise InputError(f"{str(path)!r} is no path: {error}") from error
    return kind_of_file(reading.kind, path.suffix, start).open(path, path.name, reading)


def _stream(stream: Stream, name: str, reading: Reading) -> SampleSource | LoadSeries:
    """Standard input or a pipe."""
    return kind_of_stream(reading.kind, reading.encoding, name).open(stream, name, reading)
