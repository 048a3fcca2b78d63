from __future__ import annotations

from tests.meter_rows import START_US, Kept, load, make_meter, state_of

from enfas.meter.device import Meter
from enfas.meter.memory import Changes, Memory


def test_a_memory_takes_what_a_meter_gives() -> None:
    memory: Memory = Kept()
    assert memory.load() is None
    meter = make_meter()
    meter.advance(load(START_US, 40))
    memory.commit(meter.take_changes())
    memory.commit(Changes())
    image = memory.load()
    assert image is not None
    assert state_of(Meter.restore(meter.configuration, image)) == state_of(meter)
    memory.close()
