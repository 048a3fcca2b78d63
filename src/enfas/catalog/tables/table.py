"""A numbered table: what a place of the software code names by its number, from a TOML file.

The maker keeps such tables on order forms. Ours are files: those of the project ship with it, and a user adds
others. Each begins with what it is:

    table = "Z20"          # the place of the software code that names it
    number = 7             # its number there
    title = "Exception days of a works"

and goes on with what its kind holds. A kind is a `Table` with fields and `check`; a key that is none of them
is refused.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from typing import Any, ClassVar, Final

import msgspec

from enfas.errors import ConfigurationError

__all__ = ["Table", "document_of", "parse_table", "table_of"]

_MOST: Final = 999


class Table(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What all tables have.

    Attributes:
        CODE: The place of the software code that names tables of this kind: Z20.
        number: Its number there.
        title: What it is, in a few words.
    """

    CODE: ClassVar[str]

    number: int
    title: str

    def check(self) -> None:
        """Refuse what cannot be.

        Raises:
            ConfigurationError: Something in it cannot be, or contradicts itself.
        """


def table_of(document: Mapping[str, Any], kinds: Iterable[type[Table]]) -> Table:
    """The table that a document describes.

    Args:
        document: What a TOML file holds.
        kinds: The kinds of tables that there are.

    Raises:
        ConfigurationError: It is of no kind, has a key that is none, or says what cannot be.
    """
    by_code = {kind.CODE: kind for kind in kinds}
    plain = dict(document)
    code = plain.pop("table", None)
    if code not in by_code:
        raise ConfigurationError(
            "it does not say which table it is" if code is None else f"there are no tables of {code!r}",
            hint=f'begin it with table = "..."; there are tables of {", ".join(by_code)}',
        )
    try:
        table = msgspec.convert(plain, by_code[code], strict=True, str_keys=True)
    except msgspec.ValidationError as error:
        raise ConfigurationError(str(error)) from error
    if not 1 <= table.number <= _MOST:
        raise ConfigurationError(f"a table's number is 1 to {_MOST}, not {table.number}")
    table.check()
    return table


def document_of(table: Table) -> dict[str, Any]:
    """A table as a document, from which `table_of` makes it again."""
    return {"table": table.CODE, **msgspec.to_builtins(table, str_keys=True)}


def parse_table(text: str, where: str, kinds: Iterable[type[Table]]) -> Table:
    """The table that a text describes.

    Args:
        text: TOML.
        where: Whence it is, for messages.
        kinds: The kinds of tables that there are.

    Raises:
        ConfigurationError: As `table_of`, or it is no TOML; the message names `where`.
    """
    try:
        return table_of(tomllib.loads(text), kinds)
    except tomllib.TOMLDecodeError as error:
        raise ConfigurationError(f"{where} is no TOML: {error}") from error
    except ConfigurationError as error:
        raise ConfigurationError(f"{where}: {error}", hint=error.hint) from error
