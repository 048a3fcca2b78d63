"""Runs one meter: its supply, its memory and its lines, on one loop with the real clock.

A replay takes blocks of up to a day as fast as it can; a live run takes what is due, a second at a time, so
that each change of a register is stored as it happens. Between two blocks the lines are answered. When the
supply has ended the meter's time stands still: nothing is made up.

A live input (standard input, a pipe) may fall silent without ending. Its meter's time goes on: from
`silence.PATIENCE_S` on that is a gap, or an outage where there was no mains, a row of it a second. What comes
then is of when it comes, so that none of it is lost: an input that was held up stays late by its longest
silence, and what it has in hand fills the next one.
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
from enfas.interval import Mark, Measured, Windows
from enfas.limits import Counters, Limits
from enfas.meter.block import portions
from enfas.meter.configuration import Configuration
from enfas.meter.device import Meter
from enfas.meter.memory import Memory
from enfas.metrology.missing import fill
from enfas.runtime.alarm_sender import AlarmSender
from enfas.runtime.connection import connect
from enfas.runtime.course import Course
from enfas.runtime.device import Device
from enfas.runtime.feeder import Feeder
from enfas.runtime.lines import LineDescription, TcpListener
from enfas.runtime.silence import Silence
from enfas.timebase import US_PER_S, format_iso

__all__ = ["Plan", "Watcher", "present_us", "run"]

_TICK_S: Final = 1.0
_PARTING_S: Final = 5.0
_ALWAYS_US: Final = 1 << 62


def present_us() -> int:
    """The present by this machine's clock, UTC. [µs]"""
    return time.time_ns() // 1000


class _Supply(Protocol):
    """A supply as it is measured (`metrology.assembly.Measurement`)."""

    @property
    def name(self) -> str: ...
    @property
    def start_us(self) -> int | None: ...
    @property
    def origin(self) -> str: ...
    @property
    def live(self) -> bool: ...
    @property
    def notes(self) -> Sequence[str]: ...
    @property
    def total(self) -> int | None: ...
    @property
    def done(self) -> int: ...

    def blocks(self, start_us: int, conditions: Conditions) -> Iterator[Measured]: ...


class Watcher:
    """Is told how the run goes; overrides what it wants to know."""

    def begun(self, meter: Meter) -> None:
        """The meter is there, and has taken nothing yet."""

    def ready(self, place: str) -> None:
        """The meter can be read; its first line is reached at HOST:PORT, or at a device's path."""

    def noted(self, text: str) -> None:
        """There is something about the supply that the user should know."""

    def fed(self, meter: Meter) -> None:
        """The meter has taken rows, and they are stored."""

    def read(self, done: int, total: int | None) -> None:
        """Of a supply that is replayed so much has been read, of so much, if that is known."""

    def replayed(self, rows: int, end_us: int) -> None:
        """A replay has come to its end."""

    def held(self, meter: Meter) -> None:
        """The supply has ended, and the meter is there still: at once, and each second."""


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
        """When the supply of a new meter begins; for others see `connection.connect`. [µs]"""
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
        self._told = 0  # of the supply's notes

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
                begin_us = connect(device, plan)
                self._watcher.begun(device.meter)
                await self._open_lines(device, lines)
                lines.push_async_callback(AlarmSender(device).close)
                conditions = device.meter.configuration.conditions
                blocks = plan.supply.blocks(begin_us, conditions)
                self._feeder = Feeder(blocks, plan.limits.blocks_ahead)
                if not plan.supply.live:  # one that is silent would not end
                    lines.callback(self._feeder.join, _PARTING_S)
                lines.callback(self._feeder.close)
                self._tell_notes()
                course = Course(device.meter.supply_us, device.meter.clock.state.row_end_us)
                if plan.speed is None:
                    await self._replay(device, course, self._feeder)
                else:
                    await self._live(device, course, self._feeder, begin_us)
                while plan.hold and not self._stop.is_set():
                    self._watcher.held(device.meter)
                    await self._wait(_TICK_S)
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

    async def _wait(self, seconds: float) -> None:
        """Wait, but no longer than the run goes on. [s]"""
        with suppress(TimeoutError):
            await asyncio.wait_for(self._stop.wait(), seconds)

    def _tell_notes(self, course: Course | None = None) -> None:
        """Tell the notes that are new, and once what the meter had already."""
        name, notes = self._plan.supply.name, self._plan.supply.notes
        while self._told < len(notes):
            self._watcher.noted(f"{name}: {notes[self._told]}")
            self._told += 1
        if course is not None and course.left_out is not None:
            count, *bounds = course.left_out
            first, last = map(format_iso, bounds)
            self._watcher.noted(
                f"{name}: {count} rows from {first} to {last} left out: the meter has that time already"
            )
            course.left_out = None

    async def _replay(self, device: Device, course: Course, feeder: Feeder[Measured]) -> None:
        rows, supply = 0, self._plan.supply
        while (block := await feeder.next()) is not None:
            course.put(block)
            self._tell_notes(course if course.caught_up else None)
            rows += await self._feed(device, course, _ALWAYS_US)
            self._watcher.read(supply.done, supply.total)
        self._tell_notes(course)
        if not self._stop.is_set():
            self._watcher.replayed(rows, device.meter.clock.supply_now_us)

    async def _live(self, device: Device, course: Course, feeder: Feeder[Measured], begin_us: int) -> None:
        loop, clock, supply = asyncio.get_running_loop(), device.meter.clock, self._plan.supply
        # a meter that was run before goes on where it was, should that lie ahead
        begin_us = max(begin_us, device.meter.supply_us or begin_us)
        silence = Silence(begin_s := loop.time())
        tick = 0
        while not self._stop.is_set():
            now_s = loop.time()
            due_us = begin_us + round((now_s - begin_s) * (self._plan.speed or 1.0) * US_PER_S)
            while (course.end_us or 0) < due_us and (block := feeder.next_at_hand()) is not None:
                course.put(block, (course.end_us or clock.supply_now_us) if supply.live else None)
                self._note(silence.broken(now_s))
            self._tell_notes(course if course.caught_up or feeder.ended else None)
            await self._feed(device, course, due_us)
            if feeder.ended and course.end_us is None:
                return
            if course.end_us is not None:
                silence.excused(now_s)
            elif supply.live and silence.too_long(now_s):
                self._note(silence.noticed(format_iso(max(begin_us, clock.supply_now_us))))
                mark = Mark.GAP if silence.heard and device.meter.mains_on else Mark.OUTAGE
                for rows in fill(max(begin_us, clock.supply_now_us), due_us, mark):
                    course.put(Measured(rows))
                await self._feed(device, course, due_us)
            tick = max(tick + 1, int((loop.time() - begin_s) / _TICK_S))
            await self._wait(begin_s + tick * _TICK_S - loop.time())

    def _note(self, what: str) -> None:
        if what:
            self._watcher.noted(f"{self._plan.supply.name}: {what}")

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
