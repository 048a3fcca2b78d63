"""The readings that a display list can hold: one row for each, by the name that lists call it by.

A reading's name is its identification code, as the glass shows it; a time has ` time` behind the code of its
peak, and what has no code has a word. Which of them a meter has follows from its registers: a list may name
any, and those that the meter does not have are passed over.

Source: technical description 5512-1235 D1, table 31 (codes, texts); its 95.51.2 is 96.51.2 here, as in
5512-1424 D1. Readings of phases L2 and L3 and of transformer meters are left out. The readings of the right
button's functions (`functions`) are our own.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, unique
from typing import Final

from enfas.catalog.names import CLOCK, PROFILE
from enfas.catalog.registers import MOST_TARIFFS, REGISTERS
from enfas.errors import ConfigurationError
from enfas.obis import Obis

__all__ = ["CAPTURE_TIME", "OURS", "READINGS", "VALUE", "Form", "Reading", "reading_of"]

VALUE: Final = 2
CAPTURE_TIME: Final = 5
_HOURS: Final = Obis.parse("0.1.96.8.0.255")
_DEBITING_LOG: Final = Obis.parse("1.1.98.1.0.255")
_PROFILE_EVENT: Final = Obis.parse("1.1.96.5.3.255")
_BREAKER: Final = Obis.parse("1.1.128.0.0.255")
OURS: Final = Obis.parse("1.1.134.1.0.255")
"""What readings that are no object's attribute are attributes of, on the wire: our own name."""


_KEYS: Final = {row.obis: row.key for row in REGISTERS.values()}


@unique
class Form(Enum):
    """How the value of a reading is written."""

    ENERGY = "digits and decimals by Z1, in kWh, kvarh or kVAh"
    POWER = "00.000 in kW, kvar or kVA"
    VALUE = "as many decimals as the register has, with its unit"
    NUMBER = "8 digits"
    BITS = "8 binary digits"
    CHECKSUM = "the last 16 bits as a decimal number"
    SOFTWARE = "the number in the value field, the revision in the text field"
    STAMP = "the date for half of its turn, the time for the other half"
    CLOCK = "the time for half of its turn, the date for the other half"
    LOG = "the newest entry's time; browsed by the left button"
    EVENT = "the newest code of the load profile's events"
    TEST = "every segment"
    BREAKER = "the state of the breaker; worked by the left button"
    CALL = "nothing but its text"
    FUNCTION = "what a function of the right button stands at"


@dataclass(frozen=True, slots=True)
class Reading:
    """One reading.

    Attributes:
        name: What lists call it.
        text: What stands in the text field.
        form: How its value is written.
        obis: The object that it is of.
        class_id: That object's class; 0: that of the register.
        attribute: The attribute that it shows.
        legal: The law demands it: it cannot be taken out of a list.
        title: What it is, in a few words.
        shown: The identification field, where it is not the name.
    """

    name: str
    text: str
    form: Form
    obis: Obis
    title: str
    class_id: int = 0
    attribute: int = VALUE
    legal: bool = False
    shown: str | None = None

    @property
    def key(self) -> str:
        """The key of the register that it shows; nothing where it shows none."""
        return _KEYS.get(self.obis, "")

    @property
    def reference(self) -> tuple[int, Obis, int]:
        """What it is on the wire: class, logical name and attribute."""
        return self.class_id or (REGISTERS[self.key].class_id if self.key else 3), self.obis, self.attribute

    @property
    def identification(self) -> str:
        """What stands in the identification field."""
        return self.name.removesuffix(" time") if self.shown is None else self.shown


def _obis(code: str) -> Obis:
    return Obis.parse(f"1.1.{code}.255")


def _row(code: str, text: str, form: Form, title: str, *, legal: bool = False) -> Reading:
    return Reading(code, text, form, _obis(code), title, legal=legal)


def _time(code: str, title: str) -> Reading:
    return Reading(f"{code} time", "TIME/DATE", Form.STAMP, _obis(code), f"time of {title}", 4, CAPTURE_TIME)


def _energies() -> list[Reading]:
    active = (("1.8.0", "A+", "active energy, import"), ("2.8.0", "A-", "active energy, export"))
    others = (
        ("3.8.0", "R+", "reactive energy, import"), ("4.8.0", "R-", "reactive energy, export"),
        ("15.8.0", "", "active energy, both ways"), ("16.8.0", "NET", "active energy, import less export"),
        ("5.8.0", "R1", "reactive energy, quadrant I"), ("6.8.0", "R2", "reactive energy, quadrant II"),
        ("7.8.0", "R3", "reactive energy, quadrant III"), ("8.8.0", "R4", "reactive energy, quadrant IV"),
        ("9.8.0", "E+", "apparent energy, import"), ("10.8.0", "E-", "apparent energy, export"),
        ("21.8.0", "A+/L1", "active energy of L1, import"),
        ("22.8.0", "A-/L1", "active energy of L1, export"),
    )  # fmt: skip
    rows = [_row(code, text, Form.ENERGY, title, legal=True) for code, text, title in active]
    rows += [_row(code, text, Form.ENERGY, title) for code, text, title in others]
    for c, text in ((1, "A+"), (2, "A-"), (3, "R+"), (4, "R-")):
        rows += [
            _row(f"{c}.8.{tariff}", f"{text}/T{tariff}", Form.ENERGY, f"{text} in tariff {tariff}")
            for tariff in range(1, MOST_TARIFFS + 1)
        ]
    trips = ((1, "A+"), (2, "A-"), (3, "R+"), (4, "R-"), (9, "E+"), (10, "E-"))
    rows += [_row(f"{c}.128.0", f"{t}/TRIP", Form.ENERGY, f"trip counter of {t}") for c, t in trips]
    return rows


