from __future__ import annotations

import sqlite3
from pathlib import Path

import apsw
import pytest

from enfas.errors import StorageError
from enfas.storage.format import FORMAT, HEADER_BYTES, Format

PATH = Path("meter.sqlite")
NEXT = Format((*FORMAT.migrations, "ALTER TABLE part ADD COLUMN note TEXT NOT NULL DEFAULT ''"))
"""A version that might come."""


def opened(content: bytes, path: Path) -> apsw.Connection:
    path.write_bytes(content)
    return apsw.Connection(str(path))


@pytest.mark.requirement("REG-1")
def test_the_format_is_versioned_in_the_file(tmp_path: Path) -> None:
    """Read by another program than ours."""
    path = tmp_path / "meter.sqlite"
    path.write_bytes(FORMAT.blank())
    other = sqlite3.connect(path)
    assert other.execute("PRAGMA user_version").fetchone() == (FORMAT.version,) == (1,)
    assert other.execute("PRAGMA application_id").fetchone() == (int.from_bytes(b"ENFA"),)
    assert other.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    assert other.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    names = {name for (name,) in other.execute("SELECT name FROM sqlite_schema")}
    assert names == {"part", "record", "seal"}
    other.close()


def test_a_blank_memory_is_always_the_same() -> None:
    assert FORMAT.blank() == FORMAT.blank()
    FORMAT.check_header(PATH, FORMAT.blank()[:HEADER_BYTES])


@pytest.mark.parametrize(
    ("header", "says"),
    [
        (b"", "is damaged: 0 octets are less than its header"),
        (FORMAT.blank()[:99], "is damaged: 99 octets"),
        (bytes(200), "no SQLite file"),
        (b"#!/bin/sh\n" + bytes(200), "no SQLite file"),
        (b"SQLite format 3\0" + bytes(84), "another program (application 00000000)"),
        (FORMAT.blank()[:68] + b"GPKG" + bytes(28), "another program (application 47504b47)"),
        (FORMAT.blank()[:18] + b"\1\1" + FORMAT.blank()[20:100], "changed its journal mode"),
        (FORMAT.blank()[:18] + b"\2\3" + FORMAT.blank()[20:100], "damaged, or another program"),
    ],
)
def test_what_is_no_memory_is_refused_by_its_header(header: bytes, says: str) -> None:
    with pytest.raises(StorageError) as raised:
        FORMAT.check_header(PATH, header)
    assert says in str(raised.value)
    assert str(PATH) in str(raised.value)
    assert "left as it is" in raised.value.hint


@pytest.mark.requirement("REG-1")
def test_a_newer_version_is_refused(tmp_path: Path) -> None:
    with opened(NEXT.blank(), tmp_path / "meter.sqlite") as connection:
        with pytest.raises(StorageError, match="of format version 2; this program knows 1") as raised:
            FORMAT.upgrade(PATH, connection)
        assert "newer version of the program" in raised.value.hint


@pytest.mark.parametrize("version", [0, -3])
def test_a_version_that_never_was_is_damage(tmp_path: Path, version: int) -> None:
    with opened(FORMAT.blank(), tmp_path / "meter.sqlite") as connection:
        connection.pragma("user_version", version)
        with pytest.raises(StorageError, match=f"damaged: format version {version}"):
            FORMAT.upgrade(PATH, connection)


@pytest.mark.requirement("REG-1")
def test_an_older_version_is_brought_up(tmp_path: Path) -> None:
    with opened(FORMAT.blank(), tmp_path / "meter.sqlite") as connection:
        connection.execute("INSERT INTO part VALUES ('a', x'01', 5)")
        NEXT.upgrade(PATH, connection)
        assert connection.pragma("user_version") == 2
        assert connection.execute("SELECT * FROM part").fetchall() == [("a", b"\1", 5, "")]
        NEXT.upgrade(PATH, connection)


@pytest.mark.parametrize(
    "change",
    [
        "CREATE TABLE other (a)",
        "DROP TABLE record",
        "ALTER TABLE part RENAME COLUMN crc TO crd",
        "CREATE TRIGGER t AFTER INSERT ON part BEGIN DELETE FROM record; END",
    ],
)
def test_tables_of_another_format_are_damage(tmp_path: Path, change: str) -> None:
    with opened(FORMAT.blank(), tmp_path / "meter.sqlite") as connection:
        connection.execute(change)
        with pytest.raises(StorageError, match="its tables are not those of its format"):
            FORMAT.upgrade(PATH, connection)
