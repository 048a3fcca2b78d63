"""The wire in memory."""

from __future__ import annotations

from enfas.testing.null_modem import SessionLine, run


class Echo:
    """Gives back what it got, and says something at second 5."""

    closed = False
    line = None

    def __init__(self):
        self.wake_at_s = 5.0
        self.got = b""

    def receive(self, data, now_s):
        self.got += data
        return data

    def wake(self, now_s):
        self.wake_at_s = None
        return b"five"


class Listener:
    """Keeps what it got."""

    wake_at_s = None

    def __init__(self):
        self.got = b""

    def receive(self, data, now_s):
        self.got += data
        return b""

    def wake(self, now_s):
        raise AssertionError


def test_a_line_to_a_session():
    line = SessionLine(Echo())
    line.write(b"abc")
    assert line.read(1.0) == b"abc"
    assert (line.read(1.0), line.now_s) == (b"", 1.0)
    assert (line.read(10.0), line.now_s) == (b"five", 5.0)
    line.close()


def test_portions_and_damage():
    line = SessionLine(Echo(), portion=2, damage=bytes.upper)
    line.write(b"abc")
    assert [line.read(0.0) for _ in range(3)] == [b"AB", b"C", b""]


def test_two_ends_until_both_are_silent():
    near = Listener()
    assert run(near, Echo(), start=b"hello") == 5.0
    assert near.got == b"hellofive"


def test_it_stops_when_told_to():
    near = Listener()
    assert run(near, Echo(), start=b"hello", until_s=3.0) == 3.0
    assert near.got == b"hello"
    assert run(Listener(), Echo(), finished=lambda: True) == 0.0
