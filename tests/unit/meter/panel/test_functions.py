from __future__ import annotations

import pytest
from tests.meter_rows import make_meter

from enfas.catalog.display import ButtonFunction
from enfas.catalog.registers import REGISTERS
from enfas.errors import CommandRefused
from enfas.meter.panel.functions import FUNCTIONS, TRIP_OF, standing
from enfas.timebase import US_PER_MIN, US_PER_S


def test_adjusting_goes_to_the_nearest_minute():
    meter = make_meter()
    meter.set_clock(meter.clock.now_us + 31 * US_PER_S)
    FUNCTIONS[ButtonFunction.ADJUST_TIME](meter)
    assert meter.clock.now_us % US_PER_MIN == 0


def test_a_debiting_stop():
    meter = make_meter()
    FUNCTIONS[ButtonFunction.DEBITING_STOP](meter)
    assert standing(meter, ButtonFunction.DEBITING_STOP) == meter.demand.stops == 1
    assert standing(meter, ButtonFunction.SET_TIME) is None
    assert standing(meter, ButtonFunction.TARIFF) == meter.energy.tariff


@pytest.mark.parametrize(
    "function",
    [ButtonFunction.TARIFF, ButtonFunction.LOAD_CONTROL, ButtonFunction.RELAY_TEST],
)
def test_what_the_configuration_does_not_leave_to_registers_is_refused(function):
    with pytest.raises(CommandRefused):
        FUNCTIONS[function](make_meter())


def test_each_trip_counter_has_its_energy():
    assert all(key in REGISTERS and energy in REGISTERS for key, energy in TRIP_OF.items())
    assert len(TRIP_OF) == 6
