"""The breaker in the meter: no safety function (SW-6), and exact in what it does (SW-1 to SW-3)."""

from __future__ import annotations

from typing import Any

import pytest
from tests.meter_rows import START_US, Kept, entries, load, make_meter, row, state_of

from enfas.catalog.breaker import BREAKER_SETTINGS, BreakerState, Feedback
from enfas.catalog.occurrences import Occurrence
from enfas.catalog.registers import REGISTERS
from enfas.catalog.stamp import encode_stamp
from enfas.catalog.tables.disconnect import DisconnectTable
from enfas.errors import CommandRefused, Refusal
from enfas.interval import Mark
from enfas.meter.breaker import Breaker
from enfas.meter.device import Meter
from enfas.meter.reconfiguration import Reconfiguration
from enfas.timebase import US_PER_DAY, US_PER_HOUR, US_PER_S

S = BreakerState
WATTS = 6_000
MJ_PER_S = WATTS * 1000


def made(*, x10: str = "2", z19: str = "1", **table: Any) -> tuple[Meter, Breaker]:
    """A meter whose breaker goes by a table, and the breaker."""
    own = DisconnectTable(number=900, title="under trial", **table)
    own.check()
    configuration = make_meter().configuration.replace(
        tables=(own,), Z9="900", X10=x10, Z19=z19, Z13="002"
    )  # credit in kWh does not count with tariffs
    meter = Meter(configuration, start_us=START_US)
    return meter, meter.part(Breaker)


