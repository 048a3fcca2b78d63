"""What the front of a meter shows at its present: the reading that the panel is at, and the symbols.

Nothing is computed here but the form of numbers.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from enfas.catalog.breaker import BreakerState
from enfas.catalog.display import READINGS, ButtonFunction, Form, ListName, Reading
from enfas.catalog.registers import REGISTERS
from enfas.catalog.stamp import STAMP_BYTES
from enfas.faces.display import forms
from enfas.faces.display.glass import EVERYTHING, Display, scrolled
from enfas.faces.display.lights import lit
from enfas.faces.display.values import Fields, fields_of, register_text
from enfas.meter.alarms import Alarms
from enfas.meter.breaker import Breaker
from enfas.meter.panel import AUTOMATIC_US, Mode, Panel, Shown
from enfas.meter.panel.editor import EDITORS
from enfas.meter.panel.functions import standing
from enfas.units import Unit

if TYPE_CHECKING:
    from enfas.catalog.layout import Column
    from enfas.meter.device import Meter

__all__ = ["lit_test", "readings", "show", "show_reading"]

_CHECKSUM: Final = READINGS["96.54.1"]
_SOFTWARE: Final = READINGS["0.2.0"]
_DARK: Final = Display(dark=True)
_BLINK_US: Final = 500_000
_DATE_DIGITS: Final = 8
_BREAKER_TEXTS: Final = {
    BreakerState.DISCONNECTED: "DISCONN",
    BreakerState.CONNECTED: "CONNECTED",
    BreakerState.WARNING: "WARNING",
    BreakerState.CUT_OFF: "CUT OFF",
    BreakerState.CUT_OFF_PREPAYMENT: "NO CREDIT",
    BreakerState.AWAITING_RECONNECTION: "RELEASED",
    BreakerState.LIMITED_TIME_OVER: "NO CREDIT",
    BreakerState.BY_BUTTON: "DISCONN",
    BreakerState.NEUTRAL_FAULT: "NEUTRAL",
    BreakerState.LOG_ONLY: "CONNECTED",
    BreakerState.OVER_VOLTAGE: "VOLTAGE",
}
"""What the breaker's reading says of each state; the words are our own."""


def readings(meter: Meter) -> tuple[Reading, ...]:
    """The automatic list of a meter."""
    return meter.part(Panel).readings(ListName.AUTOMATIC)


def show(meter: Meter) -> Display:
    """What the front shows at the meter's present; without mains it is dark, until a button is pressed."""
    shown = meter.part(Panel).shown()
    if shown.mode is Mode.DARK:
        return _DARK
    if shown.mode is Mode.TEST:
        return lit_test(meter)
    if shown.mode is Mode.CHECKSUM:
        return show_reading(meter, _CHECKSUM)
    if shown.mode is Mode.SOFTWARE:
        return show_reading(meter, _SOFTWARE)
    if shown.reading is None:
        raise AssertionError(f"nothing is shown in {shown.mode}")
    second_half = _half_over(shown.since_us)
    if shown.mode is Mode.BROWSE:
        return _on_glass(meter, shown.reading, _entry(meter, shown), shown.since_us)
    if shown.mode is Mode.EDIT:
        return _on_glass(meter, shown.reading, _edited(shown), shown.since_us)
    return show_reading(meter, shown.reading, second_half=second_half, since_us=shown.since_us)


def _half_over(since_us: int) -> bool:
    """Half of a turn is over, and again in each turn's time that follows."""
    return 2 * (since_us % AUTOMATIC_US) >= AUTOMATIC_US


def lit_test(meter: Meter) -> Display:
    """The display test."""
    front = lit(meter, Display())
    return replace(EVERYTHING, led=front.led, breaker_led=front.breaker_led)


def show_reading(meter: Meter, reading: Reading, *, second_half: bool = False, since_us: int = 0) -> Display:
    """The glass with one reading on it.

    Args:
        meter: The meter.
        reading: The reading.
        second_half: Half of its turn is over: the clock then shows the date.
        since_us: How long it has been shown: a longer text has moved on. [µs]
    """
    if reading.form is Form.TEST:
        return lit_test(meter)
    return _on_glass(meter, reading, _fields(meter, reading, second_half=second_half), since_us)


