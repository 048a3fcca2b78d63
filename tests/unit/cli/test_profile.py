"""`enfas profile` against a meter behind a port."""

from __future__ import annotations

import io
import json
import sys

import pytest
from pyarrow import parquet
from tests.fake_meter import FakeMeter
from tests.fake_server import serving
from typer.testing import CliRunner

from enfas.cli.main import app
from enfas.errors import ConfigurationError, InputError


@pytest.fixture
def place():
    with serving(FakeMeter()) as place:
        yield place


def enfas(*arguments):
    result = CliRunner().invoke(app, ["profile", *arguments])
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def test_csv_where_there_is_no_terminal(place):
    lines = enfas(place).stdout.splitlines()
    assert lines[0] == "time,clock_status,1.1.0.0.1.255,1.1.1.8.0.255 [Wh]"
    assert lines[1] == "2026-03-01T00:00:00+01:00,0,128,10000"
    assert len(lines) == 401


def test_files(place, tmp_path):
    csv, columns = tmp_path / "profile.csv", tmp_path / "profile.parquet"
    result = enfas(place, "--csv", str(csv), "--parquet", str(columns))
    assert result.stdout == ""
    assert result.stderr == "400 rows\n"
    assert len(csv.read_text().splitlines()) == 401
    assert parquet.read_table(columns).num_rows == 400


def test_a_file_that_cannot_be_written(place, tmp_path):
    for option in ("--csv", "--parquet"):
        with pytest.raises(InputError, match="cannot be written"):
            enfas(place, option, str(tmp_path / "no" / "folder"))


def test_json_of_a_range(place):
    document = json.loads(
        enfas(
            place, "--json", "--from", "2026-03-02T00:00:00+01:00", "--to", "2026-03-02T00:15:00+01:00"
        ).stdout
    )
    assert [row[0] for row in document["rows"]] == ["2026-03-02T00:00:00+01:00", "2026-03-02T00:15:00+01:00"]
    assert [column["unit"] for column in document["columns"]] == ["", "", "Wh"]


def test_the_newest_rows(place):
    document = json.loads(enfas(place, "--json", "--entries", "2").stdout)
    assert [row[2] for row in document["rows"]] == [10 * (1000 + 7 * n) for n in (398, 399)]


@pytest.mark.parametrize(
    "options", [("--entries", "2", "--from", "2026-03-02"), ("--from", "noon"), ("--obis", "what")]
)
def test_options_that_cannot_be(place, options):
    with pytest.raises(ConfigurationError):
        enfas(place, *options)


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self):
        return True


def test_on_a_terminal(monkeypatch):
    out, err = Terminal(), Terminal()
    monkeypatch.setattr(sys, "stdout", out)
    monkeypatch.setattr(sys, "stderr", err)
    with serving(FakeMeter()) as place:
        app(["profile", place], standalone_mode=False)
    assert "the newest " in out.getvalue()
    assert "reading" in err.getvalue()
