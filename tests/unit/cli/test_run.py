"""`enfas run` as a program of its own: what it prints, when it ends, and what it refuses."""

from __future__ import annotations

import json
import os
import pty
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

import pytest
from tests.helpers import ROOT

from enfas.cli.run import host_and_port
from enfas.errors import ConfigurationError, RemoteError
from enfas.obis import ObisPattern
from enfas.runtime.stored import stored_meter
from enfas.tool.channel import HdlcChannel, WrapperChannel
from enfas.tool.line import SerialLine, TcpLine
from enfas.tool.reader import Reader

A_PLUS = ObisPattern.parse("1.8.0")
HEADER = "time,power_w,voltage_v\n"


@pytest.fixture
def recording(tmp_path: Path) -> Path:
    """Two hours of 600 W in minutes, from noon, GMT+1."""
    path = tmp_path / "load.csv"
    path.write_text(HEADER + "".join(f"2025-01-15T{12 + m // 60}:{m % 60:02d},600,230\n" for m in range(120)))
    return path


@contextmanager
def enfas(*arguments: str | Path) -> Iterator[subprocess.Popen[str]]:
    """The program, ended at the end of the block if it has not ended before."""
    command = [sys.executable, "-c", "from enfas.cli.main import main; main()", *map(str, arguments)]
    environment = {**os.environ, "PYTHONPATH": f"{ROOT / 'src'}"}
    with subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=environment,
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def line(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline().rstrip("\n")


def a_plus_wh(place: str) -> int:
    host, _, port = place.rpartition(":")
    with (
        closing(TcpLine(host, int(port))) as wire,
        Reader(WrapperChannel(wire, 18, 16, 20.0), password=b"12345") as it,
    ):
        return int(str(it.registers(it.find(A_PLUS))[0].value))


def test_a_replay_says_when_it_can_be_read_and_when_it_has_ended(recording: Path) -> None:
    with enfas("run", "--supply", recording, "--speed", "max", "--listen", "127.0.0.1:0") as process:
        assert line(process).startswith("ready 127.0.0.1:")
        assert line(process) == "replayed 120 rows to 2025-01-15T13:00:00Z"
        assert process.wait(20) == 0


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_held_meter_goes_on_answering_and_ends_cleanly(
    recording: Path, tmp_path: Path, number: signal.Signals
) -> None:
    state = tmp_path / "state"
    options = ["--speed", "max", "--hold", "--listen", "127.0.0.1:0", "--state", str(state)]
    with enfas("run", "--supply", recording, *options) as process:
        place = line(process).split()[1]
        assert line(process).startswith("replayed 120 rows")
        assert a_plus_wh(place) == 1200
        process.send_signal(number)
        assert process.wait(20) == 0
    assert stored_meter(state).read("a_plus") == 1200
    assert [file.name for file in state.iterdir()] == ["meter.sqlite"]


def test_a_replay_goes_on_where_the_state_stands(recording: Path, tmp_path: Path) -> None:
    state = tmp_path / "state"
    options = ["--speed", "max", "--listen", "127.0.0.1:0", "--state", str(state)]
    with enfas("run", "--supply", recording, *options) as process:
        assert process.wait(20) == 0
    with recording.open("a") as file:
        file.write("".join(f"2025-01-15T14:{m:02d},600,230\n" for m in range(30)))
    with enfas("run", "--supply", recording, *options) as process:
        line(process)
        assert line(process) == "replayed 30 rows to 2025-01-15T13:30:00Z"
    assert stored_meter(state).read("a_plus") == 1500


def test_start_moves_a_recording_and_a_live_run_is_of_the_present(recording: Path) -> None:
    options = ["--listen", "127.0.0.1:0"]
    with enfas(
        "run", "--supply", recording, "--speed", "max", "--start", "2030-06-01T00:00Z", *options
    ) as process:
        line(process)
        assert line(process) == "replayed 120 rows to 2030-06-01T02:00:00Z"
    with enfas("run", "--supply", recording, "--speed", "3600", "--json", *options) as process:
        events = [json.loads(text) for text in process.stdout or ()]
        assert process.wait(20) == 0
    assert events[0]["event"] == "ready"
    assert events[-1]["time"] > "2025-12-01"


def test_a_meter_file_says_what_kind_of_meter_it_is(recording: Path, tmp_path: Path) -> None:
    file = tmp_path / "meter.toml"
    file.write_text('[meter]\nsoftware = "Z1=1"\nserial_number = 99\n[dlms]\npasswords = { 18 = "other" }\n')
    options = ["--speed", "max", "--hold", "--listen", "127.0.0.1:0", "--meter", str(file)]
    with enfas("run", "--supply", recording, *options) as process:
        host, _, port = line(process).split()[1].rpartition(":")
        line(process)
        with (
            closing(TcpLine(host, int(port))) as wire,
            Reader(WrapperChannel(wire, 18, 16, 20.0), password=b"other") as it,
        ):
            assert str(it.registers(it.find(A_PLUS))[0].value) == "1000"
            assert it.registers(it.find(ObisPattern.parse("96.1.0")))[0].value == 99


@contextmanager
def cable() -> Iterator[tuple[str, str]]:
    """Two ptys tied back to back: the paths of both ends."""
    ours, theirs = pty.openpty()
    far, near = pty.openpty()

    def pump(source: int, sink: int) -> None:
        with suppress(OSError):
            while True:
                os.write(sink, os.read(source, 4096))

    for pair in ((ours, far), (far, ours)):
        threading.Thread(target=pump, args=pair, daemon=True).start()
    yield os.ttyname(theirs), os.ttyname(near)
    for descriptor in (ours, theirs, far, near):
        os.close(descriptor)


def test_serial_lines_are_answered_too(recording: Path) -> None:
    """Each as a port of the meter: its own client is answered there, and not the other one's."""
    options = ["--speed", "max", "--hold", "--listen", "127.0.0.1:0"]
    with cable() as (module, module_far), cable() as (optical, optical_far):
        lines = ["--serial", module, "--serial", f"optical:{optical}"]
        with enfas("run", "--supply", recording, *options, *lines) as process:
            line(process)
            line(process)
            for path, client, other in ((module_far, 18, 19), (optical_far, 19, 18)):
                with (
                    closing(SerialLine(path)) as wire,
                    Reader(HdlcChannel(wire, client, 16, None), password=b"12345") as it,
                ):
                    assert str(it.registers(it.find(A_PLUS))[0].value) == "1200"
                with (
                    closing(SerialLine(path)) as wire,
                    pytest.raises(RemoteError, match="calling AP title not recognised"),
                    Reader(HdlcChannel(wire, other, 16, None), password=b"12345"),
                ):
                    raise AssertionError


def test_limits_are_those_of_the_meter_file(recording: Path, tmp_path: Path) -> None:
    file = tmp_path / "meter.toml"
    file.write_text("[limits]\nconnections = 1\n")
    options = ["--speed", "max", "--hold", "--listen", "127.0.0.1:0", "--meter", str(file)]
    with enfas("run", "--supply", recording, *options) as process:
        host, _, port = line(process).split()[1].rpartition(":")
        with (
            socket.create_connection((host, int(port))),
            socket.create_connection((host, int(port))) as other,
        ):
            other.settimeout(20)
            with suppress(ConnectionResetError):
                assert other.recv(1) == b""


def test_samples_from_standard_input(tmp_path: Path) -> None:
    import numpy as np

    supply = tmp_path / "live.toml"
    supply.write_text('kind = "samples"\npath = "-"\nrate_hz = 4000\n')
    time_s = np.arange(8000) / 4000
    u, i = 325.27 * np.sin(2 * np.pi * 50 * time_s), 14.142 * np.sin(2 * np.pi * 50 * time_s)
    text = "".join(f"{a:.4f},{b:.5f}\n" for a, b in zip(u, i, strict=True))
    command = [
        sys.executable,
        "-c",
        "from enfas.cli.main import main; main()",
        "run",
        "--supply",
        str(supply),
    ]
    done = subprocess.run(
        [*command, "--speed", "max", "--listen", "127.0.0.1:0", "--json"],
        input=text, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    events = [json.loads(text) for text in done.stdout.splitlines()]
    assert events[-1]["event"] == "replayed"
    assert events[-1]["rows"] >= 10


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--supply", "nothing.csv"], "nothing.csv"),
        (["--supply", "{recording}", "--speed", "fast"], "--speed fast is no speed"),
        (["--supply", "{recording}", "--speed", "0"], "--speed 0 is no speed"),
        (["--supply", "{recording}", "--listen", "4059"], "is no HOST:PORT"),
        (["--supply", "{recording}", "--listen", "203.0.113.1:4059"], "cannot listen on 203.0.113.1:4059"),
        (["--supply", "{recording}", "--start", "yesterday"], "is not a time"),
        (["--supply", "{recording}", "--start", "2026-01-31T12:00"], "does not say its zone"),
        (["--supply", "."], ". is a folder, not a recording"),
        ([], "--supply"),
        (["--supply", "{recording}", "--meter", "{recording}"], "is no TOML"),
        (["--supply", "{recording}", "--listen", "127.0.0.1:0", "--serial", "nothing"], "cannot be opened"),
        (["--supply", "{recording}", "--serial", "network:/dev/null"], "is no serial line"),
    ],
)
def test_what_cannot_be_is_said_on_one_line(recording: Path, arguments: list[str], said: str) -> None:
    filled = [argument.format(recording=recording) for argument in arguments]
    with enfas("run", *filled) as process:
        _, errors = process.communicate(timeout=20)
    assert process.returncode == 2
    assert said in errors
    assert errors.startswith("enfas: ")
    assert errors.count("\n") == 1


