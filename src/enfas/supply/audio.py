"""Sound files as recordings: WAV, FLAC and what else libsndfile reads, voltage and current on two channels.

The number of a sample is its integer code: signed, of the file's width (8-bit WAV counts from its middle). In
files of floating numbers it is that number itself, as it stands.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from fractions import Fraction
from pathlib import Path
from typing import Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt
import soundfile

from enfas.errors import InputError
from enfas.intake import Samples
from enfas.supply.lines import read_error
from enfas.supply.reading import Column, Reading
from enfas.supply.source import scaled

__all__ = ["AudioSamples"]


_BLOCK: Final = 1 << 16
_PIECE: Final = 1 << 10
"""Of a piece in which the file is broken nothing can be read. [frames]"""


class _Code(NamedTuple):
    """How the library is asked for samples, and how far its integers are shifted."""

    dtype: str
    shift: int = 0


_CODES: Final = {
    "PCM_U8": _Code("int16", 8),
    "PCM_S8": _Code("int16", 8),
    "PCM_16": _Code("int16"),
    "PCM_24": _Code("int32", 8),
    "PCM_32": _Code("int32"),
    "FLOAT": _Code("float64"),
    "DOUBLE": _Code("float64"),
}


class AudioSamples:
    """Samples in a sound file.

    Args:
        path: The file.
        name: Its name, for messages.
        reading: Channels (0 voltage, 1 current unless told), scales; a rate given holds over the file's.

    Raises:
        InputError: It cannot be read, has not these channels, or compresses with loss.
    """

    def __init__(self, path: Path, name: str, reading: Reading) -> None:
        self.name = name
        self.start_us: int | None = None
        self.skew_us = 0.0
        self.done = 0
        self._path = path
        self._reading = reading
        with self._open() as file:
            code = _CODES.get(file.subtype)
            if code is None:
                raise InputError(
                    f"{name} holds samples as {file.subtype}, which are not those that were recorded",
                    hint=f"readable are {', '.join(_CODES)}",
                )
            self._code = code
            self._u = _channel(name, reading.u_column, 0, file.channels, "voltage")
            self._i = _channel(name, reading.i_column, 1, file.channels, "current")
            self.total: int | None = file.frames
            self.rate_hz = reading.rate or Fraction(file.samplerate)
        if not self.total:
            raise InputError(f"{name} holds no samples")

    def blocks(self) -> Iterator[Samples]:
        """The samples, some ten thousand at a time."""
        reading = self._reading
        self.done = 0
        with self._open() as file:
            fault: Exception | None = None
            while fault is None:
                codes, fault = self._read(file)
                if not len(codes):
                    break
                self.done += len(codes)
                yield Samples(
                    scaled(codes[:, self._u], reading.u_offset, reading.u_scale or 1.0),
                    scaled(codes[:, self._i], reading.i_offset, reading.i_scale or 1.0),
                )
        if fault is not None:
            what = f"{self.name}, frame {self.done} of {self.total}: broken or cut off"
            raise InputError(f"{what}: {fault}") from fault
        if self.total and self.done < self.total:
            raise InputError(f"{self.name} ends after frame {self.done}; its header announces {self.total}")

    def _read(self, file: soundfile.SoundFile) -> tuple[npt.NDArray[Any], Exception | None]:
        """What comes next, as far as it can be read, and why no further."""
        pieces: list[npt.NDArray[Any]] = []
        fault: Exception | None = None
        try:
            while len(pieces) < _BLOCK // _PIECE and (not pieces or len(pieces[-1])):
                pieces.append(file.read(_PIECE, dtype=self._code.dtype, always_2d=True))
        except soundfile.SoundFileError as error:
            fault = error
        return self._codes(np.concatenate(pieces) if pieces else np.zeros((0, 1))), fault

    def _codes(self, codes: npt.NDArray[Any]) -> npt.NDArray[Any]:
        """The file's own numbers."""
        if self._code.shift and len(codes):
            codes = codes >> self._code.shift
        elif self._code.dtype == "float64" and np.isinf(codes).any():
            frame = self.done + int(np.argmax(np.isinf(codes).any(axis=1)))
            raise InputError(f"{self.name}, frame {frame}: an infinite value")
        return codes

    @contextmanager
    def _open(self) -> Iterator[soundfile.SoundFile]:
        try:
            self._path.open("rb").close()  # the library does not say why a file cannot be opened
            file = soundfile.SoundFile(self._path)
        except OSError as error:
            raise read_error(self.name, error) from error
        except soundfile.SoundFileError as error:
            raise InputError(f"{self.name} is no sound file, or is broken: {error}") from error
        with file:
            yield file


def _channel(name: str, column: Column | None, default: int, channels: int, what: str) -> int:
    """The channel of a quantity.

    Raises:
        InputError: There is none such.
    """
    if column is None:
        column = default
    if isinstance(column, str) and column.isdecimal():
        column = int(column)
    if isinstance(column, str) or not 0 <= column < channels:
        raise InputError(
            f"{name} has no channel {column!r} for the {what}",
            hint=f"it has {channels}, counted from 0" if channels > 1 else "it has one only: channel 0",
        )
    return column
