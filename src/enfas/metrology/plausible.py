"""A look at the first voltage of a supply: whether its scale can be right."""

from __future__ import annotations

from typing import Final

from enfas.conditions import Conditions
from enfas.interval import Rows

__all__ = ["FirstVoltage"]

_MOST: Final = 2.0
"""No meter stands so many times its nominal voltage for long."""


class FirstVoltage:
    """Looks at rows until a voltage is known, and says what is strange about it.

    A recording may hold anything, so it is measured all the same; but kilovolts taken for volts should be
    seen.

    Args:
        conditions: Under which is measured: the nominal voltage.
        notes: Where to say it.
    """

    def __init__(self, conditions: Conditions, notes: list[str]) -> None:
        self._least_v = conditions.outage_v
        self._nominal_v = conditions.u_nominal_v
        self._notes = notes
        self._seen = False

    def look(self, rows: Rows) -> None:
        """Look at some rows, if no voltage has been known yet."""
        if self._seen:
            return
        known = rows["u_mv"][rows["u_mv"] > 0]
        self._seen = bool(len(known))
        if not self._seen:
            return
        u_v, nominal_v = int(known[0]) / 1000, self._nominal_v
        if not self._least_v <= u_v <= _MOST * nominal_v:
            self._notes.append(
                f"the voltage is {u_v:g} V at first, not about {nominal_v:g} V: is its scale right?"
            )
