"""Load values become rows: exact energies in the right quadrants, and what is not known is said to be so."""

from __future__ import annotations

from decimal import Decimal

import numpy as np
import pytest

from enfas.conditions import Conditions
from enfas.errors import InputError
from enfas.intake import MOST_LOAD_W, Flow, Loads
from enfas.interval import ENERGIES, UNKNOWN, Mark, Rows
from enfas.metrology.loads import LoadMeter
from enfas.timebase import US_PER_DAY, US_PER_MIN, US_PER_S


def flow(*values: float, amounts: bool = False) -> Flow:
    return Flow(np.array(values, dtype=np.float64), amounts)


def loads(active: Flow, duration_us: int = US_PER_MIN, **others: object) -> Loads:
    count = len(active.values)
    return Loads(
        start_us=np.arange(count, dtype=np.int64) * duration_us,
        duration_us=np.full(count, duration_us, dtype=np.int64),
        active=active,
        **others,  # type: ignore[arg-type]
    )


def energies(rows: Rows, row: int = 0) -> dict[str, int]:
    return {
        name: value for name, value in zip(ENERGIES, rows["energy_mj"][row].tolist(), strict=True) if value
    }


@pytest.mark.requirement("MET-9")
@pytest.mark.parametrize(
    ("power_kw", "seconds", "energy_mj"),
    [
        ("0.326", 60, 19_560_000),
        ("4.35", 60, 261_000_000),  # 4.35 * 1000 * 60 is 260 999.99… in floating numbers
        ("1.1", 3600, 3_960_000_000),
        ("0.001", 1, 1_000),
        ("0.000001", 1, 1),
        ("7.482", 900, 6_733_800_000),
    ],
)
def test_energy_is_power_times_duration_exactly(power_kw: str, seconds: int, energy_mj: int) -> None:
    assert Decimal(power_kw) * seconds * 1_000_000 == energy_mj
    rows = LoadMeter().feed(loads(flow(float(power_kw) * 1000.0), seconds * US_PER_S))
    assert energies(rows) == {"a_plus": energy_mj, "e_plus": energy_mj}


@pytest.mark.requirement("MET-9")
def test_what_is_under_a_millijoule_is_carried_on() -> None:
    meter = LoadMeter()
    block = loads(flow(0.000_3, 0.000_3), US_PER_S)  # 300 µJ a row: every fourth, then third, completes one
    counted = [meter.feed(block)["energy_mj"][:, 0].tolist() for _ in range(5)]
    assert counted == [[0, 0], [0, 1], [0, 0], [1, 0], [0, 1]]
    whole = LoadMeter().feed(loads(flow(*[0.000_3] * 10), US_PER_S))
    assert whole["energy_mj"][:, 0].tolist() == [value for part in counted for value in part]


def test_durations_of_broken_seconds_are_exact_too() -> None:
    # 1.000001 W for 1.000001 s: 1 000 002.000 001 µJ
    rows = LoadMeter().feed(loads(flow(*[1.000_001] * 500_000), 1_000_001))
    assert rows["energy_mj"][:, 0].sum() == 1_000_002_000_001 * 500_000 // 10**9


@pytest.mark.requirement("MET-9")
@pytest.mark.parametrize(
    ("energy_wh", "energy_mj"),
    [("0.25", 900_000), ("12.3", 44_280_000), ("0.0001", 360), ("1234.567", 4_444_441_200)],
)
def test_amounts_are_taken_as_they_are(energy_wh: str, energy_mj: int) -> None:
    assert Decimal(energy_wh) * 3_600_000 == energy_mj
    rows = LoadMeter().feed(loads(flow(float(energy_wh), amounts=True), 15 * US_PER_MIN))
    assert energies(rows) == {"a_plus": energy_mj, "e_plus": energy_mj}


