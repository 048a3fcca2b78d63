"""A meter's memory in a SQLite file: durable commits, checked when it is opened, and kept when it is damaged.

What is promised, and by what:

- A commit is on the disk when it returns. It is one transaction in the write-ahead log, which with
  `synchronous=FULL` is synced before the transaction counts; with a new log's first sync goes its folder's.
- The log is written into the database when it has grown to 1000 pages, and both are synced before the log is
  begun anew; a loss of power in between finds the log, and repeats that.
- A commit that fails is the last: after a failed sync nobody knows what the disk holds, and the changes that
  come next would not fit. Whoever opens the memory anew finds it as of the last commit that succeeded.
- Nothing is written before all that is stored has been checked; to what does not hold together, nothing ever.
- One memory is open on a file at a time: the exclusive lock stays for its life (no shared memory is used).

Source: sqlite.org, "Write-Ahead Logging" and "PRAGMA synchronous".
"""

from __future__ import annotations

import tempfile
from contextlib import suppress
from pathlib import Path
from typing import Final

import apsw

from enfas.errors import StorageError
from enfas.meter.memory import Changes, Image
from enfas.storage.faults import damaged, faults
from enfas.storage.files import Acknowledged, beside, create, memory_file, read_acknowledged, read_file
from enfas.storage.format import FORMAT, HEADER_BYTES, Format
from enfas.storage.sealed import SealedTables

__all__ = ["SqliteMemory", "open_read_only"]

_ATTEMPTS: Final = 20


class SqliteMemory:
    """The memory of one meter, in one file; made where it is not there yet.

    Args:
        state: The file, which ends in .sqlite, or the folder that holds `meter.sqlite`.
        vfs: Name of the SQLite file layer beneath it, for tests; the system's own by default.
        form: The format to read and write; a file of an older version is brought up to it.

    Attributes:
        path: The file.

    Raises:
        StorageError: It is damaged, of a newer version, another program's, in use, or cannot be written; it
            is as it was.
    """

    def __init__(self, state: Path | str, *, vfs: str = "", form: Format = FORMAT) -> None:
        self.path = path = memory_file(Path(state))
        self._sound = False
        with faults(path):
            _provide(path, form)
            form.check_header(path, read_file(path, vfs, HEADER_BYTES) or b"")
            least, log_was_there = read_acknowledged(path), _log_of(path).exists()
            self._connection = connection = _connect(path, vfs)
            try:
                self._tables = SealedTables(path, connection)
                self._image: Image | None = _check(path, connection, form, self._tables, least)
                self._acknowledged = Acknowledged(path)
                self._sound = True
            finally:
                if not self._sound:
                    # a log that was not there SQLite has made, and takes away again
                    connection.config(apsw.SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, log_was_there)
                    _let_go(connection)

    def load(self) -> Image | None:
        """All that is stored, or None where nothing is yet.

        Raises:
            StorageError: The file has been damaged since it was opened, or a fault has ended this.
        """
        self._need_sound()
        image, self._image = self._image, None  # it need not be kept
        if image is None:
            with faults(self.path):
                image = self._tables.read()
        return image if image.parts or image.logs else None

    def commit(self, changes: Changes) -> None:
        """Store changes durably, in one transaction: when it returns they outlive a loss of power.

        Raises:
            StorageError: They could not be stored, and no more is taken. Where the disk failed, a memory
                that is opened anew has all of them or nothing.
        """
        self._need_sound()
        if not (changes.parts or changes.records or changes.cleared):
            return
        self._image = None
        self._sound = False  # until all is stored; a fault on the way leaves it so
        with faults(self.path):
            self._connection.execute("BEGIN IMMEDIATE")
            self._tables.write(changes)
            self._connection.execute("COMMIT")
            self._acknowledged.write(self._tables.commits)
        self._sound = True

    def close(self) -> None:
        """Bring everything into the one file and let go of it; after a fault all files stay as they are."""
        whole = self._sound and _fold(self._connection)
        self._sound = False
        self._acknowledged.close(remove=whole)
        _let_go(self._connection)

    def _need_sound(self) -> None:
        if not self._sound:
            raise StorageError(
                f"the memory {self.path} is closed, or a fault has ended it",
                hint="open it anew: it is as of the last commit that succeeded",
            )


