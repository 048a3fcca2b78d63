"""Interface class 11, Special days table: days with a day profile of their own.

They are the exception days of Z20 until others are written. Such a day is a holiday: it is shown with the day
profile of the holiday of its season, or with 255 while no calendar is active. 255 can be written, too.

Source: DLMS UA Blue Book (IEC 62056-6-2), class_id 11, version 0. The maker publishes no such object.
"""

from __future__ import annotations

from enfas.catalog.names import SPECIAL_DAYS
from enfas.faces.cosem.calendar_data import decode_entries, decode_entry, encode_entries
from enfas.faces.cosem.model import Attribute, Context, CosemObject, Method
from enfas.meter.activity_calendar import ActivityCalendar
from enfas.protocols.dlms.axdr import Data, Tag
from enfas.protocols.dlms.results import ActionResult, DataAccessResult

__all__ = ["special_days_object"]


def _entries(context: Context) -> bytes:
    part = context.meter.part(ActivityCalendar)
    return encode_entries(part.entries, part.profile_of)


def _set_entries(context: Context, data: Data) -> DataAccessResult:
    try:
        entries = decode_entries(data)
    except TypeError:
        return DataAccessResult.TYPE_UNMATCHED
    context.meter.part(ActivityCalendar).set_special_days(entries)
    return DataAccessResult.SUCCESS


def _insert(context: Context, data: Data | None) -> ActionResult:
    try:
        entry = decode_entry(data) if data else None
    except TypeError:
        entry = None
    if entry is None:
        return ActionResult.TYPE_UNMATCHED
    context.meter.part(ActivityCalendar).insert_special_day(entry)
    return ActionResult.SUCCESS


def _delete(context: Context, data: Data | None) -> ActionResult:
    if data is None or data.tag is not Tag.U16 or not isinstance(data.value, int):
        return ActionResult.TYPE_UNMATCHED
    context.meter.part(ActivityCalendar).delete_special_day(data.value)
    return ActionResult.SUCCESS


def special_days_object() -> CosemObject:
    """The special days of the tariffs' calendar."""
    return CosemObject(
        11, 0, SPECIAL_DAYS, (Attribute(2, _entries, _set_entries),), (Method(1, _insert), Method(2, _delete))
    )
