"""The registers: one row for each value that the meter shows, on whichever face.

A row says what is shown and in which form; the function that reads it from the meter bears the row's key in
`enfas.meter.registers`. Value = raw integer · 10^scaler unit. A scaler of None is that of the meter's
energies, which the display format sets (Z1).

Source: DLMS protocol 5512-1424 D1, pages 19-40 (logical names, types, access). Scalers of powers, voltage,
current and power factor: 5512-2584 A2 (the same registers on the consumer port). Frequency and distortion in
hundredths: their examples in 5512-1424 (50,01 Hz; 2,03 %).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from enfas.catalog.layout import DataType
from enfas.obis import Obis
from enfas.units import Unit

__all__ = [
    "DATA",
    "EXTENDED",
    "MOST_TARIFFS",
    "REGISTER",
    "REGISTERS",
    "TARIFFS",
    "VERIFICATION_DIGITS",
    "VERIFICATION_SCALER",
    "Register",
]

MOST_TARIFFS: Final = 8
"""Tariffs that the meter counts apart."""

TARIFFS: Final = 4
"""Tariffs whose registers are offered: the data sheet's T1 to T4."""

VERIFICATION_SCALER: Final = -1
VERIFICATION_DIGITS: Final = 7
"""Verification registers show 3.4 digits of kWh, so 0.1 Wh (5512-1040 C1, page 13: the same in the 162M)."""

DATA: Final = 1
REGISTER: Final = 3
EXTENDED: Final = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Register:
    """One value that the meter shows.

    Attributes:
        key: Its name in the project.
        obis: Its logical name.
        class_id: Its COSEM interface class: 1 data, 3 register, 4 extended register.
        type: The type of its value.
        unit: The unit of its value; a class 1 object has none.
        scaler: The power of ten that its integer is multiplied by; None: that of the energies (Z1).
        name: What it is, in a few words.
        access: R, RW or W.
        needs: The energies (X9) without which the meter does not have it.
        of: The key of the register that it repeats: in a meter of one phase L1 is the total.
    """

    key: str
    obis: Obis
    class_id: int
    type: DataType
    name: str
    unit: Unit = Unit.COUNT
    scaler: int | None = 0
    access: str = "R"
    needs: frozenset[str] = frozenset()
    of: str = ""

    @property
    def reader(self) -> str:
        """The key under which its value is read from the meter."""
        return self.of or self.key


@dataclass(frozen=True, slots=True)
class _Kind:
    """An energy and what belongs to it, by value group C: the power, and what the real meter has of it."""

    energy: str
    power: str
    c: int
    c_phase: int
    name: str
    energy_name: str
    energy_unit: Unit
    power_unit: Unit
    peak_tariffs: int  # tariffs whose peaks are kept apart
    cumulative_tariffs: (
        int | None
    )  # of those, tariffs with a cumulative peak; None: no cumulative peak at all
    verification: bool
    phase_energy: bool


_KINDS: Final = (
    _Kind("a_plus", "p_plus", 1, 21, "P+", "A+", Unit.WATT_HOUR, Unit.WATT, TARIFFS, 2, True, True),
    _Kind("a_minus", "p_minus", 2, 22, "P-", "A-", Unit.WATT_HOUR, Unit.WATT, 2, 2, True, True),
    _Kind("r_plus", "q_plus", 3, 23, "Q+", "R+", Unit.VAR_HOUR, Unit.VAR, 2, 0, True, False),
    _Kind("r_minus", "q_minus", 4, 24, "Q-", "R-", Unit.VAR_HOUR, Unit.VAR, 0, 0, True, False),
    _Kind(
        "e_plus", "s_plus", 9, 29, "S+", "E+", Unit.VOLT_AMPERE_HOUR, Unit.VOLT_AMPERE,
        TARIFFS, None, False, False,
    ),
    _Kind(
        "e_minus", "s_minus", 10, 30, "S-", "E-", Unit.VOLT_AMPERE_HOUR, Unit.VOLT_AMPERE,
        0, None, False, False,
    ),
)  # fmt: skip


