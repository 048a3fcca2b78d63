"""The ports of the primary module: what comes in does what Z3 says, what goes out follows. Persistent: all.

A level is what stands at the terminals. A port is *active* where its level is high, or low where Z3 has it
inverted. Inputs are looked at while there is mains; when it is back, a level that stands there holds, but is
no edge.

| function | active |
|---|---|
| 4 tariffs, 4 tariffs with load control | none: T1, port 1: T2, port 2: T3, both: T4 |
| 2 tariffs | no: T1, yes: T2 |
| pulse | its beginning counts, at most 25 times a second |
| alarm | sets the alarm of the meter status, where Z8 has the alarm input on |
| debiting stop | its beginning ends the debiting period |
| load control, load | the load is on |

An output of load control is active while its relay is on: 2 for `load_2`, 1 for all others, also for the one
that changes load control 1 and 2 over. The earth fault module has a relay for each. How outputs behave,
beside their names in Z3, is not published.

Sources: data sheet, Z3, Z8 and Z12; technical description 5512-1235 D1 (tariff inputs, 25 Hz, a division
factor of 0.100 to 1000.000).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Any, ClassVar, Final

import msgspec

from enfas.catalog.codes.software import MODULE_PORTS
from enfas.catalog.module_ports import CODE_OF_NUMBER, NUMBER_OF_CODE
from enfas.catalog.occurrences import Occurrence
from enfas.catalog.pulses import check_factor
from enfas.catalog.status import MeterStatus
from enfas.errors import CommandRefused, ConfigurationError, Refusal
from enfas.meter.command import command
from enfas.meter.part import Part
from enfas.meter.reconfiguration import Reconfiguration
from enfas.meter.status import Status
from enfas.meter.tariffs import Tariffs
from enfas.timebase import US_PER_MS

if TYPE_CHECKING:
    from enfas.catalog.codes.values import Port
    from enfas.meter.configuration import Configuration

__all__ = ["SHORTEST_CYCLE_US", "Ports", "PortsState"]

SHORTEST_CYCLE_US: Final = 40 * US_PER_MS
"""Pulses that follow one another faster (25 Hz) are not all counted. [µs]"""

_U32: Final = 1 << 32
_TARIFFS: Final = ("tariff_4", "tariff_4_load", "tariff_2")
_BY_RELAY: Final = ("load_1", "load_2", "load_1_2_change", "load_tariff_sync", "status_check")


class PortsState(msgspec.Struct):
    """What is kept of it.

    Attributes:
        levels: What stands at port 1 and port 2.
        seen: What they were when the meter last looked: which of them are active.
        count: The pulse input's register.
        begun_milli: What has come in since its last step. [0.001 pulses]
        factor_milli: How many pulses a step takes. [0.001]
        counted_us: When a pulse was last counted, in supply time; None: never. [µs]
        earth_fault: The earth fault module tells of an earth fault.
        v: Version of the part.
    """

    levels: tuple[bool, bool] = (False, False)
    seen: tuple[bool, bool] = (False, False)
    count: int = 0
    begun_milli: int = 0
    factor_milli: int = 1000
    counted_us: int | None = None
    earth_fault: bool = False
    v: int = 1


class Ports(Part[PortsState]):
    """The ports of a meter's primary module."""

    name: ClassVar[str] = "ports"
    STATE: ClassVar[type[msgspec.Struct]] = PortsState
    READERS: ClassVar[Mapping[str, Callable[[Any], int | bytes | str]]] = {
        "module_ports": lambda part: NUMBER_OF_CODE[part.code],
        "pulse_input": lambda part: part.state.count,
        "pulse_input_level": lambda part: int(part.state.levels[part.pulse_port]),
    }
    WRITERS: ClassVar[Mapping[str, Callable[[Any, Any], None]]] = {
        "module_ports": lambda part, number: part.set_functions(number),
        "pulse_input": lambda part, value: part.set_count(value),
    }

    @classmethod
    def new_state(cls, configuration: Configuration, start_us: int) -> Any:
        """No level anywhere; the factor as delivered."""
        return PortsState(factor_milli=configuration.pulse_factor_milli)

    @property
    def code(self) -> str:
        """The code of Z3."""
        return self.meter.configuration.software.row(MODULE_PORTS).code

    @property
    def pulse_port(self) -> int:
        """Where the pulse input is: 0 for port 1, also where there is none, 1 for port 2."""
        return int(self._is(1, "pulse"))

    @property
    def _ports(self) -> tuple[Port | None, Port | None]:
        ports = self.meter.configuration.module_ports
        return ports.io_1, ports.io_2

    def _is(self, place: int, *functions: str) -> bool:
        port = self._ports[place]
        return port is not None and port.direction == "input" and port.function in functions

    def active(self, place: int) -> bool:
        """Whether an input is active: of port 1 (0) or port 2 (1)."""
        port = self._ports[place]
        return port is not None and self.state.levels[place] != port.inverted

    # What is done to it.

    @command
    def set_inputs(self, one: bool | None = None, two: bool | None = None) -> None:
        """What stands at the terminals of port 1 and port 2; None: as it was."""
        levels = self.state.levels
        self.state.levels = (levels[0] if one is None else one, levels[1] if two is None else two)
        if self.meter.mains.on:
            self._look(edges=True)

    @command
    def take_pulses(self, instants_us: Sequence[int]) -> None:
        """Pulses have come in at the pulse input since the last time, at instants of the supply. [µs]

        Raises:
            CommandRefused: There is no pulse input, or they are not in order, or lie ahead.
        """
        if not any(self._is(place, "pulse") for place in (0, 1)):
            raise CommandRefused(f"Z3={self.code} has no pulse input", Refusal.ABSENT)
        now_us = self.meter.clock.supply_now_us
        times = [self.state.counted_us or 0, *instants_us, now_us]
        if any(after < before for before, after in pairwise(times)):
            raise CommandRefused("pulses are given in their order, and none twice or before it is there")
        if self.meter.mains.on:
            for instant_us in instants_us:
                self._count_pulse(instant_us)

    @command
    def set_factor(self, factor_milli: int) -> None:
        """Divide what comes in at the pulse input by another factor. [0.001]

        Raises:
            CommandRefused: It is not 0.100 to 1000.000.
        """
        try:
            check_factor(factor_milli)
        except ConfigurationError as error:
            raise CommandRefused(str(error)) from error
        self.state.factor_milli = factor_milli

    @command
    def set_count(self, value: int) -> None:
        """Set the pulse input's register.

        Raises:
            CommandRefused: It does not fit.
        """
        if not 0 <= value < _U32:
            raise CommandRefused(f"the pulse input counts from 0 to {_U32 - 1}, not {value}")
        self.state.count, self.state.begun_milli = value, 0

    @command
    def set_functions(self, number: int) -> None:
        """Give the ports other functions, by the register's number; the software code (Z3) changes with it.

        Raises:
            CommandRefused: There are no such functions, or this meter cannot have them.
        """
        code = CODE_OF_NUMBER.get(number)
        if code is None:
            raise CommandRefused(f"the module's ports have no functions {number}")
        self.meter.part(Reconfiguration).configure(f"Z3={code}")

    @command
    def set_earth_fault(self, there: bool) -> None:
        """The earth fault module tells of an earth fault, or that it is gone.

        Raises:
            CommandRefused: There is no such module.
        """
        if not self._has_earth_fault_module:
            raise CommandRefused(f"Z3={self.code} has no earth fault module", Refusal.ABSENT)
        self._set_earth_fault(there=there)

    # What it sees.

    def power_up(self, now_us: int) -> None:
        """What stands at the inputs holds."""
        self._look(edges=False)

    def reconfigured(self, before: Configuration) -> None:
        """The ports may do other things: what stands there holds for those."""
        after = self.meter.configuration
        if (before.module_ports, before.module_pulses) != (after.module_ports, after.module_pulses):
            if not self._has_earth_fault_module:
                self._set_earth_fault(there=False)
            if self.meter.mains.on:
                self._look(edges=False)

    @property
    def _has_earth_fault_module(self) -> bool:
        port = self._ports[0]
        return port is not None and port.function == "earth_fault"

    def _set_earth_fault(self, *, there: bool) -> None:
        if there != self.state.earth_fault:
            self.state.earth_fault = there
            self.meter.occur(Occurrence.EARTH_FAULT if there else Occurrence.EARTH_FAULT_GONE)

    def _look(self, *, edges: bool) -> None:
        """Do what the inputs say; what begins at an edge only where there was one."""
        seen, now = self.state.seen, (self.active(0), self.active(1))
        self.state.seen = now
        for place in (0, 1):
            if edges and now[place] and not seen[place]:
                self._begin(place)
        self._set_alarm()
        inputs = self.tariff_inputs or (False, False)
        if inputs != self.meter.part(Tariffs).state.inputs:
            self.meter.part(Tariffs).set_inputs(*inputs)

    def _begin(self, place: int) -> None:
        """An input becomes active."""
        if self._is(place, "pulse"):
            self._count_pulse(self.meter.clock.supply_now_us)
        elif self._is(place, "debiting_stop"):
            self.meter.debiting_stop()

    def _count_pulse(self, instant_us: int) -> None:
        state = self.state
        if state.counted_us is not None and instant_us - state.counted_us < SHORTEST_CYCLE_US:
            return
        state.counted_us = instant_us
        steps, state.begun_milli = divmod(state.begun_milli + 1000, state.factor_milli)
        state.count = (state.count + steps) % _U32

    @property
    def alarm(self) -> bool:
        """The alarm input is on (Z8) and active."""
        on = self.meter.configuration.module_pulses.alarm_input
        return on and any(self._is(place, "alarm") and self.active(place) for place in (0, 1))

    def _set_alarm(self) -> None:
        status = self.meter.part(Status)
        if self.alarm != bool(status.state.bits & MeterStatus.ALARM):
            status.change(MeterStatus.ALARM, self.alarm)
            self.meter.occur(Occurrence.ALARM_INPUT if self.alarm else Occurrence.ALARM_INPUT_GONE)

    @property
    def load_is_on(self) -> bool | None:
        """The load says that it is on (status check); None: no port asks it."""
        place = next((place for place in (0, 1) if self._is(place, "load_control")), None)
        return None if place is None else self.active(place)

    def outputs(self, relays: tuple[bool, bool]) -> tuple[bool | None, bool | None]:
        """What stands at the ports that follow load control, as Z3 says; None: that port does not.

        Args:
            relays: Load control 1 and 2 are on.
        """
        one, two = (_level(port, relays) for port in self._ports)
        return (relays[0], relays[1]) if self._has_earth_fault_module else (one, two)

    @property
    def tariff_inputs(self) -> tuple[bool, bool] | None:
        """The tariff inputs 1 and 2 as Z3 means them; None: there are none."""
        wanted = [place for place in (0, 1) if self._is(place, *_TARIFFS)]
        if not wanted:
            return None
        active = [self.active(place) for place in wanted]
        return active[0], len(active) > 1 and active[1]


def _level(port: Port | None, relays: tuple[bool, bool]) -> bool | None:
    one, two = relays
    if port is None or port.direction != "output" or port.function not in _BY_RELAY:
        return None
    return (two if port.function == "load_2" else one) != port.inverted
