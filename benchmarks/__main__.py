"""Runs the benchmarks, prints their table, and writes docs/benchmarks.md when all were run.

python -m benchmarks [PART…]
"""

from __future__ import annotations

import argparse
import importlib
import os
import platform
import sys
import time
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from rich.console import Console
from rich.table import Table

from benchmarks import Result
from benchmarks.measure import ROOT

PAGE = ROOT / "docs" / "benchmarks.md"
LIBRARIES = ("numpy", "scipy", "numba", "apsw", "uvloop")
console = Console()


def machine() -> str:
    """The machine and the versions that the figures were taken on, in a sentence."""
    model = platform.processor() or platform.machine()
    info = Path("/proc/cpuinfo")
    if info.exists():
        names = [line.partition(":")[2] for line in info.read_text().splitlines() if "model name" in line]
        model = names[0].strip() if names else model
    memory_gib = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") / 2**30
    libraries = []
    for name in LIBRARIES:
        try:
            libraries.append(f"{name} {version(name)}")
        except PackageNotFoundError:
            continue
    return (
        f"{model}, {os.cpu_count()} cores, {memory_gib:.0f} GiB, {platform.system()} {platform.release()}; "
        f"Python {platform.python_version()}, {', '.join(libraries)}"
    )


def figure(value: float | None, unit: str = "") -> str:
    """A number with three or four digits that count, and its unit."""
    if value is None:
        return ""
    if value == 0 or 0.1 <= abs(value) < 1000:
        text = f"{value:.3g}"
    elif abs(value) >= 1000:
        text = f"{value:,.0f}".replace(",", "\u202f")
    else:
        text = f"{value:.2g}"
    return f"{text} {unit}".strip()


def cells(result: Result) -> list[str]:
    """A row of the table."""
    unit = result.get("unit", "")
    ratio = result.get("ratio")
    met = result.get("met")
    return [
        result["name"],
        figure(result["value"], unit),
        result.get("peer", ""),
        figure(result.get("peer_value"), unit),
        f"{figure(ratio)} ×" if ratio is not None else "",
        result.get("target", ""),
        "" if met is None else ("✓" if met else "✗"),
    ]


HEADINGS = ("what", "Enfas", "beside it", "", "ratio", "asked for", "")


def show(title: str, results: list[Result]) -> None:
    """Print one module's results."""
    table = Table(title=title, title_justify="left", title_style="bold", header_style="dim", box=None)
    for index, heading in enumerate(HEADINGS):
        table.add_column(heading, justify="right" if index in (1, 3, 4) else "left")
    for result in results:
        style = "red" if result.get("met") is False else ""
        table.add_row(*cells(result), style=style)
    console.print(table)
    for result in results:
        if result.get("note"):
            console.print(f"  {result['name']}: {result['note']}", style="dim")
    console.print()


def page(parts: list[tuple[str, list[Result]]]) -> str:
    """The Markdown page."""
    lines = [
        "# Benchmarks",
        "",
        "<!-- Written by `make bench`. -->",
        "",
        "One run on one machine, each figure beside its peer's from the same run, so that the ratios count.",
        "",
        f"Machine: {machine()}.",
    ]
    for title, results in parts:
        lines += ["", f"## {title}", "", "| " + " | ".join(HEADINGS) + " |", "|---|--:|---|--:|--:|---|---|"]
        lines += ["| " + " | ".join(cells(result)) + " |" for result in results]
        notes = [f"- {result['name']}: {result['note']}" for result in results if result.get("note")]
        lines += ["", *notes] if notes else []
    return "\n".join(lines) + "\n"


def main() -> int:
    """Run what was asked for; exit code 1 if a module failed or a target was missed."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("parts", nargs="*", help="parts of the names of the benchmarks to run")
    asked = parser.parse_args().parts
    names = sorted(path.stem for path in Path(__file__).parent.glob("bench_*.py"))
    chosen = [name for name in names if not asked or any(part in name for part in asked)]
    console.print(f"{machine()}\n", style="dim", highlight=False)
    done: list[tuple[str, list[Result]]] = []
    missed = 0
    for name in chosen:
        module = importlib.import_module(f"benchmarks.{name}")
        title = name.removeprefix("bench_").replace("_", " ").capitalize()
        begin = time.perf_counter()
        with console.status(f"{title} …"):
            results: list[Result] = module.run()
        show(f"{title}  [dim]({time.perf_counter() - begin:.0f} s)[/dim]", results)
        missed += sum(result.get("met") is False for result in results)
        done.append((title, results))
    if not asked:
        PAGE.write_text(page(done))
        console.print(f"written: {PAGE.relative_to(ROOT)}")
    if missed:
        console.print(f"{missed} targets missed", style="red")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
