"""Energies of cycles by direction and quadrant, in integer millijoules.

Each cycle is counted by itself: active energy by the sign of what flowed, reactive by the quadrant that the
cycle's active power and the fundamental's reactive power make, apparent, U·I of the cycle, by the sign of the
active power. Import and export of different cycles are never netted (docs/nomenclature.md). Zero counts as
positive.
"""

from __future__ import annotations

import math

from enfas.interval import A_MINUS, A_PLUS, E_MINUS, E_PLUS, R1
from enfas.metrology.cycles import Cycles
from enfas.metrology.loops import FloatArray, IntArray, compiled

__all__ = ["energies_of", "settle"]


@compiled
def energies_of(cycles: Cycles, mj_per_unit: float, quadrants: IntArray, energies_mj: FloatArray) -> None:
    """Add up the energies of some cycles.

    Args:
        cycles: The cycles, with what they have of a stretch's ends.
        mj_per_unit: Millijoules in a watt for the time of a sample. [mJ]
        quadrants: See `interval.QUADRANTS`.
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
        place = quadrants[int(cycle["ui"] < 0), int(reactive < 0)]
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
