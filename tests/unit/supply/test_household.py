"""A made-up household: the same by its seed, however it is read, and plausible."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from enfas.errors import ConfigurationError
from enfas.supply.household import Household, HouseholdLoads
from enfas.timebase import US_PER_DAY, US_PER_MIN, from_civil

WINTER_US = from_civil(2025, 1, 1)


def days(**asked: Any) -> list[Any]:
    return list(HouseholdLoads(Household(**asked), WINTER_US).blocks())


def test_a_seed_gives_the_same_days_however_many_are_asked_for() -> None:
    few, many = days(seed=3, days=2), days(seed=3, days=5)
    for one, other in zip(few, many, strict=False):
        assert np.array_equal(one.active.values, other.active.values)
        assert np.array_equal(one.u_v, other.u_v)
    assert not np.array_equal(days(seed=4, days=1)[0].active.values, few[0].active.values)


def test_days_follow_one_another_minute_by_minute() -> None:
    supply = HouseholdLoads(Household(days=3), WINTER_US)
    starts = np.concatenate([block.start_us for block in supply.blocks()])
    assert np.array_equal(starts, np.arange(3 * 1440) * US_PER_MIN)
    assert (supply.done, supply.total, supply.start_us) == (3, 3, WINTER_US)


def test_it_lives_as_a_household_does() -> None:
    blocks = days(seed=1, days=365)
    daily_kwh = [float(np.maximum(0, block.active.values).sum()) / 60_000 for block in blocks]
    back_kwh = [float(np.maximum(0, -block.active.values).sum()) / 60_000 for block in blocks]
    assert 5_000 < sum(daily_kwh) < 20_000
    assert sum(daily_kwh[:30]) > 2 * sum(daily_kwh[180:210]), "winter is colder than summer"
    assert sum(back_kwh[150:210]) > 10 * sum(back_kwh[:30]), "and darker"
    for block in blocks:
        assert (block.duration_us == US_PER_MIN).all()
        assert block.active.values.max() < 35 * 230
        assert 215 < block.u_v.min() <= block.u_v.max() < 245
        assert np.isfinite(block.i_a).all()


def test_the_voltage_falls_with_the_load() -> None:
    block = days(seed=1, days=1)[0]
    assert np.corrcoef(block.active.values, block.u_v)[0, 1] < -0.5


@pytest.mark.parametrize(
    "asked",
    [
        {"days": 0},
        {"days": 4_000},
        {"seed": -1},
        {"base_w": -1},
        {"car_w": 50_000},
        {"u_v": 20},
        {"impedance_ohm": 3},
    ],
)
def test_what_cannot_be(asked: dict[str, Any]) -> None:
    with pytest.raises(ConfigurationError):
        Household(**asked)


def test_a_day_is_long() -> None:
    assert days(days=1)[0].start_us[-1] == US_PER_DAY - US_PER_MIN
