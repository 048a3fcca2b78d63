"""The companion profile of the OMNIPOWER, with what we add to it.

A new register is there by its row in the catalog; a new class brings one line to `_BY_CLASS` or `_OTHERS`.

Source: DLMS protocol 5512-1424 D1 (objects, clients, services; page 51: the logical device name, `KAME`, two
zero octets, the serial number).
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from types import MappingProxyType
from typing import Final

from enfas.catalog.breaker import BREAKER
from enfas.catalog.clients import METER_DEVICE, OMNIPOWER_CLIENTS, Client
from enfas.catalog.data_logs import DATA_LOGS
from enfas.catalog.display import DISPLAY_LISTS
from enfas.catalog.logs import EVENT_LOGS
from enfas.catalog.registers import DATA, EXTENDED, REGISTER, Register
from enfas.faces.cosem.classes.activity_calendar import activity_calendar_object
from enfas.faces.cosem.classes.association_ln import association_object
from enfas.faces.cosem.classes.clock import clock_object
from enfas.faces.cosem.classes.data import data_object, device_name_object
from enfas.faces.cosem.classes.disconnect_control import disconnect_control_object
from enfas.faces.cosem.classes.display_list import display_list_object
from enfas.faces.cosem.classes.extended_register import extended_register_object
from enfas.faces.cosem.classes.hdlc_setup import hdlc_setup_object
from enfas.faces.cosem.classes.image_activation_script import image_activation_script_object
from enfas.faces.cosem.classes.image_transfer import image_transfer_object
from enfas.faces.cosem.classes.profile_generic import data_log_object, event_log_object
from enfas.faces.cosem.classes.push_setup import alarm_push_object
from enfas.faces.cosem.classes.register import register_object
from enfas.faces.cosem.classes.register_activation import energy_activation_object, peak_activation_object
from enfas.faces.cosem.classes.sap_assignment import sap_assignment_object
from enfas.faces.cosem.classes.single_action_schedule import image_activation_schedule_object
from enfas.faces.cosem.classes.special_days import special_days_object
from enfas.faces.cosem.classes.tariff_scripts import tariff_scripts_object
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

_ALL_METERS: Final[frozenset[str]] = frozenset()

_BY_CLASS: Final[dict[int, Callable[[Register], CosemObject]]] = {
    DATA: data_object,
    REGISTER: register_object,
    EXTENDED: extended_register_object,
}
"""What makes the object of a register, by its class."""


_OTHERS: Final[tuple[tuple[Callable[[], CosemObject], frozenset[str]], ...]] = (
    *((partial(data_log_object, row), _ALL_METERS) for row in DATA_LOGS),
    (clock_object, _ALL_METERS),
    (activity_calendar_object, _ALL_METERS),
    (special_days_object, _ALL_METERS),
    (tariff_scripts_object, _ALL_METERS),
    (energy_activation_object, _ALL_METERS),
    (peak_activation_object, _ALL_METERS),
    (association_object, _ALL_METERS),
    (sap_assignment_object, _ALL_METERS),
    (hdlc_setup_object, _ALL_METERS),
    (device_name_object, _ALL_METERS),
    (alarm_push_object, _ALL_METERS),
    (image_transfer_object, _ALL_METERS),
    (image_activation_script_object, _ALL_METERS),
    (image_activation_schedule_object, _ALL_METERS),
    (disconnect_control_object, frozenset({BREAKER})),
    *((partial(display_list_object, name), _ALL_METERS) for name in DISPLAY_LISTS),
)
"""What makes the objects that are no registers and no event logs, and the features without which the meter
does not have them."""


def _objects(features: frozenset[str]) -> tuple[CosemObject, ...]:
    """Sorted by class and logical name."""
    objects = [_BY_CLASS[row.class_id](row) for row in offered(features).values()]
    objects += [event_log_object(row) for row in EVENT_LOGS if row.needs <= features]
    objects += [make() for make, needs in _OTHERS if needs <= features]
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
