"""Z3: the columns of the data sheet's table, one case for each code."""

from __future__ import annotations

import re

import pytest

from enfas.catalog.codes.ports import MODULE_PORTS
from enfas.catalog.codes.values import Port

# Code; directions of I/O 1 and I/O 2 (i input, o output, b internal bus, - nothing); which are inverted.
SHEET = """
00 -- --   01 ii --   02 ii 12   03 ii --   04 ii -2   05 io --   06 oo --   07 ii --   08 ii 1-   09 ii -2
10 ii 12   11 io --   12 io 1-   13 ii --   14 ii -2   15 i- --   16 oo --   17 io --   18 io --   19 io 1-
20 io -2   21 io 12   22 ii --   23 ii 12   26 oo --   27 io --   28 io --   29 bb --
"""
ROWS = re.findall(r"(\d\d) (..) (..)", SHEET)


def letter(port: Port | None) -> str:
    return "-" if port is None else {"input": "i", "output": "o", "i2c": "b"}[port.direction]


@pytest.mark.requirement("CFG-2")
@pytest.mark.parametrize(("code", "directions", "inverted"), ROWS, ids=[f"Z3={row[0]}" for row in ROWS])
def test_ports(code: str, directions: str, inverted: str) -> None:
    row = MODULE_PORTS.find(code)
    assert row is not None
    ports = (row.sets.io_1, row.sets.io_2)
    assert "".join(map(letter, ports)) == directions
    marks = [str(n) if port is not None and port.inverted else "-" for n, port in enumerate(ports, 1)]
    assert "".join(marks) == inverted
    assert ("inverted" in row.meaning) is (inverted != "--")


@pytest.mark.requirement("CFG-2")
def test_two_numbers_are_free() -> None:
    assert MODULE_PORTS.find("24") is None
    assert MODULE_PORTS.find("25") is None
    assert len(MODULE_PORTS.rows) == len(ROWS) == 28
