"""The command `enfas`: one module for each subcommand; nothing heavy is imported before it is needed."""

from __future__ import annotations

import sys

import typer

from enfas import __version__
from enfas.cli import breaker, code, measure, new, plot, profile, read, run
from enfas.errors import EnfasError

__all__ = ["app", "main"]

app = typer.Typer(
    name="enfas",
    help="A single-phase smart electricity meter: run one, measure with it, read any DLMS/COSEM meter.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"enfas {__version__}")
        raise typer.Exit


@app.callback()
def _root(
    version: bool = typer.Option(
        False, "--version", help="Print the version.", callback=_version, is_eager=True
    ),
) -> None:
    """Options that come before any subcommand."""


app.command(name="run")(run.run)
app.command(name="measure")(measure.measure)
app.command(name="read")(read.read)
app.command(name="profile")(profile.profile)
app.command(name="plot")(plot.plot)
app.command(name="code")(code.code)
app.command(name="new")(new.new)
app.command(name="breaker")(breaker.breaker)


def main() -> None:
    """Run the command line; an error of the project becomes one line and exit code 2."""
    try:
        app()
    except EnfasError as error:
        hint = f" ({error.hint})" if error.hint else ""
        sys.stderr.write(f"enfas: {error}{hint}\n")
        sys.exit(2)
