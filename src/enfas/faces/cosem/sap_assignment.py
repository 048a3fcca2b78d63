"""Interface class 17, SAP assignment: which logical devices there are, and where.

The meter names the one that holds the meter; the public one, at 1, is where it is asked.

Source: DLMS UA Blue Book (IEC 62056-6-2), class_id 17, version 0; DLMS protocol 5512-1424 D1, page 51.
"""

from __future__ import annotations

from typing import Final

from enfas.faces.cosem.clients import METER_DEVICE
from enfas.faces.cosem.device_name import logical_device_name
from enfas.faces.cosem.model import Attribute, Context, CosemObject
from enfas.obis import Obis
from enfas.protocols.dlms import axdr

__all__ = ["SAP_ASSIGNMENT", "sap_assignment_object"]

SAP_ASSIGNMENT: Final = Obis.parse("0.0.41.0.0.255")


def _assignment_list(context: Context) -> bytes:
    name = logical_device_name(context.meter)
    return axdr.array([axdr.structure(axdr.u16(METER_DEVICE), axdr.octets(name))])


def sap_assignment_object() -> CosemObject:
    """The list of logical devices."""
    return CosemObject(17, 0, SAP_ASSIGNMENT, (Attribute(2, _assignment_list),))
