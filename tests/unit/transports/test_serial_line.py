"""A serial line on real ptys: what comes is answered; a cable that is pulled is looked for again."""

from __future__ import annotations

import asyncio
import os
import pty
import select
import tty

import pytest
import uvloop
from tests.cosem_bench import capture
from tests.dlms_bench import descriptor, get
from tests.session_bench import HdlcTalk
from tests.wire import TIMEOUT_S, Echo

from enfas.errors import ConfigurationError, StorageError
from enfas.faces.cosem.device import CosemDevice
from enfas.faces.cosem.session import HdlcSession
from enfas.limits import Counters, Limits
from enfas.session import Address, LineSettings
from enfas.testing.clocked_loop import ClockedLoop
from enfas.transports.serial_line import SerialLine

LOOPS = {"asyncio": asyncio.new_event_loop, "uvloop": uvloop.new_event_loop}
SOON = Limits(reopen_s=0.01)
LATE = Limits(reopen_s=3600)


class Cable:
    """A pty: the near end for the meter, the far end in hand. Its path may be a link, to be plugged anew."""

    def __init__(self, link: str) -> None:
        self.link = link
        self.far = -1
        self.plug()

    def plug(self) -> None:
        self.far, near = pty.openpty()
        tty.setraw(near)
        if os.path.lexists(self.link):
            os.unlink(self.link)
        os.symlink(os.ttyname(near), self.link)
        self._near = near  # open here, so that nothing that is written is lost before the meter opens it
        os.set_blocking(self.far, False)

    def free(self) -> None:
        """Let the meter alone hold the near end."""
        os.close(self._near)
        self._near = -1

    def pull(self) -> None:
        os.close(self.far)
        if self._near >= 0:
            os.close(self._near)
        self.far = self._near = -1

    async def read(self, count: int) -> bytes:
        found = b""
        loop = asyncio.get_running_loop()
        while len(found) < count:
            ready = loop.create_future()
            loop.add_reader(self.far, lambda ready=ready: ready.done() or ready.set_result(None))
            try:
                await ready
            finally:
                loop.remove_reader(self.far)
            found += os.read(self.far, count - len(found))
        return found


@pytest.fixture
def cable(tmp_path):
    made = Cable(str(tmp_path / "meter"))
    yield made
    if made.far >= 0:
        made.pull()


def runs(make_loop):
    """Runs a coroutine; what goes wrong in a callback is an error of the test."""

    def run_it(main, *, expected: type[Exception] | None = None):
        faults = []

        async def watched():
            loop = asyncio.get_running_loop()
            loop.set_exception_handler(lambda _, context: faults.append(context.get("exception")))
            # a loop whose time leaps would leap to the end of this one
            return await (main() if make_loop is ClockedLoop else asyncio.wait_for(main(), TIMEOUT_S))

        with asyncio.Runner(loop_factory=make_loop) as runner:
            result = runner.run(watched())
        assert [type(fault) for fault in faults] == ([expected] if expected else [])
        return result

    return run_it


@pytest.fixture(params=LOOPS)
def run(request):
    return runs(LOOPS[request.param])


@pytest.fixture
def run_clocked():
    """The loop's time leaps while there is nothing to do."""
    return runs(ClockedLoop)


def answering(session, device: str, **options) -> SerialLine:
    """A line whose every session is the same."""
    return SerialLine(device, lambda line: session, **options)


async def until(condition, step_s: float = 0.0) -> None:
    """Let the loop go on until something is so; where its time leaps, in steps."""
    while not condition():
        await asyncio.sleep(step_s)


def test_what_a_session_answers_is_written(run, cable):
    async def main():
        line = answering(Echo(bytes.upper), cable.link)
        for word in (b"one", b"two"):
            os.write(cable.far, word)
            assert await cable.read(3) == word.upper()
        line.close()

    run(main)


@pytest.mark.requirement("COM-1")
def test_hdlc_on_a_serial_line(run, cable):
    """The whole way: frames over the pty, an association, a register."""

    async def main():
        line = answering(HdlcSession(CosemDevice(capture())), cable.link)

        class Far:
            """What the client's end is given to talk to: the pty."""

            def receive(self, data: bytes, now_s: float) -> bytes:
                os.write(cable.far, data)
                found = bytearray()
                while True:
                    line._readable()
                    while select.select([cable.far], [], [], 0)[0]:
                        found += os.read(cable.far, 4096)
                    if found.endswith(b"\x7e") and len(found) > 2:
                        return bytes(found)

        talk = HdlcTalk(Far())
        talk.open()
        answer = talk.ask(get(descriptor(3, "1.1.1.8.0.255", 2)))
        assert answer[:4] == b"\xc4\x01\xc1\x00"
        line.close()

    run(main)


def test_a_session_is_woken_when_it_asks(run, cable):
    async def main():
        session = Echo()
        loop = asyncio.get_running_loop()
        line = answering(session, cable.link)
        session.wake_at_s = loop.time() + 3600.0
        os.write(cable.far, b"x")
        assert await cable.read(1) == b"x"
        session.wake_at_s = loop.time() + 0.02
        os.write(cable.far, b"y")
        assert await cable.read(6) == b"ywoken"
        line.close()

    run(main)


