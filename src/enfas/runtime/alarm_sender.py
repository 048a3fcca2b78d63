"""Sends the meter's alarms to their end point, by UDP or TCP, and tells the meter what became of them.

It is touched, as a line is, whenever something was stored; what is to be sent it asks the meter.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress
from typing import Any, Final

from enfas.catalog.clients import METER_DEVICE
from enfas.errors import CommandRefused, DecodeError
from enfas.faces.cosem.alarm_push import alarm_packet, confirmed_number
from enfas.faces.cosem.omnipower import OMNIPOWER
from enfas.meter.alarm_queue import Message
from enfas.meter.alarms import Alarms
from enfas.protocols import wrapper
from enfas.runtime.device import Device

__all__ = ["AlarmSender"]

_PATIENCE_S: Final = 5.0
"""How long is waited for a connection, and for what confirms an alarm. [s]"""

_MOST_OCTETS: Final = 1024
"""More than any confirmation has."""


class AlarmSender:
    """Sends alarms while it is open.

    Args:
        device: The meter, and where it is kept.
        patience_s: How long is waited for an answer. [s]
    """

    def __init__(self, device: Device, patience_s: float = _PATIENCE_S) -> None:
        self._device = device
        self._alarms = device.meter.part(Alarms)
        self._patience_s = patience_s
        self._loop = asyncio.get_running_loop()
        self._tasks: dict[int, asyncio.Task[None]] = {}
        self._asked = False
        device.lines.add(self)
        self.touch()

    def touch(self) -> None:
        """Ask the meter soon whether there is something to be sent."""
        if not self._asked:
            self._asked = True
            self._loop.call_soon(self._look)

    async def close(self) -> None:
        """Send no more; what was not confirmed is sent again when the meter runs again."""
        self._device.lines.discard(self)
        tasks = list(self._tasks.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _look(self) -> None:
        self._asked = False
        if self._device.broken:
            return
        for message in self._alarms.to_send:
            if message.number not in self._tasks:
                task = self._loop.create_task(self._send(message))
                self._tasks[message.number] = task
                task.add_done_callback(self._forget(message.number))

    def _forget(self, number: int) -> Callable[[asyncio.Task[None]], None]:
        def forget(task: asyncio.Task[None]) -> None:
            del self._tasks[number]
            if not task.cancelled() and (error := task.exception()) is not None:
                context: dict[str, Any] = {"message": "an alarm could not be sent", "exception": error}
                self._loop.call_exception_handler(context)

        return forget

    async def _send(self, message: Message) -> None:
        """One try; whether it was confirmed in time or not, the meter knows what to do."""
        meter, state = self._device.meter, self._alarms.state
        packet = alarm_packet(meter, OMNIPOWER.device_names[METER_DEVICE](meter), message)
        host, port = ".".join(map(str, state.address.to_bytes(4, "big"))), state.port
        table = self._alarms.table
        exchange, wanted = _EXCHANGES[table.transport], message.number if table.confirmed else None
        # told first: an alarm whose try is not known to have been made would be sent for ever
        self._tell(self._alarms.sent, message.number)
        with suppress(OSError, TimeoutError, DecodeError):
            async with asyncio.timeout(self._patience_s):
                await exchange(host, port, packet, wanted)
                if wanted is not None:
                    self._tell(self._alarms.acknowledge, message.number)

    def _tell(self, command: Callable[[int], None], number: int) -> None:
        with suppress(CommandRefused):  # it was given up, or displaced by newer ones
            command(number)
        self._device.save()


async def _by_tcp(host: str, port: int, packet: bytes, wanted: int | None) -> None:
    """Send by TCP; return when what is wanted was confirmed. Raises OSError where it cannot be."""
    reader, writer = await asyncio.open_connection(host, port)
    try:
        writer.write(packet)
        await writer.drain()
        splitter = wrapper.Splitter(_MOST_OCTETS)
        while wanted is not None:
            data = await reader.read(_MOST_OCTETS)
            if not data:
                raise ConnectionResetError("the end point has closed the connection")
            splitter.feed(data)
            while (answer := splitter.next_packet()) is not None:
                if confirmed_number(answer) == wanted:
                    return
    finally:
        writer.close()


class _Datagrams(asyncio.DatagramProtocol):
    """Looks for the confirmation among the datagrams that come."""

    def __init__(self, wanted: int | None, done: asyncio.Future[None]) -> None:
        self._wanted = wanted
        self._done = done

    def datagram_received(self, data: bytes, addr: object) -> None:
        """A datagram came from the end point."""
        splitter = wrapper.Splitter(_MOST_OCTETS)
        splitter.feed(data)
        with suppress(DecodeError):
            answer = splitter.next_packet()
            if answer is not None and confirmed_number(answer) == self._wanted and not self._done.done():
                self._done.set_result(None)

    def error_received(self, exc: Exception) -> None:
        """The end point is not there."""
        if not self._done.done():
            self._done.set_exception(exc)


async def _by_udp(host: str, port: int, packet: bytes, wanted: int | None) -> None:
    """Send by UDP; return when what is wanted was confirmed. Raises OSError where it cannot be."""
    loop = asyncio.get_running_loop()
    done: asyncio.Future[None] = loop.create_future()
    transport, _ = await loop.create_datagram_endpoint(
        lambda: _Datagrams(wanted, done), remote_addr=(host, port)
    )
    try:
        transport.sendto(packet)
        if wanted is not None:
            await done
    finally:
        transport.close()
        done.cancel()


_EXCHANGES: Final = {"tcp": _by_tcp, "udp": _by_udp}
