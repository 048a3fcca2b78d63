from __future__ import annotations

import errno
import os
from pathlib import Path

import apsw
import pytest

from enfas.errors import StorageError
from enfas.storage.faults import damaged, faults

PATH = Path("state", "meter.sqlite")


@pytest.mark.parametrize(
    ("error", "says", "hint"),
    [
        (apsw.BusyError("locked"), "is in use by another process (locked)", "stop the other"),
        (apsw.FullError("full"), "no space is left", "make room; nothing that was acknowledged is lost"),
        (apsw.IOError("bad"), "the disk reports a fault (bad)", "see to the disk"),
        (apsw.CantOpenError("no"), "cannot be opened", "write permission"),
        (apsw.ReadOnlyError("no"), "it is read-only", "write permission"),
        (apsw.PermissionsError("no"), "permission denied", "write permission"),
        (apsw.CorruptError("malformed"), "is damaged: malformed", "left as it is"),
        (apsw.NotADBError("not a database"), "is damaged: not a database", "left as it is"),
        (apsw.SQLError("no such table"), "is damaged: no such table", "left as it is"),
        (OSError(errno.ENOSPC, os.strerror(errno.ENOSPC)), "no space is left", "make room"),
        (PermissionError(errno.EACCES, "Permission denied"), "Permission denied", "write permission"),
        (OSError("of an unknown kind"), "of an unknown kind", "write permission"),
        (UnicodeDecodeError("utf-8", b"\xff", 0, 1, "bad"), "is damaged: a text in it", "left as it is"),
    ],
    ids=repr,
)
def test_each_fault_is_said_with_the_file_and_what_to_do(error: Exception, says: str, hint: str) -> None:
    with pytest.raises(StorageError) as raised, faults(PATH):
        raise error
    assert str(PATH) in str(raised.value)
    assert says in str(raised.value)
    assert hint in raised.value.hint
    assert "\n" not in str(raised.value)
    assert raised.value.__cause__ is error


def test_an_error_that_is_said_already_stays() -> None:
    with pytest.raises(StorageError, match="is damaged: of old age"), faults(PATH):
        raise damaged(PATH, "of old age")


def test_an_error_of_the_program_is_none_of_the_memory() -> None:
    with pytest.raises(KeyError), faults(PATH):
        raise KeyError("a mistake")
