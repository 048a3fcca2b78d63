"""Interface class 9, Script table: one script, which activates the image of firmware that was verified.

Source: DLMS UA Blue Book (IEC 62056-6-2), class_id 9, version 0.
"""

from __future__ import annotations

from typing import Final

from enfas.catalog.names import IMAGE_ACTIVATION_SCRIPT, IMAGE_TRANSFER
from enfas.errors import CommandRefused
from enfas.faces.cosem.model import Attribute, Context, CosemObject, Method, constant
from enfas.meter.firmware import Firmware
from enfas.protocols.dlms import axdr
from enfas.protocols.dlms.axdr import Data, Tag
from enfas.protocols.dlms.results import ActionResult

__all__ = ["image_activation_script_object"]

_NUMBER: Final = 1
_EXECUTE: Final = 2
_ACTIVATE: Final = 4


def _execute(context: Context, data: Data | None) -> ActionResult:
    if data is None or data.tag is not Tag.U16:
        return ActionResult.TYPE_UNMATCHED
    if data.value != _NUMBER:
        raise CommandRefused(f"there is script {_NUMBER} alone, not {data.value!r}")
    context.meter.part(Firmware).activate()
    return ActionResult.SUCCESS


def image_activation_script_object() -> CosemObject:
    """The script that activates an image."""
    action = axdr.structure(
        axdr.enum(_EXECUTE), axdr.u16(18), axdr.octets(IMAGE_TRANSFER), axdr.i8(_ACTIVATE), axdr.i8(0)
    )
    scripts = axdr.array([axdr.structure(axdr.u16(_NUMBER), axdr.array([action]))])
    return CosemObject(
        9, 0, IMAGE_ACTIVATION_SCRIPT, (Attribute(2, constant(scripts)),), (Method(1, _execute),)
    )
