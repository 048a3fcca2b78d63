from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from enfas.catalog.stamp import (
    INVALID,
    STAMP_BYTES,
    SUMMER,
    UNSPECIFIED,
    encode_stamp,
    encode_stamps,
    stamp_instant,
    stamp_key,
)
from enfas.timebase import US_PER_S, from_civil

INSTANTS = st.integers(from_civil(1990, 1, 1), from_civil(2105, 1, 1))


@pytest.mark.requirement("RTC-2")
def test_a_real_row_s_stamp() -> None:
    """5512-1424 D1, section 4.2: 25 October 2013, a Friday, 15:15, with daylight saving."""
    assert encode_stamp(from_civil(2013, 10, 25, 15, 15), SUMMER) == bytes.fromhex("07DD0A19050F0F00FF800080")


@pytest.mark.requirement("RTC-2")
def test_an_invalid_time_says_so() -> None:
    assert encode_stamp(from_civil(2000, 1, 1, 22, 33), INVALID)[-1] == 1


def test_fractions_of_a_second_are_cut_off() -> None:
    at = from_civil(2025, 2, 28, 23, 59, 59)
    assert encode_stamp(at + US_PER_S - 1) == encode_stamp(at)


@given(st.lists(INSTANTS, min_size=1, max_size=30), st.sampled_from([0, INVALID, SUMMER]))
def test_many_at_once_are_as_each_alone(instants: list[int], status: int) -> None:
    stamps = encode_stamps(np.array(instants, dtype=np.int64), status)
    assert stamps.shape == (len(instants), STAMP_BYTES)
    assert [row.tobytes() for row in stamps] == [encode_stamp(at, status) for at in instants]


@given(INSTANTS, INSTANTS)
def test_a_stamp_tells_its_instant_and_keys_are_in_order(one: int, other: int) -> None:
    assert stamp_instant(encode_stamp(one)) == one // US_PER_S * US_PER_S
    keys = stamp_key(encode_stamp(one)), stamp_key(encode_stamp(other))
    assert (keys[0] < keys[1]) == (one // US_PER_S < other // US_PER_S)


def test_unspecified_has_a_stamp_s_length() -> None:
    assert len(UNSPECIFIED) == STAMP_BYTES
