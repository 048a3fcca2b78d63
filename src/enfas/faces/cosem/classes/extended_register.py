"""Interface class 4, Extended register: a value with scaler, unit, status and the time at which it arose.

Source: DLMS UA Blue Book (IEC 62056-6-2), class_id 4, version 0.
"""

from __future__ import annotations

from enfas.catalog.registers import EXTENDED, Register
from enfas.faces.cosem.model import Attribute, CosemObject, Get, constant
from enfas.faces.cosem.value import getter_of, scaler_unit
from enfas.meter.registers import PEAK_STAMPS
from enfas.protocols.dlms import axdr

__all__ = ["extended_register_object"]


def extended_register_object(row: Register) -> CosemObject:
    """The object of a register of class 4; it has no status of its own."""
    attributes = (
        Attribute(2, getter_of(row)),
        Attribute(3, scaler_unit(row)),
        Attribute(4, constant(axdr.NULL)),
        Attribute(5, _capture_time(row)),
    )
    return CosemObject(EXTENDED, 0, row.obis, attributes)


def _capture_time(row: Register) -> Get:
    stamp = PEAK_STAMPS[row.reader]
    return lambda context: axdr.octets(stamp(context.meter))
