"""An event loop whose clock is in hand: when nothing is to be done, its time leaps to the next timer.

Only waiting is not real: a run of an hour takes as long as its work. Threads and far ends that hand things
to the loop may find that its time has leapt meanwhile, as that of a slow machine would have gone on; a
time-out that is never to pass has no place in a test with it.

    with asyncio.Runner(loop_factory=ClockedLoop) as runner:
        runner.run(main())
"""

from __future__ import annotations

import asyncio
import selectors
from typing import Any

__all__ = ["ClockedLoop"]

_PATIENCE_S = 0.001
"""How long real events are given before time leaps on. [s]"""


class _Selector(selectors.DefaultSelector):
    """Waits for events; where none come, moves the loop's clock instead."""

    now_s = 0.0

    def select(self, timeout: float | None = None) -> list[Any]:
        if timeout is None:
            return super().select(None)
        ready = super().select(min(timeout, _PATIENCE_S))
        if not ready:
            self.now_s += timeout
        return ready


class ClockedLoop(asyncio.SelectorEventLoop):
    """The loop."""

    def __init__(self) -> None:
        self._clock = _Selector()
        super().__init__(self._clock)

    def time(self) -> float:
        """Seconds since the loop was made, by its own clock."""
        return self._clock.now_s
