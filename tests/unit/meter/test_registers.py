from __future__ import annotations

import numpy as np
import pytest
from tests.meter_rows import START_US, load, make_meter, row

from enfas.catalog.layout import DataType
from enfas.catalog.registers import REGISTERS, Register
from enfas.catalog.stamp import STAMP_BYTES, UNSPECIFIED
from enfas.errors import CommandRefused
from enfas.meter.configuration import Configuration
from enfas.meter.device import Meter
from enfas.meter.registers import PEAK_STAMPS, READERS, configuration_number, offered
from enfas.timebase import US_PER_HOUR, US_PER_MIN

WH = 3_600_000


def loaded() -> Meter:
    """A meter that has run for an hour with something of everything."""
    meter = make_meter()
    rows = load(START_US, 60, watts=6_000, thd_u_cp=250, thd_i_cp=900)
    for place, share in enumerate((1.0, 0.5, 0.25, 0.125, 0.1, 0.05, 1.2, 0.6)):
        rows["energy_mj"][:, place] = int(360_000_000 * share)
    meter.advance(rows)
    return meter


LOADED = loaded()


@pytest.mark.parametrize("row_", [r for r in REGISTERS.values() if "R" in r.access], ids=lambda r: r.key)
def test_each_register_reads_as_a_value_of_its_type(row_: Register) -> None:
    value = LOADED.read(row_.key)
    assert isinstance(value, {DataType.OCTETS: bytes, DataType.TEXT: str}.get(row_.type, int))
    if isinstance(value, int):
        low, high = row_.type.bounds
        assert type(value) is int
        assert low <= value <= high


@pytest.mark.parametrize("row_", [r for r in REGISTERS.values() if r.class_id == 4], ids=lambda r: r.key)
def test_each_extended_register_has_a_time(row_: Register) -> None:
    assert len(LOADED.peak_time(row_.key)) == STAMP_BYTES
    assert (LOADED.peak_time(row_.key) == UNSPECIFIED) == (LOADED.read(row_.key) == 0)


def test_there_is_a_reader_for_each_row_and_no_other() -> None:
    assert set(READERS) == {r.reader for r in REGISTERS.values() if "R" in r.access}
    assert set(PEAK_STAMPS) == {r.key for r in REGISTERS.values() if r.class_id == 4}


@pytest.mark.requirement("MET-6")
@pytest.mark.parametrize(
    ("key", "wh"),
    [
        ("a_plus", 6_000), ("a_minus", 3_000), ("r_plus", 2_250), ("r_minus", 900), ("r1", 1_500),
        ("r2", 750), ("r3", 600), ("r4", 300), ("e_plus", 7_200), ("e_minus", 3_600),
        ("a_total", 9_000), ("a_net", 3_000),
        ("a_plus_t1", 6_000), ("a_plus_t2", 0), ("a_plus_trip", 6_000), ("a_plus_l1", 6_000),
    ],
)  # fmt: skip
def test_energies(key: str, wh: int) -> None:
    assert LOADED.read(key) == wh
    assert LOADED.scaler(key) == 0


@pytest.mark.requirement("MET-7")
@pytest.mark.parametrize(
    ("key", "raw", "scaler"),
    [
        ("p_plus", 6_000, 0), ("p_minus", 3_000, 0), ("q_plus", 2_250, 0), ("q_minus", 900, 0),
        ("s_plus", 7_200, 0), ("s_minus", 3_600, 0), ("u", 230, 0), ("i", 100, -2), ("f", 5_000, -2),
        ("pf", 28, -2), ("angle", 24, 0), ("thd_u", 250, -2), ("thd_i", 900, -2),
    ],
)  # fmt: skip
def test_present_values(key: str, raw: int, scaler: int) -> None:
    assert (LOADED.read(key), LOADED.scaler(key)) == (raw, scaler)


@pytest.mark.parametrize(
    ("key", "raw"),
    [
        ("p_plus_mean", 6_000), ("u_mean", 230), ("i_mean", 100), ("f_mean", 5_000), ("pf_mean", 83),
        ("thd_u_mean", 250), ("thd_i_mean", 900), ("p_plus_max", 6_000), ("p_plus_max_t1", 6_000),
        ("p_plus_max_t2", 0), ("q_minus_max", 900), ("p_plus_day_max", 6_000), ("p_plus_day_min", 6_000),
        ("hours", 1), ("power_threshold", 99_000), ("power_threshold_count", 0), ("tariff", 1),
    ],
)  # fmt: skip
def test_means_peaks_and_counters(key: str, raw: int) -> None:
    assert LOADED.read(key) == raw


