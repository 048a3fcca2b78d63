from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from enfas.catalog.stamp import (
    INVALID,
    STAMP_BYTES,
    SUMMER,
    decode_stamp,
    encode_stamp,
    stamp_key,
    stamp_keys,
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


@given(INSTANTS, st.sampled_from([0, INVALID, SUMMER]))
def test_a_stamp_tells_its_second(instant: int, status: int) -> None:
    assert decode_stamp(encode_stamp(instant, status)) == instant // US_PER_S * US_PER_S


@given(st.lists(INSTANTS, min_size=2, max_size=9))
def test_keys_are_in_the_order_of_the_instants(instants: list[int]) -> None:
    stamps = [encode_stamp(at) for at in instants]
    keys = stamp_keys(np.frombuffer(b"".join(stamps), dtype=np.uint8).reshape(-1, STAMP_BYTES)).tolist()
    for (stamp, key), (other, other_key) in pairwise(zip(stamps, keys, strict=True)):
        assert key == int.from_bytes(stamp_key(stamp), "big")
        assert (stamp_key(stamp) < stamp_key(other)) == (key < other_key)
    seconds = [at // US_PER_S for at in instants]
    assert [a < b for a, b in pairwise(keys)] == [a < b for a, b in pairwise(seconds)]
