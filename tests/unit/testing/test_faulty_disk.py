"""The faulty disk fails as it says: seen by what a process that comes after finds in the files."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterator
from itertools import count, pairwise
from pathlib import Path

import apsw
import pytest

from enfas.testing.faulty_disk import SECTOR_BYTES, FaultyDisk

READ_WRITE = apsw.SQLITE_OPEN_READWRITE | apsw.SQLITE_OPEN_CREATE
DATABASE = READ_WRITE | apsw.SQLITE_OPEN_MAIN_DB
LOG = READ_WRITE | apsw.SQLITE_OPEN_WAL


@pytest.fixture
def disk() -> Iterator[FaultyDisk]:
    with FaultyDisk(seed=1) as made:
        yield made


@pytest.fixture
def path(tmp_path: Path) -> Path:
    made = tmp_path / "file"
    made.write_bytes(b"old content")
    return made


def opened(disk: FaultyDisk, path: Path, flags: int = DATABASE) -> apsw.VFSFile:
    return disk.xOpen(str(path), [flags, 0])


# A file.


def test_what_is_written_is_read_and_not_on_the_disk(disk: FaultyDisk, path: Path) -> None:
    file = opened(disk, path)
    file.xWrite(b"new", 0)
    file.xWrite(b"end", 14)
    assert file.xRead(100, 0) == b"new content\0\0\0end"
    assert file.xFileSize() == 17
    assert path.read_bytes() == b"old content"
    file.xTruncate(5)
    assert opened(disk, path).xRead(100, 2) == b"w c"
    file.xSync(apsw.SQLITE_SYNC_NORMAL)
    assert path.read_bytes() == b"new c"


def test_a_cut_drops_what_was_not_synced(disk: FaultyDisk, path: Path) -> None:
    file = opened(disk, path)
    file.xWrite(b"synced", 0)
    file.xSync(apsw.SQLITE_SYNC_NORMAL)
    file.xWrite(b"lost", 0)
    file.xTruncate(2)
    disk.cut()
    assert path.read_bytes() == b"syncedntent"


def test_without_power_nothing_goes(disk: FaultyDisk, path: Path) -> None:
    file = opened(disk, path)
    disk.cut()
    assert not disk.powered
    for work in (
        lambda: opened(disk, path),
        lambda: disk.xDelete(str(path), True),
        lambda: disk.xAccess(str(path), apsw.SQLITE_ACCESS_EXISTS),
    ):
        with pytest.raises(apsw.IOError, match="power of the faulty disk is off"):
            work()
    disk.mend()
    for work in (
        lambda: file.xRead(1, 0),
        lambda: file.xWrite(b"1", 0),
        lambda: file.xSync(0),
        lambda: file.xTruncate(0),
        file.xFileSize,
        lambda: file.xLock(apsw.SQLITE_LOCK_SHARED),
    ):
        with pytest.raises(apsw.IOError, match="the power went while this file was open"):
            work()
    file.xClose()
    assert opened(disk, path).xRead(100, 0) == b"old content"


def test_what_was_synced_survives_any_cut(path: Path) -> None:
    for seed in range(50):
        with FaultyDisk(seed=seed) as disk:
            file = opened(disk, path)
            file.xWrite(b"synced %d" % seed, 0)
            file.xSync(apsw.SQLITE_SYNC_NORMAL)
            disk.cut(torn=True)
            assert path.read_bytes().startswith(b"synced %d" % seed)


def test_a_torn_cut_keeps_sectors_and_tears_the_last_of_a_write(path: Path) -> None:
    """All kinds of outcome come, none is of another kind, and a seed gives the same again."""
    old, new, begin = b"o" * 4 * SECTOR_BYTES, b"n" * 3 * SECTOR_BYTES, 100
    bounds = [begin, *(SECTOR_BYTES * n for n in (1, 2, 3)), begin + len(new)]
    kinds, torn = set(), 0
    for seed in range(200):
        outcomes = []
        for _ in range(2):
            path.write_bytes(old)
            with FaultyDisk(seed=seed) as disk:
                opened(disk, path).xWrite(new, begin)
                disk.cut(torn=True)
            outcomes.append(path.read_bytes())
        assert outcomes[0] == outcomes[1]
        left = outcomes[0]
        assert len(left) == len(old)
        assert left[:begin] + left[bounds[-1] :] == b"o" * (len(old) - len(new))
        pieces = [left[a:b] for a, b in pairwise(bounds)]
        mixed = [piece for piece in pieces if len(set(piece)) > 1]
        assert len(mixed) <= 1
        assert all(piece == b"n" * piece.count(b"n") + b"o" * piece.count(b"o") for piece in mixed)
        torn += len(mixed)
        if not mixed:
            kinds.add(bytes(piece[0] for piece in pieces))
    assert torn > 20
    assert {b"oooo", b"nnnn", b"nnno", b"onnn", b"nonn"} <= kinds


def test_a_torn_cut_may_lose_what_came_first(path: Path) -> None:
    """Writes reach the disk in any order; a truncation, too, is a write."""
    found = set()
    for seed in range(60):
        path.write_bytes(b"old content")
        with FaultyDisk(seed=seed) as disk:
            file = opened(disk, path)
            file.xWrite(b"A", 0)
            file.xTruncate(4)
            file.xWrite(b"B", 1)
            disk.cut(torn=True)
        content = path.read_bytes()
        found.add((content[:1] == b"A", len(content) == 4, content[1:2] == b"B"))
    assert len(found) == 8


def test_a_file_without_a_name_is_the_processs_own(disk: FaultyDisk) -> None:
    """SQLite sorts in such files; they come to no disk and need no syncs."""
    flags = READ_WRITE | apsw.SQLITE_OPEN_DELETEONCLOSE | apsw.SQLITE_OPEN_TEMP_JOURNAL
    file = disk.xOpen(None, [flags | apsw.SQLITE_OPEN_EXCLUSIVE, 0])
    file.xWrite(b"sorted", 0)
    assert file.xRead(6, 0) == b"sorted"
    assert disk.operations == 0


# A folder.


def test_a_file_that_was_made_needs_its_folder_synced(disk: FaultyDisk, path: Path, tmp_path: Path) -> None:
    database, log = tmp_path / "database", tmp_path / "file-wal"
    with pytest.raises(apsw.CantOpenError):
        opened(disk, database, DATABASE & ~apsw.SQLITE_OPEN_CREATE)
    file = opened(disk, database)
    file.xWrite(b"1", 0)
    file.xSync(apsw.SQLITE_SYNC_NORMAL)
    opened(disk, log, LOG)
    assert disk.xAccess(str(database), apsw.SQLITE_ACCESS_EXISTS)
    disk.cut()
    assert list(tmp_path.iterdir()) == [path]
    disk.mend()
    opened(disk, database)
    file = opened(disk, log, LOG)
    file.xWrite(b"2", 0)
    file.xSync(apsw.SQLITE_SYNC_NORMAL)
    disk.cut()
    left = {file.name: file.read_bytes() for file in tmp_path.iterdir()}
    assert left == {"file": b"old content", "database": b"", "file-wal": b"2"}


def test_a_deletion_needs_it_too(disk: FaultyDisk, path: Path) -> None:
    disk.xDelete(str(path), False)
    assert not disk.xAccess(str(path), apsw.SQLITE_ACCESS_EXISTS)
    with pytest.raises(apsw.CantOpenError):
        opened(disk, path, DATABASE & ~apsw.SQLITE_OPEN_CREATE)
    with pytest.raises(apsw.CantOpenError):
        disk.xDelete(str(path), False)
    disk.cut()
    assert path.read_bytes() == b"old content"
    disk.mend()
    disk.xDelete(str(path), True)
    assert not path.exists()
    disk.cut()
    assert not path.exists()


def test_a_torn_cut_may_keep_either(tmp_path: Path) -> None:
    found = set()
    for seed in range(40):
        made, deleted = tmp_path / "made", tmp_path / "deleted"
        made.unlink(missing_ok=True)
        deleted.write_bytes(b"")
        with FaultyDisk(seed=seed) as disk:
            opened(disk, made)
            disk.xDelete(str(deleted), False)
            disk.cut(torn=True)
        found.add((made.exists(), deleted.exists()))
    assert len(found) == 4


def test_a_file_made_again_is_empty_and_may_still_be_the_old_one(disk: FaultyDisk, path: Path) -> None:
    path = path.rename(path.with_name("old-wal"))
    path.with_name("old").write_bytes(b"")
    disk.xDelete(str(path), False)
    file = opened(disk, path, LOG)
    assert file.xFileSize() == 0
    file.xWrite(b"new", 0)
    disk.cut()
    assert path.read_bytes() == b"old content"
    disk.mend()
    disk.xDelete(str(path), False)
    file = opened(disk, path, LOG)
    file.xWrite(b"new", 0)
    file.xSync(apsw.SQLITE_SYNC_NORMAL)
    disk.cut()
    assert path.read_bytes() == b"new"


# Faults to come.


def test_the_power_goes_at_the_operation_that_was_said(disk: FaultyDisk, path: Path) -> None:
    file = opened(disk, path)
    file.xWrite(b"1", 0)
    disk.cut_at(3)
    file.xWrite(b"2", 0)
    file.xSync(apsw.SQLITE_SYNC_NORMAL)
    with pytest.raises(apsw.IOError, match="power of the faulty disk is off"):
        file.xWrite(b"3", 0)
    assert not disk.powered
    assert path.read_bytes() == b"2ld content"
    assert disk.operations == 4


@pytest.mark.parametrize("error", [apsw.IOError, apsw.FullError])
def test_an_operation_fails_once(disk: FaultyDisk, path: Path, error: type[apsw.Error]) -> None:
    file = opened(disk, path)
    disk.fail_at(2, error)
    file.xWrite(b"1", 0)
    with pytest.raises(error, match="a fault of the faulty disk"):
        file.xWrite(b"2", 0)
    assert file.xRead(1, 0) == b"1"
    file.xWrite(b"3", 0)
    file.xSync(apsw.SQLITE_SYNC_NORMAL)
    assert path.read_bytes() == b"3ld content"


def test_or_until_it_is_mended(disk: FaultyDisk, path: Path) -> None:
    file = opened(disk, path)
    disk.fail_at(1, apsw.FullError, lasting=True)
    for work in (lambda: file.xWrite(b"1", 0), lambda: file.xSync(0), lambda: file.xTruncate(0)):
        with pytest.raises(apsw.FullError):
            work()
    assert file.xRead(3, 0) == b"old"
    disk.mend()
    file.xWrite(b"1", 0)
    assert file.xRead(3, 0) == b"1ld"


# Beneath SQLite.


@pytest.mark.parametrize("mode", ["WAL", "DELETE", "TRUNCATE"])
@pytest.mark.parametrize("torn", [False, True])
def test_sqlite_keeps_its_word_where_it_syncs(tmp_path: Path, mode: str, torn: bool) -> None:
    """And the disk is bad enough to show where it does not."""
    lost = {level: _lost(tmp_path / level, mode, level, torn) for level in ("FULL", "OFF")}
    assert lost["FULL"] == 0
    assert lost["OFF"] > 0


def _lost(folder: Path, mode: str, level: str, torn: bool) -> int:
    """How many databases lost a transaction or were broken, with a cut at each operation in turn."""
    folder.mkdir()
    lost = 0
    for at in count(1):
        path = folder / f"{at}.sqlite"
        sqlite3.connect(path).executescript("CREATE TABLE t (n INTEGER, filler BLOB)").connection.close()
        done = 0
        with FaultyDisk(seed=at) as disk:
            connection = apsw.Connection(str(path), vfs=disk.name)
            connection.pragma("locking_mode", "EXCLUSIVE")
            connection.pragma("journal_mode", mode)
            connection.pragma("synchronous", level)
            disk.cut_at(at, torn=torn)
            try:
                for number in range(1, 6):
                    connection.execute("INSERT INTO t VALUES (?, zeroblob(3000))", (number,))
                    done = number
            except apsw.IOError:
                assert not disk.powered
            cut = not disk.powered
            disk.cut(torn=torn)
            with contextlib.suppress(apsw.IOError):
                connection.close(True)
        after = sqlite3.connect(path)
        try:
            whole = after.execute("PRAGMA integrity_check").fetchone() == ("ok",)
            lost += not whole or after.execute("SELECT count(*) FROM t").fetchone()[0] < done
        except sqlite3.DatabaseError:
            lost += 1
        after.close()
        if not cut:
            return lost
    raise AssertionError
