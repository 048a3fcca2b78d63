"""Coverage of each module by its own tests: what other tests happen to run through does not count.

A module's own tests are those of its package: the files in the like folder under `tests/unit`, or one above
it that is named after the package. The numbers come from `pytest --cov --cov-context=test`: `make coverage`.

    python -m tools.own_coverage [--all]     exit 1 if a module is under its floor
"""

from __future__ import annotations

import argparse
import sys
import tomllib
from dataclasses import dataclass
from pathlib import Path

from coverage import Coverage

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "src" / "enfas"
UNIT = ROOT / "tests" / "unit"
FLOORS = ROOT / "tools" / "coverage_floors.toml"


@dataclass(frozen=True)
class Row:
    """One module: its statements, those that its own tests run, and the least share asked for. [%]"""

    module: str
    statements: int
    own: int
    floor: float

    @property
    def percent(self) -> float:
        """Share of the statements that the module's own tests run. [%]"""
        return 100.0 * self.own / self.statements if self.statements else 100.0


def own_tests(path: Path) -> set[str]:
    """The test files, from the root of the repository, that are a module's own."""
    inside = path.relative_to(SOURCE)
    folder = UNIT / inside.parent
    found = set(folder.glob("test_*.py"))
    if inside.parent != Path():  # a package's tests may also be one file named after it, or begin so
        found |= set(folder.parent.glob(f"test_{folder.name}*.py"))
    else:
        found = set(folder.glob(f"test_{inside.stem}*.py"))
    return {test.relative_to(ROOT).as_posix() for test in found}


def rows() -> list[Row]:
    """All modules with statements, by name."""
    table = tomllib.loads(FLOORS.read_text())
    coverage = Coverage(data_file=ROOT / ".coverage")
    coverage.load()
    data = coverage.get_data()
    made = []
    for path in sorted(SOURCE.rglob("*.py")):
        _, statements, _, _, _ = coverage.analysis2(str(path))
        if not statements:
            continue
        tests = own_tests(path)
        contexts = data.contexts_by_lineno(str(path))
        imported = {line for line, seen in contexts.items() if "" in seen}  # run when the module is imported
        run = {
            line
            for line, seen in contexts.items()
            if any(context.partition("::")[0] in tests for context in seen)
        }
        own = len(set(statements) & (run | imported))
        name = path.relative_to(SOURCE).as_posix()
        floor = table["exceptions"].get(name, {"floor": table["floor"]})["floor"]
        made.append(Row(name, len(statements), own, float(floor)))
    return made


def main() -> int:
    """Print the modules under their floor, or all; the exit code."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--all", action="store_true", help="print every module")
    show_all = parser.parse_args().all
    made = rows()
    low = [row for row in made if row.percent < row.floor]
    for row in made if show_all else low:
        print(f"{row.percent:5.1f} %  of {row.statements:4}  (floor {row.floor:.0f} %)  {row.module}")
    total, own = sum(row.statements for row in made), sum(row.own for row in made)
    print(f"{100 * own / max(total, 1):.1f} % of {total} statements by own tests; {len(low)} modules too low")
    return 1 if low else 0


if __name__ == "__main__":
    sys.exit(main())