def open_read_only(state: Path | str, *, form: Format = FORMAT) -> Image:
    """All that is stored in a memory, without changing it; a meter may run on it, or have been killed.

    What is read is a copy of its files. A copy during which the meter wrote its log into the database does
    not hold together, which the seal shows; then another is made.

    Args:
        state: The file, which ends in .sqlite, or the folder that holds `meter.sqlite`.
        form: The format that is read.

    Returns:
        The state as of a commit that was the last at some moment of the call.

    Raises:
        StorageError: There is no memory, or it is damaged, of a newer version or another program's.
    """
    path = memory_file(Path(state))
    attempt = 1
    while True:
        before = _shape(path)
        try:
            with faults(path):
                return _read_copy(path, form)
        except StorageError:
            if attempt == _ATTEMPTS or (attempt > 1 and _shape(path) == before):
                raise
        attempt += 1


def _provide(path: Path, form: Format) -> None:
    """Make the file if this is a new meter; refuse it in the company of what is not its own."""
    companions = beside(path)
    if not path.exists():
        if companions:
            names = ", ".join(companion.name for companion in companions)
            raise StorageError(
                f"the memory {path} is not there, but what belongs to one: {names}",
                hint="put the file back where it was; for a new meter give another state",
            )
        create(path, form.blank())
    elif any(companion.name.endswith("-journal") for companion in companions):
        raise damaged(path, "the journal of another program lies beside it")


def _connect(path: Path, vfs: str = "") -> apsw.Connection:
    connection = apsw.Connection(str(path), flags=apsw.SQLITE_OPEN_READWRITE, vfs=vfs or None)
    if connection.readonly("main"):
        connection.close()
        raise apsw.ReadOnlyError("it could be opened for reading only")
    connection.config(apsw.SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1)  # only a sound memory is folded
    return connection


def _check(path: Path, connection: apsw.Connection, form: Format, tables: SealedTables, least: int) -> Image:
    """Lock the file; all that is stored, if it holds together and is not older than it must be."""
    connection.pragma("locking_mode", "EXCLUSIVE")
    connection.pragma("synchronous", "FULL")
    connection.execute("BEGIN IMMEDIATE")
    found = connection.execute("PRAGMA integrity_check(1)").fetchall()
    if found != [("ok",)]:
        raise damaged(path, str(found[0][0]))
    form.upgrade(path, connection)
    image = tables.read()
    if tables.commits < least:
        raise StorageError(
            f"the memory {path} holds commit {tables.commits}, but {least} was acknowledged: "
            "its -wal file is damaged or missing, or it is an older copy",
            hint="put back the files that belong together; to go on from what is there, delete the -ack file",
        )
    connection.execute("COMMIT")
    return image


def _fold(connection: apsw.Connection) -> bool:
    """Bring the log into the database; where that fails the log has it all."""
    try:
        connection.wal_checkpoint(mode=apsw.SQLITE_CHECKPOINT_TRUNCATE)
    except apsw.Error:
        return False
    connection.config(apsw.SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 0)
    return True


def _let_go(connection: apsw.Connection) -> None:
    with suppress(apsw.Error):  # all that counts has been done, or could not be
        connection.close(True)


def _read_copy(path: Path, form: Format) -> Image:
    least = read_acknowledged(path)
    log, content = read_file(_log_of(path)), read_file(path)
    if content is None:
        raise StorageError(f"there is no memory {path}", hint="give the state that a meter was run with")
    form.check_header(path, content)
    with tempfile.TemporaryDirectory(prefix="enfas-") as folder:
        copy = Path(folder, path.name)
        copy.write_bytes(content)
        if log:
            _log_of(copy).write_bytes(log)
        connection = _connect(copy)
        try:
            return _check(path, connection, form, SealedTables(path, connection), least)
        finally:
            _let_go(connection)


def _log_of(path: Path) -> Path:
    return path.with_name(path.name + "-wal")


def _shape(path: Path) -> list[tuple[int, int]]:
    """Sizes and times of change of a memory's files."""
    shape = []
    for file in (path, _log_of(path)):
        with suppress(FileNotFoundError):
            about = file.stat()
            shape.append((about.st_size, about.st_mtime_ns))
    return shape
