"""Images of firmware, a key that they are signed with, and a meter's end of their transfer."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from enfas.catalog.firmware import TransferStatus, identifier_of
from enfas.meter.device import Meter
from enfas.meter.firmware import Firmware
from enfas.meter.firmware.container import build, sign
from enfas.meter.firmware.package import ANY, Package

__all__ = [
    "KEY",
    "OTHER_KEY",
    "PUBLIC_KEY",
    "announce",
    "blocks_of",
    "image_of",
    "package_of",
    "put",
    "send",
    "verified",
]

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
OTHER_KEY = Ed25519PrivateKey.from_private_bytes(bytes(32))
PUBLIC_KEY = KEY.public_key().public_bytes_raw()


def package_of(**changes: Any) -> Package:
    """A package for any meter."""
    plain: dict[str, Any] = {"meters": ANY * 18, "number": 50_981_140, "revision": "A2"}
    return Package(**(plain | changes))


def image_of(key: Ed25519PrivateKey = KEY, **changes: Any) -> bytes:
    """A signed image of such a package."""
    return sign(build(package_of(**changes).encode()), key)


def blocks_of(image: bytes, size: int) -> list[bytes]:
    return [image[at : at + size] for at in range(0, len(image), size)]


def announce(meter: Meter, image: bytes, originator: str = "tests") -> Firmware:
    """Begin to send an image."""
    firmware = meter.part(Firmware)
    firmware.initiate(identifier_of(image, originator), len(image), 18)
    return firmware


def put(meter: Meter, image: bytes, numbers: Iterable[int] | None = None) -> None:
    """Send blocks of an image, all by default."""
    firmware = meter.part(Firmware)
    blocks = blocks_of(image, firmware.blocks.block_size)
    for number in range(len(blocks)) if numbers is None else numbers:
        firmware.put_block(number, blocks[number])


def verified(meter: Meter) -> TransferStatus:
    """Ask until the image is verified, or is not."""
    firmware = meter.part(Firmware)
    while (status := firmware.verify()) is TransferStatus.VERIFYING:
        pass
    return status


def send(meter: Meter, image: bytes) -> TransferStatus:
    """Send an image whole, and have it verified."""
    announce(meter, image)
    put(meter, image)
    return verified(meter)
