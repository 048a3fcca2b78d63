"""Interface class 1, Data: a value without a unit.

Source: DLMS UA Blue Book (IEC 62056-6-2), class_id 1, version 0.
"""

from __future__ import annotations

from enfas.catalog.names import LOGICAL_DEVICE_NAME
from enfas.catalog.registers import DATA, Register
from enfas.faces.cosem.model import Attribute, Context, CosemObject
from enfas.faces.cosem.value import getter_of, setter_of
from enfas.protocols.dlms import axdr

__all__ = ["data_object", "device_name_object"]


def data_object(row: Register) -> CosemObject:
    """The object of a register of class 1."""
    return CosemObject(DATA, 0, row.obis, (Attribute(2, getter_of(row), setter_of(row)),))


def device_name_object() -> CosemObject:
    """The name of the logical device that is asked, or of the meter's own where it has none."""
    return CosemObject(DATA, 0, LOGICAL_DEVICE_NAME, (Attribute(2, _device_name),))


def _device_name(context: Context) -> bytes:
    names = context.companion.device_names
    name = names.get(context.client.server) or next(iter(names.values()))
    return axdr.octets(name(context.meter))
