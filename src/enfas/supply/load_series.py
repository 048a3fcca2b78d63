"""Load series: mean powers, or amounts of energy, interval by interval, from a text or a Parquet file."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import numpy as np

from enfas.errors import InputError
from enfas.intake import MOST_A, MOST_LOAD_W, MOST_V, FloatArray, Flow, Loads
from enfas.supply.columns import ROLES, Found, find_columns
from enfas.supply.intervals import Intervals, Span, usual_step
from enfas.supply.order import Part, Survey, parts, survey
from enfas.supply.reading import Reading
from enfas.supply.source import scaled
from enfas.supply.stamps import Stamps
from enfas.supply.table import Batch, Form, Table, list_columns
from enfas.timebase import US_PER_DAY, US_PER_HOUR, US_PER_S

__all__ = ["LoadSeries"]

_MOST: Final = {"V": MOST_V, "A": MOST_A, "Hz": 1_000.0}
_QUANTITIES: Final = {
    "active": ("power", "energy"),
    "export": ("power_export", "energy_export"),
    "reactive": ("reactive_power", "reactive_energy"),
    "apparent": ("apparent_power", "apparent_energy"),
}
"""Each flow as a mean power, or as an amount."""
_NO_REACTIVE: Final = "it has no reactive power: none is counted"
_SOME_REACTIVE: Final = (
    "reactive power is missing in rows that have active power, first at {}: it counts as none there"
)


class LoadSeries:
    """A load series in a table.

    Args:
        table: The table.
        reading: Columns, units, times, the rule of missing values.

    Raises:
        InputError: Columns or the interval cannot be found, or there is nothing.
    """

    def __init__(self, table: Table, reading: Reading) -> None:
        self.name = table.name
        self.notes: list[str] = []
        self.sampling = None
        self.live = table.live
        self.origin = ""
        self._begun = self._reactive_noted = False
        self._table = table
        self._reading = reading
        self._found = found = find_columns(table, reading)
        if not any(role in found for role in ("power", "energy", "power_export", "energy_export")):
            raise InputError(
                f"{self.name} has no column of power or energy",
                hint=f"say it with columns = {{ power = … }}; {list_columns(table.names)}",
            )
        if ("power" in found and "power_export" not in found and "energy_export" in found) or (
            "energy" in found and "power" not in found and "power_export" in found
        ):
            raise InputError(f"{self.name} has import and export, one as power and one as energy")
        self._times = tuple(found[role].column for role in ("date", "time_of_day", "time") if role in found)
        self._wanted: dict[int, Form] = {it.column: "number" for it in found.values()}
        self._wanted |= {column: table.form(column) for column in self._times}
        if len(self._times) == 2:
            self._wanted |= dict.fromkeys(self._times, "text")
        if not any(role in found for role in _QUANTITIES["reactive"]):
            self.notes.append(_NO_REACTIVE)
        seen = survey(table, self._wanted, self._stamps) if self._times else self._without_times()
        if seen is None:
            raise InputError(f"{self.name} holds no rows")
        self._order = seen.order
        if seen.moved:
            self.notes.append(
                f"the rows are not in the order of time (first at {seen.moved}); they were sorted"
            )
        step_us = round(reading.interval_s * US_PER_S) if reading.interval_s else usual_step(seen.first_us)
        if step_us is None:
            raise InputError(f"{self.name} does not tell the length of an interval", hint="give interval_s")
        if not 0 < step_us <= US_PER_DAY:
            raise InputError(f"{self.name} has intervals of {step_us / 1e6:g} s; a day is the longest")
        self._step_us = step_us
        self._origin_us = seen.earliest_us - (step_us if reading.stamp == "end" else 0)
        self._from_us = self._origin_us + round(reading.from_s * US_PER_S)
        self._until_us = (
            None if reading.duration_s is None else self._from_us + round(reading.duration_s * US_PER_S)
        )
        self.start_us: int | None = self._from_us if seen.absolute else None

    @property
    def total(self) -> int | None:
        """How much there is, in octets or rows."""
        return self._table.total

    @property
    def done(self) -> int:
        """How much of it was read."""
        return self._table.done if self._begun else 0  # looking at the times is not reading

    def blocks(self) -> Iterator[Loads]:
        """The intervals, batch by batch; once."""
        self._begun = True
        intervals = Intervals(
            self._step_us, self._times[0] if self._times else 0, at_end=self._reading.stamp == "end"
        )
        empty = True
        for part, next_us in self._parts():
            span = intervals.take(part.batch, part.stamps_us, next_us)
            loads = self._loads(part.batch, span)
            wanted = span.start_us >= self._from_us
            if self._until_us is not None:
                wanted &= span.start_us < self._until_us
            if not wanted.all():
                loads = loads.part(wanted)
            if len(loads.start_us):
                empty = False
                yield loads._replace(start_us=loads.start_us - self._from_us)
        if empty:
            raise InputError(f"{self.name} has no rows from {self._reading.from_s:g} s on")

    def _stamps(self) -> Stamps:
        return Stamps(self._table, self._times, self._reading)

    def _without_times(self) -> Survey | None:
        """A table of nothing but values, one after the other."""
        if not self._reading.interval_s:
            raise InputError(
                f"{self.name} has no column of time", hint="say it with time_column, or give interval_s"
            )
        first_us = round(self._reading.interval_s * US_PER_S) if self._reading.stamp == "end" else 0
        empty = self._table.first(self._wanted) is None
        return None if empty else Survey(np.array([first_us]), first_us, absolute=False)

    def _parts(self) -> Iterator[tuple[Part, int | None]]:
        """The batches in the order of time, and with each the first stamp of the next. [µs]"""
        if self._times:
            yield from parts(self._table, self._wanted, self._stamps(), self._order)
            return
        count = 1 if self._reading.stamp == "end" else 0
        for batch in self._table.batches(self._wanted):
            yield Part(batch, np.arange(count, count + batch.count, dtype=np.int64) * self._step_us), None
            count += batch.count

    def _loads(self, batch: Batch, span: Span) -> Loads:
        """A batch's values by what they are."""
        flows = {name: self._flow(batch, roles, span) for name, roles in _QUANTITIES.items()}
        active, export = flows["active"], flows["export"]
        if export is not None:
            active = active or Flow(np.zeros(batch.count), export.amounts)
            self._refuse_negative(batch, "active", active)
            self._refuse_negative(batch, "export", export)
        if active is None:  # the constructor saw to it
            raise InputError(f"{self.name} has no column of power or energy")
        loads = Loads(
            start_us=span.start_us,
            duration_us=span.duration_us,
            active=active,
            export=export,
            reactive=flows["reactive"],
            apparent=flows["apparent"],
            u_v=self._values(batch, "voltage"),
            u_min_v=self._values(batch, "voltage_min"),
            u_max_v=self._values(batch, "voltage_max"),
            i_a=self._values(batch, "current"),
            f_hz=self._values(batch, "frequency"),
            mark=self._reading.mark,
        )
        if loads.reactive is not None and not self._reactive_noted:
            unknown = np.isnan(loads.reactive.values) & loads.known
            if unknown.any():
                self._reactive_noted = True
                self.notes.append(_SOME_REACTIVE.format(batch.place(int(np.argmax(unknown)))))
        return loads

    def _flow(self, batch: Batch, roles: tuple[str, str], span: Span) -> Flow | None:
        """A flow as a power where the table has it, else as an amount."""
        role = self._role(roles)
        if role is None:
            return None
        found, amounts = self._found[role], role == roles[1]
        values = scaled(batch.numbers(found.column), 0.0, found.factor)
        powers = values / (span.duration_us / US_PER_HOUR) if amounts else values
        too_much = np.abs(powers) > MOST_LOAD_W
        if too_much.any():
            row = int(np.argmax(too_much))
            what = f"a mean power of {powers[row]:.3g} {ROLES[roles[0]]}"
            raise batch.error(row, found.column, what, "is its unit right?")
        return Flow(values, amounts)

    def _role(self, roles: tuple[str, str]) -> str | None:
        return next((role for role in roles if role in self._found), None)

    def _values(self, batch: Batch, role: str) -> FloatArray | None:
        found: Found | None = self._found.get(role)
        if found is None:
            return None
        values = scaled(batch.numbers(found.column), 0.0, found.factor)
        too_much = np.abs(values) > _MOST[ROLES[role]]
        if too_much.any():
            row = int(np.argmax(too_much))
            what = f"{values[row]:.3g} {ROLES[role]} is more than a meter can stand"
            raise batch.error(row, found.column, what, "is its unit right?")
        return values

    def _refuse_negative(self, batch: Batch, flow_name: str, flow: Flow) -> None:
        negative = flow.values < 0
        if negative.any():
            role = self._role(_QUANTITIES[flow_name])
            column = self._found[role].column if role else None
            what = "negative, while import and export have columns of their own"
            raise batch.error(int(np.argmax(negative)), column, what)
