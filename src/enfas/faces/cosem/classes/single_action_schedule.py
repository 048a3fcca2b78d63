"""Interface class 22, Single action schedule: when the image that was verified is activated.

Times are local, by the meter's clock; one, without wildcards, or none.

Source: DLMS UA Blue Book (IEC 62056-6-2), class_id 22, version 0.
"""

from __future__ import annotations

from typing import Final

from enfas.catalog.names import IMAGE_ACTIVATION_SCHEDULE, IMAGE_ACTIVATION_SCRIPT
from enfas.catalog.stamp import encode_stamp
from enfas.errors import CommandRefused
from enfas.faces.cosem.model import Attribute, Context, CosemObject, constant
from enfas.faces.cosem.moment import exact
from enfas.meter.firmware import Firmware
from enfas.meter.summer_time import SUMMER_ADVANCE_MIN, is_summer
from enfas.protocols.dlms import axdr
from enfas.protocols.dlms.axdr import Data, Tag
from enfas.protocols.dlms.results import DataAccessResult
from enfas.timebase import US_PER_MIN

__all__ = ["image_activation_schedule_object"]

_ONE_TIME: Final = 1
_DATE_OCTETS, _TIME_OCTETS = 5, 4
_OPEN: Final = b"\x80\x00\xff"
"""Deviation and status that are not told."""


def _times(context: Context) -> bytes:
    meter = context.meter
    at_us = meter.part(Firmware).state.activate_at_us
    if at_us is None:
        return axdr.array([])
    clock = meter.clock
    summer = clock.state.summer_time and is_summer(at_us)
    stamp = encode_stamp(at_us + clock.normal_offset_us + (SUMMER_ADVANCE_MIN * US_PER_MIN if summer else 0))
    date, time = stamp[:_DATE_OCTETS], stamp[_DATE_OCTETS : _DATE_OCTETS + _TIME_OCTETS]
    return axdr.array([axdr.structure(axdr.octets(time), axdr.octets(date))])


def _set_times(context: Context, data: Data) -> DataAccessResult:
    if data.tag is not Tag.ARRAY or not isinstance(data.value, tuple):
        return DataAccessResult.TYPE_UNMATCHED
    if len(data.value) > 1:
        raise CommandRefused("firmware is activated at one time, or at none")
    firmware = context.meter.part(Firmware)
    if not data.value:
        firmware.activate_at(None)
        return DataAccessResult.SUCCESS
    try:
        moment = Data(Tag.OCTETS, _date_time(data.value[0]))
        firmware.activate_at(exact(moment, context.meter.clock))
    except ValueError:
        return DataAccessResult.TYPE_UNMATCHED
    return DataAccessResult.SUCCESS


def _date_time(entry: Data) -> bytes:
    """The date-time of an entry, which has time and date apart.

    Raises:
        ValueError: It is none.
    """
    parts = entry.value if entry.tag is Tag.STRUCTURE and isinstance(entry.value, tuple) else ()
    octets = [part.value for part in parts if isinstance(part, Data) and isinstance(part.value, bytes)]
    if [len(one) for one in octets] != [_TIME_OCTETS, _DATE_OCTETS] or len(parts) != len(octets):
        raise ValueError("an entry is a time of 4 octets and a date of 5")
    time, date = octets
    return date + time + _OPEN


def image_activation_schedule_object() -> CosemObject:
    """When the image is activated."""
    script = axdr.structure(axdr.octets(IMAGE_ACTIVATION_SCRIPT), axdr.u16(1))
    return CosemObject(
        22,
        0,
        IMAGE_ACTIVATION_SCHEDULE,
        (
            Attribute(2, constant(script)),
            Attribute(3, constant(axdr.enum(_ONE_TIME))),
            Attribute(4, _times, _set_times),
        ),
    )
