"""The object_list attribute of an association.

Source: DLMS UA Blue Book (IEC 62056-6-2), association LN, versions 0 and 1 (object_list_element).
"""

from __future__ import annotations

from collections.abc import Iterable

from enfas.faces.cosem.model import Access, CosemObject
from enfas.protocols.dlms import axdr

__all__ = ["encode_object_list"]


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
