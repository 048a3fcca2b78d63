"""Interface class 9, Script table: one script for each tariff, which makes it the active one.

A script names a mask of the register activations (class 6), of energies and of peaks. The activity calendar
runs them by itself; to run one from outside works where the register controls the tariff.

Source: DLMS UA Blue Book (IEC 62056-6-2), class_id 9, version 0. The maker publishes no such object.
"""

from __future__ import annotations

from typing import Final

from enfas.catalog.names import ENERGY_ACTIVATION, PEAK_ACTIVATION, TARIFF_SCRIPTS
from enfas.catalog.registers import TARIFFS
from enfas.errors import CommandRefused
from enfas.faces.cosem.model import Attribute, Context, CosemObject, Method, constant
from enfas.meter.tariffs import Tariffs
from enfas.protocols.dlms import axdr
from enfas.protocols.dlms.axdr import Data, Tag
from enfas.protocols.dlms.results import ActionResult

__all__ = ["tariff_scripts_object"]

_WRITE: Final = 1
_ACTIVE_MASK: Final = 4


def _script(tariff: int) -> bytes:
    mask = axdr.octets(f"T{tariff}".encode())
    actions = [
        axdr.structure(axdr.enum(_WRITE), axdr.u16(6), axdr.octets(name), axdr.i8(_ACTIVE_MASK), mask)
        for name in (ENERGY_ACTIVATION, PEAK_ACTIVATION)
    ]
    return axdr.structure(axdr.u16(tariff), axdr.array(actions))


def _execute(context: Context, data: Data | None) -> ActionResult:
    if data is None or data.tag is not Tag.U16 or not isinstance(data.value, int):
        return ActionResult.TYPE_UNMATCHED
    if not 1 <= data.value <= TARIFFS:
        raise CommandRefused(f"there are scripts 1 to {TARIFFS}, not {data.value}")
    context.meter.part(Tariffs).set_tariff(data.value)
    return ActionResult.SUCCESS


def tariff_scripts_object() -> CosemObject:
    """The scripts of the tariffs."""
    scripts = axdr.array([_script(tariff) for tariff in range(1, TARIFFS + 1)])
    return CosemObject(9, 0, TARIFF_SCRIPTS, (Attribute(2, constant(scripts)),), (Method(1, _execute),))
