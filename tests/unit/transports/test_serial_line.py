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

from enfas.errors import ConfigurationError
from enfas.faces.cosem.device import CosemDevice
from enfas.faces.cosem.session import HdlcSession
from enfas.session import LineSettings
from enfas.transports import serial_line
from enfas.transports.serial_line import MOST_WAITING, SerialLine

LOOPS = {"asyncio": asyncio.new_event_loop, "uvloop": uvloop.new_event_loop}


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


@pytest.fixture(params=LOOPS)
def run(request):
    def run_it(main):
        with asyncio.Runner(loop_factory=LOOPS[request.param]) as runner:
            return runner.run(asyncio.wait_for(main(), TIMEOUT_S))

    return run_it


async def until(condition) -> None:
    """Let the loop go on until something is so."""
    while not condition():
        await asyncio.sleep(0)


def test_what_a_session_answers_is_written(run, cable):
    async def main():
        line = SerialLine(cable.link, Echo(bytes.upper))
        for word in (b"one", b"two"):
            os.write(cable.far, word)
            assert await cable.read(3) == word.upper()
        line.close()

    run(main)


@pytest.mark.requirement("COM-1")
def test_hdlc_on_a_serial_line(run, cable):
    """The whole way: frames over the pty, an association, a register."""

    async def main():
        line = SerialLine(cable.link, HdlcSession(CosemDevice(capture())))

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
        line = SerialLine(cable.link, session)
        session.wake_at_s = loop.time() + 3600.0
        os.write(cable.far, b"x")
        assert await cable.read(1) == b"x"
        session.wake_at_s = loop.time() + 0.02
        os.write(cable.far, b"y")
        assert await cable.read(6) == b"ywoken"
        line.close()

    run(main)


def test_a_cable_that_is_pulled_is_looked_for_again(run, cable, monkeypatch):
    monkeypatch.setattr(serial_line, "AGAIN_S", 0.01)

    async def main():
        session = Echo()
        line = SerialLine(cable.link, session)
        cable.free()
        os.write(cable.far, b"x")
        assert await cable.read(1) == b"x"
        cable.pull()
        await until(lambda: line._port is None)
        cable.plug()
        await until(lambda: line._port is not None)
        os.write(cable.far, b"y")
        assert await cable.read(1) == b"y"
        assert session.portions == [b"x", b"y"]
        line.close()

    run(main)


def test_a_cable_that_is_pulled_costs_nothing(run, cable, monkeypatch):
    """The loop is not kept busy by a line whose far end is gone."""
    monkeypatch.setattr(serial_line, "AGAIN_S", 3600.0)

    async def main():
        calls = []
        line = SerialLine(cable.link, Echo())
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

    run(main)


def test_answers_while_nothing_is_plugged_are_dropped(run, cable, monkeypatch):
    monkeypatch.setattr(serial_line, "AGAIN_S", 3600.0)

    async def main():
        line = SerialLine(cable.link, Echo())
        cable.free()
        cable.pull()
        await until(lambda: line._port is None)
        line._send(b"late")
        assert not line._waiting
        line.close()
        line.close()

    run(main)


def test_what_waits_is_bounded_and_goes_out_when_there_is_room(run, cable):
    async def main():
        line = SerialLine(cable.link, Echo())
        line._send(bytes(200_000))
        waiting = len(line._waiting)
        assert 0 < waiting < 200_000
        line._send(bytes(MOST_WAITING))
        assert len(line._waiting) <= waiting
        got = len(await cable.read(200_000))
        assert got == 200_000
        await until(lambda: not line._waiting)
        line._send(b"x")
        assert await cable.read(1) == b"x"
        line.close()

    run(main)


def test_line_settings_are_taken_once_all_is_written(run, cable):
    async def main():
        session = Echo()
        line = SerialLine(cable.link, session)
        assert line._port.baudrate == 9600
        session.line = LineSettings(2400)
        os.write(cable.far, b"x")
        assert await cable.read(1) == b"x"
        await until(lambda: line._port.baudrate == 2400)
        line.close()

    run(main)


def test_a_device_that_cannot_be_opened(run, tmp_path):
    async def main():
        (tmp_path / "file").write_text("")
        for name in ("nothing", "file"):
            with pytest.raises(ConfigurationError, match=name):
                SerialLine(str(tmp_path / name), Echo())

    run(main)
