"""TCP: one session for each connection, fed by the event loop.

A client that does not read what it is sent is not read either, so that what waits for it stays bounded; one
that does not take the rest when its connection ends is cut off.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Final, cast

from enfas.errors import ConfigurationError
from enfas.session import Session

__all__ = ["MOST_CONNECTIONS", "PORTION", "SessionProtocol", "listen"]

PORTION: Final = 512
"""What a session is given at once, at most: its answers to that are all that may wait for a client that does
not read, beyond what the loop takes before it says so. [octets]"""

MOST_CONNECTIONS: Final = 256
_MOST_PORT: Final = 0xFFFF  # uvloop takes a larger one for another
_LINGER_S: Final = 5.0
"""How long a client has to take the rest, once its connection is to end. [s]"""


class SessionProtocol(asyncio.Protocol):
    """One connection.

    Args:
        loop: The loop that it runs in; its clock is the session's.
        make_session: Makes the session.
        connections: All connections of the listener.

    Attributes:
        lost: Is done when the connection is gone.
    """

    def __init__(
        self,
        loop: asyncio.AbstractEventLoop,
        make_session: Callable[[], Session],
        connections: set[SessionProtocol],
    ) -> None:
        self._loop = loop
        self._now_s = loop.time
        self._session = make_session()
        self._connections = connections
        self._transport: asyncio.Transport | None = None
        self._write: Callable[[bytes], None] = _nowhere
        self._timer: asyncio.TimerHandle | None = None
        self._paused = False
        self._timer_s = 0.0
        self._waiting = bytearray()
        self.lost: asyncio.Future[None] = loop.create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """The connection is there; one too many is closed at once."""
        stream = cast("asyncio.Transport", transport)
        if len(self._connections) >= MOST_CONNECTIONS:
            stream.abort()
            return
        self._connections.add(self)
        self._transport = stream
        self._write = stream.write
        self._arm()

    def connection_lost(self, exc: Exception | None) -> None:
        """The connection is gone."""
        self._connections.discard(self)
        self._transport = None
        self._write = _nowhere
        self._waiting.clear()
        self._disarm()
        self.lost.set_result(None)

    def data_received(self, data: bytes) -> None:
        """Bytes came."""
        if len(data) > PORTION or self._waiting:
            self._waiting += data
            self._feed_waiting()
            return
        session = self._session
        answer = session.receive(data, self._now_s())
        if answer:
            self._write(answer)
        if session.closed:
            self.close()
        else:
            self._arm()

    def pause_writing(self) -> None:
        """The client does not read: do not take more from it."""
        self._paused = True
        if self._transport is not None and not self._transport.is_closing():
            self._transport.pause_reading()

    def resume_writing(self) -> None:
        """The client reads again."""
        self._paused = False
        self._feed_waiting()
        if self._transport is not None and not self._paused and not self._transport.is_closing():
            self._transport.resume_reading()

    def close(self) -> None:
        """End the connection; what was written is still sent, if the client takes it in time."""
        self._disarm()
        self._waiting.clear()
        if self._transport is not None and not self._transport.is_closing():
            self._transport.close()
            self._timer = self._loop.call_later(_LINGER_S, self.abort)

    def abort(self) -> None:
        """End the connection at once."""
        if self._transport is not None:
            self._transport.abort()

    def _feed_waiting(self) -> None:
        """Give the session what waits, portion by portion, as long as the client reads."""
        while self._waiting and not self._paused and self._transport is not None:
            portion = bytes(self._waiting[:PORTION])
            del self._waiting[:PORTION]
            if answer := self._session.receive(portion, self._now_s()):
                self._write(answer)
            if self._session.closed:
                self.close()
                return
        self._arm()

    def _arm(self) -> None:
        """Wake the session when it asks for it. The time may move on meanwhile; that is seen then."""
        wake_at_s = self._session.wake_at_s
        if wake_at_s is None or self._transport is None or self._transport.is_closing():
            return
        if self._timer is not None:
            if self._timer_s <= wake_at_s:
                return
            self._timer.cancel()
        self._timer_s = wake_at_s
        self._timer = self._loop.call_at(wake_at_s, self._wake)

    def _disarm(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _wake(self) -> None:
        self._timer = None
        wake_at_s = self._session.wake_at_s
        if wake_at_s is not None and wake_at_s <= self._now_s():
            if answer := self._session.wake(self._now_s()):
                self._write(answer)
            if self._session.closed:
                self.close()
                return
        self._arm()


def _nowhere(data: bytes) -> None:
    """What is written to a connection that is gone."""


async def listen(host: str, port: int, make_session: Callable[[], Session]) -> Listener:
    """Answer on a TCP port.

    Args:
        host: Address to listen on.
        port: Port; 0: any that is free.
        make_session: Makes the session of a new connection.

    Raises:
        ConfigurationError: The address cannot be listened on.
    """
    if not 0 <= port <= _MOST_PORT:
        raise ConfigurationError(f"cannot listen on {host}:{port}: a port is 0 to {_MOST_PORT}")
    loop = asyncio.get_running_loop()
    connections: set[SessionProtocol] = set()
    try:
        server = await loop.create_server(
            lambda: SessionProtocol(loop, make_session, connections), host, port
        )
    except OSError as error:
        reason = getattr(error, "strerror", None) or error
        raise ConfigurationError(
            f"cannot listen on {host}:{port}: {reason}", hint="is another meter running there?"
        ) from error
    return Listener(server, connections)


class Listener:
    """A TCP port that is answered on.

    Attributes:
        place: HOST:PORT, as it is reached.
    """

    def __init__(self, server: asyncio.Server, connections: set[SessionProtocol]) -> None:
        self._server = server
        self._connections = connections
        host, port = server.sockets[0].getsockname()[:2]
        self.place = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"

    async def close(self) -> None:
        """Close the port and all its connections; who does not take the rest in time is cut off."""
        self._server.close()
        connections = tuple(self._connections)
        for connection in connections:
            connection.close()
        await asyncio.gather(*(connection.lost for connection in connections))
        await self._server.wait_closed()
