"""`enfas profile`: the load profile of a DLMS/COSEM meter, as a table, CSV, Parquet or JSON."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from enfas.cli.meter_line import (
    Baud,
    ClientAddress,
    Hdlc,
    Password,
    Physical,
    Place,
    ServerAddress,
    Timeout,
    associated,
    print_json,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from enfas.tool.profile import Table
    from enfas.tool.reader import Reader

__all__ = ["profile"]

_ON_SCREEN = 40


def profile(
    place: Place,
    obis: Annotated[str | None, typer.Option("--obis", help="The profile (default: x.x.99.1.x.255).")] = None,
    first: Annotated[
        str | None,
        typer.Option("--from", help="Rows from this time on (the meter's own, without an offset)."),
    ] = None,
    last: Annotated[str | None, typer.Option("--to", help="Rows up to this time.")] = None,
    entries: Annotated[
        int | None, typer.Option("--entries", min=1, help="Only so many rows, the newest.")
    ] = None,
    csv: Annotated[Path | None, typer.Option("--csv", help="Write comma-separated values to a file.")] = None,
    parquet: Annotated[Path | None, typer.Option("--parquet", help="Write a Parquet file.")] = None,
    client: ClientAddress = 18,
    server: ServerAddress = None,
    password: Password = None,
    hdlc: Hdlc = False,
    physical: Physical = None,
    baud: Baud = 9600,
    timeout: Timeout = 30.0,
    json: Annotated[bool, typer.Option("--json", help="One JSON document.")] = False,
) -> None:
    """Read a load profile; without a file it is printed (as CSV where there is no terminal)."""
    from enfas.errors import ConfigurationError
    from enfas.obis import ObisPattern
    from enfas.tool.clock import encode_date_time
    from enfas.tool.profile import find_load_profile, find_profile, read_profile

    if entries is not None and (first or last):
        raise ConfigurationError("--entries and --from/--to exclude each other")
    wanted = ObisPattern.parse(obis) if obis else None
    begin = encode_date_time(first) if first else None
    end = encode_date_time(last) if last else None
    with (
        associated(
            place,
            client=client,
            server=server,
            password=password,
            hdlc=hdlc,
            physical=physical,
            baud=baud,
            timeout_s=timeout,
        ) as reader,
        _progress(reader),
    ):
        name = find_profile(reader, wanted) if wanted else find_load_profile(reader)
        table = read_profile(reader, name, first=begin, last=end, entries=entries)
    _write(table, csv, parquet, json)


def _write(table: Table, csv: Path | None, parquet: Path | None, json: bool) -> None:
    from enfas.errors import InputError
    from enfas.tool.table import to_json, write_csv, write_parquet

    try:
        if csv:
            with csv.open("w", encoding="utf-8", newline="") as file:
                write_csv(table, file)
        if parquet:
            write_parquet(table, str(parquet))
    except OSError as error:
        raise InputError(f"{error.filename or csv or parquet} cannot be written: {error.strerror}") from error
    if json:
        print_json(to_json(table))
    elif csv or parquet:
        typer.echo(f"{len(table)} rows", err=True)
    elif sys.stdout.isatty():
        _show(table)
    else:
        write_csv(table, sys.stdout)


def _show(table: Table) -> None:
    """The newest rows on a terminal."""
    from rich.console import Console
    from rich.table import Table as Grid

    from enfas.tool.table import header, rows

    grid = Grid(box=None, header_style="dim", pad_edge=False)
    for name in header(table):
        grid.add_column(name, justify="left" if name == "time" else "right")
    for row in rows(table.last(_ON_SCREEN)):
        grid.add_row(*("" if value is None else str(value) for value in row))
    console = Console()
    if len(table) > _ON_SCREEN:
        console.print(f"[dim]the newest {_ON_SCREEN} of {len(table)} rows[/dim]")
    console.print(grid)


@contextmanager
def _progress(reader: Reader) -> Iterator[None]:
    """How much has come, on a terminal's standard error; nothing elsewhere."""
    if not sys.stderr.isatty():
        yield
        return
    from rich.console import Console
    from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn

    columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("reading", total=None)
        reader.client.progress = lambda octets: bar.update(task, completed=octets)
        yield
