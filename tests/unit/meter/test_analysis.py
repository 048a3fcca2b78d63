"""The analysis log: registers of choice, periods of its own, depth by memory."""

from __future__ import annotations

import pytest
from tests.meter_rows import START_US, entries, instant_of, load, make_meter, state_of

from enfas.catalog.analysis import ANALYSIS_REGISTERS
from enfas.catalog.data_logs import TIME
from enfas.catalog.quality import DataQuality, LoggerStatus
from enfas.catalog.registers import REGISTERS
from enfas.errors import CommandRefused
from enfas.meter.analysis import Analysis
from enfas.meter.device import Meter
from enfas.meter.means import MEANS
from enfas.meter.reconfiguration import Reconfiguration
from enfas.timebase import US_PER_HOUR, US_PER_MIN, US_PER_S

NOON = START_US + US_PER_HOUR
OFFERED = [key for key in ANALYSIS_REGISTERS if key.removesuffix(TIME) in make_meter().registers]


def minutes(meter: Meter) -> list[float]:
    return [(instant_of(e["clock"]) - NOON) / US_PER_MIN for e in entries(meter, "analysis")]


@pytest.mark.requirement("LOG-5")
@pytest.mark.parametrize(
    ("z29", "expected"),
    [
        ("1", ["p_plus"]),
        ("2", ["p_plus", "p_minus"]),
        ("3", ["p_plus", "p_minus", "q_plus", "q_minus"]),
        ("4", ["p_plus", "p_minus", "q_plus", "q_minus"]),
    ],
)
def test_the_default_setup(z29: str, expected: list[str]) -> None:
    """Z10 = 000: every 15 min, by the load profile's energies."""
    meter = make_meter(Z29=z29)
    log = meter.logs["analysis"]
    assert [c.name for c in log.columns[4:]] == [*expected, "u_mean", "i_mean"]
    assert log.period_s == 900


@pytest.mark.requirement("LOG-5")
@pytest.mark.parametrize(
    ("code", "registers", "period_min", "days"), [("001", 24, 5, 2.5), ("002", 1, 60, 520.0)]
)
def test_the_shipped_setups_reach_both_ends(code: str, registers: int, period_min: int, days: float) -> None:
    log = make_meter(Z10=code).logs["analysis"]
    assert (len(log.columns) - 4, log.period_s) == (registers, period_min * 60)
    assert log.capacity * period_min / 1440 == days


@pytest.mark.requirement("LOG-5")
@pytest.mark.parametrize("period_min", [5, 15, 30, 60])
def test_periods_are_its_own(period_min: int) -> None:
    meter = make_meter(Z4="3")
    meter.part(Analysis).set_period(period_min)
    meter.advance(load(START_US, 120))
    assert minutes(meter) == list(range(period_min, 121, period_min))
    assert len(entries(meter)) == 4, "the load profile keeps its 30 min"


@pytest.mark.requirement("LOG-5")
@pytest.mark.parametrize("count", range(1, 25))
def test_one_to_24_registers_in_the_order_of_choice(count: int) -> None:
    chosen = OFFERED[::-1][:count]
    meter = make_meter()
    meter.part(Analysis).set_channels(chosen)
    meter.advance(load(START_US, 15))
    (entry,) = entries(meter, "analysis")
    assert list(entry)[4:] == chosen


@pytest.mark.requirement("LOG-5")
@pytest.mark.parametrize("key", OFFERED)
def test_each_register_of_the_list(key: str) -> None:
    meter = make_meter()
    meter.part(Analysis).set_channels([key])
    meter.advance(load(START_US, 15, 600, r1=2_000_000, e_plus=700 * 60_000, thd_u_cp=210, thd_i_cp=999))
    (entry,) = entries(meter, "analysis")
    expected = meter.peak_time(key.removesuffix(TIME)) if key.endswith(TIME) else meter.read(key)
    assert entry[key] == expected


