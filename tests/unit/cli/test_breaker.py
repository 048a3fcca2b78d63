"""`enfas breaker` against a meter behind a port."""

from __future__ import annotations

import json

import pytest
from tests.fake_meter import FakeMeter
from tests.fake_server import serving
from tests.meter_rows import START_US, load, make_meter
from typer.testing import CliRunner

from enfas.cli.main import app
from enfas.errors import RemoteError
from enfas.faces.cosem.device import CosemDevice
from enfas.faces.cosem.session import TcpSession
from enfas.meter.device import Meter

WARNING = "The breaker is not a safety function"


def enfas(meter: Meter, *arguments: str) -> tuple[str, str]:
    """What is said on standard output and on standard error."""
    with serving(TcpSession(CosemDevice(meter))) as place:
        result = CliRunner().invoke(app, ["breaker", place, *arguments, "--password", "12345"])
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result.stdout, result.stderr


def running(**codes: str) -> Meter:
    meter = make_meter(**codes)
    meter.advance(load(START_US, 1))
    return meter


@pytest.mark.requirement("SW-1", "SW-6")
def test_it_is_disconnected_released_and_reconnected_with_a_warning() -> None:
    meter = running()
    assert enfas(meter) == ("4 connected; voltage behind it\n", "")
    for order, says in (
        ("disconnect", "1 disconnected by command\n"),
        ("release", "8 released, awaiting reconnection\n"),
        ("reconnect", "8 released, awaiting reconnection; closes when it has rested\n"),
    ):
        out, warned = enfas(meter, order)
        assert out == says
        assert WARNING in warned


def test_as_json() -> None:
    meter = running()
    said = json.loads(enfas(meter, "disconnect", "--json")[0])
    assert said == {"state": 1, "title": "disconnected by command", "closed": False, "notes": []}


def test_what_the_meter_refuses_is_said() -> None:
    meter = running()
    with pytest.raises(RemoteError, match="does not release in its present state, connected"):
        enfas(meter, "release")
    with pytest.raises(RemoteError, match="no breaker"):
        enfas(running(X10="0", Z19="0"))
    with serving(FakeMeter()) as place:
        result = CliRunner().invoke(app, ["breaker", place, "disconnect", "--password", "12345"])
    assert isinstance(result.exception, RemoteError)


@pytest.mark.requirement("SW-6")
def test_the_help_says_that_it_is_no_safety_function() -> None:
    said = " ".join(CliRunner().invoke(app, ["breaker", "--help"]).output.split())
    assert "NOT a safety function" in said
