from __future__ import annotations

import pytest

from enfas.catalog.stamp import UNSPECIFIED
from enfas.interval import A_MINUS, A_PLUS, E_PLUS, ENERGIES, R1, R2
from enfas.meter.block import COLUMNS, MEASURED
from enfas.meter.demand import Demand, slot
from enfas.meter.means import POWERS
from enfas.timebase import US_PER_MIN

NOON, LATER = b"n" * 12, b"l" * 12
QUARTER_MJ_PER_W = 900_000
QUARTER = 15 * US_PER_MIN


def totals(**values: int) -> list[int]:
    """Totals of a quarter of an hour: mean powers in W by counter, other values as their means."""
    counters = {"a_plus": A_PLUS, "a_minus": A_MINUS, "r1": R1, "r2": R2, "e_plus": E_PLUS}
    filled = [0] * COLUMNS
    for name, value in values.items():
        if name in counters:
            filled[counters[name]] = value * QUARTER_MJ_PER_W
        else:
            place = len(ENERGIES) + 2 * MEASURED.index(name)
            filled[place : place + 2] = [value * 7, 7]
    return filled


def take(demand: Demand, stamp: bytes = NOON, day: int = 1, threshold_w: int = 99_000, **values: int) -> None:
    demand.take(totals(**values), QUARTER, stamp, day, 1, threshold_w)


def test_means() -> None:
    demand = Demand()
    take(demand, a_plus=60, r1=3, r2=4, e_plus=100, u_mv=230_600, i_ma=1_234, f_mhz=49_996, thd_u_cp=250)
    assert demand.last.powers == [60, 0, 7, 0, 100, 0]
    assert tuple(getattr(demand.last, name) for name in ("u", "i", "f", "pf", "thd_u", "thd_i")) == (
        231,
        123,
        5000,
        60,
        250,
        None,
    )


@pytest.mark.parametrize(("mj", "watt"), [(449_999, 0), (450_000, 1), (1_349_999, 1), (1_350_000, 2)])
def test_means_are_rounded_to_the_nearest(mj: int, watt: int) -> None:
    demand = Demand()
    demand.take([mj] + [0] * (COLUMNS - 1), QUARTER, NOON, 1, 1, 9)
    assert demand.last.powers[0] == watt


@pytest.mark.parametrize("period_min", [15, 30, 60])
def test_a_mean_is_over_the_length_given(period_min: int) -> None:
    demand = Demand()
    demand.take([3_600_000] + [0] * (COLUMNS - 1), period_min * US_PER_MIN, NOON, 1, 1, 9)
    assert demand.last.powers[0] == 60 // period_min


def test_peaks_keep_the_largest_with_its_time() -> None:
    demand = Demand()
    take(demand, NOON, a_plus=500, r1=100)
    take(demand, LATER, a_plus=500, r1=200)
    at, reactive = slot("p_plus"), slot("q_plus", 1)
    assert (demand.peaks[at], demand.peak_stamps[at]) == (500, NOON), "the first of equal ones stands"
    assert (demand.peaks[reactive], demand.peak_stamps[reactive]) == (200, LATER)
    assert demand.peak_stamps[slot("p_minus")] == UNSPECIFIED


def test_a_debiting_stop_adds_peaks_up() -> None:
    demand = Demand()
    for watt in (500, 300):
        take(demand, a_plus=watt)
        demand.debiting_stop()
    assert demand.stops == 2
    assert demand.cumulative[slot("p_plus")] == demand.cumulative[slot("p_plus", 1)] == 800
    assert demand.peaks == [0] * len(demand.peaks)
    assert set(demand.peak_stamps) == {UNSPECIFIED}
    assert demand.last.powers[POWERS.index("p_plus")] == 300, "the last mean stands"


@pytest.mark.requirement("REG-3")
def test_periods_over_the_threshold_are_counted() -> None:
    demand = Demand()
    for watt in (1000, 1001, 999, 5000):
        take(demand, threshold_w=1000, a_plus=watt)
    assert demand.over_threshold == 2


def test_the_day_s_extremes() -> None:
    demand = Demand()
    for number, watt in enumerate((500, 700, 200, 300)):
        take(demand, bytes([number]) * 12, a_plus=watt)
    assert (demand.day_max, demand.day_max_stamp[0], demand.day_min, demand.day_min_stamp[0]) == (
        700,
        1,
        200,
        2,
    )
    take(demand, LATER, day=2, a_plus=400)
    assert (demand.day_max, demand.day_max_stamp) == (demand.day_min, demand.day_min_stamp) == (400, LATER)
