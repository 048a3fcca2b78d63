"""Whatever is stored, closed, killed and opened again in between: the memory gives back what it was given."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.meter_rows import START_US, Kept, row, state_of
from tests.properties.test_meter import COMMANDS, blocks_of_rows, carry_out

from enfas.errors import CommandRefused
from enfas.interval import Rows
from enfas.meter.configuration import Configuration
from enfas.meter.device import Meter
from enfas.meter.memory import Changes, Records, StoredLog
from enfas.storage.files import read_file
from enfas.storage.sqlite import SqliteMemory, open_read_only
from enfas.timebase import US_PER_DAY

pytestmark = pytest.mark.requirement("REG-1")


class Restarted:
    """A memory in a folder that is closed, or whose process is killed, and opened again."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._times = 0
        self.memory = SqliteMemory(folder / "0")

    def restart(self, *, kill: bool) -> None:
        """Open what is there; after a kill that is a copy of the files as they are now."""
        memory = self.memory
        if kill:
            self._times += 1
            folder = self._folder / str(self._times)
            folder.mkdir()
            for file in memory.path.parent.iterdir():
                (folder / file.name).write_bytes(read_file(file) or b"")
            memory.close()
            self.memory = SqliteMemory(folder)
        else:
            memory.close()
            self.memory = SqliteMemory(memory.path)


@contextmanager
def restarted() -> Iterator[Restarted]:
    folder = Path(tempfile.mkdtemp(prefix="enfas-test-"))
    made = Restarted(folder)
    try:
        yield made
    finally:
        made.memory.close()
        shutil.rmtree(folder)


class OneDay(Configuration):
    """A meter whose load profile holds a day, so that it is soon full."""

    profile_days_limit = 1


COMMAND = COMMANDS.filter(lambda command: command[0] not in ("restart", "commit"))
STEPS = st.lists(
    st.one_of(
        st.tuples(st.sampled_from(["row", "row", "day", "commit", "close", "kill"]), st.none()),
        COMMAND,
    ),
    min_size=8,
    max_size=30,
)


@settings(max_examples=100)
@given(blocks_of_rows(most=12), STEPS)
def test_the_restored_meter_is_the_one_that_was_never_closed(
    rows: Rows, steps: list[tuple[str, object]]
) -> None:
    codes = Configuration.default().replace(Z29="2")
    configuration = OneDay(hardware=codes.hardware, software=codes.software)
    never, twin = (Meter(configuration, start_us=START_US) for _ in range(2))
    left = list(np.split(rows, len(rows)))
    with restarted() as place:
        for name, argument in [*steps, ("kill", None)]:
            if name in ("row", "day"):
                block = left.pop(0).copy() if name == "row" and left else a_day()
                block["start_us"] = max(int(block["start_us"][0]), never.supply_us or START_US)
                never.advance(block)
                twin.advance(block)
            elif name in ("commit", "close", "kill"):
                place.memory.commit(twin.take_changes())
                if name != "commit":
                    assert place.memory.load() == open_read_only(place.memory.path)
                    place.restart(kill=name == "kill")
                    image = place.memory.load()
                    assert image is not None
                    twin = Meter.restore(configuration, image)
                    assert state_of(twin) == state_of(never)
            else:
                both_carry_out(never, twin, name, argument)


def a_day() -> Rows:
    """A row that fills the load profile: it begins to run over."""
    return row(START_US, US_PER_DAY, a_plus=50_000_000_000, r2=7)


def both_carry_out(never: Meter, twin: Meter, name: str, argument: object) -> None:
    """A command to both meters: both carry it out or both refuse it."""
    refusals = []
    for meter in (never, twin):
        try:
            carry_out(meter, name, argument)
            refusals.append("")
        except CommandRefused as refusal:
            refusals.append(str(refusal))
    assert refusals[0] == refusals[1]


@st.composite
def changes(draw: st.DrawFn) -> list[Changes]:
    """What a meter with logs of few records may give to be stored, commit by commit."""
    following: dict[str, int] = {}
    shape: dict[str, tuple[int, int]] = {}
    made = []
    for _ in range(draw(st.integers(1, 12))):
        cleared = [log for log in ("p", "q") if draw(st.integers(0, 9)) == 0]
        records = []
        for log in ("p", "q"):
            if log in cleared or log not in shape:
                following[log] = 0
                shape[log] = (draw(st.integers(1, 60)), draw(st.integers(1, 7)))
            size, capacity = shape[log]
            count = draw(st.integers(0, 2 * capacity))
            first = following[log] + max(0, count - capacity)
            following[log] += count
            count = min(count, capacity)
            if count:
                seed = draw(st.integers(0, 2**32 - 1))
                data = np.random.default_rng(seed).bytes(count * size)
                records.append(Records(log, first, count, size, data, capacity))
        parts = draw(st.dictionaries(st.text(max_size=3), st.binary(max_size=40), max_size=3))
        made.append(Changes(parts, records, cleared))
    return made


def last(stored: StoredLog, count: int) -> StoredLog:
    """The last records of a log: those that must be kept."""
    size = stored.itemsize
    surplus = max(0, len(stored.data) // size - count)
    return StoredLog(stored.first_seq + surplus, size, stored.data[surplus * size :])


@settings(max_examples=150)
@given(changes(), st.lists(st.sampled_from(["", "", "close", "kill"]), min_size=12, max_size=12))
def test_it_stores_what_a_dictionary_would(commits: list[Changes], restarts: list[str]) -> None:
    kept = Kept()
    with restarted() as place:
        for change, restart in zip(commits, restarts, strict=False):
            kept.commit(change)
            place.memory.commit(change)
            if restart:
                place.restart(kill=restart == "kill")
            image, expected = place.memory.load(), kept.load()
            if expected is None:
                assert image is None
                continue
            assert image is not None
            assert image.parts == expected.parts
            assert set(image.logs) == set(expected.logs)
            for name, log in expected.logs.items():
                assert last(image.logs[name], len(log.data) // log.itemsize) == log
