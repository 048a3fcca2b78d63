"""Numbered tables of the software code (Z5, Z9, Z10, Z13, Z14, Z17, Z18, Z20, Z26, Z30).

A kind is one file here with a subclass of `Table`, and a line in `KINDS`. Those that ship with the project
lie in `shipped`, named by place and number: `z20_001.toml`.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import Final

from enfas.catalog.tables.alarms import AlarmTable
from enfas.catalog.tables.analysis import AnalysisTable
from enfas.catalog.tables.button import ButtonTable
from enfas.catalog.tables.debiting import DebitingTable
from enfas.catalog.tables.disconnect import DisconnectTable
from enfas.catalog.tables.display import DisplayTable
from enfas.catalog.tables.load_control import LoadTable
from enfas.catalog.tables.table import Table, document_of, parse_table, table_of
from enfas.catalog.tables.tariffs import TariffTable
from enfas.catalog.tables.working_days import CalendarTable
from enfas.errors import ConfigurationError
from enfas.shipped import shipped_texts

__all__ = ["KINDS", "Table", "document_of", "parse_table", "shipped_tables", "table_of"]

KINDS: Final[tuple[type[Table], ...]] = (
    AnalysisTable,
    DebitingTable,
    LoadTable,
    AlarmTable,
    CalendarTable,
    TariffTable,
    DisconnectTable,
    DisplayTable,
    ButtonTable,
)
"""The kinds of tables: a new one is a line here."""


@cache
def shipped_tables() -> Mapping[tuple[str, int], Table]:
    """The tables that ship with the project, by place and number.

    Raises:
        ConfigurationError: One cannot be: the package is damaged.
    """
    tables: dict[tuple[str, int], Table] = {}
    for name, text in shipped_texts(__name__, "shipped", ".toml").items():
        table = parse_table(text, name, KINDS)
        key = table.CODE, table.number
        if key in tables:
            raise ConfigurationError(f"{name}: {table.CODE} already has a table {table.number}")
        tables[key] = table
    return MappingProxyType(tables)
