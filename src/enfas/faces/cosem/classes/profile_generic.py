"""Interface class 7, Profile generic: a log with its columns.

Source: DLMS UA Blue Book (IEC 62056-6-2), class_id 7, version 1; DLMS protocol 5512-1424 D1, page 40 (access:
the periods of load profile and analysis log can be written). Columns can be written too, as the Blue Book has
it: the real meter takes them in its maker's own way alone.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final, Protocol

from enfas.catalog.data_logs import HEAD, DataLog, key_of
from enfas.catalog.layout import Column
from enfas.catalog.logs import EventLog
from enfas.catalog.names import CLOCK
from enfas.errors import CommandRefused
from enfas.faces.cosem.buffer import by_entry, by_range, whole
from enfas.faces.cosem.model import Attribute, Context, CosemObject, Method, Set, constant
from enfas.meter.analysis import Analysis
from enfas.meter.device import Meter
from enfas.meter.log import Log
from enfas.obis import Obis
from enfas.protocols.dlms import axdr
from enfas.protocols.dlms.axdr import Data, Tag
from enfas.protocols.dlms.results import ActionResult, DataAccessResult

__all__ = ["AdjustableLog", "data_log_object", "event_log_object"]

_FIFO: Final = 1
_S_PER_MIN: Final = 60
_NAME_BYTES: Final = 6
_DEFINITION: Final = [Tag.U16, Tag.OCTETS, Tag.I8, Tag.U16]
_CLOCK_COLUMN: Final = axdr.structure(axdr.u16(8), axdr.octets(CLOCK), axdr.i8(2), axdr.u16(0))


def _capture_object(column: Column) -> bytes:
    number = column.attribute if column.attribute < 0x80 else column.attribute - 0x100
    return axdr.structure(axdr.u16(column.class_id), axdr.octets(column.obis), axdr.i8(number), axdr.u16(0))


class AdjustableLog(Protocol):
    """The part of the meter that keeps a log whose registers and period are of choice."""

    def set_period(self, period_min: int) -> None:
        """Take another period, which deletes all entries. [min]"""

    def set_channels(self, channels: Sequence[str]) -> None:
        """Take other registers by key, which deletes all entries."""

    def reset(self) -> None:
        """Delete all entries."""


class _Profile:
    """The attributes of the profile that shows one log of the meter."""

    def __init__(self, log_name: str) -> None:
        self._log_name = log_name

    def _log(self, context: Context) -> Log:
        return context.meter.logs[self._log_name]

    def buffer(self, context: Context) -> bytes:
        return whole(self._log(context))

    def range(self, context: Context, parameters: Data) -> bytes | DataAccessResult:
        return by_range(self._log(context), context.meter.clock, parameters)

    def entry(self, context: Context, parameters: Data) -> bytes | DataAccessResult:
        return by_entry(self._log(context), context.meter.configuration.numbering, parameters)

    def columns(self, context: Context) -> bytes:
        return axdr.array([_capture_object(column) for column in self._log(context).columns])

    def period(self, context: Context) -> bytes:
        return axdr.u32(self._log(context).period_s)

    def in_use(self, context: Context) -> bytes:
        return axdr.u32(self._log(context).ring.count)

    def entries(self, context: Context) -> bytes:
        return axdr.u32(self._log(context).capacity)

    def attributes(
        self, set_columns: Set | None = None, set_period: Set | None = None
    ) -> tuple[Attribute, ...]:
        return (
            Attribute(2, self.buffer, selectors={1: self.range, 2: self.entry}),
            Attribute(3, self.columns, set_columns),
            Attribute(4, self.period, set_period),
            Attribute(5, constant(axdr.enum(_FIFO))),
            Attribute(6, constant(_CLOCK_COLUMN)),
            Attribute(7, self.in_use),
            Attribute(8, self.entries),
        )


class _Adjustable(_Profile):
    """A profile whose registers and period are of choice; `reset` deletes its entries."""

    def __init__(self, log_name: str, keeper: Callable[[Meter], AdjustableLog]) -> None:
        super().__init__(log_name)
        self._keeper = keeper

    def set_period(self, context: Context, data: Data) -> DataAccessResult:
        if data.tag is not Tag.U32 or not isinstance(data.value, int):
            return DataAccessResult.TYPE_UNMATCHED
        minutes, seconds = divmod(data.value, _S_PER_MIN)
        if seconds:
            raise CommandRefused(f"a log's period is whole minutes, not {data.value} s")
        self._keeper(context.meter).set_period(minutes)
        return DataAccessResult.SUCCESS

    def set_columns(self, context: Context, data: Data) -> DataAccessResult:
        """Take other registers; the four columns before them may be given too, as they are read."""
        try:
            columns = _references(data)
        except ValueError:
            return DataAccessResult.TYPE_UNMATCHED
        head = [(c.class_id, c.obis, c.attribute) for c in self._log(context).columns[:HEAD]]
        if columns[:HEAD] == head:
            del columns[:HEAD]
        try:
            keys = [key_of(*column) for column in columns]
        except KeyError as error:
            raise CommandRefused(f"a log cannot capture {error}") from error
        self._keeper(context.meter).set_channels(keys)
        return DataAccessResult.SUCCESS

    def reset(self, context: Context, data: Data | None) -> ActionResult:
        self._keeper(context.meter).reset()
        return ActionResult.SUCCESS

    def object(self, name: Obis) -> CosemObject:
        attributes = self.attributes(self.set_columns, self.set_period)
        return CosemObject(7, 1, name, attributes, (Method(1, self.reset),))


def _references(data: Data) -> list[tuple[int, bytes, int]]:
    """Class, logical name and attribute of each of an array of capture_object_definitions.

    Raises:
        ValueError: It is something else, or captures an element of an attribute.
    """
    if data.tag is not Tag.ARRAY or not isinstance(data.value, tuple):
        raise ValueError("the columns are no array")
    references = []
    for definition in data.value:
        parts = definition.value if isinstance(definition, Data) else None
        if (
            not isinstance(parts, tuple)
            or [part.tag for part in parts if isinstance(part, Data)] != _DEFINITION
        ):
            raise ValueError("a column is given as class, logical name, attribute and index")
        class_id, name, attribute, index = (part.value for part in parts)
        if len(name) != _NAME_BYTES or index:
            raise ValueError("a column is of a whole attribute of a logical name")
        references.append((class_id, name, attribute & 0xFF))
    return references


_KEEPERS: Final[dict[str, Callable[[Meter], AdjustableLog]]] = {
    "profile": lambda meter: meter.profile,
    "analysis": lambda meter: meter.part(Analysis),
}
"""What adjusts the logs whose registers are of choice, by the log's name."""


def _capture(context: Context, data: Data | None) -> ActionResult:
    context.meter.debiting_stop()
    return ActionResult.SUCCESS


_METHODS: Final = {"debiting": (Method(2, _capture),)}


def data_log_object(row: DataLog) -> CosemObject:
    """A data log; `reset` deletes one that can be adjusted, `capture` makes a debiting stop."""
    if row.adjustable:
        return _Adjustable(row.name, _KEEPERS[row.name]).object(row.obis)
    return CosemObject(7, 1, row.obis, _Profile(row.name).attributes(), _METHODS.get(row.name, ()))


def event_log_object(row: EventLog) -> CosemObject:
    """An event log."""
    return CosemObject(7, 1, row.obis, _Profile(row.name).attributes())