def _on_glass(meter: Meter, reading: Reading, fields: Fields, since_us: int) -> Display:
    if not meter.mains_on:  # the battery lights the reading, and nothing of what is measured
        text = scrolled(fields.text, since_us)
        return Display(fields.value, fields.unit, reading.identification, text)
    text = scrolled(_with_alarms(meter, fields.text), since_us)
    return lit(meter, Display(fields.value, fields.unit, reading.identification, text))


def _with_alarms(meter: Meter, text: str) -> str:
    """The text of a reading and, behind it, the alarms that Z26 wants to be shown, as long as they last."""
    return "  ".join([text, *(f"ALARM: {title}".upper() for title in meter.part(Alarms).shown)])


def _fields(meter: Meter, reading: Reading, *, second_half: bool) -> Fields:
    if reading.form is Form.LOG:
        return _newest(meter, reading, second_half=second_half)
    if reading.form is Form.EVENT:
        log = meter.logs["profile_events"]
        entry = log.layout.view(log.ring.slice(log.ring.next_seq - 1, 1))[0] if log.ring.count else None
        return Fields(
            forms.UNKNOWN_TEXT if entry is None else forms.number_text(int(entry["event"])), "", "LP"
        )
    if reading.form is Form.BREAKER:
        return Fields("", "", _BREAKER_TEXTS[meter.part(Breaker).position])
    if reading.form is Form.CALL:
        return Fields("", "", reading.text)
    if reading.form is Form.FUNCTION:
        at = standing(meter, ButtonFunction(reading.name))
        return Fields("" if at is None else str(at), "", reading.text)
    return fields_of(meter, reading, meter.clock.local().civil, second_half=second_half)


def _newest(meter: Meter, reading: Reading, *, second_half: bool) -> Fields:
    """The time of a log's newest entry, as it stands in the list."""
    log = meter.part(Panel).log_of(reading)
    if log is None or not log.ring.count:
        return Fields(forms.UNKNOWN_TEXT, "", reading.text)
    stamp = log.layout.view(log.ring.slice(log.ring.next_seq - 1, 1))[0]["clock"].tobytes()
    text = forms.stamp_time_text(stamp) if second_half else forms.stamp_date_text(stamp)
    return Fields(text, "", reading.text)


def _entry(meter: Meter, shown: Shown) -> Fields:
    """A column of a log's entry: its value, and in the text field what it is."""
    log = meter.part(Panel).log_of(shown.reading) if shown.reading else None
    if log is None or not log.ring.first_seq <= shown.entry < log.ring.next_seq:
        return Fields(forms.UNKNOWN_TEXT)
    column = log.columns[min(shown.column, len(log.columns) - 1)]
    value = log.layout.view(log.ring.slice(shown.entry, 1))[0][column.name]
    if not column.type.integer:
        stamp = value.tobytes()
        if column.length != STAMP_BYTES:
            return Fields("", "", stamp.decode("ascii", "replace"))
        second_half = _half_over(shown.since_us)
        text = forms.stamp_time_text(stamp) if second_half else forms.stamp_date_text(stamp)
        return Fields(text, "", "TIME/DATE")
    return _column(meter, column, int(value))


def _column(meter: Meter, column: Column, value: int) -> Fields:
    row = REGISTERS.get(column.name)
    if row is None:
        return Fields(forms.number_text(value), "", column.name.upper())
    of = next((reading for reading in READINGS.values() if reading.key == column.name), None)
    form = of.form if of else Form.NUMBER
    scaler = meter.scaler(row.key) if row.key in meter.registers else row.scaler or 0
    return Fields(
        *register_text(form, value, scaler, row.unit or Unit.COUNT), of.text if of else row.name.upper()
    )


def _edited(shown: Shown) -> Fields:
    """The digits that are being set; the field that a press changes blinks."""
    if shown.reading is None:
        raise AssertionError("nothing is being set")
    of = EDITORS[ButtonFunction(shown.reading.name)].fields[shown.field]
    digits = shown.digits
    if shown.since_us // _BLINK_US % 2:
        digits = digits[: of.at] + " " * of.digits + digits[of.at + of.digits :]
    if len(digits) > forms.VALUE_DIGITS:  # date and time: the half in which the field lies
        half = digits[_DATE_DIGITS:] if of.at >= _DATE_DIGITS else digits[:_DATE_DIGITS]
        digits = f"{half[:-4]}:{half[-4:-2]}:{half[-2:]}"
    return Fields(digits, "", shown.reading.text)
