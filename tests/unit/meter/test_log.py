from __future__ import annotations

import pytest
from tests.meter_rows import START_US

from enfas.catalog.logs import EVENT_LOGS, profile_layout
from enfas.catalog.names import PROFILE
from enfas.catalog.stamp import encode_stamp
from enfas.errors import StorageError
from enfas.meter.log import Log
from enfas.meter.memory import StoredLog
from enfas.timebase import US_PER_HOUR, US_PER_S

STATUS = EVENT_LOGS[0]


def log(capacity: int = 3) -> Log:
    return Log("status", STATUS.obis, STATUS.layout, capacity, US_PER_HOUR)


def write(target: Log, seconds: int) -> bytes:
    stamp = encode_stamp(START_US + US_PER_HOUR + seconds * US_PER_S)
    target.append(stamp, 1)
    return target.layout.pack(stamp, 1)


def test_it_tells_what_a_reader_needs() -> None:
    one = log()
    assert (one.capacity, one.period_s, one.columns) == (3, 0, STATUS.layout.columns)


def test_times_are_asked_in_utc_and_written_in_normal_time() -> None:
    one = log()
    for seconds in (0, 10, 20):
        write(one, seconds)
    assert one.find(START_US + 5 * US_PER_S, START_US + 20 * US_PER_S) == [(1, 2)]


def test_each_record_is_given_to_be_stored_once() -> None:
    one = log()
    assert one.take_records() is None
    first = write(one, 0)
    given = one.take_records()
    assert given is not None
    assert (given.first_seq, given.count, given.itemsize, given.data, given.capacity) == (
        0, 1, len(first), first, 3,
    )  # fmt: skip
    assert one.take_records() is None
    written = [write(one, s) for s in range(1, 6)]
    given = one.take_records()
    assert given is not None
    assert (given.first_seq, given.data) == (3, b"".join(written[-3:])), "what was overwritten is gone"


def test_a_cleared_log_begins_at_zero_and_says_so_once() -> None:
    one = log()
    write(one, 0)
    one.take_records()
    one.clear()
    assert one.take_cleared()
    assert not one.take_cleared()
    write(one, 1)
    given = one.take_records()
    assert given is not None
    assert given.first_seq == 0


def test_reshaping_takes_other_columns() -> None:
    one = log()
    write(one, 0)
    one.reshape(profile_layout(("a_plus",)), 96, 900)
    assert (one.ring.count, one.capacity, one.period_s) == (0, 96, 900)


def test_restoring_takes_the_records_back() -> None:
    one, other = log(), log()
    data = b"".join(write(one, s) for s in range(3))
    other.restore(StoredLog(7, one.layout.itemsize, data))
    assert (other.ring.first_seq, other.ring.slice(7, 3)) == (7, data)
    assert other.take_records() is None


@pytest.mark.parametrize(("itemsize", "data"), [(5, b""), (None, b"x")], ids=["other columns", "torn"])
def test_records_of_another_form_are_refused(itemsize: int | None, data: bytes) -> None:
    one = Log("profile", PROFILE, profile_layout(("a_plus",)), 10, 0)
    with pytest.raises(StorageError, match="profile"):
        one.restore(StoredLog(0, itemsize or one.layout.itemsize, data))
