"""The front of a meter that is read over a line: what its glass would show, from what its registers say.

Any meter that has the registers will do. What only our own meter tells of itself, its software code, says
which symbols its glass has.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from enfas.catalog.breaker import Basis
from enfas.catalog.display import DISPLAY_LISTS, READINGS, Form, ListName, Reading, reading_of
from enfas.catalog.names import CLOCK
from enfas.catalog.registers import REGISTERS, Register
from enfas.errors import ConfigurationError, RemoteError
from enfas.faces.display import EVERYTHING, Breaker, Display, Lamp
from enfas.faces.display.lights import VOLTAGE_FROM_V, breaker_symbol, status_symbols
from enfas.faces.display.values import fields_of
from enfas.faces.lcd import Plate
from enfas.interval import quadrant
from enfas.meter.configuration import Configuration
from enfas.protocols.dlms.client_apdu import Attribute
from enfas.timebase import Civil, civil, from_civil

if TYPE_CHECKING:
    from enfas.meter.registers import Value
    from enfas.tool.objects import ObjectEntry
    from enfas.tool.reader import Reader

__all__ = ["Remote", "remote_front"]

_KEYS: Final = {bytes(row.obis[2:]): key for key, row in REGISTERS.items()}
"""Keys by value groups C to F, which name a quantity in any maker's meter."""

_VALUE, _SCALER_UNIT, _CAPTURE_TIME, _COLUMNS = 2, 3, 5, 3
_REGISTER_FORMS: Final = frozenset(Form) - {Form.LOG, Form.EVENT, Form.BREAKER, Form.CALL, Form.FUNCTION}
_CURRENT_FROM_W: Final = 2.3


class Remote:
    """The registers of a meter, each read when it is asked for.

    Args:
        reader: An association with it.
    """

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._entries: dict[str, ObjectEntry] = {}
        for entry in reader.objects():
            key = _KEYS.get(bytes(entry.obis[2:]), "")
            if key and REGISTERS[key].class_id == entry.class_id and entry.reads(_VALUE):
                self._entries.setdefault(key, entry)

    @property
    def registers(self) -> Mapping[str, Register]:
        """The rows of the registers that it has."""
        return {key: REGISTERS[key] for key in self._entries}

    def _attribute(self, key: str, number: int) -> Attribute:
        entry = self._entries[key]
        return Attribute(entry.class_id, entry.obis, number)

    def read(self, key: str) -> Value:
        """The value of a register."""
        value = self._reader.value(self._attribute(key, _VALUE))
        return value if isinstance(value, int | str | bytes) else None

    def scaler(self, key: str) -> int:
        """Its power of ten, as the meter tells it."""
        if self._entries[key].class_id == 1:
            return 0
        told = self._reader.value(self._attribute(key, _SCALER_UNIT))
        return told[0] if isinstance(told, list) and isinstance(told[0], int) else 0

    def peak_time(self, key: str) -> bytes:
        """The time stamp of a peak."""
        stamp = self._reader.value(self._attribute(key, _CAPTURE_TIME))
        return stamp if isinstance(stamp, bytes) and len(stamp) == 12 else b"\xff" * 12

    def number(self, key: str) -> int | None:
        """An integer register; None where the meter does not have it or does not know it."""
        value = self.read(key) if key in self._entries else None
        return value if isinstance(value, int) else None

    def text(self, key: str) -> str:
        """A register of text; empty where the meter does not have it."""
        value = self.read(key) if key in self._entries else None
        return value.decode("ascii", "replace") if isinstance(value, bytes) else str(value or "")

    def local(self) -> Civil | None:
        """Local time by the meter's clock; None where it has none."""
        if not any(entry.obis == CLOCK for entry in self._reader.objects()):
            return None
        stamp = self._reader.value(Attribute(8, CLOCK, _VALUE))
        if not isinstance(stamp, bytes) or len(stamp) != 12 or stamp[:2] == b"\xff\xff":
            return None
        return civil(from_civil(int.from_bytes(stamp[:2], "big"), *stamp[2:4], *stamp[5:8]))

    def first_reading(self) -> str:
        """The first reading of the automatic list; that of A+ where the meter does not tell its lists."""
        name = DISPLAY_LISTS[ListName.AUTOMATIC].obis
        if any(entry.obis == name and entry.reads(_COLUMNS) for entry in self._reader.objects()):
            columns = self._reader.value(Attribute(7, name, _COLUMNS))
            references = {reading.reference: reading.name for reading in READINGS.values()}
            if isinstance(columns, list) and columns and isinstance(columns[0], list):
                class_id, obis, attribute, _ = columns[0]
                return references.get((class_id, obis, attribute), "1.8.0")  # type: ignore[arg-type]  # or none
        return "1.8.0"


