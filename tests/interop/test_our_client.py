"""Our client reads independent servers, which run as programs of their own."""

from __future__ import annotations

import json
import socket
import subprocess
from collections.abc import Iterator
from contextlib import AbstractContextManager, closing, contextmanager

import pytest
from tests.helpers import peers_python, shared

from enfas.errors import RemoteError
from enfas.obis import Obis, ObisPattern
from enfas.protocols.dlms.client_apdu import Attribute
from enfas.tool.channel import HdlcChannel, WrapperChannel
from enfas.tool.clock import encode_date_time
from enfas.tool.line import TcpLine
from enfas.tool.profile import read_profile
from enfas.tool.reader import Reader

pytestmark = pytest.mark.interop

PROFILE = Obis.parse("1.0.99.1.0.255")
ROWS = 700
NEWEST = "2026-10-01T00:00:00+00:00"


@contextmanager
def server(program: str, *options: str) -> Iterator[int]:
    """Run a peer on a free port until the end of the block."""
    python, script = peers_python(), shared(f"peers/{program}")
    with closing(socket.create_server(("127.0.0.1", 0))) as probe:
        port = probe.getsockname()[1]
    command = [str(python), str(script), "--port", str(port), "--rows", str(ROWS), *options]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=script.parent) as process:
        try:
            assert process.stdout is not None
            assert json.loads(process.stdout.readline())["ready"] == port
            yield port
        finally:
            process.terminate()
            process.communicate(timeout=20)


@contextmanager
def reader(port: int, client: int, password: bytes | None = None, *, hdlc: bool = False) -> Iterator[Reader]:
    """An open association, and its line closed at the end."""
    with closing(TcpLine("127.0.0.1", port)) as line:
        channel = HdlcChannel(line, client, 1) if hdlc else WrapperChannel(line, client, 1)
        with Reader(channel, password=password) as meter:
            yield meter


def check(opened: AbstractContextManager[Reader]) -> None:
    """Read what both servers hold."""
    with opened as meter:
        readings = {str(it.obis): (it.value, it.unit) for it in meter.registers()}
        assert readings == {"1.0.1.8.0.255": (12345678, "Wh"), "1.0.2.8.0.255": (23456, "Wh")}
        (clock,) = meter.registers(meter.find(ObisPattern.parse("0.0.1.0.0.255")))
        assert str(clock.value).startswith("2026-10-01T00:00:00")
        whole = read_profile(meter, PROFILE)
        assert len(whole) == ROWS
        assert whole.columns[2].data.tolist() == [10_000_000 + 37 * n for n in range(ROWS)]
        assert whole.times is not None
        assert whole.times.texts()[-1] == NEWEST
        newest = read_profile(meter, PROFILE, entries=5)
        assert newest.columns[2].data.tolist() == whole.columns[2].data.tolist()[-5:]
        first, last = "2026-09-30T22:00:00Z", "2026-09-30T22:45:00Z"
        some = read_profile(meter, PROFILE, first=encode_date_time(first), last=encode_date_time(last))
        assert some.columns[2].data.tolist() == whole.columns[2].data.tolist()[-9:-5]
        with pytest.raises(RemoteError, match=r"object-undefined|object-unavailable|read-write-denied"):
            meter.get(Attribute(3, Obis.parse("1.0.99.97.77.255"), 2))


@pytest.mark.requirement("COM-1")
@pytest.mark.parametrize("pdu", [65535, 1024])
def test_gurux(pdu):
    with server("bench_gurux_server.py", "--max-pdu", str(pdu)) as port:
        check(reader(port, 16))


@pytest.mark.requirement("COM-1")
@pytest.mark.parametrize("pdu", [65535, 256])
@pytest.mark.parametrize("hdlc", [False, True])
def test_pydlms(pdu, hdlc):
    with server("bench_pydlms_server.py", "--max-pdu", str(pdu), *(["--hdlc"] if hdlc else [])) as port:
        check(reader(port, 16, hdlc=hdlc))
        check(reader(port, 17, b"00000000", hdlc=hdlc))
        with pytest.raises(RemoteError, match="authentication failure"):
            check(reader(port, 17, b"99999999", hdlc=hdlc))


def test_pydlms_set_and_action():
    with server("bench_pydlms_server.py") as port, reader(port, 16) as meter:
        energy, relay = Obis.parse("1.0.1.8.0.255"), Obis.parse("0.0.96.3.10.255")
        meter.action(Attribute(70, relay, 1), b"\x0f\x00")
        assert meter.value(Attribute(70, relay, 2)) is False
        with pytest.raises(RemoteError, match="read-write-denied"):
            meter.set(Attribute(3, energy, 2), b"\x06\x00\x00\x00\x00")
