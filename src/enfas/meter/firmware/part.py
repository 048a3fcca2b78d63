"""The firmware of a meter: what comes is kept block by block, verified, put into service, judged, taken back.

- Verification takes time, by the meter's clock or in portions as it is asked for; an image that fails it
  stays out.
- Activation comes 10 s after it was asked for, or at a time. The meter then starts with the new firmware, and
  counts on: a simulator has no registration to lose by a start.
- What was started is on trial. It confirms itself by a self-test after a minute with mains; one that asks for
  it must be confirmed from remote within 15 minutes, so that none stays that the utility cannot talk to.
  Failing that, or when mains has come three times within the trial, the meter takes back what it had.
- Mains that goes at any step leaves all as it was; the step that was under way begins again when it is back.

Persistent: all of `FirmwareState`, and the blocks. The trial and the ways of confirming are ours; the rest is
as DLMS protocol 5512-1424 D1, pages 52-54, has it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any, ClassVar, Final

import msgspec

from enfas.catalog.firmware import (
    DELIVERED_APPLICATION,
    DELIVERED_OBJECT_LIST,
    HASH_OCTETS,
    IDENTIFIER_OCTETS,
    IMAGE_MOST,
    LEAST_BLOCK,
    MOST_BLOCK,
    TransferStatus,
    UploadPart,
    UploadResult,
    Version,
)
from enfas.catalog.occurrences import Occurrence
from enfas.errors import CommandRefused, Refusal
from enfas.meter import events
from enfas.meter.command import command
from enfas.meter.firmware.blocks import Blocks
from enfas.meter.firmware.container import SIGNATURE_OCTETS, split
from enfas.meter.firmware.fault import ImageFault
from enfas.meter.firmware.package import Package, TextName
from enfas.meter.firmware.service import configuration_with, examine, self_test
from enfas.meter.firmware.state import FirmwareState, Service, Transfer, Trial
from enfas.meter.part import Part
from enfas.meter.reconfiguration import Reconfiguration
from enfas.timebase import US_PER_MIN, US_PER_S

if TYPE_CHECKING:
    from enfas.meter.device import Meter
    from enfas.meter.log import Log

__all__ = ["MOST_STARTS", "RESTART_US", "SELF_TEST_US", "TRIAL_US", "VERIFY_OCTETS", "VERIFY_US", "Firmware"]

VERIFY_US: Final = 2 * US_PER_S
"""How long verification takes when nobody asks. [µs]"""
VERIFY_OCTETS: Final = 64 * 1024
"""How much of an image is verified whenever somebody asks. [octets]"""
RESTART_US: Final = 10 * US_PER_S
SELF_TEST_US: Final = US_PER_MIN
TRIAL_US: Final = 15 * US_PER_MIN
MOST_STARTS: Final = 3

_S = TransferStatus


class Firmware(Part[FirmwareState]):
    """The firmware of a meter."""

    name: ClassVar[str] = "firmware"
    STATE: ClassVar[type[msgspec.Struct]] = FirmwareState
    READERS: ClassVar[Mapping[str, Callable[[Any], int | bytes | str]]] = {
        "application_version": lambda part: part.version.text,
        "application_checksum": lambda part: part.checksum,
        "object_list_version": lambda part: part.object_list,
        "firmware_trial": lambda part: part.trial_state,
        "firmware_identifier": lambda part: part.state.transfer.identifier,
        "text_port": lambda part: part.text("port"),
        "text_display": lambda part: part.text("display"),
    }
    WRITERS: ClassVar[Mapping[str, Callable[[Any, Any], None]]] = {
        "firmware_trial": lambda part, value: part.write_trial(value)
    }

    def __init__(self, meter: Meter, state: FirmwareState) -> None:
        super().__init__(meter, state)
        transfer = state.transfer
        self.blocks = Blocks(transfer.block_size, transfer.size, meter.clock.normal_offset_us)
        self._package = state.service.package()

    def logs(self) -> Iterable[Log]:
        """The blocks of an image that is on its way."""
        return (self.blocks.log,)

    # What is in service.

    @property
    def version(self) -> Version:
        """The application's version."""
        return self._package.version if self._package else DELIVERED_APPLICATION

    @property
    def checksum(self) -> int:
        """The application's checksum: that of its package, or of the program's text."""
        delivered = self.meter.configuration.application_checksum
        return self.state.service.checksum if self._package else delivered

    @property
    def object_list(self) -> str:
        """The version of the object list."""
        return (self._package and self._package.object_list) or DELIVERED_OBJECT_LIST

    def text(self, name: TextName) -> str:
        """A text of consumer information; empty where there is none."""
        return self._package.texts.get(name, "") if self._package else ""

    @property
    def trial_state(self) -> int:
        """0: the firmware is confirmed; 1: its self-test is to come; 2: it is to be confirmed from remote."""
        if self.state.trial is None or self._package is None:
            return 0
        return 1 if self._package.confirm == "self" else 2

    # The transfer.

    @property
    def enabled(self) -> bool:
        """Images are taken; never where there is no key that they could be signed with."""
        return self.state.enabled and bool(self.meter.configuration.firmware_key)

    @command
    def enable(self, enabled: bool) -> None:
        """Take images, or take none; a transfer that is under way ends.

        Raises:
            CommandRefused: The meter has no key that images could be signed with.
        """
        if enabled and not self.meter.configuration.firmware_key:
            raise CommandRefused("the meter has no key that firmware is signed with", Refusal.RIGHT)
        self.state.enabled = enabled
        if not enabled:
            self._drop(self.state.transfer.block_size)

    @command
    def set_block_size(self, octets: int) -> None:
        """Give blocks another size; a transfer that is under way ends. [octets]

        Raises:
            CommandRefused: It is outside 32 to 985.
        """
        if not LEAST_BLOCK <= octets <= MOST_BLOCK:
            raise CommandRefused(f"a block has {LEAST_BLOCK} to {MOST_BLOCK} octets, not {octets}")
        self._drop(octets)

    @command
    def initiate(self, identifier: bytes, size: int, client: int = 0) -> None:
        """Await an image; one that is under way, or waits to be activated, is given up.

        Args:
            identifier: Four octets of its hash, sixteen that say who sends it.
            size: Its octets.
            client: The client that sends it.

        Raises:
            CommandRefused: No images are taken, or there is none like this.
        """
        if not self.enabled:
            raise CommandRefused("the meter takes no firmware", Refusal.RIGHT)
        if len(identifier) != IDENTIFIER_OCTETS:
            raise CommandRefused(f"an identifier has {IDENTIFIER_OCTETS} octets, not {len(identifier)}")
        if not 1 <= size <= IMAGE_MOST:
            raise CommandRefused(f"an image has 1 to {IMAGE_MOST} octets, not {size}")
        block_size = self.state.transfer.block_size
        self._drop(block_size)
        self.state.transfer = Transfer(identifier, client, size, block_size)
        self.state.status = _S.INITIATED
        self.blocks.begin(block_size, size)

    @command
    def put_block(self, number: int, octets: bytes) -> None:
        """Keep a block; one that is there already is let pass if it is the same.

        Raises:
            CommandRefused: No image is awaited, it has no such block, or another came under its number.
        """
        if self.state.status is not _S.INITIATED:
            raise CommandRefused("no image is awaited", Refusal.STATE)
        if not 0 <= number < self.blocks.count:
            raise CommandRefused(f"the image has blocks 0 to {self.blocks.count - 1}, not {number}")
        if len(octets) != self.blocks.length(number):
            raise CommandRefused(f"block {number} has {self.blocks.length(number)} octets, not {len(octets)}")
        there = self.blocks.get(number)
        if there is None:
            self.blocks.put(number, octets, self._stamp())
        elif there != octets:
            raise CommandRefused(f"block {number} is there and is another", Refusal.STATE)

    @command
    def verify(self) -> TransferStatus:
        """Begin to verify the image, or ask how that stands; each question brings it on.

        Returns:
            VERIFYING while it goes on, then VERIFIED or VERIFICATION_FAILED.

        Raises:
            CommandRefused: There is no image, or a block of it has not come.
        """
        state = self.state
        if state.status is _S.INITIATED:
            if (missing := self.blocks.first_missing) < self.blocks.count:
                raise CommandRefused(f"block {missing} has not come", Refusal.VALUE)
            state.status, state.transfer.checked = _S.VERIFYING, 0
            state.due_us = self.meter.clock.now_us + VERIFY_US
        elif state.status is _S.VERIFYING:
            state.transfer.checked += VERIFY_OCTETS
            if state.transfer.checked >= state.transfer.size:
                self._verified()
        elif state.status not in (_S.VERIFIED, _S.VERIFICATION_FAILED):
            raise CommandRefused("there is no image to verify", Refusal.VALUE)
        return state.status

    @command
    def activate(self) -> None:
        """Start with the verified image in 10 s.

        Raises:
            CommandRefused: None is verified, or the firmware in service is on trial.
        """
        self._need_verified()
        self.state.activate_at_us = None
        self._count_down(self.meter.clock.now_us)

    @command
    def activate_at(self, instant_us: int | None) -> None:
        """Start with the verified image at a time of the meter's clock, UTC; None: at none. [µs]

        Raises:
            CommandRefused: None is verified, the firmware in service is on trial, or the time has gone by.
        """
        if instant_us is not None:
            self._need_verified()
            if instant_us <= self.meter.clock.now_us:
                raise CommandRefused("the time to activate at has gone by")
        self.state.activate_at_us = instant_us

    def _need_verified(self) -> None:
        if self.state.status is not _S.VERIFIED:
            raise CommandRefused("no image has been verified", Refusal.STATE)
        if self.state.trial is not None:
            raise CommandRefused("the firmware in service is on trial", Refusal.STATE)

    def write_trial(self, value: int) -> None:
        """Confirm by writing 1.

        Raises:
            CommandRefused: It is not 1, or there is nothing to confirm.
        """
        if value != 1:
            raise CommandRefused(f"firmware_trial takes 1, not {value}")
        self.confirm()

    @command
    def confirm(self) -> None:
        """The firmware in service stays.

        Raises:
            CommandRefused: It is not on trial.
        """
        if self.state.trial is None:
            raise CommandRefused("the firmware in service is not on trial", Refusal.STATE)
        self.state.trial = None

    @property
    def ready(self) -> tuple[Version, int, bytes] | None:
        """Version, size and signature of the image that was verified; None: none was."""
        if self.state.status not in (_S.VERIFIED, _S.ACTIVATING):
            return None
        image = self.blocks.image()
        return Package.decode(split(image)[0]).version, len(image), image[-SIGNATURE_OCTETS:]

    # Time.

    def due_us(self) -> int | None:
        """Verified, started, or judged; never without mains."""
        state = self.state
        if state.due_us is None and state.activate_at_us is None and state.trial is None:
            return None  # as nearly always
        if not self.meter.mains.on:
            return None
        judged_us = None if state.trial is None else state.trial.due_us
        dues = (state.due_us, state.activate_at_us, judged_us)
        return min((due for due in dues if due is not None), default=None)

    def act(self, now_us: int) -> None:
        """What is due."""
        state = self.state
        if state.due_us is not None and state.due_us <= now_us:
            state.due_us = None
            if state.status is _S.VERIFYING:
                self._verified()
            else:
                self._install(now_us)
        elif state.activate_at_us is not None and state.activate_at_us <= now_us:
            state.activate_at_us = None
            self._install(now_us)
        elif state.trial is not None and state.trial.due_us <= now_us:
            self._judge(state.trial, now_us)

    def power_up(self, now_us: int) -> None:
        """The meter starts: what was under way begins again, and a firmware on trial has one start more."""
        state = self.state
        if state.status is _S.VERIFYING:
            state.due_us = now_us + VERIFY_US
        elif state.status is _S.ACTIVATING:
            state.due_us = now_us + RESTART_US
        elif state.activate_at_us is not None and state.activate_at_us <= now_us:
            state.activate_at_us = None
            self._count_down(now_us)
        if state.trial is not None:
            state.trial.starts += 1
            state.trial.due_us = now_us + self._trial_us
            if state.trial.starts > MOST_STARTS:
                self._roll_back(state.trial, UploadResult.NOT_COMPLETED)

    def clock_set(self, before_us: int) -> None:
        """What is counted from an instant on goes with the clock; a time to activate at stays."""
        ahead_us = self.meter.clock.now_us - before_us
        if self.state.due_us is not None:
            self.state.due_us += ahead_us
        if self.state.trial is not None:
            self.state.trial.due_us += ahead_us

    # Inside.

    @property
    def _trial_us(self) -> int:
        return SELF_TEST_US if self._package is None or self._package.confirm == "self" else TRIAL_US

    def _stamp(self) -> bytes:
        return self.meter.clock.stamp(self.meter.clock.now_us)

    def _count_down(self, now_us: int) -> None:
        self.state.status = _S.ACTIVATING
        self.state.due_us = now_us + RESTART_US

    def _drop(self, block_size: int) -> None:
        self.state.clear_transfer(block_size)
        self.blocks.begin(block_size, 0)

    def _verified(self) -> None:
        """Verification has come to its end."""
        state = self.state
        state.due_us = None
        state.status = _S.VERIFIED
        try:
            self._examined()
        except ImageFault as fault:
            state.status = _S.VERIFICATION_FAILED
            self._refused(fault.result, state.transfer)

    def _examined(self) -> tuple[Package, Service]:
        """The package of the image that has come, and what is kept of it in service.

        Raises:
            ImageFault: It is not to be taken.
        """
        named = self.state.transfer.identifier[:HASH_OCTETS]
        return examine(self.blocks.image(), self.meter, named, self.state.service.legal_revision)

    def _install(self, now_us: int) -> None:
        """Start with the image, on trial; the one before stays at hand."""
        state, transfer = self.state, self.state.transfer
        try:
            package, service = self._examined()
        except ImageFault as fault:  # the configuration has changed since it was verified
            self._drop(transfer.block_size)
            state.status = _S.ACTIVATION_FAILED
            self._refused(fault.result, transfer)
            return
        before, old = state.service, self.version
        state.trial = Trial(0, before, self.meter.configuration.software.text, transfer)
        self._serve(service, package)
        state.trial.due_us = now_us + self._trial_us
        self._drop(transfer.block_size)
        part = UploadPart.APPLICATION if service.legal_revision == before.legal_revision else UploadPart.BOTH
        events.firmware_uploaded(
            self.meter.logs, self._stamp(), part, (old.text, self.version.text), transfer.identifier,
            transfer.client,
        )  # fmt: skip
        self.meter.occur(Occurrence.FIRMWARE_ACTIVATED)

    def _judge(self, trial: Trial, now_us: int) -> None:
        """The trial is over."""
        result = UploadResult.NOT_COMPLETED
        if self._package is None or self._package.confirm == "self":
            result = self_test(self.state.service, self.meter)
        if result is UploadResult.SUCCESS:
            self.state.trial = None
        else:
            self._roll_back(trial, result)

    def _roll_back(self, trial: Trial, result: UploadResult) -> None:
        """Take back the firmware that was in service before."""
        state = self.state
        failed = self.version
        state.trial = None
        self._serve(trial.previous, trial.previous.package(), trial.software)
        if not state.transfer.size:  # else another image is on its way
            state.status = _S.ACTIVATION_FAILED
        self._refused(result, trial.transfer, failed)

    def _serve(self, service: Service, package: Package | None, software: str = "") -> None:
        """Go by a firmware from now on, and by another software code where the present names what is gone."""
        self.state.service, self._package = service, package
        after = configuration_with(self.meter, package, service.legal_revision, software)
        self.meter.part(Reconfiguration).take(after)

    def _refused(self, result: UploadResult, transfer: Transfer, failed: Version | None = None) -> None:
        """An image was not taken, or its firmware was taken back."""
        events.firmware_refused(
            self.meter.logs, self._stamp(), result, (self.version.text, failed.text if failed else ""),
            transfer.identifier, transfer.client,
        )  # fmt: skip
        self.meter.occur(Occurrence.FIRMWARE_REFUSED)
