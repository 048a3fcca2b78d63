"""docs/tables.md: its tables can be taken as they stand, and it names those of tariffs and days that ship."""

from __future__ import annotations

import re

import pytest
from tests.helpers import ROOT

from enfas.catalog.tables import KINDS, parse_table, shipped_tables

PAGE = (ROOT / "docs" / "tables.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"```toml\n(.*?)```", PAGE, re.DOTALL)


@pytest.mark.requirement("CFG-2")
@pytest.mark.parametrize("text", EXAMPLES)
def test_an_example_is_a_table(text: str) -> None:
    table = parse_table(text, "docs/tables.md", KINDS)
    assert (table.CODE, table.number) not in shipped_tables()


@pytest.mark.requirement("CFG-2")
def test_shipped_tariffs_and_days_are_named() -> None:
    named = set(re.findall(r"(Z13|Z20)=([0-9]{3}) \|", PAGE))
    assert named == {(code, f"{number:03d}") for code, number in shipped_tables() if code in ("Z13", "Z20")}
