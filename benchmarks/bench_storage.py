"""The memory on this disk: durable commits, a full meter loaded, a year replayed, the room it takes.

A live second beside what the disk asks for a bare write and sync of as many octets.
"""

from __future__ import annotations

import os
import tempfile
from itertools import count
from pathlib import Path

from benchmarks import Result
from benchmarks.bench_meter import MINUTES_PER_DAY, START_US, new_meter, rows
from benchmarks.measure import ROOT, best_s, median_s
from enfas.interval import Rows
from enfas.meter.configuration import Configuration
from enfas.meter.device import Meter
from enfas.storage.sqlite import SqliteMemory, open_read_only
from enfas.timebase import US_PER_DAY, US_PER_MIN, US_PER_S

LIVE_BYTES = 2 * (24 + 4096)
"""What a live commit adds to the write-ahead log: two pages."""


def live(folder: Path) -> list[Result]:
    """A commit of what a second changes; what the disk itself takes; what the meter's share is."""
    meter, supplied = new_meter(), rows(4000, US_PER_S)
    memory = SqliteMemory(folder)
    memory.commit(meter.take_changes())
    seconds = []
    for number in range(4000):
        meter.advance(supplied[number : number + 1])
        seconds.append(meter.take_changes())
    changes = iter(seconds)

    def commit() -> None:
        memory.commit(next(changes))

    median_s(commit, times=1000)  # until the log has its size
    value = median_s(commit, times=3000) * 1e3
    memory.close()
    return [
        {
            "name": "a durable commit of a live second",
            "value": value,
            "unit": "ms",
            "peer": "bare write and sync",
            "peer_value": (bare := bare_sync_ms(folder)),
            "ratio": bare / value,
            "target": "0.3 ms and the sync",
            "met": value < 0.3 + bare,
            "note": "SQLite in write-ahead mode, synchronous=FULL; medians",
        }
    ]


def bare_sync_ms(folder: Path) -> float:
    """A write of as many octets into a file that has its size already, and a sync. [ms]"""
    number = os.open(folder / "bare", os.O_CREAT | os.O_RDWR)
    os.pwrite(number, bytes(LIVE_BYTES * 1000), 0)
    os.fsync(number)
    numbers = count()

    def write() -> None:
        os.pwrite(number, b"\1" * LIVE_BYTES, LIVE_BYTES * (next(numbers) % 1000))
        os.fdatasync(number)

    value = median_s(write, times=1000) * 1e3
    os.close(number)
    return value


def year(folder: Path) -> list[Result]:
    """A year of 1-minute rows, a block a day: meter and memory together, and without a memory."""
    supplied = rows(365 * MINUTES_PER_DAY, US_PER_MIN)
    states = count()

    def replay(memory: SqliteMemory | None) -> None:
        meter = new_meter()
        for day in range(365):
            meter.advance(supplied[day * MINUTES_PER_DAY : (day + 1) * MINUTES_PER_DAY])
            if memory is not None:
                memory.commit(meter.take_changes())
        if memory is not None:
            memory.close()

    value = best_s(lambda: replay(SqliteMemory(folder / str(next(states)))), times=3)
    alone = best_s(lambda: replay(None), times=3)
    return [
        result("a year of 1-minute rows with memory", value, "s", "under 5 s", value < 5),
        result("of it the memory", value - alone, "s", "under 1 s", value - alone < 1),
    ]


def full(folder: Path) -> list[Result]:
    """A meter whose load profile holds 26 688 entries, and whose other logs are full."""
    configuration = Configuration.default().replace(Z29="1")
    meter, memory = Meter(configuration, start_us=START_US), SqliteMemory(folder)
    for _ in range(220):
        meter.set_clock(meter.clock.now_us + 10 * US_PER_S)
    for day in range(280):
        meter.advance(day_of_quarters(day))
        memory.commit(meter.take_changes())
    memory.close()

    def load() -> None:
        opened = SqliteMemory(folder)
        opened.load()
        opened.close()

    def restore() -> None:
        opened = SqliteMemory(folder)
        image = opened.load()
        assert image is not None
        Meter.restore(configuration, image)
        opened.close()

    loaded, restored = best_s(load) * 1e3, best_s(restore) * 1e3
    read = best_s(lambda: open_read_only(folder)) * 1e3
    size = memory.path.stat().st_size / 2**20
    return [
        result("a full meter opened, checked and loaded", loaded, "ms", "under 50 ms", loaded < 50),
        result("the same, and the meter restored", restored, "ms", "", None),
        result("the same read-only, from a copy", read, "ms", "", None),
        result(f"file of a full meter ({meter.profile.log.ring.count} entries)", size, "MiB", "", None),
    ]


def day_of_quarters(day: int) -> Rows:
    """The rows of a day, a quarter of an hour each."""
    return rows(96, 15 * US_PER_MIN, START_US + day * US_PER_DAY)


def result(name: str, value: float, unit: str, target: str, met: bool | None) -> Result:
    """A figure without a peer."""
    return {"name": name, "value": value, "unit": unit, "target": target, "met": met}


def run() -> list[Result]:
    """All of it, on the disk that the project lies on."""
    place = ROOT / "build"
    place.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(dir=place, prefix="bench-storage-") as folder:
        parts = (live, year, full)
        return [figure for part in parts for figure in part(made(Path(folder, part.__name__)))]


def made(folder: Path) -> Path:
    """A new folder."""
    folder.mkdir()
    return folder
