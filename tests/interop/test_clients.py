"""Independent clients read our meter, each a program of its own, over TCP and over a serial cable.

The clients take a time without deviation for UTC, so that the meter that they read lies at GMT+0; one reads
another at GMT+1, too, in that meter's own time.
"""

from __future__ import annotations

import json
import subprocess
from contextlib import ExitStack

import pytest
from tests.helpers import peers_python, shared
from tests.served_meter import served

pytestmark = [pytest.mark.interop, pytest.mark.requirement("COM-1")]

PROGRAMS = ["gurux", "dlms_cosem", "pydlms"]
NAMES = ["--register", "1.1.1.8.0.255", "--profile", "1.1.99.1.0.255", "--clock", "0.1.1.0.0.255"]
PASSWORD = ["--auth", "low", "--password", "12345"]
ACCOUNTS = {
    "16": ["--client-sap", "16"],
    "1": ["--client-sap", "1", *PASSWORD],
    "18": ["--client-sap", "18", "--server-sap", "16", *PASSWORD],
}
PUBLIC_STEPS = ["associate", "view", "clock-get", "blocks", "negative", "release"]
STEPS = [
    *("associate", "view", "register", "scaler", "get-list", "clock-get", "clock-set", "profile-info"),
    *("profile-entry", "profile-range", "profile-all", "blocks", "negative", "release"),
]
MORE_STEPS = {"pydlms": ["columns", "set-list"]}
DAY = "2025-01-15T00:00:00{0}/2025-01-16T00:00:00{0}"


@pytest.fixture(scope="module")
def tcp():
    peers_python(), shared("peers")
    with served() as place:
        yield place.split(":")


@pytest.fixture(scope="module")
def pty(tmp_path_factory):
    """The far end of a serial cable at whose near end the meter is."""
    python, script = peers_python(), shared("peers/pty_pair.py")
    folder = tmp_path_factory.mktemp("pty")
    near, far = str(folder / "meter"), str(folder / "client")
    with ExitStack() as stack:
        cable = stack.enter_context(
            subprocess.Popen([python, script, near, far], stdout=subprocess.PIPE, text=True)
        )
        stack.callback(cable.terminate)
        assert cable.stdout is not None
        assert cable.stdout.readline().split() == [near, far]
        stack.enter_context(served("--serial", near))
        yield [far, "9600"]


def run_client(program, target, options, steps, folder):
    """Run a peer; how each step went."""
    results = folder / "results.json"
    command = [peers_python(), shared(f"peers/client_{program}.py"), *target, *NAMES, *options]
    command += ["--steps", ",".join(steps), "--json", results]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120)
    assert results.exists(), done.stdout + done.stderr
    ran = json.loads(results.read_text())["steps"]
    return {step["step"]: (step["result"], step["detail"]) for step in ran}


def check(program, target, account, options, folder):
    steps = PUBLIC_STEPS if account == "16" else STEPS[:-1] + MORE_STEPS.get(program, []) + STEPS[-1:]
    found = run_client(program, target, [*ACCOUNTS[account], *options], steps, folder)
    assert {step: detail for step, (result, detail) in found.items() if result != "pass"} == {}
    assert list(found) == steps
    assert "accepted" not in found["negative"][1].lower()
    if account != "16":
        assert "35075" in found["register"][1]
        assert "96 rows" in found["profile-range"][1]
        assert "288 rows" in found["profile-all"][1]


@pytest.mark.parametrize("account", ACCOUNTS)
@pytest.mark.parametrize("framing", ["wrapper", "hdlc"])
@pytest.mark.parametrize("program", PROGRAMS)
def test_over_tcp(program, framing, account, tcp, tmp_path):
    check(program, tcp, account, ["--framing", framing, "--range", DAY.format("+00:00")], tmp_path)


@pytest.mark.parametrize("program", PROGRAMS)
def test_with_a_physical_address(program, tcp, tmp_path):
    options = ["--framing", "hdlc", "--physical", "32", "--range", DAY.format("+00:00")]
    check(program, tcp, "18", options, tmp_path)


@pytest.mark.parametrize("account", ACCOUNTS)
@pytest.mark.parametrize("program", PROGRAMS)
def test_over_a_serial_cable(program, account, pty, tmp_path):
    check(program, pty, account, ["--framing", "hdlc", "--range", DAY.format("+00:00")], tmp_path)


def test_in_the_meter_s_own_time(tmp_path):
    """A client that says neither deviation nor status gets the rows whose stamps it asked for, in winter."""
    peers_python(), shared("peers")
    with served("--gmt", "1") as place:
        steps = ["associate", "profile-range", "release"]
        options = [*ACCOUNTS["18"], "--range", "2025-01-16T00:00:00/2025-01-17T00:00:00"]
        found = run_client("dlms_cosem", place.split(":"), options, steps, tmp_path)
    assert [result for result, _ in found.values()] == ["pass"] * 3
    assert "97 rows" in found["profile-range"][1]
