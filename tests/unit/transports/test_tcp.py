"""TCP: real sockets, on both loops; a client that misbehaves harms nobody but itself."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable
from contextlib import asynccontextmanager, suppress
from itertools import chain

import pytest
import uvloop
from tests.cosem_bench import capture
from tests.dlms_bench import aarq, descriptor, get
from tests.session_bench import wrap
from tests.wire import TIMEOUT_S, Echo

from enfas.errors import ConfigurationError, StorageError
from enfas.faces.cosem.device import CosemDevice
from enfas.faces.cosem.session import TcpSession
from enfas.limits import Counters, Limits
from enfas.session import Address
from enfas.transports.tcp import listen

LOOPS = {"asyncio": asyncio.new_event_loop, "uvloop": uvloop.new_event_loop}
ENERGY = descriptor(3, "1.1.1.8.0.255", 2)
PORTION = Limits().portion_octets


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
async def listening(make_session, host: str = "127.0.0.1", **options):
    listener = await listen(host, 0, make_session, **options)
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
        async with listening(lambda line: session, host) as listener:
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


def _need_loopbacks() -> None:
    try:
        with socket.socket() as probe:
            probe.bind(("127.0.0.9", 0))
    except OSError:
        pytest.skip("this machine has no 127.0.0.9")


def test_each_connection_has_its_own_session(run):
    async def main():
        made = []

        def make(line):
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
        async with listening(lambda line: session) as listener:
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
        async with listening(lambda line: session) as listener:
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
            (connection,) = listener._house.connections
            assert connection._stream.get_write_buffer_size() <= 65_536 + PORTION * factor
            assert len(connection._waiting) <= 1 << 18
            got = 0
            client_sent_all = sent
            while got < client_sent_all * factor:
                got += len(await loop.sock_recv(client, 1 << 20))
            assert sum(map(len, session.portions)) == sent
            client.close()

    run(main)


def test_more_connections_than_are_taken(run):
    """The first ones stay; a place that is left is taken by the next."""

    async def main():
        counters = Counters()
        limits = Limits(connections=20, connections_per_peer=20)
        async with listening(lambda line: Echo(), limits=limits, counters=counters) as listener:
            pairs = [await connect(listener) for _ in range(30)]
            answered = []
            for number, (reader, writer) in enumerate(pairs):
                writer.write(b"x")
                try:
                    if await reader.read(1) == b"x":
                        answered.append(number)
                except ConnectionError:
                    continue
            assert answered == list(range(20))
            assert counters == Counters(accepted=20, refused_full=10)
            for _, writer in pairs[:10]:
                writer.close()
            await settle(lambda: listener.connections)
            assert listener.connections == 10
            reader, writer = await connect(listener)
            writer.write(b"y")
            assert await reader.readexactly(1) == b"y"
            for _, other in (*pairs, (reader, writer)):
                other.close()

    run(main)


async def dial(place: Address, source: str) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    """A connection from one of this machine's own addresses; what it is told first is read."""
    return await asyncio.open_connection(place.host, place.port, local_addr=(source, 0))


def test_one_host_cannot_take_all_places(run):
    """Bounds are for each address that can be dialled, as for a meter; what is left is free again."""
    _need_loopbacks()

    async def main():
        counters = Counters()
        limits = Limits(connections=5, connections_per_peer=2)
        async with listening(lambda line: Echo(), "0.0.0.0", limits=limits, counters=counters) as listener:
            port = int(listener.place.split(":")[1])
            first, other = Address("127.0.0.1", port), Address("127.0.0.2", port)
            writers = {}

            async def taken(place: Address, source: str) -> bool:
                reader, writer = await dial(place, source)
                writers.setdefault((place, source), []).append(writer)
                writer.write(b"x")
                with suppress(ConnectionError):
                    return await reader.read(1) == b"x"
                return False

            assert [await taken(first, "127.0.0.1") for _ in range(3)] == [True, True, False]
            assert [await taken(first, "127.0.0.3") for _ in range(3)] == [True, True, False]
            assert [await taken(first, "127.0.0.4") for _ in range(2)] == [True, False]
            assert counters == Counters(accepted=5, refused_peer=2, refused_full=1)
            assert await taken(other, "127.0.0.1")
            writers[first, "127.0.0.1"][0].close()
            await settle(lambda: listener.connections)
            assert await taken(first, "127.0.0.1")
            assert not await taken(first, "127.0.0.1")
            for writer in chain(*writers.values()):
                writer.close()
            await settle(lambda: listener.connections)
            assert not listener._house._present

    run(main)


