from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

from enfas.conditions import Conditions, Thresholds
from enfas.interval import A_MINUS, A_PLUS, E_PLUS, UNKNOWN, Mark
from enfas.metrology.cycles import CYCLE, Cycles
from enfas.metrology.energies import Carried
from enfas.metrology.windows import Part, RowMaker, Timing, cycles_a_window

RATE_HZ = 10_000
NOTHING = np.zeros(1)


def cycles(u_v: list[float], i_a: float, p_w: float, q_var: float = 0.0, *, seen: bool = True) -> Cycles:
    """Cycles of 200 samples, each with its voltage."""
    made = np.zeros(len(u_v), dtype=CYCLE)
    made["n"] = 1000 + 200 * np.arange(len(u_v))
    made["length"] = made["span"] = 200.0
    made["seen"] = seen
    made["uu"] = np.square(u_v) * 200
    made["uu_first"] = made["uu"] / 2
    made["ii"], made["ui"], made["q_var"], made["p1_w"] = i_a**2 * 200, p_w * 200, q_var, p_w
    made["span_ui"] = made["ui"]
    return made


def part(made: Cycles, *, whole: bool = True, end: bool = False) -> Part:
    return Part(made, whole, end, 1_000_000, 1_000_000 + 20_000 * len(made))


def one(made: Cycles, *, whole: bool = True, **limits: float) -> tuple[np.void, np.void]:
    """The row and the window of some cycles."""
    maker = RowMaker(Conditions(thresholds=Thresholds(**limits)), RATE_HZ, Carried())
    rows, windows = maker.make([part(made, whole=whole)], NOTHING, NOTHING, 0)
    return rows[0], windows[0]


@pytest.mark.parametrize(
    ("rate", "sample", "fraction", "instant_us"),
    [
        (Fraction(10_000), 0, -0.5, 7),
        (Fraction(10_000), 10_000, -0.5, 1_000_007),
        (Fraction(10_000), 10_000, 0.0, 1_000_057),
        (Fraction(1_000_000, 21), 1_000_000, -0.5, 21_000_007),
        (Fraction(10_000), 10**14, -0.5, 10**16 + 7),
        (Fraction(3_000_000, 7), 3, -0.5, 14),
        (Fraction(3_000_000, 7), 4, -0.5, 16),
    ],
)
def test_instants_are_exact_however_long_it_goes_on(
    rate: Fraction, sample: int, fraction: float, instant_us: int
) -> None:
    assert Timing(rate, 7).instant_us(sample, fraction) == instant_us


@pytest.mark.parametrize(("f_hz", "cycles"), [(45.0, 10), (54.9, 10), (55.1, 12), (65.0, 12)])
def test_a_window_is_about_200_ms(f_hz: float, cycles: int) -> None:
    assert cycles_a_window(f_hz) == cycles


def test_values_of_a_window() -> None:
    row, window = one(cycles([230.0] * 3, 5.0, 1000.0, -300.0))
    assert window["u_v"] == pytest.approx(230)
    assert window["f_hz"] == pytest.approx(50)
    assert window["pf"] == pytest.approx(1000 / 1150)
    assert window["angle_deg"] == pytest.approx(360 - 16.699, abs=1e-3)
    assert (window["cycles"], window["seen"], window["quadrant"], window["orders"]) == (3, True, 4, 0)
    assert np.isnan(window["thd_u_percent"])
    assert np.isnan(window["u_harmonics_v"]).all()
    assert (row["start_us"], row["duration_us"]) == (1_000_000, 60_000)
    assert (row["u_mv"], row["i_ma"], row["f_mhz"], row["marks"]) == (230_000, 5000, 50_000, 0)
    assert (row["thd_u_cp"], row["thd_i_cp"]) == (UNKNOWN, UNKNOWN)
    assert row["energy_mj"].tolist() == [60_000, 0, 0, 0, 0, 18_000, 69_000, 0]


def test_least_and_greatest_voltage_are_of_whole_cycles_at_every_half() -> None:
    made = cycles([200.0, 220.0, 240.0], 5.0, 1000.0)
    row, _ = one(made)
    assert (row["u_min_mv"], row["u_max_mv"]) == (200_000, 240_000)
    # a cycle from the middle of one to the middle of the next: the second half of the first is deeper
    made["uu_first"] = made["uu"] * [0.9, 0.1, 0.5]
    row, _ = one(made)
    assert row["u_min_mv"] == pytest.approx(1000 * np.sqrt(0.1 * 200**2 + 0.1 * 220**2), abs=1)
    assert row["u_max_mv"] == pytest.approx(1000 * np.sqrt(0.9 * 220**2 + 0.5 * 240**2), abs=1)


def test_a_cycle_that_ends_in_the_middle_of_a_row_reaches_into_the_row_before() -> None:
    maker = RowMaker(Conditions(), RATE_HZ, Carried())
    first, second = cycles([230.0], 5.0, 1000.0), cycles([230.0], 5.0, 1000.0)
    first["uu_first"], second["uu_first"] = 0.9 * first["uu"], 0.2 * second["uu"]
    rows, _ = maker.make([part(first), part(second)], NOTHING, NOTHING, 0)
    assert rows["u_min_mv"][0] == 230_000
    assert rows["u_min_mv"][1] == pytest.approx(230_000 * np.sqrt(0.3), abs=1)


