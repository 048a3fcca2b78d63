"""Images of firmware, a key that they are signed with, and a meter's end of their transfer."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from tests.meter_rows import START_US, Kept, load, make_meter, row

from enfas.catalog.firmware import TransferStatus, identifier_of
from enfas.interval import Mark
from enfas.meter.device import Meter
from enfas.meter.firmware import Firmware
from enfas.meter.firmware.container import build, sign
from enfas.meter.firmware.package import ANY, Package
from enfas.timebase import US_PER_S

__all__ = [
    "KEY",
    "OTHER_KEY",
    "PUBLIC_KEY",
    "Bench",
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


class Bench:
    """A meter that takes firmware and runs on, whose power may be cut between any two of its steps.

    Args:
        cuts: The memory is all that is left after each step: the meter is made anew from it.
        **codes: Of the meter's configuration.
    """

    def __init__(self, *, cuts: bool = False, **codes: Any) -> None:
        self.cuts = cuts
        self.kept = Kept()
        self.meter = make_meter(firmware_key=PUBLIC_KEY, **codes)
        self.given = self.meter.configuration
        self.at_us = START_US
        self.run(1)

    @property
    def firmware(self) -> Firmware:
        return self.meter.part(Firmware)

    @property
    def status(self) -> int:
        return int(self.firmware.state.status)

    @property
    def version(self) -> str:
        return str(self.meter.read("application_version"))

    def step(self) -> None:
        """Store what has changed; where the power is cut, go on from that."""
        self.kept.commit(self.meter.take_changes())
        if self.cuts:
            self.restart()

    def restart(self) -> None:
        self.kept.commit(self.meter.take_changes())
        self.meter = Meter.restore(self.given, self.kept.image())

    def run(self, seconds: int) -> None:
        """Mains for so long, in rows of a second."""
        self.meter.advance(load(self.at_us, seconds, duration_us=US_PER_S))
        self.at_us += seconds * US_PER_S
        self.step()

    def outage(self, seconds: int) -> None:
        """No mains for so long."""
        self.meter.advance(row(self.at_us, seconds * US_PER_S, Mark.OUTAGE))
        self.at_us += seconds * US_PER_S
        self.step()

    def send(self, image: bytes) -> int:
        """Send an image in blocks of 64 octets and have it verified; where that stands then."""
        self.firmware.set_block_size(64)
        self.step()
        announce(self.meter, image)
        self.step()
        for number in range(len(blocks_of(image, 64))):
            put(self.meter, image, [number])
            self.step()
        while self.firmware.verify() is TransferStatus.VERIFYING:
            self.step()
        self.step()
        return self.status

    def install(self, image: bytes) -> None:
        """Send an image, and start with it."""
        assert self.send(image) == TransferStatus.VERIFIED
        self.firmware.activate()
        self.step()
        self.run(10)
