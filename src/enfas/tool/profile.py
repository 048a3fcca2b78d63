"""Reads a profile into a table of columns with names and units.

Source: DLMS UA Blue Book (IEC 62056-6-2), Profile generic.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from enfas.errors import DecodeError, RemoteError
from enfas.obis import Obis, ObisPattern
from enfas.protocols.dlms.client_apdu import Attribute, Selection, by_entry, by_range
from enfas.protocols.dlms.client_data import Value, decode
from enfas.protocols.dlms.client_errors import AccessRefused
from enfas.tool.reader import SCALER_UNIT_OF, Reader
from enfas.tool.reading import ScalerUnit
from enfas.tool.rows import Data, Times, columns_of

__all__ = ["Column", "Table", "find_load_profile", "find_profile", "read_profile"]

_PROFILE, _CLOCK = 7, 8
_BUFFER, _CAPTURE_OBJECTS, _PERIOD, _IN_USE = 2, 3, 4, 7
_VALUES_OF = {3: (2,), 4: (2,), 5: (2, 3)}
"""Numbers of the attributes that the scaler_unit is about, by class."""


@dataclass(frozen=True)
class Column:
    """One column of a profile: what it holds, how it is scaled, and its data as they came."""

    source: Attribute
    scale: ScalerUnit | None
    data: Data

    @property
    def name(self) -> str:
        """`time` for the clock, else the OBIS code, with the attribute where it is not the value."""
        if isinstance(self.data, Times):
            return "time"
        number = self.source.number & 0xFF
        return f"{self.source.obis}" if number == 2 else f"{self.source.obis}:{number}"

    @property
    def unit(self) -> str:
        """The unit's symbol; empty where there is none."""
        return self.scale.symbol if self.scale else ""


@dataclass(frozen=True)
class Table:
    """A profile's rows, oldest first."""

    obis: Obis
    columns: list[Column]

    def __len__(self) -> int:
        return len(self.columns[0].data) if self.columns else 0

    @property
    def times(self) -> Times | None:
        """The first column of times."""
        return next((column.data for column in self.columns if isinstance(column.data, Times)), None)

    def last(self, count: int) -> Table:
        """The newest rows."""
        start = max(0, len(self) - count)
        return self._each(lambda data: _cut(data, start))

    def oldest_first(self) -> Table:
        """The rows in the order of their times."""
        times = self.times
        if times is None or len(times) < 2 or times.order_us[0] <= times.order_us[-1]:
            return self
        return self._each(_reversed)

    def _each(self, change: Callable[[Data], Data]) -> Table:
        return Table(self.obis, [replace(column, data=change(column.data)) for column in self.columns])


def _cut(data: Data, start: int) -> Data:
    if isinstance(data, Times):
        return Times(
            data.local_us[start:], data.deviation_min[start:], data.status[start:], data.known[start:]
        )
    return data[start:]


def _reversed(data: Data) -> Data:
    return data.reversed() if isinstance(data, Times) else data[::-1]


def read_profile(
    reader: Reader,
    obis: Obis,
    *,
    first: bytes | None = None,
    last: bytes | None = None,
    entries: int | None = None,
) -> Table:
    """Read a profile, whole or in part.

    Args:
        reader: An open association.
        obis: The profile's name.
        first: Rows from this moment on, a COSEM date-time.
        last: Rows up to this moment.
        entries: Only so many, the newest ones.

    Raises:
        RemoteError: The meter has no such profile, or does not give it.
        DecodeError: What it gives makes no sense.
    """
    sources = _capture_objects(reader.value(Attribute(_PROFILE, obis, _CAPTURE_OBJECTS)))
    scales = _scales(reader, sources)
    if first is not None or last is not None:
        selection: Selection | None = _range(sources, first, last)
    elif entries is not None:
        selection = _newest(reader, obis, entries)
    else:
        selection = None
    period = reader.value(Attribute(_PROFILE, obis, _PERIOD))
    buffer = reader.get(Attribute(_PROFILE, obis, _BUFFER), selection)
    data = columns_of(buffer, period if isinstance(period, int) else 0)
    if not data:
        data = [[] for _ in sources]
    if len(data) != len(sources):
        raise DecodeError(
            f"the profile {obis} captures {len(sources)} objects, its rows hold {len(data)} values"
        )
    columns = [Column(*column) for column in zip(sources, scales, data, strict=True)]
    table = Table(obis, columns).oldest_first()
    return table if entries is None else table.last(entries)