def test_a_session_may_speak_first_and_when_its_line_is_touched(run, cable):
    async def main():
        session, lines = Echo(), []
        session.wake_at_s = 0.0
        line = SerialLine(cable.link, lambda line: lines.append(line) or session)
        assert await cable.read(5) == b"woken"
        assert lines == [line]
        assert (line.local, line.remote) == (Address(cable.link), None)
        session.wake_at_s = 0.0
        line.touch()
        assert session.wake_at_s == 0.0, "touching calls nobody at once"
        assert await cable.read(5) == b"woken"
        line.close()
        line.touch()
        await asyncio.sleep(0)
        assert (len(session.woken), session.ended) == (2, 1)

    run(main)


def test_a_session_that_ends_is_followed_by_another(run, cable):
    """Its last words leave first, and what comes before that is for nobody."""

    async def main():
        sessions = []

        def make(line):
            sessions.append(Echo())
            sessions[-1].line = LineSettings(300, 7, "E", 1)
            return sessions[-1]

        line = SerialLine(cable.link, make)
        os.write(cable.far, b"a")
        assert await cable.read(1) == b"a"
        (first,) = sessions
        first.closed = True
        first.line = LineSettings(9600)
        os.write(cable.far, b"b")
        assert await cable.read(1) == b"b"
        await until(lambda: len(sessions) == 2)
        assert first.ended == 1
        assert line._port.baudrate == 300
        os.write(cable.far, b"c")
        assert await cable.read(1) == b"c"
        assert [session.portions for session in sessions] == [[b"a", b"b"], [b"c"]]
        line.close()
        assert [session.ended for session in sessions] == [1, 1]

    run(main)


def test_sessions_that_end_at_once_do_not_stop_the_loop(run, cable):
    async def main():
        made = []

        def make(line):
            made.append(Echo())
            made[-1].closed = True
            return made[-1]

        line = SerialLine(cable.link, make)
        for _ in range(100):
            await asyncio.sleep(0)
        assert 2 < len(made) < 110
        line.close()

    run(main)


def test_a_cable_that_is_pulled_is_looked_for_again(run, cable):
    """With the cable goes its session, and another comes with it."""

    async def main():
        sessions, counters = [], Counters()

        def make(line):
            sessions.append(Echo())
            return sessions[-1]

        line = SerialLine(cable.link, make, limits=SOON, counters=counters)
        cable.free()
        os.write(cable.far, b"x")
        assert await cable.read(1) == b"x"
        cable.pull()
        await until(lambda: line._port is None)
        assert (sessions[0].ended, counters) == (1, Counters(lost=1))
        cable.plug()
        await until(lambda: line._port is not None)
        os.write(cable.far, b"y")
        assert await cable.read(1) == b"y"
        assert [session.portions for session in sessions] == [[b"x"], [b"y"]]
        line.close()

    run(main)


def test_a_device_that_stays_away_is_looked_for_again_and_again(run_clocked, cable):
    async def main():
        counters = Counters()
        line = answering(Echo(), cable.link, counters=counters)
        cable.free()
        cable.pull()
        await until(lambda: line._port is None, 0.01)
        await asyncio.sleep(100.0)
        assert line._port is None
        cable.plug()
        await until(lambda: line._port is not None, 0.01)
        assert counters == Counters(lost=1)
        line.close()

    run_clocked(main)


def test_a_cable_that_is_pulled_costs_nothing(run, cable):
    """The loop is not kept busy by a line whose far end is gone."""

    async def main():
        calls = []
        line = answering(Echo(), cable.link, limits=LATE)
        plain = line._readable
        loop = asyncio.get_running_loop()

        def counted() -> None:
            calls.append(1)
            plain()

        loop.remove_reader(line._fd)
        loop.add_reader(line._fd, counted)
        cable.free()
        cable.pull()
        await until(lambda: line._port is None)
        for _ in range(100):
            await asyncio.sleep(0)
        assert len(calls) == 1
        line.close()
        line.close()

    run(main)


def test_nothing_is_asked_of_a_session_while_nothing_is_plugged(run, cable):
    async def main():
        session = Echo()
        line = answering(session, cable.link, limits=LATE)
        cable.free()
        cable.pull()
        await until(lambda: line._port is None)
        session.wake_at_s = 0.0
        line.touch()
        for _ in range(10):
            await asyncio.sleep(0)
        assert (session.woken, session.ended, line._waiting) == ([], 1, 0)
        line.close()

    run(main)


def test_what_waits_is_bounded_and_goes_out_when_there_is_room(run, cable):
    async def main():
        counters = Counters()
        sizes = {b"a": 200_000, b"b": 1 << 20, b"c": 1}
        session = Echo(lambda data: b"".join(bytes(sizes[bytes([octet])]) for octet in data))
        line = answering(session, cable.link, counters=counters)
        os.write(cable.far, b"a")
        await until(lambda: line._waiting)
        waiting = line._waiting
        assert 0 < waiting < 200_000
        os.write(cable.far, b"b")
        await until(lambda: counters.unsent)
        assert line._waiting <= waiting
        assert len(await cable.read(200_000)) == 200_000
        await until(lambda: not line._waiting)
        os.write(cable.far, b"c")
        assert await cable.read(1) == b"\0"
        assert (line._waiting, line._writing, counters) == (0, False, Counters(unsent=1))
        line.close()

    run(main)


