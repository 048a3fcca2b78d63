"""What of the breaker is kept. Persistent: all."""

from __future__ import annotations

import msgspec

from enfas.catalog.breaker import BreakerState
from enfas.meter.breaker.load_rule import LoadWatch
from enfas.meter.breaker.voltage_rule import VoltageWatch

__all__ = ["NEVER_US", "BreakerMemory"]

NEVER_US = -1
"""No such instant."""


class BreakerMemory(msgspec.Struct):
    """The breaker's state; instants are in supply time, -1: there is none.

    Attributes:
        state: The machine's state.
        closed: Where the contact stands.
        jammed: The contact does not move: a fault, for trials.
        neutral_fault: The neutral is broken.
        opened_us: When it last opened. [µs]
        pending: The event that will close it when it has rested; nothing: none.
        wait_until_us: When the wait is over. [µs]
        limited: It is closed without credit, under the low limit.
        limited_until_us: Until when it may be so, from its first such reconnection on. [µs]
        limited_spent: It may not be so again before credit is loaded.
        settings: Its settings, those that were written.
        load: How far the load's rule has come.
        voltage: How far that of the voltage has.
        v: Version of the part.
    """

    state: int = BreakerState.CONNECTED
    closed: bool = True
    jammed: bool = False
    neutral_fault: bool = False
    opened_us: int = NEVER_US
    pending: str = ""
    wait_until_us: int = NEVER_US
    limited: bool = False
    limited_until_us: int = NEVER_US
    limited_spent: bool = False
    settings: dict[str, int] = msgspec.field(default_factory=dict)
    load: LoadWatch = msgspec.field(default_factory=LoadWatch)
    voltage: VoltageWatch = msgspec.field(default_factory=VoltageWatch)
    v: int = 1
