"""The command line as a whole: errors on one line with exit code 2, the version, the help."""

from __future__ import annotations

import sys

import pytest

from enfas import __version__
from enfas.cli import main as command


def call(monkeypatch: pytest.MonkeyPatch, *arguments: str) -> int:
    monkeypatch.setattr(sys, "argv", ["enfas", *arguments])
    with pytest.raises(SystemExit) as stop:
        command.main()
    return int(stop.value.code or 0)


def test_an_error_of_the_project_is_one_line_with_what_to_do(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert call(monkeypatch, "code", "nonsense") == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.startswith("enfas: ")
    assert captured.err.count("\n") == 1


def test_the_version(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    assert call(monkeypatch, "--version") == 0
    assert capsys.readouterr().out == f"enfas {__version__}\n"


def test_help_lists_the_commands(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    assert call(monkeypatch, "--help") == 0
    assert "code" in capsys.readouterr().out
