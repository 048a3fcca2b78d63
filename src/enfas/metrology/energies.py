"""Energies of cycles by direction and quadrant, in integer millijoules.

Each cycle is counted by itself: active energy in the direction in which it flowed, reactive in the quadrant
that the directions of active and reactive power make, apparent, U·I of the cycle, in the direction of the
active power. Import and export of different cycles are never netted (docs/nomenclature.md).

The sign of a power that is hardly there tells no direction. A cycle whose active power is under 2 % of its
apparent power therefore leaves the direction as it was, and what flows in it against the direction is held.
When more than three cycles' apparent energy has flowed so, the direction turns, and what was held is
registered, cycle by cycle, by as much again as flows anyway; so that no row's power is wrong by more than
those 2 % of S. What is held when a stretch of samples ends is registered then: nothing is lost. Reactive
power likewise. At the beginning the direction is positive, unless all cycles of the first row say otherwise:
zero counts as positive (decision 16).
"""

from __future__ import annotations

import math
from typing import Final

import numpy as np

from enfas.interval import A_MINUS, A_PLUS, E_MINUS, E_PLUS, ENERGIES, R1
from enfas.metrology.cycles import Cycles
from enfas.metrology.loops import FloatArray, IntArray, compiled

__all__ = ["NOTHING", "Carried", "energies_of", "release", "settle"]

_CERTAIN: Final = 0.02  # of the apparent power: a power over it tells its direction
_TURN: Final = 3.0  # cycles' apparent energy against the direction that turn it
NOTHING: Final = 5e-5  # of the apparent power: what a cycle cannot tell from zero, an angle of 0.003°
_ACTIVE, _REACTIVE = 0, 1


class Carried:
    """What goes on from row to row, and from stretch to stretch.

    Attributes:
        rest_mj: Energies under a millijoule, by `interval.ENERGIES`: shape (8,). [mJ]
        signs: Directions of active and reactive power, +1 or -1; 0 while not known: shape (2,).
        held_mj: Active and reactive energy whose direction is not certain, signed: shape (2,). [mJ]
    """

    def __init__(self) -> None:
        self.rest_mj = np.zeros(len(ENERGIES))
        self.signs = np.zeros(2)
        self.held_mj = np.zeros(2)

    def begin(self, cycles: Cycles) -> None:
        """Take the first directions: negative where every one of some cycles says so, else positive."""
        least = -NOTHING * np.sqrt(np.maximum(0.0, cycles["uu"] * cycles["ii"]))
        for kind, flows in ((_ACTIVE, cycles["ui"]), (_REACTIVE, cycles["q_var"] * cycles["length"])):
            self.signs[kind] = -1.0 if (flows < least).all() else 1.0


@compiled
def energies_of(
    cycles: Cycles,
    mj_per_unit: float,
    quadrants: IntArray,
    signs: FloatArray,
    held_mj: FloatArray,
    energies_mj: FloatArray,
) -> int:
    """Add up the energies of some cycles.

    Args:
        cycles: The cycles, with what they have of a stretch's ends.
        mj_per_unit: Millijoules in a watt for the time of a sample. [mJ]
        quadrants: See `interval.QUADRANTS`.
        signs: Directions, see `Carried`: brought up to date.
        held_mj: What is held, see `Carried`: brought up to date. [mJ]
        energies_mj: Shape (8,), see `interval.ENERGIES`: filled. [mJ]

    Returns:
        The quadrant of the last cycle.
    """
    energies_mj[:] = 0.0
    place = 0
    for k in range(len(cycles)):
        cycle = cycles[k]
        more = cycle["span"] / cycle["length"]
        apparent = math.sqrt(max(0.0, cycle["uu"] * cycle["ii"])) * mj_per_unit
        whole = cycle["ui"] * mj_per_unit
        active = _registered(whole, cycle["span_ui"] * mj_per_unit, apparent, _ACTIVE, signs, held_mj)
        whole = cycle["q_var"] * cycle["length"] * mj_per_unit
        reactive = _registered(whole, whole * more, apparent, _REACTIVE, signs, held_mj)
        place = quadrants[int(signs[_ACTIVE] < 0), int(signs[_REACTIVE] < 0)]
        imported = place in (1, 4)
        energies_mj[A_PLUS if imported else A_MINUS] += active
        energies_mj[R1 + place - 1] += reactive
        energies_mj[E_PLUS if imported else E_MINUS] += apparent * more
    return place


@compiled
def release(quadrants: IntArray, signs: FloatArray, held_mj: FloatArray, energies_mj: FloatArray) -> None:
    """Register what is held, as no more cycles will tell its direction.

    Args:
        quadrants: See `interval.QUADRANTS`.
        signs: Directions, see `Carried`.
        held_mj: What is held, see `Carried`: taken. [mJ]
        energies_mj: Shape (8,): added to. [mJ]
    """
    active, reactive = held_mj
    energies_mj[A_PLUS if active >= 0 else A_MINUS] += abs(active)
    energies_mj[R1 + quadrants[int(signs[_ACTIVE] < 0), int(reactive < 0)] - 1] += abs(reactive)
    held_mj[:] = 0.0


@compiled
def _registered(
    whole: float, flow: float, apparent: float, kind: int, signs: FloatArray, held_mj: FloatArray
) -> float:
    """What is registered of a cycle, in the direction that `signs` has then. [mJ]

    Args:
        whole: What flowed in the cycle itself, with its sign. [mJ]
        flow: The same with what it has of a stretch's ends. [mJ]
        apparent: Apparent energy of the cycle. [mJ]
        kind: _ACTIVE or _REACTIVE.
        signs: Directions: brought up to date.
        held_mj: What is held: brought up to date. [mJ]
    """
    if abs(whole) > _CERTAIN * apparent:
        signs[kind] = 1.0 if whole > 0 else -1.0
        if flow * signs[kind] > 0:
            return abs(flow)
    held_mj[kind] += flow
    if held_mj[kind] * signs[kind] < -_TURN * apparent:
        signs[kind] = -signs[kind]
    registered: float = min(max(0.0, held_mj[kind] * signs[kind]), 2 * abs(whole))
    held_mj[kind] -= registered * signs[kind]
    return registered


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
