"""`enfas read` against a meter behind a port."""

from __future__ import annotations

import io
import json
import sys

import pytest
from tests.fake_meter import FakeMeter
from tests.fake_server import serving, serving_pty
from typer.testing import CliRunner

from enfas.cli.main import app
from enfas.errors import ConfigurationError, RemoteError


def enfas(*arguments, env=None):
    result = CliRunner().invoke(app, arguments, env=env)
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


@pytest.mark.requirement("COM-1")
@pytest.mark.parametrize("framing", ["wrapper", "hdlc"])
def test_all_registers_as_json(framing):
    with serving(FakeMeter(framing)) as place:
        result = enfas(
            "read", place, "--json", *(["--hdlc", "--physical", "32"] if framing == "hdlc" else [])
        )
    assert json.loads(result.stdout) == [
        {"obis": "1.1.1.8.0.255", "class": 3, "attribute": 2, "value": 123456780, "unit": "Wh"},
        {"obis": "1.1.32.7.0.255", "class": 3, "attribute": 2, "value": 230.17, "unit": "V"},
        {"obis": "1.1.1.6.0.255", "class": 4, "attribute": 2, "value": 4321, "unit": "W"},
    ]
    assert '"value": 230.17,' in result.stdout


def test_chosen_ones_as_text():
    with serving(FakeMeter()) as place:
        result = enfas("read", place, "1.8.0", "0.1.1.0.0.255")
    assert result.stdout.splitlines() == [
        "1.1.1.8.0.255\t123456780\tWh",
        "0.1.1.0.0.255\t2026-03-01T01:15:00+01:00",
    ]


@pytest.mark.requirement("COM-1")
@pytest.mark.parametrize("echo", [False, True])
def test_over_a_serial_device(echo):
    with serving_pty(FakeMeter("hdlc"), echo=echo) as device:
        result = enfas("read", device, "1.8.0", "--timeout", "5")
    assert result.stdout == "1.1.1.8.0.255\t123456780\tWh\n"


@pytest.mark.parametrize("options", [("--password", "secret"), ()])
def test_the_password_comes_from_the_option_or_the_environment(options):
    with serving(FakeMeter(password=b"secret")) as place:
        result = enfas("read", place, "1.8.0", *options, env={"ENFAS_PASSWORD": "secret"})
    assert result.exit_code == 0


def test_a_wrong_password():
    with (
        serving(FakeMeter()) as place,
        pytest.raises(RemoteError, match="authentication failure") as error,
    ):
        enfas("read", place, "--password", "wrong")
    assert "--password" in error.value.hint


def test_the_public_client_has_no_password_and_reads_logical_device_1():
    meter = FakeMeter(password=None)
    with serving(meter) as place:
        enfas("read", place, "--client", "16")
    assert b"\xac" not in meter.requests[0]


@pytest.mark.parametrize(
    "arguments",
    [
        ("nowhere",),
        ("127.0.0.1:1", "--client", "0"),
        ("127.0.0.1:1", "--hdlc", "--client", "200"),
        ("127.0.0.1:1", "--hdlc", "--server", "20000"),
        ("127.0.0.1:1", "not-an-obis"),
    ],
)
def test_options_that_cannot_be(arguments):
    with pytest.raises(ConfigurationError):
        enfas("read", *arguments)


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self):
        return True


def test_on_a_terminal(monkeypatch):
    out, err = Terminal(), Terminal()
    monkeypatch.setattr(sys, "stdout", out)
    monkeypatch.setattr(sys, "stderr", err)
    with serving(FakeMeter()) as place:
        app(["read", place], standalone_mode=False)
    assert "1.1.32.7.0.255" in out.getvalue()
    assert "reading" in err.getvalue()


def test_a_client_that_sees_no_registers_is_told_what_it_may_read():
    from tests.served_meter import served

    with served() as place:
        public = enfas("read", place, "--client", "16")
        assert public.exit_code == 0
        assert public.stdout == ""
        assert public.stderr.startswith("client 16 sees no registers; it may read ")
        assert public.stderr.count("\n") == 1
        named = public.stderr.split("may read ")[1].partition(":")[0].split(", ")[0]
        assert enfas("read", place, named, "--client", "16").stdout.startswith(named)
        assert json.loads(enfas("read", place, "--client", "16", "--json").stdout) == []