def _energy(key: str, c: int, d: int, e: int, kind: _Kind, name: str, f: int = 255, of: str = "") -> Register:
    return Register(
        key=key, obis=Obis(bytes([1, 1, c, d, e, f])), class_id=REGISTER, type=DataType.U32,
        unit=kind.energy_unit, scaler=VERIFICATION_SCALER if f == 128 else None, name=name,
        needs=frozenset({kind.energy}), of=of,
    )  # fmt: skip


def _power(key: str, c: int, d: int, e: int, kind: _Kind, name: str, of: str = "") -> Register:
    return Register(
        key=key, obis=Obis(bytes([1, 1, c, d, e, 255])), class_id=EXTENDED if d in (6, 13, 16) else REGISTER,
        type=DataType.U32, unit=kind.power_unit, name=name, needs=frozenset({kind.energy}), of=of,
    )  # fmt: skip


def _rows_of(kind: _Kind) -> list[Register]:
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


def _register(
    key: str, obis: str, type_: DataType, name: str, unit: Unit, scaler: int = 0, of: str = ""
) -> Register:
    return Register(
        key=key,
        obis=Obis.parse(obis),
        class_id=REGISTER,
        type=type_,
        unit=unit,
        scaler=scaler,
        name=name,
        of=of,
    )


def _data(key: str, obis: str, type_: DataType, name: str, access: str = "R") -> Register:
    return Register(key=key, obis=Obis.parse(obis), class_id=DATA, type=type_, name=name, access=access)


_BOTH_WAYS = frozenset({"a_plus", "a_minus"})
_U16, _U32 = DataType.U16, DataType.U32

_SUMS: Final = (
    Register(
        key="a_total", obis=Obis.parse("15.8.0"), class_id=REGISTER, type=_U32, unit=Unit.WATT_HOUR,
        scaler=None, name="A1234: import and export together", needs=_BOTH_WAYS,
    ),
    Register(
        key="a_net", obis=Obis.parse("16.8.0"), class_id=REGISTER, type=_U32, unit=Unit.WATT_HOUR,
        scaler=None, name="A net: import less export, counts down too", needs=_BOTH_WAYS,
    ),
)  # fmt: skip

_DAY: Final = (
    _power("p_plus_day_min", 1, 13, 0, _KINDS[0], "P+ least mean of the day"),
    _power("p_plus_day_max", 1, 16, 0, _KINDS[0], "P+ greatest mean of the day"),
)

_PRESENT: Final = (
    _register("u", "32.7.0", _U16, "U of L1", Unit.VOLT),
    _register("i", "31.7.0", _U32, "I of L1", Unit.AMPERE, -2),
    _register("f", "14.7.0", _U16, "Frequency", Unit.HERTZ, -2),
    _register("pf", "13.7.0", _U16, "Power factor", Unit.COUNT, -2),
    _register("pf_l1", "33.7.0", _U16, "Power factor of L1", Unit.COUNT, -2, of="pf"),
    _register("angle", "81.7.40", DataType.I16, "Angle between I and U of L1", Unit.DEGREE),
    _register("thd_u", "32.7.124", _U16, "THD of U", Unit.PERCENT, -2),
    _register("thd_i", "31.7.124", _U16, "THD of I", Unit.PERCENT, -2),
)

_MEANS: Final = (
    _register("u_mean", "32.25.0", _U16, "U of L1, mean", Unit.VOLT),
    _register("i_mean", "31.25.0", _U32, "I of L1, mean", Unit.AMPERE, -2),
    _register("f_mean", "14.25.0", _U16, "Frequency, mean", Unit.HERTZ, -2),
    _register("pf_mean", "13.25.0", _U16, "Power factor, mean", Unit.COUNT, -2),
    _register("pf_mean_l1", "33.25.0", _U16, "Power factor of L1, mean", Unit.COUNT, -2, of="pf_mean"),
    _register("thd_u_mean", "32.24.124", _U16, "THD of U, mean", Unit.PERCENT, -2),
    _register("thd_i_mean", "31.24.124", _U16, "THD of I, mean", Unit.PERCENT, -2),
)

