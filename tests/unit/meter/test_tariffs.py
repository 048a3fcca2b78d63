from __future__ import annotations

import numpy as np
import pytest
from tests.meter_rows import START_US, Kept, entries, load, make_meter, row, state_of

from enfas.catalog.occurrences import Occurrence
from enfas.catalog.tables import KINDS, parse_table
from enfas.errors import CommandRefused, Refusal
from enfas.interval import Mark
from enfas.meter.activity_calendar import ActivityCalendar
from enfas.meter.configuration import Configuration
from enfas.meter.device import Meter
from enfas.meter.ports import Ports
from enfas.meter.reconfiguration import Reconfiguration
from enfas.meter.tariffs import Tariffs
from enfas.timebase import US_PER_DAY, US_PER_HOUR, US_PER_MIN, US_PER_S, from_civil

MJ_PER_W_S = 1_000


def running(start_us: int = START_US, **codes: str) -> tuple[Meter, Tariffs]:
    meter = make_meter(start_us, **codes)
    meter.advance(load(start_us, 1))
    return meter, meter.part(Tariffs)


def energies(meter: Meter, energy: str = "a_plus") -> list[int]:
    return [meter.energy.in_tariff(energy, tariff) for tariff in range(1, 9)]


# Control.


@pytest.mark.requirement("TAR-1")
@pytest.mark.parametrize(
    ("z13", "control"), [("000", 0), ("001", 1), ("002", 2), ("003", 3), ("004", 3), ("005", 3)]
)
def test_z13_says_what_controls_the_tariff(z13: str, control: int) -> None:
    meter, _ = running(Z13=z13)
    assert meter.read("tariff_control") == control
    assert (meter.read("tariff_plan"), bool(meter.read("tariff_plan_name"))) == (
        int(control == 3),
        control == 3,
    )


@pytest.mark.requirement("TAR-1")
def test_without_control_the_default_tariff_holds() -> None:
    meter, tariffs = running(Z13="000")
    assert meter.read("tariff") == 1
    meter.write("tariff_default", 3)
    assert (meter.read("tariff"), meter.read("tariff_default")) == (3, 3)
    tariffs.set_inputs(True, True)
    meter.advance(load(START_US + US_PER_MIN, 10_000))
    assert meter.read("tariff") == 3


@pytest.mark.requirement("TAR-1")
@pytest.mark.parametrize(
    ("one", "two", "tariff"), [(False, False, 1), (True, False, 2), (False, True, 3), (True, True, 4)]
)
def test_inputs_of_the_module_port(one: bool, two: bool, tariff: int) -> None:
    meter, tariffs = running(Z13="001")
    tariffs.set_inputs(one, two)
    assert meter.read("tariff") == tariff
    before = energies(meter)
    meter.advance(load(START_US + US_PER_MIN, 1, watts=600))
    gained = [after - b for after, b in zip(energies(meter), before, strict=True)]
    assert gained[tariff - 1] == 600 * 60 * MJ_PER_W_S
    assert sum(gained) == gained[tariff - 1]
    tariffs.set_inputs(False, False)
    assert meter.read("tariff") == 1


@pytest.mark.requirement("TAR-1")
@pytest.mark.parametrize("tariff", range(1, 9))
def test_control_by_register(tariff: int) -> None:
    meter, _ = running(Z13="002")
    meter.write("tariff", tariff)
    assert meter.read("tariff") == tariff
    meter.advance(load(START_US + US_PER_MIN, 1, watts=600))
    assert energies(meter)[tariff - 1] >= 600 * 60 * MJ_PER_W_S


@pytest.mark.requirement("TAR-1")
def test_before_a_register_is_written_the_default_tariff_holds() -> None:
    meter, _ = running(Z13="002")
    meter.write("tariff_default", 2)
    assert meter.read("tariff") == 2
    meter.write("tariff", 4)
    meter.write("tariff_default", 3)
    assert meter.read("tariff") == 4


