from __future__ import annotations

from tests.meter_rows import START_US, Kept, load, make_meter

from enfas.meter.memory import Changes, Memory


class InMemory(Kept):
    """What the port asks for, in memory."""

    def load(self) -> None:
        return None

    def close(self) -> None:
        self.parts.clear()


def test_a_memory_takes_what_a_meter_gives() -> None:
    memory: Memory = InMemory()
    meter = make_meter()
    meter.advance(load(START_US, 40))
    memory.commit(meter.take_changes())
    memory.commit(Changes())
    assert memory.load() is None
    memory.close()
