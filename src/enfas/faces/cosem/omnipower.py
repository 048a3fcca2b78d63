"""The companion profile of the OMNIPOWER, with what we add to it.

A new register is there by its row in the catalog; a new class brings one line to `_BY_CLASS` or `_OTHERS`.

Source: DLMS protocol 5512-1424 D1 (objects, clients, services; page 51: the logical device name, `KAME`, two
zero octets, the serial number).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from types import MappingProxyType
from typing import Final

from enfas.catalog.clients import METER_DEVICE, OMNIPOWER_CLIENTS, Client
from enfas.catalog.data_logs import DATA_LOGS
from enfas.catalog.logs import EVENT_LOGS
from enfas.catalog.registers import DATA, EXTENDED, REGISTER, Register
from enfas.faces.cosem.classes.association_ln import association_object
from enfas.faces.cosem.classes.clock import clock_object
from enfas.faces.cosem.classes.data import data_object, device_name_object
from enfas.faces.cosem.classes.extended_register import extended_register_object
from enfas.faces.cosem.classes.hdlc_setup import hdlc_setup_object
from enfas.faces.cosem.classes.profile_generic import data_log_object, event_log_object
from enfas.faces.cosem.classes.register import register_object
from enfas.faces.cosem.classes.sap_assignment import sap_assignment_object
from enfas.faces.cosem.companion import Companion
from enfas.faces.cosem.model import CosemObject
from enfas.meter.device import Meter
from enfas.meter.registers import offered
from enfas.protocols.dlms.conformance import Conformance

__all__ = ["OMNIPOWER"]

_READING: Final = Conformance.GET | Conformance.BLOCK_GET
_ALL: Final = (
    _READING
    | Conformance.SET
    | Conformance.BLOCK_SET
    | Conformance.ACTION
    | Conformance.BLOCK_ACTION
    | Conformance.SELECTIVE_ACCESS
    | Conformance.MULTIPLE_REFERENCES
)

_BY_CLASS: Final[dict[int, Callable[[Register], CosemObject]]] = {
    DATA: data_object,
    REGISTER: register_object,
    EXTENDED: extended_register_object,
}
"""What makes the object of a register, by its class."""


def _data_logs() -> Iterable[CosemObject]:
    return map(data_log_object, DATA_LOGS)


def _event_logs() -> Iterable[CosemObject]:
    return map(event_log_object, EVENT_LOGS)


_OTHERS: Final[tuple[Callable[[], CosemObject | Iterable[CosemObject]], ...]] = (
    _data_logs,
    _event_logs,
    clock_object,
    association_object,
    sap_assignment_object,
    hdlc_setup_object,
    device_name_object,
)
"""What makes the objects that are no registers."""


def _objects(features: frozenset[str]) -> tuple[CosemObject, ...]:
    """Sorted by class and logical name."""
    objects = [_BY_CLASS[row.class_id](row) for row in offered(features).values()]
    for make in _OTHERS:
        made = make()
        objects += [made] if isinstance(made, CosemObject) else made
    return tuple(sorted(objects, key=lambda item: (item.class_id, item.name)))


def _conformance(client: Client) -> Conformance:
    return _ALL if client.writes else _READING


def _logical_device_name(meter: Meter) -> bytes:
    return b"KAME\0\0" + meter.configuration.serial_number.to_bytes(4, "big")


OMNIPOWER: Final = Companion(
    name="OMNIPOWER",
    clients=OMNIPOWER_CLIENTS,
    conformance=_conformance,
    make_objects=_objects,
    device_names=MappingProxyType({METER_DEVICE: _logical_device_name}),
)
