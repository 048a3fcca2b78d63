"""A loop whose time leaps."""

from __future__ import annotations

import asyncio
import os

import pytest

from enfas.testing.clocked_loop import ClockedLoop


def run(main):
    with asyncio.Runner(loop_factory=ClockedLoop) as runner:
        return runner.run(main())


def test_a_day_passes_at_once_and_in_order():
    async def main():
        loop = asyncio.get_running_loop()
        assert loop.time() == 0.0
        seen = []
        loop.call_at(50.0, seen.append, "fifty")
        loop.call_at(7.0, seen.append, "seven")
        await asyncio.sleep(86_400.0)
        assert seen == ["seven", "fifty"]
        return loop.time()

    assert run(main) == pytest.approx(86_400.0, abs=0.01)


def test_time_stands_still_while_there_is_something_to_do():
    async def main():
        for _ in range(1000):
            await asyncio.sleep(0)
        return asyncio.get_running_loop().time()

    assert run(main) == 0.0


def test_real_events_come_before_the_next_timer():
    async def main():
        loop = asyncio.get_running_loop()
        source, sink = os.pipe()
        came = loop.create_future()
        loop.add_reader(source, lambda: came.done() or came.set_result(loop.time()))
        loop.call_later(3600.0, lambda: None)
        os.write(sink, b"x")
        at_s = await came
        loop.remove_reader(source)
        os.close(source)
        os.close(sink)
        return at_s

    assert run(main) == 0.0


def test_without_a_timer_it_waits_for_what_comes():
    async def main():
        return await asyncio.get_running_loop().run_in_executor(None, lambda: "done")

    assert run(main) == "done"
