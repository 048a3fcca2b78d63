"""Plays a scenario: rows up to what happens next, then that, and so on to the end; all of it stored."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import numpy as np

from enfas.errors import CommandRefused, ConfigurationError
from enfas.interval import Mark, Rows
from enfas.meter.memory import Memory
from enfas.metrology.assembly import Measurement
from enfas.metrology.missing import fill
from enfas.runtime.device import Device
from enfas.runtime.scenario.script import Happening, Scenario
from enfas.timebase import format_iso

__all__ = ["Played", "play"]

Progress = Callable[[int, int | None], None]


@dataclass(slots=True)
class Played:
    """How it went.

    Attributes:
        device: The meter, and where it is kept; it is the caller's to close.
        rows: How many rows it took.
        story: What was done, in order: the instant, the deed, and why it was refused, if it was.
    """

    device: Device
    rows: int = 0
    story: list[tuple[int, Happening, str]] = field(default_factory=list)


def play(scenario: Scenario, memory: Memory | None = None, progress: Progress | None = None) -> Played:
    """Play a scenario on a new meter.

    Args:
        scenario: The scenario.
        memory: Where the meter is kept; it must hold none yet. None: nowhere.
        progress: Is told how much of the supply was taken, and of how much.

    Raises:
        ConfigurationError: Something is refused that must not be, or not refused that must; the memory holds
            a meter already.
        InputError: The supply is broken.
        StorageError: The meter cannot be stored.
    """
    device = Device.open(scenario.configuration, memory, start_us=scenario.start_us)
    if device.meter.supply_us is not None:
        device.close()
        raise ConfigurationError("a scenario begins with a new meter", hint="give an empty state folder")
    played = Played(device)
    waiting = iter(scenario.happenings)
    following = next(waiting, None)
    for rows in _rows(scenario, device):
        end_us = int(rows["start_us"][-1] + rows["duration_us"][-1])
        while following is not None and following.at_us < end_us:
            _feed(device, rows, following.at_us)
            _happen(played, following)
            following = next(waiting, None)
        _feed(device, rows, None)
        played.rows += len(rows)
        if progress is not None:
            progress(scenario.supply.done, scenario.supply.total)
    while following is not None:
        _happen(played, following)
        following = next(waiting, None)
    return played


def _rows(scenario: Scenario, device: Device) -> Iterator[Rows]:
    conditions = device.meter.configuration.conditions
    for measured in Measurement(scenario.supply).blocks(scenario.start_us, conditions):
        yield measured.rows


def _feed(device: Device, rows: Rows, until_us: int | None) -> None:
    """Give the meter what of the rows it has not had, up to an instant. [µs]"""
    ends = rows["start_us"] + rows["duration_us"]
    had_us = device.meter.clock.supply_now_us
    left = rows[int(np.searchsorted(ends, had_us, side="right")) :]
    if len(left) and (until_us is None or left["start_us"][0] < until_us):
        device.feed(left, until_us)
    now_us = device.meter.clock.supply_now_us
    if until_us is not None and now_us < until_us:  # in an outage: time goes on
        for missing in fill(now_us, until_us, Mark.OUTAGE):
            device.feed(missing)


def _happen(played: Played, happening: Happening) -> None:
    meter, deed = played.device.meter, happening.deed
    refusal = ""
    try:
        deed.act(meter)
    except CommandRefused as error:
        refusal = str(error)
    name = type(deed).__struct_config__.tag
    if deed.refused is not bool(refusal):
        why = f"is refused: {refusal}" if refusal else "is not refused, as it must be"
        raise ConfigurationError(f"{name} at {format_iso(happening.at_us)} {why}")
    played.device.save()
    played.story.append((happening.at_us, happening, refusal))
