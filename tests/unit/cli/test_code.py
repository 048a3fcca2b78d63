"""`enfas code` as a user calls it."""

from __future__ import annotations

import json

import pytest
from typer.testing import CliRunner, Result

from enfas.cli.main import app
from enfas.errors import ConfigurationError
from enfas.meter.configuration import Configuration

HARDWARE = "6861111BN242101040"
SOFTWARE = "41002-00101011-0000000100-0000000010000000001000-10001231"


def run(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["code", *arguments])


def answer(*arguments: str) -> dict[str, dict[str, str]]:
    result = run(*arguments, "--json")
    assert result.exit_code == 0, result.output
    table: dict[str, dict[str, str]] = json.loads(result.stdout)
    return table


@pytest.mark.requirement("CFG-1")
def test_hardware_code_as_json() -> None:
    table = answer(HARDWARE)
    assert list(table) == [f"X{n}" for n in range(1, 17)]
    assert all(set(entry) == {"code", "meaning"} for entry in table.values())
    assert "".join(entry["code"] for entry in table.values()) == HARDWARE[2:]
    assert table["X9"] == {"code": "4", "meaning": "A+/A-/R+/R-"}
    assert table["X15"] == {"code": "4", "meaning": "Norway (040)"}


@pytest.mark.requirement("CFG-2")
def test_software_code_as_json() -> None:
    table = answer(SOFTWARE)
    assert list(table) == [f"Z{n}" for n in (*range(1, 21), *range(25, 31))]
    assert "".join(entry["code"] for entry in table.values()) == SOFTWARE.replace("-", "")
    assert table["Z4"] == {"code": "2", "meaning": "15 min"}


def test_both_codes_and_codes_written_apart() -> None:
    assert len(answer(HARDWARE, SOFTWARE)) == 42
    assert answer("68", "6-1", "1-1", "1", "B-N", "2", "4-2", "1", "0", "1-040") == answer(HARDWARE)


def test_single_places() -> None:
    assert answer("Z4=3", "X5=6") == {
        "X5": {"code": "6", "meaning": "10-60 A"},
        "Z4": {"code": "3", "meaning": "30 min"},
    }
    assert list(answer("X14=090")) == ["X14", "X15", "X16"]


def test_as_a_table() -> None:
    result = run(HARDWARE)
    assert result.exit_code == 0
    assert "double breaker" in result.stdout
    words = run("Z11=1").stdout.splitlines()[1].split()
    assert " ".join(words) == "Z11 01 Offset from Greenwich Mean Time GMT + 1 h [DK/NO/SE/DE/FR/ES]"


def test_a_three_phase_code_is_explained_and_said_to_be_no_configuration() -> None:
    result = run("6841138BN143002084", "--json")
    assert result.exit_code == 0
    assert json.loads(result.stdout)["X1"]["meaning"] == "three-phase meter"
    assert result.stderr.startswith("not a configuration of this meter: X1=4 is three-phase meter")


@pytest.mark.requirement("CFG-1", "CFG-2")
def test_make() -> None:
    assert run("--make", "X5=4", "Z4=3").stdout.splitlines() == [
        "hardware 6861114BN242101040",
        "software 41003-00101011-0000000100-0000000010000000001000-10001231",
    ]
    made = json.loads(run("--make", "X8=1", "X10=0", "--json").stdout)
    assert made["hardware"] == "6861111BN140101040"
    assert len(answer(made["hardware"], made["software"])) == 42


@pytest.mark.parametrize(
    "arguments",
    [
        ["hello"],
        [""],
        ["6861111BN24210104"],
        ["6961111BN242101040"],
        ["Z4=9"],
        ["--make", "X8=1", "Z29=5"],
        [HARDWARE, SOFTWARE[:-1] + "9"],
        ["6841138BN143002084", SOFTWARE],
    ],
)
def test_wrong_codes(arguments: list[str]) -> None:
    result = run(*arguments)
    assert isinstance(result.exception, ConfigurationError)
    assert "\n" not in str(result.exception)
    assert result.stdout == ""


@pytest.mark.requirement("CFG-2")
def test_a_hardware_code_alone_makes_its_delivered_software_code() -> None:
    result = run("--make", "--json", HARDWARE, "Z4=3")
    made = json.loads(result.stdout)
    assert made["hardware"] == HARDWARE
    assert made["software"] == Configuration.from_codes(HARDWARE, "Z4=3").software.text
