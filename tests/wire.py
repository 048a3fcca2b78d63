"""A client on a real socket, and sessions that say little: for tests of what lies between."""

from __future__ import annotations

import socket
from collections.abc import Callable
from types import TracebackType
from typing import Self

from tests.session_bench import wrap

TIMEOUT_S = 20.0


class Wire:
    """A connection to HOST:PORT."""

    def __init__(self, place: str) -> None:
        host, _, port = place.rpartition(":")
        self.socket = socket.create_connection((host.strip("[]"), int(port)), TIMEOUT_S)

    def send(self, data: bytes) -> None:
        self.socket.sendall(data)

    def read(self, count: int) -> bytes:
        """Exactly so many octets."""
        found = b""
        while len(found) < count:
            data = self.socket.recv(count - len(found))
            assert data, f"the far end closed after {found.hex()}"
            found += data
        return found

    def ask(self, apdu: bytes, client: int = 18, server: int = 16) -> bytes:
        """The answer to an APDU, on the wrapper."""
        self.send(wrap(apdu, client, server))
        head = self.read(8)
        assert head[2:6] == server.to_bytes(2, "big") + client.to_bytes(2, "big")
        return self.read(int.from_bytes(head[6:], "big"))

    def closed(self) -> bytes:
        """What still comes until the far end closes."""
        rest = b""
        try:
            while data := self.socket.recv(65536):
                rest += data
        except ConnectionResetError:
            return rest
        return rest

    def close(self) -> None:
        self.socket.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


class Echo:
    """A session that answers all it is given by `answer`, and remembers its portions."""

    line = None

    def __init__(self, answer: Callable[[bytes], bytes] = lambda data: data) -> None:
        self.answer = answer
        self.closed = False
        self.wake_at_s: float | None = None
        self.portions: list[bytes] = []
        self.woken: list[float] = []
        self.ended = 0

    def receive(self, data: bytes, now_s: float) -> bytes:
        self.portions.append(data)
        return self.answer(data)

    def wake(self, now_s: float) -> bytes:
        self.woken.append(now_s)
        self.wake_at_s = None
        return b"woken"

    def end(self) -> None:
        self.ended += 1
