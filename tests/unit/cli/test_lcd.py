"""`enfas lcd`: the front from a meter's state, and over a line."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.fake_meter import FakeMeter
from tests.fake_server import serving
from tests.meter_rows import START_US, load, make_meter
from typer.testing import CliRunner

from enfas.cli.main import app
from enfas.errors import ConfigurationError, InputError, RemoteError, StorageError
from enfas.runtime.device import Device
from enfas.storage.sqlite import SqliteMemory


@pytest.fixture
def state(tmp_path: Path) -> Path:
    device = Device(make_meter(), SqliteMemory(tmp_path / "state"))
    device.feed(load(START_US, 1440, watts=800))
    device.close()
    return tmp_path / "state"


def lcd(*arguments: str | Path) -> str:
    result = CliRunner().invoke(app, ["lcd", *map(str, arguments)])
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    assert result.exit_code == 0, result.output
    return result.stdout


@pytest.mark.parametrize(("suffix", "begins"), [("png", b"\x89PNG"), ("svg", b"<svg"), ("txt", "┌".encode())])
def test_from_a_state(state: Path, tmp_path: Path, suffix: str, begins: bytes) -> None:
    before = (state / "meter.sqlite").read_bytes()
    lcd(state, "-o", tmp_path / f"lcd.{suffix}")
    assert (tmp_path / f"lcd.{suffix}").read_bytes().startswith(begins)
    assert (state / "meter.sqlite").read_bytes() == before


def test_as_text_with_a_reading_of_choice(state: Path) -> None:
    text = lcd(state, "--reading", "1.6.0")
    assert "1.6.0    P+M" in text
    assert "kW " in text
    with pytest.raises(ConfigurationError, match="no reading 'x'"):
        lcd(state, "--reading", "x")
    with pytest.raises(ConfigurationError, match=r"the meter has no reading '0\.128\.1'|no reading '130"):
        lcd(state, "--reading", "130.0.0")


def test_over_a_line_from_a_meter_of_another_maker() -> None:
    with serving(FakeMeter()) as place:
        assert "1.8.0    A+" in lcd(place)


def test_what_cannot_be_drawn(state: Path, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="not a kind of picture"):
        lcd(state, "-o", tmp_path / "lcd.docx")
    (tmp_path / "empty").mkdir()
    with pytest.raises(StorageError, match="there is no memory"):
        lcd(tmp_path / "empty")
    with pytest.raises(RemoteError, match="no connection"):
        lcd("127.0.0.1:1")
