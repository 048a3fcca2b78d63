from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from zlib import crc32

import apsw
import pytest

from enfas.errors import StorageError
from enfas.meter.memory import Changes, Image, Records, StoredLog
from enfas.storage.format import FORMAT
from enfas.storage.sealed import SealedTables

PATH = Path("meter.sqlite")


@pytest.fixture
def connection() -> Iterator[apsw.Connection]:
    made = apsw.Connection(":memory:")
    for migration in FORMAT.migrations:
        made.execute(migration)
    yield made
    made.close()


@pytest.fixture
def tables(connection: apsw.Connection) -> SealedTables:
    """Two parts, and the last four records of six."""
    made = SealedTables(PATH, connection)
    made.read()
    made.write(Changes({"a": b"one", "b": b"two"}, [Records("log", 0, 3, 2, b"aabbcc", 4)]))
    made.write(Changes({"a": b"three"}, [Records("log", 3, 3, 2, b"ddeeff", 4)]))
    return made


STORED = Image({"a": b"three", "b": b"two"}, {"log": StoredLog(2, 2, b"ccddeeff")})


def test_what_was_written_is_read(connection: apsw.Connection, tables: SealedTables) -> None:
    assert tables.read() == STORED
    again = SealedTables(PATH, connection)
    assert again.read() == STORED
    assert again.commits == tables.commits == 2


def test_a_cleared_log_leaves_nothing(connection: apsw.Connection, tables: SealedTables) -> None:
    tables.write(Changes({}, [Records("log", 0, 1, 5, b"again", 4)], ["log", "of no records"]))
    assert tables.read() == Image(STORED.parts, {"log": StoredLog(0, 5, b"again")})
    tables.write(Changes(cleared=["log"]))
    assert SealedTables(PATH, connection).read() == Image(STORED.parts)


@pytest.mark.usefixtures("tables")
def test_checksums_are_as_the_format_says(connection: apsw.Connection) -> None:
    checksums = []
    for name, data, crc in connection.execute("SELECT * FROM part"):
        assert crc == crc32(b"part\0" + name.encode() + b"\0" + data)
        checksums.append(crc)
    for log, seq, data, crc in connection.execute("SELECT * FROM record"):
        assert crc == crc32(b"record\0" + log.encode() + b"\0" + str(seq).encode() + b"\0" + data)
        checksums.append(crc)
    assert len(checksums) == 6
    seals = connection.execute("SELECT * FROM seal").fetchall()
    assert seals == [(1, 2, sum(checksums) + crc32(b"seal\x002\0"))]


@pytest.mark.requirement("REG-1")
@pytest.mark.usefixtures("tables")
@pytest.mark.parametrize(
    ("change", "says"),
    [
        ("UPDATE part SET data = x'7468726567' WHERE name = 'a'", "part 'a' is not as it was stored"),
        ("UPDATE part SET name = 'c' WHERE name = 'a'", "part 'c' is not"),
        ("UPDATE part SET name = CAST(x'ff' AS TEXT) WHERE name = 'a'", "part '\ufffd' is not"),
        ("UPDATE part SET crc = crc + 1 WHERE name = 'b'", "part 'b' is not"),
        ("UPDATE record SET data = x'6464' WHERE seq = 2", "record 2 of log 'log' is not as it was stored"),
        ("UPDATE record SET seq = 9 WHERE seq = 5", "record 9 of log 'log' is not"),
        ("UPDATE record SET log = 'lof'", "record 2 of log 'lof' is not"),
        ("UPDATE record SET crc = 0 WHERE seq = 4", "record 4 of log 'log' is not"),
        ("DELETE FROM record WHERE seq = 3", "records of log 'log' are missing"),
        ("DELETE FROM record WHERE seq = 2", "not those that were stored last"),
        ("DELETE FROM record WHERE seq = 5", "not those that were stored last"),
        ("DELETE FROM record", "not those that were stored last"),
        ("DELETE FROM part WHERE name = 'b'", "not those that were stored last"),
        ("UPDATE seal SET commits = 1", "not those that were stored last"),
        ("UPDATE seal SET total = total - 1", "not those that were stored last"),
        ("DELETE FROM seal", "not those that were stored last"),
    ],
)
def test_no_row_changes_or_vanishes_unnoticed(connection: apsw.Connection, change: str, says: str) -> None:
    connection.execute(change)
    with pytest.raises(StorageError) as raised:
        SealedTables(PATH, connection).read()
    assert says in str(raised.value)
    assert "the memory meter.sqlite is damaged" in str(raised.value)


@pytest.mark.requirement("REG-1")
def test_a_row_of_an_earlier_time_does_not_pass(connection: apsw.Connection, tables: SealedTables) -> None:
    """Whole and with its own checksum: a page that was not written while the others were."""
    (before,) = connection.execute("SELECT * FROM part WHERE name = 'b'").fetchall()
    tables.write(Changes({"b": b"new"}))
    assert tables.read().parts["b"] == b"new"
    connection.execute("UPDATE part SET data = ?, crc = ? WHERE name = 'b'", before[1:])
    with pytest.raises(StorageError, match="not those that were stored last"):
        tables.read()


@pytest.mark.parametrize(
    ("records", "says"),
    [
        (Records("log", 7, 1, 2, b"gg", 4), "record 6 is to come, and 7 was given"),
        (Records("log", 5, 1, 2, b"ff", 4), "record 6 is to come, and 5 was given"),
        (Records("log", 2, 4, 2, b"ccddeeff", 4), "record 6 is to come, and 2 was given"),
        (Records("log", 6, 2, 2, b"gg", 4), "2 records of 2 octets are given as 2 octets"),
        (Records("log", 6, 1, 3, b"ggg", 4), "stored are records of 2"),
        (Records("new", 1, 1, 3, b"ggg", 4), "log new: record 0 is to come, and 1 was given"),
    ],
)
def test_records_that_do_not_follow_are_refused(tables: SealedTables, records: Records, says: str) -> None:
    with pytest.raises(StorageError) as raised:
        tables.write(Changes(records=[records]))
    assert says in str(raised.value)
