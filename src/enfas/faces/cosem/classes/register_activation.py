"""Interface class 6, Register activation: which registers count in which tariff, and which tariff is active.

Which registers there are follows from what the meter is. To write the active mask is to write the tariff: it
works where the register controls it.

Source: DLMS UA Blue Book (IEC 62056-6-2), class_id 6, version 0. The maker publishes no such object.
"""

from __future__ import annotations

from functools import partial
from typing import Final

from enfas.catalog.names import ENERGY_ACTIVATION, PEAK_ACTIVATION
from enfas.catalog.registers import KINDS, TARIFFS, Register
from enfas.errors import CommandRefused
from enfas.faces.cosem.model import Attribute, Context, CosemObject
from enfas.meter.tariffs import Tariffs
from enfas.obis import Obis
from enfas.protocols.dlms import axdr
from enfas.protocols.dlms.axdr import Data, Tag
from enfas.protocols.dlms.results import DataAccessResult

__all__ = ["energy_activation_object", "peak_activation_object"]

_ENERGIES: Final = tuple(kind.energy for kind in KINDS)
_PEAKS: Final = tuple(f"{kind.power}_max" for kind in KINDS)
_TARIFFS: Final = {f"T{tariff}".encode(): tariff for tariff in range(1, TARIFFS + 1)}


def _registers(prefixes: tuple[str, ...], context: Context) -> list[tuple[int, Register]]:
    """The registers that a meter has by tariff, tariff by tariff."""
    rows = context.meter.registers
    keys = [(tariff, f"{prefix}_t{tariff}") for tariff in _TARIFFS.values() for prefix in prefixes]
    return [(tariff, rows[key]) for tariff, key in keys if key in rows]


def _assignment(prefixes: tuple[str, ...], context: Context) -> bytes:
    registers = _registers(prefixes, context)
    return axdr.array([axdr.structure(axdr.u16(row.class_id), axdr.octets(row.obis)) for _, row in registers])


def _masks(prefixes: tuple[str, ...], context: Context) -> bytes:
    """Each mask with the places, from 1, of its registers in the assignment."""
    of_tariff = [tariff for tariff, _ in _registers(prefixes, context)]
    masks = []
    for name, tariff in _TARIFFS.items():
        places = [axdr.u8(place) for place, of in enumerate(of_tariff, 1) if of == tariff]
        masks.append(axdr.structure(axdr.octets(name), axdr.array(places)))
    return axdr.array(masks)


def _active(context: Context) -> bytes:
    return axdr.octets(f"T{context.meter.energy.tariff}".encode())


def _set_active(context: Context, data: Data) -> DataAccessResult:
    if data.tag is not Tag.OCTETS or not isinstance(data.value, bytes):
        return DataAccessResult.TYPE_UNMATCHED
    if data.value not in _TARIFFS:
        raise CommandRefused(f"there are masks T1 to T{TARIFFS}, not {data.value!r}")
    context.meter.part(Tariffs).set_tariff(_TARIFFS[data.value])
    return DataAccessResult.SUCCESS


def _object(name: Obis, prefixes: tuple[str, ...]) -> CosemObject:
    return CosemObject(
        6,
        0,
        name,
        (
            Attribute(2, partial(_assignment, prefixes)),
            Attribute(3, partial(_masks, prefixes)),
            Attribute(4, _active, _set_active),
        ),
    )


def energy_activation_object() -> CosemObject:
    """The energies by tariff."""
    return _object(ENERGY_ACTIVATION, _ENERGIES)


def peak_activation_object() -> CosemObject:
    """The peaks by tariff."""
    return _object(PEAK_ACTIVATION, _PEAKS)
