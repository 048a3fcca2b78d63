from __future__ import annotations

import json
import os
import re
import shutil
import sqlite3
import subprocess
import sys
import zlib
from collections.abc import Callable, Iterator
from contextlib import suppress
from itertools import pairwise
from pathlib import Path

import apsw
import pytest
from tests.helpers import ROOT
from tests.meter_rows import START_US, load, make_meter

from enfas.errors import StorageError
from enfas.meter.memory import Changes, Image, Records, StoredLog
from enfas.storage.files import read_file
from enfas.storage.format import FORMAT, Format
from enfas.storage.sqlite import SqliteMemory, open_read_only
from enfas.testing.faulty_disk import FaultyDisk

NEXT = Format((*FORMAT.migrations, "ALTER TABLE part ADD COLUMN note TEXT NOT NULL DEFAULT ''"))
"""A version that might come."""

OPEN = "import sys; from enfas.storage.sqlite import SqliteMemory; SqliteMemory(sys.argv[1])"


def commit(memory: SqliteMemory, number: int) -> None:
    """The commit of a number: a part and a record that say it."""
    data = number.to_bytes(8)
    memory.commit(Changes({"number": data}, [Records("log", number, 1, 8, data, 4)]))


def state(number: int) -> Image:
    """What is stored after it."""
    first = max(0, number - 3)
    data = b"".join(seq.to_bytes(8) for seq in range(first, number + 1))
    return Image({"number": number.to_bytes(8)}, {"log": StoredLog(first, 8, data)})


@pytest.fixture
def memory(tmp_path: Path) -> Iterator[SqliteMemory]:
    """Ten commits, 0 to 9, and open."""
    made = SqliteMemory(tmp_path)
    for number in range(10):
        commit(made, number)
    yield made
    made.close()


def killed(memory: SqliteMemory, folder: Path) -> Path:
    """The files as they are if the process is killed now, in another folder."""
    folder.mkdir()
    for name, content in contents(memory.path.parent).items():
        (folder / name).write_bytes(content)
    return folder


def contents(folder: Path) -> dict[str, bytes]:
    """All files, read so that no lock is lost."""
    return {file.name: read_file(file) or b"" for file in folder.iterdir() if file.is_file()}


def fault_of(work: Callable[[], object]) -> StorageError | None:
    """What a piece of work fails with, if it does."""
    try:
        work()
    except StorageError as error:
        return error
    return None


# Opening.


def test_a_memory_is_one_file_when_it_is_closed(memory: SqliteMemory, tmp_path: Path) -> None:
    assert memory.path == tmp_path / "meter.sqlite"
    assert set(contents(tmp_path)) == {"meter.sqlite", "meter.sqlite-wal", "meter.sqlite-ack"}
    memory.close()
    memory.close()
    assert set(contents(tmp_path)) == {"meter.sqlite"}
    assert open_read_only(tmp_path) == state(9)


def test_a_file_or_a_new_folder_can_be_given(tmp_path: Path) -> None:
    for place in (tmp_path / "a.sqlite", str(tmp_path / "b" / "c")):
        memory = SqliteMemory(place)
        commit(memory, 0)
        memory.close()
        again = SqliteMemory(place)
        assert again.load() == state(0)
        again.close()


def test_the_state_is_loaded_as_often_as_asked(memory: SqliteMemory, tmp_path: Path) -> None:
    assert memory.load() == memory.load() == state(9)
    memory.close()
    again = SqliteMemory(tmp_path)
    assert again.load() == again.load() == state(9)
    commit(again, 10)
    assert again.load() == state(10)
    again.close()


@pytest.mark.requirement("REG-1")
def test_stored_at_every_change(memory: SqliteMemory, tmp_path: Path) -> None:
    """When a commit returns, a process that is killed then comes back with it."""
    for number in range(10, 20):
        commit(memory, number)
        again = SqliteMemory(killed(memory, tmp_path / str(number)))
        assert again.load() == state(number)
        again.close()


def test_the_log_goes_on_where_a_killed_process_stood(memory: SqliteMemory, tmp_path: Path) -> None:
    folder = killed(memory, tmp_path / "killed")
    again = SqliteMemory(folder)
    assert again.load() == state(9)
    commit(again, 10)
    twice = SqliteMemory(killed(again, tmp_path / "twice"))
    assert twice.load() == state(10)
    for opened in (again, twice):
        opened.close()
        assert open_read_only(opened.path) == state(10)


