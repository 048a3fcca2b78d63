"""What was read from a meter, as what pictures are drawn of."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import numpy.typing as npt

from enfas.catalog.quality import DataQuality
from enfas.catalog.registers import REGISTERS
from enfas.errors import InputError, RemoteError
from enfas.obis import Obis
from enfas.pictures.profile import LABELS, Profile
from enfas.pictures.registers import Line, Registers
from enfas.protocols.dlms.client_apdu import Attribute
from enfas.protocols.dlms.client_errors import AccessRefused
from enfas.tool.profile import Column, Table, find_load_profile, read_profile
from enfas.tool.rows import Times

if TYPE_CHECKING:
    from enfas.tool.objects import ObjectEntry
    from enfas.tool.reader import Reader
    from enfas.tool.reading import Reading

__all__ = ["interval_energies", "profile_picture", "registers_picture"]

Floats = npt.NDArray[np.float64]

_PROFILE, _CLOCK = 7, 8
_PERIOD, _IN_USE, _ENTRIES = 4, 7, 8
_CAPTURE_TIME = 5
_STATUS_ATTRIBUTES: Final = {0xFE: "quality"}
_KEYS: Final = {bytes(row.obis[2:]): key for key, row in REGISTERS.items() if not row.of}
"""Keys of the catalog by value groups C to F, which name a quantity in any maker's meter."""

_CLOCK_MARKS: Final = (
    DataQuality.CLOCK_7_S | DataQuality.CLOCK_15_S | DataQuality.CLOCK_30_S | DataQuality.CLOCK_60_S
)
_ENERGIES: Final = ("a_plus", "a_minus", "r_plus", "r_minus", "r1", "r2", "r3", "r4", "e_plus", "e_minus")
_PRESENT: Final = (
    ("p_plus", "P+"), ("p_minus", "P−"), ("q_plus", "Q+"), ("q_minus", "Q−"), ("u", "U"), ("i", "I"),
    ("f", "f"), ("pf", "PF"),
)  # fmt: skip
_PEAKS: Final = (("p_plus_max", "P+ max"), ("q_plus_max", "Q+ max"), ("s_plus_max", "S+ max"))


def profile_picture(reader: Reader) -> Profile:
    """The load profile of a meter, read whole.

    Raises:
        RemoteError: It has none, or one that cannot be drawn.
    """
    name = find_load_profile(reader)
    period_s, in_use, entries = (_number(reader, name, number) for number in (_PERIOD, _IN_USE, _ENTRIES))
    table = read_profile(reader, name)
    if not len(table):
        raise InputError(f"the load profile {name} is empty", hint="let the meter run for a while")
    times = table.times
    if times is None or not period_s:
        raise RemoteError(f"the profile {name} has no times or no period")
    channels = [column for column in table.columns if _channel(column)]
    present = _present(reader, [column.source.obis for column in channels])
    energies = {
        _channel(column): interval_energies(
            column, present.get(column.source.obis), from_zero=in_use < entries
        )
        for column in channels
    }
    quality = _quality(table, len(times))
    return Profile(
        _meter_name(reader),
        period_s // 60,
        times.local_us,
        energies,
        outage=(quality & DataQuality.OUTAGE) != 0,
        clock=(quality & _CLOCK_MARKS) != 0,
    )


def interval_energies(column: Column, present_wh: float | None, *, from_zero: bool) -> Floats:
    """A channel's energy in each interval; NaN where it cannot be known. [Wh, varh]

    Whether rows hold register readings or their differences is not told on the wire; the register itself
    tells: it lies just behind the last reading, or is about the sum of the differences.

    Args:
        column: The channel.
        present_wh: The register's present reading, or None.
        from_zero: The profile has not been full: its first row began at zero.
    """
    scale = 10.0 ** (column.scale.scaler if column.scale else 0)
    raw = np.asarray(column.data, dtype=np.float64) * scale
    if len(raw) < 2:
        return raw if from_zero else np.full(len(raw), np.nan)
    steps = np.diff(raw)
    grows = bool((steps >= 0).mean() > _MOSTLY)
    reading = present_wh if present_wh is not None else raw[-1]
    if not grows or abs(reading - raw[-1]) > abs(reading - raw.sum()):
        return raw
    # a register that has started again from zero: its digits were full
    full = 10.0 ** np.ceil(np.log10(np.maximum(raw[:-1], 1)))
    steps = np.where(steps < 0, steps + full, steps)
    plausible = from_zero and raw[0] <= _PLAUSIBLE * max(float(steps.max()), scale)
    return np.concatenate([[raw[0] if plausible else np.nan], steps])


_MOSTLY: Final = 0.98
_PLAUSIBLE: Final = 4.0