@pytest.mark.requirement("TAR-1")
@pytest.mark.parametrize("tariff", [0, 9, 255])
@pytest.mark.parametrize("key", ["tariff", "tariff_default"])
def test_there_are_no_other_tariffs(key: str, tariff: int) -> None:
    meter, _ = running(Z13="002")
    before = state_of(meter)
    with pytest.raises(CommandRefused, match="tariffs are 1 to 8"):
        meter.write(key, tariff)
    assert state_of(meter) == before


@pytest.mark.requirement("TAR-1")
@pytest.mark.parametrize("z13", ["000", "001", "004"])
def test_what_something_else_controls_is_not_written(z13: str) -> None:
    meter, _ = running(Z13=z13)
    before = state_of(meter)
    other = meter.energy.tariff % 4 + 1
    with pytest.raises(CommandRefused, match=f"Z13={z13}") as refused:
        meter.write("tariff", other)
    assert refused.value.reason is Refusal.STATE
    assert state_of(meter) == before
    meter.write("tariff", meter.energy.tariff)


@pytest.mark.requirement("TAR-1", "CFG-3")
@pytest.mark.parametrize("control", [0, 1, 2, 3])
def test_the_register_of_the_control_is_z13_and_logged_as_that(control: int) -> None:
    meter, _ = running(Z13="001" if control == 0 else "000")
    meter.write("tariff_control", control)
    assert meter.read("tariff_control") == control
    assert meter.configuration.software.text == str(meter.read("software_code"))
    logged = [(e["place"], e["after"]) for e in entries(meter, "configuration")]
    assert logged == [(13, control)]
    meter.write("tariff_control", control)
    assert len(entries(meter, "configuration")) == 1
    with pytest.raises(CommandRefused, match="0 to 3, not 4"):
        meter.write("tariff_control", 4)


@pytest.mark.requirement("TAR-1")
def test_control_by_table_comes_back_to_the_table_and_its_plan() -> None:
    meter, _ = running(Z13="005")
    meter.part(ActivityCalendar).choose_plan(2)
    meter.write("tariff_control", 2)
    assert (meter.read("tariff_plan"), meter.read("tariff_plan_name"), meter.read("tariff_season")) == (
        0,
        "",
        0,
    )
    meter.write("tariff_control", 3)
    assert (meter.read("tariff_plan"), meter.read("tariff_plan_name")) == (2, "Day and night")


# Plans.


@pytest.mark.requirement("TAR-1", "CFG-3")
def test_plans_are_chosen_and_that_is_logged() -> None:
    meter, _ = running(Z13="005")  # Wednesday 15 January, 12:00
    seen = []
    for plan in (1, 2, 3):
        meter.part(ActivityCalendar).choose_plan(plan)
        seen.append((meter.read("tariff_plan"), meter.read("tariff_plan_name"), meter.read("tariff")))
    assert seen == [(1, "Four seasons", 2), (2, "Day and night", 1), (3, "One price", 1)]
    logged = [(e["place"], e["before"], e["after"]) for e in entries(meter, "configuration")]
    assert logged == [(113, 1, 2), (113, 2, 3)]
    for wrong in (0, 4):
        with pytest.raises(CommandRefused, match="plans 1 to 3"):
            meter.part(ActivityCalendar).choose_plan(wrong)


def test_without_a_table_there_is_no_plan_to_choose() -> None:
    meter, _ = running(Z13="002")
    with pytest.raises(CommandRefused, match="no table controls the tariff") as refused:
        meter.part(ActivityCalendar).choose_plan(1)
    assert refused.value.reason is Refusal.STATE


@pytest.mark.requirement("TAR-1", "CFG-3")
def test_another_table_begins_with_its_first_plan() -> None:
    meter, _ = running(Z13="005")
    meter.part(ActivityCalendar).choose_plan(3)
    meter.part(Reconfiguration).configure("Z13=004")
    assert (meter.read("tariff_plan"), meter.read("tariff_plan_name")) == (1, "Winter day")
    meter.part(Reconfiguration).configure("Z20=001")
    assert meter.read("exception_days") == "Sweden: holidays 2025 to 2044"


