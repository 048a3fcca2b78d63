"""The kinds of sources: a row each, and how one is told from another.

A format is a file of its own and a row here. What opens it is written as an entry point is, for not every
run needs the library of every format.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from pkgutil import resolve_name
from typing import TYPE_CHECKING, Final, NamedTuple

from enfas.errors import InputError

if TYPE_CHECKING:
    from enfas.supply.lines import Stream
    from enfas.supply.load_series import LoadSeries
    from enfas.supply.reading import Reading
    from enfas.supply.source import SampleSource

__all__ = ["KINDS", "NAMES", "START", "SYNTHETIC", "TABLES", "Kind", "kind_of_file", "kind_of_stream"]

START: Final = 16
"""How much of a file's beginning tells its kind. [octets]"""

SYNTHETIC: Final = "synthetic"
"""The kind of a supply file that describes a signal, and leads to no source."""

_CONTENTS: Final = ("samples", "loads")
"""What a table is of, where the user says it: any table may be of either."""


def _nothing(start: bytes) -> bool:
    return False


def _with(*starts: bytes) -> Callable[[bytes], bool]:
    return lambda start: start.startswith(starts)


class Kind(NamedTuple):
    """A kind of source.

    Attributes:
        name: What `kind` in a supply file says.
        opener: "module:callable", which makes a source of a path or stream, its name and a `Reading`.
        suffixes: Of the files' names, in small letters.
        begins: Whether a file that begins so is of this kind.
        streams: It may come on standard input or through a pipe.
    """

    name: str
    opener: str
    suffixes: tuple[str, ...] = ()
    begins: Callable[[bytes], bool] = _nothing
    streams: bool = False

    def open(self, where: Path | Stream, name: str, reading: Reading) -> SampleSource | LoadSeries:
        """Open a source of this kind.

        Args:
            where: The file, or a stream.
            name: What it is called in messages.
            reading: How it is read.

        Raises:
            InputError: It cannot be read as asked.
        """
        opener: Callable[[Path | Stream, str, Reading], SampleSource | LoadSeries] = resolve_name(self.opener)
        return opener(where, name, reading)


TABLES: Final = (
    Kind("parquet", "enfas.supply.tables:open_parquet", (".parquet", ".pq"), _with(b"PAR1")),
    Kind("text", "enfas.supply.tables:open_text", streams=True),
)
"""Columns: of samples, or of a load."""

KINDS: Final = (
    Kind(
        "comtrade",
        "enfas.supply.comtrade_samples:ComtradeSamples",
        (".cfg", ".dat", ".cff"),
        lambda start: start.lower().startswith(b"--- file type:"),
    ),
    Kind(
        "audio",
        "enfas.supply.audio:AudioSamples",
        (".wav", ".wave", ".w64", ".rf64", ".flac", ".aiff", ".aif", ".au", ".caf"),
        _with(b"RIFF", b"RF64", b"fLaC", b"riff", b"FORM", b".snd", b"caff"),
    ),
    Kind("raw", "enfas.supply.raw:RawSamples", (".raw", ".bin", ".pcm"), streams=True),
    *TABLES,
)
"""All of them; where nothing tells it is the last."""

_BY_NAME: Final = {kind.name: kind for kind in KINDS}

NAMES: Final = (*_CONTENTS, *_BY_NAME, SYNTHETIC)
"""What `kind` in a supply file may be."""


def kind_of_file(asked: str, suffix: str, start: bytes) -> Kind:
    """The kind of a file: what the user says, else by its name, else by how it begins.

    Args:
        asked: One of `NAMES`, or nothing.
        suffix: Of its name.
        start: Its first octets.
    """
    if asked in _BY_NAME:
        return _BY_NAME[asked]
    possible = TABLES if asked else KINDS
    by_suffix = (kind for kind in possible if suffix.lower() in kind.suffixes)
    by_content = (kind for kind in possible if kind.begins(start))
    return next(by_suffix, None) or next(by_content, KINDS[-1])


def kind_of_stream(asked: str, encoding: str, name: str) -> Kind:
    """The kind of a stream: what the user says, else pairs where an encoding is said, else text.

    Raises:
        InputError: It needs a file.
    """
    kind = _BY_NAME.get(asked) or (KINDS[-1] if encoding == "text" else _BY_NAME["raw"])
    if not kind.streams:
        raise InputError(f"{name} cannot be read as {kind.name}: that needs a file")
    return kind
