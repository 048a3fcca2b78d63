"""Interface class 23, IEC HDLC setup: the link layer's settings.

A change of a time-out or of the address holds on a line as soon as no link is up there.

Source: DLMS UA Blue Book (IEC 62056-6-2), class_id 23, version 1; DLMS protocol 5512-1424 D1, page 56
(attributes 3 to 6 are read only).
"""

from __future__ import annotations

from typing import Final

from enfas.catalog.names import HDLC_SETUP
from enfas.faces.cosem.model import Attribute, Context, CosemObject, constant
from enfas.protocols.dlms import axdr
from enfas.protocols.dlms.axdr import Data, Tag
from enfas.protocols.dlms.results import DataAccessResult
from enfas.protocols.hdlc import OMNIPOWER

__all__ = ["hdlc_setup_object"]

_9600_BD: Final = 5


def _setting(number: int, key: str) -> Attribute:
    """An attribute that is a setting of the meter."""

    def get(context: Context) -> bytes:
        return axdr.u16(context.meter.settings[key])

    def put(context: Context, data: Data) -> DataAccessResult:
        if data.tag is not Tag.U16 or not isinstance(data.value, int):
            return DataAccessResult.TYPE_UNMATCHED
        context.meter.settings.write(key, data.value)
        return DataAccessResult.SUCCESS

    return Attribute(number, get, put)


def hdlc_setup_object() -> CosemObject:
    """The settings of HDLC, wherever it is spoken."""
    return CosemObject(
        23,
        1,
        HDLC_SETUP,
        (
            Attribute(2, constant(axdr.enum(_9600_BD))),
            Attribute(3, constant(axdr.u8(OMNIPOWER.transmit_window))),
            Attribute(4, constant(axdr.u8(OMNIPOWER.receive_window))),
            Attribute(5, constant(axdr.u16(OMNIPOWER.transmit))),
            Attribute(6, constant(axdr.u16(OMNIPOWER.receive))),
            _setting(7, "hdlc_inter_octet_ms"),
            _setting(8, "hdlc_inactivity_s"),
            _setting(9, "hdlc_address"),
        ),
    )
