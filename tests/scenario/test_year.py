"""The year that has everything: the meter's logs against values that are computed from the script alone.

Powers are in tenths of a watt and all bounds on whole seconds, so that every energy is a whole number of
millijoules: what is expected is exact, and found by plain sums over minutes.
"""

from __future__ import annotations

from datetime import datetime
from functools import cache

import numpy as np
import pytest
from tests.helpers import ROOT
from tests.meter_rows import entries, instant_of

from enfas.catalog.breaker import BreakerState
from enfas.runtime.scenario.play import Played, play
from enfas.runtime.scenario.script import read_scenario
from enfas.supply.household import Household, HouseholdLoads
from enfas.timebase import US_PER_S

YEAR = ROOT / "examples" / "scenarios" / "year.toml"
MJ_PER_WH = 3_600_000


def us(text: str) -> int:
    return round(datetime.fromisoformat(text).timestamp()) * US_PER_S


def at(stamp: bytes) -> int:
    """The instant of a stamp, which is in normal time."""
    return instant_of(stamp) - 3600 * US_PER_S


START_US = us("2025-01-01T00:00:00+01:00")
OUTAGES = [
    (us("2025-01-17T03:14:15+01:00"), 40),
    (us("2025-02-03T17:20:00+01:00"), 16_200),
    (us("2025-06-06T12:00:00+02:00"), 777_600),
]
OVERLOAD = (us("2025-05-05T20:00:00+02:00"), 1_190, 90_000)
TRIPS = [OVERLOAD[0] + (30 + 90 * n) * US_PER_S for n in range(13)]
OPEN = [
    *((trip_us, 60) for trip_us in TRIPS),
    (us("2025-07-01T08:00:00+02:00"), 1_810),
]


@cache
def played() -> Played:
    return play(read_scenario(YEAR))


@cache
def seconds() -> tuple[np.ndarray, np.ndarray]:
    """Power of each second of the year: imported, exported. [0.1 W]"""
    tenths = np.concatenate(
        [np.round(10 * block.active.values) for block in HouseholdLoads(Household(seed=7), START_US).blocks()]
    ).astype(np.int64)
    power = np.repeat(tenths, 60)
    at_us, for_s, more = OVERLOAD
    first = (at_us - START_US) // US_PER_S
    power[first : first + for_s] += more
    for at_us, for_s in (*OUTAGES, *OPEN):
        first = (at_us - START_US) // US_PER_S
        power[first : first + for_s] = 0
    return np.maximum(power, 0), np.maximum(-power, 0)


def expected_mj(exported: int = 0, until_us: int | None = None) -> int:
    power = seconds()[exported]
    end = len(power) if until_us is None else (until_us - START_US) // US_PER_S
    return int(power[:end].sum()) * 100


@pytest.mark.requirement("MET-9")
def test_energies_are_the_inputs_integral_to_the_millijoule() -> None:
    energy = played().device.meter.energy
    assert energy.total("a_plus") == expected_mj() > 0
    assert energy.total("a_minus") == expected_mj(exported=1) > 0