@pytest.mark.requirement("LOG-5")
def test_means_are_those_of_its_own_period() -> None:
    meter = make_meter(Z4="4")
    meter.part(Analysis).set_channels(["p_plus_mean_l1", "u_mean", "thd_u_mean"])
    meter.part(Analysis).set_period(5)
    for number, watts in enumerate((100, 200, 300)):
        meter.advance(load(START_US + number * 5 * US_PER_MIN, 5, watts, u_mv=230_000 + watts * 10))
    assert [(e["p_plus_mean_l1"], e["u_mean"]) for e in entries(meter, "analysis")] == [
        (100, 231),
        (200, 232),
        (300, 233),
    ]
    assert {e["thd_u_mean"] for e in entries(meter, "analysis")} == {0xFFFF}, "not known"
    assert set(MEANS) >= {REGISTERS["p_plus_mean_l1"].reader, "u_mean", "thd_u_mean"}


@pytest.mark.requirement("LOG-5")
def test_other_registers_delete_the_entries() -> None:
    meter = make_meter()
    meter.advance(load(START_US, 20))
    meter.part(Analysis).set_channels(["f_mean"])
    assert entries(meter, "analysis") == []
    meter.advance(load(START_US + 20 * US_PER_MIN, 25))
    assert minutes(meter) == [30, 45]
    assert [e["status"] for e in entries(meter, "analysis")] == [LoggerStatus.RECONFIGURED, 0]


@pytest.mark.requirement("LOG-5")
def test_another_period_deletes_the_entries() -> None:
    meter = make_meter()
    meter.advance(load(START_US, 20))
    meter.part(Analysis).set_period(30)
    meter.advance(load(START_US + 20 * US_PER_MIN, 40))
    assert minutes(meter) == [30, 60]
    changed = LoggerStatus.INTERVAL_CHANGED | LoggerStatus.DISCONTINUITY
    assert [e["status"] for e in entries(meter, "analysis")] == [changed, 0]


@pytest.mark.requirement("LOG-7")
def test_setting_the_clock_ends_its_period_too() -> None:
    meter = make_meter()
    meter.advance(load(START_US, 5))
    meter.set_clock(meter.clock.now_us + 20 * US_PER_S)
    meter.advance(load(START_US + 5 * US_PER_MIN, 10))
    quality = DataQuality.CLOCK_15_S | DataQuality.CLOCK_FORWARD
    assert [(e["quality"], e["status"]) for e in entries(meter, "analysis")] == [
        (quality, 0),
        (quality, LoggerStatus.DISCONTINUITY),
    ]


@pytest.mark.parametrize(
    "channels",
    [(), ("u_mean", "u_mean"), ("u",), ("nothing",), tuple(OFFERED[:25]), ("a_minus",), ("a_plus.time",)],
)
def test_registers_that_cannot_be(channels: tuple[str, ...]) -> None:
    meter = make_meter(X9="1", Z29="1")
    before = state_of(meter)
    with pytest.raises(CommandRefused):
        meter.part(Analysis).set_channels(channels)
    assert state_of(meter) == before


@pytest.mark.parametrize("period_min", [0, 1, 10, 1440])
def test_periods_that_cannot_be(period_min: int) -> None:
    meter = make_meter()
    before = state_of(meter)
    with pytest.raises(CommandRefused):
        meter.part(Analysis).set_period(period_min)
    assert state_of(meter) == before


@pytest.mark.requirement("LOG-5", "CFG-2")
def test_another_setup_by_code() -> None:
    meter = make_meter()
    meter.advance(load(START_US, 20))
    meter.part(Reconfiguration).configure("Z10=001")
    assert len(meter.logs["analysis"].columns) == 28
    meter.advance(load(START_US + 20 * US_PER_MIN, 10))
    assert minutes(meter) == [25, 30]
    meter.part(Reconfiguration).configure("Z10=000")
    assert [c.name for c in meter.logs["analysis"].columns[-2:]] == ["u_mean", "i_mean"]


def test_what_is_there_already_changes_nothing() -> None:
    meter = make_meter()
    meter.advance(load(START_US, 20))
    before = state_of(meter)
    meter.part(Analysis).set_period(15)
    meter.part(Analysis).set_channels(meter.part(Analysis).columns())
    assert state_of(meter) == before


def test_registers_that_a_meter_lacks_are_left_out() -> None:
    meter = make_meter(X9="1", Z29="1", Z10="001")
    names = [c.name for c in meter.logs["analysis"].columns[4:]]
    assert "a_plus" in names
    assert "a_minus" not in names
