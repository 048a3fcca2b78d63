"""COMTRADE records as samples: data in ASCII, BINARY, BINARY32 or FLOAT32, read record by record in pieces.

A missing value is 99999 or nothing in ASCII, the most negative number in binary, NaN in FLOAT32 (from
memory); in binary records of 1991 it is FFFFh, where the channel's bounds leave that out. The numbers of the
samples go up by one; where they jump ahead there is a hole.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from typing import Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt

from enfas.errors import InputError
from enfas.intake import FloatArray, Samples
from enfas.supply.comtrade_header import Channel, Header, read_header
from enfas.supply.dialect import Dialect
from enfas.supply.lines import read_error
from enfas.supply.reading import Reading
from enfas.supply.sample_clock import rate_of_stamps
from enfas.supply.source import RATE_HINT, scaled
from enfas.supply.table import Form
from enfas.supply.text_table import TextTable

__all__ = ["ComtradeSamples"]


_BLOCK: Final = 1 << 16
_FIRST: Final = 10_000
_ASCII_MISSING: Final = 99_999
_ANALOG: Final[Mapping[str, str]] = {"BINARY": "<i2", "BINARY32": "<i4", "FLOAT32": "<f4"}
_MISSING_1991: Final = -1


class _Block(NamedTuple):
    """Some records: the numbers and stamps of the samples, and the numbers of both channels."""

    sample: FloatArray
    stamp: FloatArray
    u: FloatArray
    i: FloatArray


class ComtradeSamples:
    """Samples of a COMTRADE record.

    Args:
        path: The .cfg, .dat or .cff file.
        name: Its name, for messages.
        reading: Channels by number among the analogue ones or by name; the scales multiply volts and amperes.

    Raises:
        InputError: A file is missing or broken, or its rate cannot be told.
    """

    def __init__(self, path: Path, name: str, reading: Reading) -> None:
        self.name = name
        self._reading = reading
        self._header = header = read_header(path, reading)
        self.start_us = header.start_us
        self.skew_us = header.i.skew_us - header.u.skew_us
        self.total: int | None = header.samples
        self.done = 0
        self.rate_hz: Fraction = header.rate_hz or self._rate_of_stamps()

    def blocks(self) -> Iterator[Samples]:
        """The samples, some ten thousand at a time.

        Raises:
            InputError: The data end early, are broken, or are not in order.
        """
        reading, header = self._reading, self._header
        self.done = 0
        last: float | None = None
        for block in self._records():
            u_v = scaled(self._values(header.u, block.u), reading.u_offset, reading.u_scale or 1.0)
            i_a = scaled(self._values(header.i, block.i), reading.i_offset, reading.i_scale or 1.0)
            steps = np.diff(block.sample, prepend=block.sample[0] - 1 if last is None else last)
            if not (steps > 0).all():
                at = self.done + int(np.argmax(~(steps > 0))) + 1
                raise InputError(
                    f"{self.name}, record {at}: the sample's number does not follow the one before"
                )
            last = float(block.sample[-1])
            bounds = [0, *np.flatnonzero(steps > 1).tolist(), len(steps)]
            for first, end in pairwise(bounds):
                if end > first:
                    yield Samples(u_v[first:end], i_a[first:end], int(steps[first]) - 1)
            self.done += len(steps)
        if self.done < header.samples:
            raise InputError(
                f"{header.data.name} ends after sample {self.done}; there should be {header.samples}"
            )

    def _rate_of_stamps(self) -> Fraction:
        first = next(self._records(), None)
        rate_hz = None
        if first is not None and np.isfinite(first.stamp).all():
            stamps = np.rint(first.stamp[:_FIRST] * self._header.stamp_ns).astype(np.int64)
            rate_hz = rate_of_stamps(stamps)
        if rate_hz is None:
            raise InputError(f"{self.name} does not say its sampling rate", hint=RATE_HINT)
        return rate_hz

    def _values(self, channel: Channel, numbers: FloatArray) -> FloatArray:
        header = self._header
        if header.form == "ASCII":
            missing = (numbers == _ASCII_MISSING) & (header.revision != "1991")
        elif header.form == "FLOAT32":
            missing = np.isnan(numbers)
        elif header.revision == "1991":
            missing = (numbers == _MISSING_1991) & (channel.least > _MISSING_1991)
        else:
            missing = numbers == np.iinfo(_ANALOG[header.form]).min
        values = scaled(numbers, 0.0, channel.factor) + channel.offset
        if np.isinf(values).any():
            at = self.done + int(np.argmax(np.isinf(values))) + 1
            raise InputError(f"{self.name}, record {at}: the value of channel {channel.name} is not finite")
        values[missing] = np.nan
        return values

    def _records(self) -> Iterator[_Block]:
        """The records, as many as the configuration announces."""
        left = self._header.samples
        for block in self._ascii() if self._header.form == "ASCII" else self._binary():
            if len(block.u) >= left:
                block = _Block(*(column[:left] for column in block))
            left -= len(block.u)
            yield block
            if not left:
                return

    def _ascii(self) -> Iterator[_Block]:
        header = self._header
        columns = 2 + header.analog + header.status
        dialect = Dialect(",", ".", [], [""] * columns, [], header.data_line)
        table = TextTable(header.data, header.data.name, self._reading, dialect)
        u, i = 2 + header.u.number, 2 + header.i.number
        wanted: dict[int, Form] = {0: "number", 1: "number", u: "number", i: "number"}
        for batch in table.batches(wanted):
            yield _Block(*(batch.numbers(column) for column in (0, 1, u, i)))

    def _binary(self) -> Iterator[_Block]:
        header = self._header
        record = np.dtype(
            [
                ("sample", "<u4"),
                ("stamp", "<u4"),
                ("analog", _ANALOG[header.form], (header.analog,)),
                ("status", "<u2", ((header.status + 15) // 16,)),
            ]
        )
        at = header.data_at
        try:
            with header.data.open("rb") as file:
                file.seek(at)
                while data := file.read(_BLOCK * record.itemsize):
                    whole = len(data) // record.itemsize
                    if whole:
                        yield _of_records(np.frombuffer(data, record, whole), header)
                    at += whole * record.itemsize
                    if len(data) % record.itemsize:
                        return
        except OSError as error:
            raise read_error(header.data.name, error) from error


def _of_records(records: npt.NDArray[Any], header: Header) -> _Block:
    analog = records["analog"]
    return _Block(
        records["sample"].astype(np.float64),
        records["stamp"].astype(np.float64),
        scaled(analog[:, header.u.number], 0.0, 1.0),
        scaled(analog[:, header.i.number], 0.0, 1.0),
    )