def remote_front(reader: Reader, reading: str = "") -> tuple[Display, Plate]:
    """The front of a meter, with one reading on the glass.

    Args:
        reader: An association with it.
        reading: The reading's name; the first of the automatic list where it is empty.

    Raises:
        ConfigurationError: The display has no such reading.
        RemoteError: The meter does not have it, or shows it to no client.
    """
    remote = Remote(reader)
    wanted = reading_of(reading or remote.first_reading())
    configuration = _configuration(remote)
    plate = Plate(remote.text("serial_number"), remote.text("type_number"))
    if configuration:
        plate = Plate.of(configuration)
    if wanted.form is Form.TEST:
        lamps = _lit(remote, Display(), configuration)
        return replace(EVERYTHING, led=lamps.led, breaker_led=lamps.breaker_led), plate
    return _lit(remote, _on_glass(remote, wanted), configuration), plate


def _configuration(remote: Remote) -> Configuration | None:
    """What its codes say of a meter of ours; None for any other."""
    codes, serial = (
        [remote.text(key) for key in ("type_number", "software_code")],
        remote.number("serial_number"),
    )
    if not all(codes) or serial is None:
        return None
    try:
        return Configuration.from_codes(*codes, serial_number=serial)
    except ConfigurationError:
        return None


def _on_glass(remote: Remote, reading: Reading) -> Display:
    if reading.form not in _REGISTER_FORMS:
        raise RemoteError(f"what {reading.name!r} shows is told by no register")
    if reading.form is not Form.CLOCK and reading.key not in remote.registers:
        raise RemoteError(f"the meter shows no register for {reading.name!r} to this client")
    fields = fields_of(remote, reading, remote.local() if reading.form is Form.CLOCK else None)
    return Display(fields.value, fields.unit, reading.identification, fields.text)


def _lit(remote: Remote, display: Display, configuration: Configuration | None) -> Display:
    """The glass with the symbols that the registers warrant."""
    active = (remote.number("p_plus") or 0) - (remote.number("p_minus") or 0)
    reactive = (remote.number("q_plus") or 0) - (remote.number("q_minus") or 0)
    loaded = bool(active or reactive)
    idle = Lamp.ON if configuration and configuration.led_on_when_idle else Lamp.OFF
    state, basis = remote.number("breaker"), remote.number("breaker_basis") or 0
    symbol, lamp = (Breaker.NONE, Lamp.OFF) if state is None else breaker_symbol(state)
    smart = configuration is None or configuration.smart_disconnect or basis
    tariffs = configuration is None or configuration.has_tariffs
    return replace(
        display,
        backlight=True,
        quadrant=quadrant(active, reactive) if loaded else 0,
        tariff=(remote.number("tariff") or 0) if tariffs else 0,
        voltage=(remote.number("u") or 0) > VOLTAGE_FROM_V,
        current=max(abs(active), abs(reactive)) > _CURRENT_FROM_W,
        breaker=symbol if smart else Breaker.NONE,
        breaker_led=lamp,
        prepayment=bool(basis & Basis.PREPAYMENT),
        radio=bool(configuration and configuration.has_radio),
        led=Lamp.FLASHING if loaded else idle,
        **status_symbols(remote.number("meter_status") or 0),
    )
