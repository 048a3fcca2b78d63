"""`enfas scenario`: plays a scripted life of a meter at full speed, and tells what became of it."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from enfas.runtime.scenario.play import Played

__all__ = ["scenario"]


def scenario(
    file: Annotated[Path, typer.Argument(metavar="FILE.toml", help="The scenario.")],
    state: Annotated[
        Path | None, typer.Option("--state", metavar="DIR", help="Where the meter is kept; must be empty.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Play a scenario: a household's load, and outages, magnets, commands, tariffs as its file says.

    The same file gives the same meter, always. The state can be looked at with `enfas plot` and `enfas lcd`,
    or read over DLMS by `enfas run --state DIR`.
    """
    from enfas.runtime.scenario.play import play
    from enfas.runtime.scenario.script import read_scenario
    from enfas.storage.sqlite import SqliteMemory

    script = read_scenario(file)
    memory = SqliteMemory(state) if state else None
    with _progress(script.title) as progress:
        played = play(script, memory, progress)
    try:
        told = _told(script.title, played)
    finally:
        played.device.close()
    if as_json:
        typer.echo(json.dumps(told, ensure_ascii=False))
    else:
        _print(told)


def _told(title: str, played: Played) -> dict[str, Any]:
    from enfas.meter.energy import PARTS
    from enfas.meter.registers import MJ_PER_WH
    from enfas.timebase import format_iso

    meter = played.device.meter
    energies = {key: meter.energy.total(key) for key in PARTS if key in meter.configuration.energies}
    return {
        "title": title,
        "rows": played.rows,
        "end": format_iso(meter.clock.now_us),
        "energies_wh": {key: value // MJ_PER_WH for key, value in energies.items()},
        "logs": {name: log.ring.count for name, log in meter.logs.items()},
        "story": [
            {
                "at": format_iso(at_us),
                "do": type(happening.deed).__struct_config__.tag,
                "refused": refusal,
            }
            for at_us, happening, refusal in played.story
        ],
    }


def _print(told: dict[str, Any]) -> None:
    from rich.console import Console
    from rich.table import Table

    console = Console()
    console.print(f"[bold]{told['title']}[/bold]: {told['rows']} rows to {told['end']}")
    table = Table(box=None, header_style="dim", pad_edge=False)
    table.add_column("when")
    table.add_column("what", style="bold")
    table.add_column("refused")
    for one in told["story"]:
        table.add_row(one["at"], one["do"], one["refused"])
    console.print(table)
    counted = ", ".join(f"{key} {wh} Wh" for key, wh in told["energies_wh"].items() if wh)
    console.print(f"[dim]energies[/dim] {counted}")
    console.print("[dim]logs[/dim] " + ", ".join(f"{name} {n}" for name, n in told["logs"].items() if n))


@contextmanager
def _progress(what: str) -> Iterator[Callable[[int, int | None], None] | None]:
    """A bar on a terminal's standard error; nothing elsewhere."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(what, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)