_POWERS: Final = (
    (1, "P+", MOST_TARIFFS, 2),
    (2, "P-", 2, 2),
    (3, "Q+", 2, 0),
    (4, "Q-", 0, 0),
    (9, "S+", 0, 0),
    (10, "S-", 0, 0),
)
"""Value group C and text of each power, and of how many tariffs peak and cumulative peak are shown."""


def _powers() -> list[Reading]:
    rows = [_row(f"{c}.7.0", text, Form.POWER, f"{text} now") for c, text, _, _ in _POWERS]
    rows.append(_row("21.7.0", "P+/L1", Form.POWER, "P+ of L1 now"))
    for c, text, peaks, cumulative in _POWERS[:4]:
        rows += [_row(f"{c}.6.0", f"{text}M", Form.POWER, f"{text} peak"), _time(f"{c}.6.0", f"{text} peak")]
        for tariff in range(1, peaks + 1):
            title = f"{text} peak, tariff {tariff}"
            rows.append(_row(f"{c}.6.{tariff}", f"{text}M/T{tariff}", Form.POWER, title))
            rows.append(_time(f"{c}.6.{tariff}", title))
        rows.append(_row(f"{c}.2.0", f"{text}M/ACC", Form.POWER, f"{text} cumulative peak"))
        rows += [
            _row(f"{c}.2.{t}", f"{text}M{t}/ACC", Form.POWER, f"{text} cumulative peak, tariff {t}")
            for t in range(1, cumulative + 1)
        ]
    for code, text, title in (("1.16.0", "MAX", "P+ greatest"), ("1.13.0", "MIN", "P+ least")):
        rows.append(_row(code, text, Form.POWER, f"{title} mean of the day"))
        rows.append(_time(code, f"{title} mean of the day"))
    return rows


_OTHERS: Final = (
    _row("32.7.0", "U-L1", Form.VALUE, "voltage of L1"),
    _row("31.7.0", "I-L1", Form.VALUE, "current of L1"),
    _row("33.7.0", "PF-1", Form.VALUE, "power factor of L1"),
    _row("13.7.0", "PF", Form.VALUE, "power factor"),
    _row("14.7.0", "FREQ", Form.VALUE, "frequency"),
    _row("32.7.124", "THD/U-L1", Form.VALUE, "distortion of the voltage of L1"),
    _row("31.7.124", "THD/I-L1", Form.VALUE, "distortion of the current of L1"),
    _row("0.128.1", "", Form.NUMBER, "pulse input"),
    _row("0.0.1", "NUM/1", Form.NUMBER, "meter number 1"),
    _row("0.0.2", "NUM/2", Form.NUMBER, "meter number 2"),
    _row("0.0.3", "NUM/3", Form.NUMBER, "meter number 3"),
    _row("96.1.0", "SER/NUM", Form.NUMBER, "serial number"),
    _row("0.130.1", "SPC/1", Form.NUMBER, "special data 1"),
    Reading("1.0.0", "TIME/DATE", Form.CLOCK, CLOCK, "time and date", 8),
    _row("0.1.0", "RST", Form.NUMBER, "debiting stops"),
    Reading("98.1.0", "", Form.LOG, _DEBITING_LOG, "debiting log", 7),
    Reading("99.1.0", "", Form.LOG, PROFILE, "load profile", 7),
    Reading("profile event", "", Form.EVENT, _PROFILE_EVENT, "last load profile event", 1, shown=""),
    _row("96.51.1", "PTH", Form.POWER, "power threshold"),
    _row("96.51.2", "PTH/CNT", Form.NUMBER, "integration periods over the power threshold"),
    Reading("96.8.0", "HRS", Form.NUMBER, _HOURS, "hours with mains"),
    _row("96.54.1", "CSUM", Form.CHECKSUM, "ROM checksum"),
    _row("0.2.0", "", Form.SOFTWARE, "software number and revision"),
    _row("97.97.0", "INFO", Form.BITS, "meter status"),
    Reading("disconnect", "", Form.BREAKER, _BREAKER, "manual disconnection and reconnection", 1, shown=""),
    _row("130.0.0", "PAY", Form.ENERGY, "prepayment credit"),
    _row("130.0.1", "", Form.ENERGY, "prepayment, energy to be paid"),
    Reading("test", "", Form.TEST, OURS, "display test", 1, shown=""),
    Reading("call", "CALL", Form.CALL, OURS, "call", 1, attribute=3, shown=""),
)


READINGS: Final = {reading.name: reading for reading in (*_energies(), *_powers(), *_OTHERS)}
"""All readings of a list, by name."""


def reading_of(name: str) -> Reading:
    """The reading of a name.

    Raises:
        ConfigurationError: There is none.
    """
    if name not in READINGS:
        raise ConfigurationError(
            f"the display has no reading {name!r}",
            hint='write an identification code such as "1.8.0", "1.6.0 time" for a peak\'s time, or "test"',
        )
    return READINGS[name]
