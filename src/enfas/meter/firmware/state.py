"""What is kept of the firmware, beside the blocks of an image that is on its way."""

from __future__ import annotations

from typing import Self
from zlib import crc32

import msgspec

from enfas.catalog.firmware import BLOCK_OCTETS, TransferStatus
from enfas.meter.configuration import Configuration
from enfas.meter.firmware.package import Package, in_service

__all__ = ["FirmwareState", "Service", "Transfer", "Trial"]

_NOTHING = b"null"


class Service(msgspec.Struct, frozen=True):
    """A firmware that is in service, or was.

    Attributes:
        body: The package as it lay in its image; null: the application as delivered.
        checksum: CRC-32 of the body when it was installed.
        legal_revision: The latest revision of the legal part that an image has named; empty: none has.
    """

    body: msgspec.Raw = msgspec.Raw(_NOTHING)
    checksum: int = crc32(_NOTHING)
    legal_revision: str = ""

    @classmethod
    def of(cls, body: bytes, legal_revision: str) -> Self:
        """What is put into service now."""
        return cls(msgspec.Raw(body), crc32(body), legal_revision)

    @property
    def whole(self) -> bool:
        """The body is as it was installed."""
        return crc32(self.body) == self.checksum

    def package(self) -> Package | None:
        """The package; None: the application as delivered."""
        return None if bytes(self.body) == _NOTHING else Package.decode(bytes(self.body))


class Transfer(msgspec.Struct):
    """An image that is awaited, or is there.

    Attributes:
        identifier: What it is called: its hash, and who sends it.
        client: The address of the client that sends it.
        size: Its octets; 0: there is no transfer.
        block_size: Octets of a block.
        checked: How much of it has been verified. [octets]
    """

    identifier: bytes = b""
    client: int = 0
    size: int = 0
    block_size: int = BLOCK_OCTETS
    checked: int = 0


class Trial(msgspec.Struct):
    """A firmware that is not confirmed yet.

    Attributes:
        due_us: When it is judged, by the meter's clock. [µs]
        previous: What was in service before it.
        software: The software code then.
        transfer: What it came with.
        starts: How often the meter has started with it.
    """

    due_us: int
    previous: Service
    software: str
    transfer: Transfer
    starts: int = 1


class FirmwareState(msgspec.Struct):
    """All of it.

    Attributes:
        enabled: Images are taken.
        status: Where the transfer stands.
        transfer: The transfer.
        due_us: When its verification ends, or the meter starts with it, by the meter's clock. [µs]
        activate_at_us: When a verified image is to be activated, by the meter's clock. [µs]
        service: What is in service.
        trial: What is known of it until it is confirmed; None: it is.
        v: Version of the part.
    """

    enabled: bool = True
    status: TransferStatus = TransferStatus.NONE
    transfer: Transfer = msgspec.field(default_factory=Transfer)
    due_us: int | None = None
    activate_at_us: int | None = None
    service: Service = msgspec.field(default_factory=Service)
    trial: Trial | None = None
    v: int = 1

    def in_force(self, filed: Configuration, software: str) -> Configuration:
        """The configuration that the meter goes by: its file's, under a software code, with the package.

        Raises:
            ConfigurationError: The package does not go with it.
        """
        service = self.service
        return in_service(filed, service.package(), software=software, legal_revision=service.legal_revision)

    def clear_transfer(self, block_size: int) -> None:
        """There is no image any more, and nothing is to be done with it."""
        self.status = TransferStatus.NONE
        self.transfer = Transfer(block_size=block_size)
        self.due_us = self.activate_at_us = None
