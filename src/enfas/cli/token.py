"""`enfas token`: makes tokens that load credit, as a utility does."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from enfas.errors import ConfigurationError

__all__ = ["token"]


def token(
    amount: Annotated[
        float, typer.Argument(help="What it loads: kWh, or units of the currency; one decimal.")
    ],
    meter: Annotated[
        Path,
        typer.Option(
            "--meter", metavar="FILE.toml", help="The meter's file: serial number, secret, currency."
        ),
    ],
    number: Annotated[int, typer.Option("--id", help="Its number: each is taken once; count them up.")],
    private_key: Annotated[
        str | None,
        typer.Option("--sign", metavar="HEX", help="Make a signed token with this private key (Ed25519)."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Make a token of 20 digits for one meter, or with --sign a signed one in hexadecimal digits.

    It is entered as register 1.1.130.0.130.255 (a signed one as 1.1.130.0.131.255), and works once.
    """
    from enfas.meter.prepayment.tokens import MOST_TENTHS, Token, TokenKind, seal_token, sign_token
    from enfas.runtime.meter_file import read_meter_file

    configuration = read_meter_file(meter).configuration
    terms, serial = configuration.prepayment, configuration.serial_number
    tenths = round(10 * amount)
    most = 0xFFFF_FFFF if private_key else MOST_TENTHS
    if abs(10 * amount - tenths) > 1e-6 or not 0 < tenths <= most:
        raise ConfigurationError(
            f"a token loads 0.1 to {most / 10:g} {terms.unit}, in tenths, not {amount:g}"
        )
    if not 0 <= number <= most:
        raise ConfigurationError(f"a token's number is 0 to {most}, not {number}")
    made = Token(number, tenths, TokenKind.MONEY if terms.in_money else TokenKind.ENERGY)
    if private_key is not None:
        text = sign_token(_key(private_key), serial, made).hex()
    elif terms.secret:
        text = seal_token(terms.secret, serial, made)
    else:
        raise ConfigurationError(
            f"{meter} has no secret for tokens", hint="give [prepayment] secret, 32 digits"
        )
    if as_json:
        typer.echo(json.dumps({"token": text, "amount": tenths / 10, "unit": terms.unit, "id": number}))
    else:
        grouped = text if private_key else " ".join(text[at : at + 4] for at in range(0, len(text), 4))
        typer.echo(grouped)


def _key(digits: str) -> bytes:
    try:
        key = bytes.fromhex(digits)
    except ValueError:
        key = b""
    if len(key) != 32:
        raise ConfigurationError("a private key is 64 hexadecimal digits")
    return key
