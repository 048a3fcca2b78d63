from __future__ import annotations

import io
import os
from pathlib import Path

import pytest

from enfas.errors import InputError
from enfas.supply.lines import Lines, Pipe


def test_chunks_are_whole_lines_with_their_numbers(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    text = b"".join(b"%d,%d\n" % (n, n * n) for n in range(200_000)) + b"last"
    path.write_bytes(text)
    lines = Lines(path, "a.csv")
    assert not lines.live
    chunks = list(lines.chunks())
    assert b"".join(chunk.data for chunk in chunks) == text
    assert len(chunks) > 2
    for chunk in chunks[:-1]:
        assert chunk.data.endswith(b"\n")
        assert len(chunk.data) < 3 << 20
    assert chunks[1].line == chunks[0].data.count(b"\n") + 1
    assert (chunks[-1].line, chunks[-1].data) == (200_001, b"last")
    assert lines.done == len(text)


def test_a_file_can_be_walked_again(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b"1\n2\n")
    lines = Lines(path, "a.csv")
    assert lines.head(64) == [b"1", b"2"]
    assert lines.first_chunk() == (1, b"1\n2\n")
    assert [list(lines.chunks()) for _ in range(2)] == [[(1, b"1\n2\n")]] * 2


def test_a_head_has_no_line_that_may_go_on(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b"1234567\n" * 8191 + b"12345678\n9")
    assert set(Lines(path, "a.csv").head(64)) == {b"1234567"}


def test_what_was_looked_at_of_a_stream_is_not_lost() -> None:
    lines = Lines(io.BytesIO(b"u,i\n1,2\n3,4"), "standard input")
    assert lines.live
    assert lines.head(2) == [b"u,i", b"1,2"]
    assert lines.first_chunk() == (1, b"u,i\n1,2\n")
    assert list(lines.chunks()) == [(1, b"u,i\n1,2\n"), (3, b"3,4")]


def test_of_a_stream_no_more_is_waited_for_than_is_needed() -> None:
    reader, writer = os.pipe()
    with open(reader, "rb") as stream, open(writer, "wb", buffering=0) as source:
        lines = Lines(stream, "a pipe")
        source.write(b"1,2\n3,4\n5")
        assert lines.head(2) == [b"1,2", b"3,4"]
        chunks = lines.chunks()
        assert next(chunks) == (1, b"1,2\n3,4\n")
        source.write(b",6\n")
        assert next(chunks) == (3, b"5,6\n")
        source.write(b"7")
        source.close()
        assert list(chunks) == [(4, b"7")]


def test_nothing_is_no_lines(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b"")
    assert Lines(path, "a.csv").head(64) == []
    assert Lines(path, "a.csv").first_chunk() is None
    assert Lines(io.BytesIO(b""), "-").head(2) == []
    assert list(Lines(io.BytesIO(b""), "-").chunks()) == []


def test_what_has_no_lines_is_no_text(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b"x" * (3 << 20))
    with pytest.raises(InputError, match=r"a\.csv.* not text"):
        Lines(path, "a.csv").head(64)
    with pytest.raises(InputError, match=r"a\.csv, line 1: not text"):
        list(Lines(path, "a.csv").chunks())
    with pytest.raises(InputError, match="line 1: not text"):
        Lines(io.BytesIO(b"x" * (3 << 20)), "-").head(2)
    path.write_bytes(b"1\n" + b"x" * (3 << 20))
    with pytest.raises(InputError, match="line 2: not text"):
        list(Lines(path, "a.csv").chunks())


def test_a_file_that_is_not_there_is_an_error_of_the_input(tmp_path: Path) -> None:
    lines = Lines(tmp_path / "b.csv", "b.csv")
    with pytest.raises(InputError, match=r"b\.csv cannot be read: No such file"):
        lines.head(64)
    with pytest.raises(InputError, match=r"b\.csv cannot be read"):
        list(lines.chunks())


class Broken:
    """A stream that fails."""

    def read1(self, size: int, /) -> bytes:
        raise OSError(5, "Input/output error")


def test_a_stream_that_fails_is_an_error_of_the_input() -> None:
    with pytest.raises(InputError, match="- cannot be read: Input/output error"):
        Lines(Broken(), "-").head(2)
    with pytest.raises(InputError, match="cannot be read"):
        list(Lines(Broken(), "-").chunks())


def test_a_named_pipe_is_closed_at_its_end(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_bytes(b"1\n2\n")
    pipe = Pipe(path)
    assert [pipe.read1(3), pipe.read1(3), pipe.read1(3), pipe.read1(3)] == [b"1\n2", b"\n", b"", b""]
    with pytest.raises(InputError, match="cannot be read"):
        Lines(Pipe(tmp_path / "b"), "b").head(1)
