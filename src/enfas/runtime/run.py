"""Runs one meter: its supply, its memory and its lines, on one loop with the real clock.

A replay takes blocks of up to a day as fast as it can; a live run takes what is due, a second at a time, so
that each change of a register is stored as it happens. Between two blocks the lines are answered. When the
supply has ended the meter's time stands still: nothing is made up.
"""

from __future__ import annotations

import asyncio
import signal
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import AsyncExitStack, suppress
from dataclasses import dataclass, field
from typing import Any, Final, Protocol

import uvloop

from enfas.conditions import Conditions
from enfas.errors import EnfasError
from enfas.interval import Measured, Windows
from enfas.limits import Counters, Limits
from enfas.meter.block import portions
from enfas.meter.configuration import Configuration
from enfas.meter.device import Meter
from enfas.meter.memory import Memory
from enfas.runtime.alarm_sender import AlarmSender
from enfas.runtime.course import Course
from enfas.runtime.device import Device
from enfas.runtime.feeder import Feeder
from enfas.runtime.lines import LineDescription, TcpListener
from enfas.timebase import US_PER_S

__all__ = ["Plan", "Watcher", "present_us", "run"]

_TICK_S: Final = 1.0
_ALWAYS_US: Final = 1 << 62


def present_us() -> int:
    """The present by this machine's clock, UTC. [µs]"""
    return time.time_ns() // 1000


class _Supply(Protocol):
    """A supply as it is measured (`metrology.assembly.Measurement`)."""

    @property
    def start_us(self) -> int | None: ...

    def blocks(self, start_us: int, conditions: Conditions) -> Iterator[Measured]: ...


class Watcher(Protocol):
    """Is told how the run goes."""

    def ready(self, place: str) -> None:
        """The meter can be read; its first line is reached at HOST:PORT, or at a device's path."""

    def fed(self, meter: Meter) -> None:
        """The meter has taken rows, and they are stored."""

    def replayed(self, rows: int, end_us: int) -> None:
        """A replay has come to its end."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be run.

    Attributes:
        configuration: The meter.
        supply: What it is connected to, as it is measured.
        memory: Where it is kept; None: nowhere.
        now_us: The present, UTC: where a live run begins, and a replay of a recording without times. [µs]
        lines: What to answer on.
        limits: What the lines are held to.
        speed: How many times as fast as the real course of time; None: as fast as it goes.
        start_us: When the supply begins, whatever it says itself; None: as it says, or live now. [µs]
        hold: Go on answering when the supply has ended.
        windows: Is told the windows of the rows that the meter has taken to their end, when those are stored;
            None: nobody asks.
    """

    configuration: Configuration
    supply: _Supply
    memory: Memory | None
    now_us: int
    lines: Sequence[LineDescription] = (TcpListener(),)
    limits: Limits = field(default_factory=Limits)
    speed: float | None = 1.0
    start_us: int | None = None
    hold: bool = False
    windows: Callable[[Windows], None] | None = None

    @property
    def begin_us(self) -> int:
        """When the supply begins. [µs]"""
        own_us = self.supply.start_us if self.speed is None else None
        return next(start for start in (self.start_us, own_us, self.now_us) if start is not None)


def run(
    plan: Plan,
    watcher: Watcher,
    *,
    counters: Counters | None = None,
    make_loop: Callable[[], asyncio.AbstractEventLoop] = uvloop.new_event_loop,
) -> None:
    """Run a meter until its supply has ended, or for as long as it is held, or until SIGTERM or SIGINT.

    Args:
        plan: What is to be run.
        watcher: Is told how it goes.
        counters: Where it is counted what happens on the lines, for whoever wants to see it.
        make_loop: Makes the event loop; its clock is the one that a live run goes by.

    Raises:
        EnfasError: It cannot be run, or cannot go on; what was acknowledged is stored.
    """
    with asyncio.Runner(loop_factory=make_loop) as runner:
        runner.run(_Run(plan, watcher, counters or Counters()).main())