SIGNAL = 'kind = "synthetic"\nrate_hz = 2000\nduration_s = {}\n[[phasor]]\nu_v = 230\ni_a = 100\n'


def replay(supply: Path, state: Path) -> str:
    """A replay to the end; what it said on standard error."""
    options = ["--speed", "max", "--listen", "127.0.0.1:0", "--supply", supply, "--state", state]
    with enfas("run", *options) as process:
        _, errors = process.communicate(timeout=60)
    assert process.returncode == 0, errors
    return errors


@pytest.mark.requirement("REG-1")
def test_a_signal_without_times_goes_on_when_its_replay_was_killed(tmp_path: Path) -> None:
    supply = tmp_path / "signal.toml"
    supply.write_text(SIGNAL.format(900))
    options = ["--speed", "max", "--listen", "127.0.0.1:0", "--json", "--supply", supply]
    with enfas("run", *options, "--state", tmp_path / "killed") as process:
        assert json.loads(line(process))["event"] == "ready"
        assert json.loads(line(process))["event"] == "status"  # the first rows are stored
        process.kill()
        process.wait(20)
    part = stored_meter(tmp_path / "killed")
    assert 0 < part.mains.total_us < 900_000_000
    assert "left out: the meter has that time already" in replay(supply, tmp_path / "killed")
    replay(supply, tmp_path / "whole")
    killed, whole = (stored_meter(tmp_path / state) for state in ("killed", "whole"))
    assert killed.energy.counts == whole.energy.counts
    assert killed.mains.total_us == whole.mains.total_us == 900_000_000
    assert killed.logs["status"].ring.count == 0


