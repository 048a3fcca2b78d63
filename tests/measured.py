"""What several tests of the metrology need: samples fed in blocks, and loops run uncompiled."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from fractions import Fraction
from typing import Any

import numpy as np
import pytest

from enfas.interval import Rows
from enfas.metrology.loops import FloatArray
from enfas.metrology.waveform import WaveformMeter
from enfas.metrology.windows import Windows

__all__ = ["fed", "measured", "uncompiled"]


def fed(meter: WaveformMeter, u: FloatArray, i: FloatArray, cuts: Sequence[int] = ()) -> tuple[Rows, Windows]:
    """All rows and windows of a meter that is fed samples in blocks cut at some places, and finished."""
    rows, windows = [], []
    for block_u, block_i in zip(np.split(u, cuts), np.split(i, cuts), strict=True):
        rows.append(meter.feed(block_u, block_i))
        windows.append(meter.windows)
    rows.append(meter.finish())
    windows.append(meter.windows)
    return np.concatenate(rows), np.concatenate(windows)


def measured(
    u: FloatArray, i: FloatArray, rate_hz: Fraction | float, cuts: Sequence[int] = (), **others: Any
) -> tuple[Rows, Windows]:
    """The same of a new meter."""
    return fed(WaveformMeter(rate_hz, **others), u, i, cuts)


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
