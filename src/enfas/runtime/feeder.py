"""A supply read by a thread of its own, so that a slow file or a silent input never holds up an answer."""

from __future__ import annotations

import asyncio
import threading
from collections import deque
from collections.abc import Iterator
from contextlib import suppress
from typing import Generic, TypeVar

__all__ = ["Feeder"]

_Block = TypeVar("_Block")


class Feeder(Generic[_Block]):
    """Blocks of what was measured, read ahead within bounds. Made, asked and closed in the loop's thread.

    Args:
        blocks: The supply as it is measured. It is read, and measured, in the thread alone.
        ahead: How many blocks are read ahead, at most.
    """

    def __init__(self, blocks: Iterator[_Block], ahead: int = 64) -> None:
        self._blocks = blocks
        self._loop = asyncio.get_running_loop()
        self._items: deque[_Block | Exception | None] = deque()
        self._room = threading.Semaphore(ahead)
        self._arrived = asyncio.Event()
        self._closed = False
        self.ended = False
        # a daemon: an input that never ends must not keep the program from ending
        self._thread = threading.Thread(target=self._read, name="supply", daemon=True)
        self._thread.start()

    def _read(self) -> None:
        try:
            for block in self._blocks:
                self._room.acquire()
                if self._closed:
                    return
                self._give(block)
        except Exception as error:  # whatever the supply raises is raised where it is awaited
            self._give(error)
        else:
            self._give(None)

    def _give(self, item: _Block | Exception | None) -> None:
        self._items.append(item)
        with suppress(RuntimeError):  # the loop is closed: nobody awaits more
            self._loop.call_soon_threadsafe(self._arrived.set)

    async def next(self) -> _Block | None:
        """The next block; None at the end, or when it was closed.

        Raises:
            EnfasError: What the supply raised.
        """
        while not self.ended and not self._items:
            self._arrived.clear()
            await self._arrived.wait()
        return self.next_at_hand()

    def next_at_hand(self) -> _Block | None:
        """The next block if it is there; None at the end, or if it is not.

        Raises:
            EnfasError: What the supply raised.
        """
        if self.ended or not self._items:
            return None
        item = self._items.popleft()
        self._room.release()
        if item is None or isinstance(item, Exception):
            self.ended = True
        if isinstance(item, Exception):
            raise item
        return item

    def close(self) -> None:
        """Want no more; whoever awaits a block gets None."""
        self.ended = self._closed = True
        self._arrived.set()
        self._room.release()

    def join(self, seconds: float) -> None:
        """Wait until the thread has done with the block that it is at, but no longer than that. [s]

        A program that ends while compiled code runs in a thread may be aborted by its system.
        """
        self._thread.join(seconds)
