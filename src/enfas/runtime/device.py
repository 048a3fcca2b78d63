"""A meter with its memory: what it takes and what it is told is stored before anyone hears of it.

When something was stored, the meter's lines are touched: a session that has something to say about it says it
then, unasked, on whichever line it is.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import ExitStack
from typing import Protocol, Self

from enfas.errors import StorageError
from enfas.interval import Rows
from enfas.meter.configuration import Configuration
from enfas.meter.device import Meter
from enfas.meter.memory import Changes, Memory
from enfas.runtime.program import application_checksum, rom_checksum
from enfas.session import Line, LineSettings, Session

__all__ = ["Device", "StoredSession"]


class _Touched(Protocol):
    """Who wants to know when something was stored."""

    def touch(self) -> None:
        """Something was. Costs little, and does nothing at once."""


class Device:
    """One meter, and where it is kept.

    Args:
        meter: The meter.
        memory: Its non-volatile memory; None: it forgets all when it ends.

    Attributes:
        broken: Something could not be stored: the meter must not go on.
        lines: Who wants to know when something was stored: the lines that have a session about it.

    Raises:
        StorageError: It cannot be stored.
    """

    __slots__ = ("_kept", "broken", "lines", "memory", "meter")

    def __init__(self, meter: Meter, memory: Memory | None = None) -> None:
        self.meter = meter
        self.memory = memory
        self._kept: Mapping[str, bytes] = {}
        self.broken = False
        self.lines: set[_Touched] = set()
        self.save()

    @classmethod
    def open(cls, configuration: Configuration, memory: Memory | None, *, start_us: int) -> Self:
        """The meter as it was stored, or a new one.

        Args:
            configuration: What it is.
            memory: Its non-volatile memory; where the meter cannot be opened it is let go of.
            start_us: When a new one is made. [µs]

        Raises:
            ConfigurationError: What is stored is of another meter.
            StorageError: What is stored cannot be read, or a new meter cannot be stored.
        """
        configuration = configuration.replace(
            rom_checksum=rom_checksum(), application_checksum=application_checksum()
        )
        with ExitStack() as opened:
            if memory is not None:
                opened.callback(memory.close)
            image = memory.load() if memory else None
            if image is None:
                device = cls(Meter(configuration, start_us=start_us), memory)
            else:
                device = cls(Meter.restore(configuration, image), memory)
                device._kept = image.parts
            opened.pop_all()
            return device

    def feed(self, rows: Rows, until_us: int | None = None) -> None:
        """Take a block of rows, or what of it lies before an instant; store what changed in one transaction.

        Args:
            rows: The block.
            until_us: Where to stop; None: at its end. [µs]

        Raises:
            InputError: A row cannot be; nothing has changed.
            StorageError: It cannot be stored; the meter must not go on.
        """
        self.meter.advance(rows, until_us)
        self.save()

    def save(self) -> None:
        """Store what has changed, and let the lines know.

        Raises:
            StorageError: It cannot be stored, or could not before; the meter must not go on.
        """
        if self.broken:
            raise StorageError("the meter cannot go on: what it did last could not be stored")
        if not self.meter.unsaved:
            return
        self._commit(self.meter.take_changes())
        self.touch()

    def kept(self, name: str) -> bytes | None:
        """What is stored beside the meter's own parts under a name; None: nothing."""
        return self._kept.get(name)

    def keep(self, name: str, part: bytes) -> None:
        """Store something beside the meter's own parts: what a run must know to go on.

        Raises:
            StorageError: It cannot be stored; the meter must not go on.
        """
        if self._kept.get(name) != part:
            self._kept = {**self._kept, name: part}
            self._commit(Changes({name: part}))

    def _commit(self, changes: Changes) -> None:
        if self.memory is not None:
            self.broken = True  # until the memory says otherwise
            self.memory.commit(changes)
            self.broken = False

    def touch(self) -> None:
        """Have the sessions asked soon whether they have something to say."""
        for line in self.lines:
            line.touch()

    def close(self) -> None:
        """Store what has changed, unless it cannot be, and let go of the memory.

        Raises:
            StorageError: It cannot be stored.
        """
        try:
            if not self.broken:
                self.save()
        finally:
            if self.memory is not None:
                self.memory.close()


class StoredSession:
    """A session whose answers are given when what they changed is stored; if it cannot be, no more are given.

    Args:
        device: The meter that the session is about.
        session: The session.
        line: The line that it is on, to be touched when the meter has changed; None: it only answers.
    """

    __slots__ = ("_device", "_line", "_meter", "_session")

    def __init__(self, device: Device, session: Session, line: Line | None = None) -> None:
        self._device = device
        self._meter = device.meter
        self._session = session
        self._line = line
        if line is not None:
            device.lines.add(line)

    @property
    def closed(self) -> bool:
        """The session has ended."""
        return self._session.closed

    @property
    def wake_at_s(self) -> float | None:
        """When `wake` must be called at the latest. [s]"""
        return self._session.wake_at_s

    @property
    def line(self) -> LineSettings | None:
        """The line settings that hold once what was returned is written."""
        return self._session.line

    def receive(self, data: bytes, now_s: float) -> bytes:
        """Take bytes that arrived, return bytes to send.

        Raises:
            StorageError: What they changed cannot be stored; the meter must not go on.
        """
        answer = self._session.receive(data, now_s)
        if self._meter.unsaved or self._device.broken:
            self._device.save()
        return answer

    def wake(self, now_s: float) -> bytes:
        """The time asked for has come; raises as `receive` does."""
        answer = self._session.wake(now_s)
        if self._meter.unsaved or self._device.broken:
            self._device.save()
        return answer

    def end(self) -> None:
        """The line is gone."""
        if self._line is not None:
            self._device.lines.discard(self._line)
        self._session.end()
