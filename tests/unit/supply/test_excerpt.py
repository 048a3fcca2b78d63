from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

import numpy as np
import pytest

from enfas.errors import InputError
from enfas.intake import Samples
from enfas.supply.excerpt import Excerpt


class Ramp:
    """Samples 0, 1, 2 …, a thousand a second, in blocks of these sizes and with these holes before them."""

    name = "ramp"
    rate_hz = Fraction(1000)
    skew_us = 5.0
    total: int | None = 60
    done = 0
    start_us: int | None = 1_000_000

    def __init__(self, *sizes: int, holes: dict[int, int] | None = None) -> None:
        self._sizes = sizes
        self._holes = holes or {}

    def blocks(self) -> Iterator[Samples]:
        at = 0
        for number, size in enumerate(self._sizes):
            missing = self._holes.get(number, 0)
            at += missing
            values = np.arange(at, at + size, dtype=np.float64)
            at += size
            self.done += size
            yield Samples(values, -values, missing)


def taken(part: Excerpt) -> tuple[list[float], list[int]]:
    blocks = list(part.blocks())
    return [value for block in blocks for value in block.u_v.tolist()], [block.missing for block in blocks]


@pytest.mark.parametrize("sizes", [(60,), (10,) * 6, (1,) * 60, (7, 30, 23)])
@pytest.mark.parametrize(
    ("from_s", "duration_s", "first", "last"),
    [
        (0.0, None, 0, 60),
        (0.015, None, 15, 60),
        (0.015, 0.02, 15, 35),
        (0.0, 0.01, 0, 10),
        (0.0, 9.0, 0, 60),
        (0.059, 0.001, 59, 60),
    ],
)
def test_a_part_is_taken_to_the_sample(
    sizes: tuple[int, ...], from_s: float, duration_s: float | None, first: int, last: int
) -> None:
    part = Excerpt(Ramp(*sizes), from_s, duration_s)
    assert part.start_us == 1_000_000 + first * 1000
    assert taken(part)[0] == [float(n) for n in range(first, last)]
    assert (part.name, part.rate_hz, part.skew_us) == ("ramp", 1000, 5.0)


def test_currents_go_with_voltages() -> None:
    (block,) = Excerpt(Ramp(60), 0.05, 0.005).blocks()
    assert block.i_a.tolist() == [-50, -51, -52, -53, -54]


@pytest.mark.parametrize(
    ("from_s", "values", "missing"),
    [(0.005, [5, 6, 7, 8, 9, 20, 21], [0, 10]), (0.012, [20, 21], [8]), (0.021, [21], [0])],
)
def test_holes_count_as_time(from_s: float, values: list[int], missing: list[int]) -> None:
    part = Excerpt(Ramp(10, 2, holes={1: 10}), from_s, None)
    assert taken(part) == (values, missing)


def test_a_part_may_end_in_a_hole() -> None:
    assert taken(Excerpt(Ramp(10, 2, holes={1: 10}), 0.0, 0.015)) == (list(range(10)), [0])


def test_no_more_is_read_than_is_needed() -> None:
    whole = Ramp(*[10] * 6)
    part = Excerpt(whole, 0.0, 0.015)
    taken(part)
    assert whole.done == 20
    assert (part.done, part.total) == (20, None)
    assert Excerpt(whole, 0.02, None).total == 60


def test_a_start_that_is_not_known_stays_so() -> None:
    whole = Ramp(60)
    whole.start_us = None
    assert Excerpt(whole, 0.01, None).start_us is None


def test_a_part_past_the_end_is_an_error() -> None:
    with pytest.raises(InputError, match=r"ramp ends before 0\.1 s: it has 0\.06 s"):
        taken(Excerpt(Ramp(60), 0.1, None))
