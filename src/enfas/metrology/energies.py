"""Energies of cycles by direction and quadrant, in integer millijoules; and what is too small to be counted.

Each cycle is counted by itself: active energy by the sign of what flowed, reactive by the quadrant that the
cycle's active power and the fundamental's reactive power make, apparent, U·I of the cycle, by the sign of the
active power. Import and export of different cycles are never netted (docs/nomenclature.md). Zero counts as
positive.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

from enfas.errors import ConfigurationError
from enfas.interval import A_MINUS, A_PLUS, E_MINUS, E_PLUS, R1
from enfas.metrology.cycles import Cycles
from enfas.metrology.loops import FloatArray, IntArray, compiled

__all__ = ["DEFAULT", "Thresholds", "energies_of", "quadrant", "settle"]


@dataclass(frozen=True, slots=True)
class Thresholds:
    """What is too small to be counted. It is decided row by row, on the means of about 200 ms.

    A row whose load is under both `power_w` and `current_a` is not registered (creep), and bears
    `Mark.STARTING`: its energies are gone, not kept for later. The starting current of 20 or 25 mA lies well
    above.

    Attributes:
        power_w: Active power, of either sign. [W]
        current_a: R.m.s. current. [A]
        outage_percent: Voltage of a row under which there is no mains, of the nominal one; nothing is
            registered then. [%]

    Raises:
        ConfigurationError: A figure that is negative or no number.

    Source: the data sheet's 2.3 W and 10 mA; interruption under 5 %, EN 50160.
    """

    power_w: float = 2.3
    current_a: float = 0.010
    outage_percent: float = 5.0

    def __post_init__(self) -> None:
        for name in ("power_w", "current_a", "outage_percent"):
            value = getattr(self, name)
            if not (math.isfinite(value) and value >= 0):
                raise ConfigurationError(f"thresholds: {name} is {value}; it is a number from 0 on")


DEFAULT: Final = Thresholds()
"""Nothing under 2.3 W and 10 mA; no mains under 5 % of the nominal voltage."""


@compiled
def quadrant(p_w: float, q_var: float) -> int:
    """The quadrant of powers, 1 to 4 (IEC 62053-23, annex C).

    Args:
        p_w: Active power. [W]
        q_var: Reactive power. [var]
    """
    if p_w >= 0:
        return 1 if q_var >= 0 else 4
    return 2 if q_var >= 0 else 3


@compiled
def energies_of(cycles: Cycles, mj_per_unit: float, energies_mj: FloatArray) -> None:
    """Add up the energies of some cycles.

    Args:
        cycles: The cycles, with what they have of a stretch's ends.
        mj_per_unit: Millijoules in a watt for the time of a sample. [mJ]
        energies_mj: Shape (8,), see `interval.ENERGIES`: filled. [mJ]
    """
    energies_mj[:] = 0.0
    for k in range(len(cycles)):
        cycle = cycles[k]
        active = cycle["span_ui"] * mj_per_unit
        reactive = cycle["q_var"] * cycle["span"] * mj_per_unit
        apparent = math.sqrt(cycle["uu"] * cycle["ii"]) * (cycle["span"] / cycle["length"]) * mj_per_unit
        if active >= 0:
            energies_mj[A_PLUS] += active
        else:
            energies_mj[A_MINUS] -= active
        place = quadrant(cycle["ui"], reactive)
        energies_mj[R1 + place - 1] += abs(reactive)
        energies_mj[E_PLUS if place in (1, 4) else E_MINUS] += apparent


@compiled
def settle(energies_mj: FloatArray, rest_mj: FloatArray, whole_mj: IntArray) -> None:
    """Make whole millijoules of energies; what is over is kept for the next ones.

    Args:
        energies_mj: What is to be counted: shape (8,). [mJ]
        rest_mj: What is over: added, and brought up to date. [mJ]
        whole_mj: Filled. [mJ]
    """
    for k in range(len(energies_mj)):
        rest_mj[k] += energies_mj[k]
        whole = math.floor(rest_mj[k])
        rest_mj[k] -= whole
        whole_mj[k] = int(whole)
