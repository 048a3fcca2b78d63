"""A supply is read ahead by a thread, within bounds, and whatever it raises is raised where it is awaited."""

from __future__ import annotations

import asyncio
import threading

import pytest
from tests.meter_rows import START_US, load

from enfas.errors import InputError
from enfas.runtime.feeder import Feeder
from enfas.timebase import US_PER_MIN


def block(number: int):
    return load(START_US + number * US_PER_MIN, 1)


def starts(blocks) -> list[int]:
    return [(int(b["start_us"][0]) - START_US) // US_PER_MIN for b in blocks]


def run(coroutine):
    return asyncio.run(coroutine)


def test_blocks_come_in_order_and_then_none():
    async def main():
        feeder = Feeder(block(n) for n in range(200))
        found = []
        while (one := await feeder.next()) is not None:
            found.append(one)
        assert feeder.ended
        assert await feeder.next() is None
        assert feeder.next_at_hand() is None
        return found

    assert starts(run(main())) == list(range(200))


def test_reading_ahead_is_bounded():
    read = []
    enough = threading.Event()

    def supply():
        for number in range(1000):
            read.append(number)
            if number == 64:
                enough.set()
            yield block(number)

    async def main():
        feeder = Feeder(supply())
        await asyncio.to_thread(enough.wait, 20)
        assert len(read) == 65  # 64 wait, and one is in the thread's hand
        for _ in range(10):
            await feeder.next()
        feeder.close()

    run(main())
    assert len(read) <= 76


def test_what_is_at_hand_is_taken_without_waiting():
    more = threading.Event()

    def supply():
        yield block(0)
        more.wait(20)
        yield block(1)

    async def main():
        feeder = Feeder(supply())
        assert starts([await feeder.next()]) == [0]
        assert feeder.next_at_hand() is None
        assert not feeder.ended
        more.set()
        assert starts([await feeder.next()]) == [1]

    run(main())


@pytest.mark.parametrize(
    "error", [InputError("line 7 is no number"), RuntimeError("a fault"), ValueError("bad")]
)
def test_what_the_supply_raises_is_raised_where_it_is_awaited(error):
    def supply():
        yield block(0)
        raise error

    async def main():
        feeder = Feeder(supply())
        assert starts([await feeder.next()]) == [0]
        with pytest.raises(type(error), match=str(error)):
            await feeder.next()
        assert await feeder.next() is None

    run(main())


def test_closing_wakes_who_awaits():
    never = threading.Event()

    def supply():
        never.wait(20)
        yield block(0)

    async def main():
        feeder = Feeder(supply())
        awaited = asyncio.ensure_future(feeder.next())
        await asyncio.sleep(0)
        feeder.close()
        assert await awaited is None
        assert feeder.ended
        never.set()

    run(main())


def test_the_thread_ends_when_nobody_wants_more():
    async def main():
        feeder = Feeder(block(n) for n in iter(int, 1))
        await feeder.next()
        feeder.close()

    run(main())
    for thread in threading.enumerate():
        if thread.name == "supply":
            thread.join(20)
            assert not thread.is_alive()


def test_a_supply_may_outlive_the_loop():
    """An input that says nothing until the program is over must not raise in its thread then."""
    late = threading.Event()

    def supply():
        late.wait(20)
        yield block(0)

    async def main():
        Feeder(supply())

    run(main())
    threads = [thread for thread in threading.enumerate() if thread.name == "supply"]
    late.set()
    for thread in threads:
        thread.join(20)


def test_the_thread_is_done_when_it_was_joined():
    """After that nothing is read any more, and the program may end."""
    reading, go_on = threading.Event(), threading.Event()

    def blocks():
        yield 1
        reading.set()
        assert go_on.wait(30)
        yield 2

    async def main() -> None:
        feeder = Feeder(blocks())
        assert await asyncio.to_thread(reading.wait, 30)
        feeder.close()
        feeder.join(0.001)  # a silent one is not waited for
        assert feeder._thread.is_alive()
        go_on.set()
        feeder.join(30)
        assert not feeder._thread.is_alive()

    asyncio.run(main())
