from __future__ import annotations

import pytest

from enfas.catalog.display import ButtonFunction
from enfas.catalog.tables import KINDS, parse_table, shipped_tables
from enfas.catalog.tables.button import ButtonTable
from enfas.errors import ConfigurationError
from enfas.meter.configuration import Configuration


@pytest.mark.requirement("CFG-2", "DISP-6")
@pytest.mark.parametrize(("number", "functions"), [(1, 1), (2, 4), (3, len(ButtonFunction))])
def test_shipped_settings(number: int, functions: int) -> None:
    table = shipped_tables()["Z17", number]
    assert isinstance(table, ButtonTable)
    assert len(table.functions) == functions
    assert Configuration.default().replace(Z17=str(number)).table(ButtonTable) is table


def test_without_settings_there_is_no_table() -> None:
    assert Configuration.default().table(ButtonTable) is None


@pytest.mark.parametrize("functions", ["[]", '["tariff", "tariff"]', '["coffee"]'])
def test_settings_that_cannot_be_are_refused(functions: str) -> None:
    text = f'table = "Z17"\nnumber = 7\ntitle = "ours"\nfunctions = {functions}\n'
    with pytest.raises(ConfigurationError, match=r"mine\.toml"):
        parse_table(text, "mine.toml", KINDS)
