"""Energies, their powers and peaks: what the real meter has of each.

Source: DLMS protocol 5512-1424 D1, pages 26-40 (logical names, types).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from enfas.catalog.layout import DataType
from enfas.catalog.registers.register import EXTENDED, REGISTER, TARIFFS, Register
from enfas.obis import Obis
from enfas.units import Unit

__all__ = ["KINDS", "ROWS", "VERIFICATION_DIGITS", "VERIFICATION_SCALER", "Kind"]

VERIFICATION_SCALER: Final = -1
VERIFICATION_DIGITS: Final = 7
"""Verification registers show 3.4 digits of kWh, so 0.1 Wh (5512-1040 C1, page 13: the same in the 162M)."""


@dataclass(frozen=True, slots=True)
class Kind:
    """An energy and what belongs to it, by value group C: the power, and what the real meter has of it.

    Attributes:
        energy: Key of the energy.
        power: Key of the power.
        c: Value group C of both; `c_phase` that of phase L1.
        name: The power's name; `energy_name` the energy's.
        energy_unit: The energy's unit; `power_unit` the power's.
        peak_tariffs: How many tariffs' peaks are kept apart.
        cumulative_tariffs: Of those, how many have a cumulative peak; None: there is no cumulative peak.
        verification: There is a verification register.
        phase_energy: There is the energy of phase L1.
    """

    energy: str
    power: str
    c: int
    c_phase: int
    name: str
    energy_name: str
    energy_unit: Unit
    power_unit: Unit
    peak_tariffs: int
    cumulative_tariffs: int | None
    verification: bool
    phase_energy: bool


_W, _WH = Unit.WATT, Unit.WATT_HOUR
_VAR, _VARH = Unit.VAR, Unit.VAR_HOUR
_VA, _VAH = Unit.VOLT_AMPERE, Unit.VOLT_AMPERE_HOUR

KINDS: Final = (
    Kind("a_plus", "p_plus", 1, 21, "P+", "A+", _WH, _W, TARIFFS, 2, True, True),
    Kind("a_minus", "p_minus", 2, 22, "P-", "A-", _WH, _W, 2, 2, True, True),
    Kind("r_plus", "q_plus", 3, 23, "Q+", "R+", _VARH, _VAR, 2, 0, True, False),
    Kind("r_minus", "q_minus", 4, 24, "Q-", "R-", _VARH, _VAR, 0, 0, True, False),
    Kind("e_plus", "s_plus", 9, 29, "S+", "E+", _VAH, _VA, TARIFFS, None, False, False),
    Kind("e_minus", "s_minus", 10, 30, "S-", "E-", _VAH, _VA, 0, None, False, False),
)
"""The energies with a power, a mean, peaks, tariffs and a trip counter, in the order in which all count."""


def _energy(key: str, c: int, d: int, e: int, kind: Kind, name: str, f: int = 255, of: str = "") -> Register:
    return Register(
        key=key, obis=Obis(bytes([1, 1, c, d, e, f])), class_id=REGISTER, type=DataType.U32,
        unit=kind.energy_unit, scaler=VERIFICATION_SCALER if f == 128 else None, name=name,
        needs=frozenset({kind.energy}), of=of,
    )  # fmt: skip


def _power(key: str, c: int, d: int, e: int, kind: Kind, name: str, of: str = "") -> Register:
    return Register(
        key=key, obis=Obis(bytes([1, 1, c, d, e, 255])), class_id=EXTENDED if d in (6, 13, 16) else REGISTER,
        type=DataType.U32, unit=kind.power_unit, name=name, needs=frozenset({kind.energy}), of=of,
    )  # fmt: skip


def _rows_of(kind: Kind) -> list[Register]:
    """All registers of one energy and its power."""
    energy, power, c = kind.energy, kind.power, kind.c
    rows = [_energy(energy, c, 8, 0, kind, kind.energy_name)]
    rows += [
        _energy(f"{energy}_t{t}", c, 8, t, kind, f"{kind.energy_name} tariff {t}")
        for t in range(1, TARIFFS + 1)
    ]
    if kind.verification:
        rows.append(
            _energy(f"{energy}_verification", c, 8, 0, kind, f"{kind.energy_name} verification", f=128)
        )
    rows += [
        _energy(f"{energy}_trip", c, 128, 0, kind, f"{kind.energy_name} trip counter"),
        _power(power, c, 7, 0, kind, kind.name),
        _power(f"{power}_mean", c, 25, 0, kind, f"{kind.name} mean of the last integration period"),
        _power(f"{power}_max", c, 6, 0, kind, f"{kind.name} peak"),
    ]
    rows += [
        _power(f"{power}_max_t{t}", c, 6, t, kind, f"{kind.name} peak, tariff {t}")
        for t in range(1, kind.peak_tariffs + 1)
    ]
    if kind.cumulative_tariffs is not None:
        rows.append(_power(f"{power}_cumulative", c, 2, 0, kind, f"{kind.name} cumulative peak"))
        rows += [
            _power(f"{power}_cumulative_t{t}", c, 2, t, kind, f"{kind.name} cumulative peak, tariff {t}")
            for t in range(1, kind.cumulative_tariffs + 1)
        ]
    if kind.phase_energy:
        rows.append(_energy(f"{energy}_l1", kind.c_phase, 8, 0, kind, f"{kind.energy_name} of L1", of=energy))
    rows += [
        _power(f"{power}_l1", kind.c_phase, 7, 0, kind, f"{kind.name} of L1", of=power),
        _power(f"{power}_mean_l1", kind.c_phase, 25, 0, kind, f"{kind.name} mean of L1", of=f"{power}_mean"),
    ]
    return rows


def _quadrant(n: int) -> Register:
    return Register(
        key=f"r{n}", obis=Obis(bytes([1, 1, 4 + n, 8, 0, 255])), class_id=REGISTER, type=DataType.U32,
        unit=Unit.VAR_HOUR, scaler=None, name=f"R{n}", needs=frozenset({f"r{n}"}),
    )  # fmt: skip


_BOTH_WAYS: Final = frozenset({"a_plus", "a_minus"})

_SUMS: Final = (
    Register(
        key="a_total", obis=Obis.parse("15.8.0"), class_id=REGISTER, type=DataType.U32, unit=Unit.WATT_HOUR,
        scaler=None, name="A1234: import and export together", needs=_BOTH_WAYS,
    ),
    Register(
        key="a_net", obis=Obis.parse("16.8.0"), class_id=REGISTER, type=DataType.U32, unit=Unit.WATT_HOUR,
        scaler=None, name="A net: import less export, counts down too", needs=_BOTH_WAYS,
    ),
)  # fmt: skip

_DAY: Final = (
    _power("p_plus_day_min", 1, 13, 0, KINDS[0], "P+ least mean of the day"),
    _power("p_plus_day_max", 1, 16, 0, KINDS[0], "P+ greatest mean of the day"),
)

ROWS: Final = (
    *(row for kind in KINDS for row in _rows_of(kind)),
    *(_quadrant(n) for n in range(1, 5)),
    *_SUMS,
    *_DAY,
)
