"""A supply file: a TOML that says what the meter is connected to and how it is to be read.

    kind = "audio"                  # one of `kinds.NAMES`; nothing: found out
    path = "kettle.wav"             # beside the supply file; "-" is standard input
    u_scale = 0.02                  # and all other options of `Reading`, under their names
    start = "2025-01-15T11:00:00Z"  # instant of the first sample or row, if the source does not tell or is
    wrong

A synthetic one has no path but `rate_hz`, `frequency_hz`, `[[phasor]]` and `[[event]]`: see `synthetic.py`.
"""

from __future__ import annotations

import difflib
import tomllib
from dataclasses import fields
from pathlib import Path
from typing import Any, Final, NamedTuple

import msgspec

from enfas.errors import ConfigurationError, InputError
from enfas.supply.kinds import SYNTHETIC
from enfas.supply.lines import read_error
from enfas.supply.reading import Reading
from enfas.supply.synthetic import Synthetic
from enfas.timebase import parse_iso

__all__ = ["SupplyFile", "read_supply_file"]

_OPTIONS: Final = {field.name for field in fields(Reading)}
_SIGNAL: Final = {"frequency_hz", "phasor", "event"}


class SupplyFile(NamedTuple):
    """What a supply file says.

    Attributes:
        where: The source: a path, or "-"; empty for a synthetic signal.
        reading: How it is read.
        start_us: Instant of its first sample or row, where the file says so. [µs]
        signal: The synthetic signal, or None.
    """

    where: str
    reading: Reading
    start_us: int | None
    signal: Synthetic | None


def read_supply_file(path: Path) -> SupplyFile:
    """What a supply file says.

    Raises:
        InputError: It cannot be read, or says what cannot be.
    """
    name = path.name
    try:
        table = tomllib.loads(path.read_bytes().decode("utf-8"))
    except OSError as error:
        raise read_error(name, error) from error
    except UnicodeDecodeError as error:
        raise InputError(f"{name} is not text in UTF-8: byte {error.start}") from error
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise InputError(f"{name} is not TOML: {error}") from error
    return _read(name, path.parent, table)


def _read(name: str, folder: Path, table: dict[str, Any]) -> SupplyFile:
    start = table.pop("start", None)
    where = table.pop("path", "")
    signal_table = {key: table.pop(key) for key in _SIGNAL & table.keys()}
    synthetic = table.get("kind") == SYNTHETIC
    known = _OPTIONS | {"start", "path"} | (_SIGNAL if synthetic else set())
    if strangers := sorted(set(table) - _OPTIONS):
        raise _unknown(name, strangers[0], known)
    if signal_table and not synthetic:
        raise InputError(f'{name}: {min(signal_table)} belongs to kind = "synthetic"')
    if synthetic and where:
        raise InputError(f"{name}: a synthetic signal has no path")
    if not synthetic and not (where and isinstance(where, str)):
        raise InputError(f"{name} names no source", hint='say path = "recording.wav", or kind = "synthetic"')
    try:
        reading = msgspec.convert(table, Reading)
        signal = msgspec.convert(signal_table, Synthetic) if synthetic else None
        start_us = (
            None if start is None else parse_iso(start if isinstance(start, str) else start.isoformat())
        )
    except msgspec.ValidationError as error:
        raise InputError(f"{name}: {_of_validation(error)}") from error
    except ConfigurationError as error:
        raise InputError(f"{name}: {error}", hint=error.hint) from error
    except (AttributeError, OverflowError) as error:
        raise InputError(f"{name}: start = {start!r} is not a time", hint="2026-01-31T12:00:00Z") from error
    if where and where != "-":
        where = str(folder / where)
    return SupplyFile(where, reading, start_us, signal)


def _unknown(name: str, key: str, known: set[str]) -> InputError:
    near = difflib.get_close_matches(key, sorted(known), n=1)
    return InputError(
        f"{name}: there is no option {key!r}", hint=f"is {near[0]} meant?" if near else "see docs/supply.md"
    )


def _of_validation(error: msgspec.ValidationError) -> str:
    """The words of msgspec: "Expected `float`, got `str` - at `$.u_scale`"."""
    return " ".join(str(error).replace("`", "'").replace("'$.", "'").split())
