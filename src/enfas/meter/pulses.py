"""Pulses: LED and S0 on the same edges, and the pulse outputs of the module (Z3, Z8). Persistent: all.

A pulse begins at the instant at which the counter of its energy reaches a whole number of pulses, so that
pulses and registers agree to within the pulse begun. The instants follow from the shares of the rows as the
counters do, whatever is cut; they are worked out for whoever listens, and else only where pulses have to wait
(`catalog.pulses`). What waits at the loss of mains is given when it is back.

LED and S0 tell of A+, and in verification of the energy that is verified (operation state 2 to 5). A
verification ends by itself after 16 hours, as in the 162M (5512-1040 C1, page 13).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, ClassVar, Final, NamedTuple

import msgspec
import numpy as np
import numpy.typing as npt

from enfas.catalog.pulses import (
    MJ_PER_KWH,
    PULSE_US,
    PULSES_PER_KWH,
    VERIFIED,
    check_rate,
)
from enfas.errors import CommandRefused, ConfigurationError, Refusal
from enfas.meter.block import Block
from enfas.meter.command import command
from enfas.meter.energy import PARTS, amount
from enfas.meter.part import Part, Segment
from enfas.timebase import US_PER_HOUR, US_PER_MS

if TYPE_CHECKING:
    from enfas.meter.configuration import Configuration
    from enfas.meter.device import Meter

__all__ = ["LED", "Listener", "Output", "Pulses", "PulsesState"]

LED: Final = "led"
"""The name of the output that is LED and S0; those of the module are `io_1` and `io_2`."""

_VERIFICATION_US: Final = 16 * US_PER_HOUR

Listener = Callable[[str, "npt.NDArray[np.int64]"], None]
"""Is told the name of an output and the starts of its pulses, in supply time. [µs]"""


class Output(msgspec.Struct):
    """What is kept of an output.

    Attributes:
        count: Pulses that it has begun.
        waiting: Pulses that are due and have to wait.
        free_us: When the last one's pause is over, in supply time. [µs]
    """

    count: int = 0
    waiting: int = 0
    free_us: int = 0


def _outputs() -> dict[str, Output]:
    return {LED: Output()}


class PulsesState(msgspec.Struct):
    """What is kept of it.

    Attributes:
        rates: Of the module's outputs at port 1 and 2. [imp/kWh]
        outputs: By name, as many as there are.
        operation_state: 1; 2 to 5 in verification.
        until_us: When the verification ends, by the meter's clock. [µs]
        v: Version of the part.
    """

    rates: tuple[int, int] = (PULSES_PER_KWH, PULSES_PER_KWH)
    outputs: dict[str, Output] = msgspec.field(default_factory=_outputs)
    operation_state: int = 1
    until_us: int | None = None
    v: int = 1


class _Channel(NamedTuple):
    """An output as it is at present."""

    name: str
    energy: str
    rate: int
    pulse_us: int

    @property
    def cycle_us(self) -> int:
        """Pulse and pause. [µs]"""
        return 2 * self.pulse_us


class Pulses(Part[PulsesState]):
    """The pulse outputs of a meter."""

    name: ClassVar[str] = "pulses"
    STATE: ClassVar[type[msgspec.Struct]] = PulsesState
    READERS: ClassVar[Mapping[str, Callable[[Any], int | bytes | str]]] = {
        "operation_state": lambda part: part.state.operation_state
    }
    WRITERS: ClassVar[Mapping[str, Callable[[Any, Any], None]]] = {
        "operation_state": lambda part, value: part.set_operation_state(value)
    }

    def __init__(self, meter: Meter, state: PulsesState) -> None:
        super().__init__(meter, state)
        self._listeners: list[Listener] = []
        self._channels: tuple[_Channel, ...] = ()
        self._hot: tuple[Block | None, dict[str, bool]] = None, {}
        self._settle()

    @classmethod
    def new_state(cls, configuration: Configuration, start_us: int) -> Any:
        """As delivered."""
        return PulsesState(configuration.pulse_rates)

    def _settle(self) -> None:
        """Work out which outputs there are."""
        state, configuration = self.state, self.meter.configuration
        energy = VERIFIED[state.operation_state]
        channels = [_Channel(LED, energy, PULSES_PER_KWH, PULSE_US)]
        pulse_us = configuration.module_pulses.pulse_ms * US_PER_MS
        ports = configuration.module_ports
        for name, port, rate in zip(("io_1", "io_2"), (ports.io_1, ports.io_2), state.rates, strict=True):
            if port is not None and port.direction == "output" and port.function in PARTS:
                channels.append(_Channel(name, port.function, rate, pulse_us))
        self._channels = tuple(channels)
        self._hot = None, {}
        there = {channel.name for channel in channels}
        state.outputs = {
            name: state.outputs.get(name, Output()) for name in (LED, "io_1", "io_2") if name in there
        }

    def reconfigured(self, before: Configuration) -> None:
        """The module's outputs may have become others; what waited at those that are gone is gone."""
        if before.module_ports != self.meter.configuration.module_ports:
            self.state.outputs = {LED: self.state.outputs[LED]}
        self._settle()

    # Counting.

    def listen(self, listener: Listener) -> None:
        """Tell somebody of all pulses that begin from now on; not kept."""
        self._listeners.append(listener)

    def count(self, segment: Segment) -> None:
        """Give the pulses of a segment."""
        for channel in self._channels:
            output = self.state.outputs[channel.name]
            gained_mj = amount(segment.amounts, channel.energy)
            if not gained_mj and not output.waiting:
                continue
            after_mj = self.meter.energy.total(channel.energy)
            before_mj = after_mj - gained_mj
            last = after_mj * channel.rate // MJ_PER_KWH
            due = last - before_mj * channel.rate // MJ_PER_KWH
            if not due and not output.waiting:
                continue
            late = output.waiting or self._saturated(channel, segment)
            if late or self._listeners or _too_early(channel, output, segment, before_mj):
                self._give(channel, output, segment, before_mj, due)
            else:
                since_mj = after_mj + -last * MJ_PER_KWH // channel.rate
                begun_us = segment.block.reach_back(PARTS[channel.energy], segment.to_us, since_mj)
                output.count += due
                output.free_us = begun_us + channel.cycle_us

    def _give(self, channel: _Channel, output: Output, segment: Segment, before_mj: int, due: int) -> None:
        """Give pulses one by one: some may have to wait, or somebody listens."""
        cycle_us = channel.cycle_us
        # no more can begin in the segment, however many are due
        most = (segment.to_us - segment.from_us) // cycle_us + 2
        wanted = np.full(min(most, output.waiting), segment.from_us, dtype=np.int64)
        if len(wanted) < most and due:
            new = _arrivals(channel, segment, before_mj, 1, min(due, most - len(wanted)))
            wanted = np.concatenate([wanted, new])
        wanted[0] = max(int(wanted[0]), output.free_us)
        after_us = np.arange(len(wanted), dtype=np.int64) * cycle_us
        starts = np.maximum.accumulate(wanted - after_us) + after_us
        starts = starts[: np.searchsorted(starts, segment.to_us, side="right")]
        output.waiting += due - len(starts)
        if len(starts):
            output.count += len(starts)
            output.free_us = int(starts[-1]) + cycle_us
            for listener in self._listeners:
                listener(channel.name, starts)

    def _saturated(self, channel: _Channel, segment: Segment) -> bool:
        """Whether some row of a segment's block may saturate an output."""
        block, known = self._hot
        if block is not segment.block:
            known = {}
            self._hot = segment.block, known
        if channel.name not in known:
            # what is cut off can bring two instants nearer to one another by what two millijoules take
            pulse_mj = MJ_PER_KWH // channel.rate - 2
            known[channel.name] = segment.block.exceeds(PARTS[channel.energy], pulse_mj, channel.cycle_us)
        return known[channel.name]

    @property
    def led_lit(self) -> bool:
        """The LED is lit: in a pulse, or, where Z2 says so, while there is no consumption."""
        meter = self.meter
        if not meter.mains.on:
            return False
        led = self.state.outputs[LED]
        began_us = led.free_us - 2 * PULSE_US
        if led.count and began_us <= meter.clock.supply_now_us < began_us + PULSE_US:
            return True
        return meter.configuration.led_on_when_idle and meter.present.starting

    # Verification.

    @command
    def set_operation_state(self, operation_state: int) -> None:
        """Begin or end the verification of an energy.

        Raises:
            CommandRefused: There is no such state, or the meter does not have the energy.
        """
        energy = VERIFIED.get(operation_state)
        if energy is None:
            raise CommandRefused(f"operation states are 1 to {max(VERIFIED)}, not {operation_state}")
        if energy not in self.meter.configuration.energies:
            raise CommandRefused(f"the meter does not have the energy {energy}", Refusal.ABSENT)
        self.state.operation_state = operation_state
        verifying = operation_state != 1
        self.state.until_us = self.meter.clock.now_us + _VERIFICATION_US if verifying else None
        self._settle()

    def due_us(self) -> int | None:
        """The end of a verification."""
        return self.state.until_us

    def act(self, now_us: int) -> None:
        """Back to normal operation."""
        self.state.operation_state, self.state.until_us = 1, None
        self._settle()

    def clock_set(self, before_us: int) -> None:
        """How long a verification lasts does not depend on what the clock is set to."""
        if self.state.until_us is not None:
            self.state.until_us += self.meter.clock.now_us - before_us

    # The module's outputs.

    @command
    def set_rate(self, port: int, pulses_per_kwh: int) -> None:
        """Give the output at a port of the module another rate. [imp/kWh]

        Raises:
            CommandRefused: There is no such port or rate.
        """
        if port not in (1, 2):
            raise CommandRefused(f"the module has the ports 1 and 2, not {port}")
        try:
            check_rate(pulses_per_kwh)
        except ConfigurationError as error:
            raise CommandRefused(str(error)) from error
        one, two = self.state.rates
        self.state.rates = (pulses_per_kwh, two) if port == 1 else (one, pulses_per_kwh)
        self._settle()

    def channels(self) -> Iterator[tuple[str, str, int, int]]:
        """The outputs that there are: name, energy, rate [imp/kWh] and length of a pulse [µs]."""
        yield from self._channels


def _too_early(channel: _Channel, output: Output, segment: Segment, before_mj: int) -> bool:
    """Whether the first pulse of a segment is due before the pause of the last one is over."""
    if output.free_us <= segment.from_us:
        return False
    now, then = (segment.block.at(at_us) for at_us in (segment.from_us, min(output.free_us, segment.to_us)))
    gained_mj = amount(then, channel.energy) - amount(now, channel.energy)
    return (before_mj + gained_mj) * channel.rate // MJ_PER_KWH > before_mj * channel.rate // MJ_PER_KWH


def _arrivals(
    channel: _Channel, segment: Segment, before_mj: int, first: int, count: int
) -> npt.NDArray[np.int64]:
    """When pulses are due.

    Args:
        channel: Of which output.
        segment: In what.
        before_mj: What the counter showed at its start. [mJ]
        first: Which pulse of the segment is the first, from 1.
        count: How many.
    """
    rate = channel.rate
    begun = before_mj * rate % MJ_PER_KWH  # of a pulse, at the segment's start
    numbers = np.arange(first, first + count, dtype=np.int64)
    amounts = -((begun - numbers * MJ_PER_KWH) // rate)
    return segment.block.reach(PARTS[channel.energy], segment.from_us, segment.to_us, amounts)
