"""Interface class 7, Profile generic: a log with its columns.

Source: DLMS UA Blue Book (IEC 62056-6-2), class_id 7, version 1; DLMS protocol 5512-1424 D1, page 40 (access:
the load profile's period can be written, all else only read).
"""

from __future__ import annotations

from typing import Final

from enfas.catalog.layout import Column
from enfas.catalog.logs import EventLog
from enfas.catalog.names import CLOCK, PROFILE
from enfas.errors import CommandRefused
from enfas.faces.cosem.buffer import by_entry, by_range, whole
from enfas.faces.cosem.model import Attribute, Context, CosemObject, Method, constant
from enfas.meter.log import Log
from enfas.obis import Obis
from enfas.protocols.dlms import axdr
from enfas.protocols.dlms.axdr import Data, Tag
from enfas.protocols.dlms.results import ActionResult, DataAccessResult

__all__ = ["event_log_object", "load_profile_object"]

_FIFO: Final = 1
_S_PER_MIN: Final = 60
_CLOCK_COLUMN: Final = axdr.structure(axdr.u16(8), axdr.octets(CLOCK), axdr.i8(2), axdr.u16(0))


def _capture_object(column: Column) -> bytes:
    number = column.attribute if column.attribute < 0x80 else column.attribute - 0x100
    return axdr.structure(axdr.u16(column.class_id), axdr.octets(column.obis), axdr.i8(number), axdr.u16(0))


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

    def attributes(self, *, period_writable: bool) -> tuple[Attribute, ...]:
        return (
            Attribute(2, self.buffer, selectors={1: self.range, 2: self.entry}),
            Attribute(3, self.columns),
            Attribute(4, self.period, _set_period if period_writable else None),
            Attribute(5, constant(axdr.enum(_FIFO))),
            Attribute(6, constant(_CLOCK_COLUMN)),
            Attribute(7, self.in_use),
            Attribute(8, self.entries),
        )


def _set_period(context: Context, data: Data) -> DataAccessResult:
    if data.tag is not Tag.U32 or not isinstance(data.value, int):
        return DataAccessResult.TYPE_UNMATCHED
    minutes, seconds = divmod(data.value, _S_PER_MIN)
    if seconds:
        raise CommandRefused(f"the load profile's period is whole minutes, not {data.value} s")
    context.meter.profile.set_period(minutes)
    return DataAccessResult.SUCCESS


def _reset(context: Context, data: Data | None) -> ActionResult:
    context.meter.profile.reset()
    return ActionResult.SUCCESS


def _object(name: Obis, log_name: str, methods: tuple[Method, ...] = ()) -> CosemObject:
    attributes = _Profile(log_name).attributes(period_writable=bool(methods))
    return CosemObject(7, 1, name, attributes, methods)


def load_profile_object() -> CosemObject:
    """The load profile; `reset` deletes it."""
    return _object(PROFILE, "profile", (Method(1, _reset),))


def event_log_object(row: EventLog) -> CosemObject:
    """An event log."""
    return _object(row.obis, row.name)
