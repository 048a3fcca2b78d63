"""Alarms over real sockets, on both loops: sent, confirmed, sent again, given up, and stored all the way."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable, Coroutine
from typing import Any

import pytest
import uvloop
from tests.meter_rows import START_US, Kept, load
from tests.wire import TIMEOUT_S

from enfas.catalog.tables.alarms import AlarmTable
from enfas.errors import StorageError
from enfas.meter.alarms import Alarms
from enfas.meter.configuration import Configuration
from enfas.meter.device import Meter
from enfas.meter.memory import Changes
from enfas.meter.tamper import Tamper
from enfas.protocols import wrapper
from enfas.protocols.dlms.notification import Notification, decode_notification, encode_confirm
from enfas.runtime.alarm_sender import AlarmSender
from enfas.runtime.device import Device
from enfas.timebase import US_PER_S

Main = Callable[[], Coroutine[Any, Any, None]]
LOOPS = {"asyncio": asyncio.new_event_loop, "uvloop": uvloop.new_event_loop}


@pytest.fixture(params=LOOPS)
def run(request: pytest.FixtureRequest) -> Callable[..., list[Any]]:
    """Runs a coroutine on either loop; gives what went wrong in its tasks."""

    def run_it(main: Main) -> list[Any]:
        faults: list[Any] = []

        async def watched() -> None:
            handler = lambda _, context: faults.append(context.get("exception"))  # noqa: E731
            asyncio.get_running_loop().set_exception_handler(handler)
            await asyncio.wait_for(main(), TIMEOUT_S)

        with asyncio.Runner(loop_factory=LOOPS[request.param]) as runner:
            runner.run(watched())
        return faults

    return run_it


class EndPoint:
    """Where alarms go: hears them, and confirms those that it is told to."""

    def __init__(self, *, confirms: bool = True, noise: bytes = b"") -> None:
        self.heard: list[Notification] = []
        self.port = 0
        self._confirms, self._noise = confirms, noise

    def answer(self, data: bytes) -> bytes:
        splitter = wrapper.Splitter()
        splitter.feed(data)
        packet = splitter.next_packet()
        assert packet is not None
        told = decode_notification(packet.apdu)
        self.heard.append(told)
        confirm = wrapper.encode(packet.destination, packet.source, encode_confirm(told.number))
        return self._noise + (confirm if self._confirms else b"")

    async def open(self, transport: str) -> Callable[[], None]:
        loop = asyncio.get_running_loop()
        if transport == "udp":
            opened, _ = await loop.create_datagram_endpoint(
                lambda: _Datagrams(self), local_addr=("127.0.0.1", 0)
            )
            self.port = opened.get_extra_info("sockname")[1]
            return opened.close

        async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            writer.write(self.answer(await reader.read(1024)))
            await writer.drain()
            writer.close()

        server = await asyncio.start_server(serve, "127.0.0.1", 0)
        self.port = server.sockets[0].getsockname()[1]
        return server.close


class _Datagrams(asyncio.DatagramProtocol):
    def __init__(self, end: EndPoint) -> None:
        self._end = end

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport: Any = transport

    def datagram_received(self, data: bytes, addr: Any) -> None:
        if answer := self._end.answer(data):
            self._transport.sendto(answer, addr)


def device(port: int, transport: str, memory: Kept | None = None, **table: Any) -> tuple[Device, Alarms]:
    values = {"a": ("magnet",), "call": True, "tries": 3, "retry_s": 30, "transport": transport, **table}
    alarms = AlarmTable(number=9, title="of a test", end_point=f"127.0.0.1:{port}", **values)
    configuration = Configuration.default().replace(tables=(alarms,), Z26="9")
    made = Device(Meter(configuration, start_us=START_US), memory)
    made.feed(load(START_US, 1))
    return made, made.meter.part(Alarms)


def magnet(made: Device) -> None:
    tamper = made.meter.part(Tamper)
    tamper.set_magnet(True)
    tamper.set_magnet(False)
    made.save()


async def quiet(sender: AlarmSender) -> None:
    """Until nothing is on its way any more."""
    await asyncio.sleep(0)
    while sender._tasks or sender._asked:
        await asyncio.sleep(0)


@pytest.mark.requirement("ALM-1")
@pytest.mark.parametrize("transport", ["udp", "tcp"])
def test_an_alarm_is_sent_and_confirmed_and_both_is_stored(run: Any, transport: str) -> None:
    kept = Kept()

    async def main() -> None:
        end = EndPoint()
        close = await end.open(transport)
        made, alarms = device(end.port, transport, kept)
        sender = AlarmSender(made)
        magnet(made)
        await quiet(sender)
        assert [told.number for told in end.heard] == [1]
        assert (alarms.state.queue.acknowledged, alarms.state.queue.messages) == (1, [])
        restored = Meter.restore(made.meter.configuration, kept.image())
        assert restored.part(Alarms).state.queue.acknowledged == 1
        magnet(made)
        await quiet(sender)
        assert [told.number for told in end.heard] == [1, 2]
        await sender.close()
        magnet(made)
        await asyncio.sleep(0)
        assert len(end.heard) == 2
        close()

    assert run(main) == []


@pytest.mark.requirement("ALM-1")
@pytest.mark.parametrize("transport", ["udp", "tcp"])
def test_what_is_not_confirmed_is_sent_again_at_its_time_until_it_is_given_up(
    run: Any, transport: str
) -> None:
    async def main() -> None:
        end = EndPoint(confirms=False, noise=wrapper.encode(18, 16, encode_confirm(7)))
        close = await end.open(transport)
        made, alarms = device(end.port, transport)
        sender = AlarmSender(made, patience_s=0.05)
        magnet(made)
        for _ in range(5):
            await quiet(sender)
            made.feed(load(made.meter.clock.supply_now_us, 1, duration_us=30 * US_PER_S))
        await quiet(sender)
        assert [told.number for told in end.heard] == [1, 1, 1]
        assert (alarms.state.queue.given_up, alarms.state.queue.messages) == (1, [])
        await sender.close()
        close()

    assert run(main) == []


@pytest.mark.requirement("ALM-1")
@pytest.mark.parametrize("transport", ["udp", "tcp"])
def test_an_end_point_that_is_not_there_costs_a_try_and_no_more(run: Any, transport: str) -> None:
    async def main() -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        made, alarms = device(port, transport)
        sender = AlarmSender(made)
        magnet(made)
        await quiet(sender)
        assert alarms.state.queue.messages[0].tries == 1
        await sender.close()

    assert run(main) == []


@pytest.mark.requirement("ALM-1")
@pytest.mark.parametrize("transport", ["udp", "tcp"])
def test_where_no_confirmation_is_asked_for_none_is_waited_for(run: Any, transport: str) -> None:
    async def main() -> None:
        end = EndPoint(confirms=False)
        close = await end.open(transport)
        made, alarms = device(end.port, transport, confirmed=False)
        sender = AlarmSender(made)
        magnet(made)
        await quiet(sender)
        while not end.heard:
            await asyncio.sleep(0)
        assert not end.heard[0].confirmed
        assert alarms.state.queue.messages == []
        await sender.close()
        close()

    assert run(main) == []


@pytest.mark.parametrize("transport", ["udp", "tcp"])
def test_garbage_from_the_end_point_confirms_nothing(run: Any, transport: str) -> None:
    async def main() -> None:
        end = EndPoint(noise=b"\xff" * 40)
        close = await end.open(transport)
        made, alarms = device(end.port, transport)
        sender = AlarmSender(made, patience_s=0.05)
        magnet(made)
        await quiet(sender)
        assert alarms.state.queue.acknowledged == 0
        assert alarms.state.queue.messages[0].tries == 1
        await sender.close()
        close()

    assert run(main) == []


def test_a_meter_that_cannot_be_stored_ends_the_run(run: Any) -> None:
    class Full(Kept):
        full = False

        def commit(self, changes: Changes) -> None:
            if self.full:
                raise StorageError("no room is left")
            super().commit(changes)

    async def main() -> None:
        memory = Full()
        end = EndPoint()
        close = await end.open("udp")
        made, _ = device(end.port, "udp", memory)
        magnet(made)
        memory.full = True
        sender = AlarmSender(made)
        await quiet(sender)
        assert end.heard == [], "what is not stored is not sent"
        await sender.close()
        close()

    assert [type(fault) for fault in run(main)] == [StorageError]