# Line settings.


def test_line_settings_are_taken_once_all_is_written(run, cable):
    async def main():
        session = Echo()
        line = answering(session, cable.link)
        assert line._port.baudrate == 9600
        session.line = LineSettings(2400)
        os.write(cable.far, b"x")
        assert await cable.read(1) == b"x"
        await until(lambda: line._port.baudrate == 2400)
        line.close()

    run(main)


def test_a_change_of_rate_waits_until_what_was_said_has_left(run_clocked, cable):
    """By the clock, for a pty takes all at once: 60 octets at 300 Bd are two seconds. Others go on."""

    async def main():
        loop = asyncio.get_running_loop()
        heard_s, ticks = [], []

        def answer(data: bytes) -> bytes:
            heard_s.append(loop.time())
            session.line = LineSettings(9600)
            return data * 60

        async def others() -> None:
            while True:
                ticks.append(loop.time())
                await asyncio.sleep(0.1)

        session = Echo(answer)
        session.line = LineSettings(300, 7, "E", 1)
        line = answering(session, cable.link)
        assert line._port.baudrate == 300
        ticking = loop.create_task(others())
        os.write(cable.far, b"x")
        await until(lambda: heard_s, 0.01)
        assert line._port.baudrate == 300
        await until(lambda: line._port.baudrate == 9600, 0.01)
        assert loop.time() - heard_s[0] == pytest.approx(2.0, abs=0.05)
        assert len([tick_s for tick_s in ticks if tick_s >= heard_s[0]]) >= 19
        assert await cable.read(60) == b"x" * 60
        ticking.cancel()
        line.close()

    run_clocked(main)


def test_what_is_said_after_a_change_of_rate_waits_for_it(run_clocked, cable):
    async def main():
        loop = asyncio.get_running_loop()
        heard_s = []

        def answer(data: bytes) -> bytes:
            heard_s.append(loop.time())
            session.line = LineSettings(9600)
            return data * 60

        session = Echo(answer)
        session.line = LineSettings(300, 7, "E", 1)
        line = answering(session, cable.link)
        os.write(cable.far, b"x")
        await until(lambda: heard_s, 0.01)
        os.write(cable.far, b"y")
        await until(lambda: len(heard_s) == 2, 0.01)
        assert line._waiting == 60
        assert await cable.read(60) == b"x" * 60
        await until(lambda: not line._waiting, 0.01)
        assert line._port.baudrate == 9600
        assert loop.time() - heard_s[0] == pytest.approx(2.0, abs=0.05)
        assert await cable.read(60) == b"y" * 60
        line.close()

    run_clocked(main)


def test_a_device_that_is_slower_than_its_rate_is_asked_again(run_clocked, cable, monkeypatch):
    async def main():
        session = Echo()
        line = answering(session, cable.link)
        left = [3, 2, 1, 0]
        monkeypatch.setattr(type(line._port), "out_waiting", property(lambda port: left.pop(0)))
        session.line = LineSettings(2400)
        os.write(cable.far, b"x")
        await until(lambda: line._port.baudrate == 2400, 0.01)
        assert left == []
        line.close()

    run_clocked(main)


@pytest.mark.parametrize("settings", [LineSettings(-1), LineSettings(9600, 8, "?")])
def test_a_line_that_cannot_be_set_as_the_session_wants_it_begins_anew(run_clocked, cable, settings):
    async def main():
        sessions, counters = [], Counters()

        def make(line):
            sessions.append(Echo())
            return sessions[-1]

        line = SerialLine(cable.link, make, counters=counters)
        sessions[0].line = settings
        line.touch()
        await until(lambda: len(sessions) == 2, 0.01)
        assert (counters, sessions[0].ended) == (Counters(lost=1), 1)
        os.write(cable.far, b"x")
        assert await cable.read(1) == b"x"
        line.close()

    run_clocked(main)


# Faults.


def test_a_device_that_cannot_be_opened(run, tmp_path):
    async def main():
        (tmp_path / "file").write_text("")
        for name in ("nothing", "file"):
            with pytest.raises(ConfigurationError, match=name):
                answering(Echo(), str(tmp_path / name))

    run(main)


def test_a_device_with_no_one_to_talk_to(run, cable):
    async def main():
        with pytest.raises(ConfigurationError, match="no meter is there"):
            answering(None, cable.link)
        line = answering(Echo(), cable.link)  # it was let go of
        line.close()

    run(main)


def test_what_a_session_raises_is_told_to_the_loop(run, cable):
    async def main():
        def answer(data: bytes) -> bytes:
            raise StorageError("no room is left")

        session = Echo(answer)
        line = answering(session, cable.link)
        os.write(cable.far, b"x")
        await until(lambda: session.portions)
        await asyncio.sleep(0)
        line.close()

    run(main, expected=StorageError)
