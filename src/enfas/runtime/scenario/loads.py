"""What happens to the mains: a load's intervals are cut at a disturbance's bounds, and changed there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from enfas.intake import Flow, Loads, Supply
from enfas.runtime.scenario.steps import Load, Mains, Outage, Voltage
from enfas.timebase import US_PER_S

__all__ = ["Disturbed", "cut"]


class Disturbed:
    """A supply of loads with disturbances.

    Args:
        supply: The supply.
        start_us: When it begins. [µs]
        mains: What happens to it, each with its instant. [µs]
    """

    def __init__(self, supply: Supply, start_us: int, mains: Sequence[tuple[int, Mains]]) -> None:
        self.name, self.start_us, self.notes = supply.name, supply.start_us, supply.notes
        self.sampling = supply.sampling
        self.live, self.origin = supply.live, supply.origin
        self._supply = supply
        since = ((at_us - start_us, step) for at_us, step in mains)
        spans = ((from_us, from_us + round(step.for_s * US_PER_S), step) for from_us, step in since)
        self._mains = sorted(spans, key=lambda one: one[:2])

    @property
    def total(self) -> int | None:
        """How much there is."""
        return self._supply.total

    @property
    def done(self) -> int:
        """How much of it has been read."""
        return self._supply.done

    def blocks(self) -> Iterator[Loads]:
        """All of it, disturbed; once."""
        for loads in self._supply.blocks():
            if not isinstance(loads, Loads):
                raise AssertionError(f"{self.name} has samples")
            yield self._disturbed(loads)

    def _disturbed(self, loads: Loads) -> Loads:
        for from_us, to_us, step in self._mains:
            end_us = int(loads.start_us[-1] + loads.duration_us[-1]) if len(loads.start_us) else 0
            if not len(loads.start_us) or to_us <= loads.start_us[0] or from_us >= end_us:
                continue
            loads = cut(cut(loads, from_us), to_us)
            inside = (loads.start_us >= from_us) & (loads.start_us < to_us)
            loads = _changed(loads, inside, step)
        return loads


def _changed(loads: Loads, inside: Any, step: Mains) -> Loads:
    if isinstance(step, Outage):
        return loads.part(~inside)
    if isinstance(step, Voltage) and loads.u_v is not None:
        volts = np.where(inside, step.u_v, loads.u_v)
        return loads._replace(u_v=volts, u_min_v=None, u_max_v=None)
    if isinstance(step, Load):
        more = np.where(inside, step.power_w, 0.0)
        current = loads.i_a
        if current is not None and loads.u_v is not None:
            current = current + np.abs(more) / np.maximum(1.0, loads.u_v)
        return loads._replace(active=loads.active._replace(values=loads.active.values + more), i_a=current)
    return loads


def cut(loads: Loads, at_us: int) -> Loads:
    """Loads with the interval in which an instant lies cut in two; powers stay, amounts are shared out."""
    place = int(np.searchsorted(loads.start_us, at_us, side="right")) - 1
    if place < 0 or loads.start_us[place] == at_us:
        return loads
    start_us, duration_us = int(loads.start_us[place]), int(loads.duration_us[place])
    if at_us >= start_us + duration_us:
        return loads
    share = (at_us - start_us) / duration_us

    def doubled(value: Any) -> Any:
        if isinstance(value, Flow):
            values = np.insert(value.values, place, value.values[place])
            if value.amounts:
                values[place] *= share
                values[place + 1] *= 1 - share
            return value._replace(values=values)
        return np.insert(value, place, value[place]) if isinstance(value, np.ndarray) else value

    made = Loads(*map(doubled, loads))
    made.start_us[place + 1] = at_us
    made.duration_us[place] = at_us - start_us
    made.duration_us[place + 1] = start_us + duration_us - at_us
    return made
