"""A part of the meter that is plugged in: what it keeps, when it acts, what it is told.

A part is one file. It holds a state that is persistent, and overrides those of the hooks below that concern
it; the meter calls no others. At one instant the hooks of all parts are called in the order of
`parts.PLUGGED_IN`. Its commands are methods of its own (`meter.command`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any, ClassVar, Final, Generic, NamedTuple, TypeVar

import msgspec

if TYPE_CHECKING:
    from enfas.catalog.occurrences import Occurrence
    from enfas.meter.block import Block
    from enfas.meter.configuration import Configuration
    from enfas.meter.device import Meter
    from enfas.meter.log import Log
    from enfas.meter.period import Period

__all__ = ["HOOKS", "Part", "Segment"]

State = TypeVar("State", bound=msgspec.Struct)


class Segment(NamedTuple):
    """A piece of time with mains in which the meter did not change its behaviour.

    Attributes:
        block: The rows.
        from_us: Its start, in supply time. [µs]
        to_us: Its end, in supply time. [µs]
        amounts: What happened in it, by the columns of a block.
    """

    block: Block
    from_us: int
    to_us: int
    amounts: list[int]

    @property
    def duration_us(self) -> int:
        """How long it is. [µs]"""
        return self.to_us - self.from_us


class Part(Generic[State]):
    """One part.

    Args:
        meter: The meter that it is a part of.
        state: What is kept of it.

    Attributes:
        name: What it is called: in the meter, and in the memory.
        STATE: The type of its state (see `meter.state`).
        READERS: What reads those registers from the part that are its own, by key.
        WRITERS: What writes those of its registers that can be written and are no settings, by key.
    """

    name: ClassVar[str]
    STATE: ClassVar[type[msgspec.Struct]]
    READERS: ClassVar[Mapping[str, Callable[[Any], int | bytes | str | None]]] = {}
    WRITERS: ClassVar[Mapping[str, Callable[[Any, Any], None]]] = {}

    def __init__(self, meter: Meter, state: State) -> None:
        self.meter = meter
        self.state = state

    @classmethod
    def new_state(cls, configuration: Configuration, start_us: int) -> Any:
        """The state of a new meter's part, made at an instant. [µs]"""
        return cls.STATE()

    def logs(self) -> Iterable[Log]:
        """The logs that it keeps."""
        return ()

    # Hooks.

    def due_us(self) -> int | None:
        """The next instant of the meter's clock at which `act` must be called; None: none is known. [µs]"""
        return None

    def act(self, now_us: int) -> None:
        """The instant is reached by the meter's clock, perhaps jumped over, perhaps in an outage. [µs]"""

    def within(self, block: Block, from_us: int, to_us: int) -> int | None:
        """The first instant at which what the rows hold makes the part act: the meter counts up to it.

        Args:
            block: The rows.
            from_us: The instant lies after this one, in supply time. [µs]
            to_us: It lies before this one or on it. [µs]

        Returns:
            The instant, at which `met` will be called; None: there is none. [µs]
        """
        return None

    def met(self, now_us: int) -> None:
        """The instant that `within` named is reached, by the meter's clock. [µs]"""

    def count(self, segment: Segment) -> None:
        """A segment was counted: energies, time and means are in it."""

    def rows_go(self) -> None:
        """The rows go out of sight: what was put off of what has been counted must be done."""

    def period_ended(self, period: Period, stamp: bytes) -> None:
        """An integration period has ended; demand and profile have taken it."""

    def power_down(self, now_us: int) -> None:
        """Mains is gone, by the meter's clock. [µs]"""

    def power_up(self, now_us: int) -> None:
        """Mains is back, by the meter's clock; what was due meanwhile has been acted on. [µs]"""

    def occurred(self, occurrence: Occurrence, now_us: int) -> None:
        """Something happened that concerns others too, by the meter's clock. [µs]"""

    def reconfigured(self, before: Configuration) -> None:
        """The meter has another software code, which was checked: nothing is refused here."""

    def before_clock_set(self, after_us: int) -> None:
        """The clock is about to be set to another instant. [µs]"""

    def clock_set(self, before_us: int) -> None:
        """The clock was set; it showed another instant before. [µs]"""


HOOKS: Final = (
    "due_us",
    "within",
    "count",
    "rows_go",
    "period_ended",
    "power_down",
    "power_up",
    "occurred",
    "reconfigured",
    "before_clock_set",
    "clock_set",
)
"""The hooks that the meter calls; `act` goes with `due_us`, `met` with `within`."""
