"""A part of a source of samples: from some second on, for some seconds."""

from __future__ import annotations

from collections.abc import Iterator

from enfas.errors import InputError
from enfas.intake import Samples
from enfas.supply.source import SampleSource

__all__ = ["Excerpt"]


class Excerpt:
    """A part of a source.

    Args:
        source: The whole.
        from_s: What is left out at its beginning. [s]
        duration_s: How much is taken, or all that is left. [s]
    """

    def __init__(self, source: SampleSource, from_s: float, duration_s: float | None) -> None:
        self._source = source
        self.name = source.name
        self.rate_hz = source.rate_hz
        self.skew_us = source.skew_us
        self._from_s = from_s
        self._first = round(from_s * source.rate_hz)
        self._count = None if duration_s is None else max(1, round(duration_s * source.rate_hz))
        start_us = source.start_us
        self.start_us = None if start_us is None else start_us + round(self._first * 1_000_000 / self.rate_hz)

    @property
    def total(self) -> int | None:
        """How much the whole is, where all of it is read."""
        return self._source.total if self._count is None else None

    @property
    def done(self) -> int:
        """How much of the whole was read."""
        return self._source.done

    def blocks(self) -> Iterator[Samples]:
        """The samples of the part.

        Raises:
            InputError: The source ends before the part begins.
        """
        at, first = 0, self._first
        last = None if self._count is None else first + self._count
        reached = False
        for block in self._source.blocks():
            at += block.missing
            skip = max(0, first - at)
            end = len(block.u_v) if last is None else min(len(block.u_v), last - at)
            if skip < end:
                missing = block.missing if reached else max(0, at - first)
                yield Samples(block.u_v[skip:end], block.i_a[skip:end], missing)
                reached = True
            at += len(block.u_v)
            if last is not None and at >= last:
                return
        if not reached:
            raise InputError(
                f"{self.name} ends before {self._from_s:g} s: it has {float(at / self.rate_hz):g} s"
            )