@pytest.mark.requirement("CFG-2", "DISP-5")
@pytest.mark.parametrize(
    ("z1", "digits", "scaler"), [("1", 7, 3), ("2", 7, 2), ("3", 9, 1), ("4", 9, 0)], ids=lambda v: str(v)
)
def test_energies_roll_over_at_the_display_s_width(z1: str, digits: int, scaler: int) -> None:
    meter = make_meter(Z1=z1)
    step = WH * 10**scaler
    meter.energy.counts[0][0] = 10**digits * step - 1
    assert (meter.read("a_plus"), meter.scaler("a_plus")) == (10**digits - 1, scaler)
    meter.energy.counts[0][0] += 1
    assert (meter.read("a_plus"), meter.read("a_plus_t1"), meter.read("a_plus_trip")) == (0, 0, 0)
    assert meter.energy.total("a_plus") == 10**digits * step, "the counter goes on"


def test_net_energy_counts_down_through_zero() -> None:
    meter = make_meter()
    meter.energy.counts[1][0] = 5 * WH
    assert meter.read("a_net") == 10**9 - 5
    assert meter.read("a_total") == 5


def test_verification_shows_tenths_of_a_watt_hour() -> None:
    meter = make_meter()
    meter.energy.counts[0][0] = 1_234_567 * WH // 10
    assert (meter.read("a_plus_verification"), meter.scaler("a_plus_verification")) == (1_234_567, -1)
    meter.energy.counts[0][0] *= 10
    assert meter.read("a_plus_verification") == 2_345_670


@pytest.mark.requirement("CFG-1")
@pytest.mark.parametrize(
    ("x9", "has", "lacks"),
    [
        (
            "1",
            {"a_plus", "p_plus_max"},
            {"a_minus", "a_net", "a_total", "r_plus", "q_plus", "s_plus", "r1"},
        ),
        (
            "2",
            {"a_plus", "a_minus", "a_net", "p_minus_max"},
            {"r_plus", "r1", "q_plus_mean", "e_plus", "s_minus"},
        ),
        ("4", {"a_plus", "a_minus", "r_plus", "r_minus", "r1", "r4", "e_minus", "s_minus"}, set()),
    ],
    ids=["X9=1", "X9=2", "X9=4"],
)
def test_energies_bound_the_registers(x9: str, has: set[str], lacks: set[str]) -> None:
    meter = make_meter(X9=x9, Z29="1")
    assert has <= set(meter.registers)
    assert not lacks & set(meter.registers)
    for key in lacks:
        with pytest.raises(CommandRefused, match=key):
            meter.read(key)
        with pytest.raises(CommandRefused, match=key):
            meter.scaler(key)
    assert meter.registers is offered(meter.configuration.features), "one table for all of the kind"


def test_identity() -> None:
    meter = Meter(
        Configuration.default().replace(serial_number=17_882_969, meter_numbers=(7, 2, 3)), start_us=START_US
    )
    assert meter.read("serial_number") == 17_882_969
    assert meter.read("meter_number_low") == b"00007"
    assert [meter.read(f"meter_number_{n}") for n in (1, 2, 3)] == [7, 2, 3]
    assert meter.read("type_number") == meter.configuration.type_number
    assert meter.read("software_number_revision") == "50981040-Q1"
    assert meter.read("software_revision") == "Q1"
    assert meter.read("identification") == "1KAS0017882969"


def test_configuration_numbers_hold_the_groups_of_the_software_code() -> None:
    meter = make_meter(Z1="3", Z6="28", Z11="23", Z15="001", Z29="5")
    groups = meter.configuration.software.text.split("-")
    numbers = [configuration_number(meter, n) for n in range(1, 6)]
    assert numbers[0] == int(groups[0])
    assert numbers[1] == int(groups[1])
    assert numbers[2] == int(groups[2][:8]), "Z9 to Z11"
    assert numbers[3] == int(groups[3][:9]), "Z13 to Z15"
    assert numbers[4] == int(groups[4])
    assert [meter.read(f"configuration_{n}") for n in range(1, 6)] == numbers


@pytest.mark.requirement("REG-3")
def test_counters_of_eight_bits_start_again() -> None:
    meter = make_meter()
    meter.write("power_threshold", 100)
    meter.advance(load(START_US, 65, watts=200, duration_us=US_PER_HOUR))
    assert meter.demand.over_threshold == 260
    assert meter.read("power_threshold_count") == 4
    for _ in range(3):
        meter.write("debiting_stop", 1)
    assert meter.read("debiting_count") == 3
    assert meter.read("p_plus_cumulative") == 200


def test_some_registers_are_not_read_or_have_no_time() -> None:
    with pytest.raises(CommandRefused, match="debiting_stop"):
        LOADED.read("debiting_stop")
    with pytest.raises(CommandRefused, match="no time"):
        LOADED.peak_time("a_plus")


def test_reading_costs_no_array_and_changes_nothing() -> None:
    meter = make_meter()
    meter.advance(np.concatenate([row(START_US + n * US_PER_MIN, a_plus=10**8) for n in range(3)]))
    revision = meter.revision
    for key, register in meter.registers.items():
        if "R" in register.access:
            meter.read(key)
    assert meter.revision == revision
