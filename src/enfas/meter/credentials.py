"""Passwords that were set over the wire; those as delivered are the configuration's. Persistent: all."""

from __future__ import annotations

from typing import ClassVar

import msgspec

from enfas.errors import CommandRefused, Refusal
from enfas.meter.command import command
from enfas.meter.configuration import PASSWORD_MAX
from enfas.meter.part import Part

__all__ = ["Credentials", "CredentialsState"]


class CredentialsState(msgspec.Struct):
    """Secrets of clients, in no text of the object.

    Attributes:
        passwords: Low-level security passwords that were changed, by client.
        v: Version of the part.
    """

    passwords: dict[int, bytes] = msgspec.field(default_factory=dict)
    v: int = 1

    def __repr__(self) -> str:
        return f"CredentialsState(clients={sorted(self.passwords)})"


class Credentials(Part[CredentialsState]):
    """What a client must know."""

    name: ClassVar[str] = "credentials"
    STATE: ClassVar[type[msgspec.Struct]] = CredentialsState

    def password(self, client: int) -> bytes | None:
        """The low-level security password of a client: the last one set, else the one as delivered."""
        return self.state.passwords.get(client, self.meter.configuration.passwords.get(client))

    @command
    def set_password(self, client: int, password: bytes) -> None:
        """Give a client another password.

        Raises:
            CommandRefused: The meter has none for it, or the password is empty or too long.
        """
        if self.password(client) is None:
            raise CommandRefused(f"client {client} has no password", Refusal.RIGHT)
        if not 1 <= len(password) <= PASSWORD_MAX:
            raise CommandRefused(f"a password has 1 to {PASSWORD_MAX} octets, not {len(password)}")
        self.state.passwords[client] = password
