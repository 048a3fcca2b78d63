"""What every line does with its session, with a loop whose time leaps."""

from __future__ import annotations

import asyncio

from tests.wire import Echo

from enfas.session import Address
from enfas.testing.clocked_loop import ClockedLoop
from enfas.transports.pump import Pump


class Line(Pump):
    """Keeps what is sent, with the time."""

    local = Address("here", 1)

    def __init__(self, session) -> None:
        super().__init__(asyncio.get_running_loop())
        self.sent: list[tuple[float, bytes]] = []
        self.finished = 0
        self._begin(session)

    def _send(self, data: bytes) -> None:
        self.sent.append((round(self._now_s()), data))

    def _finish(self) -> None:
        self.finished += 1
        self._end()


class Ticking(Echo):
    """Says something each ten seconds, three times."""

    def wake(self, now_s: float) -> bytes:
        super().wake(now_s)
        if len(self.woken) < 3:
            self.wake_at_s = now_s + 10.0
        return b"tick"


def run(main):
    with asyncio.Runner(loop_factory=ClockedLoop) as runner:
        return runner.run(main())


def test_a_session_is_looked_at_when_its_line_opens():
    async def main():
        session = Ticking()
        session.wake_at_s = 0.0
        line = Line(session)
        assert line.sent == []
        await asyncio.sleep(100.0)
        assert line.sent == [(0, b"tick"), (10, b"tick"), (20, b"tick")]
        assert line.remote is None

    run(main)


def test_a_session_that_asks_for_nothing_is_not_woken():
    async def main():
        session = Echo()
        line = Line(session)
        await asyncio.sleep(100.0)
        line.touch()
        await asyncio.sleep(100.0)
        assert (session.woken, line.sent) == ([], [])

    run(main)


def test_the_time_asked_for_may_move_either_way():
    async def main():
        session = Echo(lambda data: b"")
        line = Line(session)
        session.wake_at_s = 100.0
        line._take(b"x")
        session.wake_at_s = 30.0
        line._take(b"x")
        await asyncio.sleep(20.0)
        session.wake_at_s = 50.0
        await asyncio.sleep(20.0)
        assert line.sent == []
        await asyncio.sleep(20.0)
        assert line.sent == [(50, b"woken")]

    run(main)


def test_touching_is_looked_into_once_and_brings_a_wake_forward():
    async def main():
        session = Echo()
        session.wake_at_s = 1000.0
        line = Line(session)
        await asyncio.sleep(1.0)
        session.wake_at_s = 0.0
        for _ in range(5):
            line.touch()
        assert line.sent == []
        await asyncio.sleep(1.0)
        assert line.sent == [(1, b"woken")]

    run(main)


def test_a_session_that_has_ended_is_asked_nothing_more():
    async def main():
        session = Echo()
        line = Line(session)
        session.closed = True
        session.wake_at_s = 5.0
        line._take(b"last")
        assert (line.sent, line.finished, session.ended) == ([(0, b"last")], 1, 1)
        line._take(b"late")
        line.touch()
        await asyncio.sleep(10.0)
        line._end()
        assert (session.portions, session.woken, session.ended) == ([b"last"], [], 1)

    run(main)


def test_a_session_may_end_when_it_is_woken_or_its_line_touched():
    async def main():
        woken = Echo()
        woken.wake_at_s = 5.0
        woken.wake = lambda now_s: setattr(woken, "closed", True) or b"bye"
        line = Line(woken)
        await asyncio.sleep(10.0)
        assert (line.sent, line.finished) == ([(5, b"bye")], 1)
        touched = Echo()
        line = Line(touched)
        touched.closed = True
        line.touch()
        await asyncio.sleep(1.0)
        assert (line.sent, line.finished) == ([], 1)

    run(main)
