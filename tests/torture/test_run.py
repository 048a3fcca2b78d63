"""`enfas run` under kills: a client writes and reads while the supply is replayed, and the program is killed.

What a client was told is stored: a value that was written and acknowledged, a register that was read. The
supply is resumed where the state stood, and the end is that of a meter that was never killed.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import pytest
from tests.meter_rows import state_of
from tests.torture_kill import Victim
from tests.torture_load import assert_whole

from enfas.errors import RemoteError
from enfas.meter.block import portions
from enfas.meter.configuration import Configuration
from enfas.meter.device import Meter
from enfas.metrology.assembly import Measurement
from enfas.obis import Obis
from enfas.protocols.dlms.client_apdu import Attribute
from enfas.runtime.stored import stored_meter
from enfas.storage.sqlite import SqliteMemory, open_read_only
from enfas.supply.open import open_supply
from enfas.tool.channel import WrapperChannel
from enfas.tool.line import TcpLine
from enfas.tool.reader import Reader

pytestmark = [pytest.mark.torture, pytest.mark.requirement("REG-1")]

DAYS = 60
SPECIAL = Attribute(1, Obis.parse("1.1.0.130.1.255"), 2)
A_PLUS = Attribute(3, Obis.parse("1.8.0"), 2)


@pytest.fixture(scope="module")
def recording(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Sixty days of minutes, with a hole of some hours."""
    path = tmp_path_factory.mktemp("supply") / "load.csv"
    random = np.random.default_rng(7)
    times = np.datetime64("2025-03-01T00:00") + np.arange(DAYS * 1440) * np.timedelta64(1, "m")
    watts = random.integers(50, 6_000, len(times))
    kept = (times < np.datetime64("2025-03-20T05:07")) | (times > np.datetime64("2025-03-20T09:41"))
    rows = zip(times[kept].astype(str), watts[kept].tolist(), strict=True)
    path.write_text("time,power_w\n" + "".join(f"{time},{watt}\n" for time, watt in rows))
    return path


def running(recording: Path, state: Path, *, hold: bool) -> Victim:
    options = ["--speed", "max", "--listen", "127.0.0.1:0", "--json", *(["--hold"] if hold else [])]
    script = "from enfas.cli.main import main; main()"
    return Victim(["-c", script, "run", "--supply", recording, "--state", state, *options])


def place_of(said: Iterator[str]) -> tuple[str, int]:
    """Where the meter answers, once it says so."""
    for line in said:
        event = json.loads(line)
        if event["event"] == "ready":
            host, _, port = event["place"].rpartition(":")
            return host, int(port)
    raise AssertionError("the meter did not become ready")


def ask(host: str, port: int, number: int, count: int) -> tuple[int, int]:
    """Write and read in turns; the last number that was acknowledged, and the last A+ that was told. [Wh]"""
    told = 0
    with (
        closing(TcpLine(host, port)) as line,
        Reader(WrapperChannel(line, 18, 16, 20.0), password=b"12345") as meter,
    ):
        for _ in range(count):
            meter.set(SPECIAL, b"\x06" + (number + 1).to_bytes(4, "big"))
            number += 1
            value = meter.value(A_PLUS)
            assert isinstance(value, int)
            assert value >= told
            told = value
    return number, told


def never_killed(recording: Path) -> Meter:
    supply = open_supply(recording)
    start_us = supply.start_us or 0
    meter = Meter(Configuration.default(), start_us=start_us)
    for block in Measurement(supply).blocks(start_us):
        for portion in portions(block.rows):
            meter.advance(portion)
    return meter


def compared(meter: Meter) -> dict[str, Any]:
    """All of a meter's state but what the client wrote."""
    state = state_of(meter)
    state["parts"] = {k: v for k, v in state["parts"].items() if k != "settings"}  # type: ignore[attr-defined]
    state["registers"] = {k: v for k, v in state["registers"].items() if k != "special_data_1"}  # type: ignore[attr-defined]
    return state


def test_what_a_client_was_told_is_stored(recording: Path, tmp_path: Path, torture: int) -> None:
    random, reference = Random(5), compared(never_killed(recording))
    kills = rounds = 0
    while kills < torture:
        rounds += 1
        state, number = tmp_path / str(rounds), 0
        for _ in range(5):
            if kills == torture:
                break
            with running(recording, state, hold=True) as process:
                host, port = place_of(process.lines())
                number, told = ask(host, port, number, random.choice([1, random.randrange(1, 30), 150]))
                process.kill(spin_us=random.choice([0, random.randrange(500), random.randrange(20_000)]))
            kills += 1
            meter = stored_meter(state)
            assert_whole(meter)
            assert meter.read("special_data_1") == number
            assert int(meter.read("a_plus")) >= told
        with running(recording, state, hold=False) as process:
            assert json.loads(list(process.lines())[-1])["event"] == "replayed"
        finished = Meter.restore(Configuration.default(), open_read_only(state))
        assert compared(finished) == reference
        assert [file.name for file in state.iterdir()] == ["meter.sqlite"]


def test_a_state_in_use_is_refused(recording: Path, tmp_path: Path) -> None:
    with running(recording, tmp_path, hold=True) as process:
        host, port = place_of(process.lines())
        second = Victim(["-m", "tests.torture_child", tmp_path, "live"])
        assert list(second.lines()) == []
        with pytest.raises(AssertionError, match="in use"):
            second.kill()
        second.__exit__(None, None, None)
        assert ask(host, port, 0, 1)[0] == 1
    memory = SqliteMemory(tmp_path)
    assert memory.load() is not None
    memory.close()


def test_a_client_sees_the_connection_end(recording: Path, tmp_path: Path) -> None:
    with running(recording, tmp_path, hold=True) as process:
        host, port = place_of(process.lines())
        line = TcpLine(host, port)
        process.kill()
        with pytest.raises(RemoteError):
            line.read(10.0)
        line.close()
