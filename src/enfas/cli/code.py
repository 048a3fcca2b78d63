"""`enfas code`: explains hardware and software codes, and makes them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from typing import TYPE_CHECKING, Annotated

import typer

from enfas.errors import ConfigurationError

if TYPE_CHECKING:
    from enfas.catalog.codes import Explained
    from enfas.meter.configuration import Configuration

__all__ = ["code", "configuration_of"]

_HARDWARE_LENGTH = 18
_SEPARATORS = re.compile(r"[ \t\-._/,:]+")


def code(
    codes: Annotated[
        list[str],
        typer.Argument(
            metavar="CODE…",
            help="A hardware code (6861111BN242101040), a software code (53 digits in five groups), both, "
            "or single places of them (X5=1, Z4=2).",
            show_default=False,
        ),
    ],
    make: Annotated[
        bool, typer.Option("--make", help="Make whole codes of what is given; the rest as delivered.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Explain what a hardware or software code says, or make codes of what they should say.

    A hardware code and a software code given together are also held against each other.
    """
    if make:
        made = _make(codes)
        typer.echo(
            json.dumps(made) if as_json else "\n".join(f"{kind} {text}" for kind, text in made.items())
        )
        return
    explained, notice = _explain(codes)
    if as_json:
        table = {place.name: {"code": place.code, "meaning": place.meaning} for place in explained}
        typer.echo(json.dumps(table, ensure_ascii=False))
    else:
        _print_table(explained)
    if notice:
        typer.echo(notice, err=True)


def _pairs(codes: Iterable[str]) -> tuple[dict[str, str], dict[str, str]]:
    """The places given as pairs: those of the hardware code, those of the software code."""
    from enfas.catalog.codes import named_pairs

    pairs = named_pairs(" ".join(codes))
    return (
        {name: code for name, code in pairs.items() if name[0] == "X"},
        {name: code for name, code in pairs.items() if name[0] == "Z"},
    )


def _make(codes: Iterable[str]) -> dict[str, str]:
    """Whole codes of places; refused where they contradict each other."""
    configuration = configuration_of(codes)
    return {"hardware": configuration.hardware.text, "software": configuration.software.text}


def configuration_of(codes: Iterable[str]) -> Configuration:
    """The configuration that whole codes and single places give; what is not given is as delivered.

    Raises:
        ConfigurationError: A code is none, or they contradict each other.
    """
    from enfas.catalog.codes import HardwareCode, SoftwareCode
    from enfas.meter.configuration import Configuration

    given = list(codes)
    of_hardware, of_software = _pairs(text for text in given if "=" in text)
    whole = "".join(text for text in given if "=" not in text)
    hardware_text, software_text = _tell_apart(whole) if whole else ("", "")
    hardware = HardwareCode.parse(hardware_text) if hardware_text else HardwareCode.default()
    hardware = hardware.replace(of_hardware)
    delivered = Configuration.from_codes(hardware).software
    software = SoftwareCode.parse(software_text) if software_text else delivered
    return Configuration.from_codes(hardware, software.replace(of_software))


def _explain(codes: list[str]) -> tuple[list[Explained], str]:
    """The places that the codes name, explained, and a notice where the meter is not a single-phase one."""
    from enfas.catalog.codes import HardwareCode, SoftwareCode
    from enfas.meter.configuration import Configuration

    if any("=" in text for text in codes):
        return _explain_pairs(codes), ""
    hardware_text, software_text = _tell_apart("".join(codes))
    hardware = HardwareCode.parse(hardware_text) if hardware_text else None
    software = SoftwareCode.parse(software_text) if software_text else None
    if hardware is not None and software is not None:
        return list(Configuration(hardware=hardware, software=software).explain()), ""
    explained = [place for part in (hardware, software) if part is not None for place in part.explain()]
    refusals = hardware.refusals() if hardware is not None else ()
    notice = f"not a configuration of this meter: {'; '.join(refusals)}" if refusals else ""
    return explained, notice


def _explain_pairs(codes: Iterable[str]) -> list[Explained]:
    from enfas.catalog.codes import HardwareCode, SoftwareCode

    of_hardware, of_software = _pairs(codes)
    hardware = HardwareCode.default().replace(of_hardware)
    software = SoftwareCode.default().replace(of_software)
    named = {name for place in of_hardware for name in HardwareCode.field_named(place).names}
    named |= {name for place in of_software for name in SoftwareCode.field_named(place).names}
    return [place for place in (*hardware.explain(), *software.explain()) if place.name in named]


def _tell_apart(text: str) -> tuple[str, str]:
    """The hardware code and the software code in a text that holds either or both."""
    plain = _SEPARATORS.sub("", text)
    if plain.startswith("68") and len(plain) > 2 * _HARDWARE_LENGTH:
        return plain[:_HARDWARE_LENGTH], plain[_HARDWARE_LENGTH:]
    if plain.startswith("68") or (len(plain) == _HARDWARE_LENGTH and plain.isalnum()):
        return plain, ""
    if plain[:1].isdigit():
        return "", text
    raise ConfigurationError(
        f"{text[:40]!r} is neither a hardware code nor a software code",
        hint="a hardware code begins with 68, a software code with the digit of Z1",
    )


def _print_table(explained: Iterable[Explained]) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("Place", style="cyan", no_wrap=True)
    table.add_column("Code", style="green", no_wrap=True)
    table.add_column("What")
    table.add_column("Meaning", style="bold")
    for place in explained:
        table.add_row(place.name, place.code, Text(place.title), Text(place.meaning))
    Console().print(table)
