"""The tables of a memory, each row under a checksum and all of them under one seal.

SQLite finds a page that does not hold together, but believes a value in which a bit has changed, and cannot
miss a row that is gone. So each row has the CRC-32 of its key and content, and the seal has the sum of all of
them: nothing can change, vanish or come back from an earlier time unnoticed.
"""

from __future__ import annotations

from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Final
from zlib import crc32

import apsw

from enfas.errors import StorageError
from enfas.meter.memory import Changes, Image, Records, StoredLog
from enfas.storage.faults import damaged

__all__ = ["SealedTables"]

# Keys are compared as octets and read as octets: a damaged text need not be a text.
_READ_PARTS: Final = "SELECT CAST(name AS BLOB), data, crc FROM part"
_READ_RECORDS: Final = "SELECT CAST(log AS BLOB), seq, data, crc FROM record ORDER BY log, seq"
_READ_SEAL: Final = "SELECT commits, total FROM seal"
_WRITE_PART: Final = (
    "INSERT INTO part (name, data, crc) VALUES (?, ?, ?)"
    " ON CONFLICT DO UPDATE SET data = excluded.data, crc = excluded.crc"
)
_WRITE_RECORD: Final = "INSERT INTO record (log, seq, data, crc) VALUES (?, ?, ?, ?)"
_FORGET_RECORDS: Final = "DELETE FROM record WHERE log = ? AND seq < ? RETURNING crc"
_FORGET_LOG: Final = "DELETE FROM record WHERE log = ? RETURNING crc"
_WRITE_SEAL: Final = "UPDATE seal SET commits = ?, total = ?"


class SealedTables:
    """The rows of one memory. To be read once, then written to; an error leaves it of no more use.

    Args:
        path: The file, for errors.
        connection: The database; transactions are the caller's.

    Attributes:
        commits: Number of the last commit; 0 before there is one.
    """

    def __init__(self, path: Path, connection: apsw.Connection) -> None:
        self._path = path
        self._connection = connection
        self.commits = 0
        self._sum = 0  # of the checksums of all parts and records
        self._parts: dict[str, int] = {}  # their checksums
        self._logs: dict[str, tuple[int, int]] = {}  # number of the record to come, octets of each

    def read(self) -> Image:
        """All that is stored.

        Raises:
            StorageError: A row is not as it was written, or one is missing or too many.
        """
        self._sum = 0
        parts = self._read_parts()
        logs = self._read_logs()
        seals = self._connection.execute(_READ_SEAL).fetchall()
        commits = seals[0][0] if seals else None
        if not isinstance(commits, int) or seals != [(commits, self._sum + _crc(b"seal", commits))]:
            raise damaged(self._path, "its rows are not those that were stored last")
        self.commits = commits
        return Image(parts, logs)

    def _read_parts(self) -> dict[str, bytes]:
        parts: dict[str, bytes] = {}
        self._parts.clear()
        for name, data, crc in self._connection.execute(_READ_PARTS):
            if crc != _crc(b"part", name, data):
                raise damaged(self._path, f"part {name.decode(errors='replace')!r} is not as it was stored")
            parts[name.decode()] = data
            self._parts[name.decode()] = crc
            self._sum += crc
        return parts

    def _read_logs(self) -> dict[str, StoredLog]:
        logs: dict[str, StoredLog] = {}
        self._logs.clear()
        rows = self._connection.execute(_READ_RECORDS)
        for octets, group in groupby(rows, key=itemgetter(0)):
            seed = crc32(octets, crc32(b"record\0"))
            found = []
            for _, seq, data, crc in group:
                if crc != crc32(data, crc32(b"\0%d\0" % seq, seed)):
                    name = octets.decode(errors="replace")
                    raise damaged(self._path, f"record {seq} of log {name!r} is not as it was stored")
                found.append((seq, data))
                self._sum += crc
            name, first, size = octets.decode(), found[0][0], len(found[0][1])
            content = b"".join([data for _, data in found])
            if found[-1][0] - first + 1 != len(found) or len(content) != size * len(found):
                raise damaged(self._path, f"records of log {name!r} are missing")
            logs[name] = StoredLog(first, size, content)
            self._logs[name] = (first + len(found), size)
        return logs

    def write(self, changes: Changes) -> None:
        """Take changes over into the tables, and seal them.

        Raises:
            StorageError: Records do not follow those that are stored, or are not of their size.
        """
        for log in changes.cleared:
            self._logs.pop(log, None)
            self._forget(_FORGET_LOG, log)
        for records in changes.records:
            self._write_records(records)
        for name, data in changes.parts.items():
            crc = _crc(b"part", name.encode(), data)
            self._connection.execute(_WRITE_PART, (name, data, crc))
            self._sum += crc - self._parts.get(name, 0)
            self._parts[name] = crc
        self.commits += 1
        total = self._sum + _crc(b"seal", self.commits)
        self._connection.execute(_WRITE_SEAL, (self.commits, total))

    def _write_records(self, records: Records) -> None:
        log, first, size, data = records.log, records.first_seq, records.itemsize, records.data
        following, stored_size = self._logs.get(log, (0, size))
        if len(data) != records.count * size or size != stored_size:
            raise StorageError(
                f"log {log}: {records.count} records of {size} octets are given as {len(data)} octets; "
                f"stored are records of {stored_size}"
            )
        # what lies between was overwritten before it was given
        if first != following and (first < following or records.count < records.capacity):
            raise StorageError(f"log {log}: record {following} is to come, and {first} was given")
        seed = crc32(log.encode(), crc32(b"record\0"))
        rows = []
        for number in range(records.count):
            seq, record = first + number, data[number * size : (number + 1) * size]
            crc = crc32(record, crc32(b"\0%d\0" % seq, seed))
            rows.append((log, seq, record, crc))
            self._sum += crc
        self._connection.executemany(_WRITE_RECORD, rows)
        following = first + records.count
        self._logs[log] = (following, size)
        self._forget(_FORGET_RECORDS, log, following - records.capacity)

    def _forget(self, statement: str, *key: str | int) -> None:
        self._sum -= sum(crc for (crc,) in self._connection.execute(statement, key))


def _crc(kind: bytes, key: bytes | int, data: bytes = b"") -> int:
    """CRC-32 of a row: its table's name and its key, each closed by a zero octet, and its data."""
    text = b"%d" % key if isinstance(key, int) else key
    return crc32(data, crc32(b"%b\0%b\0" % (kind, text)))
