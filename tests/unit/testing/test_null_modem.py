"""The wire in memory."""

from __future__ import annotations

from enfas.testing.null_modem import RoughLine, run


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


def test_portions_and_damage():
    line = RoughLine(Echo(), portion=2, damage=bytes.upper)
    line.write(b"abc")
    assert [line.read(0.0) for _ in range(3)] == [b"AB", b"C", b""]


def test_what_is_lost_on_the_way_is_waited_for_in_vain():
    line = RoughLine(Echo(), damage=lambda data: b"" if data == b"abc" else data)
    line.write(b"abc")
    assert (line.read(1.0), line.now_s) == (b"", 1.0)
    line = RoughLine(Echo(), damage=lambda data: b"" if data == b"five" else data)
    assert (line.read(10.0), line.now_s) == (b"", 10.0)


def test_two_ends_until_both_are_silent():
    near = Listener()
    assert run(near, Echo(), start=b"hello") == 5.0
    assert near.got == b"hellofive"


def test_it_stops_when_told_to():
    near = Listener()
    assert run(near, Echo(), start=b"hello", until_s=3.0) == 3.0
    assert near.got == b"hello"
    assert run(Listener(), Echo(), finished=lambda: True) == 0.0
