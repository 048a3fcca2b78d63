"""TCP: one session for each connection, fed by the event loop.

A client that does not read what it is sent is not read either, so that what waits for it stays bounded. One
that does not take the rest when its connection ends is cut off, and so is one that does not take what is said
unasked.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Sequence
from typing import Any, Final, cast

from enfas.errors import ConfigurationError, EnfasError
from enfas.limits import Counters, Limits
from enfas.session import Address, MakeSession, Session
from enfas.transports.pump import Pump

__all__ = ["Connection", "Listener", "listen"]

_MOST_PORT: Final = 0xFFFF  # uvloop takes a larger one for another
_BACKLOG: Final = 1024
"""How many connections the system may hold that the loop has not taken yet."""


class Connection(Pump, asyncio.Protocol):
    """One connection.

    Args:
        loop: The loop that it runs in.
        house: Where it comes in.

    Attributes:
        lost: Is done when the connection is gone.
    """

    def __init__(self, loop: asyncio.AbstractEventLoop, house: _House) -> None:
        super().__init__(loop)
        self._house = house
        self._portion = house.limits.portion_octets
        self._stream: asyncio.Transport | None = None
        self._linger: asyncio.TimerHandle | None = None
        self._paused = False
        self._waiting = bytearray()
        self.lost: asyncio.Future[None] = loop.create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """The connection is there; one that is not let in is closed at once."""
        stream = cast("asyncio.Transport", transport)
        self.local = _address(stream.get_extra_info("sockname"))
        peer = stream.get_extra_info("peername")
        self.remote = _address(peer) if peer else None  # one that is gone already has none
        try:
            session = self._house.enter(self)
        except EnfasError:
            stream.abort()
            raise
        if session is None:
            stream.abort()
            return
        self._stream = stream
        self._begin(session)

    def connection_lost(self, exc: Exception | None) -> None:
        """The connection is gone."""
        self._end()
        if self._linger is not None:
            self._linger.cancel()
        self._house.leave(self)
        self._stream = None
        self._waiting.clear()
        self.lost.set_result(None)

    def data_received(self, data: bytes) -> None:
        """Bytes came."""
        if len(data) > self._portion or self._waiting:
            self._waiting += data
            self._take_waiting()
        else:
            self._take(data)

    def pause_writing(self) -> None:
        """The client does not read: do not take more from it."""
        self._paused = True
        if self._stream is not None and not self._stream.is_closing():
            self._stream.pause_reading()

    def resume_writing(self) -> None:
        """The client reads again."""
        self._paused = False
        self._take_waiting()
        if self._stream is not None and not self._paused and not self._stream.is_closing():
            self._stream.resume_reading()

    def close(self) -> None:
        """End the connection; what was written is still sent, if the client takes it in time."""
        self._end()
        self._waiting.clear()
        if self._stream is not None and not self._stream.is_closing():
            self._stream.close()
            self._linger = self._loop.call_later(self._house.limits.linger_s, self._cut_off)

    _finish = close

    def _cut_off(self) -> None:
        if self._stream is not None:
            self._house.counters.cut_off += 1
            self._stream.abort()

    def _send(self, data: bytes) -> None:
        if self._stream is None:
            return
        if self._paused and self._stream.get_write_buffer_size() > self._house.limits.waiting_octets:
            self._end()
            self._cut_off()
        else:
            self._stream.write(data)

    def _take_waiting(self) -> None:
        """Give the session what waits, portion by portion, as long as the client reads."""
        while self._waiting and not self._paused:
            portion = bytes(self._waiting[: self._portion])
            del self._waiting[: self._portion]
            self._take(portion)


class _House:
    """All connections of a listener: who may come in, and who is there."""

    def __init__(self, make_session: MakeSession, limits: Limits, counters: Counters) -> None:
        self._make_session = make_session
        self.limits = limits
        self.counters = counters
        self.connections: set[Connection] = set()
        self._present: Counter[tuple[Address, str | None]] = Counter()  # at an address; of a host among them

    def enter(self, connection: Connection) -> Session | None:
        """The session of a connection that was made; None: it may not stay."""
        everyone, peer = _places(connection)
        if self._present[everyone] >= self.limits.connections:
            self.counters.refused_full += 1
        elif self._present[peer] >= self.limits.connections_per_peer:
            self.counters.refused_peer += 1
        elif (session := self._make_session(connection)) is None:
            self.counters.refused_unknown += 1
        else:
            self.counters.accepted += 1
            self.connections.add(connection)
            self._present.update((everyone, peer))
            return session
        return None

    def leave(self, connection: Connection) -> None:
        """A connection is gone, whether it was let in or not."""
        if connection in self.connections:
            self.connections.discard(connection)
            for place in _places(connection):
                self._present[place] -= 1
                if not self._present[place]:
                    del self._present[place]


def _places(connection: Connection) -> tuple[tuple[Address, None], tuple[Address, str]]:
    """What a connection takes a place of: the address that was dialled, and what its host may have there."""
    peer = connection.remote.host if connection.remote else ""
    return (connection.local, None), (connection.local, peer)


def _address(name: Sequence[Any]) -> Address:
    """A socket's name as an address; an IPv6 one says more, which is not needed."""
    return Address(str(name[0]), int(name[1]))


async def listen(
    host: str,
    port: int,
    make_session: MakeSession,
    *,
    limits: Limits | None = None,
    counters: Counters | None = None,
) -> Listener:
    """Answer on a TCP port.

    Args:
        host: Address to listen on; all of a name's addresses, or of the machine's where it is empty.
        port: Port; 0: any that is free.
        make_session: Makes the session of a new connection; its line says which address was dialled, and
            from where. None: the connection is refused.
        limits: What connections are held to; None: the defaults.
        counters: Where it is counted what was taken, refused and cut off.

    Raises:
        ConfigurationError: The address cannot be listened on.
    """
    if not 0 <= port <= _MOST_PORT:
        raise ConfigurationError(f"cannot listen on {host}:{port}: a port is 0 to {_MOST_PORT}")
    loop = asyncio.get_running_loop()
    house = _House(make_session, limits or Limits(), Counters() if counters is None else counters)
    try:
        server = await loop.create_server(lambda: Connection(loop, house), host, port, backlog=_BACKLOG)
    except OSError as error:
        reason = getattr(error, "strerror", None) or error
        raise ConfigurationError(
            f"cannot listen on {host}:{port}: {reason}", hint="is another meter running there?"
        ) from error
    return Listener(server, house)


class Listener:
    """A TCP port that is answered on.

    Attributes:
        place: HOST:PORT, as it is reached.
    """

    def __init__(self, server: asyncio.Server, house: _House) -> None:
        self._server = server
        self._house = house
        self.place = str(_address(server.sockets[0].getsockname()))

    @property
    def connections(self) -> int:
        """How many are open."""
        return len(self._house.connections)

    async def close(self) -> None:
        """Close the port and all its connections; who does not take the rest in time is cut off."""
        self._server.close()
        connections = tuple(self._house.connections)
        for connection in connections:
            connection.close()
        await asyncio.gather(*(connection.lost for connection in connections))
        await self._server.wait_closed()
