"""What every source offers: a supply yields rows, a source of samples yields voltage and current."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any, NamedTuple, Protocol

import numpy as np
import numpy.typing as npt

from enfas.interval import Rows

__all__ = ["FloatArray", "SampleSource", "Samples", "Supply", "scaled"]

FloatArray = npt.NDArray[np.float64]


class Samples(NamedTuple):
    """A block of samples of both channels.

    Attributes:
        u_v: Voltage, shape (n,), NaN where missing. [V]
        i_a: Current, the same. [A]
        missing: How many samples are missing between the block before and this one: a hole in the time
            stamps.
    """

    u_v: FloatArray
    i_a: FloatArray
    missing: int = 0


def scaled(numbers: npt.NDArray[Any], offset: float, factor: float) -> FloatArray:
    """Numbers of a source in volts or amperes; what is too large becomes infinite, which no meter takes."""
    with np.errstate(over="ignore", invalid="ignore"):  # of signalling NaN, too
        values: FloatArray = numbers.astype(np.float64)
        if offset:
            values = values - offset
        return values * factor if factor != 1.0 else values


class SampleSource(Protocol):
    """A source of samples of voltage and current.

    Attributes:
        name: What it is, for messages: the file's name.
        rate_hz: Sampling rate. [Hz]
        start_us: Instant of the first sample that it yields, or None where the source does not tell. [µs]
        skew_us: How much later the current is sampled than the voltage. [µs]
    """

    name: str
    rate_hz: Fraction
    start_us: int | None
    skew_us: float

    @property
    def total(self) -> int | None:
        """How much there is, in the unit of `done`; None where that is not known without reading it."""

    @property
    def done(self) -> int:
        """How much of it has been read."""

    def blocks(self) -> Iterator[Samples]:
        """The samples from the first on, block after block; once.

        Raises:
            InputError: The source is broken at a place that the error names.
        """


class Supply(Protocol):
    """A source of interval rows.

    Attributes:
        name: What it is, for messages: the file's name.
        start_us: Instant of the first row in the recording's own time, or None where it does not tell. [µs]
        notes: What the user should know about what has been read so far: values that were missing, and the
            like.
    """

    name: str
    start_us: int | None
    notes: list[str]

    @property
    def total(self) -> int | None:
        """How much there is, in the unit of `done`; None where that is not known without reading it."""

    @property
    def done(self) -> int:
        """How much of it has been read."""

    def rows(self, start_us: int) -> Iterator[Rows]:
        """The rows in blocks of a day at most, shifted so that the supply begins at an instant; once. [µs]

        Raises:
            InputError: The source is broken at a place that the error names.
        """
