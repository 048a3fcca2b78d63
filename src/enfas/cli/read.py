"""`enfas read`: the registers of a DLMS/COSEM meter, with their units."""

from __future__ import annotations

import sys
from collections.abc import Sequence
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
from enfas.cli.progress import progress

if TYPE_CHECKING:
    from enfas.tool.reading import Reading

__all__ = ["read"]


def read(
    place: Place,
    obis: Annotated[
        list[str] | None,
        typer.Argument(help="What to read, as 1.1.1.8.0.255 or 1.8.0; else all registers."),
    ] = None,
    client: ClientAddress = 18,
    server: ServerAddress = None,
    password: Password = None,
    hdlc: Hdlc = False,
    physical: Physical = None,
    baud: Baud = 9600,
    timeout: Timeout = 10.0,
    json: Annotated[bool, typer.Option("--json", help="One JSON document, a list of objects.")] = False,
) -> None:
    """Read registers of a DLMS/COSEM meter, scaled, with their units."""
    from enfas.obis import ObisPattern

    names = [ObisPattern.parse(text) for text in obis or ()]
    with associated(
        place,
        client=client,
        server=server,
        password=password,
        hdlc=hdlc,
        physical=physical,
        baud=baud,
        timeout_s=timeout,
    ) as reader:
        chosen = [entry for name in names for entry in reader.find(name)] if names else None
        with progress("reading") as told:
            readings = reader.registers(chosen, told)
        others = [] if readings or names else [str(it.obis) for it in reader.objects() if it.reads(2)]
    if json:
        print_json([_document(reading) for reading in readings])
    else:
        _print(readings)
    if not readings and not names:
        seen = f"it may read {', '.join(others)}: name one" if others else "it may read nothing there"
        typer.echo(f"client {client} sees no registers; {seen}", err=True)


def _document(reading: Reading) -> dict[str, object]:
    return {
        "obis": str(reading.obis),
        "class": reading.class_id,
        "attribute": reading.attribute,
        "value": reading.value,
        "unit": reading.unit,
    }


def _print(readings: Sequence[Reading]) -> None:
    lines = [(str(it.obis), "unknown" if it.value is None else f"{it.value}", it.unit) for it in readings]
    if not sys.stdout.isatty():
        for name, value, unit in lines:
            typer.echo(f"{name}\t{value}\t{unit}".rstrip())
        return
    from rich.console import Console
    from rich.table import Table

    table = Table("OBIS", box=None, header_style="dim", pad_edge=False)
    table.add_column("value", justify="right", style="bold", overflow="fold")
    table.add_column("unit")
    for name, value, unit in lines:
        table.add_row(name, value, unit)
    Console().print(table)
