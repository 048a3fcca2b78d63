"""The value and the unit of each reading, from whatever has registers: a meter, or what was read of one."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final, NamedTuple, Protocol

from enfas.catalog.display import Form, Reading
from enfas.faces.display import forms
from enfas.units import SYMBOLS, Unit

if TYPE_CHECKING:
    from collections.abc import Mapping

    from enfas.catalog.registers import Register
    from enfas.meter.registers import Value
    from enfas.timebase import Civil

__all__ = ["Fields", "Source", "fields_of", "register_text"]

_SYMBOLS_OF_POWERS: Final = {Unit.WATT: "kW", Unit.VAR: "kvar", Unit.VOLT_AMPERE: "kVA"}
_SYMBOLS_OF_ENERGIES: Final = {Unit.WATT_HOUR: "kWh", Unit.VAR_HOUR: "kvarh", Unit.VOLT_AMPERE_HOUR: "kVAh"}


class Fields(NamedTuple):
    """What a reading puts into the fields of the glass."""

    value: str = ""
    unit: str = ""
    text: str = ""


class Source(Protocol):
    """What has registers."""

    @property
    def registers(self) -> Mapping[str, Register]:
        """The rows of its registers by key."""

    def read(self, key: str) -> Value:
        """The value of a register."""

    def scaler(self, key: str) -> int:
        """The power of ten that its integer is multiplied by."""

    def peak_time(self, key: str) -> bytes:
        """The time stamp of a peak."""


def register_text(form: Form, raw: int, scaler: int, unit: Unit) -> tuple[str, str]:
    """A register's integer in a form, and its unit."""
    if form is Form.ENERGY:
        return forms.energy_text(raw, scaler), _SYMBOLS_OF_ENERGIES[unit]
    if form is Form.POWER:
        return forms.power_text(raw, scaler), _SYMBOLS_OF_POWERS[unit]
    if form is Form.VALUE:
        return forms.decimal_text(raw, scaler), SYMBOLS[unit]
    return _PLAIN.get(form, forms.number_text)(raw), SYMBOLS[unit]


_PLAIN: Final[dict[Form, Callable[[int], str]]] = {
    Form.CHECKSUM: forms.checksum_text,
    Form.BITS: lambda raw: f"{raw & 0xFF:08b}",
}


def fields_of(source: Source, reading: Reading, local: Civil | None, *, second_half: bool = False) -> Fields:
    """What a reading puts on the glass.

    Args:
        source: What has the registers.
        reading: The reading, one of a register or of the clock.
        local: The local time; None: not known.
        second_half: Half of its turn is over: a time then gives way to its date, or a date to its time.
    """
    if reading.form is Form.CLOCK:
        if local is None:
            return Fields(forms.UNKNOWN_TEXT, "", reading.text)
        return Fields((forms.date_text if second_half else forms.time_text)(local), "", reading.text)
    if reading.form is Form.STAMP:
        stamp = source.peak_time(reading.key)
        text = (forms.stamp_time_text if second_half else forms.stamp_date_text)(stamp)
        return Fields(text, "", reading.text)
    row, raw = source.registers[reading.key], source.read(reading.key)
    if reading.form is Form.SOFTWARE:
        number, _, revision = str(raw).partition("-")
        return Fields(number[-forms.VALUE_DIGITS :], "", revision)
    if not isinstance(raw, int):
        return Fields(forms.UNKNOWN_TEXT, "", reading.text)
    return Fields(*register_text(reading.form, raw, source.scaler(reading.key), row.unit), reading.text)
