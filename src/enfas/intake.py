"""The joint between the supply and the measuring part: blocks of samples, or of loads, and who gives them.

Both are in volts, amperes and watts; what they were in is the supply's. A value that is missing is not a
number, never a zero that looks like one; what it is then (an outage, a gap) is decided where it is measured,
by one rule (`metrology.missing`), unless the block says it.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any, Final, NamedTuple, Protocol

import numpy as np
import numpy.typing as npt

from enfas.interval import Mark

__all__ = [
    "MOST_A",
    "MOST_LOAD_W",
    "MOST_V",
    "FloatArray",
    "Flow",
    "IntArray",
    "Loads",
    "Samples",
    "Sampling",
    "Supply",
]

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]

MOST_V: Final = 50_000.0
MOST_A: Final = 10_000.0
"""What a sample or a mean value may be at most: together under `interval.MOST_POWER_W`. [V], [A]"""

MOST_LOAD_W: Final = 1e8
"""The greatest mean power of a load: a day of it in microjoules still fits 64 bits. [W]"""


class Sampling(NamedTuple):
    """How a supply samples.

    Attributes:
        rate_hz: Sampling rate. [Hz]
        late_us: By how much its instrument's current came late against the voltage; to be undone. [µs]
    """

    rate_hz: Fraction
    late_us: float = 0.0


class Samples(NamedTuple):
    """A block of samples of both channels.

    Attributes:
        u_v: Voltage, shape (n,), NaN where missing. [V]
        i_a: Current, the same. [A]
        missing: How many samples are missing between the block before and this one: a hole in the time
            stamps.
        mark: What is missing, in the block and before it: an outage, a gap; NONE: the rule tells.
    """

    u_v: FloatArray
    i_a: FloatArray
    missing: int = 0
    mark: Mark = Mark.NONE


class Flow(NamedTuple):
    """What flowed in each interval.

    Attributes:
        values: Shape (n,), NaN where not known. [W, var, VA], or amounts [Wh, varh, VAh]
        amounts: The values are amounts, not mean powers.
    """

    values: FloatArray
    amounts: bool = False


class Loads(NamedTuple):
    """A block of load values: arrays of one length; None for what the source does not have.

    Attributes:
        start_us: When each interval begins, since the supply began. [µs]
        duration_us: How long it lasts. [µs]
        active: Active power, import positive; import alone where `export` is given.
        export: Active power exported, as positive values.
        reactive: Reactive power; its sign and that of the active power tell the quadrant.
        apparent: Apparent power, without sign.
        u_v: R.m.s. voltage. [V]
        u_min_v: Least r.m.s. voltage. [V]
        u_max_v: Greatest r.m.s. voltage. [V]
        i_a: R.m.s. current. [A]
        f_hz: Frequency. [Hz]
        mark: What is missing, intervals without active power and holes between intervals: an outage, a gap;
            NONE: the rule tells.
    """

    start_us: IntArray
    duration_us: IntArray
    active: Flow
    export: Flow | None = None
    reactive: Flow | None = None
    apparent: Flow | None = None
    u_v: FloatArray | None = None
    u_min_v: FloatArray | None = None
    u_max_v: FloatArray | None = None
    i_a: FloatArray | None = None
    f_hz: FloatArray | None = None
    mark: Mark = Mark.NONE

    @property
    def known(self) -> npt.NDArray[np.bool_]:
        """Of which intervals the active energy is known."""
        known = ~np.isnan(self.active.values)
        return known if self.export is None else known & ~np.isnan(self.export.values)

    def part(self, where: slice | npt.NDArray[np.bool_]) -> Loads:
        """Some of the intervals."""

        def of(value: Any) -> Any:
            if isinstance(value, Flow):
                return value._replace(values=value.values[where])
            return value[where] if isinstance(value, np.ndarray) else value

        return Loads(*map(of, self))


class Supply(Protocol):
    """What a meter is connected to: gives samples, or loads.

    Attributes:
        name: What it is, for messages: the file's name.
        start_us: Instant of the beginning in the recording's own time, or None where it does not tell. [µs]
        sampling: How it samples; None: it gives loads.
        notes: What the user should know about what has been read so far: values that were missing, and the
            like.
        live: It comes as it happens: it may fall silent, and cannot be given again.
        origin: What tells it from others where it does not tell its own time: the same text means the same
            beginning, read in the same way. Empty: nothing does.
    """

    name: str
    start_us: int | None
    notes: list[str]
    live: bool
    origin: str

    @property
    def sampling(self) -> Sampling | None:
        """How it samples; None: it gives loads."""

    @property
    def total(self) -> int | None:
        """How much there is, in the unit of `done`; None where that is not known without reading it."""

    @property
    def done(self) -> int:
        """How much of it has been read."""

    def blocks(self) -> Iterator[Samples | Loads]:
        """All of it from the beginning on, block after block; once.

        Raises:
            InputError: The source is broken at a place that the error names.
        """