def find_profile(reader: Reader, name: ObisPattern) -> Obis:
    """The profile of a name; one that is written whole is taken as it is.

    Raises:
        RemoteError: The association shows none, or more than one.
    """
    if name.whole is not None:
        return name.whole
    found = [entry.obis for entry in reader.find(name) if entry.class_id == _PROFILE]
    if len(found) != 1:
        several = ", ".join(map(str, found))
        raise RemoteError(f"{name} is {f'the profiles {several}' if found else 'no profile'} of the meter")
    return found[0]


def find_load_profile(reader: Reader) -> Obis:
    """The name of the meter's load profile: x.x.99.1.x.255 (IEC 62056-61), the lowest where there are more.

    Raises:
        RemoteError: The association shows none.
    """
    names = sorted(
        entry.obis
        for entry in reader.objects()
        if entry.class_id == _PROFILE and entry.obis[2:4] == b"\x63\x01"
    )
    if not names:
        raise RemoteError("the meter shows no load profile to this client", hint="name one with --obis")
    return names[0]


def _capture_objects(value: Value) -> list[Attribute]:
    if not isinstance(value, list):
        raise DecodeError("a profile's capture objects are an array")
    sources = []
    for element in value:
        match element:
            case [int(class_id), bytes(name), int(number), int(_), *_] if len(name) == 6:
                sources.append(Attribute(class_id, Obis(name), number))
            case _:
                raise DecodeError("a capture object is not built as it should be")
    return sources


def _scales(reader: Reader, sources: list[Attribute]) -> list[ScalerUnit | None]:
    """The scaler and unit of each column that has one; a meter that does not tell leaves it raw."""
    wanted = {
        source: source._replace(number=SCALER_UNIT_OF[source.class_id])
        for source in sources
        if source.number in _VALUES_OF.get(source.class_id, ())
    }
    items = dict(zip(wanted, reader.get_many(list(wanted.values())), strict=True)) if wanted else {}
    scales: list[ScalerUnit | None] = []
    for source in sources:
        item = items.get(source)
        scales.append(ScalerUnit.of(decode(item.data)) if item and not item.result else None)
    return scales


def _range(sources: list[Attribute], first: bytes | None, last: bytes | None) -> Selection:
    clock = next((source for source in sources if source.class_id == _CLOCK and source.number == 2), None)
    if clock is None:
        raise RemoteError("the profile has no clock among its columns, so it has no --from and --to")
    everything = (bytes.fromhex("07b20101ff00000000800000"), bytes.fromhex("08330c1fff173b3b63800000"))
    return by_range(clock, first or everything[0], last or everything[1])


def _newest(reader: Reader, obis: Obis, entries: int) -> Selection | None:
    """Select the newest rows, whichever way the meter numbers them.

    The Blue Book numbers from 1, oldest first. The OMNIPOWER numbers from 0, newest first. Two rows tell the
    direction by their times, and row 0 tells whether there is one.
    """
    in_use = reader.value(Attribute(_PROFILE, obis, _IN_USE))
    if not isinstance(in_use, int):
        raise DecodeError("a profile's entries in use are not a number")
    if entries >= in_use or in_use < 4:
        return None
    early, late = _time_of(reader, obis, 1), _time_of(reader, obis, in_use - 1)
    if early is None or late is None or early <= late:
        return by_entry(in_use - max(entries, 1) + 1, in_use)
    start = 0 if _time_of(reader, obis, 0) is not None else 1
    return by_entry(start, start + max(entries, 1) - 1)


def _time_of(reader: Reader, obis: Obis, number: int) -> int | None:
    """The time of one row; None where the meter gives none. [µs]"""
    try:
        columns = columns_of(reader.get(Attribute(_PROFILE, obis, _BUFFER), by_entry(number, number)))
    except AccessRefused:
        return None
    times = next((column for column in columns if isinstance(column, Times)), None)
    return int(times.order_us[0]) if times is not None and len(times) == 1 else None
