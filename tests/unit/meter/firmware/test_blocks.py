from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.meter_rows import Kept

from enfas.meter.firmware.blocks import Blocks
from enfas.meter.memory import Changes

pytestmark = pytest.mark.requirement("COM-4")

STAMP = bytes((7, 233, 1, 15, 3, 12, 0, 0, 0, 128, 0, 0))


def stored(blocks: Blocks, kept: Kept) -> Blocks:
    """The blocks as a memory gives them back."""
    cleared = ["firmware"] if blocks.log.take_cleared() else []
    records = blocks.log.take_records()
    kept.commit(Changes({}, [records] if records else [], cleared))
    again = Blocks(blocks.block_size, blocks.size, 0)
    if "firmware" in kept.logs:
        again.log.restore(kept.image().logs["firmware"])
    return again


@given(image=st.binary(min_size=1, max_size=600), size=st.sampled_from([32, 33, 127, 128, 254, 255, 600]),
       order=st.randoms(use_true_random=False))  # fmt: skip
def test_an_image_comes_whole_in_any_order_over_cuts(image: bytes, size: int, order) -> None:
    kept = Kept()
    blocks = Blocks(32, 0, 0)
    blocks.begin(size, len(image))
    numbers = list(range(blocks.count))
    order.shuffle(numbers)
    for number in numbers:
        assert not blocks.has(number)
        assert blocks.get(number) is None
        blocks.put(number, image[number * size : (number + 1) * size], STAMP)
        blocks = stored(blocks, kept)
        assert blocks.has(number)
    assert blocks.image() == image
    assert blocks.first_missing == blocks.count == -(-len(image) // size)
    assert blocks.log.ring.count == blocks.log.capacity


def test_a_new_transfer_takes_the_place_of_the_one_before() -> None:
    kept, blocks = Kept(), Blocks(64, 0, 0)
    assert (blocks.count, blocks.first_missing, blocks.image()) == (0, 0, b"")
    blocks.begin(64, 100)
    blocks.put(1, bytes(36), STAMP)
    blocks = stored(blocks, kept)
    assert [blocks.length(number) for number in (0, 1)] == [64, 36]
    blocks.begin(50, 100)
    assert not blocks.has(1)
    blocks.put(0, b"a" * 50, STAMP)
    blocks = stored(blocks, kept)
    assert (blocks.get(0), blocks.first_missing) == (b"a" * 50, 1)
