"""The table of kinds: each row opens, and is told from the others."""

from __future__ import annotations

from pkgutil import resolve_name

import pytest

from enfas.errors import InputError
from enfas.supply.kinds import KINDS, NAMES, Kind, kind_of_file, kind_of_stream

STARTS = {
    "comtrade": [b"--- file type: CFG ---", b"--- FILE TYPE: CFG"],
    "audio": [
        b"RIFF....WAVEfmt ",
        b"fLaC\0\0",
        b"riff.\x91\xcf\x11",
        b"FORM....AIFF",
        b".snd",
        b"caff",
        b"RF64",
    ],
    "parquet": [b"PAR1\x15\x04"],
    "raw": [],
    "text": [b"time,power", b"form,factor", b"", b"\x00\x01\x02"],
}


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_each_kind_has_an_opener(kind: Kind) -> None:
    assert callable(resolve_name(kind.opener))


@pytest.mark.parametrize(("name", "start"), [(name, s) for name, starts in STARTS.items() for s in starts])
def test_a_file_is_told_by_how_it_begins(name: str, start: bytes) -> None:
    assert kind_of_file("", "", start).name == name
    assert kind_of_file("", ".csv", start).name == name


@pytest.mark.parametrize(
    ("name", "suffix"), [(kind.name, suffix) for kind in KINDS for suffix in kind.suffixes]
)
def test_a_file_is_told_by_its_name_first(name: str, suffix: str) -> None:
    for start in (b"", b"RIFF", b"PAR1"):
        assert kind_of_file("", suffix, start).name == name
        assert kind_of_file("", suffix.upper(), start).name == name


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_what_the_user_says_goes_before_all(kind: Kind) -> None:
    assert kind_of_file(kind.name, ".wav", b"PAR1") is kind


@pytest.mark.parametrize("asked", ["samples", "loads"])
@pytest.mark.parametrize(
    ("suffix", "start", "name"),
    [
        (".parquet", b"", "parquet"),
        ("", b"PAR1", "parquet"),
        (".wav", b"RIFF", "text"),
        (".dat", b"", "text"),
    ],
)
def test_samples_and_loads_are_in_tables(asked: str, suffix: str, start: bytes, name: str) -> None:
    assert kind_of_file(asked, suffix, start).name == name


@pytest.mark.parametrize(
    ("asked", "encoding", "name"),
    [
        ("", "text", "text"),
        ("loads", "text", "text"),
        ("", "int16", "raw"),
        ("raw", "text", "raw"),
        ("text", "int16", "text"),
    ],
)
def test_a_stream_is_text_or_pairs(asked: str, encoding: str, name: str) -> None:
    assert kind_of_stream(asked, encoding, "standard input").name == name


@pytest.mark.parametrize("kind", [kind for kind in KINDS if not kind.streams], ids=lambda kind: kind.name)
def test_some_kinds_need_a_file(kind: Kind) -> None:
    with pytest.raises(InputError, match=f"^pipe cannot be read as {kind.name}: that needs a file$"):
        kind_of_stream(kind.name, "text", "pipe")


def test_names_are_of_one_kind_each() -> None:
    assert len(set(NAMES)) == len(NAMES)
    suffixes = [suffix for kind in KINDS for suffix in kind.suffixes]
    assert len(set(suffixes)) == len(suffixes)
