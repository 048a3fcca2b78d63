"""Interface class 15, Association LN: what the association shows, and the terms on which it was made.

Source: DLMS UA Blue Book (IEC 62056-6-2), class_id 15, version 0; DLMS protocol 5512-1424 D1, page 50
(access; the public association names no mechanism).
"""

from __future__ import annotations

from typing import Final

from enfas.catalog.names import CURRENT_ASSOCIATION
from enfas.faces.cosem.model import Attribute, Context, CosemObject
from enfas.meter.credentials import Credentials
from enfas.protocols.dlms import axdr
from enfas.protocols.dlms.acse import LN_NO_CIPHERING, MECHANISM_LLS, VERSION
from enfas.protocols.dlms.axdr import Data, Tag
from enfas.protocols.dlms.results import DataAccessResult

__all__ = ["association_object"]

_ASSOCIATED: Final = 2


def _object_list(context: Context) -> bytes:
    return context.object_list


def _partners(context: Context) -> bytes:
    return axdr.structure(axdr.i8(context.client.address), axdr.u16(context.client.server))


def _application_context(context: Context) -> bytes:
    return axdr.octets(LN_NO_CIPHERING)


def _xdlms_context(context: Context) -> bytes:
    return axdr.structure(
        axdr.bit_string(f"{int(context.conformance):024b}"),
        axdr.u16(context.max_pdu),
        axdr.u16(context.client_max_pdu),
        axdr.u8(VERSION),
        axdr.i8(0),
        axdr.octets(b""),
    )


def _mechanism(context: Context) -> bytes:
    return axdr.octets(MECHANISM_LLS if context.client.secured else b"")


def _set_secret(context: Context, data: Data) -> DataAccessResult:
    if data.tag is not Tag.OCTETS or not isinstance(data.value, bytes):
        return DataAccessResult.TYPE_UNMATCHED
    context.meter.part(Credentials).set_password(context.client.address, data.value)
    return DataAccessResult.SUCCESS


def _status(context: Context) -> bytes:
    return axdr.enum(_ASSOCIATED)


def association_object() -> CosemObject:
    """The association that asks."""
    return CosemObject(
        15,
        0,
        CURRENT_ASSOCIATION,
        (
            Attribute(2, _object_list),
            Attribute(3, _partners),
            Attribute(4, _application_context),
            Attribute(5, _xdlms_context),
            Attribute(6, _mechanism),
            Attribute(7, set=_set_secret),
            Attribute(8, _status),
        ),
    )
