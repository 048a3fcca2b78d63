"""A disk beneath SQLite that fails as disks do: the power goes, a write fails, no space is left.

A killed process loses nothing that it has written; a loss of power loses what was not synced, or any part of
it. This file layer keeps in memory what was not synced, so that a test can take it away:

    with FaultyDisk(seed=1) as disk:
        memory = SqliteMemory(path, vfs=disk.name)
        disk.cut_at(7, torn=True)  # the power goes at the seventh write, sync, truncation or deletion
        ...                        # until a StorageError
        memory.close()
    SqliteMemory(path)             # finds what was on the disk

Files lie in the system's own file system and hold what is on the disk. A write reaches them with the next
sync of its file; a deletion, and a file that was made, with the next sync of the folder. As in SQLite's own
layer, a folder is synced by a deletion that asks for it and by the first sync of a new journal or log. Locks
are the system's. Shared memory is not modelled: a write-ahead log needs `locking_mode=EXCLUSIVE`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from types import TracebackType
from typing import Final, NamedTuple, Self

import apsw

__all__ = ["SECTOR_BYTES", "FaultyDisk"]

SECTOR_BYTES: Final = 512
"""What a disk writes whole, or not at all, unless it is torn."""

_OFF: Final = "the power of the faulty disk is off"
_SHARES: Final = (0.1, 0.5, 0.9, 1.0)
_JOURNALS: Final = apsw.SQLITE_OPEN_WAL | apsw.SQLITE_OPEN_MAIN_JOURNAL | apsw.SQLITE_OPEN_SUPER_JOURNAL


class _Write(NamedTuple):
    offset: int
    data: bytes


class _Truncation(NamedTuple):
    size: int


@dataclass
class _File:
    """A file as the processes see it, and what of that is not on the disk.

    Attributes:
        path: Its place, where what is on the disk lies.
        seen: Its content as it is read.
        there: It has not been deleted.
        entered: The folder on the disk has it.
        unsynced: What has been done to it since its last sync.
        lost: The power went: who holds it open has nothing.
    """

    path: Path
    seen: bytearray
    there: bool
    entered: bool
    unsynced: list[_Write | _Truncation] = field(default_factory=list)
    lost: bool = False

    def truncate(self, size: int) -> None:
        del self.seen[size:]
        self.seen.extend(bytes(size - len(self.seen)))
        self.unsynced.append(_Truncation(size))


@dataclass
class _Plan:
    """A fault to come: at which operation, and which; without an error the power goes."""

    at: int
    error: type[apsw.Error] | None = None
    lasting: bool = False
    torn: bool = False


class FaultyDisk(apsw.VFS):
    """A SQLite file layer that keeps what was not synced, and fails when it is told to.

    Whatever was open when the power went must be closed before the files are opened anew.

    Args:
        name: Under which name SQLite knows it.
        seed: Which of the unsynced writes a torn cut keeps.

    Attributes:
        name: The name.
        operations: How many writes, syncs, truncations and deletions there have been.
        powered: The power is there.
    """

    def __init__(self, name: str = "enfas-faulty", *, seed: int = 0) -> None:
        super().__init__(name, "")
        self.name = name
        self.operations = 0
        self._random = Random(seed)  # noqa: S311  a fault is to come again with its seed
        self._files: dict[str, _File] = {}
        self._plan: _Plan | None = None
        self.powered = True

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.unregister()

    # What a test says.

    def cut_at(self, operation: int, *, torn: bool = False) -> None:
        """Let the power go in place of an operation to come.

        Args:
            operation: Which, counted from now: 1 is the next.
            torn: As for `cut`.
        """
        self._plan = _Plan(self.operations + operation, torn=torn)

    def fail_at(
        self, operation: int, error: type[apsw.Error] = apsw.IOError, *, lasting: bool = False
    ) -> None:
        """Let an operation to come fail.

        Args:
            operation: Which, counted from now: 1 is the next.
            error: How; `apsw.FullError` where no space is left.
            lasting: All that follow fail too, until `mend`.
        """
        self._plan = _Plan(self.operations + operation, error, lasting)

    def mend(self) -> None:
        """Let nothing fail any more, and the power be there."""
        self._plan = None
        self.powered = True

    def cut(self, *, torn: bool = False) -> None:
        """Let the power go now, until `mend`.

        Args:
            torn: Any part of what was not synced survives, in whole sectors but for the last of a write;
                otherwise nothing does.
        """
        for file in self._files.values():
            file.lost = True
            share = self._random.choice(_SHARES) if torn else 0.0
            self._settle(file, share)
        self._files.clear()
        self.powered = False

    # What SQLite asks for.

    def xOpen(self, name: str | apsw.URIFilename | None, flags: list[int]) -> apsw.VFSFile:  # noqa: D102
        self._need_power()
        if name is None:
            return apsw.VFSFile("", name, flags)  # a file of the process, gone with it
        path = name.filename() if isinstance(name, apsw.URIFilename) else name
        return _Handle(self, self._file(path, make=bool(flags[0] & apsw.SQLITE_OPEN_CREATE)), name, flags)

    def xDelete(self, filename: str, syncdir: bool) -> None:  # noqa: D102
        self.operate()
        file = self._file(filename)
        file.there = False
        if syncdir:
            self.sync_folder(file.path.parent)

    def xAccess(self, pathname: str, flags: int) -> bool:  # noqa: D102
        self._need_power()
        file = self._files.get(pathname)
        return super().xAccess(pathname, flags) if file is None else file.there

    # What an open file does with it.

    def operate(self) -> None:
        """Count an operation, unless its fault has come."""
        self._need_power()
        self.operations += 1
        plan = self._plan
        if plan is None or self.operations < plan.at:
            return
        if plan.error is None:
            self._plan = None
            self.cut(torn=plan.torn)
            raise apsw.IOError(_OFF)
        if not plan.lasting:
            self._plan = None
        raise plan.error("a fault of the faulty disk")

    def sync_folder(self, folder: Path) -> None:
        """Bring the folder's entries to the disk."""
        for file in self._files.values():
            if file.path.parent == folder:
                file.entered = file.there
                if not file.there:
                    file.path.unlink(missing_ok=True)

    def _need_power(self) -> None:
        if not self.powered:
            raise apsw.IOError(_OFF)

    def _file(self, path: str, *, make: bool = False) -> _File:
        """A file that is there, or is made; made again after a deletion it is the old one without content."""
        file = self._files.get(path)
        if file is None:
            place = Path(path)
            entered = place.exists()
            file = _File(place, bytearray(place.read_bytes() if entered else b""), entered, entered)
        if not file.there:
            if not make:
                raise apsw.CantOpenError(f"{path} is not there")
            file.truncate(0)
            file.there = True
        self._files[path] = file
        return file

    def _settle(self, file: _File, share: float) -> None:
        """Make a file what it is after a cut that each part of what was not synced survives by chance."""
        random = self._random
        there = file.there if file.there == file.entered or random.random() < share else file.entered
        if not there:  # its making did not survive, or its deletion did
            file.path.unlink(missing_ok=True)
            return
        with file.path.open("r+b") as disk:
            for change in file.unsynced:
                if isinstance(change, _Truncation):
                    if random.random() < share:
                        disk.truncate(change.size)
                    continue
                for offset, data in self._survivors(change, share):
                    disk.seek(offset)
                    disk.write(data)

    def _survivors(self, write: _Write, share: float) -> list[tuple[int, bytes]]:
        pieces = []
        offset, end = write.offset, write.offset + len(write.data)
        while offset < end:
            stop = min(end, (offset // SECTOR_BYTES + 1) * SECTOR_BYTES)
            if self._random.random() < share:
                pieces.append((offset, write.data[offset - write.offset : stop - write.offset]))
            offset = stop
        if pieces and self._random.random() < 0.5:
            last, data = pieces[-1]
            pieces[-1] = (last, data[: self._random.randrange(len(data) + 1)])
        return pieces


class _Handle(apsw.VFSFile):
    """A file that SQLite has opened."""

    def __init__(self, disk: FaultyDisk, file: _File, name: str | apsw.URIFilename, flags: list[int]) -> None:
        super().__init__("", name, flags)
        self._disk = disk
        self._file = file
        self._syncs_folder = bool(flags[0] & _JOURNALS)

    def xRead(self, amount: int, offset: int) -> bytes:
        self._need()
        return bytes(self._file.seen[offset : offset + amount])

    def xWrite(self, data: bytes, offset: int) -> None:
        self._need()
        self._disk.operate()
        file, written = self._file, bytes(data)
        file.seen.extend(bytes(max(0, offset - len(file.seen))))
        file.seen[offset : offset + len(written)] = written
        file.unsynced.append(_Write(offset, written))

    def xTruncate(self, newsize: int) -> None:
        self._need()
        self._disk.operate()
        self._file.truncate(newsize)

    def xSync(self, flags: int) -> None:
        self._need()
        self._disk.operate()
        for change in self._file.unsynced:
            if isinstance(change, _Truncation):
                super().xTruncate(change.size)
            else:
                super().xWrite(change.data, change.offset)
        self._file.unsynced.clear()
        if self._syncs_folder and not self._file.entered:
            self._disk.sync_folder(self._file.path.parent)

    def xFileSize(self) -> int:
        self._need()
        return len(self._file.seen)

    def xLock(self, level: int) -> None:
        self._need()
        super().xLock(level)

    def _need(self) -> None:
        if self._file.lost:
            raise apsw.IOError("the power went while this file was open")