def test_the_file_does_not_grow_once_the_logs_are_full(tmp_path: Path) -> None:
    memory = SqliteMemory(tmp_path)
    sizes = []
    for first in range(0, 20_000, 100):
        data = b"".join(seq.to_bytes(40) for seq in range(first, first + 100))
        memory.commit(Changes({"a": bytes(1500)}, [Records("log", first, 100, 40, data, 1000)]))
        sizes.append(memory.path.stat().st_size)
    memory.close()
    sizes.append(memory.path.stat().st_size)
    assert max(sizes[150:]) == max(sizes[50:100]) < 150_000


@pytest.mark.requirement("REG-1")
def test_a_file_can_be_read_as_its_page_says(tmp_path: Path) -> None:
    """In ten years, without this program: with docs/storage.md, any SQLite, JSON and CRC-32."""
    meter = make_meter()
    meter.advance(load(START_US, 40, r1=5_000_000))
    memory = SqliteMemory(tmp_path)
    memory.commit(meter.take_changes())
    memory.close()
    page = (ROOT / "docs" / "storage.md").read_text()
    block = re.findall(r"```sql\n(.+?)```", page, re.DOTALL)[0]
    statements = [line.partition(";")[0] for line in block.splitlines()]
    other = sqlite3.connect(tmp_path / "meter.sqlite")
    version, parts, profile = [other.execute(statement).fetchall() for statement in statements]
    assert version == [(int(re.findall(r"## Format, version (\d+)", page)[0]),)]
    counts = json.loads(dict(parts)["energy"])["counts"]
    assert [sum(tariffs) for tariffs in counts] == [24_000 * 60_000, 0, 200_000_000, 0, 0, 0, 0, 0]
    assert [seq for seq, _ in profile] == [0, 1]
    assert meter.profile.log.ring.slice(0, 2) == bytes.fromhex("".join(octets for _, octets in profile))
    total = 0
    for table, keys in (("part", "name"), ("record", "log, seq")):
        for *key, data, crc in other.execute(f"SELECT {keys}, data, crc FROM {table}"):
            closed = "".join(f"{field}\0" for field in (table, *key))
            assert crc == zlib.crc32(closed.encode() + data)
            total += crc
    assert other.execute("SELECT commits, total - ? FROM seal", (total,)).fetchone() == (
        1,
        zlib.crc32(b"seal\x001\0"),
    )
    other.close()


