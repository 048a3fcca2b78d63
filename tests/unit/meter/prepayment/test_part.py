"""Prepayment: credit counts down exactly, what is out is cut off at the instant, tokens work once."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.meter_rows import START_US, Kept, entries, instant_of, load, row, state_of
from tests.unit.meter.prepayment.test_tokens import PRIVATE, PUBLIC, SECRET

from enfas.catalog.breaker import Basis, BreakerState
from enfas.catalog.display import READINGS
from enfas.catalog.prepayment import MJ_PER_KWH, CreditEvent, Terms
from enfas.errors import CommandRefused, Refusal
from enfas.faces.display import show, show_reading
from enfas.interval import Mark
from enfas.meter.breaker.part import Breaker
from enfas.meter.configuration import Configuration
from enfas.meter.device import Meter
from enfas.meter.prepayment.part import Prepayment
from enfas.meter.prepayment.tokens import Token, TokenKind, seal_token, sign_token
from enfas.timebase import US_PER_HOUR, US_PER_MIN, from_civil

pytestmark = pytest.mark.requirement("SW-4")
KWH = 100
"""Hundredths."""

TERMS = Terms(secret=SECRET, public_key=PUBLIC)


def make(
    credit: int = 0,
    terms: Terms = TERMS,
    basis: Basis = Basis.PREPAYMENT,
    automatic: int = 1,
    **codes: str,
) -> Meter:
    """A meter with credit from the beginning: what is cut off at first would close 5 s later."""
    meter = Meter(Configuration.default().replace(prepayment=terms, **codes), start_us=START_US)
    if credit:
        part(meter).load(credit)
    breaker = meter.part(Breaker)
    breaker.set_setting("breaker_automatic", automatic)
    breaker.set_setting("breaker_basis", int(basis))
    return meter


def part(meter: Meter) -> Prepayment:
    return meter.part(Prepayment)


def told(meter: Meter) -> list[tuple[CreditEvent, int]]:
    return [(CreditEvent(it["event"]), it["hundredths"]) for it in entries(meter, "prepayment")]


def position(meter: Meter) -> BreakerState:
    return meter.part(Breaker).position


def use(meter: Meter, minutes: int, watts: int = 6_000, **others: int) -> None:
    at_us = meter.clock.supply_now_us
    meter.advance(load(at_us, minutes, watts, **others))


def test_off_by_default() -> None:
    meter = Meter(Configuration.default(), start_us=START_US)
    use(meter, 30)
    assert not part(meter).active
    assert (position(meter), meter.load_on) == (BreakerState.CONNECTED, True)
    assert told(meter) == []


def test_credit_counts_down_and_is_cut_off_at_the_instant() -> None:
    meter = make(KWH)
    use(meter, 30)
    assert meter.energy.total("a_plus") == MJ_PER_KWH, "10 minutes of 6 kW, to the millijoule"
    assert (position(meter), meter.load_on) == (BreakerState.CUT_OFF_PREPAYMENT, False)
    assert (part(meter).state.credit, part(meter).state.debt) == (0, 0)
    assert meter.read("credit") == 0
    assert told(meter) == [
        (CreditEvent.LOADED_BY_COMMAND, 100), (CreditEvent.CREDIT_LOW, 0), (CreditEvent.CREDIT_OUT, 0),
    ]  # fmt: skip
    (cut,) = entries(meter, "cut_off")
    assert cut["state"] == BreakerState.CUT_OFF_PREPAYMENT
    assert instant_of(cut["clock"]) == START_US + 10 * US_PER_MIN + 3_600_000_000


def test_a_load_connects_again_by_itself_or_awaits_a_hand() -> None:
    for automatic, state in ((1, BreakerState.CONNECTED), (0, BreakerState.AWAITING_RECONNECTION)):
        meter = make(KWH, automatic=automatic)
        use(meter, 30)
        part(meter).load(5 * KWH)
        assert position(meter) is state
        assert meter.read("credit") == 5


@given(st.lists(st.integers(1, 40), min_size=1, max_size=6), st.integers(1, 9_000), st.integers(1, 300))
def test_blocks_do_not_matter_and_nothing_is_lost(cuts: list[int], watts: int, hundredths: int) -> None:
    """All that was loaded was used, is there, or is owed: to the last millijoule, however rows are cut."""
    meters = make(hundredths), make(hundredths)
    rows = load(START_US, sum(cuts), watts)
    meters[0].advance(rows)
    first = 0
    for count in cuts:
        meters[1].advance(rows[first : first + count])
        first += count
    assert state_of(meters[0]) == state_of(meters[1])
    account = part(meters[0]).state
    assert account.credit - account.debt == hundredths * MJ_PER_KWH // 100 - meters[0].energy.total("a_plus")
    assert account.debt < 9_000 * 1000, "at most what flows in a microsecond and a row's rounding"


def test_export_costs_nothing() -> None:
    meter = make(KWH)
    meter.advance(row(START_US, 60 * US_PER_MIN, a_minus=5 * MJ_PER_KWH))
    assert meter.read("credit") == 1


def test_a_warning_at_the_alarm_limit() -> None:
    meter = make(3 * KWH)
    meter.write("credit_alarm", 2)
    use(meter, 9)
    assert not part(meter).warned
    use(meter, 2)
    assert part(meter).warned
    assert told(meter)[-1] == (CreditEvent.CREDIT_LOW, 200), "at the limit itself"
    part(meter).load(3 * KWH)
    assert not part(meter).warned


SATURDAY = START_US + 3 * 24 * US_PER_HOUR


@pytest.mark.parametrize("z20", ["000", "001"])
def test_on_an_exception_day_nothing_is_cut_off(z20: str) -> None:
    """Good Friday 2025 in Sweden."""
    meter = make(KWH, Z20=z20)
    meter.advance(load(START_US, 1, 600))
    meter.set_clock(from_civil(2025, 4, 18, 10))
    meter.advance(load(START_US + US_PER_MIN, 30, 6_000))
    cut_off = position(meter) is BreakerState.CUT_OFF_PREPAYMENT
    assert cut_off is (z20 == "000")


def test_on_a_non_working_day_nothing_is_cut_off_and_the_debt_is_paid_first() -> None:
    meter = make(KWH)
    meter.advance(load(START_US, 1, 600))
    meter.advance(load(SATURDAY, 30, 6_000))
    assert (position(meter), meter.read("credit"), meter.read("credit_debt")) == (
        BreakerState.CONNECTED,
        0,
        3,
    )
    meter.advance(load(SATURDAY + 30 * US_PER_MIN, 60 * 48, 0))
    assert position(meter) is BreakerState.CUT_OFF_PREPAYMENT, "on Monday at midnight it is"
    part(meter).load(5 * KWH)
    assert (meter.read("credit"), meter.read("credit_debt")) == (2, 0)


def test_without_restriction_a_saturday_is_as_any_day() -> None:
    meter = make(KWH, basis=Basis.PREPAYMENT | Basis.PREPAYMENT_WITHOUT_RESTRICTION)
    meter.advance(load(START_US, 1, 600))
    meter.advance(load(SATURDAY, 30, 6_000))
    assert position(meter) is BreakerState.CUT_OFF_PREPAYMENT


def test_within_the_slot_nothing_is_cut_off_until_it_ends() -> None:
    meter = make(KWH)
    part(meter).set_slot(start=110_000, end=130_000)  # it is 12:00
    use(meter, 59)
    assert meter.load_on
    before = meter.energy.total("a_plus")
    use(meter, 10)
    assert not meter.load_on
    assert meter.energy.total("a_plus") - before == 6_000 * 60 * 1000, "until 13:00 exactly"


@pytest.mark.parametrize("digits", [240_000, 126_000, 120_060, 999_999])
def test_a_slot_is_bounded_by_times_of_day(digits: int) -> None:
    meter = make()
    with pytest.raises(CommandRefused, match="no time of day"):
        meter.write("prepayment_slot_start", digits)
    assert meter.read("prepayment_slot_start") == 0


def test_closed_again_without_credit_it_is_cut_off_again() -> None:
    meter = make(KWH)
    use(meter, 30)
    breaker = meter.part(Breaker)
    breaker.order(1)
    breaker.order(2)
    breaker.order(3)
    use(meter, 1)
    assert position(meter) is BreakerState.CUT_OFF_PREPAYMENT
    assert not meter.load_on


def test_emergency_credit_once_until_the_debt_is_paid() -> None:
    meter = make(KWH, Terms(emergency=50))
    with pytest.raises(CommandRefused, match="credit is not out") as refused:
        meter.write("credit_emergency", 1)
    assert refused.value.reason is Refusal.STATE
    use(meter, 30)
    meter.write("credit_emergency", 1)
    assert (position(meter), meter.read("credit_emergency")) == (BreakerState.CONNECTED, 50)
    before = meter.energy.total("a_plus")
    use(meter, 30)
    assert meter.energy.total("a_plus") - before == MJ_PER_KWH // 2
    assert position(meter) is BreakerState.CUT_OFF_PREPAYMENT
    assert told(meter)[-1][0] is CreditEvent.EMERGENCY_OUT
    with pytest.raises(CommandRefused, match="not paid yet"):
        meter.write("credit_emergency", 1)
    part(meter).load(KWH)
    assert part(meter).state.debt == 0
    assert meter.read("credit_hundredths") == 50


def test_money_is_counted_by_the_price_of_the_tariff() -> None:
    meter = make(10_00, Terms(currency="SEK", prices=(2_500, 1_000, 0, 0)), Z13="002")
    use(meter, 10)
    assert meter.read("credit_hundredths") == 750
    meter.energy.tariff = 2
    use(meter, 10)
    assert meter.read("credit_hundredths") == 650
    meter.energy.tariff = 3
    use(meter, 60)
    assert meter.read("credit_hundredths") == 650, "a tariff that is free"
    assert meter.read("credit") is None, "no kWh are known where credit is in money"
    with pytest.raises(CommandRefused, match="credit is in SEK"):
        meter.write("credit", 1)


def test_in_kwh_credit_does_not_go_together_with_tariffs() -> None:
    meter = make(Z13="002")
    use(meter, 30)
    assert not part(meter).active
    assert meter.load_on


def test_the_display_shows_the_symbol_and_what_is_left() -> None:
    meter = make(12 * KWH)
    use(meter, 1)
    assert show(meter).prepayment
    glass = show_reading(meter, READINGS["130.0.0"])
    assert (glass.value.strip(), glass.unit, glass.text) == ("0000011", "kWh", "PAY")
    assert glass.identification == "130.0.0"
    plain = make(basis=Basis.NONE)
    use(plain, 1)
    assert not show(plain).prepayment


# Tokens.


def digits(identifier: int = 1, tenths: int = 50, kind: TokenKind = TokenKind.ENERGY, serial: int = 0) -> str:
    return seal_token(
        SECRET, serial or Configuration.default().serial_number, Token(identifier, tenths, kind)
    )


def test_a_token_loads_once() -> None:
    meter = make()
    typed = digits()
    meter.write("token", " ".join(typed[at : at + 4] for at in range(0, 20, 4)))
    assert meter.read("credit") == 5
    with pytest.raises(CommandRefused, match="was used"):
        meter.write("token", typed)
    assert meter.read("credit") == 5
    assert [event for event, _ in told(meter)][-2:] == [CreditEvent.LOADED_BY_TOKEN, CreditEvent.TOKEN_USED]
    assert entries(meter, "prepayment")[-1]["identifier"] == 1


def test_a_signed_token_loads_once() -> None:
    meter = make()
    octets = sign_token(PRIVATE, meter.configuration.serial_number, Token(1 << 31, 100_000))
    meter.write("signed_token", octets)
    assert meter.read("credit") == 10_000
    with pytest.raises(CommandRefused, match="was used"):
        meter.write("signed_token", octets)


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("1234", "20 digits, not 4"),
        ("1234567890123456789x", "20 digits"),
        ("", "20 digits, not 0"),
        (digits(serial=99), "no token of this meter"),
        ("00000000000000000000", "no token of this meter"),
        ("99999999999999999999", "no token of this meter"),
        (digits(kind=TokenKind.MONEY), "not in kWh"),
        (digits(tenths=0), "credit of 0 kWh"),
    ],
)
def test_a_token_that_is_none_is_refused(typed: str, says: str) -> None:
    meter = make()
    with pytest.raises(CommandRefused, match=says):
        meter.write("token", typed)
    assert meter.read("credit") == 0


def test_wrong_tokens_are_counted_stored_and_lock() -> None:
    meter, kept = make(), Kept()
    given = meter.configuration
    kept.commit(meter.take_changes())
    for _ in range(5):
        with pytest.raises(CommandRefused, match="no token of this meter"):
            meter.write("token", digits(serial=99))
        assert meter.unsaved, "that it was wrong is stored before it is answered"
        kept.commit(meter.take_changes())
        meter = Meter.restore(given, kept.image())
    with pytest.raises(CommandRefused, match="for 60 s") as refused:
        meter.write("token", digits())
    assert refused.value.reason is Refusal.STATE
    assert meter.read("token_wait") == 60
    meter.set_clock(meter.clock.now_us + US_PER_HOUR)
    assert meter.read("token_wait") == 60, "setting the clock unlocks nothing"
    meter.advance(row(START_US, 60 * US_PER_MIN, marks=Mark.OUTAGE))
    meter.write("token", digits())
    assert meter.read("credit") == 5
    assert part(meter).state.lock.wrong == 0


def test_without_a_secret_no_token_is_taken() -> None:
    meter = make(terms=Terms())
    for key, value in (("token", digits()), ("signed_token", bytes(80))):
        with pytest.raises(CommandRefused) as refused:
            meter.write(key, value)
        assert refused.value.reason is Refusal.STATE


def test_without_a_breaker_there_is_no_prepayment() -> None:
    meter = Meter(Configuration.from_codes("6861111BN240101040"), start_us=START_US)
    assert "credit" not in meter.registers
    for command, value in ((part(meter).load, 100), (part(meter).enter, digits())):
        with pytest.raises(CommandRefused):
            command(value)  # type: ignore[operator]  # one of two commands
    use(meter, 30)
    assert meter.energy.total("a_plus") == 3 * MJ_PER_KWH


@pytest.mark.parametrize("wrong", [0, -1, 100_000_001])
def test_credit_has_bounds(wrong: int) -> None:
    with pytest.raises(CommandRefused):
        part(make()).load(wrong)


def test_the_secret_is_in_no_text_and_not_in_the_state() -> None:
    meter = make()
    assert SECRET.hex() not in repr(meter.configuration)
    assert repr(SECRET) not in repr(meter.configuration)
    stored: dict[str, Any] = dict(meter.take_changes().parts)
    assert all(SECRET not in octets for octets in stored.values())
