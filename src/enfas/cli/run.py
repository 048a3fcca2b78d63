"""`enfas run`: one meter on its supply, answering on its lines."""

from __future__ import annotations

import math
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from enfas.errors import ConfigurationError

if TYPE_CHECKING:
    from enfas.supply.reading import Reading

__all__ = ["host_and_port", "run"]


def run(
    supply: Annotated[
        str,
        typer.Option(
            "--supply",
            metavar="FILE",
            help="A recording, a load series, or a supply file (.toml); - is standard input.",
            show_default=False,
        ),
    ],
    meter: Annotated[
        Path | None,
        typer.Option(
            "--meter", metavar="FILE.toml", help="What kind of meter it is (default: as delivered)."
        ),
    ] = None,
    state: Annotated[
        Path | None,
        typer.Option("--state", metavar="DIR", help="Where it remembers; without, it forgets at its end."),
    ] = None,
    listen: Annotated[
        str, typer.Option("--listen", metavar="HOST:PORT", help="Where DLMS is answered; port 0: a free one.")
    ] = "127.0.0.1:4059",
    serial: Annotated[
        list[str] | None,
        typer.Option(
            "--serial",
            metavar="[PORT:]PATH",
            help="A serial line or pty to answer on too, as the meter's port module (default), optical or"
            " consumer; may be given more than once.",
        ),
    ] = None,
    speed: Annotated[
        str, typer.Option("--speed", metavar="1|N|max", help="Times as fast as real; max: a replay.")
    ] = "1",
    start: Annotated[
        str | None,
        typer.Option(
            "--start",
            metavar="ISO-TIME",
            help="When the supply begins, with its zone (default: the present; in a replay the recording's"
            " own time, or when it was first replayed into the state).",
        ),
    ] = None,
    hold: Annotated[bool, typer.Option("--hold", help="Go on answering when the supply has ended.")] = False,
    json: Annotated[
        bool, typer.Option("--json", help="Print what happens as JSON, one object a line.")
    ] = False,
) -> None:
    """Run one meter: it measures its supply, remembers, and answers on its lines.

    Prints `ready HOST:PORT` when it can be read, and in a replay `replayed ROWS rows to ISO-TIME` at its end.
    In a terminal it shows its display, and keys are its buttons. SIGTERM and SIGINT end it, with all that it
    counted stored.
    """
    from enfas.cli.keys import Keys
    from enfas.cli.run_watch import watching
    from enfas.limits import Counters
    from enfas.meter.configuration import Configuration
    from enfas.metrology.assembly import Measurement
    from enfas.runtime.lines import SerialDevice, TcpListener
    from enfas.runtime.meter_file import MeterFile, read_meter_file
    from enfas.runtime.run import Plan, present_us
    from enfas.runtime.run import run as run_plan
    from enfas.storage.sqlite import SqliteMemory
    from enfas.supply.open import open_supply
    from enfas.timebase import parse_iso

    file = read_meter_file(meter) if meter else MeterFile(Configuration.default())
    configuration = file.configuration
    source = open_supply(supply, _reading(supply, configuration.utc_offset_min))
    plan = Plan(
        configuration=configuration,
        supply=Measurement(source),
        memory=SqliteMemory(state) if state else None,
        now_us=present_us(),
        lines=(TcpListener(*host_and_port(listen)), *map(SerialDevice.parse, serial or ())),
        limits=file.limits,
        speed=_speed(speed),
        start_us=parse_iso(start, zoned=True) if start else None,
        hold=hold,
    )
    counters = Counters()
    live = sys.stdout.isatty() and not json
    keys = live and sys.stdin.isatty() and supply != "-"
    with watching(configuration, counters, json=json, live=live, keys=keys) as watcher:
        if keys:
            plan = replace(plan, lines=(*plan.lines, Keys(sys.stdin.fileno(), watcher.pressed)))
        run_plan(plan, watcher, counters=counters)


def _reading(supply: str, utc_offset_min: int) -> Reading:
    """How a supply is read: times without a zone are the meter's normal time; a supply file says its own."""
    from enfas.supply.reading import Reading

    return Reading() if supply.endswith(".toml") else Reading(utc_offset_min=utc_offset_min)


def _speed(text: str) -> float | None:
    if text == "max":
        return None
    try:
        speed = float(text)
    except ValueError:
        speed = math.nan
    if not (math.isfinite(speed) and speed > 0):
        raise ConfigurationError(f"--speed {text} is no speed", hint="give a number over 0, or max")
    return speed


def host_and_port(text: str) -> tuple[str, int]:
    """The parts of HOST:PORT or [IPv6]:PORT.

    Raises:
        ConfigurationError: It is neither.
    """
    host, colon, port = text.rpartition(":")
    if not colon or not host or not port.isdecimal() or int(port) > 0xFFFF:
        raise ConfigurationError(f"{text!r} is no HOST:PORT", hint="write 127.0.0.1:4059")
    return host.strip("[]"), int(port)
