from __future__ import annotations

import pytest
from tests.meter_rows import make_meter, state_of

from enfas.catalog.registers import REGISTERS
from enfas.errors import CommandRefused, Refusal
from enfas.meter.registers import WRITERS
from enfas.meter.settings import SETTINGS


@pytest.mark.parametrize("key", SETTINGS)
def test_a_setting_is_held_to_its_bounds(key: str) -> None:
    meter = make_meter()
    setting = SETTINGS[key]
    assert setting.least <= meter.settings[key] <= setting.most
    for value in (setting.least, setting.most):
        meter.settings.write(key, value)
        assert meter.settings[key] == value
    before = state_of(meter)
    for value in (setting.least - 1, setting.most + 1):
        with pytest.raises(CommandRefused, match=f"{key} takes {setting.least} to") as refused:
            meter.settings.write(key, value)
        assert refused.value.reason is Refusal.VALUE
    assert state_of(meter) == before


@pytest.mark.parametrize("key", [key for key in SETTINGS if key in REGISTERS])
def test_what_is_written_is_read(key: str) -> None:
    meter = make_meter()
    for value in (SETTINGS[key].least, SETTINGS[key].most):
        meter.write(key, value)
        assert meter.read(key) == value


def test_there_is_no_other_setting() -> None:
    with pytest.raises(CommandRefused, match="'a_plus'") as refused:
        make_meter().settings.write("a_plus", 1)
    assert refused.value.reason is Refusal.ABSENT


def test_the_catalog_says_what_can_be_written() -> None:
    writable = {key for key, row in REGISTERS.items() if "W" in row.access}
    assert writable == {*(key for key in SETTINGS if key in REGISTERS), *WRITERS}


@pytest.mark.requirement("CFG-1")
@pytest.mark.parametrize("key", ["a_plus", "serial_number", "p_plus_max", "hours", "nothing"])
def test_legal_registers_are_not_written(key: str) -> None:
    meter = make_meter()
    before = state_of(meter)
    with pytest.raises(CommandRefused, match=key):
        meter.write(key, 1)
    assert state_of(meter) == before