class _Run:
    """One run."""

    def __init__(self, plan: Plan, watcher: Watcher, counters: Counters) -> None:
        self._plan = plan
        self._watcher = watcher
        self._counters = counters
        self._stop = asyncio.Event()
        self._feeder: Feeder[Measured] | None = None
        self._failure: EnfasError | None = None

    async def main(self) -> None:
        """All of it."""
        loop = asyncio.get_running_loop()
        loop.set_exception_handler(self._failed)
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, self._end)
        plan = self._plan
        device = Device.open(plan.configuration, plan.memory, start_us=plan.begin_us)
        try:
            async with AsyncExitStack() as lines:
                await self._open_lines(device, lines)
                lines.push_async_callback(AlarmSender(device).close)
                conditions = device.meter.configuration.conditions
                blocks = plan.supply.blocks(plan.begin_us, conditions)
                self._feeder = Feeder(blocks, plan.limits.blocks_ahead)
                lines.callback(self._feeder.close)
                course = Course(device.meter.supply_us)
                if plan.speed is None:
                    await self._replay(device, course, self._feeder)
                else:
                    await self._live(device, course, self._feeder, plan.speed)
                if plan.hold:
                    await self._stop.wait()
            if self._failure is not None:
                raise self._failure
        finally:
            device.close()

    def _end(self) -> None:
        """Come to an end, whatever is being awaited."""
        self._stop.set()
        if self._feeder is not None:
            self._feeder.close()

    def _failed(self, loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        """An exception inside a line: of our own kind the run cannot go on, another is a fault to be seen."""
        error = context.get("exception")
        if isinstance(error, EnfasError):
            self._failure = self._failure or error
            self._end()
        else:
            loop.default_exception_handler(context)

    async def _open_lines(self, device: Device, opened: AsyncExitStack) -> None:
        plan = self._plan
        places = [await line.open(device, plan.limits, self._counters, opened) for line in plan.lines]
        self._watcher.ready(places[0] if places else "")

    async def _replay(self, device: Device, course: Course, feeder: Feeder[Measured]) -> None:
        rows = 0
        while (block := await feeder.next()) is not None:
            course.put(block)
            rows += await self._feed(device, course, _ALWAYS_US)
        if not self._stop.is_set():
            self._watcher.replayed(rows, device.meter.clock.supply_now_us)

    async def _live(self, device: Device, course: Course, feeder: Feeder[Measured], speed: float) -> None:
        loop = asyncio.get_running_loop()
        # a meter that was run before goes on where it was, should that lie ahead
        begin_us = max(self._plan.begin_us, device.meter.supply_us or self._plan.begin_us)
        begin_s = loop.time()
        tick = 0
        while not self._stop.is_set():
            due_us = begin_us + round((loop.time() - begin_s) * speed * US_PER_S)
            while (course.end_us or 0) < due_us and (block := feeder.next_at_hand()) is not None:
                course.put(block)
            await self._feed(device, course, due_us)
            if feeder.ended and course.end_us is None:
                return
            tick = max(tick + 1, int((loop.time() - begin_s) / _TICK_S))
            with suppress(TimeoutError):
                await asyncio.wait_for(self._stop.wait(), begin_s + tick * _TICK_S - loop.time())

    async def _feed(self, device: Device, course: Course, due_us: int) -> int:
        """Give the meter all that is due, the lines their turn after each portion. [µs]

        Returns:
            How many rows it has taken to their end.
        """
        clock, count = device.meter.clock, 0
        while clock.supply_now_us < due_us and len(rows := course.due(due_us)):
            for portion in portions(rows):
                device.feed(portion, due_us)
                for windows in course.done(clock.supply_now_us):
                    if self._plan.windows is not None:
                        self._plan.windows(windows)
                count += len(portion) - (clock.state.row_end_us is not None)
                self._watcher.fed(device.meter)
                await asyncio.sleep(0)
                if self._stop.is_set():
                    return count
        return count
