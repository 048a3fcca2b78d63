"""The DLMS server: register GETs and the whole load profile, beside the Gurux Python server and an echo."""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

from benchmarks import Result
from benchmarks.measure import (
    best_s,
    free_port,
    median_s,
    peers,
    process_cpu_s,
    resident_kib,
    running,
)
from benchmarks.wire import LLS_12345, NO_SECURITY, Wire, get, wrapped
from enfas.faces.cosem.device import CosemDevice
from enfas.faces.cosem.session import TcpSession
from enfas.interval import A_PLUS, INTERVAL, Rows
from enfas.meter.configuration import Configuration
from enfas.meter.device import Meter
from enfas.runtime.device import Device, StoredSession
from enfas.timebase import US_PER_MIN, from_civil

START_US = from_civil(2025, 1, 1)
DAYS = 279
ROWS = 26_688
GETS = 20_000
ROUNDS = 5
ENERGY = get(3, "1.1.1.8.0.255", 2)
PROFILE = get(7, "1.1.99.1.0.255", 2)
PEER_ENERGY = get(3, "1.0.1.8.0.255", 2)
PEER_PROFILE = get(7, "1.0.99.1.0.255", 2)


def quarters(days: int) -> Rows:
    """A steady load in quarter hours."""
    rows = np.zeros(days * 96, dtype=INTERVAL)
    rows["start_us"] = START_US + np.arange(len(rows)) * 15 * US_PER_MIN
    rows["duration_us"] = 15 * US_PER_MIN
    rows["energy_mj"][:, A_PLUS] = 540_000_000
    rows["u_mv"], rows["i_ma"], rows["f_mhz"] = 230_000, 2_600, 50_000
    return rows


def full_meter() -> Meter:
    """A meter whose load profile of A+ is full."""
    meter = Meter(Configuration.default().replace(Z29="1"), start_us=START_US)
    rows = quarters(DAYS)
    for day in range(DAYS):
        meter.advance(rows[day * 96 : (day + 1) * 96])
    return meter


def associated(meter: Meter) -> StoredSession:
    """A session as `enfas run` makes it, with an open association."""
    session = StoredSession(Device(meter), TcpSession(CosemDevice(meter)))
    session.receive(wrapped(18, 16, bytes([0x60, len(LLS_12345)]) + LLS_12345), 0.0)
    return session


def state_machine(meter: Meter) -> list[Result]:
    """Bytes in to bytes out, no socket."""
    session = associated(meter)
    request = wrapped(18, 16, ENERGY)

    def gets() -> None:
        receive = session.receive
        for _ in range(GETS):
            receive(request, 0.0)

    ours = GETS / best_s(gets)
    results = [
        _result("register GETs, bytes in to bytes out", ours, "/s", "at least 150 000 /s", ours >= 150_000)
    ]
    if found := peers("bench_gurux_server.py"):
        python, program = found
        script = Path(__file__).parent / "peers" / "gurux_gets.py"
        printed = subprocess.run(
            [python, script, program.parent, "2000"], capture_output=True, text=True, check=True
        ).stdout
        peer = 1 / float(printed.split()[-1])
        results[0] |= {"peer": "Gurux Python server", "peer_value": peer, "ratio": ours / peer}
        met = ours >= 150_000 and ours / peer >= 12
        results[0] |= {"target": "at least 150 000 /s and 12 times the peer", "met": met}

    def profile() -> None:
        answer = session.receive(wrapped(18, 16, PROFILE), 0.0)
        while not answer[11]:
            answer = session.receive(wrapped(18, 16, b"\xc0\x02\xc1" + answer[12:16]), 0.0)

    share_ms = median_s(profile, times=20) * 1000
    entries = meter.profile.log.ring.count
    name = f"the profile of {entries} rows, the meter's share"
    results.append(_result(name, share_ms, "ms", "under 5 ms", share_ms < 5))
    return results


