"""Which column of a table is what, by its name: one table of words, one of units.

A unit in the name decides what a column holds (`Real Power Avg (kW)`, `P_kW`, `P [kW]`, `A+ kWh`); else the
words of the name do. Of several that fit, the mean is taken and not the least or the greatest (which for the
voltage are columns of their own); if more than one is left, the user must choose.
"""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from enfas.errors import InputError
from enfas.supply.reading import Reading
from enfas.supply.table import Table, find_column, list_columns

__all__ = [
    "FACTORS",
    "ROLES",
    "Found",
    "find_columns",
    "find_sample_columns",
    "is_load_series",
    "unit_named",
    "unit_of",
]

ROLES: Final = {
    "time": "",
    "date": "",
    "time_of_day": "",
    "power": "W",
    "power_export": "W",
    "energy": "Wh",
    "energy_export": "Wh",
    "reactive_power": "var",
    "reactive_energy": "varh",
    "apparent_power": "VA",
    "apparent_energy": "VAh",
    "voltage": "V",
    "voltage_min": "V",
    "voltage_max": "V",
    "current": "A",
    "frequency": "Hz",
}
"""What a column of a load series can be, and its unit where the name says none."""

FACTORS: Final = {
    "W": ("W", 1.0), "kW": ("W", 1e3), "MW": ("W", 1e6), "mW": ("W", 1e-3),
    "Wh": ("Wh", 1.0), "kWh": ("Wh", 1e3), "MWh": ("Wh", 1e6),
    "var": ("var", 1.0), "kvar": ("var", 1e3), "Mvar": ("var", 1e6),
    "varh": ("varh", 1.0), "kvarh": ("varh", 1e3),
    "VA": ("VA", 1.0), "kVA": ("VA", 1e3), "MVA": ("VA", 1e6),
    "VAh": ("VAh", 1.0), "kVAh": ("VAh", 1e3),
    "V": ("V", 1.0), "kV": ("V", 1e3), "mV": ("V", 1e-3),
    "A": ("A", 1.0), "kA": ("A", 1e3), "mA": ("A", 1e-3),
    "Hz": ("Hz", 1.0), "mHz": ("Hz", 1e-3),
}  # fmt: skip
"""Units as they are written, each with its base unit and the factor to it."""

_BY_UNIT: Final = {
    "W": "power", "Wh": "energy", "var": "reactive_power", "varh": "reactive_energy", "VA": "apparent_power",
    "VAh": "apparent_energy", "V": "voltage", "A": "current", "Hz": "frequency",
}  # fmt: skip

_EXACT: Final = {
    "global_active_power": ("power", "kW"),
    "global_reactive_power": ("reactive_power", "kvar"),
    "global_intensity": ("current", "A"),
}
"""Names with units that they do not say: the household recordings of the UCI repository (no. 235)."""

_WORDS: Final = {
    "time_of_day": {"clock", "tod"},
    "time": {"time", "t", "timestamp", "datetime", "ts", "zeit", "zeitstempel", "tid", "horodate", "uhrzeit"},
    "date": {"date", "day", "datum"},
    "frequency": {"frequency", "freq", "f", "frequenz", "frekvens"},
    "voltage": {"voltage", "volts", "u", "v", "ua", "va", "urms", "vrms", "spannung", "tension", "spänning"},
    "current": {"current", "amps", "intensity", "i", "ia", "irms", "strom", "ström"},
    "reactive": {"reactive", "q", "blind", "blindleistung", "reaktiv"},
    "apparent": {"apparent", "s", "schein", "scheinleistung"},
    "energy": {"energy", "consumption", "usage", "energie", "verbrauch", "energi", "förbrukning"},
    "power": {"power", "active", "real", "load", "demand", "p", "leistung", "puissance", "effekt"},
}  # fmt: skip
"""Words of names in lower case; the first entry that a name has a word of decides."""

_EXPORT: Final = {
    "export",
    "exported",
    "feed",
    "feedin",
    "fed",
    "einspeisung",
    "injection",
    "generation",
    "returned",
}
_LEAST: Final = {"min", "minimum", "lowest"}
_GREATEST: Final = {"max", "maximum", "peak", "highest"}
_NOT_MAINS: Final = {"sub", "metering", "sub_metering", "circuit", "channel"}
_UNIT_IN_NAME: Final = re.compile(r"[\[(]\s*([A-Za-z]+)\s*[\])]|(?:^|[\s_/,.:])([A-Za-z]+)\s*$")
_WORD: Final = re.compile(r"[^\W\d_]+")
_CAMEL: Final = re.compile(r"(?<=[a-zà-ÿ])(?=[A-Z])")


class Found(NamedTuple):
    """A column.

    Attributes:
        column: Its number.
        factor: What its numbers are multiplied by to be in the role's base unit.
    """

    column: int
    factor: float


def unit_of(name: str) -> str:
    """The unit that a name ends in or has in brackets, as FACTORS writes it; "" for none."""
    for match in _UNIT_IN_NAME.finditer(name):
        unit = unit_named(match[1] or match[2])
        if unit and not (unit == "VA" and match[0] == "va"):  # the voltage of phase a
            return unit
    return ""


