"""The command `enfas`: one module for each subcommand; nothing heavy is imported before it is needed."""

from __future__ import annotations

import sys
from typing import Any

import typer

from enfas import __version__
from enfas.cli import (
    breaker,
    code,
    firmware,
    lcd,
    measure,
    new,
    plot,
    profile,
    read,
    run,
    scenario,
    token,
)
from enfas.errors import EnfasError

__all__ = ["app", "main"]

_USAGE: Any = typer.BadParameter.__bases__[0]
"""The error of a use that cannot be; where the library has it differs from version to version."""

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
app.command(name="lcd")(lcd.lcd)
app.command(name="code")(code.code)
app.command(name="new")(new.new)
app.add_typer(firmware.app)
app.command(name="scenario")(scenario.scenario)
app.command(name="breaker")(breaker.breaker)
app.command(name="token")(token.token)


def main() -> None:
    """Run the command line; an error of the project or in its use becomes one line and exit code 2."""
    try:
        code = app(standalone_mode=False)
    except EnfasError as error:
        _say(str(error), error.hint)
        sys.exit(2)
    except _USAGE as error:
        command = error.ctx.command_path if error.ctx else "enfas"
        _say(error.format_message(), f"see {command} --help")
        sys.exit(error.exit_code)
    except typer.Abort:
        sys.exit(1)
    sys.exit(code if isinstance(code, int) else 0)


def _say(what: str, hint: str) -> None:
    """One line on standard error: what was wrong, and what to do."""
    text = f"enfas: {what.strip()}" + (f" ({hint})" if hint else "")
    sys.stderr.write(" ".join(text.split()) + "\n")
