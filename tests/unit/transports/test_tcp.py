"""TCP: real sockets, on both loops; a client that misbehaves harms nobody but itself."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable
from contextlib import asynccontextmanager, suppress

import pytest
import uvloop
from tests.cosem_bench import capture
from tests.dlms_bench import aarq, descriptor, get
from tests.session_bench import wrap
from tests.wire import TIMEOUT_S, Echo

from enfas.errors import ConfigurationError, StorageError
from enfas.faces.cosem.device import CosemDevice
from enfas.faces.cosem.session import TcpSession
from enfas.transports import tcp
from enfas.transports.tcp import MOST_CONNECTIONS, PORTION, listen

LOOPS = {"asyncio": asyncio.new_event_loop, "uvloop": uvloop.new_event_loop}
ENERGY = descriptor(3, "1.1.1.8.0.255", 2)


@pytest.fixture(params=LOOPS)
def run(request):
    """Runs a coroutine on either loop; what goes wrong in a callback is an error of the test."""

    def run_it(main, *, expected: type[Exception] | None = None):
        faults = []

        async def watched():
            loop = asyncio.get_running_loop()
            loop.set_exception_handler(lambda _, context: faults.append(context.get("exception")))
            return await asyncio.wait_for(main(), TIMEOUT_S)

        with asyncio.Runner(loop_factory=LOOPS[request.param]) as runner:
            result = runner.run(watched())
        assert [type(fault) for fault in faults] == ([expected] if expected else [])
        return result

    return run_it


@asynccontextmanager
async def listening(make_session, host: str = "127.0.0.1"):
    listener = await listen(host, 0, make_session)
    try:
        yield listener
    finally:
        await listener.close()


async def connect(listener):
    host, _, port = listener.place.rpartition(":")
    return await asyncio.open_connection(host.strip("[]"), int(port))


async def settle(value: Callable[[], object]) -> object:
    """Let the loop go on until a value stays as it is for a good many turns."""
    seen, still = value(), 0
    while still < 200:
        await asyncio.sleep(0)
        now = value()
        seen, still = (seen, still + 1) if now == seen else (now, 0)
    return seen


@pytest.mark.requirement("COM-1")
@pytest.mark.parametrize(("host", "place"), [("127.0.0.1", "127.0.0.1:"), ("::1", "[::1]:")])
def test_what_a_session_answers_is_sent(run, host, place):
    if ":" in host and not _has_ipv6():
        pytest.skip("no IPv6 here")

    async def main():
        session = Echo(bytes.upper)
        async with listening(lambda: session, host) as listener:
            assert listener.place.startswith(place)
            reader, writer = await connect(listener)
            for word in (b"one", b"two"):
                writer.write(word)
                assert await reader.readexactly(3) == word.upper()
            writer.close()

    run(main)


def _has_ipv6() -> bool:
    try:
        with socket.socket(socket.AF_INET6) as probe:
            probe.bind(("::1", 0))
    except OSError:
        return False
    return True


def test_each_connection_has_its_own_session(run):
    async def main():
        made = []

        def make():
            made.append(Echo())
            return made[-1]

        async with listening(make) as listener:
            pairs = [await connect(listener) for _ in range(3)]
            for number, (reader, writer) in enumerate(pairs):
                writer.write(bytes([number]))
                assert await reader.readexactly(1) == bytes([number])
            assert [session.portions for session in made] == [[b"\0"], [b"\1"], [b"\2"]]
            for _, writer in pairs:
                writer.close()

    run(main)


def test_much_at_once_is_given_in_portions(run):
    async def main():
        session = Echo()
        data = bytes(n & 0xFF for n in range(100_000))
        async with listening(lambda: session) as listener:
            reader, writer = await connect(listener)
            writer.write(data)
            assert await reader.readexactly(len(data)) == data
            writer.close()
        assert max(map(len, session.portions)) <= PORTION
        assert b"".join(session.portions) == data

    run(main)


def test_a_client_that_does_not_read_is_not_read(run):
    """What waits for it is bounded by the loop's mark and the answers to one portion; nothing is lost."""
    factor = 200

    async def main():
        session = Echo(lambda data: data * factor)
        async with listening(lambda: session) as listener:
            loop = asyncio.get_running_loop()
            client = socket.create_connection(("127.0.0.1", int(listener.place.split(":")[1])))
            client.setblocking(False)
            sent = 0
            while True:
                try:
                    sent += client.send(b"x" * 4096)
                except BlockingIOError:
                    taken = await settle(lambda: sum(map(len, session.portions)))
                    if taken == await settle(lambda: sum(map(len, session.portions))):
                        break
            assert taken < sent
            (connection,) = listener._connections
            assert connection._transport.get_write_buffer_size() <= 65_536 + PORTION * factor
            assert len(connection._waiting) <= 1 << 18
            got = 0
            client_sent_all = sent
            while got < client_sent_all * factor:
                got += len(await loop.sock_recv(client, 1 << 20))
            assert sum(map(len, session.portions)) == sent
            client.close()

    run(main)


def test_more_connections_than_are_taken(run):
    async def main():
        async with listening(Echo) as listener:
            pairs = [await connect(listener) for _ in range(300)]
            answered = []
            for number, (reader, writer) in enumerate(pairs):
                writer.write(b"x")
                try:
                    if await reader.read(1) == b"x":
                        answered.append(number)
                except ConnectionError:
                    continue
            assert answered == list(range(MOST_CONNECTIONS))
            for _, writer in pairs[:10]:
                writer.close()
            await settle(lambda: len(listener._connections))
            assert len(listener._connections) == MOST_CONNECTIONS - 10
            reader, writer = await connect(listener)
            writer.write(b"y")
            assert await reader.readexactly(1) == b"y"
            for _, other in (*pairs, (reader, writer)):
                other.close()

    run(main)


