"""`enfas measure`: the steady-state values of a recording."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from enfas.metrology.steady import Steady
    from enfas.supply.reading import Reading
    from enfas.supply.sampled import Sampled

__all__ = ["measure"]

_BAR = 12
"""Width of a bar, in characters."""

_ROWS = (
    ("from", "from_s", "s", 6),
    ("to", "to_s", "s", 6),
    ("cycles", "cycles", "", 0),
    ("duration", "duration_s", "s", 6),
    ("f", "f_hz", "Hz", 5),
    ("U", "u_v", "V", 4),
    ("I", "i_a", "A", 5),
    ("U DC", "u_dc_v", "V", 4),
    ("I DC", "i_dc_a", "A", 5),
    ("P", "p_w", "W", 3),
    ("P₁", "p1_w", "W", 3),
    ("Q", "q_var", "var", 3),
    ("S", "s_va", "VA", 3),
    ("PF", "pf", "", 5),
    ("φ", "angle_deg", "°", 3),
    ("quadrant", "quadrant", "", 0),
    ("THD U", "thd_u_percent", "%", 4),
    ("THD I", "thd_i_percent", "%", 4),
)
"""What is shown: its name, its key, unit and decimals."""


def measure(
    file: Annotated[str, typer.Argument(help="A recording or a supply file (.toml); - is standard input.")],
    from_s: Annotated[float, typer.Option("--from", metavar="S", help="Leave out so many seconds.")] = 0.0,
    cycles: Annotated[
        int | None,
        typer.Option("--cycles", min=1, help="So many whole cycles (default: as many as there are)."),
    ] = None,
    rate: Annotated[float | None, typer.Option("--rate", metavar="HZ", help="Sampling rate.")] = None,
    u_scale: Annotated[
        float | None, typer.Option("--u-scale", help="Volts per number of the file (WAV: per integer code).")
    ] = None,
    i_scale: Annotated[
        float | None, typer.Option("--i-scale", help="Amperes per number of the file.")
    ] = None,
    u_column: Annotated[
        str | None, typer.Option("--u-column", help="Column or channel of the voltage: from 0, or a name.")
    ] = None,
    i_column: Annotated[
        str | None, typer.Option("--i-column", help="Column or channel of the current.")
    ] = None,
    skip_rows: Annotated[
        int | None, typer.Option("--skip-rows", min=0, help="Lines of a text before its header or data.")
    ] = None,
    encoding: Annotated[
        str, typer.Option("--encoding", help="Of bare pairs: int16, int32, float32, float64; else text.")
    ] = "text",
    json: Annotated[bool, typer.Option("--json", help="One JSON object.")] = False,
) -> None:
    """Steady-state values of a recording: f, U, I, P, Q, S, PF, THD, harmonics, energies.

    Scales multiply the numbers of the file; columns and channels count from 0.
    """
    from enfas.errors import ConfigurationError
    from enfas.supply.raw import DTYPES
    from enfas.supply.reading import Reading

    if encoding != "text" and encoding not in DTYPES:
        raise ConfigurationError(f"--encoding is text or one of {', '.join(DTYPES)}, not {encoding!r}")
    reading = Reading(
        rate_hz=rate,
        from_s=from_s,
        u_column=u_column,
        i_column=i_column,
        u_scale=u_scale,
        i_scale=i_scale,
        skip_rows=skip_rows,
        encoding=encoding,  # type: ignore[arg-type]  # checked above
    )
    found, rate_hz = _measure(file, reading, cycles)
    measured = found._asdict()
    begin_s, end_s = from_s + measured.pop("begin_s"), from_s + measured.pop("end_s")
    values = {"file": file, "from_s": begin_s, "to_s": end_s, "rate_hz": rate_hz, **measured}
    if json:
        _print_json(values)
    elif sys.stdout.isatty():
        _show(file, values)
    else:
        _print(values)
    if found.missing_s:
        typer.echo(f"left out: {found.missing_s:.6g} s of which samples are missing", err=True)
    if found.no_fundamental_s:
        typer.echo(f"left out: {found.no_fundamental_s:.6g} s without a fundamental in the voltage", err=True)


def _measure(where: str, reading: Reading, cycles: int | None) -> tuple[Steady, float]:
    """The values, and the sampling rate. [Hz]"""
    from enfas.metrology.steady import SteadyMeter
    from enfas.supply.open import open_samples

    source = open_samples(where, reading)
    rate_hz, late_us = source.sampling
    with _named(source):
        meter = SteadyMeter(rate_hz, cycles=cycles, late_us=late_us)
    with _progress(source) as progress:
        for block in source.blocks():
            with _named(source):
                meter.skip(block.missing)
                meter.feed(block.u_v, block.i_a)
            progress(source.done)
            if meter.complete:
                break
    with _named(source):
        return meter.finish(), float(rate_hz)


@contextmanager
def _named(source: Sampled) -> Iterator[None]:
    """An error of the measuring part says of which recording."""
    from enfas.errors import ConfigurationError, InputError

    try:
        yield
    except (InputError, ConfigurationError) as error:
        raise InputError(f"{source.name}: {error}", hint=error.hint) from error


def _print_json(values: dict[str, object]) -> None:
    """One object; what cannot be told is null."""
    import json

    typer.echo(json.dumps({key: _plain(value) for key, value in values.items()}, ensure_ascii=False))


def _plain(value: object) -> object:
    if isinstance(value, float):
        return value if value - value == 0 else None
    if isinstance(value, tuple):
        return [_plain(part) for part in value]
    return value


def _lines(values: dict[str, object]) -> Iterator[tuple[str, str, str]]:
    """Names, values and units, as texts."""
    for name, key, unit, decimals in _ROWS:
        value = _plain(values[key])
        yield name, "–" if value is None else f"{value:.{decimals}f}", unit
    energies = values["energies_mj"]
    if isinstance(energies, dict):
        for name, millijoules in energies.items():
            unit = "varh" if name[0] == "r" else "VAh" if name[0] == "e" else "Wh"
            yield (
                name.replace("_plus", "+").replace("_minus", "-").upper(),
                f"{millijoules / 3.6e6:.6f}",
                unit,
            )


def _print(values: dict[str, object]) -> None:
    for name, value, unit in _lines(values):
        typer.echo(f"{name}\t{value}\t{unit}".rstrip())
    for order, u_v, i_a in _harmonics(values):
        typer.echo(f"harmonic {order}\t{u_v:.4f}\tV\t{i_a:.5f}\tA")


def _harmonics(values: dict[str, object]) -> Iterator[tuple[int, float, float]]:
    voltages, currents = values["u_harmonics_v"], values["i_harmonics_a"]
    if isinstance(voltages, tuple) and isinstance(currents, tuple):
        for order, (u_v, i_a) in enumerate(zip(voltages, currents, strict=True), 1):
            yield order, u_v, i_a


def _show(file: str, values: dict[str, object]) -> None:
    """A table of values, and one of harmonics with bars, on a terminal."""
    from rich.columns import Columns
    from rich.console import Console
    from rich.table import Table

    table = Table(box=None, show_header=False, pad_edge=False)
    table.add_column(style="dim")
    table.add_column(justify="right", style="bold")
    table.add_column()
    for line in _lines(values):
        table.add_row(*line)
    bars = Table("n", box=None, header_style="dim", pad_edge=False)
    for unit, colour in (("V", "cyan"), ("A", "yellow")):
        bars.add_column(unit, justify="right")
        bars.add_column("%", justify="right", style="dim")
        bars.add_column("", style=colour, min_width=_BAR)
    harmonics = [(order, (u_v, i_a)) for order, u_v, i_a in _harmonics(values)]
    fundamental = harmonics[0][1]
    percents = [
        [_percent(size, whole) for size, whole in zip(sizes, fundamental, strict=True)]
        for _, sizes in harmonics
    ]
    greatest = [max(column[1:], default=0.0) for column in zip(*percents, strict=True)]
    for (order, sizes), parts in zip(harmonics, percents, strict=True):
        cells = [str(order)]
        for size, decimals, percent, most in zip(sizes, (3, 4), parts, greatest, strict=True):
            length = round(_BAR * percent / most) if order > 1 and most else 0
            cells += [f"{size:.{decimals}f}", f"{percent:.2f}", "▇" * length]
        bars.add_row(*cells)
    console = Console()
    cycles, duration_s, rate_hz = values["cycles"], values["duration_s"], values["rate_hz"]
    console.print(
        f"[bold]{file}[/bold]  [dim]{cycles} cycles, {duration_s:.4f} s, {rate_hz:g} Hz[/dim]",
        highlight=False,
    )
    console.print(Columns([table, bars], padding=(0, 4)))


def _percent(part: float, whole: float) -> float:
    return 100 * part / whole if whole else 0.0


@contextmanager
def _progress(source: Sampled) -> Iterator[Callable[[int], None]]:
    """A bar on a terminal's standard error; nothing elsewhere."""
    if not sys.stderr.isatty():
        yield lambda done: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn

    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(f"reading {source.name}", total=source.total)
        yield lambda done: bar.update(task, completed=done)
