"""`enfas firmware`: makes images of configuration packages, signs them, shows them, sends them to meters."""

from __future__ import annotations

from pathlib import Path
from threading import Event
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
from enfas.errors import ConfigurationError

if TYPE_CHECKING:
    from enfas.tool.firmware import Sender

__all__ = ["app", "build", "key", "send", "show", "sign"]

app = typer.Typer(
    name="firmware",
    help="Firmware images: make, sign, show, send.",
    no_args_is_help=True,
    add_completion=False,
)

ImageFile = Annotated[Path, typer.Argument(metavar="IMAGE", help="An image.")]
Output = Annotated[Path | None, typer.Option("--output", "-o", help="The file to write.", show_default=False)]


@app.command()
def key(
    file: Annotated[Path, typer.Argument(metavar="FILE.pem", help="Where the private key goes.")],
) -> None:
    """Make a pair of keys: FILE.pem signs, FILE.pub.pem is for the meter file."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    from enfas.runtime.keys import private_pem, public_pem

    public = file.with_suffix(".pub.pem")
    made = Ed25519PrivateKey.generate()
    for path, octets, mode in ((file, private_pem(made), 0o600), (public, public_pem(made), 0o644)):
        try:
            path.touch(mode, exist_ok=False)
            path.write_bytes(octets)
        except FileExistsError:
            raise ConfigurationError(f"{path} is there already", hint="give another name") from None
        except OSError as error:
            raise ConfigurationError(f"{path} cannot be written: {error.strerror}") from error
    typer.echo(f"{file}: keep it secret; {public}: [firmware] public_key of the meter file")


@app.command()
def build(
    package: Annotated[Path, typer.Argument(metavar="PACKAGE.toml", help="What the image is to carry.")],
    output: Output = None,
) -> None:
    """Make an image that is not signed yet."""
    from enfas.meter.firmware.container import build as build_image
    from enfas.runtime.package_file import read_package_file

    made = read_package_file(package)
    target = output or package.with_suffix(".efw")
    _write(target, build_image(made.encode()))
    typer.echo(f"{target}: {made.version.text} for {made.meters}, not signed")


@app.command()
def sign(
    image: ImageFile,
    private: Annotated[Path, typer.Option("--key", help="The private key (PEM).")],
    output: Output = None,
) -> None:
    """Sign an image; a signature that it has is replaced."""
    from enfas.meter.firmware.container import sign as sign_image
    from enfas.runtime.keys import read_private_key

    target = output or image
    _write(target, sign_image(_read(image), read_private_key(private)))
    typer.echo(f"{target}: signed")


@app.command()
def show(
    image: ImageFile,
    public: Annotated[
        Path | None, typer.Option("--key", help="The key that it should be signed with (PEM).")
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="One JSON document.")] = False,
) -> None:
    """Show what an image carries, and whether it is signed."""
    import msgspec

    from enfas.catalog.firmware import image_hash
    from enfas.meter.firmware.container import check_signature, split
    from enfas.meter.firmware.package import Package
    from enfas.runtime.keys import read_public_key

    octets = _read(image)
    body, signature = split(octets)
    signed = "no" if not signature else "not checked"
    if public is not None:
        check_signature(octets, read_public_key(public))
        signed = "good"
    package = Package.decode(body)
    document = {
        "octets": len(octets),
        "hash": image_hash(octets).hex(),
        "signature": signed,
        **msgspec.to_builtins(package),
        "tables": [f"{table.CODE}={table.number:03d} {table.title}" for table in package.carried()],
    }
    if json:
        print_json(document)
        return
    for name, value in document.items():
        typer.echo(f"{name.replace('_', ' '):<11} {_plain(value)}")


@app.command()
def send(
    place: Place,
    image: ImageFile,
    at: Annotated[
        str | None,
        typer.Option("--at", metavar="TIME", help="Activate at a local time of the meter: 2026-01-31T02:00."),
    ] = None,
    activate: Annotated[bool, typer.Option(help="Activate the image when it is verified.")] = True,
    confirm: Annotated[
        bool, typer.Option("--confirm", help="Confirm firmware that waits for it, once it runs.")
    ] = False,
    originator: Annotated[str, typer.Option("--originator", help="Who sends it, for the log.")] = "enfas",
    block: Annotated[
        int | None,
        typer.Option("--block", help="Octets of a block (32 to 985; default: as it is).", show_default=False),
    ] = None,
    wait: Annotated[float, typer.Option("--wait", help="How long to wait for the start, in seconds.")] = 30.0,
    client: ClientAddress = 18,
    server: ServerAddress = None,
    password: Password = None,
    hdlc: Hdlc = False,
    physical: Physical = None,
    baud: Baud = 9600,
    timeout: Timeout = 10.0,
) -> None:
    """Send an image to a meter, from where a transfer stood; have it verified and activated."""
    from enfas.tool.firmware import Sender

    octets = _read(image)
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
        sender = Sender(reader, _wait)
        with progress("sending") as told:
            sent, count = sender.transfer(octets, originator, block, told)
        typer.echo(
            f"sent {sent} of {count} blocks; the others were there"
            if sent < count
            else f"sent {count} blocks"
        )
        sender.verify()
        typer.echo("verified")
        if at is not None:
            sender.activate_at(at)
            typer.echo(f"starts at {at}, by the meter's clock")
        elif activate:
            _start(sender, wait, confirm)


def _start(sender: Sender, wait_s: float, confirm: bool) -> None:
    """Have the meter start with the image, and say what came of it."""
    from enfas.catalog.firmware import TransferStatus

    sender.activate()
    if not sender.await_start(wait_s):
        typer.echo("it will start in 10 s by the meter's clock; a meter whose supply has ended stands still")
        return
    if sender.status == TransferStatus.ACTIVATION_FAILED:
        typer.echo("the meter could not start with it; its log 1.1.99.98.14.255 says why")
        raise typer.Exit(1)
    typer.echo(f"in service: {sender.version}")
    if sender.trial and confirm:
        sender.confirm()
        typer.echo("confirmed")
    elif sender.trial:
        by = "by itself after a minute" if sender.trial == 1 else "with --confirm, within 15 minutes"
        typer.echo(f"on trial: confirmed {by}")


def _wait(seconds: float) -> None:
    Event().wait(seconds)


def _plain(value: object) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{name} {item}" for name, item in value.items()) or "none"
    if isinstance(value, list | tuple):
        return ", ".join(map(str, value)) or "none"
    return "none" if value in (None, "") else str(value)


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise ConfigurationError(f"{path} cannot be read: {error.strerror}") from error


def _write(path: Path, octets: bytes) -> None:
    try:
        path.write_bytes(octets)
    except OSError as error:
        raise ConfigurationError(f"{path} cannot be written: {error.strerror}") from error
