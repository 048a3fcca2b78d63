"""The table of objects: what a meter of a type has, in the order in which it is listed.

A new register is there by its row in the catalog; a new class brings one line to `_BY_CLASS` or `_OTHERS`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Final

from enfas.catalog.registers import DATA, EXTENDED, REGISTER, Register
from enfas.faces.cosem.association_ln import association_object
from enfas.faces.cosem.clock import clock_object
from enfas.faces.cosem.data import data_object
from enfas.faces.cosem.device_name import device_name_object
from enfas.faces.cosem.extended_register import extended_register_object
from enfas.faces.cosem.hdlc_setup import hdlc_setup_object
from enfas.faces.cosem.model import CosemObject
from enfas.faces.cosem.profile_generic import event_log_objects, load_profile_object
from enfas.faces.cosem.register import register_object
from enfas.faces.cosem.sap_assignment import sap_assignment_object
from enfas.meter.registers import offered

__all__ = ["objects_of"]

_BY_CLASS: Final[dict[int, Callable[[Register], CosemObject]]] = {
    DATA: data_object,
    REGISTER: register_object,
    EXTENDED: extended_register_object,
}
"""What makes the object of a register, by its class."""

_OTHERS: Final[tuple[Callable[[], CosemObject | Iterable[CosemObject]], ...]] = (
    load_profile_object,
    event_log_objects,
    clock_object,
    association_object,
    sap_assignment_object,
    hdlc_setup_object,
    device_name_object,
)
"""What makes the objects that are no registers."""


@lru_cache(maxsize=16)
def objects_of(energies: frozenset[str]) -> tuple[CosemObject, ...]:
    """All objects of meters with these energies, sorted by class and logical name."""
    objects = [_BY_CLASS[row.class_id](row) for row in offered(energies).values()]
    for make in _OTHERS:
        made = make()
        objects += [made] if isinstance(made, CosemObject) else made
    return tuple(sorted(objects, key=lambda item: (item.class_id, item.name)))
