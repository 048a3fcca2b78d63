"""Interface class 3, Register: a value with its scaler and unit.

Source: DLMS UA Blue Book (IEC 62056-6-2), class_id 3, version 0.
"""

from __future__ import annotations

from enfas.catalog.registers import REGISTER, Register
from enfas.faces.cosem.model import Attribute, Call, Context, CosemObject, Method
from enfas.faces.cosem.value import getter_of, scaler_unit, setter_of
from enfas.protocols.dlms.axdr import Data
from enfas.protocols.dlms.results import ActionResult

__all__ = ["register_object"]

_TRIP = "_trip"


def register_object(row: Register) -> CosemObject:
    """The object of a register of class 3; `reset` is there for trip counters alone: the rest is legal."""
    attributes = (Attribute(2, getter_of(row), setter_of(row)), Attribute(3, scaler_unit(row)))
    methods = (Method(1, _reset(row.key.removesuffix(_TRIP))),) if row.key.endswith(_TRIP) else ()
    return CosemObject(REGISTER, 0, row.obis, attributes, methods)


def _reset(energy: str) -> Call:
    def reset(context: Context, data: Data | None) -> ActionResult:
        context.meter.reset_trip(energy)
        return ActionResult.SUCCESS

    return reset
