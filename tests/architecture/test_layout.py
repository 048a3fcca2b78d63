"""The house keeps its rules: sizes, docstrings, decisions, commands, and nothing of this or that machine."""

from __future__ import annotations

import ast
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
import typer
from tests.helpers import ROOT
from typer.testing import CliRunner

from enfas.cli.main import app

SOURCES = sorted((ROOT / "src" / "enfas").rglob("*.py"))
MOST_LINES = 500
TEXT = {".py", ".md", ".toml", ".txt", ".yaml", ".yml", ".json", ".cfg", ".csv", ""}
HEAVY = (
    "numpy",
    "scipy",
    "numba",
    "apsw",
    "pyarrow",
    "matplotlib",
    "soundfile",
    "comtrade",
    "uvloop",
    "serial",
)


def tracked() -> list[Path]:
    """The files of the project: those in git, or all of a copy that has no history."""
    if (ROOT / ".git").exists():
        listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True).stdout
        paths = [ROOT / name for name in listed.decode().split("\0") if name]
        return [path for path in paths if path.is_file()]
    return [p for p in ROOT.rglob("*") if p.is_file() and "__pycache__" not in p.parts]


def relative(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("path", SOURCES, ids=relative)
def test_a_module_says_what_it_is_and_stays_small(path: Path) -> None:
    text = path.read_text()
    assert ast.get_docstring(ast.parse(text)), "no docstring"
    assert text.count("\n") <= MOST_LINES
    assert not re.search(r"^from .* import \*", text, re.MULTILINE), "star import"


def test_each_decision_is_numbered_and_in_the_index() -> None:
    folder = ROOT / "docs" / "decisions"
    files = sorted(p.name for p in folder.glob("[0-9]*.md"))
    assert [name[:4] for name in files] == [f"{n:04d}" for n in range(1, len(files) + 1)]
    index = (folder / "README.md").read_text()
    assert re.findall(r"\]\((\d{4}-[^)]+\.md)\)", index) == files
    for name in files:
        text = (folder / name).read_text()
        headings = re.findall(r"^## (.+)$", text, re.MULTILINE)
        assert headings[:3] == ["Context", "Decision", "Consequences"], name


def commands() -> list[str]:
    group = typer.main.get_command(app)
    return sorted(getattr(group, "commands", {}))


@pytest.mark.parametrize("command", commands())
def test_each_command_explains_itself(command: str) -> None:
    done = CliRunner().invoke(app, [command, "--help"])
    assert done.exit_code == 0, done.output
    assert command in done.output


def test_the_command_line_starts_without_heavy_libraries() -> None:
    script = "import json, sys, enfas.cli.main; print(json.dumps(sorted(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    loaded = set(json.loads(done.stdout))
    assert not loaded & set(HEAVY)


def test_nothing_names_a_machine_or_a_registry() -> None:
    # written in pieces, so that this file does not name them either
    places = ["/" + "work/", "/" + "root/", "/opt/" + "pypi", "/ho" + "me/", "fi" + "le://", "index" + "-url"]
    found = [
        f"{relative(path)}: {place}"
        for path in tracked()
        if path.suffix in TEXT
        for place in places
        if place in path.read_text(errors="replace")
    ]
    assert not found
    for name in ("constraints.txt", "tests/interop/requirements.txt"):
        assert "://" not in (ROOT / name).read_text(), name


def test_relative_links_of_the_pages_lead_somewhere() -> None:
    pages = [path for path in tracked() if path.suffix == ".md"]
    broken = []
    for page in pages:
        for target in re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", page.read_text()):
            if "://" not in target and not (page.parent / target).exists():
                broken.append(f"{relative(page)}: {target}")
    assert not broken


def test_every_test_of_a_module_lies_where_the_module_does() -> None:
    """A folder of unit tests has its like in the source tree, or among the tools."""
    strays = [
        relative(path)
        for path in (ROOT / "tests" / "unit").rglob("test_*.py")
        if not (ROOT / "src" / "enfas" / path.parent.relative_to(ROOT / "tests" / "unit")).is_dir()
        and path.parent.name not in ("tools", "benchmarks", "examples")
    ]
    assert not strays
