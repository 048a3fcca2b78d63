from __future__ import annotations

import pytest
from tests.meter_rows import START_US, load

from enfas.conditions import AS_DELIVERED, Conditions
from enfas.interval import UNKNOWN
from enfas.metrology.plausible import FirstVoltage


@pytest.mark.parametrize(
    ("u_mv", "strange"),
    [
        (230_000, False),
        (11_500, False),
        (460_000, False),
        (460_001, True),
        (8_039_000, True),
        (243, True),
        (11_499, True),
    ],
)
def test_a_voltage_that_cannot_be_is_said(u_mv: int, strange: bool) -> None:
    notes: list[str] = []
    FirstVoltage(AS_DELIVERED, notes).look(load(START_US, 3, u_mv=u_mv))
    expected = [f"the voltage is {u_mv / 1000:g} V at first, not about 230 V: is its scale right?"]
    assert notes == (expected if strange else [])


def test_only_the_first_voltage_is_looked_at() -> None:
    notes: list[str] = []
    first = FirstVoltage(AS_DELIVERED, notes)
    for u_mv in (0, UNKNOWN, 230_000, 9_000_000):
        first.look(load(START_US, 1, u_mv=u_mv))
    assert notes == []
    first = FirstVoltage(AS_DELIVERED, notes)
    for u_mv in (0, 9_000_000, 9_000_000):
        first.look(load(START_US, 1, u_mv=u_mv))
    assert len(notes) == 1


def test_what_cannot_be_is_by_the_nominal_voltage() -> None:
    notes: list[str] = []
    FirstVoltage(Conditions(u_nominal_v=120.0), notes).look(load(START_US, 1, u_mv=241_000))
    assert notes == ["the voltage is 241 V at first, not about 120 V: is its scale right?"]
