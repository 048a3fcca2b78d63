"""A source of samples as a supply: with what its instrument did in time, and what missing samples are."""

from __future__ import annotations

from collections.abc import Iterator

from enfas.intake import Samples, Sampling
from enfas.supply.reading import Reading
from enfas.supply.source import SampleSource

__all__ = ["Sampled"]


class Sampled:
    """A supply of samples.

    Args:
        source: The samples.
        reading: The phase of the instrument's current channel, and what missing samples are.
    """

    def __init__(self, source: SampleSource, reading: Reading) -> None:
        self.name = source.name
        self.start_us = source.start_us
        # a current that is sampled later shows what comes: it is early by that
        self.sampling = Sampling(source.rate_hz, reading.late_us - source.skew_us)
        self.notes: list[str] = []
        self.live = False
        self.origin = ""
        self.source = source
        self._missing = reading.mark

    @property
    def total(self) -> int | None:
        """How much there is, as the source counts it."""
        return self.source.total

    @property
    def done(self) -> int:
        """How much of it was read."""
        return self.source.done

    def blocks(self) -> Iterator[Samples]:
        """The samples, block after block; once."""
        for block in self.source.blocks():
            yield block._replace(mark=self._missing)
