"""The files of a memory, apart from what SQLite does with them: where they lie, how one is made and read."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import Final
from zlib import crc32

import apsw

__all__ = ["Acknowledged", "beside", "create", "memory_file", "read_acknowledged", "read_file"]

_DEFAULT_NAME: Final = "meter.sqlite"
_ACKNOWLEDGED: Final = "-ack"
_LINE: Final = "{:016d} {:08x}\n"


def memory_file(state: Path) -> Path:
    """The file that is meant: the path itself if it ends in .sqlite or is a file; else one in that folder.

    Links are followed, as SQLite does: what belongs to a memory lies beside the file itself.
    """
    path = state if state.suffix == ".sqlite" or state.is_file() else state / _DEFAULT_NAME
    return path.resolve()


def beside(path: Path) -> list[Path]:
    """The files that belong to a memory while it is in use, as far as they are there."""
    companions = [path.with_name(path.name + suffix) for suffix in ("-wal", "-journal", _ACKNOWLEDGED)]
    return [companion for companion in companions if companion.exists()]


def create(path: Path, content: bytes) -> None:
    """Make a file with its content, wholly and durably or not at all; one that is there already stays.

    A folder that is not there is made.
    """
    folder = path.parent
    missing = [place for place in (folder, *folder.parents) if not place.exists()]
    folder.mkdir(parents=True, exist_ok=True)
    for made in missing:
        _sync(made.parent)
    number, name = tempfile.mkstemp(prefix=path.name + "-new-", dir=folder)
    try:
        with os.fdopen(number, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(number)
        os.link(name, path)  # unlike a renaming, never in the place of another's
    except FileExistsError:
        pass
    finally:
        Path(name).unlink()
    _sync(folder)


def _sync(folder: Path) -> None:
    number = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)


def read_file(path: Path, vfs: str = "", most: int | None = None) -> bytes | None:
    """Octets of a file, all or the first; None where there is none.

    SQLite's own layer reads: to open and close a database beside it would set free the locks that this
    process holds on the file.

    Args:
        path: The file.
        vfs: Name of the SQLite file layer.
        most: How many octets to read at most.
    """
    try:
        file = apsw.VFSFile(vfs, str(path), [apsw.SQLITE_OPEN_READONLY | apsw.SQLITE_OPEN_MAIN_DB, 0])
    except apsw.CantOpenError:
        if path.exists():
            raise
        return None
    try:
        size = file.xFileSize()
        return file.xRead(size if most is None else min(size, most), 0)
    finally:
        file.xClose()


class Acknowledged:
    """The number of the last commit that was acknowledged, beside the memory.

    Written without a sync after each commit, it is a lower bound: never ahead of what is durable, and after a
    loss of power perhaps behind it. A memory that is behind it has lost something.

    Args:
        path: The memory's file.
    """

    def __init__(self, path: Path) -> None:
        self._path = _acknowledged(path)
        number = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600)
        self._file = os.fdopen(number, "r+b", buffering=0)

    def write(self, commits: int) -> None:
        """Put down the number of the last commit."""
        os.pwrite(self._file.fileno(), _line(commits), 0)

    def close(self, *, remove: bool) -> None:
        """Let go of the file; remove it where the memory's own file holds everything."""
        self._file.close()
        if remove:
            self._path.unlink(missing_ok=True)


def read_acknowledged(path: Path) -> int:
    """The number that stands beside a memory; 0 where there is none, or the loss of power tore it."""
    try:
        line = _acknowledged(path).read_bytes()
    except FileNotFoundError:
        return 0
    number = line[:16]
    return int(number) if number.isdigit() and line == _line(int(number)) else 0


def _acknowledged(path: Path) -> Path:
    return path.with_name(path.name + _ACKNOWLEDGED)


def _line(commits: int) -> bytes:
    return _LINE.format(commits, crc32(b"%d" % commits)).encode()
