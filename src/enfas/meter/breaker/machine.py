"""The breaker's state machine: one table, from which it works and from which `docs/breaker.md` draws it.

An event makes the first row hold that has the present state, the event, and a condition that is met. An event
without a row leaves the breaker as it is. The table knows neither time nor load: when an event comes is told
by the rules (`load_rule`, `voltage_rule`) and by the breaker's own deadlines.
"""

from __future__ import annotations

from collections.abc import Container
from enum import Enum, unique
from typing import Final, NamedTuple

from enfas.catalog.breaker import OPEN_STATES, BreakerState

__all__ = ["TABLE", "Condition", "Event", "Transition", "step"]

_S = BreakerState


@unique
class Event(Enum):
    """What can happen to the breaker."""

    DISCONNECT = "command 1: disconnect"
    RELEASE = "command 2: release"
    RECONNECT = "command 3: reconnect"
    BUTTON = "button held 6 s"
    LOAD_OVER = "load over a limit"
    LOAD_UNDER = "load under the limits"
    TRIP = "load over a limit for its time"
    WAIT_OVER = "wait is over"
    OVER_VOLTAGE = "over-voltage"
    VOLTAGE_BACK = "voltage back"
    NEUTRAL_FAULT = "neutral fault"
    NEUTRAL_BACK = "neutral back"
    CREDIT_OUT = "credit has run out"
    CREDIT_LOADED = "credit loaded"
    LIMITED_OVER = "days without credit are over"


@unique
class Condition(Enum):
    """What a row may depend on."""

    AUTOMATIC = "automatic"
    LOG_ONLY = "log only"
    LIMITED = "without credit"
    BUTTON_OPENS = "button may open"
    BUTTON_CLOSES = "no release needed"
    LIMITED_ALLOWED = "low limit set and not spent"


class Transition(NamedTuple):
    """One row of the table.

    Attributes:
        states: From where.
        event: At what.
        to: Where to.
        when: On which condition; None: on none.
    """

    states: tuple[BreakerState, ...]
    event: Event
    to: BreakerState
    when: Condition | None = None


_CLOSED: Final = (_S.CONNECTED, _S.WARNING, _S.LOG_ONLY)
_WATCHED: Final = (_S.CONNECTED, _S.WARNING)
_OPEN: Final = tuple(sorted(OPEN_STATES))

TABLE: Final[tuple[Transition, ...]] = (
    # from remote
    Transition((*_CLOSED, *_OPEN), Event.DISCONNECT, _S.DISCONNECTED),
    Transition((_S.DISCONNECTED,), Event.RELEASE, _S.AWAITING_RECONNECTION),
    Transition((_S.AWAITING_RECONNECTION,), Event.RECONNECT, _S.CONNECTED),
    # by the button
    Transition(_CLOSED, Event.BUTTON, _S.BY_BUTTON, Condition.BUTTON_OPENS),
    Transition((_S.BY_BUTTON,), Event.BUTTON, _S.CONNECTED, Condition.BUTTON_CLOSES),
    Transition((_S.AWAITING_RECONNECTION,), Event.BUTTON, _S.CONNECTED),
    Transition((_S.CUT_OFF_PREPAYMENT,), Event.BUTTON, _S.CONNECTED, Condition.LIMITED_ALLOWED),
    # smart disconnect
    Transition((_S.CONNECTED,), Event.LOAD_OVER, _S.WARNING),
    Transition((_S.WARNING,), Event.LOAD_UNDER, _S.CONNECTED),
    Transition(_WATCHED, Event.TRIP, _S.CUT_OFF_PREPAYMENT, Condition.LIMITED),
    Transition(_WATCHED, Event.TRIP, _S.LOG_ONLY, Condition.LOG_ONLY),
    Transition(_WATCHED, Event.TRIP, _S.CUT_OFF),
    Transition((_S.LOG_ONLY,), Event.WAIT_OVER, _S.CONNECTED),
    Transition((_S.CUT_OFF,), Event.WAIT_OVER, _S.CONNECTED, Condition.AUTOMATIC),
    Transition((_S.CUT_OFF,), Event.WAIT_OVER, _S.AWAITING_RECONNECTION),
    # over-voltage, neutral fault
    Transition(_WATCHED, Event.OVER_VOLTAGE, _S.LOG_ONLY, Condition.LOG_ONLY),
    Transition(_WATCHED, Event.OVER_VOLTAGE, _S.OVER_VOLTAGE),
    Transition((_S.OVER_VOLTAGE,), Event.VOLTAGE_BACK, _S.CONNECTED),
    Transition(_CLOSED, Event.NEUTRAL_FAULT, _S.NEUTRAL_FAULT),
    Transition((_S.NEUTRAL_FAULT,), Event.NEUTRAL_BACK, _S.CONNECTED, Condition.AUTOMATIC),
    Transition((_S.NEUTRAL_FAULT,), Event.NEUTRAL_BACK, _S.AWAITING_RECONNECTION),
    # prepayment
    Transition(_CLOSED, Event.CREDIT_OUT, _S.CUT_OFF_PREPAYMENT),
    Transition(_CLOSED, Event.LIMITED_OVER, _S.LIMITED_TIME_OVER),
    Transition(
        (_S.CUT_OFF_PREPAYMENT, _S.LIMITED_TIME_OVER), Event.CREDIT_LOADED, _S.CONNECTED, Condition.AUTOMATIC
    ),
    Transition((_S.CUT_OFF_PREPAYMENT, _S.LIMITED_TIME_OVER), Event.CREDIT_LOADED, _S.AWAITING_RECONNECTION),
)
"""The machine. The first row that fits holds."""


def step(state: BreakerState, event: Event, met: Container[Condition]) -> BreakerState | None:
    """Where an event leads to; None: it leads nowhere.

    Args:
        state: The present state.
        event: What happens.
        met: The conditions that are met.
    """
    for row in TABLE:
        if row.event is event and state in row.states and (row.when is None or row.when in met):
            return row.to
    return None