def registers_picture(reader: Reader) -> Registers:
    """The registers of a meter."""
    entries = {_key(entry): entry for entry in reader.objects() if _key(entry)}
    wanted = [*_ENERGIES, *(key for key, _ in _PRESENT), *(key for key, _ in _PEAKS)]
    readings = reader.registers([entries[key] for key in wanted if key in entries])
    by_key = {_KEYS[bytes(reading.obis[2:])]: reading for reading in readings}
    moment = next((r for r in reader.registers(_clocks(reader))), None)
    return Registers(
        _meter_name(reader),
        str(moment.value).replace("T", " ") if moment else "",
        tuple(
            _line(key, LABELS.get(key, REGISTERS[key].name), by_key[key], 1000)
            for key in _ENERGIES
            if key in by_key
        ),
        tuple(_line(key, label, by_key[key]) for key, label in _PRESENT if key in by_key),
        tuple(
            _line(key, label, by_key[key], 1000, _time_of(reader, entries[key]))
            for key, label in _PEAKS
            if key in by_key and by_key[key].value
        ),
        p_w=_value(by_key, "p_plus") - _value(by_key, "p_minus"),
        q_var=_value(by_key, "q_plus") - _value(by_key, "q_minus"),
    )


def _channel(column: Column) -> str:
    """The key of an energy that a column holds; nothing for other columns."""
    if isinstance(column.data, Times) or column.source.number != 2:
        return ""
    key = _KEYS.get(bytes(column.source.obis[2:]), "")
    return key if key in LABELS else ""


def _quality(table: Table, count: int) -> npt.NDArray[np.int64]:
    for column in table.columns:
        if column.source.class_id == _PROFILE and column.source.number & 0xFF in _STATUS_ATTRIBUTES:
            return np.asarray(column.data, dtype=np.int64)
    return np.zeros(count, dtype=np.int64)


def _present(reader: Reader, names: list[Obis]) -> dict[Obis, float]:
    shown = {entry.obis: entry for entry in reader.objects() if entry.reads(2)}
    readings = reader.registers([shown[name] for name in names if name in shown])
    return {reading.obis: float(str(reading.value)) for reading in readings}


def _key(entry: ObjectEntry) -> str:
    key = _KEYS.get(bytes(entry.obis[2:]), "")
    return key if key and REGISTERS[key].class_id == entry.class_id and entry.reads(2) else ""


def _clocks(reader: Reader) -> list[ObjectEntry]:
    return [entry for entry in reader.objects() if entry.class_id == _CLOCK][:1]


def _line(key: str, label: str, reading: Reading, divisor: int = 1, note: str = "") -> Line:
    value = float(str(reading.value)) / divisor
    prefix = "k" if divisor == 1000 else ""
    decimals = 3 if divisor == 1000 else _decimals(reading.value)
    short = (label.split()[0] if label in LABELS.values() else label).replace("-", "−")
    return Line(
        key,
        short,
        reading.obis.short,
        value,
        f"{value:,.{decimals}f}".replace(",", "\u202f"),
        prefix + reading.unit,
        note,
    )


def _decimals(value: object) -> int:
    return len(str(value).partition(".")[2])


def _time_of(reader: Reader, entry: ObjectEntry) -> str:
    """When a peak arose; nothing where it is not told."""
    if not entry.reads(_CAPTURE_TIME):
        return ""
    stamp = reader.value(Attribute(entry.class_id, entry.obis, _CAPTURE_TIME))
    if not isinstance(stamp, bytes) or stamp[:2] == b"\xff\xff":
        return ""
    year = int.from_bytes(stamp[:2], "big")
    return f"{year:04d}-{stamp[2]:02d}-{stamp[3]:02d} {stamp[5]:02d}:{stamp[6]:02d}"


def _value(readings: dict[str, Reading], key: str) -> float:
    return float(str(readings[key].value)) if key in readings else 0.0


def _number(reader: Reader, profile: Obis, number: int) -> int:
    """A number that a profile tells of itself; 0 where the meter keeps it to itself."""
    try:
        value = reader.value(Attribute(_PROFILE, profile, number))
    except AccessRefused:
        return 0
    return value if isinstance(value, int) else 0


def _meter_name(reader: Reader) -> str:
    """What the meter calls itself: its serial number, or else its address."""
    numbers = [
        entry
        for entry in reader.objects()
        if entry.obis[2:] == bytes((96, 1, 0, 255)) and entry.class_id == 1
    ]
    if not numbers:
        return "meter"
    value = reader.value(Attribute(1, numbers[0].obis, 2))
    return f"meter {value.decode('ascii', 'replace') if isinstance(value, bytes) else value}"
