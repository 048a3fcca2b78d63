"""Tampering: the terminal cover and magnetic fields, seen, stored with their times, marked. Persistent: all.

What is done to the meter comes as commands; what the meter sees of it follows. The cover's switch works
without mains too, as long as the clock's backup lasts; the magnetic sensor does not. What was done while the
meter could not see it is seen as it is when mains is back. Nothing here comes near to what is measured.

A magnetic field that has lasted for a minute is a lasting one, a shorter one was transient: the limit is our
own. A mark goes out with its cause, or stays until it is released, as the table of Z26 says.

Source: data sheet, "Säkrad mot manipulering" and the tamper symbol; technical description 5512-1235 D1
(temporary and permanent marks, their release by command or by the right button).
"""

from __future__ import annotations

from typing import ClassVar, Final

import msgspec

from enfas.catalog.occurrences import Occurrence
from enfas.catalog.status import MeterStatus
from enfas.catalog.tables.alarms import AlarmTable, Mark
from enfas.meter.command import command
from enfas.meter.part import Part
from enfas.meter.status import Status
from enfas.timebase import US_PER_MIN

__all__ = ["LASTING_US", "Tamper", "TamperState"]

LASTING_US: Final = US_PER_MIN
"""How long a magnetic field has been there when it is a lasting one. [µs]"""


class TamperState(msgspec.Struct):
    """What is kept of it.

    Attributes:
        cover_open: The cover is open, seen or not.
        cover_seen: It was open when the meter last looked.
        cover_us: When it was last seen to be opened, by the meter's clock. [µs]
        cover_count: How often.
        magnet_near: There is a magnetic field, seen or not.
        magnet_seen: There was one when the meter last looked.
        magnet_us: When one was last found, by the meter's clock. [µs]
        magnet_lasting: It is a lasting one.
        lasts_us: When it becomes one, by the meter's clock; None: none, or it is one already. [µs]
        transient_count: How many were gone before they had lasted.
        lasting_count: How many lasted.
        cover_mark: The mark of the cover is lit.
        magnet_mark: The mark of the magnetic field is lit.
        v: Version of the part.
    """

    cover_open: bool = False
    cover_seen: bool = False
    cover_us: int | None = None
    cover_count: int = 0
    magnet_near: bool = False
    magnet_seen: bool = False
    magnet_us: int | None = None
    magnet_lasting: bool = False
    lasts_us: int | None = None
    transient_count: int = 0
    lasting_count: int = 0
    cover_mark: bool = False
    magnet_mark: bool = False
    v: int = 1


class Tamper(Part[TamperState]):
    """The cover's switch and the magnetic sensor of a meter."""

    name: ClassVar[str] = "tamper"
    STATE: ClassVar[type[msgspec.Struct]] = TamperState

    @property
    def marked(self) -> bool:
        """The tamper symbol is lit."""
        return self.state.cover_mark or self.state.magnet_mark

    # What is done to it.

    @command
    def set_cover(self, opened: bool) -> None:
        """The terminal cover is taken off, or put on."""
        self.state.cover_open = opened
        self._look_at_cover()

    @command
    def set_magnet(self, near: bool) -> None:
        """A magnet is held to the meter, or taken away."""
        self.state.magnet_near = near
        self._look_for_magnet(mains=self.meter.mains.on)

    @command
    def release_marks(self) -> None:
        """Put out the marks whose cause is gone."""
        self.state.cover_mark &= self.state.cover_seen
        self.state.magnet_mark &= self.state.magnet_seen

    # What it sees.

    def power_up(self, now_us: int) -> None:
        """Both sensors work again."""
        self._look_at_cover()
        self._look_for_magnet(mains=True)
        state = self.state
        if state.magnet_seen and not state.magnet_lasting:  # whether it was there all the time nobody knows
            state.lasts_us = now_us + LASTING_US

    def power_down(self, now_us: int) -> None:
        """The magnetic sensor works no more: how long a field lasts is not known."""
        self.state.lasts_us = None

    def _look_at_cover(self) -> None:
        state, clock = self.state, self.meter.clock
        if clock.stopped or state.cover_open == state.cover_seen:
            return
        state.cover_seen = state.cover_open
        if state.cover_open:
            state.cover_us = clock.now_us
            state.cover_count += 1
        state.cover_mark = self._mark("cover_mark", state.cover_open, state.cover_mark)
        self.meter.part(Status).change(MeterStatus.COVER, state.cover_open)
        self.meter.occur(Occurrence.COVER_OPENED if state.cover_open else Occurrence.COVER_CLOSED)

    def _look_for_magnet(self, *, mains: bool) -> None:
        state, now_us = self.state, self.meter.clock.now_us
        if not mains or state.magnet_near == state.magnet_seen:
            return
        state.magnet_seen = state.magnet_near
        if state.magnet_near:
            state.magnet_us = now_us
            state.lasts_us = now_us + LASTING_US
        else:
            state.transient_count += not state.magnet_lasting
            state.magnet_lasting, state.lasts_us = False, None
        state.magnet_mark = self._mark("magnet_mark", state.magnet_near, state.magnet_mark)
        self.meter.part(Status).change(MeterStatus.MAGNET, state.magnet_near)
        self.meter.occur(Occurrence.MAGNET_FOUND if state.magnet_near else Occurrence.MAGNET_GONE)

    def due_us(self) -> int | None:
        """When a magnetic field has lasted."""
        return self.state.lasts_us

    def act(self, now_us: int) -> None:
        """It has."""
        self.state.magnet_lasting, self.state.lasts_us = True, None
        self.state.lasting_count += 1
        self.meter.occur(Occurrence.MAGNET_LASTS)

    def clock_set(self, before_us: int) -> None:
        """How long a field has been there does not depend on what the clock is set to."""
        if self.state.lasts_us is not None:
            self.state.lasts_us += self.meter.clock.now_us - before_us

    def _mark(self, which: str, seen: bool, lit: bool) -> bool:
        """Whether a mark is lit, as its cause is there or is not."""
        table = self.meter.configuration.table(AlarmTable)
        kind: Mark = getattr(table, which) if table else "temporary"
        if kind == "none":
            return False
        return seen or (lit and kind == "permanent")
