"""A supply read by a thread of its own, so that a slow file or a silent input never holds up an answer."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator

from enfas.interval import Rows

__all__ = ["Feeder"]

_WAITING = 64


class Feeder:
    """Blocks of rows, read ahead within bounds.

    Args:
        blocks: The supply. It is read in the thread alone.
    """

    def __init__(self, blocks: Iterator[Rows]) -> None:
        self._blocks = blocks
        self._loop = asyncio.get_running_loop()
        self._queue: asyncio.Queue[Rows | Exception | None] = asyncio.Queue(_WAITING)
        self.ended = False
        # a daemon: an input that never ends must not keep the program from ending
        threading.Thread(target=self._read, name="supply", daemon=True).start()

    def _read(self) -> None:
        try:
            for block in self._blocks:
                self._give(block)
            self._give(None)
        except RuntimeError:
            return  # the loop is closed: nobody wants more
        except Exception as error:  # whatever the supply raises is raised where it is awaited
            self._give(error)

    def _give(self, item: Rows | Exception | None) -> None:
        asyncio.run_coroutine_threadsafe(self._queue.put(item), self._loop).result()

    async def next(self) -> Rows | None:
        """The next block; None at the end.

        Raises:
            EnfasError: What the supply raised.
        """
        return None if self.ended else self._taken(await self._queue.get())

    def next_at_hand(self) -> Rows | None:
        """The next block if it is there; None at the end, or if it is not.

        Raises:
            EnfasError: What the supply raised.
        """
        if self.ended or self._queue.empty():
            return None
        return self._taken(self._queue.get_nowait())

    def _taken(self, item: Rows | Exception | None) -> Rows | None:
        if item is None:
            self.ended = True
        if isinstance(item, Exception):
            self.ended = True
            raise item
        return item
