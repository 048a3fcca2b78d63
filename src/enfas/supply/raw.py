"""Pairs of numbers, voltage and current, little-endian, bare: a file, or standard input as it comes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Final

import numpy as np

from enfas.errors import InputError
from enfas.intake import Samples
from enfas.supply.lines import Stream, read_error
from enfas.supply.reading import Reading
from enfas.supply.source import RATE_HINT, scaled

__all__ = ["DTYPES", "RawSamples"]

DTYPES: Final = {"int16": "<i2", "int32": "<i4", "float32": "<f4", "float64": "<f8"}

_BLOCK_OCTETS: Final = 1 << 20
_LIVE_PARTS_PER_S: Final = 5


class RawSamples:
    """Samples as bare pairs.

    Args:
        where: The file, or a stream.
        name: Its name, for messages.
        reading: Encoding and rate, which must be given, and scales.

    Raises:
        InputError: The encoding or the rate is not given, or the file cannot be read.
    """

    def __init__(self, where: Path | Stream, name: str, reading: Reading) -> None:
        if reading.rate is None:
            raise InputError(f"{name} does not say its sampling rate", hint=RATE_HINT)
        if reading.encoding not in DTYPES:
            raise InputError(
                f"{name} does not say what its octets are", hint=f"give an encoding: {', '.join(DTYPES)}"
            )
        self.name = name
        self.rate_hz = reading.rate
        self.start_us: int | None = None
        self.skew_us = 0.0
        self.done = 0
        self.total: int | None = None
        self._where = where
        self._reading = reading
        self._pair = np.dtype((DTYPES[reading.encoding], (2,)))
        if isinstance(where, Path):
            try:
                self.total = where.stat().st_size
            except OSError as error:
                raise read_error(name, error) from error

    def blocks(self) -> Iterator[Samples]:
        """The samples; of a stream whatever is there, in blocks of 0.2 s at most."""
        reading, size = self._reading, self._pair.itemsize
        u_factor, i_factor = reading.u_scale or 1.0, reading.i_scale or 1.0
        live = not isinstance(self._where, Path)
        most = max(1, int(self.rate_hz) // _LIVE_PARTS_PER_S) if live else _BLOCK_OCTETS
        rest = b""
        for data in self._pieces():
            data = rest + data
            count = len(data) // size
            pairs = np.frombuffer(data, self._pair.base, 2 * count).reshape(count, 2)
            infinite = np.isinf(pairs).any(axis=1)
            if infinite.any():
                at = self.done + int(np.argmax(infinite)) * size
                raise InputError(f"{self.name}, byte {at}: an infinite value", hint="is the encoding right?")
            rest = data[count * size :]
            for first in range(0, count, most):
                part = pairs[first : first + most]
                yield Samples(
                    scaled(part[:, 0], reading.u_offset, u_factor),
                    scaled(part[:, 1], reading.i_offset, i_factor),
                )
            self.done += count * size
        if rest:
            raise InputError(
                f"{self.name} ends at byte {self.done + len(rest)}, within a pair of {size} octets"
            )

    def _pieces(self) -> Iterator[bytes]:
        self.done = 0
        with ExitStack() as stack:
            try:
                if isinstance(self._where, Path):
                    stream: Stream = stack.enter_context(self._where.open("rb"))
                else:
                    stream = self._where
                while data := stream.read1(_BLOCK_OCTETS):
                    yield data
            except OSError as error:
                raise read_error(self.name, error) from error
