"""`enfas plot`: the same picture from a meter's state and over a line."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.fake_meter import FakeMeter
from tests.fake_server import serving
from tests.meter_rows import START_US, load, make_meter
from typer.testing import CliRunner

from enfas.cli.main import app
from enfas.errors import InputError, RemoteError, StorageError
from enfas.runtime.device import Device
from enfas.storage.sqlite import SqliteMemory


@pytest.fixture
def state(tmp_path: Path) -> Path:
    device = Device(make_meter(), SqliteMemory(tmp_path / "state"))
    device.feed(load(START_US, 1440, watts=800))
    device.close()
    return tmp_path / "state"


def plot(*arguments: str | Path) -> None:
    result = CliRunner().invoke(app, ["plot", *map(str, arguments)])
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    assert result.exit_code == 0, result.output


@pytest.mark.parametrize("what", ["profile", "registers"])
@pytest.mark.parametrize(("suffix", "begins"), [("png", b"\x89PNG"), ("svg", b"<?xml"), ("pdf", b"%PDF")])
def test_from_a_state(state: Path, tmp_path: Path, what: str, suffix: str, begins: bytes) -> None:
    before = (state / "meter.sqlite").read_bytes()
    picture = tmp_path / f"{what}.{suffix}"
    plot(what, state, "-o", picture)
    assert picture.read_bytes().startswith(begins)
    assert (state / "meter.sqlite").read_bytes() == before


def test_over_a_line(tmp_path: Path) -> None:
    with serving(FakeMeter()) as place:
        plot("profile", place, "-o", tmp_path / "profile.png")
        plot("registers", place, "-o", tmp_path / "registers.png")
    assert (tmp_path / "profile.png").stat().st_size > 10_000
    assert (tmp_path / "registers.png").stat().st_size > 10_000


def test_what_cannot_be_drawn(state: Path, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="not a kind of picture"):
        plot("profile", state, "-o", tmp_path / "profile.docx")
    (tmp_path / "empty").mkdir()
    with pytest.raises(StorageError, match="there is no memory"):
        plot("profile", tmp_path / "empty", "-o", tmp_path / "profile.png")
    with pytest.raises(RemoteError, match="no connection"):
        plot("profile", "127.0.0.1:1", "-o", tmp_path / "profile.png")


def test_an_empty_profile_is_said_to_be_empty(tmp_path: Path) -> None:
    device = Device(make_meter(), SqliteMemory(tmp_path / "state"))
    device.feed(load(START_US, 3))
    device.close()
    with pytest.raises(InputError, match="empty"):
        plot("profile", tmp_path / "state", "-o", tmp_path / "profile.png")


def test_the_file_of_a_state_is_as_good_as_its_folder(state: Path, tmp_path: Path) -> None:
    plot("registers", state / "meter.sqlite", "-o", tmp_path / "registers.png")
    assert (tmp_path / "registers.png").stat().st_size > 10_000


def test_what_is_no_state_is_said_to_be_none(tmp_path: Path) -> None:
    file = tmp_path / "load.csv"
    file.write_text("time,power\n" * 100)
    with pytest.raises(StorageError, match=r"load\.csv"):
        plot("profile", file, "-o", tmp_path / "profile.png")


def test_a_folder_that_is_not_there_is_told_before_the_meter_is_read(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"there is no folder .*pictures"):
        plot("profile", "127.0.0.1:1", "-o", tmp_path / "pictures" / "profile.png")
    assert list(tmp_path.iterdir()) == []
