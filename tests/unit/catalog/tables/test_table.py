from __future__ import annotations

from typing import ClassVar

import msgspec
import pytest

from enfas.catalog.tables import KINDS, shipped_tables
from enfas.catalog.tables.table import Table, document_of, parse_table, table_of
from enfas.errors import ConfigurationError


class Shelf(Table):
    CODE: ClassVar[str] = "Z20"
    books: dict[int, str] = msgspec.field(default_factory=dict)

    def check(self) -> None:
        if 0 in self.books:
            raise ConfigurationError("books are counted from 1")


TEXT = 'table = "Z20"\nnumber = 7\ntitle = "A shelf"\nbooks = { 1 = "IEC 62053" }\n'
SHELF = Shelf(number=7, title="A shelf", books={1: "IEC 62053"})


def test_a_file_gives_the_table_of_its_kind() -> None:
    assert parse_table(TEXT, "shelf.toml", [Shelf]) == SHELF


def test_a_table_comes_back_from_its_document() -> None:
    assert table_of(document_of(SHELF), [Shelf]) == SHELF


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("title =", "shelf.toml is no TOML"),
        (TEXT.replace('table = "Z20"', ""), "shelf.toml: it does not say which table it is"),
        (TEXT.replace("Z20", "Z77"), "shelf.toml: there are no tables of 'Z77'"),
        (TEXT.replace("Z20", "Z5"), "there are no tables of 'Z5'"),
        (TEXT + "shelves = 3", "unknown field `shelves`"),
        (TEXT.replace("number = 7", 'number = "7"'), "Expected `int`"),
        (TEXT.replace("number = 7", "number = 0"), "1 to 999, not 0"),
        (TEXT.replace("number = 7", "number = 1000"), "1 to 999, not 1000"),
        (TEXT.replace("1 =", "0 ="), "books are counted from 1"),
    ],
)
def test_what_cannot_be_is_refused_with_the_file_and_the_reason(text: str, message: str) -> None:
    with pytest.raises(ConfigurationError, match=message):
        parse_table(text, "shelf.toml", [Shelf])


def test_every_kind_names_a_place_of_its_own() -> None:
    codes = [kind.CODE for kind in KINDS]
    assert len(codes) == len(set(codes))


def test_shipped_tables_lie_under_their_place_and_number() -> None:
    for (code, number), table in shipped_tables().items():
        assert (table.CODE, table.number) == (code, number)
