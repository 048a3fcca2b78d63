"""What an image carries: the application's configuration package, and the legal part that it goes with.

No image changes this simulator's code. The application's behaviour comes from its package: numbered tables,
texts, the version of the object list. The legal part can be named: by a revision that is not older than the
one that runs, and by the checksum of the program that measures, which must be the one that runs here. Then
the meter bears that revision; so a new legal part comes with a new program, and an image can make it known
but never replace it.
"""

from __future__ import annotations

from typing import Any, Final, Literal, Self

import msgspec

from enfas.catalog.firmware import UploadResult, Version
from enfas.catalog.tables import KINDS, Table, table_of
from enfas.errors import ConfigurationError
from enfas.meter.configuration import Configuration
from enfas.meter.firmware.fault import ImageFault

__all__ = ["ANY", "LegalPart", "Package", "TextName", "in_service"]

ANY: Final = "*"
_TYPE_CHARACTERS: Final = 18
_TEXT_MOST: Final = 64
_U32_MAX: Final = 0xFFFF_FFFF

TextName = Literal["port", "display"]
"""Consumer information, by where it is told: at the local port, or on the display too."""


class LegalPart(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The legal part that a package goes with.

    Attributes:
        number: Its number: the meter's software number.
        revision: Its revision.
        checksum: CRC-32 of the program that measures.
    """

    number: int
    revision: str
    checksum: int


class Package(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A package of the application.

    Attributes:
        meters: The type number of the meters that it is for; `*` stands for any character.
        number: The application's number.
        revision: Its revision.
        object_list: The version of the object list.
        confirm: What confirms it once it runs: the meter's self-test, or a word from remote.
        texts: Consumer information.
        tables: Numbered tables, as documents.
        legal: The legal part; None: whichever runs.
    """

    meters: str
    number: int
    revision: str
    object_list: str = ""
    confirm: Literal["self", "remote"] = "self"
    texts: dict[TextName, str] = msgspec.field(default_factory=dict)
    tables: tuple[dict[str, Any], ...] = ()
    legal: LegalPart | None = None

    @classmethod
    def decode(cls, body: bytes) -> Self:
        """A package as it lies in an image.

        Raises:
            ImageFault: It is none, or something in it cannot be.
        """
        try:
            package = msgspec.json.decode(body, type=cls)
            package.check()
        except (msgspec.MsgspecError, UnicodeDecodeError, ConfigurationError) as error:
            raise ImageFault(UploadResult.MEMORY_MAP, f"the package cannot be: {error}") from error
        return package

    def encode(self) -> bytes:
        """As it lies in an image."""
        return msgspec.json.encode(self)

    def check(self) -> None:
        """Refuse what cannot be.

        Raises:
            ConfigurationError: Something cannot be, or a table is there twice.
        """
        _ = self.version
        if len(self.meters) != _TYPE_CHARACTERS:
            raise ConfigurationError(
                f"meters = {self.meters!r}: a type number has {_TYPE_CHARACTERS} characters",
                hint=f"write it as `enfas code` shows it, with {ANY} for what may be any",
            )
        for name, text in (("object_list", self.object_list), *self.texts.items()):
            if not (text.isascii() and text.isprintable() and len(text) <= _TEXT_MOST):
                raise ConfigurationError(f"{name} has at most {_TEXT_MOST} printable ASCII characters")
        if self.legal is not None:
            Version.of(self.legal.number, self.legal.revision)
            if not 0 <= self.legal.checksum <= _U32_MAX:
                raise ConfigurationError(f"the legal part's checksum is outside 0 to {_U32_MAX}")
        keys = [(table.CODE, table.number) for table in self.carried()]
        if len(set(keys)) != len(keys):
            raise ConfigurationError("a table is there twice")

    @property
    def version(self) -> Version:
        """The application's version."""
        return Version.of(self.number, self.revision)

    def carried(self) -> tuple[Table, ...]:
        """Its tables.

        Raises:
            ConfigurationError: One cannot be.
        """
        return tuple(table_of(document, KINDS) for document in self.tables)

    def fits(self, type_number: str) -> bool:
        """Whether it is for meters of a type."""
        return all(wanted in (ANY, given) for wanted, given in zip(self.meters, type_number, strict=True))


def in_service(
    filed: Configuration, package: Package | None, *, software: str, legal_revision: str
) -> Configuration:
    """The configuration that a meter goes by: its file's, with what a package brings.

    Args:
        filed: As the meter file says.
        package: The package in service; None: the application as delivered.
        software: The software code in force.
        legal_revision: The revision of the legal part that an image has named; empty: none has.

    Raises:
        ConfigurationError: The package's tables contradict what is there.
    """
    own = package.carried() if package else ()
    keys = {(table.CODE, table.number) for table in own}
    others = tuple(table for table in filed.tables if (table.CODE, table.number) not in keys)
    named = Version(filed.software_number, legal_revision)
    revision = legal_revision if named.order > filed.legal_version.order else filed.software_revision
    return filed.replace(software=software, tables=others + own, software_revision=revision)
