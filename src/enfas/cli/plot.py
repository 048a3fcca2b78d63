"""`enfas plot`: a meter's load profile or registers as a picture, read over a line or from its state."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
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
    from enfas.tool.reader import Reader

__all__ = ["What", "plot"]


class What(StrEnum):
    """What can be drawn."""

    PROFILE = "profile"
    REGISTERS = "registers"


def plot(
    what: Annotated[What, typer.Argument(help="What to draw.", show_default=False)],
    place: Annotated[
        str,
        typer.Argument(
            metavar="STATE-or-HOST:PORT",
            help="A meter's state, the folder or its file, or where one is: HOST:PORT or a serial device.",
            show_default=False,
        ),
    ],
    output: Annotated[
        Path,
        typer.Option("-o", "--output", help="The picture: .png, .svg or .pdf.", show_default=False),
    ],
    client: ClientAddress = 18,
    server: ServerAddress = None,
    password: Password = None,
    hdlc: Hdlc = False,
    physical: Physical = None,
    baud: Baud = 9600,
    timeout: Timeout = 30.0,
) -> None:
    """Draw a meter's load profile or its registers."""
    from enfas.cli.drawing import profile_picture, registers_picture
    from enfas.errors import InputError
    from enfas.pictures.profile import draw_profile
    from enfas.pictures.registers import draw_registers
    from enfas.pictures.style import check_path

    check_path(output)  # before the meter is read
    if not output.parent.is_dir():
        raise InputError(
            f"{output} cannot be written: there is no folder {output.parent}", hint="make it first"
        )
    if Path(place).is_dir() or Path(place).is_file():
        opened = _stored(Path(place))
    else:
        opened = associated(
            place,
            client=client,
            server=server,
            password=password,
            hdlc=hdlc,
            physical=physical,
            baud=baud,
            timeout_s=timeout,
        )
    with opened as reader:
        if what is What.PROFILE:
            draw_profile(profile_picture(reader), output)
        else:
            draw_registers(registers_picture(reader), output)
    typer.echo(f"drawn: {output}", err=True)


@contextmanager
def _stored(state: Path) -> Iterator[Reader]:
    """A meter's state, read as the meter itself would be."""
    from enfas.catalog.clients import METER_DEVICE
    from enfas.faces.cosem.device import CosemDevice
    from enfas.faces.cosem.session import WrapperSession
    from enfas.meter.credentials import Credentials
    from enfas.runtime.stored import stored_meter
    from enfas.tool.channel import WrapperChannel
    from enfas.tool.reader import Reader
    from enfas.tool.session_line import SessionLine

    client = 18
    meter = stored_meter(state)
    line = SessionLine(WrapperSession(CosemDevice(meter)))
    with Reader(
        WrapperChannel(line, client, METER_DEVICE, 1.0), password=meter.part(Credentials).password(client)
    ) as reader:
        yield reader
