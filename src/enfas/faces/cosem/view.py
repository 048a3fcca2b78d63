"""What a client sees: the objects and rights of one association.

Source: DLMS UA Blue Book (IEC 62056-6-2), association LN: an object that the list does not hold is not there.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Final

from enfas.catalog.clients import Client
from enfas.errors import CommandRefused, Refusal
from enfas.faces.cosem.model import Access, Attribute, Context, CosemObject, Get, Method, descriptor
from enfas.faces.cosem.object_list import encode_object_list
from enfas.protocols.dlms.axdr import Data
from enfas.protocols.dlms.results import ActionResult, DataAccessResult
from enfas.protocols.dlms.xdlms import Selection

__all__ = ["Sight", "View"]

_NAME: Final = slice(2, 8)


_ANSWERS: Final = {
    Refusal.VALUE: DataAccessResult.OTHER_REASON,
    Refusal.STATE: DataAccessResult.TEMPORARY_FAILURE,
    Refusal.RIGHT: DataAccessResult.READ_WRITE_DENIED,
    Refusal.ABSENT: DataAccessResult.OBJECT_UNAVAILABLE,
}
"""How a command that the meter refuses is answered."""


class View:
    """Objects as one client sees them.

    Args:
        objects: All that there are.
        client: The client.

    Attributes:
        getters: What reads each readable attribute, by descriptor.
        object_list: The object_list attribute, encoded.
    """

    def __init__(self, objects: Iterable[CosemObject], client: Client) -> None:
        shown = [o for o in objects if client.names is None or o.name in client.names]
        granted = Access.READ | Access.WRITE if client.writes else Access.READ
        getters: dict[bytes, Get] = {}
        self._attributes: dict[bytes, Attribute] = {}
        self._methods: dict[bytes, Method] = {}
        self._classes = {bytes(o.name): o.class_id for o in shown}
        self._granted = granted
        for item in shown:
            for attribute in item.all_attributes:
                key = descriptor(item.class_id, item.name, attribute.number)
                self._attributes[key] = attribute
                if attribute.get:
                    getters[key] = attribute.get
            for method in item.methods if client.writes else ():
                self._methods[descriptor(item.class_id, item.name, method.number)] = method
        self.getters: Mapping[bytes, Get] = MappingProxyType(getters)
        rights = [{a.number: a.access & granted for a in item.all_attributes} for item in shown]
        listed = shown if client.writes else [item.without_methods() for item in shown]
        self.object_list = encode_object_list(listed, rights)

    def get(self, context: Context, key: bytes, selection: Selection | None) -> bytes | DataAccessResult:
        """Read an attribute, whole or by selection."""
        attribute = self._attributes.get(key)
        if attribute is None:
            return self._absent(key)
        if attribute.get is None:
            return DataAccessResult.READ_WRITE_DENIED
        if selection is None:
            return attribute.get(context)
        select = attribute.selectors.get(selection.selector)
        if select is None:
            return DataAccessResult.SCOPE_OF_ACCESS_VIOLATED
        return select(context, selection.parameters)

    def set(self, context: Context, key: bytes, selection: Selection | None, data: Data) -> DataAccessResult:
        """Write an attribute."""
        attribute = self._attributes.get(key)
        if attribute is None:
            return self._absent(key)
        if attribute.set is None or Access.WRITE not in self._granted:
            return DataAccessResult.READ_WRITE_DENIED
        if selection is not None:
            return DataAccessResult.SCOPE_OF_ACCESS_VIOLATED
        try:
            return attribute.set(context, data)
        except CommandRefused as refused:
            return DataAccessResult(_ANSWERS[refused.reason])

    def act(self, context: Context, key: bytes, data: Data | None) -> ActionResult:
        """Invoke a method."""
        method = self._methods.get(key)
        if method is None:
            return ActionResult(self._absent(key))
        try:
            return method.call(context, data)
        except CommandRefused as refused:
            return ActionResult(_ANSWERS[refused.reason])

    def _absent(self, key: bytes) -> DataAccessResult:
        """Why there is nothing of a descriptor: no such object, another class, or no such part of it."""
        class_id = self._classes.get(key[_NAME])
        if class_id is None:
            return DataAccessResult.OBJECT_UNDEFINED
        if class_id != int.from_bytes(key[:2], "big"):
            return DataAccessResult.OBJECT_CLASS_INCONSISTENT
        return DataAccessResult.READ_WRITE_DENIED


class Sight:
    """One association's view of one meter: what the server's end of DLMS asks."""

    __slots__ = ("_view", "context", "getters")

    def __init__(self, view: View, context: Context) -> None:
        self._view = view
        self.context = context
        self.getters = view.getters

    def get(self, descriptor: bytes, selection: Selection | None) -> bytes | int:
        """Read an attribute, whole or by selection."""
        return self._view.get(self.context, descriptor, selection)

    def set(self, descriptor: bytes, selection: Selection | None, data: Data) -> int:
        """Write an attribute."""
        return self._view.set(self.context, descriptor, selection, data)

    def act(self, descriptor: bytes, data: Data | None) -> tuple[int, bytes | None]:
        """Invoke a method; none of ours returns data."""
        return self._view.act(self.context, descriptor, data), None