@pytest.mark.requirement("MET-5")
@pytest.mark.parametrize(
    ("i_a", "p_w", "counts"),
    [
        (0.0, 0.0, False),
        (0.0099, 2.25, False),
        (0.0099, -2.25, False),
        (0.0099, 2.31, True),
        (0.0101, 2.2, True),
        (0.0101, -0.1, True),
        (0.020, 4.6, True),
        (0.025, 5.75, True),
    ],
)
def test_a_load_under_both_thresholds_is_not_counted(i_a: float, p_w: float, counts: bool) -> None:
    row, window = one(cycles([230.0] * 10, i_a, p_w))
    assert row["marks"] == (0 if counts else Mark.STARTING)
    assert bool(row["energy_mj"].any()) is counts
    assert row["i_ma"] == round(1000 * i_a)
    assert window["p_w"] == pytest.approx(p_w)


@pytest.mark.parametrize(("u_v", "mains"), [(11.4, False), (11.6, True)])
def test_under_5_percent_there_is_no_mains(u_v: float, mains: bool) -> None:
    row, window = one(cycles([u_v] * 10, 5.0, 50.0))
    assert row["marks"] == (0 if mains else Mark.OUTAGE)
    assert row["u_mv"] == u_v * 1000
    assert bool(row["energy_mj"].any()) is mains
    assert bool(row["f_mhz"] != UNKNOWN) is mains
    assert np.isnan(window["f_hz"]) == (not mains)


def test_a_frequency_is_told_where_half_of_the_cycles_were_seen() -> None:
    made = cycles([230.0] * 4, 5.0, 1000.0)
    made["seen"] = [True, True, False, False]
    made["length"][2:] = 300.0
    assert one(made)[0]["f_mhz"] == 50_000
    made["seen"][0] = False
    assert one(made)[0]["f_mhz"] == UNKNOWN


@pytest.mark.parametrize("whole", [False, True])
@pytest.mark.parametrize("final", [False, True])
def test_of_the_end_of_a_stretch_only_the_energy_is_known(whole: bool, final: bool) -> None:
    made = cycles([230.0], 5.0, 1000.0)
    made["span"], made["span_ui"] = 250.0, 1000.0 * 230
    if not whole:
        made["ui"] = 0.0
    maker = RowMaker(Conditions(), RATE_HZ, Carried())
    rows, windows = maker.make([part(made, whole=whole, end=True)], NOTHING, NOTHING, 0, final=final)
    assert rows["energy_mj"][0, A_PLUS] == (23_000 if whole or final else 0)
    assert rows["energy_mj"][0, E_PLUS] == 1150 * 25
    assert rows["marks"][0] == Mark.ENERGY_ONLY
    for name in ("u_mv", "i_ma", "f_mhz", "thd_u_cp", "thd_i_cp"):
        assert rows[name][0] == UNKNOWN
    assert rows["u_min_mv"][0] == rows["u_max_mv"][0] == (230_000 if whole else UNKNOWN)
    assert len(windows) == 0


def test_without_mains_the_end_of_a_stretch_is_an_outage_like_any() -> None:
    maker = RowMaker(Conditions(), RATE_HZ, Carried())
    rows, windows = maker.make([part(cycles([3.0], 5.0, 10.0), end=True)], NOTHING, NOTHING, 0)
    assert (rows["marks"][0], rows["u_mv"][0]) == (Mark.OUTAGE, 3000)
    assert not rows["energy_mj"].any()
    assert len(windows) == 0


@pytest.mark.requirement("MET-9")
@pytest.mark.parametrize("mark", [Mark.NONE, Mark.STARTING, Mark.OUTAGE])
def test_what_is_held_is_registered_with_the_last_row(mark: Mark) -> None:
    """A row that registers nothing leaves it to the next that does."""
    carried = Carried()
    maker = RowMaker(Conditions(), RATE_HZ, carried)
    maker.make([part(cycles([230.0], 5.0, 1.0))], NOTHING, NOTHING, 0)  # imports
    rows, _ = maker.make([part(cycles([230.0], 5.0, -1.0))], NOTHING, NOTHING, 0)
    assert rows["energy_mj"][0, [A_PLUS, A_MINUS]].tolist() == [0, 0]
    assert carried.held_mj[0] == pytest.approx(-20)
    last = {
        Mark.NONE: cycles([230.0], 5.0, -1.0),
        Mark.STARTING: cycles([230.0], 0.001, -0.2),
        Mark.OUTAGE: cycles([1.0], 5.0, -1.0),
    }
    rows, _ = maker.make([part(last[mark])], NOTHING, NOTHING, 0, final=True)
    assert rows["marks"][0] == mark
    assert rows["energy_mj"][0, A_MINUS] == (0 if mark else 40)
    assert carried.held_mj[0] == (pytest.approx(-20) if mark else 0)


@pytest.mark.requirement("MET-9")
def test_a_remainder_goes_on_to_the_next_row() -> None:
    maker = RowMaker(Conditions(), RATE_HZ, Carried())
    made = cycles([230.0], 5.0, 1000.01)
    rows = [maker.make([part(made)], NOTHING, NOTHING, 0)[0] for _ in range(10)]
    energies = [int(row["energy_mj"][0, A_PLUS]) for row in rows]
    assert sum(energies) == 200_002
    assert sorted(set(energies)) == [20_000, 20_001]
