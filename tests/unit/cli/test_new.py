"""`enfas new`: a meter file that says what was asked for, and that the meter takes."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from typer.testing import CliRunner

from enfas.cli.main import app
from enfas.errors import ConfigurationError
from enfas.meter.configuration import Configuration
from enfas.runtime.meter_file import read_meter_file

RUN = CliRunner()


@pytest.mark.requirement("CFG-2")
@pytest.mark.parametrize(
    "places",
    [
        [],
        ["X10=0", "Z4=3"],
        ["6861111BN242101040"],
        ["6861111BN240101040", "Z2=2"],
        ["6861111BN242101040", "41002-00101011-0000000100-0000000010000000001000-10001231"],
    ],
    ids=["as delivered", "places", "hardware code", "code and place", "both codes"],
)
def test_the_file_gives_the_meter(tmp_path: Path, places: list[str]) -> None:
    file = tmp_path / "meter.toml"
    result = RUN.invoke(app, ["new", str(file), *places, "--serial", "77"])
    assert result.exit_code == 0, result.output
    made = read_meter_file(file).configuration
    whole = [place for place in places if "=" not in place]
    expected = Configuration.from_codes(whole[0] if whole else Configuration.default().hardware)
    if "X10=0" in places:
        expected = Configuration.from_codes(expected.hardware.replace({"X10": "0"}))
    changes = dict(place.split("=") for place in places if place.startswith("Z"))
    expected = expected.replace(**changes, serial_number=77, meter_numbers=made.meter_numbers)
    if len(whole) > 1:
        expected = expected.replace(software=whole[1])
    assert made == expected
    assert f"{made.software}" in result.output


def test_every_place_of_both_codes_is_explained(tmp_path: Path) -> None:
    file = tmp_path / "meter.toml"
    RUN.invoke(app, ["new", str(file)])
    text = file.read_text()
    for place in Configuration.default().explain():
        assert f"{place.title}: {place.meaning}" in text
    assert list(tomllib.loads(text)["software"]) == [
        p.name for p in Configuration.default().software.explain()
    ]


def test_a_file_that_is_there_is_kept(tmp_path: Path) -> None:
    file = tmp_path / "meter.toml"
    file.write_text("mine")
    result = RUN.invoke(app, ["new", str(file)])
    assert isinstance(result.exception, ConfigurationError)
    assert file.read_text() == "mine"
    assert RUN.invoke(app, ["new", str(file), "--force"]).exit_code == 0
    assert read_meter_file(file) is not None


@pytest.mark.parametrize("bad", [["Z4=9"], ["X9=1", "Z29=5"], ["rubbish"]])
def test_what_contradicts_is_not_written(tmp_path: Path, bad: list[str]) -> None:
    file = tmp_path / "meter.toml"
    assert RUN.invoke(app, ["new", str(file), *bad]).exit_code != 0
    assert not file.exists()


def test_a_code_that_stands_twice_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "meter.toml"
    file.write_text('[meter]\nsoftware = "Z4=3"\n[software]\nZ4 = "3"\n')
    with pytest.raises(ConfigurationError, match="stands twice"):
        read_meter_file(file)
