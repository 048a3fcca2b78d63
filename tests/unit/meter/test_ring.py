from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enfas.catalog.stamp import encode_stamp
from enfas.meter.ring import Ring
from enfas.timebase import US_PER_S

SIZE = 16
AT = 2


def record(seconds: int, number: int = 0) -> bytes:
    return b"\x02\x01" + encode_stamp(seconds * US_PER_S) + number.to_bytes(2, "big")


def filled(capacity: int, times: list[int]) -> Ring:
    ring = Ring(SIZE, capacity, AT)
    for number, seconds in enumerate(times):
        ring.append(record(seconds, number))
    return ring


def stamp(seconds: int) -> bytes:
    return encode_stamp(seconds * US_PER_S)


@pytest.mark.requirement("LOG-4")
@given(st.integers(1, 30), st.lists(st.integers(0, 50), max_size=70), st.integers(0, 80), st.integers(0, 80))
def test_the_oldest_records_are_overwritten(capacity: int, times: list[int], first: int, count: int) -> None:
    ring = filled(capacity, times)
    kept = list(range(max(0, len(times) - capacity), len(times)))
    assert (ring.first_seq, ring.count, ring.next_seq) == (len(times) - len(kept), len(kept), len(times))
    wanted = [n for n in kept if first <= n < first + count]
    assert ring.slice(first, count) == b"".join(record(times[n], n) for n in wanted)


@given(st.integers(1, 30), st.lists(st.integers(0, 20), max_size=70), st.integers(0, 20), st.integers(0, 20))
def test_times_are_found_whatever_the_clock_did(capacity: int, times: list[int], low: int, high: int) -> None:
    ring = filled(capacity, times)
    runs = ring.find(stamp(low), stamp(high))
    found = [n for first, count in runs for n in range(first, first + count)]
    assert found == [n for n in range(ring.first_seq, len(times)) if low <= times[n] <= high]
    assert all(a + n < b for (a, n), (b, _) in pairwise(runs)), "runs are as long as can be"


def test_a_clock_never_set_back_gives_one_run() -> None:
    assert filled(50, list(range(40))).find(stamp(10), stamp(19)) == [(10, 10)]


@given(st.integers(1, 12), st.lists(st.integers(0, 20), max_size=40), st.integers(0, 40), st.integers(0, 9))
def test_a_restored_ring_goes_on(capacity: int, times: list[int], cut: int, surplus: int) -> None:
    cut = min(cut, len(times))
    whole = filled(capacity, times)
    first = max(0, cut - capacity - surplus)
    stored = b"".join(record(times[n], n) for n in range(first, cut))
    ring = Ring.restore(SIZE, capacity, AT, first, stored)
    for number in range(cut, len(times)):
        ring.append(record(times[number], number))
    assert (ring.first_seq, ring.count) == (whole.first_seq, whole.count)
    assert ring.slice(0, 99) == whole.slice(0, 99)
    assert ring.find(stamp(5), stamp(9)) == whole.find(stamp(5), stamp(9))


def test_a_ring_grows_as_it_fills() -> None:
    ring = Ring(SIZE, 100_000, AT)
    ring.append(record(0))
    assert len(ring._data) <= 8 * SIZE
