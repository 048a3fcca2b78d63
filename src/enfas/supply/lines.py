"""Text in chunks of whole lines, from a file or a live stream, with the numbers of the lines.

A file is read anew by each walk through it and stands open only meanwhile. A stream is read once: what was
looked at beforehand comes first, and then whatever is there, without waiting for more.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import ExitStack
from io import BufferedReader
from pathlib import Path
from typing import Final, NamedTuple, Protocol

from enfas.errors import InputError

__all__ = ["Chunk", "Lines", "Pipe", "Stream", "read_error"]

_CHUNK: Final = 1 << 20
_HEAD: Final = 1 << 16
_LONGEST_LINE: Final = 1 << 20


class Stream(Protocol):
    """A stream of octets that can give what is there: `io.BufferedReader`, `io.BytesIO`."""

    def read1(self, size: int, /) -> bytes:
        """At most `size` octets, by at most one read below; none at the end."""


class Pipe:
    """A pipe that has a name, opened when it is first read and closed at its end.

    Args:
        path: Its name.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file: BufferedReader | None = None
        self._ended = False

    def read1(self, size: int, /) -> bytes:
        """What is there, at most `size` octets; none at the end."""
        if self._ended:
            return b""
        if self._file is None:
            self._file = self._path.open("rb")
        data = self._file.read1(size)
        if not data:
            self._ended = True
            self._file.close()
        return data


class Chunk(NamedTuple):
    """Whole lines.

    Attributes:
        line: Number of the first, from 1.
        data: The lines with their ends; the last of the text may have none.
    """

    line: int
    data: bytes


def read_error(name: str, error: OSError) -> InputError:
    """The error of a source that the system will not let us read."""
    return InputError(f"{name} cannot be read: {os.strerror(error.errno) if error.errno else error}")


class Lines:
    """The lines of a text.

    Args:
        where: The file, or the stream.
        name: Its name, for messages.

    Attributes:
        done: Octets read by the present walk.
    """

    def __init__(self, where: Path | Stream, name: str) -> None:
        self._where = where
        self._ahead = b""
        self._ended = False
        self.name = name
        self.done = 0

    @property
    def live(self) -> bool:
        """The text is a stream, of which nothing may be waited for that is not needed."""
        return not isinstance(self._where, Path)

    def head(self, least: int) -> list[bytes]:
        """The first lines without their ends; of a stream no more than come before `least` are there."""
        if isinstance(self._where, Path):
            try:
                with self._where.open("rb") as file:
                    data = file.read(_HEAD)
                    ended = not file.read(1)
            except OSError as error:
                raise read_error(self.name, error) from error
        else:
            while self._ahead.count(b"\n") < least and not self._ended:
                self._look_ahead(self._where)
            data, ended = self._ahead, self._ended
        lines = data.splitlines()
        if not ended and lines and not data.endswith(b"\n"):
            lines.pop()
            if not lines:
                raise InputError(f"{self.name} is not text: its first line has more than {_HEAD} octets")
        return lines

    def _look_ahead(self, stream: Stream) -> None:
        try:
            data = stream.read1(_HEAD)
        except OSError as error:
            raise read_error(self.name, error) from error
        self._ended = not data
        self._ahead += data
        if len(self._ahead) > _LONGEST_LINE and b"\n" not in self._ahead:
            raise self._too_long(1)

    def chunks(self) -> Iterator[Chunk]:
        """All lines in chunks.

        Raises:
            InputError: The source cannot be read, or is not text.
        """
        rest, line = b"", 1
        for data in self._pieces():
            self.done += len(data)
            end = data.rfind(b"\n") + 1
            if not end:
                rest += data
                if len(rest) > _LONGEST_LINE:
                    raise self._too_long(line)
                continue
            whole, rest = rest + data[:end], data[end:]
            yield Chunk(line, whole)
            line += whole.count(b"\n")
        if rest:
            yield Chunk(line, rest)

    def first_chunk(self) -> Chunk | None:
        """The first lines once more, without taking them."""
        if self.live:
            end = self._ahead.rfind(b"\n") + 1
            return Chunk(1, self._ahead[: end or None]) if self._ahead else None
        first = next(self.chunks(), None)
        self.done = 0
        return first

    def _pieces(self) -> Iterator[bytes]:
        self.done = 0
        with ExitStack() as stack:
            try:
                if isinstance(self._where, Path):
                    stream: Stream = stack.enter_context(self._where.open("rb"))
                else:
                    stream = self._where
                    if self._ahead:
                        ahead, self._ahead = self._ahead, b""
                        yield ahead
                while data := stream.read1(_CHUNK):
                    yield data
            except OSError as error:
                raise read_error(self.name, error) from error

    def _too_long(self, line: int) -> InputError:
        return InputError(
            f"{self.name}, line {line}: not text, the line has more than {_LONGEST_LINE} octets"
        )