def test_the_address_that_is_dialled_chooses_who_answers(run):
    """One listener, many meters; where none is, the connection is refused."""
    _need_loopbacks()

    async def main():
        counters, lines = Counters(), []
        meters = {"127.0.0.2": b"two", "127.0.0.3": b"three"}

        def make(line):
            lines.append(line)
            name = meters.get(line.local.host)
            return Echo(lambda data: name) if name else None

        async with listening(make, "0.0.0.0", counters=counters) as listener:
            port = int(listener.place.split(":")[1])
            for host, name in meters.items():
                reader, writer = await dial(Address(host, port), "127.0.0.9")
                writer.write(b"who?")
                assert await reader.readexactly(len(name)) == name
                assert (lines[-1].local, lines[-1].remote.host) == ((host, port), "127.0.0.9")
                writer.close()
            reader, writer = await dial(Address("127.0.0.4", port), "127.0.0.9")
            with suppress(ConnectionError):
                assert await reader.read(-1) == b""
            writer.close()
            assert counters == Counters(accepted=2, refused_unknown=1)

    run(main)


def test_who_cannot_be_made_a_session_is_cut_off_and_the_loop_is_told(run):
    async def main():
        def make(line):
            raise StorageError("damaged")

        async with listening(make) as listener:
            reader, writer = await connect(listener)
            with suppress(ConnectionError):
                assert await reader.read(-1) == b""
            writer.close()
            assert listener.connections == 0

    run(main, expected=StorageError)


def test_a_thousand_connections_at_once(run):
    resource = pytest.importorskip("resource")
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if hard < 2500:
        pytest.skip("fewer than 2500 files may be open here")
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, 2500), hard))
    device = CosemDevice(capture())
    limits = Limits(connections=1000, connections_per_peer=1000)

    async def main():
        async with listening(lambda line: TcpSession(device), limits=limits) as listener:
            pairs = [await connect(listener) for _ in range(1000)]
            for _, writer in pairs:
                writer.write(wrap(aarq(b"12345")) + wrap(get(ENERGY)))
            for reader, _ in pairs:
                assert (await reader.readexactly(8 + 43 + 12))[-4:] == b"\xc4\x01\xc1\x00"
            assert listener.connections == 1000
            for _, writer in pairs:
                writer.close()

    run(main)


def test_a_session_that_ends_closes_its_connection_after_its_last_answer(run):
    last = bytes(300_000)

    async def main():
        session = Echo()

        def answer(data: bytes) -> bytes:
            session.closed = True
            return last

        session.answer = answer
        async with listening(lambda line: session) as listener:
            reader, writer = await connect(listener)
            writer.write(b"x")
            assert await reader.read(-1) == last
            writer.close()
            await settle(lambda: listener.connections)
            assert listener.connections == 0

    run(main)


def test_garbage_closes_its_own_connection_only(run):
    async def main():
        device = CosemDevice(capture())
        async with listening(lambda line: TcpSession(device)) as listener:
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
        device = CosemDevice(capture(), limits=Limits(inactivity_s=0.05))
        async with listening(lambda line: TcpSession(device)) as listener:
            reader, writer = await connect(listener)
            writer.write(wrap(get(ENERGY))[:10])
            assert await reader.read(-1) == b""
            writer.close()

    run(main)


def test_a_connection_that_says_nothing_ends(run):
    async def main():
        device = CosemDevice(capture(), limits=Limits(inactivity_s=0.05))
        async with listening(lambda line: TcpSession(device)) as listener:
            reader, writer = await connect(listener)
            assert await reader.read(-1) == b""
            writer.close()

    run(main)


def test_a_session_is_woken_when_it_asks(run):
    async def main():
        session = Echo()
        loop = asyncio.get_running_loop()
        session.wake_at_s = loop.time() + 0.02
        async with listening(lambda line: session) as listener:
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
        async with listening(lambda line: session) as listener:
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

        async with listening(lambda line: Echo(answer)) as listener:
            reader, writer = await connect(listener)
            writer.write(b"x")
            with suppress(ConnectionError):
                assert await reader.read(-1) == b""
            writer.close()

    run(main, expected=StorageError)


def test_closing_closes_all_connections(run):
    async def main():
        listener = await listen("127.0.0.1", 0, lambda line: Echo())
        pairs = [await connect(listener) for _ in range(5)]
        for _, writer in pairs:
            writer.write(b"x")
        for reader, _ in pairs:
            assert await reader.readexactly(1) == b"x"
        await listener.close()
        assert listener.connections == 0
        for reader, writer in pairs:
            assert await reader.read(-1) == b""
            writer.close()
        with pytest.raises(ConnectionRefusedError):
            await connect(listener)

    run(main)


