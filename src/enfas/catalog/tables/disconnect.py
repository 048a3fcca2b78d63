"""Tables of Z9: what the breaker goes by as delivered.

    table = "Z9"
    number = 100
    title = "Main fuse of 25 A"
    load = "current"               # or "power", or "off"
    limit = 25                     # X: A, or kW of imported active power; 0: there is no limit
    k = [1.5, 1.2, 1.0]            # cuts off over k1 X for t1, k2 X for t1 + t2, k3 X for t1 + t2 + t3
    t_s = [10, 60, 300]
    automatic = true               # reconnects by itself after wait_s
    wait_s = 60

The breaker is not a safety function (`catalog.breaker.NOT_A_SAFETY_FUNCTION`).
"""

from __future__ import annotations

from typing import ClassVar, Literal

from enfas.catalog.breaker import BREAKER_SETTINGS, Basis, breaker_refusal
from enfas.catalog.tables.table import Table
from enfas.errors import ConfigurationError

__all__ = ["DisconnectTable"]

_TENTHS = 10


class DisconnectTable(Table, frozen=True, kw_only=True):
    """What the breaker goes by; each can be changed in the meter, but for the button's rights.

    Attributes:
        load: What smart disconnect looks at.
        limit: Its limit X. [A or kW]
        k: Factors of the limit, each at most the one before it.
        t_s: Durations, each at least as long as the one before it. [s]
        automatic: The breaker closes by itself after a cut-off; else it awaits button or command.
        wait_s: How long it waits before it does either. [s]
        log_only: Smart disconnect and over-voltage are logged and cut nothing off.
        neutral_fault: A neutral fault opens the breaker.
        over_voltage: Over-voltage opens the breaker.
        over_voltage_v: Over which mean. [V]
        over_voltage_s: Over how long. [s]
        over_voltage_back_v: Under which mean it closes again. [V]
        over_voltage_back_s: Over how long. [s]
        prepayment: Credit that has run out opens the breaker.
        prepayment_without_restriction: Prepayment's exceptions hold without limit.
        limit_low: The limit of a reconnection without credit; 0: there is none. [A or kW]
        limited_days: For how long such a reconnection holds. [d]
        button: The left button opens the breaker.
        button_needs_release: What the button opened it closes only after a release from remote.
    """

    CODE: ClassVar[str] = "Z9"

    load: Literal["off", "current", "power"] = "off"
    limit: int = 0
    k: tuple[float, float, float] = (1.0, 1.0, 1.0)
    t_s: tuple[int, int, int] = (30, 30, 30)
    automatic: bool = False
    wait_s: int = 60
    log_only: bool = False
    neutral_fault: bool = False
    over_voltage: bool = False
    over_voltage_v: int = 285
    over_voltage_s: int = 1
    over_voltage_back_v: int = 265
    over_voltage_back_s: int = 60
    prepayment: bool = False
    prepayment_without_restriction: bool = False
    limit_low: int = 0
    limited_days: int = 255
    button: bool = True
    button_needs_release: bool = False

    def check(self) -> None:
        """Refuse what the breaker's settings cannot be."""
        if any(factor * _TENTHS != round(factor * _TENTHS) for factor in self.k):
            raise ConfigurationError(f"k takes tenths from 0 to 9.9, not {list(self.k)}")
        if refusal := breaker_refusal(self.settings()):
            raise ConfigurationError(refusal)

    @property
    def _basis(self) -> Basis:
        named = (
            (self.load != "off", Basis.LOAD),
            (self.prepayment, Basis.PREPAYMENT),
            (self.load == "power", Basis.POWER_INSTEAD_OF_CURRENT),
            (self.neutral_fault, Basis.NEUTRAL_FAULT),
            (self.log_only, Basis.LOG_ONLY),
            (self.prepayment_without_restriction, Basis.PREPAYMENT_WITHOUT_RESTRICTION),
            (self.over_voltage, Basis.OVER_VOLTAGE),
        )
        basis = Basis.NONE
        for wanted, bit in named:
            basis |= bit if wanted else Basis.NONE
        return basis

    def settings(self) -> dict[str, int]:
        """The breaker's settings by key."""
        values = {key: setting.default for key, setting in BREAKER_SETTINGS.items()}
        return values | {
            **{f"breaker_k{n}": round(factor * _TENTHS) for n, factor in enumerate(self.k, 1)},
            **{f"breaker_t{n}": time_s for n, time_s in enumerate(self.t_s, 1)},
            "breaker_wait": self.wait_s,
            "breaker_limited_days": self.limited_days,
            "breaker_automatic": int(self.automatic),
            "breaker_basis": int(self._basis),
            "breaker_limit_low": self.limit_low,
            "breaker_limit_high": self.limit,
            "over_voltage_level": self.over_voltage_v,
            "over_voltage_time": self.over_voltage_s,
            "over_voltage_back_level": self.over_voltage_back_v,
            "over_voltage_back_time": self.over_voltage_back_s,
        }
