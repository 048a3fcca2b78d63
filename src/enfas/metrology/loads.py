"""Load values to rows: what flowed in an interval, as mean power or as an amount, becomes integer energies.

An interval's energy is power times duration, exactly: values are taken to the microwatt (the microjoule where
amounts are given), which is finer than any recording's last digit, and multiplied as integers. What is under
a millijoule is carried into the next row of the same energy, never dropped.

Quadrants by the signs of active and reactive power (docs/nomenclature.md; IEC 62053-23 annex C). The starting
threshold is not applied: whoever recorded the load has done so.
"""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt

from enfas.conditions import AS_DELIVERED, Conditions
from enfas.errors import InputError
from enfas.intake import MOST_LOAD_W, FloatArray, Flow, IntArray, Loads
from enfas.interval import (
    A_MINUS,
    A_PLUS,
    E_MINUS,
    E_PLUS,
    ENERGIES,
    LONGEST_US,
    QUADRANTS,
    R1,
    UNKNOWN,
    Mark,
    Rows,
    blank,
)
from enfas.metrology.missing import load_marks
from enfas.timebase import US_PER_HOUR, US_PER_S

__all__ = ["LoadMeter"]

_UJ_PER_MJ: Final = 1_000
_PJ_PER_UJ: Final = 1_000_000
_PJ_PER_MJ: Final = _UJ_PER_MJ * _PJ_PER_UJ
_UJ_PER_WH: Final = 3.6e9


class LoadMeter:
    """Turns blocks of load values into rows; what is under a millijoule is carried from block to block.

    Args:
        conditions: Under which is measured: the voltage under which there is no mains.
    """

    def __init__(self, conditions: Conditions = AS_DELIVERED) -> None:
        self._outage_v = conditions.outage_v
        self._carried_pj = [0] * len(ENERGIES)

    def feed(self, loads: Loads) -> Rows:
        """The rows of a block, one for each interval.

        Apparent power is the given one, else √(P² + Q²), else U·I, else |P|, and never less than |P|. Where
        the two directions are given apart, the greater takes the reactive power and what is over of the
        apparent.

        Raises:
            InputError: An interval without duration or over a day, a negative amount of a given direction, or
                a power over `MOST_LOAD_W`.
        """
        duration_us = loads.duration_us
        rows = blank(len(duration_us))
        if not len(rows):
            return rows
        if duration_us.min() <= 0 or duration_us.max() > LONGEST_US:
            raise InputError("an interval lasts longer than nothing and at most a day")
        plus, minus = _directions(loads)
        flowing = (plus.values != 0) | (minus.values != 0)
        marks = load_marks(loads.known, flowing, loads.u_v, self._outage_v, loads.mark)
        rows["start_us"], rows["duration_us"], rows["marks"] = loads.start_us, duration_us, marks
        self._take_energies(rows["energy_mj"], loads, plus, minus, marks == 0)
        for name, values in (
            ("u_mv", loads.u_v),
            ("u_min_mv", loads.u_min_v),
            ("u_max_mv", loads.u_max_v),
            ("i_ma", loads.i_a),
            ("f_mhz", loads.f_hz),
        ):
            if values is not None:
                rows[name] = _thousandths(values)
        off = (marks & Mark.OUTAGE) != 0
        rows["u_mv"][off] = rows["i_ma"][off] = 0
        return rows

    def _take_energies(
        self, energy_mj: IntArray, loads: Loads, plus: Flow, minus: Flow, known: npt.NDArray[np.bool_]
    ) -> None:
        duration_us = loads.duration_us
        importing = plus.values >= minus.values
        for place, flow in ((A_PLUS, plus), (A_MINUS, minus)):
            if flow.values.any():
                energy_mj[:, place] = self._whole(place, _amount(flow, duration_us), known)
        apparent, lesser = _apparent(loads, plus, minus, importing)
        amount, lesser_amount = _amount(apparent, duration_us), _amount(lesser, duration_us)
        for place, greater in ((E_PLUS, importing), (E_MINUS, ~importing)):
            energy_mj[:, place] = self._whole(place, _where(greater, amount, lesser_amount), known)
        if loads.reactive is None:
            return
        reactive = loads.reactive
        amount = _amount(reactive, duration_us)
        places = np.array(QUADRANTS)[(~importing).astype(np.intp), (reactive.values < 0).astype(np.intp)]
        for number in range(1, 5):
            if (here := places == number).any():
                place = R1 + number - 1
                energy_mj[:, place] = self._whole(place, amount, known & here)

    def _whole(self, place: int, amount: _Amount, here: npt.NDArray[np.bool_]) -> IntArray:
        """The whole millijoules of amounts where they count; what is over is carried on in its place."""
        microjoules, picojoules = amount
        millijoules, rest = np.divmod(microjoules * here, _UJ_PER_MJ)
        rest *= _PJ_PER_UJ
        if picojoules is not None:
            rest += picojoules * here
        carried = self._carried_pj[place]
        if carried or rest.any():
            total = np.cumsum(rest) + carried
            full, self._carried_pj[place] = total // _PJ_PER_MJ, int(total[-1] % _PJ_PER_MJ)
            millijoules += np.diff(full, prepend=0)
        return millijoules


