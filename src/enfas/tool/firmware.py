"""Sends firmware to a DLMS/COSEM meter by image transfer (class 18), from wherever a transfer stood.

    sender = Sender(reader, threading.Event().wait)
    sender.transfer(image, "head-end 7")
    sender.verify()
    sender.activate()

A meter that tells the identifier of its transfer (ours does) is sent only what it lacks; with any other the
transfer begins anew.

Source: DLMS UA Blue Book (IEC 62056-6-2), class_id 18, image transfer process; class_id 22.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, TypeVar

from enfas.catalog.firmware import LEAST_BLOCK, TransferStatus, identifier_of
from enfas.catalog.names import IMAGE_ACTIVATION_SCHEDULE, IMAGE_TRANSFER
from enfas.catalog.registers import REGISTERS
from enfas.errors import RemoteError
from enfas.protocols.dlms import axdr
from enfas.protocols.dlms.client_apdu import Attribute
from enfas.protocols.dlms.client_data import Bits
from enfas.protocols.dlms.client_errors import AccessRefused
from enfas.tool.clock import encode_date_time
from enfas.tool.reader import Reader

__all__ = ["Sender"]

Result = TypeVar("Result")

_BLOCK_SIZE, _BLOCKS, _ENABLED, _STATUS = (Attribute(18, IMAGE_TRANSFER, number) for number in (2, 3, 5, 6))
_INITIATE, _PUT, _VERIFY, _ACTIVATE = (Attribute(18, IMAGE_TRANSFER, number) for number in (1, 2, 3, 4))
_SCHEDULE: Final = Attribute(22, IMAGE_ACTIVATION_SCHEDULE, 4)
_ZERO: Final = axdr.i8(0)
_TEMPORARY_FAILURE: Final = 2
_REQUEST_OCTETS: Final = 40
"""Octets of a request beside the block that it carries, at most."""


def _register(key: str) -> Attribute:
    row = REGISTERS[key]
    return Attribute(row.class_id, row.obis, 2)


class Sender:
    """One end of an image transfer.

    Args:
        reader: An association with the meter.
        wait: Lets so many seconds go by. [s]
    """

    def __init__(self, reader: Reader, wait: Callable[[float], object]) -> None:
        self._reader = reader
        self._wait = wait

    @property
    def status(self) -> int:
        """Where the transfer stands: a `TransferStatus`, or what the meter says instead."""
        return self._number(_STATUS)

    def transfer(
        self,
        image: bytes,
        originator: str = "",
        block_size: int | None = None,
        progress: Callable[[int, int], None] | None = None,
    ) -> tuple[int, int]:
        """Send the blocks that the meter does not have.

        Args:
            image: All of it.
            originator: Who sends it: at most 16 ASCII characters.
            block_size: Octets of a block, where the transfer begins anew; None: as the meter has it. [octets]
            progress: Told how many blocks are there, and of how many.

        Returns:
            How many were sent, and how many there are.

        Raises:
            RemoteError: The meter takes no images, or not this one.
        """
        identifier = identifier_of(image, originator)
        there = self._there(identifier, len(image), block_size)
        if there is None:
            if not self._reader.value(_ENABLED):
                raise RemoteError(
                    "the meter takes no firmware", hint="is its key set, and transfer_enabled true?"
                )
            self._set_block_size(block_size)
            parameters = axdr.structure(axdr.octets(identifier), axdr.u32(len(image)))
            self._reader.action(_INITIATE, parameters)
            there = ""
        size = self._number(_BLOCK_SIZE)
        count = -(-len(image) // size)
        missing = [number for number in range(count) if there[number : number + 1] != "1"]
        for done, number in enumerate(missing, start=count - len(missing)):
            if progress:
                progress(done, count)
            octets = image[number * size : (number + 1) * size]
            self._reader.action(_PUT, axdr.structure(axdr.u32(number), axdr.octets(octets)))
        if progress:
            progress(count, count)
        return len(missing), count

    def _there(self, identifier: bytes, octets: int, block_size: int | None) -> str | None:
        """Which blocks of an image the meter has, as 0s and 1s; None where it awaits another, or none."""
        if self.status != TransferStatus.INITIATED:
            return None
        size = self._number(_BLOCK_SIZE)
        if block_size is not None and block_size != size:
            return None
        awaited = self._optional(lambda: self._reader.value(_register("firmware_identifier")))
        bits = self._reader.value(_BLOCKS)
        if awaited != identifier or not isinstance(bits, Bits) or bits.size != -(-octets // size):
            return None
        return str(bits)

    def _set_block_size(self, wanted: int | None) -> None:
        """Have blocks that fit a request, and are as large as was wanted."""
        room = (self._reader.client.association.max_send or 0xFFFF) - _REQUEST_OCTETS
        size = self._number(_BLOCK_SIZE)
        fitting = min(size if wanted is None else wanted, room)
        if fitting < LEAST_BLOCK:
            raise RemoteError(
                f"the meter takes requests of {room + _REQUEST_OCTETS} octets, too few for a block"
            )
        if fitting != size:
            self._reader.set(_BLOCK_SIZE, axdr.u32(fitting))

    def verify(self, timeout_s: float = 60.0) -> None:
        """Have the image verified, and wait until it is. [s]

        Raises:
            RemoteError: The meter refuses it, or does not come to an end.
        """
        waited_s = 0.0
        while True:
            try:
                self._reader.action(_VERIFY, _ZERO)
            except AccessRefused as refused:
                if refused.code != _TEMPORARY_FAILURE:
                    raise RemoteError(
                        f"the meter does not take the image: {refused.result}",
                        hint="its log 1.1.99.98.14.255 says why",
                    ) from refused
            else:
                return
            if waited_s >= timeout_s:
                raise RemoteError(f"the meter has not verified the image within {timeout_s:g} s")
            self._wait(0.5)
            waited_s += 0.5

    def activate(self) -> None:
        """Have the meter start with the image soon."""
        self._reader.action(_ACTIVATE, _ZERO)

    def activate_at(self, text: str) -> None:
        """Have the meter start with the image at a local time of its own, such as 2026-01-31T02:00.

        Raises:
            ConfigurationError: The text is no time.
            RemoteError: The meter refuses.
        """
        stamp = encode_date_time(text)
        entry = axdr.structure(axdr.octets(stamp[5:9]), axdr.octets(stamp[:5]))
        self._reader.set(_SCHEDULE, axdr.array([entry]))

    def await_start(self, timeout_s: float) -> bool:
        """Wait until the meter has started, or no longer means to. [s]

        Returns:
            Whether it has come to that within the time.
        """
        waited_s = 0.0
        while self.status == TransferStatus.ACTIVATING:
            if waited_s >= timeout_s:
                return False
            self._wait(1.0)
            waited_s += 1.0
        return True

    @property
    def version(self) -> str:
        """The application in service; nothing where the meter does not tell."""
        return str(self._optional(lambda: self._reader.value(_register("application_version"))) or "")

    @property
    def trial(self) -> int:
        """0: confirmed, or not told; 1: the meter confirms it; 2: it waits for `confirm`."""
        value = self._optional(lambda: self._reader.value(_register("firmware_trial")))
        return value if isinstance(value, int) else 0

    def confirm(self) -> None:
        """The firmware on trial stays."""
        self._reader.set(_register("firmware_trial"), axdr.u8(1))

    def _number(self, attribute: Attribute) -> int:
        value = self._reader.value(attribute)
        if not isinstance(value, int):
            raise RemoteError(f"{attribute}: {value!r} is no number")
        return value

    def _optional(self, read: Callable[[], Result]) -> Result | None:
        """What a meter tells that has the object."""
        try:
            return read()
        except AccessRefused:
            return None
