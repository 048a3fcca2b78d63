"""A line without a wire."""

from __future__ import annotations

from enfas.runtime.local_line import LocalLine


class Echo:
    closed = False
    wake_at_s = None
    line = None

    def receive(self, data: bytes, now_s: float) -> bytes:
        return b"<" + data + b">"

    def wake(self, now_s: float) -> bytes:
        return b""


def test_answers_wait_until_they_are_read() -> None:
    line = LocalLine(Echo())
    line.write(b"a")
    line.write(b"b")
    assert line.read(1.0) == b"<a><b>"
    assert line.read(1.0) == b""
    assert line.now_s == 0.0
    line.close()
