from __future__ import annotations

from pathlib import Path

import pytest
from tests.comtrade_files import Record, configuration, write

from enfas.errors import InputError
from enfas.supply.comtrade_text import find_configuration


def test_two_files_are_found_by_either(tmp_path: Path) -> None:
    write(tmp_path, Record())
    for name in ("r.cfg", "r.dat"):
        text = find_configuration(tmp_path / name)
        assert text.lines == configuration(Record()).splitlines()
        assert text[1:] == (1, "", tmp_path / "r.dat", 0, 1)


def test_a_stamp_without_decimals_gets_some(tmp_path: Path) -> None:
    write(tmp_path, Record(start="25/06/2007, 19:13:57"))
    assert find_configuration(tmp_path / "r.cfg").lines[11] == "25/06/2007, 19:13:57.000000"


def test_one_file_holds_sections(tmp_path: Path) -> None:
    path = tmp_path / "r.cff"
    path.write_bytes(
        b"\r\n--- file type: CFG ---\r\na\r\nb\r\n--- File Type: INF ---\r\nx\r\n"
        b"--- file type: DAT FLOAT32: 8 ---\r\n\0\1"
    )
    text = find_configuration(path)
    assert text == (["a", "b"], 3, "FLOAT32", path, path.stat().st_size - 2, 8)
    path.write_bytes(b"--- file type: CFG ---\na\n--- file type: DAT ---\n1")
    assert find_configuration(path)[2:] == ("", path, path.stat().st_size - 1, 4)


@pytest.mark.parametrize("octets", [b"", b"a\n" * 40_000, b"--- file type: CFG ---\n"])
def test_what_has_no_data_is_no_record(tmp_path: Path, octets: bytes) -> None:
    (tmp_path / "r.cff").write_bytes(octets)
    with pytest.raises(InputError, match=r"r\.cff has no section of data"):
        find_configuration(tmp_path / "r.cff")