# By table.


@pytest.mark.requirement("TAR-2")
def test_energy_is_cut_exactly_at_the_switch() -> None:
    """One row of an hour from 05:30 local: half of it lies before 06:00, and no rounding loses anything."""
    start = from_civil(2026, 1, 12, 4, 30)
    meter = make_meter(start, Z13="004")
    meter.advance(row(start, US_PER_HOUR, a_plus=10_000_000_001, r1=7, e_minus=3))
    assert energies(meter)[:2] == [5_000_000_001, 5_000_000_000]
    assert sum(energies(meter, "r1")) == 7
    assert sum(energies(meter, "e_minus")) == 3
    assert meter.read("tariff") == 1


@pytest.mark.requirement("TAR-2")
@pytest.mark.parametrize("duration_us", [200_000, US_PER_S, US_PER_MIN, 7 * US_PER_MIN])
def test_no_energy_lands_in_the_wrong_tariff(duration_us: int) -> None:
    start = from_civil(2026, 1, 12, 4, 46)
    meter = make_meter(start, Z13="004")
    count = 28 * US_PER_MIN // duration_us
    meter.advance(load(start, count, watts=1_000, duration_us=duration_us))
    assert energies(meter)[:3] == [14 * 60 * 1_000_000, 14 * 60 * 1_000_000, 0]
    assert meter.mains.tariff_us[:2] == [14 * US_PER_MIN, 14 * US_PER_MIN]


@pytest.mark.requirement("TAR-2")
def test_a_switch_counts_by_the_meter_s_own_clock() -> None:
    start = from_civil(2026, 1, 12, 4, 46)
    meter = make_meter(start, Z13="004")
    meter.clock.state.offset_us = 90 * US_PER_S  # it is fast
    meter.advance(load(start, 28, watts=1_000))
    assert energies(meter)[:2] == [(14 * 60 + 90) * 1_000_000, (14 * 60 - 90) * 1_000_000]


