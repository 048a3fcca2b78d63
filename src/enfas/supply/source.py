"""What every format of samples offers, and how its numbers become volts and amperes."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any, Final, Protocol

import numpy as np
import numpy.typing as npt

from enfas.intake import FloatArray, Samples

__all__ = ["RATE_HINT", "SampleSource", "scaled"]

RATE_HINT: Final = "say rate_hz = … in a supply file (.toml), or --rate to enfas measure"


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
