"""Ends for the wire in memory: a server's line that answers, a client's link that collects events."""

from __future__ import annotations

from collections.abc import Callable

from enfas.protocols.hdlc import ClientLink, Event, Information, ServerLine


class ServerEnd:
    """A `ServerLine` behind the shape of a session; each payload is answered with `answer`."""

    def __init__(self, line: ServerLine, answer: Callable[[bytes], bytes]) -> None:
        self.line = line
        self.answer = answer
        self.events: list[Event] = []

    @property
    def wake_at_s(self) -> float | None:
        return self.line.wake_at_s

    def receive(self, data: bytes, now_s: float) -> bytes:
        self.line.receive(data, now_s)
        return self._drain()

    def wake(self, now_s: float) -> bytes:
        self.line.wake(now_s)
        return self._drain()

    def _drain(self) -> bytes:
        while (event := self.line.next_event()) is not None:
            self.events.append(event)
            if isinstance(event, Information):
                self.line.send(event.pair, self.answer(event.payload))
        return self.line.data_to_send()


class ClientEnd:
    """A `ClientLink` behind the shape of a session."""

    def __init__(self, link: ClientLink) -> None:
        self.link = link
        self.events: list[Event] = []

    @property
    def wake_at_s(self) -> float | None:
        return self.link.wake_at_s

    def receive(self, data: bytes, now_s: float) -> bytes:
        self.link.receive(data, now_s)
        return self.drain()

    def wake(self, now_s: float) -> bytes:
        self.link.wake(now_s)
        return self.drain()

    def drain(self) -> bytes:
        while (event := self.link.next_event()) is not None:
            self.events.append(event)
        return self.link.data_to_send()