def test_closing_does_not_wait_for_a_client_that_does_not_read(run):
    async def main():
        counters = Counters()
        many = lambda line: Echo(lambda data: bytes(20_000_000))  # noqa: E731
        listener = await listen("127.0.0.1", 0, many, limits=Limits(linger_s=0.05), counters=counters)
        client = socket.create_connection(("127.0.0.1", int(listener.place.split(":")[1])))
        client.sendall(b"x")
        await settle(lambda: [c._stream.get_write_buffer_size() for c in listener._house.connections])
        await listener.close()
        assert listener.connections == 0
        assert counters == Counters(accepted=1, cut_off=1)
        client.close()

    run(main)


# Sessions that speak unasked.


def test_a_session_may_speak_first(run):
    async def main():
        session = Echo()
        session.wake_at_s = 0.0
        async with listening(lambda line: session) as listener:
            reader, writer = await connect(listener)
            assert await reader.readexactly(5) == b"woken"
            assert len(session.woken) == 1
            writer.close()

    run(main)


def test_a_line_that_is_touched_asks_its_session(run):
    async def main():
        session, lines = Echo(), []
        async with listening(lambda line: lines.append(line) or session) as listener:
            reader, writer = await connect(listener)
            writer.write(b"x")
            assert await reader.readexactly(1) == b"x"
            (line,) = lines
            line.touch()
            await settle(lambda: session.woken)
            assert session.woken == []
            for _ in range(3):
                session.wake_at_s = 0.0
                line.touch()
                line.touch()
                assert session.wake_at_s == 0.0, "touching calls nobody at once"
                assert await reader.readexactly(5) == b"woken"
            assert len(session.woken) == 3
            session.closed = True
            line.touch()
            assert await reader.read(-1) == b""
            await settle(lambda: listener.connections)
            line.touch()
            writer.close()
        assert session.ended == 1

    run(main)


def test_a_client_that_does_not_take_what_is_said_unasked_is_cut_off(run):
    """It would wait without bound otherwise."""

    async def main():
        counters, lines = Counters(), []
        session = Echo()
        session.wake = lambda now_s: bytes(50_000)
        limits = Limits(waiting_octets=200_000)
        make = lambda line: lines.append(line) or session  # noqa: E731
        async with listening(make, limits=limits, counters=counters) as listener:
            client = socket.create_connection(("127.0.0.1", int(listener.place.split(":")[1])))
            await settle(lambda: listener.connections)
            session.wake_at_s = 0.0
            (line,) = lines
            most = 0
            while listener.connections:
                line.touch()
                if line._stream is not None:
                    most = max(most, line._stream.get_write_buffer_size())
                await asyncio.sleep(0)
            assert most <= 250_000
            assert counters == Counters(accepted=1, cut_off=1)
            assert session.ended == 1
            client.close()

    run(main)


def test_a_session_is_ended_once_however_its_connection_ends(run):
    async def main():
        sessions = []

        def make(line):
            sessions.append(Echo())
            return sessions[-1]

        async with listening(make) as listener:
            left, aborted, closed, kept = [await connect(listener) for _ in range(4)]
            for _, writer in (left, aborted, closed, kept):
                writer.write(b"x")
            for reader, _ in (left, aborted, closed, kept):
                assert await reader.readexactly(1) == b"x"
            assert [session.ended for session in sessions] == [0, 0, 0, 0]
            left[1].close()
            aborted[1].transport.abort()
            sessions[2].closed = True
            closed[1].write(b"y")
            await settle(lambda: listener.connections)
            assert [session.ended for session in sessions] == [1, 1, 1, 0]
        assert [session.ended for session in sessions] == [1, 1, 1, 1]
        for _, writer in (closed, kept):
            writer.close()

    run(main)


@pytest.mark.parametrize(
    ("host", "port"),
    [("127.0.0.1", 65_536), ("127.0.0.1", -1), ("203.0.113.1", 0), ("no.such.host.invalid", 0)],
)
def test_where_one_cannot_listen(run, host, port):
    async def main():
        with pytest.raises(ConfigurationError, match=f"{host}:{port}") as refusal:
            await listen(host, port, lambda line: Echo())
        assert "\n" not in str(refusal.value)

    run(main)
