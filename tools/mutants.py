"""Breaks the code in each named way and sees that the tests that should notice do.

A mutant is an entry of a file in `tools/faults`: a file, a text that occurs in it exactly once, what to put
in its place, and the tests that must then fail. Each is tried in a copy of the tree; the working tree is
never touched. Before that the named tests are run on the unbroken copy, where they must pass.

    python -m tools.mutants [NAME…] [--jobs N]
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TABLES = ROOT / "tools" / "faults"
COPIED = ("src", "tests", "tools", "docs", "examples", "benchmarks")
FILES = ("pyproject.toml", "README.md", "Makefile")
TIMEOUT_S = 240


@dataclass(frozen=True)
class Mutant:
    """One way to break the code.

    Attributes:
        name: What is broken, in a few words.
        shows: The requirements whose tests must notice.
        file: The file to break, from the root of the repository.
        replace: The text to replace; occurs exactly once.
        put: What to put in its place.
        tests: Test paths, each perhaps with `::name`, that must fail.
    """

    name: str
    shows: tuple[str, ...]
    file: str
    replace: str
    put: str
    tests: tuple[str, ...]

    def fault(self) -> str | None:
        """What is wrong with the entry itself, or None."""
        path = ROOT / self.file
        if not path.exists():
            return f"no file {self.file}"
        found = path.read_text().count(self.replace)
        if found != 1:
            return f"{self.file} holds the text {found} times, not once"
        if missing := [test for test in self.tests if not (ROOT / test.partition("::")[0]).exists()]:
            return f"no test {missing[0]}"
        return None


def load(folder: Path = TABLES) -> list[Mutant]:
    """The named mutants, in the order of the files and of what they hold."""
    rows = [
        row for path in sorted(folder.glob("*.toml")) for row in tomllib.loads(path.read_text())["mutant"]
    ]
    return [
        Mutant(
            name=row["name"],
            shows=tuple(row["shows"]),
            file=row["file"],
            replace=row["replace"],
            put=row["put"],
            tests=tuple(row["tests"]),
        )
        for row in rows
    ]


@contextmanager
def _copy() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="mutant-") as folder:
        tree = Path(folder) / "tree"
        tree.mkdir()
        for name in COPIED:
            if (ROOT / name).exists():
                ignored = shutil.ignore_patterns("__pycache__")
                shutil.copytree(ROOT / name, tree / name, ignore=ignored)
        for name in FILES:
            if (ROOT / name).exists():
                shutil.copy(ROOT / name, tree / name)
        yield tree


def _run(tree: Path, tests: Iterable[str]) -> tuple[int, str]:
    """Run tests in a tree; its exit code and what it printed."""
    environment = {**os.environ, "PYTHONPATH": str(tree / "src"), "PYTHONDONTWRITEBYTECODE": "1"}
    command = [sys.executable, "-m", "pytest", "-n", "0", "-q", "-x", "-p", "no:cacheprovider", *tests]
    try:
        done = subprocess.run(
            command, cwd=tree, env=environment, capture_output=True, text=True, timeout=TIMEOUT_S
        )
    except subprocess.TimeoutExpired:
        return 1, f"over {TIMEOUT_S} s"
    return done.returncode, done.stdout + done.stderr


def _sound(tests: tuple[str, ...]) -> str | None:
    with _copy() as tree:
        code, said = _run(tree, tests)
    return None if code == 0 else f"{' '.join(tests)} fails without any mutant:\n{said[-1500:]}"


def try_mutant(mutant: Mutant) -> str | None:
    """Apply one mutant to a copy and run its tests; None if they fail as they must."""
    if fault := mutant.fault():
        return f"{mutant.name}: {fault}"
    with _copy() as tree:
        path = tree / mutant.file
        path.write_text(path.read_text().replace(mutant.replace, mutant.put))
        for test in mutant.tests:  # each of them must notice on its own
            code, said = _run(tree, [test])
            if code != 1:
                return f"{mutant.name}: {test} does not notice (exit {code})\n{said[-600:]}"
    return None


def main() -> int:
    """Try all mutants, or those named; exit code 1 if one lives."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("names", nargs="*", help="parts of the names of the mutants to try")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    asked = parser.parse_args()
    mutants = [m for m in load() if not asked.names or any(part in m.name for part in asked.names)]
    suites = sorted({mutant.tests for mutant in mutants})
    alive = 0
    with ThreadPoolExecutor(asked.jobs) as pool:
        for fault in filter(None, pool.map(_sound, suites)):
            print(fault)
            alive += 1
        for mutant, fault in zip(mutants, pool.map(try_mutant, mutants), strict=True):
            print(f"lives  {fault}" if fault else f"dies   {mutant.name}", flush=True)
            alive += fault is not None
    print(f"{len(mutants)} mutants, {len(mutants) - alive} die" if not alive else f"{alive} faults")
    return 1 if alive else 0


if __name__ == "__main__":
    sys.exit(main())
