"""The meter: rows go in, commands go in, registers and logs are read; what changed is handed out to be kept.

Pure: the same rows and commands give the same meter, however the rows are cut into blocks. What it does
beside counting lies in its parts (`part.Part`): the meter cuts the rows at each instant at which a part
acts.

A jump ahead between rows is an outage of that length, as is a row marked OUTAGE: the clock goes on, nothing
is counted, and what was due meanwhile is acted on when mains returns.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final, Self, TypeVar

from enfas.catalog.layout import DataType
from enfas.catalog.occurrences import Occurrence
from enfas.catalog.quality import DataQuality
from enfas.catalog.registers import Register
from enfas.errors import CommandRefused, Refusal
from enfas.interval import Rows
from enfas.meter import events
from enfas.meter.block import Block, Stretch, check_rows, portions, take_load_away
from enfas.meter.clock import Clock
from enfas.meter.command import command
from enfas.meter.configuration import Configuration
from enfas.meter.debiting import Debiting
from enfas.meter.demand import Demand
from enfas.meter.energy import TRIPS, Energy
from enfas.meter.firmware import Firmware, FirmwareState
from enfas.meter.integration import Integration
from enfas.meter.log import Log
from enfas.meter.mains import Mains
from enfas.meter.memory import Changes, Image
from enfas.meter.part import HOOKS, Part, Segment
from enfas.meter.parts import PLUGGED_IN, Parts
from enfas.meter.period import Period
from enfas.meter.present import Present
from enfas.meter.profile import Profile
from enfas.meter.reconfiguration import Reconfiguration, ReconfigurationState
from enfas.meter.registers import MJ_PER_WH, PEAK_STAMPS, READERS, WRITERS, Value, offered
from enfas.meter.settings import Settings
from enfas.timebase import US_PER_MIN, US_PER_S, from_civil

__all__ = ["Meter"]

PartType = TypeVar("PartType", bound=Part[Any])

_EARLIEST_US = from_civil(2000, 1, 1)
_LATEST_US = from_civil(2100, 1, 1)
_MOST_SHIFT_S = 900
_WORDS: Final = {str: "text", bytes: "octets", int: "a number"}


class Meter:
    """One meter.

    Args:
        configuration: What it is and what it is told to do.
        start_us: Instant of the supply at which it is made, and its clock right: UTC. [µs]
        image: What was stored of it: it is as it was then, and `start_us` tells nothing. Use `restore`.

    Attributes:
        filed: Its configuration as its file says; the one in force goes by the firmware, too.
        clock_marks: How the setting of its clock is marked that is being done.
        load_on: The breaker lets the load have its current; the part that works the breaker says so.
        registers: The rows of the registers that it has, by key.
        logs: Its logs by name.
        revision: Grows with each change of its persistent state.
        step_mj: Resolution of its energy registers (Z1). [mJ]
        full: Where its energy registers start again from zero (Z1), in steps.
    """

    __slots__ = (
        "_hooks", "_kept", "_parts", "_plugged_in", "_present", "_saved_revision", "_seen", "clock",
        "clock_marks", "configuration", "demand", "energy", "filed", "full", "load_on", "logs", "mains",
        "profile",
        "registers", "revision", "settings", "step_mj",
    )  # fmt: skip

    def __init__(self, configuration: Configuration, *, start_us: int, image: Image | None = None) -> None:
        if image is None:
            parts = Parts.new(configuration, start_us)
        else:
            parts = Parts.decode(configuration, image.parts)
        self._parts = parts
        in_force: ReconfigurationState = parts.plugged_in[Reconfiguration.name]  # type: ignore[assignment]  # its
        firmware: FirmwareState = parts.plugged_in[Firmware.name]  # type: ignore[assignment]  # its own
        self.filed = configuration
        configuration = firmware.in_force(configuration, in_force.software)
        self.configuration: Configuration = configuration
        self.clock = Clock(parts.clock, configuration.utc_offset_min)
        self.energy: Energy = parts.energy
        self.demand: Demand = parts.demand
        self.mains: Mains = parts.mains
        self._present = parts.present
        self._seen: tuple[Block, int, int] | None = None
        self.registers: Mapping[str, Register] = offered(configuration.features)
        self.step_mj: int = MJ_PER_WH * 10**configuration.energy_scaler
        self.full: int = 10**configuration.energy_digits
        self.load_on = True
        self.clock_marks = DataQuality.NONE
        self.revision = 1
        self._saved_revision = 0
        self._kept: dict[str, bytes] = {}
        self._plugged_in = {part: part(self, parts.plugged_in[part.name]) for part in PLUGGED_IN}
        self._hooks = {hook: self._having(hook) for hook in HOOKS}
        self.settings = self.part(Settings)
        self.profile = self.part(Profile)
        self.logs: dict[str, Log] = {
            **{log.name: log for part in self._plugged_in.values() for log in part.logs()},
            **events.event_logs(self.clock.normal_offset_us, configuration.features),
        }
        if image is None:
            parts.log_forms.note(self.logs)
        else:
            self._restore_logs(image)

    def _having(self, hook: str) -> list[Part[Any]]:
        """The parts that have a hook, in their order."""
        parts = self._plugged_in.items()
        return [part for kind, part in parts if getattr(kind, hook) is not getattr(Part, hook)]

    def _restore_logs(self, image: Image) -> None:
        for name, log in self.logs.items():
            if name in image.logs:
                self._parts.log_forms.check(log)
                log.restore(image.logs[name])
        self._parts.log_forms.note(self.logs)
        self._kept = dict(image.parts)
        self._saved_revision = self.revision

    @classmethod
    def restore(cls, configuration: Configuration, image: Image) -> Self:
        """The meter as it was stored.

        Raises:
            ConfigurationError: The state is of a meter of another serial number or hardware code, or the
                software code differs in what is fixed.
            StorageError: The state is incomplete, broken, or of a newer version.
        """
        meter = cls(configuration, start_us=0, image=image)
        meter.part(Reconfiguration).take_file(configuration.software)
        return meter

    def part(self, kind: type[PartType]) -> PartType:
        """The part of a kind."""
        part: PartType = self._plugged_in[kind]  # type: ignore[assignment]  # each is kept under its own type
        return part

    # Reading.

    @property
    def supply_us(self) -> int | None:
        """End of what was taken of the last row, in supply time; None before the first. [µs]"""
        return self.clock.state.supply_us

    @property
    def mains_on(self) -> bool:
        """There is mains."""
        return self.mains.on

    @property
    def period(self) -> Period:
        """The running integration period."""
        return self.part(Integration).state

    @property
    def present(self) -> Present:
        """The present values: those of the last row that is known."""
        if self._seen is not None:  # worked out when it is asked for: it costs as much as a segment
            block, first, last = self._seen
            self._seen = None
            self._present.take(block, first, last, load_on=self.load_on)
        return self._present

    def read(self, key: str) -> Value:
        """The value of a register: its integer before the scaler, or its text.

        Raises:
            CommandRefused: The meter does not have it, or it cannot be read.
        """
        return self.reader(key)(self)

    def reader(self, key: str) -> Callable[[Meter], Value]:
        """What reads a register, for who reads it often.

        Raises:
            CommandRefused: As `read`.
        """
        row = self._row(key)
        if "R" not in row.access:
            raise CommandRefused(f"{key} cannot be read", Refusal.RIGHT)
        return READERS[row.reader]

    def peak_time(self, key: str) -> bytes:
        """The time stamp of a peak, or of the day's extreme; unspecified before there is one.

        Raises:
            CommandRefused: The meter does not have it, or it has no time.
        """
        stamp = PEAK_STAMPS.get(self._row(key).reader)
        if stamp is None:
            raise CommandRefused(f"{key} has no time", Refusal.ABSENT)
        return stamp(self)

    def scaler(self, key: str) -> int:
        """The power of ten that a register's integer is multiplied by.

        Raises:
            CommandRefused: The meter does not have it.
        """
        scaler = self._row(key).scaler
        return self.configuration.energy_scaler if scaler is None else scaler

    def _row(self, key: str) -> Register:
        try:
            return self.registers[key]
        except KeyError:
            raise CommandRefused(f"the meter has no register {key!r}", Refusal.ABSENT) from None

    # Energy.

    def advance(self, rows: Rows, until_us: int | None = None) -> None:
        """Take a block of rows, or what of it lies before an instant: the one way in for energy and time.

        A row that was taken in part is given again, whole, and is taken on from where it was left: its shares
        are always those of the whole row.

        Args:
            rows: The block.
            until_us: Where to stop, in supply time; None: at its end. [µs]

        Raises:
            InputError: A row cannot be, or starts before the last one taken ended; nothing has changed.
        """
        if not len(rows):
            return
        since_us = self.clock.supply_now_us
        check_rows(rows, since_us, self.clock.state.row_end_us)
        self.revision += 1
        low_mv, high_mv = (self.settings[f"voltage_{end}_limit"] * 1000 for end in ("low", "high"))
        for portion in portions(rows):
            block = Block(portion, low_mv, high_mv)
            for stretch in block.stretches(since_us, until_us):
                self._take(block, stretch)
            _ = self.present  # before the rows go
            for part in self._hooks["rows_go"]:
                part.rows_go()

    def _take(self, block: Block, stretch: Stretch) -> None:
        clock = self.clock.state
        if not stretch.mains or (self.mains.on and stretch.start_us != clock.supply_us):
            self._power_down()
        clock.supply_us = stretch.start_us
        if stretch.mains:
            if not self.mains.on:
                self._power_up()
            self._count(block, stretch)
        clock.supply_us = stretch.end_us
        clock.row_end_us = block.left_row_end(stretch)

    def _count(self, block: Block, stretch: Stretch) -> None:
        """Count a stretch with mains, cut exactly at every bound."""
        clock = self.clock.state
        from_us, first, load_on = stretch.start_us, stretch.first, self.load_on
        before = block.at(from_us)
        while from_us < stretch.end_us:
            bound_us = self.clock.to_supply(self._next_due_us())
            to_us, meeting = self._first_met(block, from_us, min(bound_us, stretch.end_us))
            totals = block.at(to_us)
            amounts = [b - a for a, b in zip(before, totals, strict=True)]
            if self.load_on is not load_on:  # what the rows before said of the load says nothing of it now
                first, load_on = block.row_at(from_us), self.load_on
            if not load_on:
                take_load_away(amounts)
            self.energy.add(amounts)
            self.mains.count(to_us - from_us, self.energy.tariff)
            segment = Segment(block, from_us, to_us, amounts)
            for part in self._hooks["count"]:
                part.count(segment)
            clock.supply_us = to_us
            self._seen = (block, first, block.rows_before(to_us))
            for part in meeting:
                part.met(self.clock.now_us)
            if to_us == bound_us:
                self._act_on_due()
            from_us, before = to_us, totals

    def _first_met(self, block: Block, from_us: int, to_us: int) -> tuple[int, list[Part[Any]]]:
        """The first instant up to another at which what the rows hold makes parts act, and those parts."""
        meeting: list[Part[Any]] = []
        for part in self._hooks["within"]:
            met_us = part.within(block, from_us, to_us)
            if met_us is None or met_us > to_us:
                continue
            meeting = [*meeting, part] if met_us == to_us else [part]
            to_us = met_us
        return to_us, meeting

    def _next_due_us(self) -> int:
        """The next instant of the meter's clock at which a part acts. [µs]"""
        dues = [part.due_us() for part in self._hooks["due_us"]]
        return min(due for due in dues if due is not None)

    def _act_on_due(self) -> None:
        """Let each part act whose instant is reached, the earliest instant first."""
        now_us = self.clock.now_us
        while (due_us := self._next_due_us()) <= now_us:
            for part in self._hooks["due_us"]:
                if part.due_us() == due_us:
                    part.act(now_us)
                    if part.due_us() == due_us:
                        raise AssertionError(f"part {part.name} is due again at the instant it acted on")

    def end_period(self, period: Period, stamp: bytes) -> None:
        """An integration period has ended: demand takes it, then the parts that want it."""
        self.demand.take(
            period.totals,
            max(self.profile.state.period_min * US_PER_MIN, period.mains_us),
            stamp,
            self.clock.normal_day(period.start_us),
            period.tariff,
            self.settings["power_threshold"],
        )
        for part in self._hooks["period_ended"]:
            part.period_ended(period, stamp)

    def occur(self, occurrence: Occurrence) -> None:
        """Something happens now: all parts are told that want to know."""
        for part in self._hooks["occurred"]:
            part.occurred(occurrence, self.clock.now_us)

    def switch_load(self, on: bool) -> None:
        """The breaker lets the load have its current from now on, or takes it away."""
        present = self.present  # as it was until now
        self.load_on = on
        if not on:
            present.lose_load()

    def reconfigure(self, configuration: Configuration) -> None:
        """Take another software code, which was checked; `Reconfiguration.configure` is the way in."""
        before, self.configuration = self.configuration, configuration
        if configuration.dst != before.dst:
            self.clock.state.summer_time = configuration.dst == "eu"
        for part in self._hooks["reconfigured"]:
            part.reconfigured(before)

    # Mains.

    def _power_down(self) -> None:
        if self.mains.on:
            self.mains.on = False
            self._seen = None
            self._present.clear()
            for part in self._hooks["power_down"]:
                part.power_down(self.clock.now_us)
            self.occur(Occurrence.MAINS_LOST)

    def _power_up(self) -> None:
        """Mains is there, again or for the first time."""
        again = self.mains.total_us > 0
        if again:
            self.catch_up()
        for part in self._hooks["power_up"]:
            part.power_up(self.clock.now_us)
        self.mains.on = True
        if again:
            self.occur(Occurrence.MAINS_BACK)

    def catch_up(self) -> None:
        """Without mains: act on what has become due meanwhile."""
        if not self.mains.on and self.mains.total_us:
            self._act_on_due()

    # Commands that concern the meter as a whole; those of a part are the part's.

    @command
    def write(self, key: str, value: int | str | bytes) -> None:
        """Write a register: an integer, or text or octets of one that holds such.

        Raises:
            CommandRefused: The meter does not have it, it cannot be written, or the value cannot be.
        """
        row = self._row(key)
        kind = {DataType.TEXT: str, DataType.OCTETS: bytes}.get(row.type, int)
        if not isinstance(value, kind):
            raise CommandRefused(f"{key} takes {_WORDS[kind]}")
        if row.setting is not None:
            self.settings.write(key, int(value))
        elif key in WRITERS:
            WRITERS[key](self, value)
        else:
            raise CommandRefused(f"{key} cannot be written", Refusal.RIGHT)

    @command
    def set_clock(self, instant_us: int) -> None:
        """Set the clock to an instant, UTC. [µs]

        Raises:
            CommandRefused: The instant lies outside of the years 2000 to 2099 of normal time.
        """
        if not _EARLIEST_US <= instant_us + self.clock.normal_offset_us < _LATEST_US:
            raise CommandRefused("the clock takes the years 2000 to 2099")
        self.catch_up()
        before_us = self.clock.now_us
        before = self.clock.stamp(before_us)
        self._turn_clock(instant_us, self.clock.set)
        if self.clock_marks:
            events.clock_set(self.logs, self.clock.stamp(instant_us), before)
            self.occur(Occurrence.CLOCK_SET)
        else:
            self.occur(Occurrence.CLOCK_ADJUSTED)
        if self.mains.on:
            self._act_on_due()

    def lose_time(self, instant_us: int) -> None:
        """Its clock stood still and begins anew, with a time that cannot be trusted. [µs]"""
        self._turn_clock(instant_us, self.clock.begin_anew)
        self.occur(Occurrence.TIME_LOST)

    def _turn_clock(self, instant_us: int, turn: Callable[[int], None]) -> None:
        """Turn the clock to another instant; the parts are told before and after. [µs]"""
        before_us = self.clock.now_us
        self.clock_marks = self.part(Integration).clock_marks(instant_us - before_us)
        for part in self._hooks["before_clock_set"]:
            part.before_clock_set(instant_us)
        turn(instant_us)
        for part in self._hooks["clock_set"]:
            part.clock_set(before_us)

    @command
    def adjust_clock(self, period_us: int) -> None:
        """Set the clock to the nearest bound of a period in normal time. [µs]"""
        normal_us = self.clock.now_us + self.clock.normal_offset_us
        nearest_us = (2 * normal_us + period_us) // (2 * period_us) * period_us
        self.set_clock(nearest_us - self.clock.normal_offset_us)

    @command
    def shift_clock(self, shift_s: int) -> None:
        """Set the clock by so many seconds. [s]

        Raises:
            CommandRefused: They are more than 15 minutes.
        """
        if abs(shift_s) > _MOST_SHIFT_S:
            raise CommandRefused(f"the clock is shifted by at most {_MOST_SHIFT_S} s, not {shift_s} s")
        self.set_clock(self.clock.now_us + shift_s * US_PER_S)

    @command
    def set_summer_time(self, enabled: bool) -> None:
        """Enable or disable daylight saving."""
        self.clock.state.summer_time = enabled
        self.occur(Occurrence.SUMMER_TIME_SWITCHED)

    @command
    def debiting_stop(self) -> None:
        """End the debiting period now: an entry in the debiting log, and new peaks."""
        self.part(Debiting).stop()

    @command
    def reset_trip(self, energy: str) -> None:
        """Start an energy's trip counter anew.

        Raises:
            CommandRefused: The meter does not have it.
        """
        if energy not in TRIPS or energy not in self.configuration.energies:
            raise CommandRefused(f"the meter has no trip counter of {energy!r}", Refusal.ABSENT)
        self.energy.reset_trip(energy)

    # What is to be kept.

    @property
    def unsaved(self) -> bool:
        """Something has changed that has not been taken to be stored."""
        return self.revision != self._saved_revision

    def take_changes(self) -> Changes:
        """What is to be stored since the last time; the meter takes it as stored."""
        self._parts.log_forms.note(self.logs)
        parts = self._parts.encode()
        changed = {name: data for name, data in parts.items() if self._kept.get(name) != data}
        self._kept = parts
        logs = self.logs.values()
        cleared = [log.name for log in logs if log.take_cleared()]
        records = [records for log in logs if (records := log.take_records())]
        self._saved_revision = self.revision
        return Changes(changed, records, cleared)
