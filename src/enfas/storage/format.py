"""The format of a memory file: its marks, its tables, and how an older version becomes the present one.

docs/storage.md says the same for whoever has to read a file without this program.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Final

import apsw

from enfas.errors import StorageError
from enfas.storage.faults import damaged

__all__ = ["FORMAT", "HEADER_BYTES", "Format"]

HEADER_BYTES: Final = 100
"""Octets of the header of a SQLite file."""

_APPLICATION_ID: Final = int.from_bytes(b"ENFA")
_MAGIC: Final = b"SQLite format 3\0"
_JOURNAL: Final = slice(18, 20)  # write and read version
_WAL: Final = b"\2\2"
_APPLICATION: Final = slice(68, 72)


@dataclass(frozen=True)
class Format:
    """A version of the format, by the way to it from an empty database.

    Attributes:
        migrations: SQL that makes of version n the version n + 1, beginning with that which makes version 1.
            A released one is never changed.

    Source: SQLite database file format, section 1.3 (the header).
    """

    migrations: tuple[str, ...]

    @property
    def version(self) -> int:
        """The version that all migrations lead to."""
        return len(self.migrations)

    def blank(self) -> bytes:
        """The file of a memory in which nothing is stored yet, in write-ahead-log mode."""
        with apsw.Connection(":memory:") as connection:
            connection.pragma("application_id", _APPLICATION_ID)
            self._migrate(connection, 0)
            content = bytearray(connection.serialize("main"))
        connection.close()
        content[_JOURNAL] = _WAL
        return bytes(content)

    def check_header(self, path: Path, header: bytes) -> None:
        """Refuse a file that is not a memory, before SQLite looks at it.

        SQLite would replay a journal that it finds beside a database of another mode, and delete the log of
        an empty one.

        Raises:
            StorageError: It is of another program or damaged.
        """
        if len(header) < HEADER_BYTES:
            raise damaged(path, f"{len(header)} octets are less than its header")
        if not header.startswith(_MAGIC):
            raise StorageError(
                f"{path} is not the memory of a meter, or its beginning is damaged: it is no SQLite file",
                hint="it was left as it is: give another state",
            )
        if header[_APPLICATION] != _APPLICATION_ID.to_bytes(4):
            raise StorageError(
                f"{path} is the database of another program (application {header[_APPLICATION].hex()})",
                hint="it was left as it is: give another state",
            )
        if header[_JOURNAL] != _WAL:
            raise StorageError(
                f"the memory {path} is damaged, or another program has changed its journal mode",
                hint="it was left as it is: PRAGMA journal_mode=WAL sets it right if it is whole",
            )

    def upgrade(self, path: Path, connection: apsw.Connection) -> None:
        """Make a memory of an older version one of this; in the transaction that is open.

        Raises:
            StorageError: It is of a newer version, or its tables are not those of its version.
        """
        version = connection.pragma("user_version")
        if version > self.version:
            raise StorageError(
                f"the memory {path} is of format version {version}; this program knows {self.version}",
                hint="use a newer version of the program",
            )
        if version < 1:
            raise damaged(path, f"format version {version}")
        if version < self.version:
            self._migrate(connection, version)
        if _tables(connection) != self._tables:
            raise damaged(path, "its tables are not those of its format")

    def _migrate(self, connection: apsw.Connection, version: int) -> None:
        for migration in self.migrations[version:]:
            connection.execute(migration)
        connection.pragma("user_version", self.version)

    @cached_property
    def _tables(self) -> list[str]:
        with apsw.Connection(":memory:") as connection:
            self._migrate(connection, 0)
            tables = _tables(connection)
        connection.close()
        return tables


def _tables(connection: apsw.Connection) -> list[str]:
    return [str(sql) for (sql,) in connection.execute("SELECT sql FROM sqlite_schema ORDER BY name")]


FORMAT: Final = Format(
    migrations=(
        # 1: checksums and the seal are explained in `sealed`
        """
        CREATE TABLE part (
            name TEXT NOT NULL PRIMARY KEY,
            data BLOB NOT NULL,
            crc INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE record (
            log TEXT NOT NULL,
            seq INTEGER NOT NULL,
            data BLOB NOT NULL,
            crc INTEGER NOT NULL,
            PRIMARY KEY (log, seq)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE seal (
            id INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
            commits INTEGER NOT NULL,
            total INTEGER NOT NULL
        ) STRICT;
        INSERT INTO seal VALUES (1, 0, 305245076);
        """,
    ),
)
"""The format that this program writes."""
