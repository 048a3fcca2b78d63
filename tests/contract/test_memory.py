"""What every memory must do, whatever it keeps things in."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from tests.meter_rows import START_US, Kept, load, make_meter, state_of

from enfas.meter.device import Meter
from enfas.meter.memory import Changes, Image, Memory, Records, StoredLog
from enfas.storage.sqlite import SqliteMemory

Reopen = Callable[[], Memory]

pytestmark = pytest.mark.requirement("REG-1")


@pytest.fixture(params=["sqlite", "dict"])
def reopen(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Reopen]:
    """Opens the one memory; what was open is closed first."""
    kept = Kept()
    opened: list[Memory] = []

    def close() -> None:
        while opened:
            opened.pop().close()

    def make() -> Memory:
        close()
        opened.append(SqliteMemory(tmp_path) if request.param == "sqlite" else kept)
        return opened[-1]

    yield make
    close()


def records(first: int, count: int, *, capacity: int = 100, size: int = 3, log: str = "log") -> Records:
    """Records that say their numbers."""
    data = b"".join(seq.to_bytes(size) for seq in range(first, first + count))
    return Records(log, first, count, size, data, capacity)


def kept_last(stored: StoredLog, capacity: int) -> tuple[int, bytes]:
    """The first number and content of the last `capacity` records: all that must be kept."""
    surplus = max(0, len(stored.data) // stored.itemsize - capacity)
    return stored.first_seq + surplus, stored.data[surplus * stored.itemsize :]


def stored(memory: Memory) -> Image:
    image = memory.load()
    assert image is not None
    return image


def test_a_new_memory_is_empty(reopen: Reopen) -> None:
    assert reopen().load() is None
    assert reopen().load() is None


def test_nothing_to_store_is_nothing_stored(reopen: Reopen) -> None:
    memory = reopen()
    memory.commit(Changes())
    assert memory.load() is None
    assert reopen().load() is None


def test_parts_are_replaced_whole_and_the_others_stay(reopen: Reopen) -> None:
    memory = reopen()
    memory.commit(Changes({"a": b"first, and long", "b": b"2", "": b"", "ünïcode \0": b"\0\xff"}))
    memory.commit(Changes({"a": b"short", "c": b"3" * 10_000}))
    expected = {"a": b"short", "b": b"2", "c": b"3" * 10_000, "": b"", "ünïcode \0": b"\0\xff"}
    assert stored(memory).parts == expected
    assert stored(reopen()).parts == expected


def test_records_follow_one_another(reopen: Reopen) -> None:
    memory = reopen()
    memory.commit(Changes(records=[records(0, 5)]))
    memory.commit(Changes(records=[records(5, 1), records(0, 2, log="other", size=40)]))
    memory = reopen()
    memory.commit(Changes({"a": b"1"}, [records(6, 3)]))
    logs = stored(reopen()).logs
    assert logs["log"] == StoredLog(0, 3, records(0, 9).data)
    assert logs["other"] == StoredLog(0, 40, records(0, 2, size=40).data)


@pytest.mark.parametrize("portion", [1, 3, 7, 10, 23])
def test_the_last_records_are_kept_when_the_log_is_full(reopen: Reopen, portion: int) -> None:
    memory = reopen()
    for first in range(0, 10 * portion, portion):
        count = min(portion, 10)  # what a ring of ten can give
        memory.commit(Changes(records=[records(first + portion - count, count, capacity=10)]))
    end = 10 * portion
    keep = min(10, end)
    expected = (end - keep, records(end - keep, keep).data)
    assert kept_last(stored(memory).logs["log"], 10) == expected
    assert kept_last(stored(reopen()).logs["log"], 10) == expected


def test_a_log_of_one_record_keeps_the_last(reopen: Reopen) -> None:
    memory = reopen()
    for seq in range(5):
        memory.commit(Changes(records=[records(seq, 1, capacity=1)]))
    assert kept_last(stored(reopen()).logs["log"], 1) == (4, records(4, 1).data)


def test_what_was_overwritten_before_it_was_given_is_not_missed(reopen: Reopen) -> None:
    memory = reopen()
    memory.commit(Changes(records=[records(0, 4, capacity=10)]))
    memory.commit(Changes(records=[records(90, 10, capacity=10)]))
    assert kept_last(stored(reopen()).logs["log"], 10) == (90, records(90, 10).data)


def test_a_new_meter_may_begin_with_a_full_ring(reopen: Reopen) -> None:
    memory = reopen()
    memory.commit(Changes(records=[records(5000, 10, capacity=10)]))
    assert kept_last(stored(reopen()).logs["log"], 10) == (5000, records(5000, 10).data)


def test_a_cleared_log_begins_again_with_records_of_any_size(reopen: Reopen) -> None:
    memory = reopen()
    memory.commit(Changes(records=[records(0, 9), records(0, 2, log="other")]))
    memory.commit(Changes({"a": b"1"}, [records(0, 2, size=50)], ["log"]))
    logs = stored(memory).logs
    assert logs["log"] == StoredLog(0, 50, records(0, 2, size=50).data)
    assert logs["other"] == StoredLog(0, 3, records(0, 2).data)
    assert stored(reopen()) == Image({"a": b"1"}, logs)


def test_a_cleared_log_may_stay_empty(reopen: Reopen) -> None:
    memory = reopen()
    memory.commit(Changes({"a": b"1"}, [records(0, 9)]))
    memory.commit(Changes(cleared=["log", "never there"]))
    assert stored(memory).logs == {}
    memory = reopen()
    assert stored(memory).logs == {}
    memory.commit(Changes(records=[records(0, 1)]))
    assert stored(reopen()).logs["log"] == StoredLog(0, 3, records(0, 1).data)


def test_a_meter_comes_back(reopen: Reopen) -> None:
    meter = make_meter()
    meter.advance(load(START_US, 100))
    memory = reopen()
    memory.commit(meter.take_changes())
    meter.set_clock(meter.clock.now_us + 3_600_000_000)
    meter.profile.reset()
    memory.commit(meter.take_changes())
    assert state_of(Meter.restore(meter.configuration, stored(reopen()))) == state_of(meter)
