"""`enfas new`: writes a meter file with comments, all that one needs to make a meter."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from enfas.errors import ConfigurationError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from enfas.meter.configuration import Configuration

__all__ = ["new"]


def new(
    file: Annotated[Path, typer.Argument(metavar="FILE.toml", help="The meter file to write.")],
    places: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="CODE…",
            help="A hardware code, a software code, or single places of them (X10=0, Z4=3); the others are "
            "as delivered.",
            show_default=False,
        ),
    ] = None,
    serial_number: Annotated[int, typer.Option("--serial", help="Serial number.")] = 12_345_678,
    force: Annotated[bool, typer.Option("--force", help="Write over a file that is there.")] = False,
) -> None:
    """Write a meter file: both codes place by place, explained, and every other key with its default.

    `enfas run --meter FILE.toml` takes it as it is.
    """
    from enfas.cli.code import configuration_of
    from enfas.runtime.meter_file import read_meter_file

    configuration = configuration_of(places or []).replace(serial_number=serial_number)
    if file.exists() and not force:
        raise ConfigurationError(f"{file} is there already", hint="give another name, or --force")
    try:
        file.write_text("\n".join(_lines(configuration)) + "\n", encoding="utf-8")
    except OSError as error:
        raise ConfigurationError(f"{file} cannot be written: {error.strerror}") from error
    if read_meter_file(file).configuration != configuration:
        raise AssertionError(f"{file} does not say what it should")
    typer.echo(f"{file}: meter {serial_number}, {configuration.hardware}, {configuration.software}")


def _lines(configuration: Configuration) -> Iterator[str]:
    conditions = configuration.conditions
    yield "# A meter of Enfas. Whatever is left out is as delivered; `enfas code` explains single codes."
    yield ""
    yield "[meter]"
    yield f'hardware = "{configuration.hardware}"'
    for place in configuration.hardware.explain():
        yield f"#   {place.name:<3}  {place.code}  {place.title}: {place.meaning}"
    yield f"serial_number = {configuration.serial_number}"
    yield f"meter_numbers = {list(configuration.meter_numbers)}"
    yield f'identification = "{configuration.identification}"  # empty: by the serial number'
    yield f"u_nominal_v = {conditions.u_nominal_v}"
    yield f"f_nominal_hz = {conditions.f_nominal_hz}"
    yield ""
    yield "[software]  # what the meter is told to do; what contradicts the hardware or itself is refused"
    for place in configuration.software.explain():
        code = f'"{place.code}"'
        yield f"{place.name:<3} = {code:<5}  # {place.title}: {place.meaning}"
    yield ""
    yield "[calibration]  # value = gain * (sample - offset); a supply in volts and amperes needs none"
    for name in ("u_gain", "u_offset", "i_gain", "i_offset"):
        yield f"{name} = {getattr(conditions.calibration, name)}"
    yield f"phase_deg = {conditions.calibration.phase_deg}  # by how much the current comes late"
    yield ""
    yield "[firmware]  # the key (Ed25519, PEM, beside this file) that firmware must be signed with"
    yield 'public_key = ""  # empty: none is taken; `enfas firmware key` makes a pair'
    yield ""
    yield "[tables]  # numbered tables of one's own, beside this file; a place of the software code names one"
    yield "files = []"
    yield ""
    yield "[dlms]"
    yield f'numbering = "{configuration.numbering.value}"  # entries of logs: newest from 0, or oldest from 1'
    yield "# Passwords by client (low-level security). As delivered all are the maker's default: change them."
    words = ", ".join(f'{client} = "{word.decode()}"' for client, word in configuration.passwords.items())
    yield f"passwords = {{ {words} }}"
