"""Interface class 15, Association LN: what the association shows, and the terms on which it was made.

Source: DLMS UA Blue Book (IEC 62056-6-2), class_id 15, version 0; DLMS protocol 5512-1424 D1, page 50
(access; the public association names no mechanism).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from enfas.faces.cosem.model import Access, Attribute, Context, CosemObject
from enfas.obis import Obis
from enfas.protocols.dlms import axdr
from enfas.protocols.dlms.acse import LN_NO_CIPHERING, MECHANISM_LLS, VERSION
from enfas.protocols.dlms.axdr import Data, Tag
from enfas.protocols.dlms.results import DataAccessResult

__all__ = ["CURRENT_ASSOCIATION", "association_object", "encode_object_list"]

CURRENT_ASSOCIATION: Final = Obis.parse("0.0.40.0.0.255")
_ASSOCIATED: Final = 2


def encode_object_list(objects: Iterable[CosemObject], rights: Iterable[dict[int, Access]]) -> bytes:
    """The object_list attribute: each object with what this association may do to it."""
    return axdr.array([_element(item, granted) for item, granted in zip(objects, rights, strict=True)])


def _element(item: CosemObject, granted: dict[int, Access]) -> bytes:
    attributes = []
    for attribute in item.all_attributes:
        mode = granted[attribute.number]
        selectors = [axdr.i8(selector) for selector in attribute.selectors] if mode & Access.READ else []
        listed = axdr.array(selectors) if selectors else axdr.NULL
        attributes.append(axdr.structure(axdr.i8(attribute.number), axdr.enum(mode), listed))
    methods = [axdr.structure(axdr.i8(method.number), axdr.boolean(True)) for method in item.methods]
    return axdr.structure(
        axdr.u16(item.class_id),
        axdr.u8(item.version),
        axdr.octets(item.name),
        axdr.structure(axdr.array(attributes), axdr.array(methods)),
    )


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
    context.meter.set_password(context.client.address, data.value)
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
