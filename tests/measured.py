"""What several tests of the metrology need: samples fed in blocks, and loops run uncompiled."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Any

import numpy as np
import pytest

from enfas.conditions import AS_DELIVERED
from enfas.interval import Mark, Measured, Rows
from enfas.metrology.loops import FloatArray
from enfas.metrology.waveform import WaveformMeter

__all__ = ["fed", "inner", "measured", "missing", "put_together", "uncompiled"]


def fed(meter: WaveformMeter, u: FloatArray, i: FloatArray, cuts: Sequence[int] = ()) -> Measured:
    """All rows and windows of a meter that is fed samples in blocks cut at some places, and finished."""
    blocks = zip(np.split(u, cuts), np.split(i, cuts), strict=True)
    return put_together([*(meter.feed(*block) for block in blocks), meter.finish()])


def put_together(parts: Iterable[Measured]) -> Measured:
    """What was measured piece by piece, as one."""
    return Measured(*(np.concatenate(arrays) for arrays in zip(*parts, strict=True)))


def inner(rows: Rows) -> Rows:
    """Rows without those at the ends of a stretch, which tell their energies alone."""
    return rows[(rows["marks"] & Mark.ENERGY_ONLY) == 0]


def missing(rows: Rows) -> Rows:
    """The rows of what is missing."""
    return rows[(rows["marks"] & (Mark.OUTAGE | Mark.GAP)) != 0]


def measured(
    u: FloatArray,
    i: FloatArray,
    rate_hz: Fraction | float,
    cuts: Sequence[int] = (),
    *,
    start_us: int = 0,
    **conditions: Any,
) -> Measured:
    """The same of a new meter, under conditions that differ from those as delivered."""
    meter = WaveformMeter(rate_hz, start_us=start_us, conditions=replace(AS_DELIVERED, **conditions))
    return fed(meter, u, i, cuts)


def uncompiled(monkeypatch: pytest.MonkeyPatch) -> int:
    """Put the plain functions in the place of all compiled loops; how many they are."""
    number = 0
    for name, module in list(sys.modules.items()):
        if name.startswith("enfas.metrology."):
            for key, value in list(vars(module).items()):
                if hasattr(value, "py_func"):
                    monkeypatch.setattr(module, key, value.py_func)
                    number += 1
    return number
