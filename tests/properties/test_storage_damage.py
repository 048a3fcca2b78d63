"""Whatever happens to its files, a memory gives what was stored last, or an error; and then they stay."""

from __future__ import annotations

import shutil
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from random import Random
from typing import NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.meter_rows import START_US, load, make_meter

from enfas.errors import StorageError
from enfas.meter.device import Meter
from enfas.meter.memory import Image
from enfas.storage.sqlite import SqliteMemory, open_read_only
from enfas.timebase import US_PER_MIN

pytestmark = pytest.mark.requirement("REG-1")

FILE, LOG, ACKNOWLEDGED = "meter.sqlite", "meter.sqlite-wal", "meter.sqlite-ack"
PAGE = 4096
Files = dict[str, bytes]


@cache
def stored() -> tuple[Files, Files, tuple[Image, ...]]:
    """The files of a closed meter and of one that was killed, and its states, the last one last."""
    meter = make_meter(Z29="2")
    with folder() as closed:
        memory = SqliteMemory(closed)
        states = []
        for hours in (40, 1, 1):
            start_us = meter.supply_us or START_US
            meter.advance(load(start_us, hours * 60, r1=5))
            meter.set_clock(meter.clock.now_us + US_PER_MIN)
            memory.commit(meter.take_changes())
            states.append(open_read_only(closed))
        killed = contents(closed)
        memory.close()
        return contents(closed), killed, tuple(states)


@contextmanager
def folder() -> Iterator[Path]:
    made = Path(tempfile.mkdtemp(prefix="enfas-test-"))
    try:
        yield made
    finally:
        shutil.rmtree(made)


def contents(place: Path) -> Files:
    return {file.name: file.read_bytes() for file in place.iterdir()}


def found(files: Files) -> Image | None:
    """What is loaded from files, read-only and otherwise; None if it is refused and nothing has changed."""
    read_only, opened = loaded(files, open_read_only), loaded(files, open_and_load)
    assert read_only == opened
    return opened


def loaded(files: Files, opening: Callable[[Path], Image]) -> Image | None:
    with folder() as place:
        for name, content in files.items():
            (place / name).write_bytes(content)
        image = fault = None
        try:
            image = opening(place)
        except StorageError as error:
            fault = error
        if opening is open_read_only or image is None:
            assert contents(place) == files
        assert fault is None or (str(place / FILE) in str(fault) and fault.hint)
        return image


def open_and_load(place: Path) -> Image:
    memory = SqliteMemory(place)
    image = memory.load()
    memory.close()
    return image or Image({}, {})


class Damage(NamedTuple):
    """One of the ways in which files are damaged; places count modulo the file's size."""

    kind: str
    at: int
    length: int
    seed: int

    def apply(self, content: bytes) -> bytes:
        """The file with the damage."""
        size, random = len(content), Random(self.seed)
        at, damaged = self.at % size, bytearray(content)
        match self.kind:
            case "flip":
                damaged[at] ^= random.randint(1, 255)
            case "few":
                for _ in range(random.randint(2, 6)):
                    damaged[random.randrange(size)] ^= random.randint(1, 255)
            case "cut":
                del damaged[at:]
            case "more":
                damaged += random.randbytes(self.length)
            case "zeros":
                damaged[at : at + self.length] = bytes(min(self.length, size - at))
            case "noise":
                damaged[at : at + self.length] = random.randbytes(min(self.length, size - at))
            case "page":  # one page in the place of another
                source, target = self.length * PAGE % size, at - at % PAGE
                damaged[target : target + PAGE] = content[source : source + PAGE][: size - target]
        return bytes(damaged)


KINDS = ("flip", "few", "cut", "more", "zeros", "noise", "page")
DAMAGES = st.builds(
    Damage,
    st.sampled_from(("flip", "flip", *KINDS)),
    st.integers(0, 2**20),
    st.integers(1, 6000),
    st.integers(0, 2**20),
)


def test_what_is_not_damaged_is_loaded() -> None:
    closed, killed, states = stored()
    assert set(closed) == {FILE}
    assert set(killed) == {FILE, LOG, ACKNOWLEDGED}
    assert found(closed) == found(killed) == states[-1]
    assert len(set(map(repr, states))) == 3


