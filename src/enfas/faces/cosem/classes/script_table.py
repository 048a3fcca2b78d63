"""Interface class 9, Script table: what is done when a script is executed.

Source: DLMS UA Blue Book (IEC 62056-6-2), class_id 9, version 0.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

from enfas.catalog.names import IMAGE_ACTIVATION_SCRIPT, IMAGE_TRANSFER
from enfas.faces.cosem.model import Attribute, Context, CosemObject, Method, constant
from enfas.meter.firmware import Firmware
from enfas.obis import Obis
from enfas.protocols.dlms import axdr
from enfas.protocols.dlms.axdr import Data, Tag
from enfas.protocols.dlms.results import ActionResult

__all__ = ["Script", "image_activation_script_object", "script_table"]

_EXECUTE = 2


class Script(NamedTuple):
    """A script of one action.

    Attributes:
        run: What is done. May raise CommandRefused.
        class_id: Class of the object that it invokes a method of.
        name: Its logical name.
        method: The method.
        parameter: Its parameter, encoded.
    """

    run: Callable[[Context], None]
    class_id: int
    name: Obis
    method: int
    parameter: bytes = axdr.i8(0)

    def encode(self, number: int) -> bytes:
        """The script as the attribute shows it."""
        action = axdr.structure(
            axdr.enum(_EXECUTE),
            axdr.u16(self.class_id),
            axdr.octets(self.name),
            axdr.i8(self.method),
            self.parameter,
        )
        return axdr.structure(axdr.u16(number), axdr.array([action]))


def script_table(name: Obis, scripts: Mapping[int, Script]) -> CosemObject:
    """A table of scripts by their numbers."""

    def execute(context: Context, data: Data | None) -> ActionResult:
        if data is None or data.tag is not Tag.U16 or not isinstance(data.value, int):
            return ActionResult.TYPE_UNMATCHED
        script = scripts.get(data.value)
        if script is None:
            return ActionResult.OBJECT_UNAVAILABLE
        script.run(context)
        return ActionResult.SUCCESS

    shown = axdr.array([script.encode(number) for number, script in sorted(scripts.items())])
    return CosemObject(9, 0, name, (Attribute(2, constant(shown)),), (Method(1, execute),))


def image_activation_script_object() -> CosemObject:
    """Script 1 activates the image that was verified."""

    def run(context: Context) -> None:
        context.meter.part(Firmware).activate()

    return script_table(IMAGE_ACTIVATION_SCRIPT, {1: Script(run, 18, IMAGE_TRANSFER, 4)})
