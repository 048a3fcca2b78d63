"""Interface class 17, SAP assignment: which logical devices there are, and where.

The meter names the one that holds the meter; the public one, at 1, is where it is asked.

Source: DLMS UA Blue Book (IEC 62056-6-2), class_id 17, version 0; DLMS protocol 5512-1424 D1, page 51.
"""

from __future__ import annotations

from enfas.catalog.names import SAP_ASSIGNMENT
from enfas.faces.cosem.model import Attribute, Context, CosemObject
from enfas.protocols.dlms import axdr

__all__ = ["sap_assignment_object"]


def _assignment_list(context: Context) -> bytes:
    names = context.companion.device_names.items()
    return axdr.array(
        [axdr.structure(axdr.u16(address), axdr.octets(name(context.meter))) for address, name in names]
    )


def sap_assignment_object() -> CosemObject:
    """The list of logical devices."""
    return CosemObject(17, 0, SAP_ASSIGNMENT, (Attribute(2, _assignment_list),))
