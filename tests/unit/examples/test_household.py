"""The household of February 2007, minute by minute through a meter as it is delivered."""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal

import numpy as np
import pytest
from tests.helpers import ROOT
from tests.meter_rows import entries, make_meter

from enfas.catalog.quality import DataQuality, LoggerStatus
from enfas.interval import A_PLUS, R1, Rows
from enfas.meter.device import Meter
from enfas.metrology.assembly import Measurement
from enfas.supply.open import open_supply
from enfas.timebase import US_PER_DAY, US_PER_MIN, from_civil

PATH = ROOT / "examples" / "data" / "household_2007-02.csv"
DAYS = (1, 2, 11, 12)

PUBLISHED = {
    1: ("30.413", "2.504", 233_050, 245_730, 4541.9, 3297.3),
    2: ("27.796", "2.326", 234_590, 246_570, 4222.3, 3455.5),
    11: ("59.520", "3.405", 228_510, 245_730, 5436.3, 3791.3),
    12: ("31.294", "2.278", 231_090, 247_200, 5288.9, 3605.6),
}
"""By day: A+ [kWh], R [kvarh], least and greatest voltage [mV], greatest means of 15 and 60 minutes [W]."""


def midnight(day: int) -> int:
    """When a day of February 2007 begins in normal time, GMT+1. [µs]"""
    return from_civil(2007, 2, day) - 60 * US_PER_MIN


@pytest.fixture(scope="module")
def blocks() -> list[Rows]:
    supply = open_supply(PATH)
    assert supply.start_us == midnight(1)
    return [block.rows for block in Measurement(supply).blocks(midnight(1))]


@pytest.fixture(scope="module")
def recorded() -> dict[int, tuple[Decimal, Decimal]]:
    """Sums of the file's own digits, by day of the month. [kW·min, kvar·min]"""
    sums: dict[int, tuple[Decimal, Decimal]] = defaultdict(lambda: (Decimal(0), Decimal(0)))
    with PATH.open(newline="") as file:
        for row in csv.DictReader(file, delimiter=";"):
            day = datetime.strptime(row["Date"], "%d/%m/%Y").day  # noqa: DTZ007 - a date alone
            active, reactive = sums[day]
            sums[day] = (
                active + Decimal(row["Global_active_power"]),
                reactive + Decimal(row["Global_reactive_power"]),
            )
    return sums


def days(blocks: list[Rows]) -> Iterator[tuple[int, Rows]]:
    rows = np.concatenate(blocks)
    for day in DAYS:
        yield day, rows[(rows["start_us"] >= midnight(day)) & (rows["start_us"] < midnight(day) + US_PER_DAY)]


def test_the_rows_are_the_minutes_of_the_file_in_the_order_of_time(blocks: list[Rows]) -> None:
    rows = np.concatenate(blocks)
    assert len(rows) == 4 * 1440
    assert set(np.diff(rows["start_us"]).tolist()) == {US_PER_MIN, 8 * US_PER_DAY + US_PER_MIN}
    assert not rows["marks"].any()
    assert [len(rows) for _, rows in days(blocks)] == [1440] * 4


@pytest.mark.requirement("MET-9")
@pytest.mark.parametrize("day", DAYS)
def test_each_day_sums_up_to_the_file_s_own_digits(
    blocks: list[Rows], recorded: dict[int, tuple[Decimal, Decimal]], day: int
) -> None:
    rows = dict(days(blocks))[day]
    active, reactive = recorded[day]
    assert rows["energy_mj"][:, A_PLUS].sum() == active * 60_000_000
    assert rows["energy_mj"][:, R1].sum() == reactive * 60_000_000
    kwh, kvarh, least_mv, greatest_mv, _, _ = PUBLISHED[day]
    assert abs(active / 60 - Decimal(kwh)) <= Decimal("0.0005")
    assert abs(reactive / 60 - Decimal(kvarh)) <= Decimal("0.0005")
    assert (rows["u_mv"].min(), rows["u_mv"].max()) == (least_mv, greatest_mv)


@pytest.mark.requirement("MET-9", "REG-2")
def test_registers_advance_by_each_day_s_energy(
    blocks: list[Rows], recorded: dict[int, tuple[Decimal, Decimal]]
) -> None:
    meter = make_meter(midnight(1), X12="1")  # as in examples/meters/household.toml
    total = Decimal(0)
    for day, rows in days(blocks):
        meter.advance(rows)
        total += recorded[day][0]
        assert meter.energy.total("a_plus") == total * 60_000_000
    assert meter.read("a_plus") == int(total * 60_000_000) // meter.step_mj


@pytest.mark.requirement("REG-2")
@pytest.mark.parametrize("day", DAYS)
@pytest.mark.parametrize(("codes", "place"), [({}, 4), ({"Z4": "4"}, 5)], ids=["15 min", "60 min"])
def test_peaks_are_those_of_the_recording(
    blocks: list[Rows], day: int, codes: dict[str, str], place: int
) -> None:
    meter = make_meter(midnight(day), **codes)
    meter.advance(dict(days(blocks))[day])
    assert abs(meter.read("p_plus_max") - PUBLISHED[day][place]) < 1


@pytest.fixture(scope="module")
def meter(blocks: list[Rows]) -> Meter:
    meter = make_meter(midnight(1), X12="1")  # as in examples/meters/household.toml
    for block in blocks:
        meter.advance(block)
    return meter


@pytest.mark.requirement("LOG-3", "MET-9")
def test_the_profile_s_intervals_sum_up_to_the_register(meter: Meter) -> None:
    kept = entries(meter)
    assert len(kept) == 4 * 96
    readings = [0, *(int(entry["a_plus"]) for entry in kept)]
    steps = np.diff(readings)
    assert (steps > 0).all()
    assert steps.sum() == meter.read("a_plus")


@pytest.mark.requirement("LOG-7")
def test_after_the_days_without_mains_registration_begins_at_once(meter: Meter) -> None:
    kept = entries(meter)
    first = kept[192]
    assert first["clock"][:8] == bytes([7, 0xD7, 2, 11, 7, 0, 15, 0])  # 11 February, a Sunday, 00:15:00
    assert int(first["a_plus"]) > int(kept[191]["a_plus"])
    assert first["quality"] == DataQuality.OUTAGE
    assert first["status"] == LoggerStatus.DISCONTINUITY
    assert not any(entry["quality"] or entry["status"] for entry in kept[:192] + kept[193:])
    assert meter.mains.total_us == 4 * US_PER_DAY