def test_a_link_is_followed(memory: SqliteMemory, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    memory.close()
    (tmp_path / "links").mkdir()
    monkeypatch.chdir(tmp_path / "links")
    Path("link.sqlite").symlink_to(memory.path)
    again = SqliteMemory("link.sqlite")
    commit(again, 10)
    monkeypatch.chdir("/")
    assert open_read_only(tmp_path / "links" / "link.sqlite") == state(10)
    again.close()
    assert set(contents(tmp_path)) == {"meter.sqlite"}
    assert list((tmp_path / "links").iterdir()) == [tmp_path / "links" / "link.sqlite"]


# Only one.


def test_a_second_process_is_refused(memory: SqliteMemory) -> None:
    before = contents(memory.path.parent)
    done = subprocess.run([sys.executable, "-c", OPEN, memory.path], capture_output=True, text=True)
    assert done.returncode == 1
    assert "StorageError" in done.stderr
    assert "meter.sqlite is in use by another process" in done.stderr
    assert contents(memory.path.parent) == before


def test_so_is_a_second_memory_of_the_same_process(memory: SqliteMemory) -> None:
    before = contents(memory.path.parent)
    with pytest.raises(StorageError, match="is in use") as raised:
        SqliteMemory(memory.path)
    assert "stop the other one" in raised.value.hint
    assert contents(memory.path.parent) == before
    commit(memory, 10)
    assert memory.load() == state(10)


def test_the_lock_outlives_a_look_at_the_file(memory: SqliteMemory) -> None:
    """Who opens and closes a file by the system's calls sets free all locks of the process on it."""
    assert open_read_only(memory.path) == state(9)
    with pytest.raises(StorageError, match="is in use"):
        SqliteMemory(memory.path)
    done = subprocess.run([sys.executable, "-c", OPEN, memory.path], capture_output=True, text=True)
    assert "is in use by another process" in done.stderr


# Faults on the way.


@pytest.mark.parametrize(
    ("error", "says"),
    [(apsw.FullError, "no space is left"), (apsw.IOError, "the disk reports a fault")],
)
def test_a_commit_that_fails_is_the_last(tmp_path: Path, error: type[apsw.Error], says: str) -> None:
    """At whichever write: what was acknowledged stays, and nothing is stored that does not follow."""
    at, whole = 0, False
    while not whole:
        at += 1
        folder = tmp_path / str(at)
        with FaultyDisk() as disk:
            memory = SqliteMemory(folder, vfs=disk.name)
            commit(memory, 0)
            disk.fail_at(at, error)
            fault = fault_of(lambda memory=memory: commit(memory, 1))
            whole = fault is None
            if fault is not None:
                assert says in str(fault)
                assert "start again" in fault.hint
                for _ in range(2):
                    with pytest.raises(StorageError, match="a fault has ended it"):
                        commit(memory, 2)
                with pytest.raises(StorageError, match="a fault has ended it"):
                    memory.load()
            disk.mend()
            memory.close()
        again = SqliteMemory(folder)
        assert again.load() in ([state(1)] if whole else [state(0), state(1)])
        again.close()
    assert at > 5


@pytest.mark.requirement("REG-1")
@pytest.mark.parametrize("torn", [False, True])
def test_loss_of_power_at_any_instant_of_closing(tmp_path: Path, torn: bool) -> None:
    """While the log is brought into the file, and both the log and the number beside it are taken away."""
    at, cut = 0, True
    while cut:
        at += 1
        folder = tmp_path / str(at)
        with FaultyDisk(seed=at) as disk:
            memory = SqliteMemory(folder, vfs=disk.name)
            for number in range(10):
                commit(memory, number)
            disk.cut_at(at, torn=torn)
            memory.close()
            cut = not disk.powered
        assert open_read_only(folder) == state(9)
        again = SqliteMemory(folder)
        commit(again, 10)
        again.close()
        assert open_read_only(folder) == state(10)
    assert at > 8


@pytest.mark.requirement("REG-1")
@pytest.mark.parametrize("torn", [False, True])
def test_loss_of_power_at_any_instant_of_folding_the_log(tmp_path: Path, torn: bool) -> None:
    """A log of 1000 pages is brought into the file and begun anew while commits go on."""
    parts = [{"big": bytes([number]) * 500_000, "number": bytes([number])} for number in range(12)]
    operations = []
    with FaultyDisk() as disk:
        memory = SqliteMemory(tmp_path / "whole", vfs=disk.name)
        for changed in parts:
            memory.commit(Changes(changed))
            operations.append(disk.operations)
        memory.close()
    lengths = [after - before for before, after in pairwise(operations)]
    folded = lengths.index(max(lengths))  # the commit which did it
    assert lengths[folded] > 100 + lengths[folded - 1]
    begin, end = operations[folded], operations[folded + 2]
    for at in range(begin - 8, end, 11):
        folder = tmp_path / str(at)
        acknowledged = -1
        with FaultyDisk(seed=at) as disk:
            disk.cut_at(at, torn=torn)
            memory = SqliteMemory(folder, vfs=disk.name)
            with suppress(StorageError):
                for number, changed in enumerate(parts):
                    memory.commit(Changes(changed))
                    acknowledged = number
            memory.close()
            assert not disk.powered
        assert open_read_only(folder).parts in parts[acknowledged : acknowledged + 2]
        shutil.rmtree(folder)


def test_a_full_disk_while_the_log_is_folded_loses_nothing(tmp_path: Path) -> None:
    with FaultyDisk() as disk:
        memory = SqliteMemory(tmp_path, vfs=disk.name)
        for number in range(5):
            commit(memory, number)
        disk.fail_at(1, apsw.FullError, lasting=True)
        memory.close()
        assert {"meter.sqlite-wal", "meter.sqlite-ack"} < set(contents(tmp_path))
        disk.mend()
        again = SqliteMemory(tmp_path, vfs=disk.name)
        assert again.load() == state(4)
        again.close()


def test_records_that_do_not_follow_are_refused_and_end_it(memory: SqliteMemory, tmp_path: Path) -> None:
    with pytest.raises(StorageError, match="record 10 is to come, and 12 was given"):
        commit(memory, 12)
    with pytest.raises(StorageError, match="a fault has ended it"):
        commit(memory, 10)
    memory.close()
    again = SqliteMemory(tmp_path)
    assert again.load() == state(9)
    again.close()


def test_a_closed_memory_takes_nothing(memory: SqliteMemory) -> None:
    memory.close()
    with pytest.raises(StorageError, match="is closed"):
        commit(memory, 10)
    with pytest.raises(StorageError, match="is closed"):
        memory.load()


class ReadOnlyDisk(apsw.VFS):
    """A file system that is mounted read-only: what is opened for writing is opened for reading."""

    def xOpen(self, name: str | apsw.URIFilename | None, flags: list[int]) -> apsw.VFSFile:
        writing = apsw.SQLITE_OPEN_READWRITE | apsw.SQLITE_OPEN_CREATE
        asked = [flags[0] & ~writing | apsw.SQLITE_OPEN_READONLY, 0]
        file = apsw.VFSFile("", name, asked)
        flags[1] = asked[0]
        return file


def test_a_read_only_file_system_is_said(memory: SqliteMemory, tmp_path: Path) -> None:
    for folder in (killed(memory, tmp_path / "killed"), tmp_path):
        memory.close()
        before = contents(folder)
        vfs = ReadOnlyDisk("enfas-read-only", "")
        with pytest.raises(StorageError, match=r"meter\.sqlite cannot be") as raised:
            SqliteMemory(folder, vfs="enfas-read-only")
        vfs.unregister()
        assert "write permission" in raised.value.hint
        assert contents(folder) == before
        assert open_read_only(folder) == state(9)


def test_a_folder_without_permission_is_said(memory: SqliteMemory, tmp_path: Path) -> None:
    memory.close()
    tmp_path.chmod(0o500)
    try:
        if os.access(tmp_path, os.W_OK):
            pytest.skip("nothing is forbidden to this user")
        for place in (tmp_path, tmp_path / "new"):
            with pytest.raises(StorageError) as raised:
                SqliteMemory(place)
            assert "write permission" in raised.value.hint
        assert open_read_only(tmp_path) == state(9)
    finally:
        tmp_path.chmod(0o700)


def test_a_folder_that_cannot_be_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(StorageError, match=r"file.meter\.sqlite cannot be used: File exists"):
        SqliteMemory(tmp_path / "file" / "meter.sqlite")


# Files that are not as they should be.


def refused(place: Path, says: str) -> StorageError:
    """Opening is refused either way, and every file is as it was."""
    before = contents(place)
    for opening in (open_read_only, SqliteMemory):
        with pytest.raises(StorageError) as raised:
            opening(place)
        assert says in str(raised.value)
        assert str(place / "meter.sqlite") in str(raised.value)
        assert raised.value.hint
        assert contents(place) == before
    return raised.value


def test_a_memory_of_a_newer_version_is_refused(tmp_path: Path) -> None:
    memory = SqliteMemory(tmp_path, form=NEXT)
    commit(memory, 0)
    memory.close()
    error = refused(tmp_path, "of format version 2; this program knows 1")
    assert "newer version" in error.hint


def test_another_programs_database_is_refused(tmp_path: Path) -> None:
    other = sqlite3.connect(tmp_path / "meter.sqlite")
    other.execute("CREATE TABLE bookmarks (url TEXT)")
    other.commit()
    other.close()
    refused(tmp_path, "is the database of another program")


def test_what_is_no_database_is_refused(tmp_path: Path) -> None:
    (tmp_path / "meter.sqlite").write_text("registers: 1, 2, 3\n" * 100)
    refused(tmp_path, "it is no SQLite file")


def test_an_empty_file_is_no_new_meter(memory: SqliteMemory, tmp_path: Path) -> None:
    """Neither alone nor beside a log, which SQLite would delete."""
    folder = killed(memory, tmp_path / "killed")
    for place in (folder, tmp_path):
        memory.close()
        os.truncate(place / "meter.sqlite", 0)
        refused(place, "is damaged: 0 octets")


def test_a_lost_file_is_no_new_meter(memory: SqliteMemory, tmp_path: Path) -> None:
    folder = killed(memory, tmp_path / "killed")
    (folder / "meter.sqlite").unlink()
    with pytest.raises(StorageError, match=r"not there, but what belongs to one: .*-wal, .*-ack") as raised:
        SqliteMemory(folder)
    assert "put the file back" in raised.value.hint
    assert set(contents(folder)) == {"meter.sqlite-wal", "meter.sqlite-ack"}


def test_the_journal_of_another_program_is_not_replayed(memory: SqliteMemory, tmp_path: Path) -> None:
    memory.close()
    (tmp_path / "meter.sqlite-journal").write_bytes(bytes.fromhex("d9d505f920a163d7") + bytes(504))
    before = contents(tmp_path)
    with pytest.raises(StorageError, match="the journal of another program"):
        SqliteMemory(tmp_path)
    assert contents(tmp_path) == before


@pytest.mark.requirement("REG-1")
@pytest.mark.parametrize("keep", [None, 0, 31, 32, 5000, -1])
def test_a_lost_log_is_noticed(memory: SqliteMemory, tmp_path: Path, keep: int | None) -> None:
    """Without its log the file is whole, and older than what was acknowledged."""
    folder = killed(memory, tmp_path / "killed")
    log = folder / "meter.sqlite-wal"
    content = log.read_bytes()
    if keep is None:
        log.unlink()
    else:
        log.write_bytes(content[:keep])
    error = refused(folder, "but 10 was acknowledged")
    assert "-ack" in error.hint
    log.write_bytes(content)
    again = SqliteMemory(folder)
    assert again.load() == state(9)
    again.close()


def test_an_older_state_can_be_accepted(memory: SqliteMemory, tmp_path: Path) -> None:
    """As the hint says: after a loss of power the number beside the file may be lost too."""
    folder = killed(memory, tmp_path / "killed")
    log = folder / "meter.sqlite-wal"
    log.write_bytes(log.read_bytes()[:-1])
    (folder / "meter.sqlite-ack").unlink()
    again = SqliteMemory(folder)
    assert again.load() == state(8)
    again.close()


@pytest.mark.requirement("REG-1")
def test_a_changed_octet_of_a_register_is_not_believed(memory: SqliteMemory, tmp_path: Path) -> None:
    """SQLite sees nothing in it."""
    memory.close()
    content = bytearray(memory.path.read_bytes())
    at = content.index(b"number" + (9).to_bytes(8)) + len("number")
    content[at + 3] ^= 1
    memory.path.write_bytes(content)
    other = sqlite3.connect(killed(memory, tmp_path / "copy") / "meter.sqlite")
    assert other.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    other.close()
    shutil.rmtree(tmp_path / "copy")
    refused(tmp_path, "part 'number' is not as it was stored")


def test_pages_that_do_not_hold_together_are_refused(memory: SqliteMemory, tmp_path: Path) -> None:
    memory.close()
    content = bytearray(memory.path.read_bytes())
    content[4096:8192] = bytes(4096)  # the root of the first table
    memory.path.write_bytes(content)
    refused(tmp_path, "meter.sqlite is damaged: ")


def test_nothing_to_store_is_no_commit(memory: SqliteMemory, tmp_path: Path) -> None:
    before = contents(tmp_path)
    memory.commit(Changes())
    assert contents(tmp_path) == before


# Versions.


@pytest.mark.requirement("REG-1")
def test_an_older_version_is_brought_up_with_its_content(memory: SqliteMemory, tmp_path: Path) -> None:
    memory.close()
    assert open_read_only(tmp_path, form=NEXT) == state(9)
    assert open_read_only(tmp_path) == state(9)
    newer = SqliteMemory(tmp_path, form=NEXT)
    assert newer.load() == state(9)
    newer.close()
    other = sqlite3.connect(tmp_path / "meter.sqlite")
    assert other.execute("PRAGMA user_version").fetchone() == (2,)
    assert other.execute("SELECT note FROM part").fetchone() == ("",)
    other.close()


@pytest.mark.requirement("REG-1")
def test_bringing_up_a_version_is_all_or_nothing(memory: SqliteMemory, tmp_path: Path) -> None:
    """The power goes at any operation of it: the old version finds its file, or the new one does."""
    memory.close()
    at, cut, found = 0, True, set()
    while cut:
        at += 1
        folder = tmp_path / str(at)
        folder.mkdir()
        shutil.copy(memory.path, folder)
        with FaultyDisk(seed=at) as disk:
            disk.cut_at(at, torn=True)
            fault_of(lambda vfs=disk.name, folder=folder: SqliteMemory(folder, vfs=vfs, form=NEXT).close())
            cut = not disk.powered
        fault = fault_of(lambda folder=folder: open_read_only(folder))
        assert fault is None or "version 2" in str(fault)
        found.add(2 if fault else 1)
        newer = SqliteMemory(folder, form=NEXT)
        assert newer.load() == state(9)
        newer.close()
    assert found == {1, 2}


# Reading beside a meter.


def test_reading_changes_nothing(memory: SqliteMemory, tmp_path: Path) -> None:
    folder = killed(memory, tmp_path / "killed")
    for place in (folder, tmp_path):
        before = {file: (file.read_bytes(), file.stat().st_mtime_ns) for file in place.glob("*.sqlite*")}
        assert open_read_only(place) == state(9)
        assert {file: (file.read_bytes(), file.stat().st_mtime_ns) for file in place.glob("*.sqlite*")} == (
            before
        )


def test_there_must_be_something_to_read(tmp_path: Path) -> None:
    with pytest.raises(StorageError, match=r"there is no memory .*nowhere.meter\.sqlite"):
        open_read_only(tmp_path / "nowhere")
    assert list(tmp_path.iterdir()) == []
    SqliteMemory(tmp_path).close()
    assert open_read_only(tmp_path) == Image({}, {})
