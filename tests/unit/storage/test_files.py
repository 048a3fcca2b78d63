from __future__ import annotations

from pathlib import Path

import apsw
import pytest

from enfas.storage.files import Acknowledged, beside, create, memory_file, read_acknowledged, read_file


def test_a_path_is_the_file_or_its_folder(tmp_path: Path) -> None:
    assert memory_file(tmp_path) == tmp_path / "meter.sqlite"
    assert memory_file(tmp_path / "not.there") == tmp_path / "not.there" / "meter.sqlite"
    assert memory_file(tmp_path / "other.sqlite") == tmp_path / "other.sqlite"
    copy = tmp_path / "copy"
    copy.write_bytes(b"")
    assert memory_file(copy) == copy
    link = tmp_path / "link.sqlite"
    link.symlink_to(copy)
    assert memory_file(link) == copy


def test_a_file_is_made_with_its_folders(tmp_path: Path) -> None:
    path = tmp_path / "a" / "b" / "meter.sqlite"
    create(path, b"content")
    assert path.read_bytes() == b"content"
    assert list(path.parent.iterdir()) == [path]


def test_a_file_that_is_there_stays(tmp_path: Path) -> None:
    path = tmp_path / "meter.sqlite"
    path.write_bytes(b"of another")
    create(path, b"content")
    assert path.read_bytes() == b"of another"
    assert list(tmp_path.iterdir()) == [path]


def test_what_cannot_be_made_wholly_is_not_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_space(_number: int) -> None:
        raise OSError("no space")

    monkeypatch.setattr("os.fsync", no_space)
    with pytest.raises(OSError, match="no space"):
        create(tmp_path / "meter.sqlite", b"content")
    assert list(tmp_path.iterdir()) == []


def test_only_what_belongs_to_a_memory_lies_beside_it(tmp_path: Path) -> None:
    path = tmp_path / "meter.sqlite"
    for name in ("meter.sqlite", "meter.sqlite-new-1", "other.sqlite-wal"):
        (tmp_path / name).write_bytes(b"")
    assert beside(path) == []
    for name in ("meter.sqlite-wal", "meter.sqlite-journal", "meter.sqlite-ack"):
        (tmp_path / name).write_bytes(b"")
    assert len(beside(path)) == 3


def test_a_file_is_read_whole_or_its_beginning(tmp_path: Path) -> None:
    path = tmp_path / "file"
    assert read_file(path) is None
    path.write_bytes(b"")
    assert read_file(path) == b""
    path.write_bytes(b"0123456789")
    assert read_file(path) == b"0123456789"
    assert read_file(path, most=4) == b"0123"
    assert read_file(path, most=40) == b"0123456789"


def test_what_is_there_and_cannot_be_read_is_not_missing(tmp_path: Path) -> None:
    class Denied(apsw.VFS):
        def xOpen(self, name: object, flags: list[int]) -> apsw.VFSFile:
            raise apsw.CantOpenError("permission denied")

    path = tmp_path / "file"
    vfs = Denied("enfas-denied", "")
    assert read_file(path, "enfas-denied") is None
    path.write_bytes(b"0123456789")
    with pytest.raises(apsw.CantOpenError, match="permission denied"):
        read_file(path, "enfas-denied")
    vfs.unregister()
    with pytest.raises(apsw.IOError):
        read_file(tmp_path)


def test_the_last_acknowledged_commit_is_put_down(tmp_path: Path) -> None:
    path = tmp_path / "meter.sqlite"
    assert read_acknowledged(path) == 0
    acknowledged = Acknowledged(path)
    assert read_acknowledged(path) == 0
    for number in (1, 2, 10**15):
        acknowledged.write(number)
        assert read_acknowledged(path) == number
    acknowledged.close(remove=False)
    again = Acknowledged(path)
    assert read_acknowledged(path) == 10**15
    again.close(remove=True)
    again.close(remove=False)
    assert list(tmp_path.iterdir()) == []


def test_a_torn_number_tells_nothing(tmp_path: Path) -> None:
    path = tmp_path / "meter.sqlite"
    acknowledged = Acknowledged(path)
    acknowledged.write(41)
    acknowledged.close(remove=False)
    (file,) = beside(path)
    whole = file.read_bytes()
    for length in range(len(whole)):
        file.write_bytes(whole[:length])
        assert read_acknowledged(path) == 0
        file.write_bytes(whole[:length] + bytes([whole[length] ^ 1]) + whole[length + 1 :])
        assert read_acknowledged(path) == 0
    file.write_bytes(b"\xb2" * 16)
    assert read_acknowledged(path) == 0
