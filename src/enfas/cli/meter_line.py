"""What the commands that read a meter share: the options that lead to it, and the open association."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from enfas.tool.reader import Reader

__all__ = [
    "Baud",
    "ClientAddress",
    "Hdlc",
    "Password",
    "Physical",
    "Place",
    "ServerAddress",
    "Timeout",
    "associated",
    "print_json",
]

Place = Annotated[str, typer.Argument(metavar="HOST:PORT", help="Where the meter is; or a serial device.")]
ClientAddress = Annotated[int, typer.Option("--client", help="Client address (16: public).")]
ServerAddress = Annotated[
    int | None,
    typer.Option("--server", help="Logical device (default: 16; 1 but for clients 18 to 20)."),
]
Password = Annotated[
    str | None,
    typer.Option(
        "--password",
        envvar="ENFAS_PASSWORD",
        show_default=False,
        help="Low-level security (default: 12345; for client 16 none, as with an empty one).",
    ),
]
Hdlc = Annotated[bool, typer.Option("--hdlc", help="HDLC, not the TCP wrapper (as on a serial device).")]
Physical = Annotated[int | None, typer.Option("--physical", help="HDLC lower address (default: none).")]
Baud = Annotated[int, typer.Option("--baud", help="Rate of a serial device.")]
Timeout = Annotated[float, typer.Option("--timeout", help="How long the meter may be silent, in seconds.")]


@contextmanager
def associated(
    place: str,
    *,
    client: int,
    server: int | None,
    password: str | None,
    hdlc: bool,
    physical: int | None,
    baud: int,
    timeout_s: float,
) -> Iterator[Reader]:
    """Open a line, a channel and an association; end all of them.

    Raises:
        EnfasError: One of them cannot be had.
    """
    from enfas.catalog.clients import delivered_password, server_of
    from enfas.errors import ConfigurationError
    from enfas.tool.channel import Channel, HdlcChannel, WrapperChannel
    from enfas.tool.line import is_device, open_line
    from enfas.tool.reader import Reader

    on_hdlc = hdlc or is_device(place)
    if server is None:
        server = server_of(client)
    secret = delivered_password(client, server) if password is None else password.encode() or None
    limits = (0x7F, 0x3FFF) if on_hdlc else (0xFFFF, 0xFFFF)
    if not (0 < client <= limits[0] and 0 < server <= limits[1] and 0 <= (physical or 0) <= 0x3FFF):
        raise ConfigurationError(f"addresses {client} and {server} are not both 1 to {limits[0]}")
    with closing(open_line(place, baud=baud, timeout_s=timeout_s)) as line:
        channel: Channel
        if on_hdlc:
            channel = HdlcChannel(line, client, server, physical, timeout_s=timeout_s)
        else:
            channel = WrapperChannel(line, client, server, timeout_s)
        with Reader(channel, password=secret) as reader:
            yield reader


def print_json(document: object) -> None:
    """Print a document as JSON; decimals become numbers, digit for digit."""
    import msgspec

    encoder = msgspec.json.Encoder(decimal_format="number")
    sys.stdout.write(msgspec.json.format(encoder.encode(document), indent=2).decode() + "\n")
