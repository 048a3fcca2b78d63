from __future__ import annotations

import pytest

from enfas.catalog.breaker import OPEN_STATES, BreakerState
from enfas.meter.breaker.machine import TABLE, Condition, Event, step

S, E, C = BreakerState, Event, Condition
CLOSED = (S.CONNECTED, S.WARNING, S.LOG_ONLY)
NOTHING: frozenset[Condition] = frozenset()

WAYS = [
    *((state, E.DISCONNECT, NOTHING, S.DISCONNECTED) for state in S),
    (S.DISCONNECTED, E.RELEASE, NOTHING, S.AWAITING_RECONNECTION),
    (S.AWAITING_RECONNECTION, E.RECONNECT, NOTHING, S.CONNECTED),
    *((state, E.BUTTON, {C.BUTTON_OPENS}, S.BY_BUTTON) for state in CLOSED),
    (S.BY_BUTTON, E.BUTTON, {C.BUTTON_CLOSES}, S.CONNECTED),
    (S.BY_BUTTON, E.BUTTON, NOTHING, None),
    (S.CONNECTED, E.BUTTON, NOTHING, None),
    (S.AWAITING_RECONNECTION, E.BUTTON, NOTHING, S.CONNECTED),
    (S.CUT_OFF_PREPAYMENT, E.BUTTON, {C.LIMITED_ALLOWED}, S.CONNECTED),
    (S.CUT_OFF_PREPAYMENT, E.BUTTON, NOTHING, None),
    (S.CONNECTED, E.LOAD_OVER, NOTHING, S.WARNING),
    (S.WARNING, E.LOAD_UNDER, NOTHING, S.CONNECTED),
    (S.WARNING, E.TRIP, NOTHING, S.CUT_OFF),
    (S.CONNECTED, E.TRIP, {C.AUTOMATIC}, S.CUT_OFF),
    (S.WARNING, E.TRIP, {C.LOG_ONLY}, S.LOG_ONLY),
    (S.WARNING, E.TRIP, {C.LOG_ONLY, C.LIMITED}, S.CUT_OFF_PREPAYMENT),
    (S.LOG_ONLY, E.TRIP, NOTHING, None),
    (S.LOG_ONLY, E.WAIT_OVER, NOTHING, S.CONNECTED),
    (S.CUT_OFF, E.WAIT_OVER, {C.AUTOMATIC}, S.CONNECTED),
    (S.CUT_OFF, E.WAIT_OVER, NOTHING, S.AWAITING_RECONNECTION),
    (S.CONNECTED, E.OVER_VOLTAGE, NOTHING, S.OVER_VOLTAGE),
    (S.WARNING, E.OVER_VOLTAGE, {C.LOG_ONLY}, S.LOG_ONLY),
    (S.OVER_VOLTAGE, E.VOLTAGE_BACK, NOTHING, S.CONNECTED),
    *((state, E.NEUTRAL_FAULT, NOTHING, S.NEUTRAL_FAULT) for state in CLOSED),
    (S.NEUTRAL_FAULT, E.NEUTRAL_BACK, {C.AUTOMATIC}, S.CONNECTED),
    (S.NEUTRAL_FAULT, E.NEUTRAL_BACK, NOTHING, S.AWAITING_RECONNECTION),
    *((state, E.CREDIT_OUT, NOTHING, S.CUT_OFF_PREPAYMENT) for state in CLOSED),
    *((state, E.LIMITED_OVER, NOTHING, S.LIMITED_TIME_OVER) for state in CLOSED),
    (S.CUT_OFF_PREPAYMENT, E.CREDIT_LOADED, {C.AUTOMATIC}, S.CONNECTED),
    (S.CUT_OFF_PREPAYMENT, E.CREDIT_LOADED, NOTHING, S.AWAITING_RECONNECTION),
    (S.LIMITED_TIME_OVER, E.CREDIT_LOADED, {C.AUTOMATIC}, S.CONNECTED),
    (S.LIMITED_TIME_OVER, E.CREDIT_LOADED, NOTHING, S.AWAITING_RECONNECTION),
]
"""From where, at what, on which conditions, where to."""


@pytest.mark.requirement("SW-1")
@pytest.mark.parametrize(
    ("state", "event", "met", "to"), WAYS, ids=lambda v: v.name if isinstance(v, (S, E)) else None
)
def test_where_an_event_leads(
    state: BreakerState, event: Event, met: frozenset[Condition], to: BreakerState | None
) -> None:
    assert step(state, event, met) is to


@pytest.mark.requirement("SW-1")
@pytest.mark.parametrize("state", [state for state in S if state is not S.DISCONNECTED], ids=lambda s: s.name)
def test_a_release_is_possible_only_from_1(state: BreakerState) -> None:
    assert step(state, E.RELEASE, set(Condition)) is None


@pytest.mark.requirement("SW-1")
@pytest.mark.parametrize(
    "state", [state for state in S if state is not S.AWAITING_RECONNECTION], ids=lambda s: s.name
)
def test_a_reconnection_by_command_is_possible_only_from_8(state: BreakerState) -> None:
    assert step(state, E.RECONNECT, set(Condition)) is None


def test_every_row_is_reached_and_every_state_entered_and_left() -> None:
    used = [
        next(row for row in TABLE if row.event is event and state in row.states and row.when in (None, *met))
        for state, event, met, to in WAYS
        if to is not None
    ]
    assert set(used) == set(TABLE)
    assert {row.to for row in TABLE} == set(S)
    assert {state for row in TABLE for state in row.states if row.to is not state} == set(S)


def test_what_nothing_asks_for_closes_no_breaker() -> None:
    """Each way that closes it begins where it was opened for that reason, or was released."""
    for row in TABLE:
        if row.to not in OPEN_STATES and set(row.states) & OPEN_STATES:
            assert S.DISCONNECTED not in row.states
            assert len(row.states) == 1 or row.event is E.CREDIT_LOADED
