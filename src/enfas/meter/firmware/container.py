"""The container of an image: a header, a body, a signature over both.

    offset  octets
    0       4       "EFW" and the format, 1
    4       4       octets of the body
    8       4       CRC-32 of the body
    12      4       CRC-32 of the twelve octets before
    16      n       the body: a package as JSON
    16 + n  64      Ed25519 signature of all before; an image that is not signed ends before it

Numbers are unsigned, big-endian. Nothing of the body is looked into before its signature has been found good.
Source: RFC 8032 (Ed25519); the layout is ours.
"""

from __future__ import annotations

import struct
from typing import Final
from zlib import crc32

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from enfas.catalog.firmware import IMAGE_MOST, UploadResult
from enfas.errors import ConfigurationError
from enfas.meter.firmware.fault import ImageFault

__all__ = ["HEADER_OCTETS", "SIGNATURE_OCTETS", "build", "check_signature", "is_signed", "sign", "split"]

_MAGIC: Final = b"EFW\x01"
_FIELDS: Final = struct.Struct(">4sII")
HEADER_OCTETS: Final = _FIELDS.size + 4
SIGNATURE_OCTETS: Final = 64


def build(body: bytes) -> bytes:
    """An image that is not signed.

    Raises:
        ConfigurationError: It would be greater than an image may be.
    """
    size = HEADER_OCTETS + len(body) + SIGNATURE_OCTETS
    if size > IMAGE_MOST:
        raise ConfigurationError(f"the image would have {size} octets; at most {IMAGE_MOST} are taken")
    fields = _FIELDS.pack(_MAGIC, len(body), crc32(body))
    return fields + crc32(fields).to_bytes(4, "big") + body


def split(image: bytes) -> tuple[bytes, bytes]:
    """Body and signature of an image, both whole; the signature is empty where there is none.

    Raises:
        ImageFault: The image is none, or was changed.
    """
    if len(image) < HEADER_OCTETS or not image.startswith(_MAGIC):
        raise ImageFault(UploadResult.HEADER, "there is no header of an image that this meter knows")
    _, size, checksum = _FIELDS.unpack_from(image)
    if crc32(image[: _FIELDS.size]) != int.from_bytes(image[_FIELDS.size : HEADER_OCTETS], "big"):
        raise ImageFault(UploadResult.HEADER_CHECKSUM, "the header was changed")
    body, signature = image[HEADER_OCTETS : HEADER_OCTETS + size], image[HEADER_OCTETS + size :]
    if len(body) != size or len(signature) not in (0, SIGNATURE_OCTETS):
        raise ImageFault(
            UploadResult.HEADER, f"the header announces a body of {size} octets; the image has {len(image)}"
        )
    if crc32(body) != checksum:
        raise ImageFault(UploadResult.INTERNAL_CHECKSUM, "the body was changed")
    return body, signature


def is_signed(image: bytes) -> bool:
    """Whether there is a signature, good or not.

    Raises:
        ImageFault: The image is none, or was changed.
    """
    return bool(split(image)[1])


def sign(image: bytes, key: Ed25519PrivateKey) -> bytes:
    """The image with a signature; one that it had is replaced.

    Raises:
        ImageFault: The image is none, or was changed.
    """
    signed = image[: HEADER_OCTETS + len(split(image)[0])]
    return signed + key.sign(signed)


def check_signature(image: bytes, public_key: bytes) -> bytes:
    """The body of an image whose signature is good.

    Args:
        image: The image.
        public_key: The 32 octets of the key that it must be signed with.

    Raises:
        ImageFault: It is none, was changed, or is not signed with this key.
    """
    body, signature = split(image)
    if not signature:
        raise ImageFault(UploadResult.SIGNATURE, "the image is not signed")
    try:
        Ed25519PublicKey.from_public_bytes(public_key).verify(signature, image[:-SIGNATURE_OCTETS])
    except (InvalidSignature, ValueError):
        raise ImageFault(UploadResult.SIGNATURE, "the signature is not of this meter's key") from None
    return body
