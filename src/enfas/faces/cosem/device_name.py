"""The logical device name: three letters of the maker, then what tells one device from another.

Source: DLMS UA Blue Book (IEC 62056-6-2), COSEM logical device name; DLMS protocol 5512-1424 D1, page 51
(`KAME`, two zero octets, the serial number).
"""

from __future__ import annotations

from typing import Final

from enfas.faces.cosem.model import Attribute, Context, CosemObject
from enfas.meter.device import Meter
from enfas.obis import Obis
from enfas.protocols.dlms import axdr

__all__ = ["LOGICAL_DEVICE_NAME", "device_name_object", "logical_device_name"]

LOGICAL_DEVICE_NAME: Final = Obis.parse("0.0.42.0.0.255")


def logical_device_name(meter: Meter) -> bytes:
    """The name of the meter's logical device: ten octets."""
    return b"KAME\0\0" + meter.configuration.serial_number.to_bytes(4, "big")


def _name(context: Context) -> bytes:
    return axdr.octets(logical_device_name(context.meter))


def device_name_object() -> CosemObject:
    """The name as an object of class 1."""
    return CosemObject(1, 0, LOGICAL_DEVICE_NAME, (Attribute(2, _name),))
