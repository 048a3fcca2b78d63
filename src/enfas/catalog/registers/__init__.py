"""The registers: one row for each value that the meter shows, on whichever face.

Value = raw integer · 10^scaler unit. A scaler of None is that of the meter's energies, which the display
format sets (Z1). Rows lie in the module of what they are about; a new group of rows is a module here and a
line below.
"""

from __future__ import annotations

from typing import Final

from enfas.catalog.registers import (
    alarms,
    breaker,
    device,
    energies,
    firmware,
    load_control,
    measured,
    ports,
    prepayment,
    quality,
)
from enfas.catalog.registers.energies import KINDS, VERIFICATION_DIGITS, VERIFICATION_SCALER, Kind
from enfas.catalog.registers.register import (
    DATA,
    EXTENDED,
    MOST_TARIFFS,
    REGISTER,
    TARIFFS,
    Register,
    Setting,
)

__all__ = [
    "DATA",
    "EXTENDED",
    "KINDS",
    "MOST_TARIFFS",
    "REGISTER",
    "REGISTERS",
    "TARIFFS",
    "VERIFICATION_DIGITS",
    "VERIFICATION_SCALER",
    "Kind",
    "Register",
    "Setting",
]


def _by_key(*groups: tuple[Register, ...]) -> dict[str, Register]:
    rows = [row for group in groups for row in group]
    table = {row.key: row for row in rows}
    if len(table) != len(rows):
        raise AssertionError("two registers have one key")
    return table


REGISTERS: Final[dict[str, Register]] = _by_key(
    energies.ROWS,
    measured.ROWS,
    device.ROWS,
    firmware.ROWS,
    breaker.ROWS,
    load_control.ROWS,
    ports.ROWS,
    alarms.ROWS,
    quality.ROWS,
    prepayment.ROWS,
)
"""All registers by key, in the order in which a reader is shown them."""
