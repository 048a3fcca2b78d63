"""Identifiers are taken once, whatever their order; guessing is locked out for longer and longer."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enfas.meter.prepayment.vault import REMEMBERED, Lock, Taken
from enfas.timebase import US_PER_HOUR, US_PER_MIN

pytestmark = pytest.mark.requirement("SW-4")


@given(st.lists(st.integers(0, 3000), max_size=60))
def test_no_identifier_is_taken_twice_and_none_within_memory_is_lost(identifiers: list[int]) -> None:
    taken, before = Taken(), set[int]()
    for identifier in identifiers:
        forgotten = identifier <= max(before, default=-1) - REMEMBERED
        assert taken.take(identifier) is (identifier not in before and not forgotten)
        before.add(identifier)
    assert len(taken.bits) == REMEMBERED // 8


def test_the_bounds_of_the_memory() -> None:
    taken = Taken()
    assert taken.take(5000)
    assert taken.take(5000 - REMEMBERED + 1)
    assert not taken.take(5000 - REMEMBERED)
    assert taken.take(0xFFFF_FFFF)
    assert not taken.take(5001)


def test_each_wrong_token_after_four_locks_for_twice_as_long() -> None:
    lock = Lock()
    minutes = []
    for _ in range(14):
        lock.note_wrong(0)
        minutes.append(lock.left_us(0) // US_PER_MIN)
    assert minutes == [0, 0, 0, 0, 1, 2, 4, 8, 16, 32, 60, 60, 60, 60]
    assert lock.left_us(US_PER_HOUR - 1) == 1
    assert lock.left_us(US_PER_HOUR) == 0
    lock.note_right()
    assert lock == Lock()


def test_guesses_of_a_year_are_hopeless() -> None:
    """The figure that the module states."""
    lock, now_us, guesses = Lock(), 0, 0
    while now_us < 365 * 24 * US_PER_HOUR:
        lock.note_wrong(now_us)
        guesses += 1
        now_us += lock.left_us(now_us)
    assert 8_000 < guesses < 9_000
    assert guesses / 2**32 < 2.1e-6
