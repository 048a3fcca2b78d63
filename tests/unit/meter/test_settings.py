from __future__ import annotations

import pytest
from tests.meter_rows import make_meter, state_of

from enfas.catalog.registers import REGISTERS
from enfas.errors import CommandRefused
from enfas.meter.settings import LINK_WRITERS, WRITERS


@pytest.mark.parametrize("key", WRITERS)
def test_what_is_written_is_read(key: str) -> None:
    meter = make_meter()
    writer = WRITERS[key]
    for value in (writer.least, writer.most):
        meter.write(key, value)
        assert meter.read(key) == value
    before = state_of(meter)
    for value in (writer.least - 1, writer.most + 1):
        with pytest.raises(CommandRefused, match=key):
            meter.write(key, value)
    assert state_of(meter) == before


def test_the_catalog_says_what_can_be_written() -> None:
    writable = {key for key, row in REGISTERS.items() if "W" in row.access}
    assert writable == {*WRITERS, "debiting_stop"}


@pytest.mark.parametrize("name", LINK_WRITERS)
def test_a_setting_of_the_link_layer_is_held_to_its_bounds(name: str) -> None:
    meter = make_meter()
    writer = LINK_WRITERS[name]
    for value in (writer.least, writer.most):
        meter.set_link(name, value)
        assert getattr(meter.settings, name) == value
    before = state_of(meter)
    for value in (writer.least - 1, writer.most + 1):
        with pytest.raises(CommandRefused, match=name):
            meter.set_link(name, value)
    assert state_of(meter) == before


@pytest.mark.requirement("CFG-1")
@pytest.mark.parametrize("key", ["a_plus", "serial_number", "p_plus_max", "hours", "nothing"])
def test_legal_registers_are_not_written(key: str) -> None:
    meter = make_meter()
    before = state_of(meter)
    with pytest.raises(CommandRefused, match=key):
        meter.write(key, 1)
    assert state_of(meter) == before
