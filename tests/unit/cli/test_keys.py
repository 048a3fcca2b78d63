"""Keys as the meter's buttons, on a pty."""

from __future__ import annotations

import asyncio
import os
import termios
from collections.abc import Iterator
from contextlib import AsyncExitStack

import pytest
from tests.meter_rows import Kept
from tests.panel_bench import Front

from enfas.cli.keys import HINT, Keys, presses
from enfas.limits import Counters, Limits
from enfas.meter.device import Meter
from enfas.meter.panel import Button, Mode, Panel
from enfas.runtime.device import Device

LEFT, RIGHT = Button.LEFT, Button.RIGHT
PATIENCE_S = 30


@pytest.fixture
def terminal() -> Iterator[tuple[int, int]]:
    """A keyboard, and the terminal that it is of."""
    keyboard, terminal = os.openpty()
    yield keyboard, terminal
    for descriptor in (keyboard, terminal):
        os.close(descriptor)


@pytest.mark.requirement("DISP-2")
@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("l", [(LEFT, 0)]),
        ("r", [(RIGHT, 0)]),
        ("L", [(LEFT, 6)]),
        ("R", [(RIGHT, 5)]),
        ("\x1b[D\x1b[C", [(LEFT, 0), (RIGHT, 0)]),
        ("ll", [(LEFT, 0), (LEFT, 0)]),
        ("qx \x1b[A", []),
        ("", []),
    ],
)
def test_what_keys_mean(typed: str, meant: list[tuple[Button, int]]) -> None:
    assert presses(typed) == meant


def press(terminal: tuple[int, int], device: Device, typed: str, count: int) -> list[str]:
    """What is told when keys are typed."""
    keyboard, descriptor = terminal
    told: list[str] = []

    async def run() -> None:
        all_told = asyncio.Event()

        def tell(meter: Meter, refused: str) -> None:
            assert meter is device.meter
            assert not meter.unsaved
            told.append(refused)
            if len(told) == count:
                all_told.set()

        before = termios.tcgetattr(descriptor)
        async with AsyncExitStack() as opened:
            await Keys(descriptor, tell).open(device, Limits(), Counters(), opened)
            assert termios.tcgetattr(descriptor) != before
            os.write(keyboard, typed.encode())
            await asyncio.wait_for(all_told.wait(), PATIENCE_S)
        assert termios.tcgetattr(descriptor) == before

    asyncio.run(run())
    return told


@pytest.mark.requirement("DISP-2", "REG-1")
def test_a_press_is_stored_before_it_is_shown(terminal: tuple[int, int]) -> None:
    front, kept = Front(), Kept()
    device = Device(front.meter, kept)
    assert press(terminal, device, "l\x1b[D", 2) == ["", ""]
    assert (front.mode, front.reading) == (Mode.MANUAL, "2.8.0")
    back = Meter.restore(front.meter.configuration, kept.image())
    assert back.part(Panel).shown() == front.panel.shown()


def test_what_is_refused_is_told(terminal: tuple[int, int]) -> None:
    front = Front()
    told = press(terminal, Device(front.meter), "lL", 2)
    assert told == ["", "there is nothing to do at 1.8.0"]


def test_a_terminal_that_is_gone_is_left_alone() -> None:
    front = Front()
    read_end, write_end = os.pipe()
    os.close(write_end)

    async def run() -> None:
        loop = asyncio.get_running_loop()
        keys = Keys(read_end, lambda meter, refused: pytest.fail("nobody pressed"))
        loop.add_reader(read_end, keys._read, loop, Device(front.meter))
        await asyncio.sleep(0)
        keys._read(loop, Device(front.meter))
        assert not loop.remove_reader(read_end)

    asyncio.run(run())
    os.close(read_end)


def test_the_hint_is_short() -> None:
    assert len(HINT) < 46