@pytest.mark.requirement("TAR-2")
def test_a_clock_that_drifts_is_followed_to_the_microsecond() -> None:
    start = from_civil(2026, 1, 12, 4)
    meter = make_meter(start, Z13="004")
    meter.clock.run_at(50_000)  # 50 ppm: 180 000 µs an hour
    meter.advance(row(start, 2 * US_PER_HOUR, a_plus=2 * US_PER_HOUR))
    hour = -(-US_PER_HOUR * 10**9 // (10**9 + 50_000))  # of the supply
    assert (meter.energy.in_tariff("a_plus", 2), meter.mains.tariff_us[1]) == (hour, hour)


@pytest.mark.requirement("TAR-1", "TAR-2", "REG-3")
def test_a_winter_week_of_the_swedish_table() -> None:
    """Five working days of 16 h in T1; hour counters follow."""
    start = from_civil(2026, 1, 11, 23)
    meter = make_meter(start, Z13="004", Z20="001")
    meter.advance(load(start, 7 * 24, watts=1_000, duration_us=US_PER_HOUR))
    assert [meter.read(f"hours_t{t}") for t in range(1, 9)] == [80, 88, 0, 0, 0, 0, 0, 0]
    assert (meter.read("a_plus_t1"), meter.read("a_plus_t2"), meter.read("a_plus")) == (
        80_000,
        88_000,
        168_000,
    )
    assert meter.read("hours") == 168


@pytest.mark.requirement("TAR-1")
def test_exception_days_are_holidays() -> None:
    start = from_civil(2026, 1, 5, 23)  # Twelfth Day, a Tuesday
    for z20, hours in (("000", 16), ("001", 0)):
        meter = make_meter(start, Z13="004", Z20=z20)
        meter.advance(load(start, 24, duration_us=US_PER_HOUR))
        assert meter.read("hours_t1") == hours


@pytest.mark.requirement("TAR-1")
def test_seasons() -> None:
    start = from_civil(2026, 2, 28, 22)
    meter = make_meter(start, Z13="005")
    seen = []
    for _ in range(2):
        meter.advance(load(meter.clock.now_us, 1, duration_us=30 * US_PER_MIN))
        seen.append(meter.read("tariff_season"))
    meter.advance(load(meter.clock.now_us, 1))
    assert [*seen, meter.read("tariff_season")] == [1, 2, 2]


@pytest.mark.requirement("TAR-2", "REG-2")
def test_a_period_that_ends_at_the_switch_peaks_in_the_tariff_before() -> None:
    start = from_civil(2026, 1, 12, 4, 45)
    meter = make_meter(start, Z13="004")
    meter.advance(load(start, 15, watts=5_000))
    meter.advance(load(start + 15 * US_PER_MIN, 15, watts=3_000))
    assert (meter.read("p_plus_max_t2"), meter.read("p_plus_max_t1")) == (5_000, 3_000)


# Outages, and the clock.


@pytest.mark.requirement("TAR-2")
def test_after_an_outage_the_right_tariff_holds_at_once() -> None:
    start = from_civil(2026, 1, 12, 4)
    meter = make_meter(start, Z13="004")
    meter.advance(load(start, 10))
    meter.advance(row(start + 10 * US_PER_MIN, 3 * US_PER_HOUR, Mark.OUTAGE))
    meter.catch_up()
    assert meter.read("tariff") == 2  # what was counted in
    meter.advance(load(start + 10 * US_PER_MIN + 3 * US_PER_HOUR, 1, watts=600))
    assert energies(meter)[0] == 600 * 60 * MJ_PER_W_S


@pytest.mark.requirement("TAR-2")
def test_after_the_clock_is_set_the_right_tariff_holds_at_once() -> None:
    start = from_civil(2026, 1, 12, 4)
    meter, _ = running(start, Z13="004")
    for hour, tariff in ((7, 1), (3, 2), (21, 2), (20, 1), (5, 1)):
        meter.set_clock(from_civil(2026, 1, 12, hour))
        assert meter.read("tariff") == tariff
        before = energies(meter)[tariff - 1]
        meter.advance(load(meter.supply_us or 0, 1, watts=600))
        assert energies(meter)[tariff - 1] - before == 600 * 60 * MJ_PER_W_S


@pytest.mark.requirement("TAR-2", "RTC-2")
def test_daylight_saving_by_command_moves_the_switch() -> None:
    meter, _ = running(from_civil(2026, 7, 1, 9, 30), Z13="005")  # 11:30 in summer time
    assert meter.read("tariff") == 4
    meter.write("summer_time", 0)
    assert (meter.read("tariff"), meter.read("summer_time")) == (3, 0)
    meter.write("summer_time", 1)
    assert (meter.read("tariff"), meter.read("summer_time")) == (4, 1)
    with pytest.raises(CommandRefused, match="0 or 1, not 2"):
        meter.write("summer_time", 2)


@pytest.mark.requirement("TAR-2", "RTC-2")
def test_z15_moves_the_switch() -> None:
    meter, _ = running(from_civil(2026, 7, 1, 9, 30), Z13="005")
    meter.part(Reconfiguration).configure("Z15=000")
    assert meter.read("tariff") == 3


@pytest.mark.requirement("TAR-1")
def test_while_the_time_is_invalid_the_default_tariff_holds() -> None:
    meter, _ = running(from_civil(2026, 1, 12, 10), Z13="004")
    meter.write("tariff_default", 4)
    assert meter.read("tariff") == 1
    meter.lose_time(from_civil(2000, 1, 1))
    assert meter.read("tariff") == 4
    meter.advance(load(meter.supply_us or 0, 60 * 30))
    assert meter.read("tariff") == 4
    meter.set_clock(from_civil(2026, 1, 12, 10))
    assert meter.read("tariff") == 1


# With the rest.


def test_others_are_told_of_another_tariff(monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[Occurrence] = []
    monkeypatch.setattr(Tariffs, "occurred", lambda part, what, now_us: told.append(what))
    meter, _ = running(Z13="002")
    meter.write("tariff", 3)
    meter.write("tariff", 3)
    assert told == [Occurrence.TARIFF_CHANGED]


@pytest.mark.requirement("REG-1")
def test_a_meter_that_was_stored_goes_on_as_one_that_was_not() -> None:
    start = from_civil(2026, 1, 12, 4, 30)
    rows = load(start, 120, duration_us=US_PER_MIN)
    never, twin, kept = make_meter(start, Z13="004"), make_meter(start, Z13="004"), Kept()
    for index in range(len(rows)):
        kept.commit(twin.take_changes())
        twin = Meter.restore(never.configuration, kept.image())
        assert state_of(twin) == state_of(never)
        for meter in (never, twin):
            meter.advance(rows[index : index + 1])
    assert state_of(twin) == state_of(never)


OWN = """
table = "Z13"
number = 77
title = "My own"
[[plans]]
name = "Mine"
[[plans.seasons]]
name = "all"
working = ["00:00 T4", "12:01 T3"]
"""


@pytest.mark.requirement("TAR-1", "CFG-2")
def test_a_table_of_one_s_own() -> None:
    table = parse_table(OWN, "own.toml", KINDS)
    configuration = Configuration.default().replace(tables=(table,)).replace(Z13="077")
    meter = Meter(configuration, start_us=START_US)
    meter.advance(load(START_US, 2, watts=600))
    assert energies(meter)[2:4] == [600 * 60 * MJ_PER_W_S] * 2


@pytest.mark.requirement("MET-9", "TAR-2")
def test_a_day_in_one_block_and_in_pieces_is_the_same() -> None:
    start = from_civil(2026, 3, 28, 23)
    rows = load(start, 1440)
    rows["energy_mj"] = np.random.default_rng(3).integers(0, 10**7, (len(rows), 8))
    whole, pieces = (make_meter(start, Z13="005", Z20="002") for _ in range(2))
    whole.advance(rows)
    for index in range(len(rows)):
        pieces.advance(rows[index : index + 1])
    assert state_of(pieces) == state_of(whole)
    assert whole.clock.now_us == start + US_PER_DAY


# With the module port.


@pytest.mark.requirement("TAR-1", "IO-2")
@pytest.mark.parametrize(
    ("z3", "tariffs"),
    [
        pytest.param("01", (1, 2, 3, 4), id="plain"),
        pytest.param("02", (4, 3, 2, 1), id="inverted"),
        pytest.param("22", (1, 2, 3, 4), id="with load control"),
        pytest.param("23", (4, 3, 2, 1), id="with load control, inverted"),
        pytest.param("07", (1, 2, 1, 2), id="two at port 1"),
        pytest.param("08", (2, 1, 2, 1), id="two at port 1, inverted"),
        pytest.param("13", (1, 1, 2, 2), id="two at port 2"),
        pytest.param("14", (2, 2, 1, 1), id="two at port 2, inverted"),
        pytest.param("00", (1, 1, 1, 1), id="none"),
    ],
)
def test_the_ports_of_z3_control_the_tariff(z3: str, tariffs: tuple[int, ...]) -> None:
    """With no level, one at port 1, one at port 2, one at both."""
    meter, _ = running(Z13="001", Z3=z3)
    found = []
    for one, two in ((False, False), (True, False), (False, True), (True, True)):
        meter.part(Ports).set_inputs(one, two)
        found.append(meter.read("tariff"))
    assert tuple(found) == tariffs
    meter.advance(row(START_US + US_PER_MIN, US_PER_HOUR, Mark.OUTAGE))
    meter.part(Ports).set_inputs(False, False)
    meter.advance(load(START_US + US_PER_MIN + US_PER_HOUR, 1))
    assert meter.read("tariff") == tariffs[0], "what stands there when mains is back"