def run(meter: Meter, seconds: float, *, watts: int = WATTS, row_s: float = 1, **others: Any) -> None:
    """Go on with rows of a load; 26 A unless said otherwise."""
    others.setdefault("i_ma", 26_000)
    at_us = meter.clock.supply_now_us
    rows = load(
        at_us,
        -(-round(seconds * US_PER_S) // round(row_s * US_PER_S)),
        watts,
        round(row_s * US_PER_S),
        **others,
    )
    meter.advance(rows, at_us + round(seconds * US_PER_S))
    if meter.clock.state.row_end_us is not None:
        raise AssertionError("rows of a run end with it")


def history(meter: Meter) -> list[tuple[float, int, int]]:
    """The cut-off log: seconds since the start, state, feedback."""
    base = START_US + US_PER_HOUR
    told = []
    for entry in entries(meter, "cut_off"):
        stamp = entry["clock"]
        at_s = next(s for s in range(200_000_00) if encode_stamp(base + s * US_PER_S)[:8] == stamp[:8])
        told.append((at_s, entry["state"], entry["feedback"]))
    return told


def states(meter: Meter) -> list[int]:
    return [entry["state"] for entry in entries(meter, "cut_off")]


class Heard:
    """What parts are told of the breaker."""

    def __init__(self, meter: Meter, monkeypatch: pytest.MonkeyPatch) -> None:
        self.occurrences: list[Occurrence] = []
        plain = Meter.occur

        def occur(told: Meter, occurrence: Occurrence) -> None:
            self.occurrences.append(occurrence)
            plain(told, occurrence)

        monkeypatch.setattr(Meter, "occur", occur)


# What an open breaker means.


@pytest.mark.requirement("SW-1")
@pytest.mark.parametrize("x10", ["2", "3"], ids=["X10=2", "X10=3"])
def test_an_open_breaker_takes_the_load_away_and_leaves_the_voltage(x10: str) -> None:
    meter, breaker = made(x10=x10)
    run(meter, 10)
    breaker.order(1)
    assert (meter.present.p_plus, meter.present.i, meter.present.u) == (0, 0, 230)
    run(meter, 600, row_s=60)
    assert meter.energy.total("a_plus") == 10 * MJ_PER_S
    assert (meter.read("p_plus"), meter.read("i"), meter.read("u"), meter.read("f")) == (0, 0, 230, 5_000)
    assert meter.mains.total_us == 610 * US_PER_S, "the meter stays energised"
    breaker.order(2)
    breaker.order(3)
    assert meter.read("p_plus") == 0
    run(meter, 1)
    assert meter.read("p_plus") == WATTS
    assert meter.energy.total("a_plus") == 11 * MJ_PER_S


@pytest.mark.requirement("SW-1", "CFG-1")
def test_without_a_breaker_there_is_nothing_of_it() -> None:
    meter = make_meter(X10="0", Z19="0")
    breaker = meter.part(Breaker)
    assert not {key for key in meter.registers if key.startswith(("breaker", "over_voltage"))}
    assert "cut_off" not in meter.logs
    before = state_of(meter)
    for command in (
        lambda: breaker.order(1),
        breaker.press_button,
        lambda: breaker.set_setting("breaker_wait", 1),
        lambda: breaker.jam(True),
        lambda: meter.write("breaker", 1),
    ):
        with pytest.raises(CommandRefused) as refused:
            command()
        assert refused.value.reason is Refusal.ABSENT
    assert state_of(meter) == before
    meter.advance(load(START_US, 60, i_ma=100_000))
    breaker.credit_out()
    assert meter.load_on
    assert breaker.position is S.CONNECTED


@pytest.mark.requirement("SW-2")
@pytest.mark.parametrize(
    ("z19", "state", "load_on"), [("1", 4, True), ("2", 1, False)], ids=["Z19=1", "Z19=2"]
)
def test_delivery_state(z19: str, state: int, load_on: bool) -> None:
    meter, breaker = made(z19=z19)
    assert (meter.read("breaker"), meter.load_on) == (state, load_on)
    run(meter, 60)
    assert (meter.energy.total("a_plus") > 0) is load_on
    if not load_on:
        breaker.order(2)
        breaker.press_button()
        assert meter.load_on


@pytest.mark.requirement("SW-2")
def test_delivered_without_a_breaker_the_load_is_on() -> None:
    assert make_meter(X10="0", Z19="0").load_on, "Z19=0"


# Remote and button.


@pytest.mark.requirement("SW-1")
def test_remote_disconnect_release_and_reconnect() -> None:
    meter, breaker = made()
    run(meter, 1)
    for order, state in ((1, 1), (2, 8), (3, 8)):
        meter.write("breaker", order)
        assert meter.read("breaker") == state
    assert breaker.feedback & Feedback.PENDING
    run(meter, 4)
    assert meter.read("breaker") == 8
    run(meter, 2)
    assert meter.read("breaker") == 4
    assert history(meter) == [(1, 1, 0b111000), (1, 8, 0b111000), (6, 4, 0b111001)]


@pytest.mark.requirement("SW-1")
def test_the_button_disconnects_and_reconnects() -> None:
    meter, breaker = made()
    run(meter, 10)
    breaker.press_button()
    assert breaker.position is S.BY_BUTTON
    run(meter, 10)
    breaker.press_button()
    assert breaker.position is S.CONNECTED
    assert states(meter) == [11, 4]


@pytest.mark.requirement("SW-1")
def test_a_release_from_remote_can_be_demanded_first() -> None:
    meter, breaker = made(button_needs_release=True)
    breaker.press_button()
    run(meter, 10)
    with pytest.raises(CommandRefused, match="disconnected by button") as refused:
        breaker.press_button()
    assert refused.value.reason is Refusal.STATE
    breaker.order(1)
    with pytest.raises(CommandRefused, match="disconnected by command"):
        breaker.press_button()
    breaker.order(2)
    breaker.press_button()
    assert breaker.position is S.CONNECTED


@pytest.mark.requirement("SW-1")
def test_the_button_can_be_kept_from_opening() -> None:
    _, breaker = made(button=False)
    with pytest.raises(CommandRefused, match="button held"):
        breaker.press_button()


@pytest.mark.requirement("SW-1")
@pytest.mark.parametrize("order", [0, 4, 255, -1])
def test_other_orders_are_refused(order: int) -> None:
    meter, breaker = made()
    before = state_of(meter)
    with pytest.raises(CommandRefused, match="1 disconnect, 2 release, 3 reconnect") as refused:
        breaker.order(order)
    assert refused.value.reason is Refusal.VALUE
    assert state_of(meter) == before


@pytest.mark.requirement("SW-1")
@pytest.mark.parametrize("order", [2, 3])
def test_orders_in_the_wrong_state_are_refused(order: int) -> None:
    meter, breaker = made()
    before = state_of(meter)
    with pytest.raises(CommandRefused) as refused:
        breaker.order(order)
    assert refused.value.reason is Refusal.STATE
    assert (state_of(meter), meter.revision) == (before, 1)


@pytest.mark.requirement("SW-1")
@pytest.mark.parametrize("after_s", [0, 1, 4.999999, 5, 5.000001, 3600])
def test_it_closes_no_sooner_than_5_s_after_it_opened(after_s: float) -> None:
    meter, breaker = made()
    run(meter, 10)
    breaker.order(1)
    if after_s:
        run(meter, after_s, row_s=after_s)
    breaker.order(2)
    breaker.order(3)
    assert breaker.position is (S.CONNECTED if after_s >= 5 else S.AWAITING_RECONNECTION)
    counted_mj = meter.energy.total("a_plus")
    assert counted_mj == 10 * MJ_PER_S
    run(meter, 60, row_s=60)
    closed_s = 60 - max(0, 5 - after_s)
    assert meter.energy.total("a_plus") - counted_mj == pytest.approx(closed_s * MJ_PER_S, abs=1)


@pytest.mark.requirement("SW-1")
def test_a_disconnection_in_the_5_s_holds() -> None:
    meter, breaker = made()
    for order in (1, 2, 3, 1):
        breaker.order(order)
    run(meter, 60)
    assert breaker.position is S.DISCONNECTED
    assert not breaker.feedback & Feedback.PENDING


# Smart disconnect.


@pytest.mark.requirement("SW-3")
@pytest.mark.parametrize("row_s", [0.2, 1, 60, 600])
def test_smart_disconnect_by_current_and_automatic_reconnection(row_s: float) -> None:
    """26 A are over 25 A: cut off after 90 s, in the midst of a row, closed again after 2 minutes."""
    meter, breaker = made(load="current", limit=25, t_s=(30, 30, 30), automatic=True, wait_s=120)
    run(meter, 600, row_s=row_s)
    # k1 = k2 = k3: the first time counts
    assert [(s, state) for s, state, _ in history(meter)] == [
        (30, 6), (150, 4), (180, 6), (300, 4), (330, 6), (450, 4), (480, 6), (600, 4)
    ]  # fmt: skip
    assert meter.energy.total("a_plus") == 120 * MJ_PER_S
    assert breaker.position is S.CONNECTED


@pytest.mark.requirement("SW-3")
@pytest.mark.parametrize(
    ("i_ma", "after_s"),
    [(37_501, 10), (37_500, 70), (30_001, 70), (30_000, 370), (25_001, 370), (25_000, None)],
)
def test_three_limits(i_ma: int, after_s: int | None) -> None:
    meter, breaker = made(load="current", limit=25, k=(1.5, 1.2, 1.0), t_s=(10, 60, 300))
    run(meter, 600, row_s=60, i_ma=i_ma)
    assert meter.energy.total("a_plus") == (after_s or 600) * MJ_PER_S
    assert breaker.position is (S.CONNECTED if after_s is None else S.AWAITING_RECONNECTION)


@pytest.mark.requirement("SW-3")
def test_by_power() -> None:
    meter, breaker = made(load="power", limit=5, t_s=(20, 20, 20))
    run(meter, 120, row_s=60, watts=5_000, i_ma=99_000)
    assert breaker.position is S.CONNECTED
    run(meter, 60, row_s=60, watts=5_001, i_ma=1)
    assert breaker.position is S.CUT_OFF


@pytest.mark.requirement("SW-3")
def test_warning_before_cut_off() -> None:
    meter, breaker = made(load="current", limit=25)
    run(meter, 29)
    assert breaker.position is S.WARNING
    run(meter, 1, i_ma=24_000)
    assert breaker.position is S.CONNECTED
    run(meter, 29)
    assert breaker.position is S.WARNING
    run(meter, 1)
    assert breaker.position is S.CUT_OFF
    assert states(meter) == [6], "a warning is no entry"


@pytest.mark.requirement("SW-3")
def test_manual_reconnection_awaits_the_button_after_the_wait() -> None:
    meter, breaker = made(load="current", limit=25, wait_s=60)
    run(meter, 31)
    assert breaker.position is S.CUT_OFF
    with pytest.raises(CommandRefused, match="cut off by smart disconnect"):
        breaker.press_button()
    run(meter, 60)
    assert breaker.position is S.AWAITING_RECONNECTION
    breaker.press_button()
    assert breaker.position is S.CONNECTED
    assert [(s, state) for s, state, _ in history(meter)] == [(30, 6), (90, 8), (91, 4)]


@pytest.mark.requirement("SW-3")
def test_a_wait_of_nothing_is_5_s() -> None:
    meter, _ = made(load="current", limit=25, automatic=True, wait_s=0)
    run(meter, 60)
    assert [(s, state) for s, state, _ in history(meter)] == [(30, 6), (35, 4)]


@pytest.mark.requirement("SW-3")
def test_log_only_logs_and_cuts_nothing_off() -> None:
    meter, breaker = made(load="current", limit=25, log_only=True, wait_s=60, over_voltage=True)
    run(meter, 100, row_s=100)
    assert meter.energy.total("a_plus") == 100 * MJ_PER_S
    assert [(s, state, f) for s, state, f in history(meter)] == [(30, 13, 0b111001), (90, 4, 0b111001)]
    run(meter, 2, u_mv=290_000)
    assert breaker.position is S.LOG_ONLY
    breaker.order(1)
    assert breaker.position is S.DISCONNECTED


@pytest.mark.requirement("SW-3")
def test_a_limit_of_nothing_is_none() -> None:
    meter, breaker = made(load="current", limit=0)
    run(meter, 600, row_s=60)
    assert breaker.position is S.CONNECTED


@pytest.mark.requirement("SW-3")
def test_over_voltage_disconnects_and_reconnects_by_its_levels() -> None:
    meter, breaker = made(over_voltage=True)
    run(meter, 10, u_mv=285_000)
    assert breaker.position is S.CONNECTED
    run(meter, 90, row_s=30, u_mv=286_000)
    assert breaker.position is S.OVER_VOLTAGE
    assert meter.present.u == 286, "the voltage is measured on"
    run(meter, 120, row_s=60, u_mv=264_000)
    assert [(s, state) for s, state, _ in history(meter)] == [(11, 14), (191, 4)]
    assert meter.energy.total("a_plus") == (11 + 29) * MJ_PER_S


@pytest.mark.requirement("SW-3")
def test_over_voltage_closes_no_sooner_than_after_5_s() -> None:
    meter, _ = made(over_voltage=True, over_voltage_back_s=2)
    run(meter, 10, row_s=10, u_mv=300_000)
    run(meter, 10, row_s=10, u_mv=240_000)
    assert [(s, state) for s, state, _ in history(meter)] == [(1, 14), (13, 4)]
    meter, _ = made(over_voltage=True, over_voltage_back_s=2)
    run(meter, 1, u_mv=300_000)
    run(meter, 10, row_s=10, u_mv=240_000)
    assert [(s, state) for s, state, _ in history(meter)] == [(1, 14), (7, 4)], (
        "the window that ends after 5 s"
    )


@pytest.mark.requirement("SW-3")
@pytest.mark.parametrize(
    ("automatic", "expected"), [(True, [12, 4]), (False, [12, 8])], ids=["automatic", "manual"]
)
def test_neutral_fault(automatic: bool, expected: list[int]) -> None:
    meter, breaker = made(neutral_fault=True, automatic=automatic)
    run(meter, 10)
    breaker.tell_neutral_fault(True)
    breaker.tell_neutral_fault(True)
    run(meter, 10)
    breaker.tell_neutral_fault(False)
    run(meter, 10)
    assert states(meter) == expected
    assert [entry["event"] for entry in entries(meter, "neutral_fault")] == [1, 0]


def test_a_neutral_that_breaks_again_in_the_5_s_keeps_it_open() -> None:
    meter, breaker = made(neutral_fault=True, automatic=True)
    for broken in (True, False, True):
        breaker.tell_neutral_fault(broken)
    run(meter, 60)
    assert breaker.position is S.NEUTRAL_FAULT


def test_a_neutral_fault_that_may_not_open_it_is_logged() -> None:
    meter, breaker = made()
    breaker.tell_neutral_fault(True)
    assert breaker.position is S.CONNECTED
    assert [entry["event"] for entry in entries(meter, "neutral_fault")] == [1]


# Prepayment's side.


@pytest.mark.requirement("SW-1")
@pytest.mark.parametrize(("automatic", "state"), [(True, 4), (False, 8)], ids=["automatic", "manual"])
def test_credit_that_is_out_and_loaded(automatic: bool, state: int) -> None:
    meter, breaker = made(prepayment=True, automatic=automatic)
    run(meter, 10)
    breaker.credit_out()
    run(meter, 10)
    breaker.credit_loaded()
    assert states(meter) == [7, state]


@pytest.mark.requirement("SW-1")
def test_reconnection_without_credit_under_the_low_limit_for_days() -> None:
    meter, breaker = made(prepayment=True, limit_low=10, limited_days=2, limit=40, automatic=True)
    run(meter, 10)
    breaker.credit_out()
    run(meter, 10)
    assert breaker.limited_left_us == 2 * US_PER_DAY
    breaker.press_button()
    assert (breaker.position, breaker.limit, breaker.limited) == (S.CONNECTED, 10, True)
    assert not breaker.feedback & Feedback.HIGH_LIMIT
    breaker.credit_out()
    assert breaker.position is S.CONNECTED, "that credit is out is known"
    run(meter, US_PER_DAY / US_PER_S, row_s=600, i_ma=10_000)
    assert breaker.limited_left_us == US_PER_DAY
    breaker.order(1), breaker.order(2), breaker.order(3)
    run(meter, 10, i_ma=10_000)
    breaker.credit_out()
    run(meter, 10)
    breaker.press_button()
    assert breaker.limited_left_us < US_PER_DAY, "the days go on"
    run(meter, US_PER_DAY / US_PER_S, row_s=600, i_ma=10_000)
    assert breaker.position is S.LIMITED_TIME_OVER
    with pytest.raises(CommandRefused):
        breaker.press_button()
    breaker.credit_loaded()
    assert (breaker.position, breaker.limit, breaker.limited) == (S.CONNECTED, 40, False)


@pytest.mark.requirement("SW-1")
def test_past_the_low_limit_it_opens_until_credit_is_loaded() -> None:
    meter, breaker = made(prepayment=True, limit_low=10, limited_days=2)
    breaker.credit_out()
    run(meter, 10)
    breaker.press_button()
    run(meter, 60, row_s=60)
    assert (states(meter), breaker.position) == ([7, 4, 7], S.CUT_OFF_PREPAYMENT)
    assert meter.energy.total("a_plus") == 30 * MJ_PER_S
    with pytest.raises(CommandRefused):
        breaker.press_button()
    breaker.credit_loaded()
    breaker.press_button()
    breaker.credit_out()
    run(meter, 10)
    breaker.press_button()
    assert breaker.limited


def test_credit_loaded_while_it_is_closed_without_lifts_the_limit() -> None:
    meter, breaker = made(prepayment=True, limit_low=10, limited_days=2)
    breaker.credit_out()
    run(meter, 10)
    breaker.press_button()
    run(meter, 29)
    breaker.credit_loaded()
    run(meter, 3 * US_PER_DAY / US_PER_S, row_s=600)
    assert (breaker.position, breaker.limited) == (S.CONNECTED, False)


def test_credit_that_runs_out_again_in_the_5_s_keeps_it_open() -> None:
    meter, breaker = made(prepayment=True, automatic=True)
    breaker.credit_out()
    breaker.credit_loaded()
    assert breaker.feedback & Feedback.PENDING
    breaker.credit_out()
    run(meter, 60)
    assert breaker.position is S.CUT_OFF_PREPAYMENT


# Outages, restarts, clocks.


@pytest.mark.requirement("SW-2")
@pytest.mark.parametrize("order", [[], [1], [1, 2]], ids=["connected", "disconnected", "released"])
def test_an_outage_and_a_restart_leave_it_as_it_is(order: list[int]) -> None:
    meter, breaker = made()
    run(meter, 10)
    for one in order:
        breaker.order(one)
    position, kept = breaker.position, Kept()
    meter.advance(row(meter.clock.supply_now_us, US_PER_HOUR, Mark.OUTAGE))
    kept.commit(meter.take_changes())
    again = Meter.restore(meter.configuration, kept.image())
    assert again.load_on is meter.load_on is not bool(order)
    run(again, 10)
    assert again.part(Breaker).position is position
    assert again.energy.total("a_plus") == (10 if order else 20) * MJ_PER_S


@pytest.mark.requirement("SW-2", "SW-3")
def test_rules_begin_anew_after_an_outage_and_waits_go_on() -> None:
    meter, breaker = made(load="current", limit=25, automatic=True, wait_s=120)
    run(meter, 20)
    meter.advance(row(meter.clock.supply_now_us, US_PER_S, Mark.OUTAGE))
    run(meter, 29)
    assert breaker.position is S.WARNING
    run(meter, 1)
    assert breaker.position is S.CUT_OFF
    meter.advance(row(meter.clock.supply_now_us, 60 * US_PER_S, Mark.OUTAGE))
    run(meter, 60)
    assert [(s, state) for s, state, _ in history(meter)] == [(51, 6), (171, 4)]
    run(meter, 30)
    meter.advance(row(meter.clock.supply_now_us, US_PER_HOUR, Mark.OUTAGE))
    run(meter, 1)
    assert history(meter)[-1] == (201 + 3600, 4, 0b111001), "what is overdue happens when mains is back"


@pytest.mark.requirement("SW-1")
def test_a_closing_that_was_taken_before_an_outage_is_done_after_it() -> None:
    meter, breaker = made()
    run(meter, 10)
    for order in (1, 2, 3):
        breaker.order(order)
    meter.advance(row(meter.clock.supply_now_us, 2 * US_PER_S, Mark.OUTAGE))
    run(meter, 4)
    assert history(meter)[-1][:2] == (15, 4)
    for order in (1, 2, 3):
        breaker.order(order)
    meter.advance(row(meter.clock.supply_now_us, US_PER_HOUR, Mark.OUTAGE))
    assert breaker.position is S.AWAITING_RECONNECTION
    run(meter, 1)
    assert history(meter)[-1][1] == 4


@pytest.mark.requirement("SW-3")
def test_setting_the_clock_neither_shortens_nor_lengthens_a_wait() -> None:
    meter, breaker = made(load="current", limit=25, automatic=True, wait_s=120)
    run(meter, 20)
    meter.set_clock(meter.clock.now_us + US_PER_HOUR)
    run(meter, 10)
    assert breaker.position is S.CUT_OFF
    meter.set_clock(meter.clock.now_us - 5 * US_PER_HOUR)
    run(meter, 119)
    assert breaker.position is S.CUT_OFF
    run(meter, 1)
    assert breaker.position is S.CONNECTED


# Settings.


@pytest.mark.requirement("SW-3")
@pytest.mark.parametrize("key", BREAKER_SETTINGS)
def test_a_setting_is_written_and_read_within_its_bounds(key: str) -> None:
    meter, _ = made()
    setting = BREAKER_SETTINGS[key]
    assert meter.read(key) == setting.default
    for value in (setting.least - 1, setting.most + 1):
        before = state_of(meter)
        with pytest.raises(CommandRefused, match=key):
            meter.write(key, value)
        assert state_of(meter) == before
    value = setting.least if key in ("breaker_k3", "breaker_t1") else setting.most
    if key == "breaker_k2":
        meter.write("breaker_k1", 99)
    if key == "breaker_t2":
        meter.write("breaker_t3", 65_535)
    meter.write(key, value)
    assert meter.read(key) == value


@pytest.mark.requirement("SW-3")
def test_settings_out_of_order_are_refused() -> None:
    meter, _ = made()
    for key, value in (("breaker_k1", 9), ("breaker_t1", 31), ("breaker_t3", 29)):
        with pytest.raises(CommandRefused, match="demands"):
            meter.write(key, value)
    meter.write("over_voltage_level", 266)
    with pytest.raises(CommandRefused, match="reconnect below"):
        meter.write("over_voltage_back_level", 266)


@pytest.mark.requirement("SW-3")
def test_a_changed_setting_lets_the_rules_begin_anew() -> None:
    meter, breaker = made(load="current", limit=25)
    run(meter, 29)
    meter.write("breaker_wait", 60)
    run(meter, 1)
    assert breaker.position is S.CUT_OFF, "the value that it had is no change"
    meter, breaker = made(load="current", limit=25)
    run(meter, 29)
    meter.write("breaker_limit_high", 24)
    assert breaker.position is S.CONNECTED
    run(meter, 29)
    assert breaker.position is S.WARNING
    run(meter, 1)
    assert breaker.position is S.CUT_OFF


@pytest.mark.requirement("SW-3", "CFG-3")
def test_another_table_holds_as_a_whole() -> None:
    meter, breaker = made(load="current", limit=25)
    meter.write("breaker_limit_high", 20)
    meter.part(Reconfiguration).configure("Z4=3")
    assert breaker.limit == 20
    meter.part(Reconfiguration).configure("Z9=002")
    assert (breaker.limit, meter.read("breaker_k1"), breaker.automatic) == (25, 15, True)
    meter.part(Reconfiguration).configure("Z9=000")
    assert meter.read("breaker_basis") == 0
    run(meter, 600, row_s=60)
    assert breaker.position is S.CONNECTED


# What it tells.


@pytest.mark.requirement("SW-1")
def test_feedback_bit_by_bit() -> None:
    meter, breaker = made()
    assert meter.read("breaker_feedback") == 0b111000, "no voltage before there is mains"
    run(meter, 1)
    assert meter.read("breaker_feedback") == 0b111001
    breaker.order(1)
    assert meter.read("breaker_feedback") == 0b111000
    breaker.order(2), breaker.order(3)
    assert meter.read("breaker_feedback") == 0b1111000


@pytest.mark.requirement("SW-1")
def test_a_contact_that_sticks_is_told_and_its_load_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    meter, breaker = made()
    heard = Heard(meter, monkeypatch)
    breaker.jam(True)
    run(meter, 1)
    breaker.order(1)
    assert Occurrence.BREAKER_STUCK in heard.occurrences
    run(meter, 9)
    assert (breaker.position, meter.load_on) == (S.DISCONNECTED, True)
    assert meter.energy.total("a_plus") == 10 * MJ_PER_S
    assert meter.read("breaker_feedback") == 0b10111001
    breaker.jam(False)
    run(meter, 10)
    assert (meter.load_on, meter.read("breaker_feedback")) == (False, 0b111000)
    assert meter.energy.total("a_plus") == 10 * MJ_PER_S


@pytest.mark.requirement("SW-1")
def test_others_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    meter, breaker = made(load="current", limit=25)
    heard = Heard(meter, monkeypatch)
    run(meter, 91)
    breaker.press_button()
    run(meter, 1)
    breaker.press_button()
    breaker.order(1), breaker.order(2)
    assert heard.occurrences == [
        Occurrence.BREAKER_OPENED_BY_ITSELF,
        Occurrence.BREAKER_RELEASED,
        Occurrence.BREAKER_CLOSED,
        Occurrence.BREAKER_OPENED_BY_HAND,
        Occurrence.BREAKER_RELEASED,
    ]
    breaker.order(3)
    run(meter, 6)
    breaker.order(1)
    assert heard.occurrences[-2:] == [Occurrence.BREAKER_CLOSED, Occurrence.BREAKER_OPENED_FROM_REMOTE]


@pytest.mark.requirement("SW-1", "LOG-6")
def test_the_cut_off_log_keeps_200_entries() -> None:
    meter, breaker = made()
    for _ in range(120):
        breaker.press_button()
        run(meter, 5, row_s=5)
        breaker.press_button()
    assert states(meter) == [11, 4] * 100


@pytest.mark.requirement("SW-6")
def test_all_that_works_it_says_that_it_is_no_safety_function() -> None:
    for text in (Breaker.__doc__, Breaker.order.__doc__, Breaker.press_button.__doc__):
        assert "o safety function" in (text or "")
    assert "no safety function" in REGISTERS["breaker"].name
