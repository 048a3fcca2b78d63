"""The joint between supply and metrology: blocks, and parts of them."""

from __future__ import annotations

import numpy as np
import pytest

from enfas.intake import MOST_A, MOST_LOAD_W, MOST_V, Flow, Loads, Samples
from enfas.interval import LONGEST_US, MOST_POWER_W, MOST_VALUE, Mark

LOADS = Loads(
    start_us=np.arange(4) * 60,
    duration_us=np.full(4, 60),
    active=Flow(np.array([1.0, np.nan, 3.0, 4.0])),
    export=Flow(np.array([0.0, 0.0, np.nan, 0.0])),
    reactive=Flow(np.array([5.0, 6.0, 7.0, np.nan]), amounts=True),
    u_v=np.array([230.0, 231.0, 232.0, 233.0]),
    mark=Mark.GAP,
)


def test_what_is_missing_is_known_by_its_active_energy() -> None:
    assert LOADS.known.tolist() == [True, False, False, True]
    assert LOADS._replace(export=None).known.tolist() == [True, False, True, True]


@pytest.mark.parametrize("where", [slice(1, 3), np.array([False, True, True, False])])
def test_a_part_has_all_that_the_whole_has(where: slice | np.ndarray) -> None:  # type: ignore[type-arg]
    part = LOADS.part(where)
    assert part.start_us.tolist() == [60, 120]
    assert part.duration_us.tolist() == [60, 60]
    np.testing.assert_array_equal(part.active.values, [np.nan, 3.0])
    assert part.export is not None
    np.testing.assert_array_equal(part.export.values, [0.0, np.nan])
    assert part.reactive is not None
    assert (part.reactive.values.tolist(), part.reactive.amounts) == ([6.0, 7.0], True)
    assert part.u_v is not None
    assert part.u_v.tolist() == [231.0, 232.0]
    assert (part.apparent, part.i_a, part.mark) == (None, None, Mark.GAP)


def test_a_block_of_samples_has_neither_hole_nor_mark_unless_it_is_said() -> None:
    block = Samples(np.zeros(1), np.zeros(1))
    assert (block.missing, block.mark) == (0, Mark.NONE)


def test_what_can_be_supplied_can_be_counted() -> None:
    assert MOST_V * MOST_A < MOST_POWER_W
    assert MOST_LOAD_W < MOST_POWER_W
    assert 1000 * max(MOST_V, MOST_A) <= MOST_VALUE
    assert MOST_LOAD_W * LONGEST_US < 2**63