_COUNTERS: Final = (
    _register("hours", "0.1.96.8.0.255", _U32, "Hour counter: mains on", Unit.HOUR),
    Register(
        key="power_threshold", obis=Obis.parse("1.1.96.51.1.255"), class_id=REGISTER, type=_U32,
        unit=Unit.WATT, name="Power threshold", access="RW",
    ),
    _data("power_threshold_count", "1.1.96.51.2.255", DataType.U8, "Integration periods over the threshold"),
    _data("debiting_count", "1.1.0.1.0.255", DataType.U8, "Debiting stops"),
    _data("debiting_stop", "1.1.0.1.5.128", DataType.U8, "Debiting stop by command: write 1", "W"),
    _data("tariff", "1.1.129.0.0.255", DataType.U8, "Active tariff"),
    Register(
        key="voltage_high_limit", obis=Obis.parse("1.1.134.0.12.255"), class_id=REGISTER, type=_U16,
        unit=Unit.VOLT, name="Voltage limit, high", access="RW",
    ),
    Register(
        key="voltage_low_limit", obis=Obis.parse("1.1.134.0.13.255"), class_id=REGISTER, type=_U16,
        unit=Unit.VOLT, name="Voltage limit, low", access="RW",
    ),
)  # fmt: skip

_IDENTITY: Final = (
    _data("meter_number_low", "1.1.0.0.0.255", DataType.OCTETS, "Meter number, last digits"),
    _data("meter_number_1", "1.1.0.0.1.255", _U32, "Meter number 1", "RW"),
    _data("meter_number_2", "1.1.0.0.2.255", _U32, "Meter number 2", "RW"),
    _data("meter_number_3", "1.1.0.0.3.255", _U32, "Meter number 3", "RW"),
    _data("identification", "1.1.0.0.4.255", DataType.TEXT, "Identification number"),
    _data("serial_number", "1.1.96.1.0.255", _U32, "Serial number"),
    _data("type_number", "1.1.96.1.1.255", DataType.TEXT, "Complete meter type number"),
    _data("software_number_revision", "1.1.0.2.0.255", DataType.TEXT, "Software number and revision"),
    _data("software_revision", "1.1.0.2.2.128", DataType.TEXT, "Software revision"),
    _data("rom_checksum", "1.1.96.54.1.255", _U32, "ROM checksum"),
    _data("meter_status", "1.1.97.97.0.255", DataType.U8, "Meter status"),
    _data("operation_state", "1.1.96.5.1.255", DataType.U8, "Operation state", "RW"),
    _data("special_data_1", "1.1.0.130.1.255", _U32, "Special data 1", "RW"),
    _data("special_data_2", "1.1.0.130.2.255", _U32, "Special data 2", "RW"),
    _data("energy_format", "1.1.134.0.1.255", DataType.U8, "Energy format (reserved)"),
    *(
        _data(f"configuration_{n}", f"1.1.0.129.{n}.255", _U32, f"Configuration number {n}")
        for n in range(1, 6)
    ),
)


def _by_key(*groups: tuple[Register, ...]) -> dict[str, Register]:
    rows = [row for group in groups for row in group]
    table = {row.key: row for row in rows}
    if len(table) != len(rows):
        raise AssertionError("two registers have one key")
    return table


REGISTERS: Final[dict[str, Register]] = _by_key(
    *(tuple(_rows_of(kind)) for kind in _KINDS),
    tuple(_quadrant(n) for n in range(1, 5)),
    _SUMS,
    _DAY,
    _PRESENT,
    _MEANS,
    _COUNTERS,
    _IDENTITY,
)
"""All registers by key, in the order in which a reader is shown them."""
