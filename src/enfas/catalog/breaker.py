"""The breaker in words: its states, what can be written to it, the bits of its basis and of its feedback.

The breaker is not a safety function: whoever works on the installation disconnects it elsewhere. The meter
itself stays energised behind an open breaker.

Source: DLMS protocol 5512-1424 D1, pages 23-25 (codes, bits); data sheet, "Brytare" and its warning.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import IntEnum, IntFlag, unique
from types import MappingProxyType
from typing import Final

from enfas.catalog.registers.register import Setting

__all__ = [
    "BREAKER",
    "BREAKER_SETTINGS",
    "NOT_A_SAFETY_FUNCTION",
    "OPEN_STATES",
    "STATE_TITLES",
    "Basis",
    "BreakerOrder",
    "BreakerState",
    "Feedback",
    "breaker_refusal",
]

BREAKER: Final = "breaker"
"""The feature of a meter that has one (X10)."""

NOT_A_SAFETY_FUNCTION: Final = (
    "The breaker is not a safety function: never rely on it to work on an installation. "
    "The meter stays energised behind an open breaker."
)
"""What is said wherever the breaker is worked (data sheet, warning)."""


@unique
class BreakerState(IntEnum):
    """The states as register 1.1.128.0.0.255 shows them."""

    DISCONNECTED = 1
    CONNECTED = 4
    WARNING = 5
    CUT_OFF = 6
    CUT_OFF_PREPAYMENT = 7
    AWAITING_RECONNECTION = 8
    LIMITED_TIME_OVER = 9
    BY_BUTTON = 11
    NEUTRAL_FAULT = 12
    LOG_ONLY = 13
    OVER_VOLTAGE = 14


STATE_TITLES: Final = MappingProxyType(
    {
        BreakerState.DISCONNECTED: "disconnected by command",
        BreakerState.CONNECTED: "connected",
        BreakerState.WARNING: "connected, warning before cut-off",
        BreakerState.CUT_OFF: "cut off by smart disconnect",
        BreakerState.CUT_OFF_PREPAYMENT: "cut off by prepayment",
        BreakerState.AWAITING_RECONNECTION: "released, awaiting reconnection",
        BreakerState.LIMITED_TIME_OVER: "cut off as the prepayment low limit's time ran out",
        BreakerState.BY_BUTTON: "disconnected by button",
        BreakerState.NEUTRAL_FAULT: "disconnected by neutral fault",
        BreakerState.LOG_ONLY: "connected, cut-off logged only",
        BreakerState.OVER_VOLTAGE: "disconnected by over-voltage",
    }
)
"""The states in a few words."""

OPEN_STATES: Final = frozenset(BreakerState) - {
    BreakerState.CONNECTED,
    BreakerState.WARNING,
    BreakerState.LOG_ONLY,
}
"""The states in which the load is cut off."""


@unique
class BreakerOrder(IntEnum):
    """What can be written to register 1.1.128.0.0.255."""

    DISCONNECT = 1
    RELEASE = 2
    RECONNECT = 3


class Basis(IntFlag):
    """What may open the breaker: register 1.1.128.0.11.255."""

    NONE = 0
    LOAD = 1 << 0
    PREPAYMENT = 1 << 1
    POWER_INSTEAD_OF_CURRENT = 1 << 2
    NEUTRAL_FAULT = 1 << 3
    LOG_ONLY = 1 << 4
    PREPAYMENT_WITHOUT_RESTRICTION = 1 << 5
    OVER_VOLTAGE = 1 << 6


class Feedback(IntFlag):
    """What the breaker reports: register 1.1.128.0.18.255. Bits 1 and 2 are other phases' voltages."""

    NONE = 0
    VOLTAGE = 1 << 0  # behind the breaker
    VOLTAGE_VALID = 1 << 3
    COMMUNICATION = 1 << 4
    HIGH_LIMIT = 1 << 5  # else the low limit of a reconnection without credit holds
    PENDING = 1 << 6
    SWITCH_ERROR = 1 << 7  # the contact does not stand where it should


BREAKER_SETTINGS: Final = MappingProxyType(
    {
        "breaker_short_circuit": Setting(100, 0, 255),
        "breaker_k1": Setting(10, 0, 99),
        "breaker_k2": Setting(10, 0, 99),
        "breaker_k3": Setting(10, 0, 99),
        "breaker_t1": Setting(30, 0, 65_535),
        "breaker_t2": Setting(30, 0, 65_535),
        "breaker_t3": Setting(30, 0, 65_535),
        "breaker_wait": Setting(60, 0, 65_535),
        "breaker_limited_days": Setting(255, 0, 255),
        "breaker_automatic": Setting(0, 0, 1),
        "breaker_basis": Setting(0, 0, 0x7F),
        "breaker_limit_low": Setting(0, 0, 80),
        "breaker_limit_high": Setting(0, 0, 80),
        "over_voltage_level": Setting(285, 260, 320),
        "over_voltage_time": Setting(1, 1, 3_600),
        "over_voltage_back_level": Setting(265, 250, 270),
        "over_voltage_back_time": Setting(60, 1, 3_600),
    }
)
"""The settings of the breaker by key, with their defaults and bounds; beyond these some depend on each other
(`breaker_refusal`). Defaults are the examples of 5512-1424 D1, bounds those of 5512-1235 D1."""


def breaker_refusal(values: Mapping[str, int]) -> str:
    """Why values of all settings cannot be, or nothing: a bound, or an order that is demanded.

    Args:
        values: All settings by key, those of `BREAKER_SETTINGS`.
    """
    for key, setting in BREAKER_SETTINGS.items():
        if not setting.least <= values[key] <= setting.most:
            return f"{key} takes {setting.least} to {setting.most}, not {values[key]}"
    k1, k2, k3 = (values[f"breaker_k{n}"] for n in (1, 2, 3))
    if not k3 <= k2 <= k1:
        return f"smart disconnect demands k3 <= k2 <= k1, not {k3 / 10}, {k2 / 10}, {k1 / 10}"
    t1, t2, t3 = (values[f"breaker_t{n}"] for n in (1, 2, 3))
    if not t1 <= t2 <= t3:
        return f"smart disconnect demands t1 <= t2 <= t3, not {t1}, {t2}, {t3} s"
    level, back = values["over_voltage_level"], values["over_voltage_back_level"]
    if back >= level:
        return f"over-voltage must reconnect below where it disconnects, not at {back} V after {level} V"
    return ""
