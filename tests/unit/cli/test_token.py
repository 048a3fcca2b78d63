"""`enfas token`: what it makes, the meter takes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.meter_rows import START_US
from tests.unit.meter.prepayment.test_tokens import PRIVATE, PUBLIC, SECRET
from typer.testing import CliRunner

from enfas.cli.main import app
from enfas.errors import ConfigurationError
from enfas.meter.device import Meter
from enfas.runtime.meter_file import read_meter_file

pytestmark = pytest.mark.requirement("SW-4")
RUN = CliRunner()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "meter.toml"
    path.write_text(
        "[meter]\nserial_number = 77\n"
        f'[prepayment]\nsecret = "{SECRET.hex()}"\npublic_key = "{PUBLIC.hex()}"\n'
    )
    return path


def test_a_token_that_is_made_is_taken(file: Path) -> None:
    result = RUN.invoke(app, ["token", "12.5", "--meter", str(file), "--id", "3"])
    assert result.exit_code == 0, result.output
    meter = Meter(read_meter_file(file).configuration, start_us=START_US)
    meter.write("token", result.stdout.strip())
    assert meter.read("credit_hundredths") == 1250


def test_a_signed_token_that_is_made_is_taken(file: Path) -> None:
    arguments = ["token", "100000", "--meter", str(file), "--id", "3", "--sign", PRIVATE.hex(), "--json"]
    made = json.loads(RUN.invoke(app, arguments).stdout)
    assert (made["amount"], made["unit"], made["id"]) == (100_000, "kWh", 3)
    meter = Meter(read_meter_file(file).configuration, start_us=START_US)
    meter.write("signed_token", bytes.fromhex(made["token"]))
    assert meter.read("credit") == 100_000


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["0", "--id", "1"], "0.1 to 6553.5 kWh"),
        (["0.05", "--id", "1"], "in tenths"),
        (["7000", "--id", "1"], "not 7000"),
        (["5", "--id", "65536"], "0 to 65535"),
        (["5", "--id", "1", "--sign", "abc"], "64 hexadecimal digits"),
    ],
)
def test_what_cannot_be_made(file: Path, arguments: list[str], says: str) -> None:
    result = RUN.invoke(app, ["token", *arguments, "--meter", str(file)])
    assert isinstance(result.exception, ConfigurationError)
    assert says in str(result.exception)


def test_without_a_secret_there_is_none(tmp_path: Path) -> None:
    path = tmp_path / "meter.toml"
    path.write_text("")
    result = RUN.invoke(app, ["token", "5", "--meter", str(path), "--id", "1"])
    assert "has no secret" in str(result.exception)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('secret = "xyz"', "hexadecimal"),
        ('secret = "00"', "16 octets, not 1"),
        ('currency = "SEK"\nprices = [1.0001, 1, 1, 1]', "too many decimals"),
        ("emergency = 0.001", "too many decimals"),
        ("credit = 1", "unknown field"),
    ],
)
def test_terms_that_cannot_be_are_refused_with_the_file(tmp_path: Path, text: str, says: str) -> None:
    path = tmp_path / "meter.toml"
    path.write_text(f"[prepayment]\n{text}\n")
    with pytest.raises(ConfigurationError, match=says) as refused:
        read_meter_file(path)
    assert "meter.toml" in str(refused.value)


def test_prices_are_in_thousandths(tmp_path: Path) -> None:
    path = tmp_path / "meter.toml"
    path.write_text('[prepayment]\ncurrency = "SEK"\nprices = [2.5, 1.1, 0.9, 0.007]\nemergency = 20.0\n')
    terms = read_meter_file(path).configuration.prepayment
    assert (terms.prices, terms.emergency) == ((2500, 1100, 900, 7), 2000)
