"""The lines of a COMTRADE record's configuration, and where its data are: two files, or a .cff with all."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final, NamedTuple

from enfas.errors import InputError
from enfas.supply.dialect import decode
from enfas.supply.lines import read_error

__all__ = ["ConfigurationText", "find_configuration"]

_MOST_OCTETS: Final = 1 << 24
_MOST_LINES: Final = 30_000
_BARE_STAMP: Final = re.compile(r"(\s*\d+/\d+/\d+\s*,\s*\d+:\d+:\d+)\s*")
_SECTION: Final = re.compile(
    rb"\s*---\s*file type:\s*([A-Za-z]+)(?:\s+([A-Za-z0-9]+))?.*---\s*", re.IGNORECASE
)


class ConfigurationText(NamedTuple):
    """What was found.

    Attributes:
        lines: The lines of the configuration.
        first_line: Number of the first in its file, from 1.
        form: Form of the data as a .cff tells it, else "".
        data: The file that holds the data.
        data_at: Octet at which they begin in it.
        data_line: Line of text at which they begin, from 1.
    """

    lines: list[str]
    first_line: int
    form: str
    data: Path
    data_at: int
    data_line: int


def find_configuration(path: Path) -> ConfigurationText:
    """The configuration of a record, by any of its files.

    Raises:
        InputError: A file is missing or cannot be one of a record.
    """
    return _read_cff(path) if path.suffix.lower() == ".cff" else _read_cfg(path)


def _read_cfg(path: Path) -> ConfigurationText:
    cfg, dat = (
        (path, _sibling(path, "dat")) if path.suffix.lower() == ".cfg" else (_sibling(path, "cfg"), path)
    )
    try:
        if cfg.stat().st_size > _MOST_OCTETS:
            raise InputError(f"{cfg.name} is no configuration of a COMTRADE record: it is too long")
        lines = decode(cfg.read_bytes()).splitlines()
        dat.stat()
    except OSError as error:
        missing = Path(error.filename or path).name
        raise read_error(f"{missing} (a COMTRADE record has a .cfg and a .dat)", error) from error
    return ConfigurationText([_with_fraction(line) for line in lines], 1, "", dat, 0, 1)


def _sibling(path: Path, suffix: str) -> Path:
    """The other file of a record, its suffix in either case."""
    both = [path.with_suffix(f".{suffix}"), path.with_suffix(f".{suffix.upper()}")]
    return next((other for other in both if other.exists()), both[0])


def _read_cff(path: Path) -> ConfigurationText:
    lines: list[str] = []
    first_line, section = 1, ""
    try:
        with path.open("rb") as file:
            for number in range(1, _MOST_LINES):
                line = file.readline(1 << 16)
                if not line:
                    break
                if match := _SECTION.fullmatch(line.rstrip()):
                    section = match[1].decode().upper()
                    if section == "CFG":
                        first_line = number + 1
                    if section == "DAT":
                        form = (match[2] or b"").decode()
                        return ConfigurationText(lines, first_line, form, path, file.tell(), number + 1)
                elif section == "CFG":
                    lines.append(_with_fraction(decode(line).rstrip("\r\n")))
    except OSError as error:
        raise read_error(path.name, error) from error
    raise InputError(
        f"{path.name} has no section of data", hint='it begins with "--- file type: DAT ASCII ---"'
    )


def _with_fraction(line: str) -> str:
    """A time stamp without decimals gets some: the package knows none without."""
    match = _BARE_STAMP.fullmatch(line)
    return f"{match[1]}.000000" if match else line
