"""The debiting log: all that a bill may need, captured at each debiting stop.

A stop falls on a day at 00:00 of normal time (Z6, Z7), or is made by command, whoever gives it: over the
wire, by button, by pulse. The entry holds the registers as they stand just before the stop; then the peaks
are added to the cumulative ones and begin anew, and the stop is counted. The entry's quality tells of the
whole debiting period. Persistent: the running debiting period.

Source: data sheet, "Icke-flyktigt minne"; technical description 5512-1235 D1, section 4.5.2.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

import msgspec

from enfas.catalog.codes import software
from enfas.catalog.data_logs import columns_offered
from enfas.catalog.debiting import DEBITING_COLUMNS, DEBITING_DEPTH
from enfas.catalog.occurrences import Occurrence
from enfas.meter.bounds import billing_bounds
from enfas.meter.command import command
from enfas.meter.data_log import DataLogPart
from enfas.meter.period import Period

if TYPE_CHECKING:
    from enfas.catalog.codes.values import BillingPeriod
    from enfas.meter.configuration import Configuration

__all__ = ["Debiting", "DebitingState"]


class DebitingState(msgspec.Struct):
    """What of the debiting log is kept beside its records.

    Attributes:
        period: The running debiting period.
        v: Version of the part.
    """

    period: Period
    v: int = 1


class Debiting(DataLogPart[DebitingState]):
    """The debiting log of a meter."""

    name: ClassVar[str] = "debiting"
    STATE: ClassVar[type[msgspec.Struct]] = DebitingState
    RESTARTS: ClassVar[bool] = False
    WRITTEN: ClassVar[Occurrence] = Occurrence.DEBITING_STOP

    @classmethod
    def new_state(cls, configuration: Configuration, start_us: int) -> Any:
        """A period that the first mains opens."""
        return DebitingState(Period(start_us, start_us))

    @property
    def period(self) -> Period:
        """The running debiting period."""
        return self.state.period

    def columns(self) -> tuple[str, ...]:
        """Those of the data sheet's table that the meter has."""
        return columns_offered(DEBITING_COLUMNS, self.meter.registers)

    def depth(self) -> int:
        """36 entries."""
        return DEBITING_DEPTH

    def bounds(self, instant_us: int) -> tuple[int, int]:
        """Debiting stops by Z6 and Z7."""
        period, day = self._schedule(self.meter.configuration)
        return billing_bounds(self.meter.clock, instant_us, period, day)

    @staticmethod
    def _schedule(configuration: Configuration) -> tuple[BillingPeriod | None, int]:
        code = configuration.software
        return code.value(software.BILLING_PERIOD), code.value(software.BILLING_DAY)

    def ended(self, stamp: bytes) -> None:
        """Write the entry; peaks begin anew."""
        self.capture(stamp)
        self.meter.demand.debiting_stop()
        self.meter.occur(self.WRITTEN)

    @command
    def stop(self) -> None:
        """Make a debiting stop now."""
        self.meter.catch_up()
        now_us = self.meter.clock.now_us
        self.end(now_us)
        self.period.open(now_us, self.bounds(now_us)[1])

    def reconfigured(self, before: Configuration) -> None:
        """The next stop falls as the code now says (Z6, Z7)."""
        if self._schedule(before) != self._schedule(self.meter.configuration):
            self.meter.catch_up()
            self.reschedule()
