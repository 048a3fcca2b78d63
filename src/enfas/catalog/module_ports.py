"""The number by which the module's ports show in their register, for each code of Z3.

Source: DLMS protocol 5512-1424 D1, page 19 (0.1.96.3.1.255: 0 to 18, "input and output may be inverted"). Not
published there, and ours: 14 for the debiting-stop input, 15 for the earth fault module, and how inversion
shows: bit 6 for port 1, bit 7 for port 2.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

from enfas.catalog.codes.ports import MODULE_PORTS

__all__ = ["CODE_OF_NUMBER", "NUMBER_OF_CODE"]

_INVERTED: Final = (0x40, 0x80)

_PUBLISHED: Final = {
    "00": 0,
    **dict.fromkeys(("01", "02"), 1),
    **dict.fromkeys(("07", "08", "09", "10"), 2),
    **dict.fromkeys(("11", "12"), 3),
    **dict.fromkeys(("13", "14"), 4),
    **dict.fromkeys(("03", "04"), 5),
    "05": 6,
    "06": 7,
    "16": 8,
    "17": 10,
    **dict.fromkeys(("18", "19", "20", "21"), 12),
    **dict.fromkeys(("22", "23"), 13),
    "15": 14,
    "29": 15,
    "26": 16,
    "27": 17,
    "28": 18,
}


def _number(code: str) -> int:
    row = MODULE_PORTS.find(code)
    if row is None:
        raise AssertionError(f"Z3 has no row {code}")
    ports = (row.sets.io_1, row.sets.io_2)
    marks = (mark for port, mark in zip(ports, _INVERTED, strict=True) if port is not None and port.inverted)
    return _PUBLISHED[code] + sum(marks)


NUMBER_OF_CODE: Final = MappingProxyType({row.code: _number(row.code) for row in MODULE_PORTS.rows})
"""The register's value for each code of Z3."""

CODE_OF_NUMBER: Final = MappingProxyType({number: code for code, number in NUMBER_OF_CODE.items()})
"""And back."""

if len(CODE_OF_NUMBER) != len(NUMBER_OF_CODE):
    raise AssertionError("two codes of Z3 show as one number")
