"""A line without a wire."""

from __future__ import annotations

from tests.wire import Echo

from enfas.tool.session_line import SessionLine


def test_answers_wait_until_they_are_read() -> None:
    line = SessionLine(Echo())
    line.write(b"a")
    line.write(b"bc")
    assert (line.read(1.0), line.now_s) == (b"abc", 0.0)


def test_its_clock_goes_on_only_while_nothing_comes() -> None:
    session = Echo()
    session.wake_at_s = 5.0
    line = SessionLine(session)
    assert (line.read(1.0), line.now_s) == (b"", 1.0)
    assert (line.read(10.0), line.now_s) == (b"woken", 5.0)
    assert (line.read(10.0), line.now_s) == (b"", 15.0)
    assert session.ended == 0
    line.close()
    assert session.ended == 1