def test_a_session_that_ends_closes_its_connection_after_its_last_answer(run):
    last = bytes(300_000)

    async def main():
        session = Echo()

        def answer(data: bytes) -> bytes:
            session.closed = True
            return last

        session.answer = answer
        async with listening(lambda: session) as listener:
            reader, writer = await connect(listener)
            writer.write(b"x")
            assert await reader.read(-1) == last
            writer.close()
            await settle(lambda: len(listener._connections))
            assert listener._connections == set()

    run(main)


def test_garbage_closes_its_own_connection_only(run):
    async def main():
        device = CosemDevice(capture())
        async with listening(lambda: TcpSession(device)) as listener:
            good_reader, good = await connect(listener)
            good.write(wrap(aarq(b"12345")))
            await good_reader.readexactly(8 + 43)
            bad_reader, bad = await connect(listener)
            bad.write(b"GET / HTTP/1.1\r\n\r\n")
            assert await bad_reader.read(-1) == b""
            good.write(wrap(get(ENERGY)))
            assert (await good_reader.readexactly(12))[8:] == b"\xc4\x01\xc1\x00"
            good.close()
            bad.close()

    run(main)


def test_half_a_packet_then_silence_ends_the_connection(run):
    async def main():
        device = CosemDevice(capture())
        async with listening(lambda: TcpSession(device, inactivity_s=0.05)) as listener:
            reader, writer = await connect(listener)
            writer.write(wrap(get(ENERGY))[:10])
            assert await reader.read(-1) == b""
            writer.close()

    run(main)


def test_a_connection_that_says_nothing_ends(run):
    async def main():
        device = CosemDevice(capture())
        async with listening(lambda: TcpSession(device, inactivity_s=0.05)) as listener:
            reader, writer = await connect(listener)
            assert await reader.read(-1) == b""
            writer.close()

    run(main)


def test_a_session_is_woken_when_it_asks(run):
    async def main():
        session = Echo()
        loop = asyncio.get_running_loop()
        session.wake_at_s = loop.time() + 0.02
        async with listening(lambda: session) as listener:
            reader, writer = await connect(listener)
            assert await reader.readexactly(5) == b"woken"
            assert len(session.woken) == 1
            writer.close()

    run(main)


def test_a_wake_that_is_brought_forward_or_put_off(run):
    async def main():
        session = Echo()
        loop = asyncio.get_running_loop()
        session.wake_at_s = loop.time() + 3600.0
        async with listening(lambda: session) as listener:
            reader, writer = await connect(listener)
            writer.write(b"x")
            assert await reader.readexactly(1) == b"x"
            session.wake_at_s = loop.time() + 0.02
            writer.write(b"y")
            assert await reader.readexactly(6) == b"ywoken"
            session.wake_at_s = first_s = loop.time() + 0.02
            writer.write(b"z")
            assert await reader.readexactly(1) == b"z"
            session.wake_at_s = first_s + 0.05
            assert await reader.readexactly(5) == b"woken"
            assert session.woken[-1] >= first_s + 0.05 - 0.001
            writer.close()

    run(main)


def test_what_a_session_raises_is_told_to_the_loop_and_ends_the_connection(run):
    async def main():
        def answer(data: bytes) -> bytes:
            raise StorageError("no room is left")

        async with listening(lambda: Echo(answer)) as listener:
            reader, writer = await connect(listener)
            writer.write(b"x")
            with suppress(ConnectionError):
                assert await reader.read(-1) == b""
            writer.close()

    run(main, expected=StorageError)


def test_closing_closes_all_connections(run):
    async def main():
        listener = await listen("127.0.0.1", 0, Echo)
        pairs = [await connect(listener) for _ in range(5)]
        for _, writer in pairs:
            writer.write(b"x")
        for reader, _ in pairs:
            assert await reader.readexactly(1) == b"x"
        await listener.close()
        assert listener._connections == set()
        for reader, writer in pairs:
            assert await reader.read(-1) == b""
            writer.close()
        with pytest.raises(ConnectionRefusedError):
            await connect(listener)

    run(main)


def test_closing_does_not_wait_for_a_client_that_does_not_read(run, monkeypatch):
    monkeypatch.setattr(tcp, "_LINGER_S", 0.05)

    async def main():
        listener = await listen("127.0.0.1", 0, lambda: Echo(lambda data: bytes(20_000_000)))
        client = socket.create_connection(("127.0.0.1", int(listener.place.split(":")[1])))
        client.sendall(b"x")
        await settle(
            lambda: [c._transport.get_write_buffer_size() for c in listener._connections if c._transport]
        )
        await listener.close()
        assert listener._connections == set()
        client.close()

    run(main)


@pytest.mark.parametrize(
    ("host", "port"),
    [("127.0.0.1", 65_536), ("127.0.0.1", -1), ("203.0.113.1", 0), ("no.such.host.invalid", 0)],
)
def test_where_one_cannot_listen(run, host, port):
    async def main():
        with pytest.raises(ConfigurationError, match=f"{host}:{port}") as refusal:
            await listen(host, port, Echo)
        assert "\n" not in str(refusal.value)

    run(main)