@pytest.mark.requirement("MET-6")
@pytest.mark.parametrize(
    ("p_w", "q_var", "counted"),
    [
        (300.0, 400.0, {"a_plus": 300, "r1": 400, "e_plus": 500}),
        (-300.0, 400.0, {"a_minus": 300, "r2": 400, "e_minus": 500}),
        (-300.0, -400.0, {"a_minus": 300, "r3": 400, "e_minus": 500}),
        (300.0, -400.0, {"a_plus": 300, "r4": 400, "e_plus": 500}),
        (0.0, 400.0, {"r1": 400, "e_plus": 400}),
        (0.0, -400.0, {"r4": 400, "e_plus": 400}),
        (300.0, 0.0, {"a_plus": 300, "e_plus": 300}),
        (-300.0, 0.0, {"a_minus": 300, "e_minus": 300}),
    ],
)
def test_signs_tell_the_quadrant(p_w: float, q_var: float, counted: dict[str, int]) -> None:
    rows = LoadMeter().feed(loads(flow(p_w), US_PER_S, reactive=flow(q_var)))
    assert energies(rows) == {name: value * 1000 for name, value in counted.items()}


@pytest.mark.parametrize(
    ("others", "apparent_w"),
    [
        ({"apparent": flow(700.0), "reactive": flow(400.0)}, 700),
        ({"apparent": flow(np.nan), "reactive": flow(400.0)}, 500),
        ({"apparent": flow(200.0)}, 300),  # never less than the active power
        ({"reactive": flow(400.0), "u_v": np.array([230.0]), "i_a": np.array([9.0])}, 500),
        ({"u_v": np.array([230.0]), "i_a": np.array([-2.0])}, 460),
        ({"u_v": np.array([230.0]), "i_a": np.array([1.0])}, 300),
        ({"u_v": np.array([np.nan]), "i_a": np.array([2.0])}, 300),
        ({}, 300),
    ],
)
def test_apparent_power_is_the_best_that_is_known(others: dict[str, object], apparent_w: int) -> None:
    rows = LoadMeter().feed(loads(flow(300.0), US_PER_S, **others))
    assert energies(rows)["e_plus"] == apparent_w * 1000
    rows = LoadMeter().feed(loads(flow(-300.0), US_PER_S, **others))
    assert energies(rows)["e_minus"] == apparent_w * 1000


def test_apparent_power_may_come_in_the_other_form() -> None:
    rows = LoadMeter().feed(loads(flow(0.25, amounts=True), 15 * US_PER_MIN, apparent=flow(2.0)))
    assert energies(rows) == {"a_plus": 900_000, "e_plus": 1_800_000}
    rows = LoadMeter().feed(loads(flow(1.0), 15 * US_PER_MIN, apparent=flow(0.5, amounts=True)))
    assert energies(rows) == {"a_plus": 900_000, "e_plus": 1_800_000}
    rows = LoadMeter().feed(loads(flow(4.0), 15 * US_PER_MIN, apparent=flow(0.5, amounts=True)))
    assert energies(rows) == {"a_plus": 3_600_000, "e_plus": 3_600_000}


def test_directions_given_apart_are_not_netted() -> None:
    rows = LoadMeter().feed(
        loads(flow(300.0, 100.0), US_PER_S, export=flow(100.0, 300.0), reactive=flow(400.0, 400.0))
    )
    assert energies(rows, 0) == {
        "a_plus": 300_000, "a_minus": 100_000, "r1": 400_000, "e_plus": 500_000, "e_minus": 100_000,
    }  # fmt: skip
    assert energies(rows, 1) == {
        "a_plus": 100_000, "a_minus": 300_000, "r2": 400_000, "e_plus": 100_000, "e_minus": 500_000,
    }  # fmt: skip


