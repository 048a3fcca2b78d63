"""Load control: two relays, their modes, their random delay (SW-5)."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest
from tests.meter_rows import START_US, Kept, load, make_meter, row, state_of

from enfas.catalog.load_control import LOAD_SETTINGS, MOST_DELAY_S, LoadMode
from enfas.catalog.occurrences import Occurrence
from enfas.catalog.tables.load_control import LoadTable, RelayRules
from enfas.catalog.tables.plan import Plan, PlanSeason
from enfas.errors import CommandRefused, Refusal
from enfas.interval import Mark
from enfas.meter.device import Meter
from enfas.meter.load_control import LoadControl, drawn
from enfas.meter.ports import Ports
from enfas.meter.reconfiguration import Reconfiguration
from enfas.meter.tariffs import Tariffs
from enfas.timebase import US_PER_HOUR, US_PER_MIN, US_PER_S


def plan(*working: str) -> RelayRules:
    return RelayRules(plans=(Plan(name="mine", seasons=(PlanSeason(name="all year", working=working),)),))


def made(*, serial_number: int = 12_345_678, z13: str = "002", **table: Any) -> tuple[Meter, LoadControl]:
    own = LoadTable(number=900, title="under trial", **table)
    own.check()
    configuration = make_meter().configuration.replace(
        tables=(own,), Z14="900", Z13=z13, serial_number=serial_number
    )
    meter = Meter(configuration, start_us=START_US)
    meter.advance(load(START_US, 1))
    return meter, meter.part(LoadControl)


def run(meter: Meter, seconds: int) -> None:
    meter.advance(load(meter.clock.supply_now_us, 1, duration_us=seconds * US_PER_S))


def both(control: LoadControl) -> tuple[bool, bool]:
    return control.is_on(1), control.is_on(2)


@pytest.mark.requirement("SW-5")
def test_none() -> None:
    """Z14=000: no relay is ever on, and none can be ordered."""
    meter = make_meter()
    meter.advance(load(START_US, 60))
    assert both(meter.part(LoadControl)) == (False, False)
    for relay in (1, 2):
        assert meter.read(f"load_{relay}_mode") == LoadMode.OFF
        with pytest.raises(CommandRefused, match="not controlled by register") as refused:
            meter.write(f"load_{relay}", 1)
        assert refused.value.reason is Refusal.STATE


@pytest.mark.requirement("SW-5")
@pytest.mark.parametrize("relay", [1, 2])
def test_by_register(relay: int) -> None:
    """Z14=001: what is written holds."""
    meter = make_meter(Z14="001")
    meter.advance(load(START_US, 1))
    meter.write(f"load_{relay}", 1)
    assert both(meter.part(LoadControl)) == (relay == 1, relay == 2)
    assert meter.read(f"load_{relay}") == 1
    assert meter.read(f"load_{relay}_control") == LoadMode.REGISTER
    meter.write(f"load_{relay}", 0)
    assert both(meter.part(LoadControl)) == (False, False)


@pytest.mark.requirement("SW-5")
def test_by_table() -> None:
    """The start is Wednesday, 12:00 normal time."""
    meter, control = made(relay_1=plan("00:00 off", "12:30 on", "13:00 off"), relay_2=plan("00:00 on"))
    assert both(control) == (False, True)
    run(meter, 29 * 60 - 1)
    assert both(control) == (False, True)
    run(meter, 1)
    assert both(control) == (True, True)
    assert (meter.read("load_1_plan_name"), meter.read("load_1_plan"), meter.read("load_1_season")) == (
        "mine", 1, 1
    )  # fmt: skip
    run(meter, 1800)
    assert both(control) == (False, True)
    meter.set_clock(meter.clock.now_us - 10 * US_PER_MIN)
    assert both(control) == (True, True), "the clock was set into it"


@pytest.mark.requirement("SW-5")
def test_by_tariff() -> None:
    meter, control = made(relay_1=RelayRules(tariffs=(2, 4)))
    tariffs = meter.part(Tariffs)
    for tariff, on in ((1, False), (2, True), (3, False), (4, True), (1, False)):
        tariffs.set_tariff(tariff)
        assert control.is_on(1) is on
    meter.write("load_1_tariffs", 0b1)
    assert control.is_on(1)


@pytest.mark.requirement("SW-5")
def test_the_default_holds_where_nothing_else_says_it() -> None:
    meter, control = made(default=(True, False), relay_1=plan("00:00 off"))
    assert both(control) == (False, False)
    meter.write("load_1_mode", LoadMode.OFF)
    assert both(control) == (True, False)
    meter.write("load_1_default", 0)
    assert both(control) == (False, False)
    meter.write("load_1_default", 1)
    meter.write("load_1_mode", LoadMode.TABLE)
    assert both(control) == (False, False)
    meter.clock.state.valid = False
    meter.write("load_2_default", 1)
    assert both(control) == (True, True), "a plan says nothing of a time that is invalid"


@pytest.mark.requirement("SW-5")
def test_a_relay_goes_on_after_a_time_that_is_drawn_and_off_at_once() -> None:
    meter, control = made(delay_s=3_600, relay_1=RelayRules(), relay_2=RelayRules())
    wait_s = drawn(12_345_678, 1, 0, 3_600)
    assert 0 < wait_s < 3_600
    meter.write("load_1", 1)
    assert (control.is_on(1), meter.read("load_1_delay_left")) == (False, wait_s)
    run(meter, wait_s - 1)
    assert (control.is_on(1), meter.read("load_1_delay_left")) == (False, 1)
    run(meter, 1)
    assert (control.is_on(1), meter.read("load_1_delay_left")) == (True, 0)
    meter.write("load_1", 0)
    assert not control.is_on(1), "off at once"
    meter.write("load_1", 1)
    again_s = drawn(12_345_678, 1, 1, 3_600)
    assert meter.read("load_1_delay_left") == again_s != wait_s, "drawn anew"
    meter.write("load_1", 0)
    run(meter, 3_600)
    assert not control.is_on(1), "what was taken back does not happen"


@pytest.mark.requirement("SW-5")
def test_the_delay_is_exact_in_the_midst_of_a_row(monkeypatch: pytest.MonkeyPatch) -> None:
    meter, _ = made(delay_s=600, relay_1=RelayRules())
    switched: list[int] = []
    plain = Meter.occur

    def occur(told: Meter, occurrence: Occurrence) -> None:
        if occurrence is Occurrence.LOAD_SWITCHED:
            switched.append(told.clock.supply_now_us)
        plain(told, occurrence)

    monkeypatch.setattr(Meter, "occur", occur)
    meter.write("load_1", 1)
    begun_us = meter.clock.supply_now_us
    meter.set_clock(meter.clock.now_us + US_PER_HOUR)
    run(meter, 3_600)
    assert switched == [begun_us + drawn(12_345_678, 1, 0, 600) * US_PER_S]


@pytest.mark.requirement("SW-5")
def test_what_is_drawn_is_spread_and_is_the_meter_s_own() -> None:
    drawn_s = [drawn(serial, 1, 0, MOST_DELAY_S) for serial in range(12_000_000, 12_004_000)]
    assert 0 <= min(drawn_s) < 60
    assert MOST_DELAY_S - 60 < max(drawn_s) <= MOST_DELAY_S
    tenths = Counter(min(drawn_of * 10 // MOST_DELAY_S, 9) for drawn_of in drawn_s)
    assert max(tenths.values()) < 1.3 * min(tenths.values())
    assert drawn(7, 1, 0, 600) == drawn(7, 1, 0, 600)
    assert len({drawn(7, relay, time, 10**6) for relay in (1, 2) for time in range(50)}) == 100
    assert [drawn(7, 1, time, 0) for time in range(5)] == [0] * 5
    assert {drawn(7, 1, time, 1) for time in range(50)} == {0, 1}, "both ends belong to it"


@pytest.mark.requirement("SW-5")
def test_without_mains_the_relays_fall_off_and_come_back_at_different_times() -> None:
    meter, control = made(delay_s=600, relay_1=RelayRules(), relay_2=plan("00:00 on"))
    meter.write("load_1", 1)
    run(meter, 600)
    assert both(control) == (True, True)
    meter.advance(row(meter.clock.supply_now_us, US_PER_HOUR, Mark.OUTAGE))
    assert both(control) == (False, False)
    meter.write("load_1", 0)
    meter.write("load_1", 1)
    assert both(control) == (False, False), "nothing goes on without mains"
    run(meter, 1)
    waits = [meter.read(f"load_{relay}_delay_left") for relay in (1, 2)]
    assert waits == [drawn(12_345_678, 1, 1, 600) - 1, drawn(12_345_678, 2, 1, 600) - 1]
    run(meter, 600)
    assert both(control) == (True, True)


@pytest.mark.requirement("SW-5")
def test_a_restart_is_not_noticed() -> None:
    meter, control = made(delay_s=600, relay_1=RelayRules(), relay_2=plan("00:00 on"))
    meter.write("load_1", 1)
    kept = Kept()
    kept.commit(meter.take_changes())
    again = Meter.restore(meter.configuration, kept.image())
    for one in (meter, again):
        run(one, 599)
    assert state_of(again) == state_of(meter)
    assert both(again.part(LoadControl)) == both(control)


@pytest.mark.requirement("SW-5")
@pytest.mark.parametrize("key", LOAD_SETTINGS)
def test_settings_have_bounds(key: str) -> None:
    meter = make_meter(Z14="001")
    setting = LOAD_SETTINGS[key]
    before = state_of(meter)
    for value in (setting.least - 1, setting.most + 1):
        with pytest.raises(CommandRefused, match=f"{key} takes {setting.least} to {setting.most}"):
            meter.write(key, value)
    assert state_of(meter) == before
    if not key.endswith("_mode"):
        meter.write(key, setting.most)
    assert LOAD_SETTINGS["load_delay"].most == 10_800


@pytest.mark.requirement("SW-5")
def test_a_plan_that_is_not_there_is_no_mode() -> None:
    meter = make_meter(Z14="001")
    before = state_of(meter)
    with pytest.raises(CommandRefused, match="names no plan for relay 2") as refused:
        meter.write("load_2_mode", LoadMode.TABLE)
    assert refused.value.reason is Refusal.STATE
    assert state_of(meter) == before


@pytest.mark.requirement("SW-5", "CFG-3")
def test_another_table_holds_as_a_whole() -> None:
    meter = make_meter(Z14="001")
    meter.advance(load(START_US, 1))
    meter.write("load_1", 1)
    meter.write("load_delay", 60)
    meter.part(Reconfiguration).configure("Z4=3")
    assert meter.read("load_1") == 1
    meter.part(Reconfiguration).configure("Z14=002")
    assert (meter.read("load_1_mode"), meter.read("load_delay")) == (LoadMode.TABLE, 900)
    meter.part(Reconfiguration).configure("Z14=000")
    assert (meter.read("load_1"), meter.read("load_1_mode"), meter.read("load_delay")) == (0, 0, 0)


@pytest.mark.requirement("SW-5")
def test_the_status_input_is_shown() -> None:
    assert make_meter().part(LoadControl).status is None
    meter = make_meter(Z3="17")
    control = meter.part(LoadControl)
    assert control.status is False
    meter.part(Ports).set_inputs(one=True)
    assert control.status is True


@pytest.mark.requirement("SW-5", "IO-2")
@pytest.mark.parametrize(
    ("z3", "levels"),
    [
        ("00", (None, None)),
        ("26", (True, False)),
        ("27", (None, True)),
        ("28", (None, True)),
        ("17", (None, True)),
    ],
)
def test_module_ports_follow_the_relays(z3: str, levels: tuple[bool | None, bool | None]) -> None:
    meter = make_meter(Z3=z3, Z14="001")
    meter.advance(load(START_US, 1))
    meter.write("load_1", 1)
    assert meter.part(LoadControl).outputs == levels
