from __future__ import annotations

import pytest
from tests.meter_rows import START_US, entries, load, make_meter

from enfas.catalog.status import MeterStatus
from enfas.meter.status import Status
from enfas.timebase import US_PER_HOUR, US_PER_MIN


@pytest.mark.parametrize(
    "bit", [bit for bit in MeterStatus if bit is not MeterStatus.RESET], ids=lambda b: b.name
)
def test_each_change_of_a_bit_is_logged_once(bit: MeterStatus) -> None:
    meter = make_meter()
    meter.advance(load(START_US, 1))
    status = meter.part(Status)
    for on in (True, True, False, False):
        status.change(bit, on)
    assert [entry["status"] for entry in entries(meter, "status")] == [int(bit), 0]
    assert meter.read("meter_status") == 0


def test_bits_stand_beside_one_another_and_beside_the_reset() -> None:
    meter = make_meter()
    meter.advance(load(START_US, 1))
    status = meter.part(Status)
    status.change(MeterStatus.COVER, True)
    meter.advance(load(START_US + US_PER_HOUR, 1))
    status.change(MeterStatus.MAGNET, True)
    assert [entry["status"] for entry in entries(meter, "status")] == [0x40, 0x41, 0x45]
    assert meter.read("meter_status") == 0x45
    meter.advance(load(meter.clock.supply_now_us, 20, duration_us=US_PER_MIN))
    assert meter.read("meter_status") == 0x44
