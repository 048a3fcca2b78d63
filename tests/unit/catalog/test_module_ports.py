from __future__ import annotations

import pytest

from enfas.catalog.codes.ports import MODULE_PORTS
from enfas.catalog.module_ports import CODE_OF_NUMBER, NUMBER_OF_CODE


def test_each_code_has_a_number_of_its_own() -> None:
    assert set(NUMBER_OF_CODE) == {row.code for row in MODULE_PORTS.rows}
    assert {CODE_OF_NUMBER[number]: number for number in CODE_OF_NUMBER} == dict(NUMBER_OF_CODE)


@pytest.mark.parametrize(
    ("code", "number"),
    [("00", 0), ("01", 1), ("02", 0xC1), ("07", 2), ("08", 0x42), ("09", 0x82), ("10", 0xC2), ("28", 18)],
)
def test_numbers(code: str, number: int) -> None:
    assert NUMBER_OF_CODE[code] == number