_Amount = tuple[IntArray, IntArray | None]
"""Energies as integers: microjoules, and picojoules under one, or None where there are none."""


def _directions(loads: Loads) -> tuple[Flow, Flow]:
    """Import and export, neither negative; zero where not known."""
    values = np.nan_to_num(loads.active.values, nan=0.0)
    amounts = loads.active.amounts
    if loads.export is None:
        return Flow(np.maximum(values, 0.0), amounts), Flow(np.maximum(-values, 0.0), amounts)
    if loads.export.amounts != amounts:
        raise InputError("import and export are both powers or both amounts")
    export = np.nan_to_num(loads.export.values, nan=0.0)
    if min(values.min(), export.min()) < 0:
        raise InputError("import and export are given apart: neither is negative")
    return Flow(values, amounts), Flow(export, amounts)


def _apparent(loads: Loads, plus: Flow, minus: Flow, importing: npt.NDArray[np.bool_]) -> tuple[Flow, Flow]:
    """Apparent power of the greater direction, and of the lesser one."""
    greater = np.where(importing, plus.values, minus.values)
    lesser = np.where(importing, minus.values, plus.values)
    amounts, duration_us = plus.amounts, loads.duration_us
    found: list[FloatArray] = []
    if loads.apparent is not None:
        if loads.apparent.amounts != amounts:
            greater = _in(Flow(greater, amounts), loads.apparent.amounts, duration_us)
            lesser = _in(Flow(lesser, amounts), loads.apparent.amounts, duration_us)
            amounts = loads.apparent.amounts
        found.append(loads.apparent.values - lesser)
    if loads.reactive is not None:
        found.append(np.hypot(greater, _in(loads.reactive, amounts, duration_us)))
    if loads.u_v is not None and loads.i_a is not None:
        found.append(_in(Flow(loads.u_v * np.abs(loads.i_a)), amounts, duration_us) - lesser)
    apparent = np.full(len(greater), np.nan)
    for values in found:
        apparent = np.where(np.isnan(apparent), values, apparent)
    return Flow(np.fmax(apparent, greater), amounts), Flow(lesser, amounts)


def _in(flow: Flow, amounts: bool, duration_us: IntArray) -> FloatArray:
    """A flow's values as amounts or as mean powers."""
    if flow.amounts == amounts:
        return flow.values
    hours = duration_us / US_PER_HOUR
    return flow.values * hours if amounts else flow.values / hours


def _amount(flow: Flow, duration_us: IntArray) -> _Amount:
    """The energies of a flow without their signs; none where it is not known."""
    sizes = np.nan_to_num(np.abs(flow.values), nan=0.0)
    if float(_in(Flow(sizes, flow.amounts), False, duration_us).max()) > MOST_LOAD_W:
        raise InputError(f"a mean power over {MOST_LOAD_W:.0e} W", hint="is its unit right?")
    if flow.amounts:
        return np.rint(sizes * _UJ_PER_WH).astype(np.int64), None
    microwatts = np.rint(sizes * 1e6).astype(np.int64)
    seconds, microseconds = np.divmod(duration_us, US_PER_S)
    if not microseconds.any():
        return microwatts * seconds, None
    watts, rest = np.divmod(microwatts, 1_000_000)
    over = rest * microseconds  # pJ
    return microwatts * seconds + watts * microseconds + over // _PJ_PER_UJ, over % _PJ_PER_UJ


def _where(here: npt.NDArray[np.bool_], first: _Amount, second: _Amount) -> _Amount:
    """One amount where a condition holds, the other elsewhere."""
    microjoules = np.where(here, first[0], second[0])
    if first[1] is None or second[1] is None:
        return microjoules, None
    return microjoules, np.where(here, first[1], second[1])


def _thousandths(values: FloatArray) -> IntArray:
    """Values in thousandths of their unit, without sign; UNKNOWN where not known."""
    return np.rint(np.nan_to_num(np.abs(values) * 1000.0, nan=float(UNKNOWN))).astype(np.int64)
