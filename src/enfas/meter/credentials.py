"""Passwords that were set over the wire; those as delivered are the configuration's. Persistent: all."""

from __future__ import annotations

import msgspec

__all__ = ["Credentials"]


class Credentials(msgspec.Struct):
    """Secrets of clients, in no text of the object.

    Attributes:
        passwords: Low-level security passwords that were changed, by client.
        v: Version of the part.
    """

    passwords: dict[int, bytes] = msgspec.field(default_factory=dict)
    v: int = 1

    def __repr__(self) -> str:
        return f"Credentials(clients={sorted(self.passwords)})"
