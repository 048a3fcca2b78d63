"""Interface class 20, Activity calendar: the calendar in force, a passive one, and its activation.

The active calendar is a plan of the tariff table (Z13) or one that was written. The time of activation is
shown as it was written; the passive calendar must be whole when it is.

Source: DLMS UA Blue Book (IEC 62056-6-2), class_id 20, version 0. The maker publishes no such object.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from enfas.catalog.calendar import Calendar
from enfas.catalog.names import ACTIVITY_CALENDAR
from enfas.catalog.stamp import STAMP_BYTES, UNSPECIFIED
from enfas.faces.cosem.calendar_data import (
    decode_days,
    decode_seasons,
    decode_weeks,
    encode_days,
    encode_seasons,
    encode_weeks,
    octets_of,
)
from enfas.faces.cosem.model import Attribute, Context, CosemObject, Get, Method, Set
from enfas.faces.cosem.moment import exact
from enfas.meter.activity_calendar import ActivityCalendar
from enfas.protocols.dlms import axdr
from enfas.protocols.dlms.axdr import Data, Tag
from enfas.protocols.dlms.results import ActionResult, DataAccessResult

__all__ = ["activity_calendar_object"]

_DATE_AND_TIME: Final = (*range(4), *range(5, 8))


def _name(calendar: Calendar) -> bytes:
    return axdr.octets(calendar.name)


def _part(context: Context) -> ActivityCalendar:
    return context.meter.part(ActivityCalendar)


def _active(encode: Callable[[Calendar], bytes]) -> Get:
    return lambda context: encode(_part(context).shown)


def _passive(encode: Callable[[Calendar], bytes]) -> Get:
    return lambda context: encode(_part(context).state.passive)


def _set_passive(key: str, decode: Callable[[Data], Any]) -> Set:
    def put(context: Context, data: Data) -> DataAccessResult:
        try:
            value = decode(data)
        except TypeError:
            return DataAccessResult.TYPE_UNMATCHED
        _part(context).set_passive(**{key: value})
        return DataAccessResult.SUCCESS

    return put


def _activation(context: Context) -> bytes:
    return axdr.octets(_part(context).state.activation)


def _set_activation(context: Context, data: Data) -> DataAccessResult:
    try:
        written = octets_of(data, STAMP_BYTES)
        nothing = all(written[place] == UNSPECIFIED[place] for place in _DATE_AND_TIME)
        instant_us = None if nothing else exact(data, context.meter.clock)
    except (TypeError, ValueError):
        return DataAccessResult.TYPE_UNMATCHED
    _part(context).set_activation(instant_us, written)
    return DataAccessResult.SUCCESS


def _activate(context: Context, data: Data | None) -> ActionResult:
    if data is None or data.tag is not Tag.I8:
        return ActionResult.TYPE_UNMATCHED
    _part(context).activate()
    return ActionResult.SUCCESS


def activity_calendar_object() -> CosemObject:
    """The calendar of the tariffs."""
    return CosemObject(
        20,
        0,
        ACTIVITY_CALENDAR,
        (
            Attribute(2, _active(_name)),
            Attribute(3, _active(encode_seasons)),
            Attribute(4, _active(encode_weeks)),
            Attribute(5, _active(encode_days)),
            Attribute(6, _passive(_name), _set_passive("name", octets_of)),
            Attribute(7, _passive(encode_seasons), _set_passive("seasons", decode_seasons)),
            Attribute(8, _passive(encode_weeks), _set_passive("weeks", decode_weeks)),
            Attribute(9, _passive(encode_days), _set_passive("days", decode_days)),
            Attribute(10, _activation, _set_activation),
        ),
        (Method(1, _activate),),
    )
