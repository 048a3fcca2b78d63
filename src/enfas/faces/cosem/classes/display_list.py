"""The display's lists, as profiles of class 7: which readings they hold, and what those show now.

Capture objects are the readings, in order; writing them makes another list. The buffer is one row, read now:
null where the meter does not know a value, and of readings that are no single value.

Source: DLMS UA Blue Book (IEC 62056-6-2), class_id 7, version 1. The maker publishes no such objects.
"""

from __future__ import annotations

from typing import Final

from enfas.catalog.display import DISPLAY_LISTS, READINGS, ListName, Reading
from enfas.catalog.display.readings import CAPTURE_TIME
from enfas.catalog.names import CLOCK
from enfas.errors import CommandRefused
from enfas.faces.cosem.model import Attribute, Context, CosemObject, constant
from enfas.faces.cosem.moment import encode_local
from enfas.faces.cosem.value import getter_of
from enfas.meter.panel import Panel
from enfas.protocols.dlms import axdr
from enfas.protocols.dlms.axdr import Data, Tag
from enfas.protocols.dlms.results import DataAccessResult

__all__ = ["display_list_object"]

_FIFO: Final = 1
_NO_OBJECT: Final = axdr.structure(axdr.u16(0), axdr.octets(bytes(6)), axdr.i8(0), axdr.u16(0))
_NULL: Final = constant(axdr.NULL)
_BY_REFERENCE: Final = {reading.reference: name for name, reading in READINGS.items()}


def _capture_object(name: str) -> bytes:
    class_id, obis, attribute = READINGS[name].reference
    return axdr.structure(axdr.u16(class_id), axdr.octets(obis), axdr.i8(attribute), axdr.u16(0))


def _name(definition: Data) -> str:
    """The reading that a capture object definition means.

    Raises:
        TypeError: It is none.
        CommandRefused: The display has no such reading.
    """
    parts = definition.value
    if definition.tag is not Tag.STRUCTURE or not isinstance(parts, tuple) or len(parts) != 4:
        raise TypeError
    class_id, obis, attribute, _ = (part.value for part in parts)
    name = _BY_REFERENCE.get((class_id, obis, attribute))
    if name is None:
        raise CommandRefused("the display has no such reading")
    return name


def _value(context: Context, reading: Reading) -> bytes:
    """What a reading shows now, encoded; null where it is no single value."""
    meter = context.meter
    if reading.obis == CLOCK:
        return axdr.octets(encode_local(meter.clock))
    if reading.attribute == CAPTURE_TIME:
        return axdr.octets(meter.peak_time(reading.key))
    row = meter.registers.get(reading.key)
    value = (getter_of(row) or _NULL)(context) if row else axdr.NULL
    return value if isinstance(value, bytes) else axdr.NULL


class _List:
    """The attributes of one list."""

    def __init__(self, name: ListName) -> None:
        self._name = name

    def buffer(self, context: Context) -> bytes:
        shown = context.meter.part(Panel).listed(self._name)
        return axdr.array([axdr.structure(*(_value(context, reading) for reading in shown))])

    def columns(self, context: Context) -> bytes:
        return axdr.array([_capture_object(r.name) for r in context.meter.part(Panel).listed(self._name)])

    def first(self, context: Context) -> bytes:
        """The sort object: one that is captured, as there is but one row to be sorted."""
        listed = context.meter.part(Panel).listed(self._name)
        return _capture_object(listed[0].name) if listed else _NO_OBJECT

    def set_columns(self, context: Context, data: Data) -> DataAccessResult:
        if data.tag is not Tag.ARRAY or not isinstance(data.value, tuple):
            return DataAccessResult.TYPE_UNMATCHED
        try:
            names = [_name(definition) for definition in data.value]
        except TypeError:
            return DataAccessResult.TYPE_UNMATCHED
        context.meter.part(Panel).set_list(self._name, names)
        return DataAccessResult.SUCCESS

    def attributes(self) -> tuple[Attribute, ...]:
        one = constant(axdr.u32(1))
        return (
            Attribute(2, self.buffer),
            Attribute(3, self.columns, self.set_columns),
            Attribute(4, constant(axdr.u32(0))),
            Attribute(5, constant(axdr.enum(_FIFO))),
            Attribute(6, self.first),
            Attribute(7, one),
            Attribute(8, one),
        )


def display_list_object(name: ListName) -> CosemObject:
    """The object of a list."""
    return CosemObject(7, 1, DISPLAY_LISTS[name].obis, _List(name).attributes())
