"""The present values: powers, voltage, current, frequency, power factor, angle, distortion, quadrant.

They are those of the last row that is known, which a live meter gets once a second; without mains they are
zero. What the source does not know of a row leaves its register at the last known value since mains came, and
a gap, or an end of a stretch of samples, leaves all powers; what was not known at all since then is None,
never a measured zero. Persistent: all, so that a restarted meter shows what it showed.
"""

from __future__ import annotations

import math
from typing import Final

import msgspec
import numpy as np
import numpy.typing as npt

from enfas.conditions import AS_DELIVERED
from enfas.interval import ENERGIES, PLACE, UNKNOWN, Mark, quadrant
from enfas.meter.block import Block
from enfas.meter.energy import TRIPS, amount

__all__ = ["U16_MAX", "Present", "power_factor"]

U16_MAX: Final = 0xFFFF
"""Where registers of 16 bits stop: distortion of a current that is hardly there may be any."""

_DURATION: Final = PLACE["duration_us"]
_ENERGY: Final = slice(PLACE["energy_mj"], PLACE["energy_mj"] + len(ENERGIES))
_U, _I, _F, _THD_U, _THD_I = (PLACE[name] for name in ("u_mv", "i_ma", "f_mhz", "thd_u_cp", "thd_i_cp"))
_WITHOUT_POWER: Final = Mark.GAP | Mark.ENERGY_ONLY
_ARROWS_FROM_MA: Final = round(1000 * AS_DELIVERED.thresholds.current_a)
"""Quadrant arrows are inactive below this current (technical description 5512-1235 D1). [mA]"""


_LOADED_FROM_MW: Final = 2_300
"""The display's current indicator goes on over this power (data sheet, "Indikering av fasström"). [mW]"""
_PER_W: Final = 1_000_000  # mJ/µs is kW

_POWERS: Final = ("p_plus", "p_minus", "q_plus", "q_minus", "s_plus", "s_minus")
_KNOWN_LATER: Final = (*_POWERS, "u", "i", "f", "pf", "angle", "thd_u", "thd_i")


def power_factor(active: int, apparent: int) -> int:
    """Active over apparent, in hundredths, at most 1; without apparent power it is 1."""
    return min((200 * active + apparent) // (2 * apparent), 100) if apparent else 100


class Present(msgspec.Struct):
    """The present values, as integers of their registers.

    Attributes:
        p_plus: Active power while importing; with the next five in W, var, VA.
        u: R.m.s. voltage. [V]
        i: R.m.s. current. [0.01 A]
        f: Frequency. [0.01 Hz]
        pf: Power factor without its sign. [0.01]
        angle: Angle of the voltage before the current, -180 to 180. [°]
        thd_u: Distortion of the voltage, and `thd_i` of the current. [0.01 %]
        quadrant: 1 to 4; 0 while there is no load to speak of.
        starting: The load is under the starting threshold.
        loaded: The load is over what the display's current indicator goes on at.
        dark: There is no mains, and the zeros are true.
        v: Version of the part.
    """

    p_plus: int | None = 0
    p_minus: int | None = 0
    q_plus: int | None = 0
    q_minus: int | None = 0
    s_plus: int | None = 0
    s_minus: int | None = 0
    u: int | None = 0
    i: int | None = 0
    f: int | None = 0
    pf: int | None = 100
    angle: int | None = 0
    thd_u: int | None = 0
    thd_i: int | None = 0
    quadrant: int = 0
    starting: bool = True
    loaded: bool = False
    dark: bool = True
    v: int = 1

    def take(self, block: Block, first: int, last: int, *, load_on: bool) -> None:
        """Show the last of some rows with mains, or of earlier ones what it does not know.

        Args:
            block: The block.
            first: The first of the rows.
            last: The place after the last of them.
            load_on: The breaker is closed; behind an open one there is no load.
        """
        if self.dark:
            self.dark = False
            for name in _KNOWN_LATER:
                setattr(self, name, None)
        words, marks = block.words[first:last], block.marks[first:last]
        newest: list[int] = words[-1].tolist()
        if not int(marks[-1]) & _WITHOUT_POWER:
            self._take_powers(newest, int(marks[-1]))
        elif len(known := np.flatnonzero((marks & _WITHOUT_POWER) == 0)):
            row = int(known[-1])
            self._take_powers(words[row].tolist(), int(marks[row]))
        for column in (_U, _I, _F, _THD_U, _THD_I):
            if newest[column] == UNKNOWN and len(words) > 1:
                newest[column] = _last_known(words[:, column])
        self._take_measured(newest)
        if not load_on:
            self.lose_load()

    @property
    def p(self) -> int | None:
        """Active power, import positive. [W]"""
        return None if self.p_plus is None or self.p_minus is None else self.p_plus - self.p_minus

    def lose_load(self) -> None:
        """No current flows; the voltage is as it was."""
        u, f, thd_u = self.u, self.f, self.thd_u
        self.clear()
        self.dark = False
        self.u, self.f, self.thd_u = u, f, thd_u

    def clear(self) -> None:
        """Mains is gone: everything is zero."""
        blank = Present()
        for field in self.__struct_fields__:
            setattr(self, field, getattr(blank, field))

    def _take_measured(self, row: list[int]) -> None:
        if row[_U] >= 0:
            self.u = (row[_U] + 500) // 1000
        if row[_I] >= 0:
            self.i = (row[_I] + 5) // 10
        if row[_F] >= 0:
            self.f = min((row[_F] + 5) // 10, U16_MAX)
        if row[_THD_U] >= 0:
            self.thd_u = min(row[_THD_U], U16_MAX)
        if row[_THD_I] >= 0:
            self.thd_i = min(row[_THD_I], U16_MAX)

    def _take_powers(self, row: list[int], mark: int) -> None:
        duration_us = row[_DURATION]
        energies = row[_ENERGY]
        flows = [amount(energies, energy) for energy in TRIPS]
        # mJ/µs is kW
        watts = [(2000 * flow + duration_us) // (2 * duration_us) for flow in flows]
        self.p_plus, self.p_minus, self.q_plus, self.q_minus, self.s_plus, self.s_minus = watts
        active, reactive, apparent = flows[0] - flows[1], flows[2] - flows[3], flows[4] + flows[5]
        self.pf = power_factor(abs(active), apparent)
        self.angle = round(math.degrees(math.atan2(reactive, active)))
        # the load is power of any kind: a load without active power also has a current
        self.loaded = _PER_W * max(abs(active), apparent) > _LOADED_FROM_MW * duration_us
        self.starting = bool(mark & Mark.STARTING) or not (active or reactive)
        if self.starting or 0 <= row[_I] < _ARROWS_FROM_MA:
            self.quadrant = 0
        else:
            self.quadrant = quadrant(active, reactive)


def _last_known(values: npt.NDArray[np.int64]) -> int:
    known = np.flatnonzero(values >= 0)
    return int(values[known[-1]]) if len(known) else UNKNOWN
