"""The package file: what an image of firmware is to carry, in TOML.

meters = "68****1BN*********"    # type numbers of the meters that it is for; * is any character
revision = "A2"                  # a capital with 1 to 3 digits
number = 50981140                # may be left out, as all that follows
object_list = "Enfas_V0002"
confirm = "self"                 # or "remote": taken back unless a client confirms it within 15 minutes
tables = ["display.toml"]        # numbered tables, beside this file

[texts]                          # consumer information
port = "read at the port"
display = "shown on the display too"

[legal]                          # the legal part that it goes with; left out: whichever runs
revision = "Q2"
checksum = 1918003608            # left out: that of this program
"""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any, Literal

import msgspec

from enfas.catalog.firmware import DELIVERED_APPLICATION
from enfas.catalog.tables import KINDS, document_of, parse_table
from enfas.errors import ConfigurationError
from enfas.meter.configuration import Configuration
from enfas.meter.firmware.package import LegalPart, Package, TextName
from enfas.runtime.program import rom_checksum

__all__ = ["read_package_file"]


class _Legal(msgspec.Struct, forbid_unknown_fields=True):
    revision: str
    number: int | None = None
    checksum: int | None = None

    def part(self) -> LegalPart:
        number = Configuration.default().software_number if self.number is None else self.number
        return LegalPart(number, self.revision, rom_checksum() if self.checksum is None else self.checksum)


class _File(msgspec.Struct, forbid_unknown_fields=True):
    meters: str
    revision: str
    number: int = DELIVERED_APPLICATION.number
    object_list: str = ""
    confirm: Literal["self", "remote"] = "self"
    tables: tuple[str, ...] = ()
    texts: dict[TextName, str] = msgspec.field(default_factory=dict)
    legal: _Legal | None = None


def read_package_file(path: Path) -> Package:
    """The package that a file describes.

    Raises:
        ConfigurationError: It, or a table of it, cannot be read, or says what cannot be.
    """
    try:
        file = msgspec.convert(tomllib.loads(_text(path)), _File, strict=True)
        package = Package(
            meters=file.meters,
            number=file.number,
            revision=file.revision,
            object_list=file.object_list,
            confirm=file.confirm,
            texts=file.texts,
            tables=tuple(_table(path.parent / name) for name in file.tables),
            legal=file.legal.part() if file.legal else None,
        )
        package.check()
    except tomllib.TOMLDecodeError as error:
        raise ConfigurationError(f"{path} is no TOML: {error}") from error
    except msgspec.ValidationError as error:
        raise ConfigurationError(f"{path}: {error}") from error
    except ConfigurationError as error:
        raise ConfigurationError(f"{path}: {error}", hint=error.hint) from error
    return package


def _table(path: Path) -> dict[str, Any]:
    return document_of(parse_table(_text(path), path.name, KINDS))


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except OSError as error:
        raise ConfigurationError(f"{path} cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise ConfigurationError(f"{path} is no text: {error}") from error
