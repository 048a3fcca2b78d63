"""Interface class 18, Image transfer: firmware in blocks.

Beside the standard's rights block_size can be written, and a transfer ends by that, as in the real meter. An
image's identification in image_to_activate_info is the number and the revision of its application, four
octets each; its signature is that of the image.

Source: DLMS UA Blue Book (IEC 62056-6-2), class_id 18, version 0; DLMS protocol 5512-1424 D1, pages 52-54.
"""

from __future__ import annotations

from enfas.catalog.firmware import TransferStatus
from enfas.catalog.names import IMAGE_TRANSFER
from enfas.faces.cosem.model import Attribute, Context, CosemObject, Method
from enfas.meter.firmware import Firmware
from enfas.protocols.dlms import axdr
from enfas.protocols.dlms.axdr import Data, Tag
from enfas.protocols.dlms.results import ActionResult, DataAccessResult

__all__ = ["image_transfer_object"]

_VERIFICATION = {
    TransferStatus.VERIFYING: ActionResult.TEMPORARY_FAILURE,
    TransferStatus.VERIFIED: ActionResult.SUCCESS,
    TransferStatus.VERIFICATION_FAILED: ActionResult.OTHER_REASON,
}


def _firmware(context: Context) -> Firmware:
    return context.meter.part(Firmware)


def _block_size(context: Context) -> bytes:
    return axdr.u32(_firmware(context).blocks.block_size)


def _set_block_size(context: Context, data: Data) -> DataAccessResult:
    if data.tag is not Tag.U32 or not isinstance(data.value, int):
        return DataAccessResult.TYPE_UNMATCHED
    _firmware(context).set_block_size(data.value)
    return DataAccessResult.SUCCESS


def _blocks_status(context: Context) -> bytes:
    blocks = _firmware(context).blocks
    return axdr.bit_string("".join("01"[blocks.has(number)] for number in range(blocks.count)))


def _first_missing(context: Context) -> bytes:
    return axdr.u32(_firmware(context).blocks.first_missing)


def _enabled(context: Context) -> bytes:
    return axdr.boolean(_firmware(context).enabled)


def _enable(context: Context, data: Data) -> DataAccessResult:
    if not isinstance(data.value, bool):
        return DataAccessResult.TYPE_UNMATCHED
    _firmware(context).enable(data.value)
    return DataAccessResult.SUCCESS


def _status(context: Context) -> bytes:
    return axdr.enum(_firmware(context).state.status)


def _to_activate(context: Context) -> bytes:
    ready = _firmware(context).ready
    if ready is None:
        return axdr.array([])
    version, size, signature = ready
    identification = version.number.to_bytes(4, "big") + version.order.to_bytes(4, "big")
    return axdr.array([axdr.structure(axdr.u32(size), axdr.octets(identification), axdr.octets(signature))])


def _initiate(context: Context, data: Data | None) -> ActionResult:
    identifier, size = _pair(data, Tag.OCTETS, Tag.U32)
    if not isinstance(identifier, bytes) or not isinstance(size, int):
        return ActionResult.TYPE_UNMATCHED
    _firmware(context).initiate(identifier, size, context.client.address)
    return ActionResult.SUCCESS


def _put_block(context: Context, data: Data | None) -> ActionResult:
    number, octets = _pair(data, Tag.U32, Tag.OCTETS)
    if not isinstance(number, int) or not isinstance(octets, bytes):
        return ActionResult.TYPE_UNMATCHED
    _firmware(context).put_block(number, octets)
    return ActionResult.SUCCESS


def _pair(data: Data | None, first: Tag, second: Tag) -> tuple[object, object]:
    """The values of a structure of two, of these types; nothing where it is none."""
    if data is None or data.tag is not Tag.STRUCTURE or not isinstance(data.value, tuple):
        return None, None
    if [part.tag for part in data.value] != [first, second]:
        return None, None
    return data.value[0].value, data.value[1].value


def _verify(context: Context, data: Data | None) -> ActionResult:
    if data is None or data.tag is not Tag.I8:
        return ActionResult.TYPE_UNMATCHED
    return _VERIFICATION[_firmware(context).verify()]


def _activate(context: Context, data: Data | None) -> ActionResult:
    if data is None or data.tag is not Tag.I8:
        return ActionResult.TYPE_UNMATCHED
    _firmware(context).activate()
    return ActionResult.SUCCESS


def image_transfer_object() -> CosemObject:
    """The transfer of firmware."""
    return CosemObject(
        18,
        0,
        IMAGE_TRANSFER,
        (
            Attribute(2, _block_size, _set_block_size),
            Attribute(3, _blocks_status),
            Attribute(4, _first_missing),
            Attribute(5, _enabled, _enable),
            Attribute(6, _status),
            Attribute(7, _to_activate),
        ),
        (Method(1, _initiate), Method(2, _put_block), Method(3, _verify), Method(4, _activate)),
    )
