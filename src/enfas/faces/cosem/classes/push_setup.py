"""Interface class 40, Push setup: that of the alarms. Ours: the real meter has alarms without such an object.

Source: DLMS UA Blue Book (IEC 62056-6-2), class_id 40, version 0; services TCP 0 and UDP 1, A-XDR encoded
messages 0, from memory.
"""

from __future__ import annotations

from typing import Final

from enfas.catalog.names import ALARM_PUSH
from enfas.faces.cosem.alarm_push import PUSHED
from enfas.faces.cosem.model import Attribute, Context, CosemObject, Method, constant
from enfas.meter.alarms import Alarms
from enfas.protocols.dlms import axdr
from enfas.protocols.dlms.axdr import Data, Tag
from enfas.protocols.dlms.results import ActionResult

__all__ = ["alarm_push_object"]

_SERVICES: Final = {"tcp": 0, "udp": 1}
_AXDR: Final = 0

_OBJECTS: Final = axdr.array(
    [
        axdr.structure(axdr.u16(class_id), axdr.octets(name), axdr.i8(attribute), axdr.u16(0))
        for class_id, name, attribute in PUSHED
    ]
)


def _destination(context: Context) -> bytes:
    alarms = context.meter.part(Alarms)
    address = ".".join(map(str, alarms.state.address.to_bytes(4, "big")))
    end_point = f"{address}:{alarms.state.port}".encode()
    service = _SERVICES[alarms.table.transport]
    return axdr.structure(axdr.enum(service), axdr.octets(end_point), axdr.enum(_AXDR))


def _retries(context: Context) -> bytes:
    return axdr.u8(context.meter.part(Alarms).table.tries - 1)


def _delay(context: Context) -> bytes:
    return axdr.u16(min(context.meter.part(Alarms).table.retry_s, 0xFFFF))


def _push(context: Context, data: Data | None) -> ActionResult:
    if data is None or data.tag is not Tag.I8:
        return ActionResult.TYPE_UNMATCHED
    context.meter.part(Alarms).call_now()
    return ActionResult.SUCCESS


def alarm_push_object() -> CosemObject:
    """The push setup of the alarms; `push` raises one now."""
    return CosemObject(
        40,
        0,
        ALARM_PUSH,
        (
            Attribute(2, constant(_OBJECTS)),
            Attribute(3, _destination),
            Attribute(4, constant(axdr.array([]))),
            Attribute(5, constant(axdr.u16(0))),
            Attribute(6, _retries),
            Attribute(7, _delay),
        ),
        (Method(1, _push),),
    )
