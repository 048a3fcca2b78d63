"""A companion profile: what of DLMS/COSEM a kind of meter offers, and to whom."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from enfas.catalog.clients import Client, ClientTable
from enfas.faces.cosem.model import CosemObject
from enfas.faces.cosem.view import View
from enfas.meter.device import Meter
from enfas.protocols.dlms.conformance import Conformance

__all__ = ["Companion"]


@dataclass(frozen=True, eq=False)
class Companion:
    """A companion profile. Objects and views are made once for all meters with the same features.

    Attributes:
        name: What it is called.
        clients: Who may be a client.
        conformance: The services that a client may use.
        make_objects: What makes the objects of meters with certain features (`Configuration.features`).
        device_names: What gives the name of each logical device that the meter tells of, by its address.
    """

    name: str
    clients: ClientTable
    conformance: Callable[[Client], Conformance]
    make_objects: Callable[[frozenset[str]], tuple[CosemObject, ...]]
    device_names: Mapping[int, Callable[[Meter], bytes]]

    @property
    def servers(self) -> frozenset[int]:
        """The addresses of the logical devices."""
        return frozenset(server for _, server in self.clients)

    def objects(self, features: frozenset[str]) -> tuple[CosemObject, ...]:
        """All objects of meters with these features."""
        return _objects(self, features)

    def view(self, features: frozenset[str], client: Client) -> View:
        """What a client sees of meters with these features."""
        return _view(self, features, client)


@lru_cache(maxsize=64)
def _objects(companion: Companion, features: frozenset[str]) -> tuple[CosemObject, ...]:
    return companion.make_objects(features)


@lru_cache(maxsize=256)
def _view(companion: Companion, features: frozenset[str], client: Client) -> View:
    return View(companion.objects(features), client)
