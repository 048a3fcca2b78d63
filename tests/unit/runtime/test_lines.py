"""The lines of a run: what each is reached by, who is answered there, and sessions that speak unasked."""

from __future__ import annotations

import asyncio
import os
import tty
from contextlib import AsyncExitStack, suppress

import pytest
from tests.cosem_bench import ACCOUNTS
from tests.dlms_bench import aarq, descriptor, get
from tests.meter_rows import START_US, Kept, load
from tests.session_bench import unwrap, wrap
from tests.wire import TIMEOUT_S

from enfas.catalog.clients import OMNIPOWER_CLIENTS as CLIENTS
from enfas.catalog.meter_port import MeterPort
from enfas.errors import ConfigurationError
from enfas.limits import Counters, Limits
from enfas.meter.configuration import Configuration
from enfas.meter.device import Meter
from enfas.protocols.hdlc import Address, ClientLink, Connected, Information, Pair, llc
from enfas.runtime.device import Device, StoredSession
from enfas.runtime.lines import SerialDevice, TcpListener
from enfas.timebase import US_PER_MIN
from enfas.transports.serial_line import SerialLine
from enfas.transports.tcp import listen

NUMBER = descriptor(1, "1.1.0.0.1.255", 2)


def run(main):
    """Runs a coroutine; what goes wrong in a callback is an error of the test."""
    faults = []

    async def watched():
        loop = asyncio.get_running_loop()
        loop.set_exception_handler(lambda _, context: faults.append(context.get("exception")))
        return await asyncio.wait_for(main(), TIMEOUT_S)

    result = asyncio.run(watched())
    assert faults == []
    return result


def device() -> Device:
    return Device(Meter(Configuration.default(), start_us=START_US), Kept())


class Far:
    """The far end of a pty."""

    def __init__(self) -> None:
        self.fd, self._near = os.openpty()
        tty.setraw(self._near)
        self.path = os.ttyname(self._near)
        os.set_blocking(self.fd, False)

    async def read(self) -> bytes:
        loop = asyncio.get_running_loop()
        ready = loop.create_future()
        loop.add_reader(self.fd, lambda: ready.done() or ready.set_result(None))
        try:
            await ready
        finally:
            loop.remove_reader(self.fd)
        return os.read(self.fd, 4096)

    def close(self) -> None:
        os.close(self.fd)
        os.close(self._near)


@pytest.fixture
def far():
    made = Far()
    yield made
    made.close()


async def asked(far: Far, client: int, server: int, apdus: list[bytes]) -> list[bytes]:
    """The answers of a meter at the other end of a pty, over HDLC."""
    link = ClientLink(Pair(Address(server), Address(client)))
    answers: list[bytes] = []
    waiting = list(apdus)
    link.connect(0.0)
    while len(answers) < len(apdus):
        while (event := link.next_event()) is not None:
            assert isinstance(event, (Connected, Information)), event
            if isinstance(event, Information):
                answers.append(llc.unwrap(event.payload, llc.RESPONSE))
            if waiting:
                link.send(llc.REQUEST + waiting.pop(0), 0.0)
        if data := link.data_to_send():
            os.write(far.fd, data)
        if len(answers) < len(apdus):
            link.receive(await far.read(), 0.0)
    return answers


def test_a_tcp_listener_says_where_it_is_reached():
    async def main():
        async with AsyncExitStack() as opened:
            place = await TcpListener(port=0).open(device(), Limits(), Counters(), opened)
            host, _, port = place.rpartition(":")
            reader, writer = await asyncio.open_connection(host, int(port))
            writer.write(wrap(aarq(b"12345")) + wrap(get(NUMBER)))
            data = await reader.readexactly(8 + 43 + 8 + 9)
            assert unwrap(data)[1][2].hex() == "c401c1000600bc614e"
            writer.close()
        with pytest.raises(ConnectionRefusedError):
            await asyncio.open_connection(host, int(port))

    run(main)


