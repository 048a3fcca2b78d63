"""A whole run: supply, meter, memory and lines, on loops whose clock is in hand where time matters."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import threading
import tty
from collections.abc import Iterator
from contextlib import suppress

import numpy as np
import pytest
import uvloop
from tests.dlms_bench import aarq, descriptor, get, put
from tests.meter_rows import START_US, Kept, load, row, state_of
from tests.served_meter import Blocks
from tests.session_bench import HdlcTalk, wrap
from tests.wire import Wire

from enfas.errors import ConfigurationError, InputError, StorageError
from enfas.interval import Rows
from enfas.meter.configuration import Configuration
from enfas.meter.device import Meter
from enfas.meter.memory import Changes, Image
from enfas.runtime.lines import SerialDevice, TcpListener
from enfas.runtime.run import Plan, Watcher, present_us, run
from enfas.testing.clocked_loop import ClockedLoop
from enfas.timebase import US_PER_HOUR, US_PER_MIN, US_PER_S, from_civil

LOOPS = [ClockedLoop, uvloop.new_event_loop]
REAL_LOOPS = [asyncio.new_event_loop, uvloop.new_event_loop]
FREE = TcpListener(port=0)
NUMBER = descriptor(1, "1.1.0.0.1.255", 2)


class Shelf(Kept):
    """A memory in memory, which fails when told to."""

    def __init__(self) -> None:
        super().__init__()
        self.commits = 0
        self.failing = self.closed = False

    def load(self) -> Image | None:
        self.closed = False
        return self.image() if self.parts else None

    def commit(self, changes: Changes) -> None:
        if self.failing:
            raise StorageError("no room is left")
        self.commits += 1
        super().commit(changes)

    def close(self) -> None:
        self.closed = True

    def meter(self) -> Meter:
        return Meter.restore(Configuration.default(), self.image())


class Watch(Watcher):
    """Remembers how a run went, and does things at its turns."""

    def __init__(self, ready=lambda place: None, fed=lambda meter: None, replayed=lambda: None) -> None:
        self.told: list[str] = []
        self.place = ""
        self.supplied: list[int] = []
        self.rows = 0
        self.notes: list[str] = []
        self.first_notes = 0  # that came before any row
        self._ready, self._fed, self._replayed = ready, fed, replayed

    def ready(self, place: str) -> None:
        self.told.append("ready")
        self.place = place
        self._ready(place)

    def noted(self, text: str) -> None:
        self.first_notes += not self.supplied
        self.notes.append(text)

    def fed(self, meter: Meter) -> None:
        self.supplied.append(meter.clock.supply_now_us)
        self._fed(meter)

    def replayed(self, rows: int, end_us: int) -> None:
        self.told.append("replayed")
        self.rows = rows
        assert not self.supplied or end_us == self.supplied[-1]
        self._replayed()


def household(hours: int = 6) -> Rows:
    """Rows of 20 minutes, with an outage, each with a load of its own."""
    rows = np.concatenate(
        [load(START_US + n * 20 * US_PER_MIN, 1, 300 + 7 * n, 20 * US_PER_MIN) for n in range(hours * 3)]
    )
    rows["energy_mj"] += np.arange(8) + 1
    rows[7:8] = row(int(rows["start_us"][7]), 20 * US_PER_MIN, 1)
    return rows


def plan(rows: Rows | Blocks, shelf: Shelf | None = None, **options) -> Plan:
    supply = rows if not isinstance(rows, np.ndarray) else Blocks(rows, 5)
    options = {"speed": None, "lines": (FREE,), "now_us": START_US} | options
    return Plan(Configuration.default(), supply, shelf, **options)


def stop() -> None:
    os.kill(os.getpid(), signal.SIGTERM)


def whole(rows: Rows) -> dict[str, object]:
    """The state of a meter that was given all rows at once."""
    meter = Meter(Configuration.default(), start_us=START_US)
    meter.advance(rows)
    return comparable(meter)


def comparable(meter: Meter) -> dict[str, object]:
    """All but the present values: a part of a row may round them otherwise."""
    return {"energy": meter._parts.energy, "period": meter.period, "logs": state_of(meter)["logs"],
            "demand": meter.demand, "clock": meter.clock.state, "mains": meter.mains}  # fmt: skip


# Replays.


@pytest.mark.parametrize("make_loop", LOOPS, ids=["clocked", "uvloop"])
def test_a_replay_takes_all_and_ends(make_loop):
    rows, shelf, watch = household(), Shelf(), Watch()
    run(plan(rows, shelf), watch, make_loop=make_loop)
    assert watch.told == ["ready", "replayed"]
    assert watch.rows == len(rows)
    assert comparable(shelf.meter()) == whole(rows)
    assert shelf.closed
    assert shelf.commits == 1 + len(watch.supplied)


def test_a_replay_of_nothing():
    watch = Watch()
    run(plan(household()[:0]), watch)
    assert (watch.told, watch.rows) == (["ready", "replayed"], 0)


def test_each_block_is_stored_and_told_in_turn():
    rows, shelf = household(), Shelf()
    seen = []
    watch = Watch(fed=lambda meter: seen.append(shelf.meter().supply_us == meter.supply_us))
    run(plan(rows, shelf), watch)
    assert seen == [True] * len(watch.supplied)


@pytest.mark.requirement("REG-1")
@pytest.mark.parametrize("cut", range(0, 18, 3))
def test_a_replay_goes_on_where_the_stored_meter_stood(cut):
    rows, shelf = household(), Shelf()
    run(plan(rows[:cut], shelf), Watch()) if cut else None
    watch = Watch()
    run(plan(rows, shelf), watch)
    assert watch.rows == len(rows) - cut
    assert comparable(shelf.meter()) == whole(rows)
    again = Watch()
    run(plan(rows, shelf), again)
    assert (again.rows, again.supplied) == (0, [])


def test_a_replay_may_be_stopped_and_goes_on_later():
    rows, shelf = household(), Shelf()
    first = Watch(fed=lambda meter: stop() if meter.supply_us > START_US + US_PER_HOUR else None)
    run(plan(rows, shelf), first)
    assert first.told == ["ready"]
    assert first.supplied[-1] < START_US + 6 * US_PER_HOUR
    run(plan(rows, shelf), Watch())
    assert comparable(shelf.meter()) == whole(rows)


@pytest.mark.parametrize("make_loop", REAL_LOOPS, ids=["asyncio", "uvloop"])
def test_a_held_meter_answers_until_it_is_stopped(make_loop):
    answers = []

    def client(place: str) -> None:
        with Wire(place) as wire:
            wire.ask(aarq(b"12345"))
            answers.append(wire.ask(put(NUMBER, b"\x06\x00\x00\x00\x07")).hex())
            answers.append(wire.ask(get(NUMBER)).hex())
            stop()
            wire.closed()

    threads = []

    def replayed() -> None:
        threads.append(threading.Thread(target=client, args=(watch.place,)))
        threads[0].start()

    shelf, watch = Shelf(), Watch(replayed=replayed)
    run(plan(household(), shelf, hold=True), watch, make_loop=make_loop)
    threads[0].join(20)
    assert answers == ["c501c100", "c401c1000600000007"]
    assert shelf.meter().read("meter_number_1") == 7
    assert shelf.closed


def test_a_stop_is_heard_while_the_supply_says_nothing():
    silent = threading.Event()

    class Silent(Blocks):
        def rows(self, start_us: int) -> Iterator[Rows]:
            yield from super().rows(start_us)
            silent.wait(60)

    rows, shelf = household(), Shelf()
    watch = Watch(fed=lambda meter: stop() if meter.supply_us == START_US + 6 * US_PER_HOUR else None)
    run(plan(Silent(rows), shelf), watch)
    silent.set()
    assert watch.told == ["ready"]
    assert comparable(shelf.meter()) == whole(rows)


# Live.


@pytest.mark.parametrize("speed", [1.0, 10.0, 60.0, 977.0, 3600.0, 1e6])
def test_a_live_run_takes_what_is_due_and_no_more(speed):
    rows = household() if speed > 100 else load(START_US, 5, 700, 29 * US_PER_S + 1)
    shelf, loop, times = Shelf(), ClockedLoop(), []
    watch = Watch(fed=lambda meter: times.append(loop.time()))
    run(plan(rows, shelf, speed=speed, start_us=START_US), watch, make_loop=lambda: loop)
    end_us = int(rows["start_us"][-1] + rows["duration_us"][-1])
    assert watch.supplied[-1] == end_us
    assert watch.supplied == sorted(set(watch.supplied))
    for supplied_us, time_s in zip(watch.supplied, times, strict=True):
        assert supplied_us <= START_US + time_s * speed * US_PER_S + 1
    assert times[-1] < (end_us - START_US) / speed / US_PER_S + 10
    assert comparable(shelf.meter()) == whole(rows)


def test_a_live_run_gives_a_long_row_second_by_second():
    watch = Watch()
    run(plan(household()[:2], speed=60.0, start_us=START_US), watch, make_loop=ClockedLoop)
    assert len(watch.supplied) >= 30
    assert START_US + 15 * US_PER_MIN in watch.supplied


def test_a_live_run_begins_now():
    now_us = from_civil(2026, 3, 1, 12)
    shelf = Shelf()
    run(plan(household(), shelf, speed=3600.0, now_us=now_us), Watch(), make_loop=ClockedLoop)
    assert shelf.meter().supply_us == now_us + 6 * US_PER_HOUR


@pytest.mark.requirement("REG-1")
@pytest.mark.parametrize("stop_after", [1, 5, 11, 40])
def test_a_live_run_that_was_stopped_goes_on_in_the_midst_of_a_row(stop_after):
    rows, shelf = household(), Shelf()
    first = Watch(fed=lambda meter: stop() if len(first.supplied) == stop_after else None)
    options = {"speed": 300.0, "start_us": START_US}
    run(plan(rows, shelf, **options), first, make_loop=ClockedLoop)
    assert len(first.supplied) == stop_after
    second = Watch()
    run(plan(rows, shelf, **options), second, make_loop=ClockedLoop)
    assert second.supplied[0] > first.supplied[-1]
    assert comparable(shelf.meter()) == whole(rows)


def test_a_live_run_may_be_finished_by_a_replay():
    rows, shelf = household(), Shelf()
    first = Watch(fed=lambda meter: stop() if len(first.supplied) == 7 else None)
    run(plan(rows, shelf, speed=300.0, start_us=START_US), first, make_loop=ClockedLoop)
    run(plan(rows, shelf), Watch())
    assert comparable(shelf.meter()) == whole(rows)


def test_a_live_run_does_not_go_back_in_time():
    """A meter that was replayed into the future goes on from there, not from now."""
    rows, shelf = household(), Shelf()
    run(plan(rows[:9], shelf), Watch())
    watch = Watch()
    run(plan(rows, shelf, speed=3600.0, now_us=START_US, start_us=START_US), watch, make_loop=ClockedLoop)
    assert watch.supplied[0] > START_US + 3 * US_PER_HOUR
    assert comparable(shelf.meter()) == whole(rows)


# A live input that falls silent.


class Input(Blocks):
    """Rows of a second that come as they happen: some, nothing until the meter has gone on, and more."""

    live, origin = True, ""

    def __init__(self, first: int = 5, more: int = 5) -> None:
        super().__init__(load(START_US, first + more, 700, US_PER_S), 1)
        self.start_us = None
        self._first = first
        self.again = threading.Event()

    def rows(self, start_us: int) -> Iterator[Rows]:
        for number in range(len(self._rows)):
            if number == self._first:
                assert self.again.wait(30)
            row = self._rows[number : number + 1].copy()
            row["start_us"] = start_us + number * US_PER_S
            yield row


def silent_for(seconds: int, supply: Input, **options) -> tuple[Watch, Shelf]:
    """A run on an input that is silent until its meter has gone on by some seconds."""
    shelf = Shelf()

    def fed(meter: Meter) -> None:
        if meter.supply_us >= START_US + (supply._first + seconds) * US_PER_S:
            supply.again.set()

    watch = Watch(fed=fed)
    run(plan(supply, shelf, speed=1.0, **options), watch, make_loop=ClockedLoop)
    return watch, shelf


@pytest.mark.requirement("LOG-7")
def test_the_clock_goes_on_while_a_live_input_is_silent():
    watch, shelf = silent_for(60, Input())
    meter = shelf.meter()
    assert meter.supply_us >= START_US + 70 * US_PER_S
    steps = np.diff([START_US, *watch.supplied])
    assert steps.max() <= 5 * US_PER_S  # never does it stand for longer than the patience
    assert (steps > 0).all()
    assert meter.energy.counts[0][0] == 10 * 700_000  # and nothing of what came is lost
    assert meter.logs["status"].ring.count == 0  # nor is there a power failure
    begun, ended = watch.notes[-2:]
    assert begun.startswith("given: nothing has come since 2025-01-15T11:00:")
    assert ended.startswith("given: something comes again, after ")


def test_before_anything_has_come_there_is_no_mains():
    watch, shelf = silent_for(30, Input(first=0))
    meter = shelf.meter()
    assert meter.energy.counts[0][0] == 10 * 700_000 - 5 * 700_000
    assert meter.mains.total_us == 5 * US_PER_S
    assert len(watch.notes) == 2


def test_a_meter_that_was_off_was_without_mains_and_not_with_a_gap():
    shelf = Shelf()
    run(plan(household(), shelf), Watch())
    on_us = shelf.meter().mains.total_us
    supply, now_us = Input(first=0), START_US + 30 * US_PER_HOUR
    watch = Watch(fed=lambda meter: supply.again.set() if meter.supply_us > now_us + 9 * US_PER_S else None)
    run(plan(supply, shelf, speed=1.0, now_us=now_us), watch, make_loop=ClockedLoop)
    assert shelf.meter().mains.total_us == on_us + 5 * US_PER_S
    assert watch.supplied[0] >= now_us


def test_a_recording_that_is_slow_to_read_has_no_gap():
    class Slow(Input):
        live, origin = False, "a file"

    supply = Slow()
    shelf, watch = Shelf(), Watch(fed=lambda meter: supply.again.set())
    run(plan(supply, shelf, speed=1.0), watch, make_loop=ClockedLoop)
    assert shelf.meter().supply_us == START_US + 10 * US_PER_S
    assert watch.notes == []


def test_notes_of_the_supply_are_told_once_and_before_its_rows():
    class Noting(Blocks):
        def rows(self, start_us: int) -> Iterator[Rows]:
            for block in super().rows(start_us):
                self.notes.append(f"block {len(self.notes)}")
                yield block

    for speed in (None, 3600.0):
        supply = Noting(household(), 5)
        supply.notes = ["it has no reactive power: none is counted"]
        watch = Watch()
        run(plan(supply, speed=speed, start_us=START_US), watch, make_loop=ClockedLoop)
        assert watch.notes == [f"given: {note}" for note in supply.notes]
        assert len(supply.notes) == 5
        assert watch.first_notes >= 2  # that of the file, and that of its first block


def test_a_held_meter_is_shown_from_the_end_of_its_supply_on():
    class Held(Watch):
        held_us: tuple[int, ...] = ()

        def held(self, meter: Meter) -> None:
            self.held_us = (*self.held_us, meter.supply_us)
            if len(self.held_us) == 4:
                stop()

    watch = Held()
    run(plan(household(), hold=True), watch, make_loop=ClockedLoop)
    assert len(watch.held_us) >= 4
    assert set(watch.held_us) == {START_US + 6 * US_PER_HOUR}


def test_how_much_was_read_is_told_in_a_replay():
    class Known(Blocks):
        total = 18

        def rows(self, start_us: int) -> Iterator[Rows]:
            for block in super().rows(start_us):
                self.done += len(block)
                yield block

    class Reading(Watch):
        parts: tuple[tuple[int, int | None], ...] = ()

        def read(self, done: int, total: int | None) -> None:
            self.parts = (*self.parts, (done, total))

    watch = Reading()
    run(plan(Known(household(), 5)), watch)
    assert watch.parts[-1] == (18, 18)
    assert len(watch.parts) == 4


# Faults.


def test_a_supply_that_cannot_be_read_ends_the_run():
    class Broken(Blocks):
        def rows(self, start_us: int) -> Iterator[Rows]:
            yield next(super().rows(start_us))
            raise InputError("line 7 is no number")

    shelf = Shelf()
    for speed in (None, 3600.0):
        with pytest.raises(InputError, match="line 7"):
            run(
                plan(Broken(household(), 5), shelf, speed=speed, start_us=START_US),
                Watch(),
                make_loop=ClockedLoop,
            )
        assert shelf.closed
        assert shelf.meter().supply_us == START_US + 100 * US_PER_MIN


@pytest.mark.parametrize("field", ["duration_us", "energy_mj"])
def test_rows_that_cannot_be_end_the_run(field):
    rows = household()
    rows[field][11] = 0 if field == "duration_us" else -5
    shelf = Shelf()
    with pytest.raises(InputError):
        run(plan(rows, shelf), Watch())
    assert shelf.closed


def test_a_memory_that_fails_ends_the_run():
    shelf = Shelf()

    def fail(meter: Meter) -> None:
        shelf.failing = True

    with pytest.raises(StorageError, match="no room"):
        run(plan(household(), shelf), Watch(fed=fail))
    assert shelf.closed


@pytest.mark.requirement("REG-1")
@pytest.mark.parametrize("make_loop", REAL_LOOPS, ids=["asyncio", "uvloop"])
def test_a_command_that_cannot_be_stored_is_not_answered_and_ends_the_run(make_loop):
    heard = []

    def client(place: str) -> None:
        with Wire(place) as wire:
            wire.ask(aarq(b"12345"))
            shelf.failing = True
            wire.send(wrap(put(NUMBER, b"\x06\x00\x00\x00\x07")))
            heard.append(wire.closed())

    threads = []

    def replayed() -> None:
        threads.append(threading.Thread(target=client, args=(watch.place,)))
        threads[0].start()

    shelf, watch = Shelf(), Watch(replayed=replayed)
    with pytest.raises(StorageError, match="no room"):
        run(plan(household(), shelf, hold=True), watch, make_loop=make_loop)
    threads[0].join(20)
    assert heard == [b""]
    assert shelf.closed
    assert shelf.meter().read("meter_number_1") == 12_345_678


def test_a_command_on_a_serial_line_that_cannot_be_stored_is_not_answered_and_ends_the_run():
    far, near = os.openpty()
    tty.setraw(near)
    path = os.ttyname(near)
    heard = []

    class Cable:
        """The far end, as an HDLC client has it: reads until a frame is whole, or the meter is gone."""

        def receive(self, data: bytes, now_s: float) -> bytes:
            os.write(far, data)
            found = b""
            while len(found) < 3 or not found.endswith(b"\x7e") or len(found) < 2 + found[2]:
                found += os.read(far, 4096)
            return found

    def client() -> None:
        talk = HdlcTalk(Cable())
        talk.open()
        shelf.failing = True
        with suppress(OSError):
            heard.append(talk.ask(put(NUMBER, b"\x06\x00\x00\x00\x07")))

    thread = threading.Thread(target=client)

    def replayed() -> None:
        os.close(near)
        thread.start()

    shelf = Shelf()
    with pytest.raises(StorageError, match="no room"):
        run(plan(household(), shelf, lines=(FREE, SerialDevice(path)), hold=True), Watch(replayed=replayed))
    thread.join(20)
    os.close(far)
    assert heard == []
    assert shelf.meter().read("meter_number_1") == 12_345_678


def test_a_port_that_is_taken():
    shelf = Shelf()
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(ConfigurationError, match=f"127.0.0.1:{port}") as refusal:
            run(plan(household(), shelf, lines=(TcpListener(port=port),)), Watch())
    assert "another meter" in refusal.value.hint
    assert shelf.closed


def test_a_serial_device_that_is_not_there(tmp_path):
    with pytest.raises(ConfigurationError, match="nothing cannot be opened"):
        run(plan(household(), lines=(SerialDevice(str(tmp_path / "nothing")),)), Watch())


def test_another_meter_s_memory():
    shelf = Shelf()
    run(plan(household(), shelf), Watch())
    other = Configuration.default().replace(serial_number=1)
    with pytest.raises(ConfigurationError, match="serial number"):
        run(Plan(other, Blocks(household()), shelf, START_US, (FREE,), speed=None), Watch())


def test_when_a_supply_begins():
    rows = household()
    timeless = Blocks(rows[:0])
    assert plan(rows).begin_us == START_US
    assert plan(rows, start_us=5).begin_us == 5
    assert plan(rows, speed=1.0, now_us=7).begin_us == 7
    assert plan(timeless, now_us=7).begin_us == 7
    assert present_us() > from_civil(2026, 1, 1)