@settings(max_examples=500)
@given(DAMAGES)
def test_a_damaged_file_is_loaded_rightly_or_refused(damage: Damage) -> None:
    closed, _, states = stored()
    assert found({FILE: damage.apply(closed[FILE])}) in (states[-1], None)


@settings(max_examples=500)
@given(DAMAGES, st.sampled_from([FILE, LOG]))
def test_so_is_one_whose_process_was_killed(damage: Damage, name: str) -> None:
    _, killed, states = stored()
    assert found({**killed, name: damage.apply(killed[name])}) in (states[-1], None)


@given(st.binary(min_size=2, max_size=40) | st.just(b""))
def test_without_the_number_of_the_last_commit_the_files_are_whole(number: bytes) -> None:
    _, killed, states = stored()
    assert found({**killed, ACKNOWLEDGED: number}) == states[-1]


@settings(max_examples=200)
@given(DAMAGES)
def test_a_damaged_log_alone_gives_a_state_that_was(damage: Damage) -> None:
    """Without that number its damage is that of a commit which was cut short."""
    _, killed, states = stored()
    image = found({FILE: killed[FILE], LOG: damage.apply(killed[LOG])})
    assert image in (*states, Image({}, {}), None)


def test_a_file_may_be_cut_at_any_length() -> None:
    closed, killed, states = stored()
    size = len(closed[FILE])
    refusals = 0
    for length in [*range(0, 600, 7), *range(600, size, 509), size - 1]:
        image = found({FILE: closed[FILE][:length]})
        assert image in (states[-1], None)
        assert image is None or length > size - PAGE  # a page may end in nothing
        refusals += image is None
    for length in range(0, len(killed[LOG]), 1021):
        image = found({**killed, LOG: killed[LOG][:length]})
        assert image in (states[-1], None)
        refusals += image is None
    assert refusals > 100


@pytest.mark.parametrize("beside", [False, True], ids=["alone", "beside a log"])
@pytest.mark.parametrize("kind", ["empty", "garbage", "text", "zeros", "another database"])
def test_something_else_in_its_place_is_refused(kind: str, beside: bool, tmp_path: Path) -> None:
    _, killed, _ = stored()
    if kind == "another database":
        other = sqlite3.connect(tmp_path / "other")
        other.execute("CREATE TABLE part (name TEXT, data BLOB, crc INTEGER)")
        other.commit()
        other.close()
        content = (tmp_path / "other").read_bytes()
    else:
        contents_by_kind = {"empty": b"", "garbage": bytes(range(256)) * 99, "text": b"A+ = 1\n" * 999}
        content = contents_by_kind.get(kind, bytes(20_000))
    assert found({**(killed if beside else {}), FILE: content}) is None


def test_a_page_that_was_not_written_is_noticed() -> None:
    """One page of the file is as it was before the last commit: whole, and not what was stored last."""
    newer, _, states = stored()
    meter = Meter.restore(make_meter(Z29="2").configuration, states[-1])
    with folder() as place:
        (place / FILE).write_bytes(newer[FILE])
        for _ in range(2):
            older = newer
            memory = SqliteMemory(place)
            meter.advance(load(meter.supply_us or 0, 60, a_minus=1))
            memory.commit(meter.take_changes())
            memory.close()
            newer = contents(place)
        latest = open_read_only(place)
    assert len(older[FILE]) == len(newer[FILE])
    refused = 0
    for at in range(0, len(newer[FILE]), PAGE):
        page = older[FILE][at : at + PAGE]
        mixed = newer[FILE][:at] + page + newer[FILE][at + PAGE :]
        image = found({FILE: mixed})
        assert image in (latest, None)
        refused += image is None
    assert refused >= 3  # parts, records, seal


def test_an_older_file_beside_a_newer_log_is_refused() -> None:
    """A copy that was made while the meter was stopped, put back when it had been killed."""
    closed, killed, states = stored()
    with folder() as place:
        (place / FILE).write_bytes(closed[FILE])
        memory = SqliteMemory(place)
        meter = Meter.restore(make_meter(Z29="2").configuration, states[-1])
        for _ in range(300):
            meter.advance(load(meter.supply_us or 0, 60, a_minus=1))
            memory.commit(meter.take_changes())
        newer = contents(place)
        assert newer[FILE] != closed[FILE], "the log was not folded meanwhile"
        memory.close()
    for older in (closed, killed):
        assert found({**newer, FILE: older[FILE]}) is None
