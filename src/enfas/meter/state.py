"""How a part's state becomes octets and comes back, in this version and from all before it.

A state is a `msgspec.Struct` whose last field is its version, `v`. What changed from one version to the next
is said by its `UPGRADES`: functions that take the fields of an older version to those of the next, the first
from version 1 to 2. The version is therefore one more than there are upgrades.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, TypeVar

import msgspec

from enfas.errors import StorageError

__all__ = ["Upgrade", "decode_state", "encode_state", "version_of"]

Upgrade = Callable[[dict[str, Any]], dict[str, Any]]

_State = TypeVar("_State", bound=msgspec.Struct)
_encoder: Final = msgspec.json.Encoder()

encode_state: Final = _encoder.encode
"""A state as JSON."""


class _Version(msgspec.Struct):
    v: int


def version_of(state: type[msgspec.Struct]) -> int:
    """The version that a type of state has now."""
    return 1 + len(_upgrades(state))


def _upgrades(state: type[msgspec.Struct]) -> tuple[Upgrade, ...]:
    upgrades: tuple[Upgrade, ...] = getattr(state, "UPGRADES", ())
    return upgrades


def decode_state(name: str, stored: bytes, state: type[_State]) -> _State:
    """A part's state as it was stored, brought up from an older version.

    Args:
        name: The part's name.
        stored: What was stored.
        state: The type that it has now.

    Raises:
        StorageError: It is broken, or of a newer version, which is never guessed at.
    """
    known = version_of(state)
    try:
        version = msgspec.json.decode(stored, type=_Version).v
        if version > known:
            raise StorageError(
                f"part {name!r} of the stored state is of version {version}; this program knows {known}",
                hint="use a newer version of the program",
            )
        if version < known:
            stored = _upgraded(stored, version, state)
        return msgspec.json.decode(stored, type=state)
    except (msgspec.MsgspecError, KeyError, TypeError, ValueError) as error:
        raise StorageError(f"part {name!r} of the stored state is broken: {error}") from error


def _upgraded(stored: bytes, version: int, state: type[msgspec.Struct]) -> bytes:
    fields: dict[str, Any] = msgspec.json.decode(stored)
    if version < 1:
        raise ValueError(f"there is no version {version}")
    for step in _upgrades(state)[version - 1 :]:
        fields = step(fields)
    return _encoder.encode({**fields, "v": version_of(state)})
