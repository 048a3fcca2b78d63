"""Measures how exact the metrology is, against waves of known truth, over sampling rates and frequencies.

python -m tools.metrology_accuracy            write the tables into docs/metrology.md
python -m tools.metrology_accuracy --check    exit 1 if a figure there is more than twice as good as it is
"""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np

from enfas.interval import A_MINUS, A_PLUS, E_MINUS, E_PLUS, R1, R2, R3, R4, Rows
from enfas.metrology.waveform import WaveformMeter
from enfas.metrology.windows import Windows
from enfas.testing.waves import Waves

RATES_HZ: Final = (2_000, 4_000, 5_760, 8_000, 10_000, 12_800, 15_000, 20_000, 50_000, 100_000)
FREQUENCIES_HZ: Final = (45.0, 47.5, 49.97, 50.0, 50.3137, 52.5, 57.0, 60.02, 63.0, 65.0)
ANGLES_DEG: Final = (33.0, 127.0, 211.0, 290.0)
"""One in each quadrant."""


class Errors(NamedTuple):
    """The greatest errors in a measurement.

    Attributes:
        u: Of the voltage of any window. [% of it]
        i: Of the current. [% of it]
        p: Of the active power. [% of S]
        q: Of the reactive power of the fundamental. [% of S]
        s: Of the apparent power. [% of it]
        f: Of the frequency. [mHz]
        thd: Of the distortion of voltage or current. [percentage points]
        active: Of the active energy of the whole, A+ less A-. [% of apparent energy]
        reactive: Of the reactive energy, R+ less R-. [% of apparent energy]
        apparent: Of the apparent energy, E+ and E-. [% of it]
    """

    u: float
    i: float
    p: float
    q: float
    s: float
    f: float
    thd: float
    active: float
    reactive: float
    apparent: float


def measure(waves: Waves, rate_hz: float, number: int) -> tuple[Rows, Windows]:
    """Rows and windows of so many samples of waves."""
    meter = WaveformMeter(rate_hz)
    u, i = waves.samples(rate_hz, number)
    rows, windows = [meter.feed(u, i)], [meter.windows]
    rows.append(meter.finish())
    windows.append(meter.windows)
    return np.concatenate(rows), np.concatenate(windows)


def errors(waves: Waves, rate_hz: float, number: int) -> Errors:
    """The greatest errors over so many samples of waves."""
    rows, windows = measure(waves, rate_hz, number)
    energy_j = rows["energy_mj"].sum(axis=0) / 1000
    seconds = number / rate_hz
    true_j = waves.energy_j(rate_hz, number)
    active_j = energy_j[A_PLUS] - energy_j[A_MINUS]
    reactive_j = energy_j[[R1, R2]].sum() - energy_j[[R3, R4]].sum()
    apparent_j = energy_j[[E_PLUS, E_MINUS]].sum()
    thd = [
        windows[name] - truth
        for name, truth in zip(("thd_u_percent", "thd_i_percent"), waves.thd_percent, strict=True)
    ]
    s = waves.s_va
    return Errors(
        u=_most(windows["u_v"] - waves.u_v) / waves.u_v * 100,
        i=_most(windows["i_a"] - waves.i_a) / waves.i_a * 100,
        p=_most(windows["p_w"] - waves.p_w) / s * 100,
        q=_most(windows["q_var"] - waves.q_var) / s * 100,
        s=_most(windows["s_va"] - s) / s * 100,
        f=_most(windows["f_hz"] - waves.f_hz) * 1000,
        thd=_most(np.concatenate(thd)),
        active=abs(active_j - true_j) / (s * seconds) * 100,
        reactive=abs(reactive_j - waves.q_var * seconds) / (s * seconds) * 100,
        apparent=abs(apparent_j - s * seconds) / (s * seconds) * 100,
    )


def _most(values: np.ndarray) -> float:
    return float(np.nanmax(np.abs(values)))
