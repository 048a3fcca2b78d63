from __future__ import annotations

import pytest
from tests.meter_rows import START_US, load, make_meter, row

from enfas.interval import Mark
from enfas.meter.mains import Mains
from enfas.timebase import US_PER_HOUR, US_PER_MIN


@pytest.mark.requirement("REG-3")
def test_hours_are_counted_by_tariff() -> None:
    mains = Mains()
    mains.count(5, 1)
    mains.count(7, 3)
    assert mains.tariff_us[:4] == [5, 0, 7, 0]
    assert mains.total_us == 12


@pytest.mark.requirement("REG-3")
def test_the_hour_counter_stands_while_there_is_no_mains() -> None:
    meter = make_meter()
    meter.advance(load(START_US, 119))
    assert meter.read("hours") == 1
    meter.advance(row(START_US + 119 * US_PER_MIN, 5 * US_PER_HOUR, Mark.OUTAGE))
    assert (meter.read("hours"), meter.mains_on) == (1, False)
    meter.advance(load(START_US + 119 * US_PER_MIN + 5 * US_PER_HOUR, 1))
    assert (meter.read("hours"), meter.mains_on) == (2, True)