def unit_named(text: str) -> str:
    """A unit as FACTORS writes it: a long one in any case, a short one in all small or all capital letters.

    Milli and mega keep their case.
    """
    if text in FACTORS:
        return text
    alike = (
        u for u in FACTORS if text.lower() == u.lower() and (len(u) > 2 or text in (u.lower(), u.upper()))
    )
    return next((unit for unit in alike if unit[0] not in "mM" or text[0] == unit[0]), "")


def _words(name: str) -> list[str]:
    plain = re.sub(r"[\[(].*?[\])]", " ", name)
    return [word.lower() for word in _WORD.findall(_CAMEL.sub(" ", plain))]


def _role(name: str) -> tuple[str, str]:
    """A column's role and unit by its name; "" where it has none."""
    if exact := _EXACT.get(name.strip().lower()):
        return exact
    words, unit = set(_words(name)), unit_of(name)
    if words & _NOT_MAINS:
        return "", ""
    if unit:
        role = _BY_UNIT[FACTORS[unit][0]]
    else:
        role = next((role for role, known in _WORDS.items() if words & known), "")
        if role in ("reactive", "apparent"):
            role += "_energy" if words & _WORDS["energy"] else "_power"
    if role in ("power", "energy") and words & _EXPORT:
        role += "_export"
    if role == "voltage" and words & _LEAST:
        role = "voltage_min"
    elif role == "voltage" and words & _GREATEST:
        role = "voltage_max"
    elif words & (_LEAST | _GREATEST):
        return "", ""
    return role, unit


def find_columns(table: Table, reading: Reading) -> dict[str, Found]:
    """The columns of a load series by role.

    Raises:
        InputError: A column that was asked for is not there, or its unit is unknown; or two fit one role.
    """
    candidates: dict[str, list[tuple[int, str]]] = {}
    for number, name in enumerate(table.names):
        role, unit = _role(name)
        if role:
            candidates.setdefault(role, []).append((number, unit))
    asked = dict(reading.columns)
    if reading.time_column not in (None, ""):
        asked.setdefault("time", reading.time_column or 0)
    for role, column in asked.items():
        if role not in ROLES:
            raise InputError(f"a load series has no column {role!r}", hint=f"there are {', '.join(ROLES)}")
        number = find_column(table, column, role)
        candidates[role] = [(number, unit_of(table.names[number]))]
    found: dict[str, Found] = {}
    for role, fitting in candidates.items():
        if len(fitting) > 1:
            names = ", ".join(f"{number} {table.names[number]}" for number, _ in fitting)
            raise InputError(
                f"{table.name}: several columns could be the {role.replace('_', ' ')}: {names}",
                hint=f"choose one: columns = {{ {role} = {fitting[0][0]} }}",
            )
        number, unit = fitting[0]
        found[role] = Found(number, _factor(table, role, reading.units.get(role, unit)))
    if strangers := set(reading.units) - set(found):
        raise InputError(f"{table.name}: a unit is given for {min(strangers)}, of which there is no column")
    return _date_and_time(found)


def _factor(table: Table, role: str, unit: str) -> float:
    base = ROLES[role]
    if not unit or role in ("time", "date", "time_of_day"):
        return 1.0
    known = FACTORS.get(unit_named(unit))
    if known is None or known[0] != base:
        raise InputError(
            f"{table.name}: {unit!r} is no unit of the {role.replace('_', ' ')}",
            hint=f"for example {', '.join(u for u, (b, _) in FACTORS.items() if b == base)}",
        )
    return known[1]


def _date_and_time(found: dict[str, Found]) -> dict[str, Found]:
    """A date beside a time makes that a time of day; a date alone is the time."""
    if "date" in found and "time" in found:
        found.setdefault("time_of_day", found.pop("time"))
    if "date" in found and "time_of_day" not in found:
        found["time"] = found.pop("date")
    return found


def is_load_series(table: Table) -> bool:
    """A table has a column of power or energy."""
    return any(_role(name)[0] in ("power", "energy", "power_export", "energy_export") for name in table.names)


def find_sample_columns(table: Table, reading: Reading) -> tuple[Found, Found, int | None]:
    """Voltage, current and time of a table of samples; a time there may be or not.

    The scales multiply the numbers as they stand. Without a scale the unit in the column's name counts.

    Raises:
        InputError: They cannot be found, or are not there.
    """
    names, count = table.names, len(table.names)
    roles = [_role(name)[0] for name in names]
    time = None
    if reading.time_column is not None:
        time = find_column(table, reading.time_column, "time") if reading.time_column != "" else None
    elif "time" in roles:
        time = roles.index("time")
    elif not any(names) and count == 3 and reading.u_column is None and reading.i_column is None:
        time = 0
    found = []
    for role, column, scale, place in (
        ("voltage", reading.u_column, reading.u_scale, 0),
        ("current", reading.i_column, reading.i_scale, 1),
    ):
        if column is not None:
            number = find_column(table, column, role)
        elif role in roles:
            number = roles.index(role)
        elif not any(names) and count == 2 + (time is not None):
            number = place + (time == 0)
        else:
            raise InputError(
                f"{table.name}: which column is the {role}?",
                hint=f"say it with {'u' if role == 'voltage' else 'i'}_column; {list_columns(names)}",
            )
        unit = unit_of(names[number])
        base, factor = FACTORS.get(unit, ("", 1.0))
        if scale is not None or base != ROLES[role]:
            factor = 1.0 if scale is None else scale
        found.append(Found(number, factor))
    return found[0], found[1], time
