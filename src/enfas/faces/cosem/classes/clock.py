"""Interface class 8, Clock: local time and its rules.

The real meter does not use time_zone and leaves the deviation of its time open; here both are told, so that a
reader in another zone is not misled. Its time stamps in logs leave it open still.

Source: DLMS UA Blue Book (IEC 62056-6-2), class_id 8, version 0; DLMS protocol 5512-1424 D1, pages 48-49
(access, the form of the begin and end of summer time, internal crystal).
"""

from __future__ import annotations

from typing import Final

from enfas.catalog.names import CLOCK
from enfas.catalog.stamp import SUMMER, encode_stamp
from enfas.faces.cosem.model import Attribute, Call, Context, CosemObject, Method, constant
from enfas.faces.cosem.moment import encode_local, exact
from enfas.meter.summer_time import SUMMER_ADVANCE_MIN, summer_bounds
from enfas.protocols.dlms import axdr
from enfas.protocols.dlms.axdr import Data, Tag
from enfas.protocols.dlms.results import ActionResult, DataAccessResult
from enfas.timebase import US_PER_MIN, civil

__all__ = ["clock_object"]

_INTERNAL_CRYSTAL: Final = 1
_QUARTER_US: Final = 15 * US_PER_MIN


def _time(context: Context) -> bytes:
    return axdr.octets(encode_local(context.meter.clock))


def _set_time(context: Context, data: Data) -> DataAccessResult:
    try:
        instant_us = exact(data, context.meter.clock)
    except ValueError:
        return DataAccessResult.TYPE_UNMATCHED
    context.meter.set_clock(instant_us)
    return DataAccessResult.SUCCESS


def _zone(context: Context) -> bytes:
    return axdr.i16(-context.meter.clock.utc_offset_min)


def _status(context: Context) -> bytes:
    return axdr.u8(context.meter.clock.status)


def _summer_begins(context: Context) -> bytes:
    """In normal time, as the clock shows it just before."""
    clock = context.meter.clock
    begins_us = summer_bounds(civil(clock.now_us).year)[0]
    return axdr.octets(encode_stamp(begins_us + clock.normal_offset_us))


def _summer_ends(context: Context) -> bytes:
    """In summer time, as the clock shows it just before."""
    clock = context.meter.clock
    ends_us = summer_bounds(civil(clock.now_us).year)[1] + SUMMER_ADVANCE_MIN * US_PER_MIN
    return axdr.octets(encode_stamp(ends_us + clock.normal_offset_us, SUMMER))


def _summer_enabled(context: Context) -> bytes:
    return axdr.boolean(context.meter.clock.state.summer_time)


def _enable_summer(context: Context, data: Data) -> DataAccessResult:
    if not isinstance(data.value, bool):
        return DataAccessResult.TYPE_UNMATCHED
    context.meter.set_summer_time(data.value)
    return DataAccessResult.SUCCESS


def _adjust_to(period_us: int | None) -> Call:
    """What sets the clock to the nearest bound of a period; None: the integration period."""

    def adjust(context: Context, data: Data | None) -> ActionResult:
        meter = context.meter
        meter.adjust_clock(period_us or meter.profile.state.period_min * US_PER_MIN)
        return ActionResult.SUCCESS

    return adjust


def _shift(context: Context, data: Data | None) -> ActionResult:
    if data is None or data.tag is not Tag.I16 or not isinstance(data.value, int):
        return ActionResult.TYPE_UNMATCHED
    context.meter.shift_clock(data.value)
    return ActionResult.SUCCESS


def clock_object() -> CosemObject:
    """The meter's clock."""
    return CosemObject(
        8,
        0,
        CLOCK,
        (
            Attribute(2, _time, _set_time),
            Attribute(3, _zone),
            Attribute(4, _status),
            Attribute(5, _summer_begins),
            Attribute(6, _summer_ends),
            Attribute(7, constant(axdr.i8(SUMMER_ADVANCE_MIN))),
            Attribute(8, _summer_enabled, _enable_summer),
            Attribute(9, constant(axdr.enum(_INTERNAL_CRYSTAL))),
        ),
        (
            Method(1, _adjust_to(_QUARTER_US)),
            Method(2, _adjust_to(None)),
            Method(3, _adjust_to(US_PER_MIN)),
            Method(6, _shift),
        ),
    )