@pytest.mark.requirement("LOG-7")
@pytest.mark.parametrize(
    ("u_v", "said", "mark"),
    [
        (230.0, Mark.NONE, Mark.GAP),
        (11.5, Mark.NONE, Mark.GAP),
        (11.4, Mark.NONE, Mark.OUTAGE),
        (np.nan, Mark.NONE, Mark.OUTAGE),
        (3.0, Mark.GAP, Mark.GAP),
        (230.0, Mark.OUTAGE, Mark.OUTAGE),
    ],
)
def test_what_is_missing_has_no_energies(u_v: float, said: Mark, mark: Mark) -> None:
    block = loads(
        flow(300.0, np.nan, 300.0), US_PER_S, reactive=flow(400.0, 400.0, 400.0),
        u_v=np.array([230.0, u_v, 230.0]), i_a=np.full(3, 2.0), mark=said,
    )  # fmt: skip
    rows = LoadMeter().feed(block)
    assert energies(rows, 0) == energies(rows, 2) != {}
    assert energies(rows, 1) == {}
    assert rows["marks"].tolist() == [0, mark, 0]
    assert rows["u_mv"].tolist() == [230_000, 0 if mark is Mark.OUTAGE else round(1000 * u_v), 230_000]
    assert rows["i_ma"].tolist() == [2000, 0 if mark is Mark.OUTAGE else 2000, 2000]


@pytest.mark.parametrize(("u_nominal_v", "mark"), [(230.0, Mark.OUTAGE), (120.0, Mark.NONE)])
def test_no_voltage_is_by_the_nominal_one(u_nominal_v: float, mark: Mark) -> None:
    rows = LoadMeter(Conditions(u_nominal_v=u_nominal_v)).feed(loads(flow(0.0), u_v=np.array([7.0])))
    assert rows["marks"].tolist() == [mark]


def test_what_flows_without_a_voltage_is_counted() -> None:
    rows = LoadMeter().feed(loads(flow(0.0, 300.0), export=flow(5.0, 0.0), u_v=np.array([0.1, 0.1])))
    assert rows["marks"].tolist() == [0, 0]
    assert (rows["energy_mj"][:, :2].sum(axis=1) > 0).all()


def test_what_is_not_known_is_said_to_be_so() -> None:
    rows = LoadMeter().feed(
        loads(
            flow(300.0, 300.0), US_PER_S, u_v=np.array([np.nan, 230.0]), i_a=np.array([1.304, np.nan]),
            u_min_v=np.array([229.5, np.nan]), f_hz=np.array([49.987, np.nan]), reactive=flow(np.nan, 5.0),
        )
    )  # fmt: skip
    first, second = rows
    names = ("u_mv", "i_ma", "u_min_mv", "u_max_mv", "f_mhz", "thd_u_cp", "thd_i_cp")
    known = [UNKNOWN, 1304, 229_500, UNKNOWN, 49_987, UNKNOWN, UNKNOWN]
    assert [first[name] for name in names] == known
    assert [second[name] for name in ("u_mv", "i_ma", "u_min_mv", "f_mhz")] == [
        230_000,
        UNKNOWN,
        UNKNOWN,
        UNKNOWN,
    ]
    assert "r1" not in energies(rows, 0)
    assert energies(rows, 1)["r1"] == 5_000


def test_no_intervals_are_no_rows() -> None:
    assert len(LoadMeter().feed(loads(flow()))) == 0


@pytest.mark.parametrize(
    ("block", "fault"),
    [
        (loads(flow(1.0), 0), "longer than nothing"),
        (loads(flow(1.0), US_PER_DAY + 1), "at most a day"),
        (loads(flow(2 * MOST_LOAD_W)), "a mean power over"),
        (loads(flow(1e12, amounts=True)), "a mean power over"),
        (loads(flow(-1.0), export=flow(0.0)), "neither is negative"),
        (loads(flow(1.0), export=flow(-1.0)), "neither is negative"),
        (loads(flow(1.0), export=flow(1.0, amounts=True)), "both powers or both amounts"),
    ],
)
def test_what_cannot_be_is_refused(block: Loads, fault: str) -> None:
    with pytest.raises(InputError, match=fault):
        LoadMeter().feed(block)


def test_the_greatest_power_for_a_day_fits() -> None:
    rows = LoadMeter().feed(loads(flow(MOST_LOAD_W), US_PER_DAY))
    assert rows["energy_mj"][0, 0] == 86_400 * 10**11