def test_a_recording_that_has_grown_goes_on_where_it_had_ended(tmp_path: Path) -> None:
    supply, state = tmp_path / "signal.toml", tmp_path / "state"
    for seconds in (8, 20, 20):
        supply.write_text(SIGNAL.format(seconds))
        replay(supply, state)
    meter = stored_meter(state)
    assert meter.energy.total("a_plus") == pytest.approx(20 * 23_000_000, rel=1e-4)
    assert meter.mains.total_us == 20_000_000
    assert meter.logs["status"].ring.count == 0


def test_standard_input_is_not_counted_twice_unless_its_time_is_said(recording: Path, tmp_path: Path) -> None:
    supply = tmp_path / "live.toml"
    supply.write_text('path = "-"\nencoding = "int16"\nrate_hz = 4000\n')
    options = ["--speed", "max", "--listen", "127.0.0.1:0", "--state", str(tmp_path / "state")]
    with enfas("run", "--supply", recording, *options) as process:
        assert process.wait(20) == 0
    with enfas("run", "--supply", supply, *options) as process:
        _, errors = process.communicate(timeout=20)
    assert process.returncode == 2
    assert "cannot be given again: the meter stands at 2025-01-15T13:00:00Z" in errors
    assert "--start 2025-01-15T13:00:00Z" in errors


def test_notes_come_before_the_rows_and_not_at_the_end(recording: Path) -> None:
    with enfas(
        "run", "--supply", recording, "--speed", "max", "--listen", "127.0.0.1:0", "--json"
    ) as process:
        events = [json.loads(text) for text in process.stdout or ()]
    assert [event["event"] for event in events] == ["ready", "note", "status", "replayed"]
    assert events[1]["text"] == "load.csv: it has no reactive power: none is counted"


def test_a_recording_that_breaks_off_keeps_what_was_counted(recording: Path, tmp_path: Path) -> None:
    with recording.open("a") as file:
        file.write("2025-01-15T14:00,many,230\n")
    state = tmp_path / "state"
    with enfas(
        "run", "--supply", recording, "--speed", "max", "--listen", "127.0.0.1:0", "--state", state
    ) as process:
        _, errors = process.communicate(timeout=20)
    assert process.returncode == 2
    assert "load.csv" in errors
    assert "122" in errors
    meter = stored_meter(state)
    assert meter.supply_us is None or meter.read("a_plus") in range(1201)


def test_places_to_listen_on() -> None:
    assert host_and_port("[::1]:80") == ("::1", 80)
    assert host_and_port("localhost:4059") == ("localhost", 4059)
    for wrong in ("", "4059", ":4059", "host:", "host:70000", "host:-1"):
        with pytest.raises(ConfigurationError):
            host_and_port(wrong)
