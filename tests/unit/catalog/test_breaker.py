from __future__ import annotations

import pytest

from enfas.catalog.breaker import (
    BREAKER_SETTINGS,
    NOT_A_SAFETY_FUNCTION,
    OPEN_STATES,
    STATE_TITLES,
    Basis,
    BreakerState,
    breaker_refusal,
)
from enfas.catalog.registers import REGISTERS

DEFAULTS = {key: setting.default for key, setting in BREAKER_SETTINGS.items()}


def test_the_states_are_the_real_meter_s() -> None:
    assert {int(state) for state in BreakerState} == {1, *range(4, 10), *range(11, 15)}
    assert set(STATE_TITLES) == set(BreakerState)
    assert {int(state) for state in BreakerState} - {int(state) for state in OPEN_STATES} == {4, 5, 13}


def test_the_basis_is_seven_bits() -> None:
    assert sum(Basis) == 0x7F == BREAKER_SETTINGS["breaker_basis"].most


@pytest.mark.requirement("SW-6")
def test_the_warning_says_it() -> None:
    assert "not a safety function" in NOT_A_SAFETY_FUNCTION
    assert "energised" in NOT_A_SAFETY_FUNCTION


@pytest.mark.requirement("SW-3")
@pytest.mark.parametrize("key", BREAKER_SETTINGS)
def test_bounds(key: str) -> None:
    setting, row = BREAKER_SETTINGS[key], REGISTERS[key]
    low, high = row.type.bounds
    assert low <= setting.least <= setting.default <= setting.most <= high
    assert row.access == "RW"
    assert breaker_refusal(DEFAULTS) == ""
    for value in (setting.least - 1, setting.most + 1):
        assert f"{key} takes {setting.least} to {setting.most}" in breaker_refusal({**DEFAULTS, key: value})


@pytest.mark.requirement("SW-3")
@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"breaker_k3": 11}, "k3 <= k2 <= k1"),
        ({"breaker_k2": 11}, "k3 <= k2 <= k1"),
        ({"breaker_k1": 9}, "k3 <= k2 <= k1"),
        ({"breaker_t1": 31}, "t1 <= t2 <= t3"),
        ({"breaker_t2": 31}, "t1 <= t2 <= t3"),
        ({"breaker_t3": 29}, "t1 <= t2 <= t3"),
        ({"over_voltage_level": 265}, "reconnect below"),
        ({"over_voltage_level": 266}, ""),
        ({"over_voltage_level": 265, "over_voltage_back_level": 264}, ""),
        ({"breaker_k1": 99, "breaker_k2": 50, "breaker_k3": 0}, ""),
        ({"breaker_t1": 0, "breaker_t2": 0, "breaker_t3": 65_535}, ""),
    ],
    ids=lambda value: "-".join(value) if isinstance(value, dict) else value,
)
def test_orders_that_are_demanded(changed: dict[str, int], says: str) -> None:
    refusal = breaker_refusal({**DEFAULTS, **changed})
    assert says in refusal
    assert bool(says) is bool(refusal)
