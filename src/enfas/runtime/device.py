"""A meter with its memory: what it takes and what it is told is stored before anyone hears of it."""

from __future__ import annotations

from typing import Self

from enfas.interval import Rows
from enfas.meter.configuration import Configuration
from enfas.meter.device import Meter
from enfas.meter.memory import Memory
from enfas.session import LineSettings, Session

__all__ = ["Device", "StoredSession"]


class Device:
    """One meter, and where it is kept.

    Args:
        meter: The meter.
        memory: Its non-volatile memory; None: it forgets all when it ends.
    """

    __slots__ = ("memory", "meter")

    def __init__(self, meter: Meter, memory: Memory | None = None) -> None:
        self.meter = meter
        self.memory = memory
        self.save()

    @classmethod
    def open(cls, configuration: Configuration, memory: Memory | None, *, start_us: int) -> Self:
        """The meter as it was stored, or a new one that is made at an instant. [µs]

        Raises:
            ConfigurationError: What is stored is of another meter.
            StorageError: What is stored cannot be read.
        """
        image = memory.load() if memory else None
        if image is None:
            return cls(Meter(configuration, start_us=start_us), memory)
        return cls(Meter.restore(configuration, image), memory)

    def feed(self, rows: Rows) -> None:
        """Take a block of rows, and store what changed in one transaction.

        Raises:
            InputError: A row cannot be; nothing has changed.
            StorageError: It cannot be stored; the meter must not go on.
        """
        self.meter.advance(rows)
        self.save()

    def save(self) -> None:
        """Store what has changed.

        Raises:
            StorageError: It cannot be stored; the meter must not go on.
        """
        if not self.meter.unsaved:
            return
        changes = self.meter.take_changes()
        if self.memory is not None:
            self.memory.commit(changes)

    def close(self) -> None:
        """Store what has changed, and let go of the memory."""
        self.save()
        if self.memory is not None:
            self.memory.close()


class StoredSession:
    """A session whose answers are given when what they changed is stored.

    Args:
        device: The meter that the session is about.
        session: The session.
    """

    __slots__ = ("_device", "_meter", "_session")

    def __init__(self, device: Device, session: Session) -> None:
        self._device = device
        self._meter = device.meter
        self._session = session

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
        """Take bytes that arrived, return bytes to send."""
        answer = self._session.receive(data, now_s)
        if self._meter.unsaved:
            self._device.save()
        return answer

    def wake(self, now_s: float) -> bytes:
        """The time asked for has come."""
        answer = self._session.wake(now_s)
        if self._meter.unsaved:
            self._device.save()
        return answer
