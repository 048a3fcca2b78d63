"""The association's object list: what the meter offers to this client, and with which rights.

Source: DLMS UA Blue Book (IEC 62056-6-2), Association LN, object_list and access rights by version.
"""

from __future__ import annotations

from typing import NamedTuple

from enfas.errors import DecodeError
from enfas.obis import Obis
from enfas.protocols.dlms.client_data import Value

__all__ = ["ASSOCIATION_LN", "ObjectEntry", "read_object_list"]

ASSOCIATION_LN = 15
_READ_MODES = frozenset((1, 3, 4, 6))
_WRITE_MODES = frozenset((2, 3, 5, 6))


class ObjectEntry(NamedTuple):
    """One object of the list: class, version and name, and which attributes may be read and written."""

    class_id: int
    version: int
    obis: Obis
    readable: frozenset[int]
    writable: frozenset[int]
    rights_told: bool = True

    def reads(self, number: int) -> bool:
        """Whether an attribute may be read; where the list tells no rights at all, trying is the only way."""
        return number in self.readable or not self.rights_told


def read_object_list(value: Value) -> list[ObjectEntry]:
    """Read attribute 2 of the current association.

    Raises:
        DecodeError: It is not built as it should be.
    """
    if not isinstance(value, list):
        raise DecodeError("an object list is an array")
    raw = [_entry(element) for element in value]
    # from version 3 on, the access mode is a set of bits instead of an enumeration
    bits = any(class_id == ASSOCIATION_LN and version >= 3 for class_id, version, _, _ in raw)
    entries = []
    for class_id, version, obis, modes in raw:
        if bits:
            readable = {number for number, mode in modes if mode & 1}
            writable = {number for number, mode in modes if mode & 2}
        else:
            readable = {number for number, mode in modes if mode in _READ_MODES}
            writable = {number for number, mode in modes if mode in _WRITE_MODES}
        entries.append(
            ObjectEntry(class_id, version, obis, frozenset(readable), frozenset(writable), bool(modes))
        )
    return entries


def _entry(element: Value) -> tuple[int, int, Obis, list[tuple[int, int]]]:
    match element:
        case [int(class_id), int(version), bytes(name), [list(attributes), *_]] if len(name) == 6:
            return class_id, version, Obis(name), [_mode(item) for item in attributes]
    raise DecodeError("an element of the object list is not built as it should be")


def _mode(item: Value) -> tuple[int, int]:
    match item:
        case [int(number), int(mode), *_]:
            return number, mode
    raise DecodeError("an attribute's access right is not built as it should be")
