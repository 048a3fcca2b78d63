"""The load profile's picture: which intervals belong to which day, and what is refused."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from enfas.errors import InputError
from enfas.pictures.profile import Profile, day_totals_wh, draw_profile
from enfas.timebase import US_PER_DAY, US_PER_MIN, from_civil

DAY = from_civil(2007, 2, 1) // US_PER_DAY


def made(days: int, period_min: int = 60, **channels: float) -> Profile:
    count = days * 24 * 60 // period_min
    end_us = DAY * US_PER_DAY + np.arange(1, count + 1, dtype=np.int64) * period_min * US_PER_MIN
    energies = {key: np.full(count, wh) for key, wh in (channels or {"a_plus": 250.0}).items()}
    return Profile("meter 1", period_min, end_us, energies)


def test_an_interval_that_ends_at_midnight_belongs_to_the_day_before() -> None:
    assert day_totals_wh(made(2)) == {DAY: 6000.0, DAY + 1: 6000.0}


def test_an_unknown_interval_is_no_zero() -> None:
    profile = made(2)
    profile.energy_wh["a_plus"][24:] = np.nan
    assert day_totals_wh(profile) == {DAY: 6000.0}


@pytest.mark.parametrize("days", [1, 4, 10, 11, 60])
def test_few_days_are_strips_and_many_a_raster(tmp_path: Path, days: int) -> None:
    path = tmp_path / "profile.png"
    profile = made(days, 30, a_plus=250.0, a_minus=20.0, r1=10.0)
    flags = np.zeros(profile.end_us.size, dtype=np.bool_)
    flags[7:9] = True
    profile = Profile(profile.name, 30, profile.end_us, profile.energy_wh, outage=flags, clock=~flags)
    draw_profile(profile, path)
    assert path.stat().st_size > 10_000


def test_a_short_interval_adds_to_the_one_it_belongs_to(tmp_path: Path) -> None:
    """Two entries in one period (the clock was set between them) are one step of the picture."""
    profile = made(1)
    end_us = np.sort(np.append(profile.end_us, profile.end_us[3] - 5 * US_PER_MIN))
    twice = Profile("meter 1", 60, end_us, {"a_plus": np.full(end_us.size, 100.0)})
    assert day_totals_wh(twice) == {DAY: 2500.0}
    draw_profile(twice, tmp_path / "p.svg")


def test_an_empty_profile_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="the load profile is empty"):
        draw_profile(made(0), tmp_path / "p.png")