def over_tcp() -> list[Result]:
    """Processor time of the server's process."""
    with tempfile.TemporaryDirectory() as folder:
        supply = Path(folder) / "quarters.csv"
        lines = ["time,a_plus_wh"]
        start = np.datetime64("2025-01-01T00:00")
        stamps = start + np.arange(DAYS * 96) * np.timedelta64(15, "m")
        lines += [f"{stamp},150" for stamp in stamps.astype(str)]
        supply.write_text("\n".join(lines) + "\n")
        meter = Path(folder) / "meter.toml"
        meter.write_text('[meter]\nsoftware = "Z29=1"\n')
        port = free_port()
        command = [
            sys.executable,
            "-c",
            "from enfas.cli.main import main; main()",
            "run",
            "--supply",
            str(supply),
        ]
        command += ["--meter", str(meter), "--speed", "max", "--hold", "--listen", f"127.0.0.1:{port}"]
        with running(command, port) as process:
            _wait_for_replay(port)
            ours, echo = _beside_echo(process.pid, port)
            profile_s = _profile_s(process.pid, Wire(port, 18, 16, LLS_12345), PROFILE, 1000)
            memory = resident_kib(process.pid)
    results = [
        _result("server CPU of a GET over TCP", ours, "µs", "at most 1.4 times the echo", None),
        _result(f"server CPU of the profile of {ROWS} rows", profile_s, "s", "", None),
        _result("the process, with a full profile", memory / 1024, "MiB", "", None),
    ]
    if echo is not None:
        results[0] |= {"peer": "echo on uvloop", "peer_value": echo, "ratio": echo / ours}
        results[0]["met"] = ours <= 1.4 * echo
    _add_gurux(results, ours, profile_s)
    return results


def _beside_echo(pid: int, port: int) -> tuple[float, float | None]:
    """Processor time of a GET, ours and of a server that only echoes, in turns: the least of each. [µs]"""
    found = peers("echo_server.py")
    if not found:
        return _gets_us(pid, Wire(port, 18, 16, LLS_12345), ENERGY), None
    echo_port = free_port()
    ours, echo = [], []
    with running([str(found[0]), str(found[1]), str(echo_port)], echo_port) as process:
        for _ in range(ROUNDS):
            ours.append(_gets_us(pid, Wire(port, 18, 16, LLS_12345), ENERGY))
            echo.append(_gets_us(process.pid, Wire(echo_port, 16, 1), PEER_ENERGY))
    return min(ours), min(echo)


def _add_gurux(results: list[Result], ours: float, profile_s: float) -> None:
    if found := peers("bench_gurux_server.py"):
        port = free_port()
        with running([str(found[0]), str(found[1]), "--port", str(port)], port) as process:
            gets = _gets_us(process.pid, Wire(port, 16, 1, NO_SECURITY), PEER_ENERGY, 4_000)
            long_s = _profile_s(process.pid, Wire(port, 16, 1, NO_SECURITY), PEER_PROFILE, 1)
            memory = resident_kib(process.pid)
        results[1] |= {
            "peer": "Gurux Python server", "peer_value": long_s, "ratio": long_s / profile_s,
            "target": "at least 300 times less", "met": long_s / profile_s >= 300,
        }  # fmt: skip
        results[2] |= {"peer": "Gurux Python server", "peer_value": memory / 1024}
        results[0]["note"] = f"Gurux Python server: {gets:.0f} µs, {gets / ours:.1f} times ours"


def _wait_for_replay(port: int) -> None:
    """Until the meter's profile is full."""
    in_use = get(7, "1.1.99.1.0.255", 7)
    end = time.monotonic() + 60
    with Wire(port, 18, 16, LLS_12345) as wire:
        while int.from_bytes(wire.ask(in_use)[5:9], "big") < ROWS:
            if time.monotonic() > end:
                raise TimeoutError("the replay does not end")
            time.sleep(0.05)


def _gets_us(pid: int, wire: Wire, request: bytes, count: int = GETS) -> float:
    """Processor time that a server takes for a GET. [µs]"""
    with wire:
        wire.repeat(request, 500)
        before = process_cpu_s(pid)
        wire.repeat(request, count)
        return (process_cpu_s(pid) - before) / count * 1e6


def _profile_s(pid: int, wire: Wire, request: bytes, times: int) -> float:
    """Processor time that a server takes for its whole profile. [s]"""
    with wire:
        before = process_cpu_s(pid)
        for _ in range(times):
            wire.long(request)
        return (process_cpu_s(pid) - before) / times


def _result(name: str, value: float, unit: str, target: str, met: bool | None) -> Result:
    return {"name": name, "value": value, "unit": unit, "target": target, "met": met}


def run() -> list[Result]:
    """All of it."""
    return [*state_machine(full_meter()), *over_tcp()]
