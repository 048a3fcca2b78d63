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


@pytest.mark.parametrize(
    ("arguments", "said", "command_path"),
    [
        (["run"], "--supply", "enfas run"),
        (["run", "--foo"], "--foo", "enfas run"),
        (["read"], "HOST:PORT", "enfas read"),
        (["measure", "a.csv", "--rate", "many"], "--rate", "enfas measure"),
        (["plot", "cake", "state", "-o", "a.png"], "cake", "enfas plot"),
        (["bogus"], "bogus", "enfas"),
    ],
)
def test_a_use_that_cannot_be_is_one_line_with_where_to_look(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    arguments: list[str],
    said: str,
    command_path: str,
) -> None:
    assert call(monkeypatch, *arguments) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.startswith("enfas: ")
    assert captured.err.count("\n") == 1
    assert said in captured.err
    assert captured.err.endswith(f"(see {command_path} --help)\n")


def test_a_command_that_says_its_own_code_ends_with_it(monkeypatch: pytest.MonkeyPatch) -> None:
    assert call(monkeypatch, "run", "--help") == 0