def test_limits_and_counters_are_those_that_are_given():
    async def main():
        counters = Counters()
        async with AsyncExitStack() as opened:
            limits = Limits(connections=1, inactivity_s=0.05)
            place = await TcpListener(port=0).open(device(), limits, counters, opened)
            ends = [await asyncio.open_connection("127.0.0.1", int(place.rpartition(":")[2])) for _ in "12"]
            for reader, writer in ends:
                with suppress(ConnectionError):
                    assert await reader.read(-1) == b""
                writer.close()
            assert counters == Counters(accepted=1, refused_full=1, closed_silent=1)

    run(main)


@pytest.mark.requirement("COM-1")
@pytest.mark.parametrize("port", [MeterPort.MODULE, MeterPort.OPTICAL, MeterPort.CONSUMER])
def test_a_serial_device_answers_those_of_its_port(far, port):
    async def main():
        async with AsyncExitStack() as opened:
            description = SerialDevice(far.path, port)
            assert await description.open(device(), Limits(), Counters(), opened) == far.path
            for client, server in ACCOUNTS:
                answers = await asked(far, client, server, [aarq(None if client == 16 else b"12345")])
                answered = port in CLIENTS[client, server].ports
                assert (b"\xa2\x03\x02\x01\x00" in answers[0]) is answered

    run(main)


@pytest.mark.parametrize(
    ("text", "path", "port"),
    [
        ("/dev/ttyUSB0", "/dev/ttyUSB0", MeterPort.MODULE),
        ("module:/dev/ttyUSB0", "/dev/ttyUSB0", MeterPort.MODULE),
        ("optical:/dev/ttyUSB0", "/dev/ttyUSB0", MeterPort.OPTICAL),
        ("consumer:/dev/ttyUSB0", "/dev/ttyUSB0", MeterPort.CONSUMER),
        ("/dev/by-path/pci-0:1", "/dev/by-path/pci-0:1", MeterPort.MODULE),
        ("optical:/dev/by-path/pci-0:1", "/dev/by-path/pci-0:1", MeterPort.OPTICAL),
    ],
)
def test_a_serial_device_as_text(text, path, port):
    assert SerialDevice.parse(text) == SerialDevice(path, port)


@pytest.mark.parametrize("text", ["", "optical:", "network:/dev/ttyUSB0"])
def test_what_is_no_serial_device(text):
    with pytest.raises(ConfigurationError, match="no serial line") as refusal:
        SerialDevice.parse(text)
    assert "module, optical, consumer" in refusal.value.hint


# Sessions that speak unasked.


class Push:
    """Says how far the meter has come, each time that it has, and how far its memory has."""

    line = None
    closed = False

    def __init__(self, device: Device) -> None:
        self._device = device
        self._told_us = device.meter.supply_us

    @property
    def wake_at_s(self) -> float | None:
        return 0.0 if self._device.meter.supply_us != self._told_us else None

    def receive(self, data: bytes, now_s: float) -> bytes:
        self._device.meter.set_summer_time(False)
        return b"<" + data + b">"

    def wake(self, now_s: float) -> bytes:
        self._told_us = self._device.meter.supply_us
        stored = Meter.restore(Configuration.default(), self._device.memory.image()).supply_us
        return b"%d %d\n" % (self._told_us, stored)

    def end(self) -> None:
        self._device = None


def test_a_session_on_any_line_is_asked_when_the_meter_has_advanced(far):
    """Over TCP and on a serial line, after it was stored, once for each block."""

    async def main():
        it = device()
        make = lambda line: StoredSession(it, Push(it), line)  # noqa: E731
        listener = await listen("127.0.0.1", 0, make)
        serial = SerialLine(far.path, make)
        reader, writer = await asyncio.open_connection("127.0.0.1", int(listener.place.split(":")[1]))
        writer.write(b"x")
        assert await reader.readexactly(3) == b"<x>"
        assert len(it.lines) == 2
        for minute in range(1, 4):
            it.feed(load(START_US + (minute - 1) * US_PER_MIN, 1))
            said = b"%d %d\n" % ((START_US + minute * US_PER_MIN,) * 2)
            assert await reader.readline() == said
            assert await far.read() == said
        writer.close()
        await listener.close()
        serial.close()
        assert it.lines == set()

    run(main)
