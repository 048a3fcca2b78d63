"""Firmware: versions of its parts, how an image is named, and the words for what becomes of it.

The firmware has two parts. The *legal* part measures, counts and remembers: its number and revision are the
meter's, its checksum is that of the program text. The *application* is what else the meter goes by.

Source: DLMS UA Blue Book (IEC 62056-6-2), class_id 18 (transfer status); DLMS protocol 5512-1424 D1, pages 46
and 52-54 (block sizes, the identifier, the greatest size, which part was uploaded); the results of an upload
are those of the OMNIA e-meter, 5512-2631 F2, chapter 14. Versions are ours but for the legal part's.
"""

from __future__ import annotations

import re
from enum import IntEnum, unique
from hashlib import sha256
from typing import Final, NamedTuple, Self

from enfas.errors import ConfigurationError

__all__ = [
    "BLOCK_OCTETS",
    "DELIVERED_APPLICATION",
    "DELIVERED_OBJECT_LIST",
    "HASH_OCTETS",
    "IDENTIFIER_OCTETS",
    "IMAGE_MOST",
    "LEAST_BLOCK",
    "MOST_BLOCK",
    "ORIGINATOR_OCTETS",
    "TransferStatus",
    "UploadPart",
    "UploadResult",
    "Version",
    "identifier_of",
    "image_hash",
]

LEAST_BLOCK: Final = 32
MOST_BLOCK: Final = 985
BLOCK_OCTETS: Final = 512
"""The size of a block as delivered; it can be written. [octets]"""

IMAGE_MOST: Final = 512 * 1024
"""The greatest image. [octets]"""

HASH_OCTETS: Final = 4
ORIGINATOR_OCTETS: Final = 16
IDENTIFIER_OCTETS: Final = HASH_OCTETS + ORIGINATOR_OCTETS

_U32_MAX: Final = 0xFFFF_FFFF
_REVISION: Final = re.compile(r"([A-Z])([0-9]{1,3})")


@unique
class TransferStatus(IntEnum):
    """Where the transfer of an image stands; the real meter has no 5, *activation initiated*."""

    NONE = 0
    INITIATED = 1
    VERIFYING = 2
    VERIFIED = 3
    VERIFICATION_FAILED = 4
    ACTIVATING = 6
    ACTIVATION_FAILED = 7


@unique
class UploadResult(IntEnum):
    """What became of an image; 2, 8, 12, 13, 15 and 16 are about a memory that this meter does not have."""

    SUCCESS = 0
    NOT_COMPLETED = 1
    REQUEST_CHECKSUM = 2
    HEADER = 3
    HEADER_CHECKSUM = 4
    EXTERNAL_CHECKSUM = 5
    INTERNAL_CHECKSUM = 6
    TYPE = 7
    MEMORY_MAP = 8
    SEQUENCE = 9
    COMPATIBILITY = 10
    SIGNATURE = 11
    ERASE = 12
    VECTOR_TABLE_WRITING = 13
    VECTOR_TABLE = 14
    COPY = 15
    RESULT_CHECKSUM = 16


@unique
class UploadPart(IntEnum):
    """Which part of the firmware was uploaded."""

    NOTHING = 0
    APPLICATION = 1
    LEGAL = 2
    BOTH = 3


class Version(NamedTuple):
    """Number and revision of a part of the firmware: 50981040-Q1."""

    number: int
    revision: str

    @classmethod
    def of(cls, number: int, revision: str) -> Self:
        """A version that an image may have.

        Raises:
            ConfigurationError: The number is none of 32 bits, or the revision no capital with 1 to 3 digits.
        """
        if not 0 <= number <= _U32_MAX:
            raise ConfigurationError(f"the number {number} of a version is outside 0 to {_U32_MAX}")
        if not _REVISION.fullmatch(revision):
            raise ConfigurationError(f"{revision!r} is no revision", hint="write it as A1, Q12 or B203")
        return cls(number, revision)

    @property
    def text(self) -> str:
        """As it is shown."""
        return f"{self.number}-{self.revision}"

    @property
    def order(self) -> int:
        """The revision as a number of 32 bits: greater is later; 0: none that could be compared."""
        found = _REVISION.fullmatch(self.revision)
        return ord(found[1]) << 16 | int(found[2]) if found else 0


DELIVERED_APPLICATION: Final = Version(50_981_140, "A1")
"""The application that a meter is delivered with: that of the program."""

DELIVERED_OBJECT_LIST: Final = "Enfas_V0001"


def image_hash(image: bytes) -> bytes:
    """The octets by which an image is known in its identifier: the first of its SHA-256."""
    return sha256(image).digest()[:HASH_OCTETS]


def identifier_of(image: bytes, originator: str) -> bytes:
    """The identifier of an image: its hash, and who sends it.

    Raises:
        ConfigurationError: The originator is longer than 16 ASCII characters.
    """
    if not originator.isascii() or len(originator) > ORIGINATOR_OCTETS:
        raise ConfigurationError(f"an originator has at most {ORIGINATOR_OCTETS} ASCII characters")
    return image_hash(image) + originator.encode().ljust(ORIGINATOR_OCTETS, b"\0")
