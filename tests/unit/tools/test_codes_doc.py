"""docs/codes.md is what the tables say, and holds every row."""

from __future__ import annotations

from tools import codes_doc

from enfas.catalog.codes.hardware import HARDWARE_FIELDS
from enfas.catalog.codes.software import SOFTWARE_FIELDS


def test_the_page_is_what_the_tables_say() -> None:
    assert codes_doc.PAGE.read_text(encoding="utf-8") == codes_doc.render(), "run python -m tools.codes_doc"


def test_every_row_stands_in_the_page() -> None:
    page = codes_doc.render().replace("**", "")
    for field in (*HARDWARE_FIELDS, *SOFTWARE_FIELDS):
        section = page.partition(f"\n### {field.name}: ")[2].partition("\n### ")[0]
        for row in field.rows:
            assert f"| {row.code} | {row.meaning} |" in section