HOLIDAYS = [
    "2025-01-01", "2025-01-06", "2025-04-18", "2025-04-21", "2025-05-01", "2025-05-29", "2025-06-06",
    "2025-06-20", "2025-12-24", "2025-12-25", "2025-12-26", "2025-12-31",
]  # fmt: skip
SUMMER_S = [us(f"2025-{day}T02:00:00+01:00") // US_PER_S for day in ("03-30", "10-26")]
SLIPS = [
    ("2025-03-20T09:07:31+01:00", 3),
    ("2025-03-21T09:07:31+01:00", 40),
    ("2025-03-22T09:07:31+01:00", -43),
]


TIMELESS = ("2025-06-15T12:00:00+02:00", "2025-06-15T14:00:00+02:00")
"""While the time is not known the default tariff holds, which is T1."""


def high_load() -> np.ndarray:
    """Which seconds are of high load: working days from November to March, 06 to 22, by the meter's clock."""
    shown = START_US // US_PER_S + np.arange(len(seconds()[0]), dtype=np.int64)
    for at_iso, by_s in SLIPS:
        shown[us(at_iso) // US_PER_S - START_US // US_PER_S :] += by_s
    local = shown + 3600 + 3600 * ((shown >= SUMMER_S[0]) & (shown < SUMMER_S[1]))
    days, of_day = np.divmod(local, 86_400)
    dates = days.astype("datetime64[D]")
    month = dates.astype("datetime64[M]").astype(int) % 12 + 1
    holiday = np.isin(dates, np.array(HOLIDAYS, dtype="datetime64[D]"))
    working = ((days + 3) % 7 < 5) & ~holiday
    winter = (month >= 11) | (month <= 3)
    high = winter & working & (of_day >= 6 * 3600) & (of_day < 22 * 3600)
    first, last = ((us(at_iso) - START_US) // US_PER_S for at_iso in TIMELESS)
    high[first:last] = True
    return np.asarray(high)


@pytest.mark.requirement("TAR-2", "MET-9")
def test_no_energy_lands_in_the_wrong_tariff() -> None:
    energy = played().device.meter.energy
    imported, high = seconds()[0], high_load()
    assert energy.in_tariff("a_plus", 1) == int(imported[high].sum()) * 100 > 0
    assert energy.in_tariff("a_plus", 2) == int(imported[~high].sum()) * 100 > 0
    assert sum(energy.in_tariff("a_plus", tariff) for tariff in range(1, 9)) == energy.total("a_plus")


@pytest.mark.requirement("LOG-3", "MET-9")
def test_every_entry_of_the_profile_is_the_register_then() -> None:
    """From September on hours are logged, and the clock is right."""
    found = entries(played().device.meter)
    first_us = us("2025-09-01T01:00:00+02:00")
    assert len(found) == (us("2026-01-01T00:00:00+01:00") - first_us) // (3600 * US_PER_S) + 1
    power = np.cumsum(seconds()[0]) * 100
    for place, entry in enumerate(found):
        at_us = first_us + place * 3600 * US_PER_S
        assert at(entry["clock"]) == at_us
        assert entry["a_plus"] == int(power[(at_us - START_US) // US_PER_S - 1]) // MJ_PER_WH, at_us


@pytest.mark.requirement("LOG-1", "MET-9")
def test_every_entry_of_the_debiting_log_is_the_registers_then() -> None:
    """On the first of each month at midnight, and once by command."""
    found = entries(played().device.meter, "debiting")
    months = [f"2025-{month:02d}-01T00:00:00+01:00" for month in range(2, 13)] + ["2026-01-01T00:00:00+01:00"]
    instants = sorted([*map(us, months), us("2025-10-10T10:10:10+02:00")])
    assert [at(entry["clock"]) for entry in found] == instants
    power, high = seconds()[0], high_load()
    for entry, at_us in zip(found, instants, strict=True):
        count = (at_us - START_US) // US_PER_S
        for key, flowed in (
            ("a_plus", power[:count]),
            ("a_plus_t1", power[:count][high[:count]]),
            ("a_plus_t2", power[:count][~high[:count]]),
            ("a_minus", seconds()[1][:count]),
        ):
            assert entry[key] == int(flowed.sum()) * 100 // MJ_PER_WH, (key, at_us)


@pytest.mark.requirement("SW-3")
def test_the_breaker_opens_as_the_overload_has_it_and_from_remote() -> None:
    states = [(at(it["clock"]), it["state"]) for it in entries(played().device.meter, "cut_off")]
    off_us = us("2025-07-01T08:00:00+02:00")
    expected = [(trip_us, BreakerState.CUT_OFF) for trip_us in TRIPS]
    expected += [(trip_us + 60 * US_PER_S, BreakerState.CONNECTED) for trip_us in TRIPS]
    expected += [
        (off_us, BreakerState.DISCONNECTED),
        (off_us + 1_800 * US_PER_S, BreakerState.AWAITING_RECONNECTION),
        (off_us + 1_810 * US_PER_S, BreakerState.CONNECTED),
    ]
    assert states == sorted(expected)


@pytest.mark.requirement("RTC-3")
def test_the_clock_was_set_by_40_s_back_by_43_s_and_after_the_long_outage() -> None:
    """3 s are an adjustment, which is not logged; after nine days without mains the time was lost."""
    logged = [(it["before"], it["clock"]) for it in entries(played().device.meter, "clock")]
    changes = [(at(after) - at(before)) // US_PER_S for before, after in logged]
    assert changes[:2] == [40, -43]
    assert at(logged[-1][1]) == us("2025-06-15T14:00:00+02:00")
    assert changes[-1] > 0


@pytest.mark.requirement("CFG-3")
def test_the_reconfiguration_is_logged_and_the_refused_one_is_not() -> None:
    logged = entries(played().device.meter, "configuration")
    assert [(at(it["clock"]), it["place"], it["before"], it["after"]) for it in logged] == [
        (us("2025-09-01T00:30:00+02:00"), 4, 2, 4)
    ]


@pytest.mark.requirement("REG-3")
def test_hours_with_mains_are_those_of_the_year_less_the_outages() -> None:
    mains = played().device.meter.mains
    assert mains.total_us == (365 * 86_400 - sum(for_s for _, for_s in OUTAGES)) * US_PER_S


def test_the_story_is_the_scripts() -> None:
    story = played().story
    assert [at_us for at_us, _, _ in story] == sorted(at_us for at_us, _, _ in story)
    assert len([refused for _, _, refused in story if refused]) == 2
    assert played().rows > 500_000
