"""`enfas breaker`: the breaker of a DLMS/COSEM meter, which is not a safety function."""

from __future__ import annotations

from enum import Enum
from typing import Annotated

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

__all__ = ["Order", "breaker"]


class Order(Enum):
    """What can be ordered."""

    DISCONNECT = "disconnect"
    RELEASE = "release"
    RECONNECT = "reconnect"


def breaker(
    place: Place,
    order: Annotated[
        Order | None,
        typer.Argument(help="What it is to do; without, it is only read.", show_default=False),
    ] = None,
    client: ClientAddress = 18,
    server: ServerAddress = None,
    password: Password = None,
    hdlc: Hdlc = False,
    physical: Physical = None,
    baud: Baud = 9600,
    timeout: Timeout = 10.0,
    json: Annotated[bool, typer.Option("--json", help="One JSON object.")] = False,
) -> None:
    """Read the breaker of a meter, or disconnect, release or reconnect it.

    The breaker is NOT a safety function: never rely on it to work on an installation. The meter stays
    energised behind an open breaker.

    A disconnection by command is undone by `release`, and then `reconnect` or the meter's button.
    """
    from enfas.catalog.breaker import NOT_A_SAFETY_FUNCTION, BreakerOrder
    from enfas.tool.breaker import order_breaker, read_breaker

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
        if order is not None:
            typer.echo(NOT_A_SAFETY_FUNCTION, err=True)
            order_breaker(reader, BreakerOrder[order.name])
        reading = read_breaker(reader)
    if json:
        print_json(reading._asdict())
    else:
        typer.echo("; ".join((f"{reading.state} {reading.title}", *reading.notes)))
