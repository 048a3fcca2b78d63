"""`enfas lcd`: the meter's front as a picture or as text, from its state or read over a line."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from enfas.cli.meter_line import (
    Baud,
    ClientAddress,
    Hdlc,
    Password,
    Physical,
    ServerAddress,
    Timeout,
    associated,
)

if TYPE_CHECKING:
    from enfas.faces.display import Display
    from enfas.faces.lcd import Plate

__all__ = ["lcd"]


def lcd(
    place: Annotated[
        str,
        typer.Argument(
            metavar="STATE-or-HOST:PORT",
            help="The state folder of a meter, or where one is: HOST:PORT or a serial device.",
            show_default=False,
        ),
    ],
    output: Annotated[
        Path | None,
        typer.Option(
            "-o", "--output", help="The picture: .png, .svg, .pdf or .txt; else text.", show_default=False
        ),
    ] = None,
    reading: Annotated[
        str,
        typer.Option(
            "--reading", help="What is on the glass: 1.8.0, '1.6.0 time', test, ...", show_default=False
        ),
    ] = "",
    client: ClientAddress = 18,
    server: ServerAddress = None,
    password: Password = None,
    hdlc: Hdlc = False,
    physical: Physical = None,
    baud: Baud = 9600,
    timeout: Timeout = 30.0,
) -> None:
    """Draw a meter's front: display, symbols, lamps.

    From a state it is what the meter showed when it was last stored. Over a line it is what the registers
    say, on the first reading of the automatic list, for what a meter's glass shows is told by no protocol.
    """
    from enfas.cli.remote_glass import remote_front
    from enfas.faces.lcd import text_of
    from enfas.pictures.lcd import draw_lcd

    if Path(place).exists() and not Path(place).is_char_device():
        display, plate = _stored(Path(place), reading)
    else:
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
            display, plate = remote_front(reader, reading)
    if output is None:
        sys.stdout.write(text_of(display))
        return
    draw_lcd(display, output, plate)
    typer.echo(f"drawn: {output}", err=True)


def _stored(state: Path, reading: str) -> tuple[Display, Plate]:
    """The front of a meter as it was stored."""
    from enfas.catalog.display import reading_of
    from enfas.errors import ConfigurationError
    from enfas.faces.display import show, show_reading
    from enfas.faces.lcd import Plate
    from enfas.meter.panel import Panel
    from enfas.runtime.stored import stored_meter

    meter = stored_meter(state)
    plate = Plate.of(meter.configuration)
    if not reading:
        return show(meter), plate
    wanted = reading_of(reading)
    if not meter.part(Panel).has(wanted):
        raise ConfigurationError(f"the meter has no reading {reading!r}")
    return show_reading(meter, wanted), plate
