"""Interface class 1, Data: a value without a unit.

Source: DLMS UA Blue Book (IEC 62056-6-2), class_id 1, version 0.
"""

from __future__ import annotations

from enfas.catalog.registers import DATA, Register
from enfas.faces.cosem.model import Attribute, CosemObject
from enfas.faces.cosem.value import getter_of, setter_of

__all__ = ["data_object"]


def data_object(row: Register) -> CosemObject:
    """The object of a register of class 1."""
    return CosemObject(DATA, 0, row.obis, (Attribute(2, getter_of(row), setter_of(row)),))
