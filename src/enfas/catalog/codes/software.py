"""The software code's tables: Z1 … Z20 and Z25 … Z30, what the meter is told to do.

Source: data sheet, "Konfigurering - programvara". The second column headed Z18 there is Z19. Tables that the
maker keeps on order forms (`numbered`) hold the numbers that are known: the data sheet's, those of the
technical description 5512-1235 D1 (section 5), and one of our own, Z5 = 001. Z21 … Z24 belong to CT meters.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final

from enfas.catalog.codes.ports import MODULE_PORTS
from enfas.catalog.codes.table import Field, Needs, Row
from enfas.catalog.codes.values import BillingPeriod, DisplayFormat, ModulePulses

__all__ = [
    "ALARMS",
    "ANALYSIS_LOG",
    "BILLING_DAY",
    "BILLING_PERIOD",
    "BREAKER_POSITION",
    "BUTTON_2",
    "CALENDAR",
    "DAYLIGHT_SAVING",
    "DEBITING_LOG_2_CONTENTS",
    "DEBITING_LOG_2_PERIOD",
    "DISCONNECT",
    "DISPLAY",
    "DISPLAY_FORMAT",
    "ENCRYPTION",
    "GMT_OFFSET",
    "LED",
    "LOAD_CONTROL",
    "MODULE_PORTS",
    "MODULE_PULSES",
    "PERIOD",
    "PROFILE_CHANNELS",
    "PROFILE_VALUES",
    "PULSE_UNIT",
    "RADIO_FREQUENCY",
    "READOUT_1107",
    "SOFTWARE_FIELDS",
    "SOFTWARE_GROUPS",
    "TARIFFS",
]

_VARIANT_1 = Needs(variant=1)
_VARIANT_2 = Needs(variant=2)
_BREAKER = Needs(breaker=True)
_RADIO = Needs(radio=True)
_TABLE: Final = Row("000", "table", 0)
"""What another number names: a table of the project or of its user (`catalog.tables`)."""

DISPLAY_FORMAT: Final = Field[DisplayFormat](
    ("Z1",),
    "Decimals in display",
    (
        Row("1", "7.0", DisplayFormat(7, 0)),
        Row("2", "6.1", DisplayFormat(6, 1)),
        Row("3", "7.2", DisplayFormat(7, 2)),
        Row("4", "6.3", DisplayFormat(6, 3)),
    ),
    ("4",),
    fixed="is of the legally relevant part: it is what the energy registers count in",
)

LED: Final = Field[bool](
    ("Z2",),
    "LED without consumption",
    (
        Row("1", "LED off when there is no consumption", False),
        Row("2", "LED on when there is no consumption", True),
    ),
    ("1",),
)

PERIOD: Final = Field[int](
    ("Z4",),
    "Integration period and load profile period",
    (
        Row("2", "15 min", 15, Needs(period_min=15)),
        Row("3", "30 min", 30, Needs(period_min=30)),
        Row("4", "60 min", 60, Needs(period_min=60)),
    ),
    ("2",),
)

DISPLAY: Final = Field[int](
    ("Z5",),
    "Display lists",
    (Row("001", "default lists for the meter's energies (our own table)", 1),),
    ("001",),
    numbered=True,
    other=_TABLE,
)

BILLING_DAY: Final = Field[int](
    ("Z6",),
    "Debiting stop, day of the month",
    tuple(Row(f"{day:02d}", f"day {day}", day) for day in range(1, 29)),
    ("01",),
)

_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


def _billing(first_code: int, every_months: int, phrase: str) -> tuple[Row[BillingPeriod | None], ...]:
    """The rows of one interval: as many first months as the interval has months."""
    return tuple(
        Row(
            f"{first_code + month - 1:02d}",
            f"{phrase}, {_MONTHS[month - 1]}",
            BillingPeriod(every_months, month),
        )
        for month in range(1, every_months + 1)
    )


BILLING_PERIOD: Final = Field[BillingPeriod | None](
    ("Z7",),
    "Debiting interval",
    (
        Row("00", "none (controlled from outside)", None),
        Row("01", "every month", BillingPeriod(1, 1)),
        *_billing(2, 2, "every second month"),
        *_billing(4, 3, "every third month"),
        *_billing(7, 6, "every sixth month"),
        *_billing(13, 12, "every year"),
    ),
    ("01",),
)

MODULE_PULSES: Final = Field[ModulePulses](
    ("Z8",),
    "Pulse length out and alarm input",
    (
        Row("1", "30 ms pulses, alarm input off", ModulePulses(30, False)),
        Row("2", "30 ms pulses, alarm input on", ModulePulses(30, True)),
        Row("3", "80 ms pulses, alarm input off", ModulePulses(80, False)),
        Row("4", "80 ms pulses, alarm input on", ModulePulses(80, True)),
    ),
    ("1",),
)

DISCONNECT: Final = Field[int](
    ("Z9",),
    "Disconnection settings",
    (
        Row("000", "none: smart disconnect off", 0),
        Row("001", "default settings", 1, _BREAKER),
    ),
    ("000",),
    numbered=True,
    other=replace(_TABLE, needs=_BREAKER),
)

ANALYSIS_LOG: Final = Field[int](
    ("Z10",), "Analysis log", (Row("000", "default settings", 0),), ("000",), numbered=True, other=_TABLE
)

_ZONE_OF = {1: " [DK/NO/SE/DE/FR/ES]", 2: " [FI]"}


def _gmt(code: int) -> Row[int]:
    """The rows of Z11: 00 … 12 are ahead of GMT, 13 … 23 are 11 … 1 hours behind it."""
    hours = code if code <= 12 else code - 24
    meaning = f"GMT {'+' if hours > 0 else '-'} {abs(hours)} h" if hours else "GMT"
    return Row(f"{code:02d}", meaning + _ZONE_OF.get(hours, ""), hours * 60)


GMT_OFFSET: Final = Field[int](
    ("Z11",),
    "Offset from Greenwich Mean Time",
    tuple(_gmt(code) for code in range(24)),
    ("01",),
    fixed="is what the stamps of all stored entries are written in",
)

PULSE_UNIT: Final = Field[str](
    ("Z12",),
    "Pulse input, unit",
    (Row("00", "none", ""), Row("01", "kWh", "kWh"), Row("02", "m³", "m³"), Row("03", "L", "L")),
    ("00",),
)

TARIFFS: Final = Field[int](
    ("Z13",),
    "Tariff control",
    (
        Row("000", "no tariff plan", 0),
        Row("001", "control by the module port", 1),
        Row("002", "control by register", 2),
    ),
    ("000",),
    numbered=True,
    other=_TABLE,
)

LOAD_CONTROL: Final = Field[int](
    ("Z14",),
    "Load control",
    (Row("000", "no load control", 0), Row("001", "control by register", 1)),
    ("000",),
    numbered=True,
    other=_TABLE,
)

DAYLIGHT_SAVING: Final = Field[str](
    ("Z15",), "Summer and winter time", (Row("000", "none", "none"), Row("001", "EU", "eu")), ("001",)
)

_FREQUENCIES = (
    "CH 318",
    "EU 319",
    "SE 326",
    "SE 328",
    "SE 329",
    "NO 337",
    "NO 339",
    "DK 348",
    "DK 349",
    "FI 356",
    "FI 357",
    "FI 359",
    "PL 369",
    "AT 376",
    "AT 379",
)

RADIO_FREQUENCY: Final = Field[str](
    ("Z16",),
    "Protocol frequency code",
    (
        Row("000", "none", ""),
        *(Row(name[-3:], f"{name} K", name, _RADIO) for name in _FREQUENCIES),
    ),
    ("000",),
)

BUTTON_2: Final = Field[int](
    ("Z17",), "Button 2", (Row("000", "no button 2 settings", 0),), ("000",), numbered=True, other=_TABLE
)

READOUT_1107: Final = Field[int](
    ("Z18",),
    "1107 read-out",
    (
        Row("000", "off", 0),
        Row("001", "modes A and C, user data 1", 1, _VARIANT_1),
        Row("002", "modes A and C, user data 2", 2, _VARIANT_1),
    ),
    ("000",),
    numbered=True,
    other=replace(_TABLE, needs=_VARIANT_1),
)

BREAKER_POSITION: Final = Field[str](
    ("Z19",),
    "Breaker position at delivery",
    (
        Row("0", "without breaker", "", Needs(breaker=False)),
        Row("1", "connected", "connected", _BREAKER),
        Row("2", "disconnected", "disconnected", _BREAKER),
    ),
    ("1", "0"),
)

CALENDAR: Final = Field[int](
    ("Z20",), "Calendar", (Row("000", "no exception days", 0),), ("000",), numbered=True, other=_TABLE
)

DEBITING_LOG_2_PERIOD: Final = Field[str](
    ("Z25",),
    "Debiting log 2, set",
    (
        Row("1", "daily values", "day"),
        Row("2", "weekly values", "week"),
        Row("3", "monthly values", "month"),
    ),
    ("1",),
)

ALARMS: Final = Field[int](
    ("Z26",), "Alarms", (Row("000", "no alarms", 0),), ("000",), numbered=True, other=_TABLE
)

PROFILE_VALUES: Final = Field[bool](
    ("Z27",),
    "Load profile values (DLMS)",
    (Row("1", "absolute values", False), Row("2", "delta values", True, _VARIANT_2)),
    ("1",),
)
"""Whether the profile holds differences."""

ENCRYPTION: Final = Field[bool | None](
    ("Z28",),
    "Encrypted interface",
    (
        Row("0", "not applicable", None, _VARIANT_1),
        Row("1", "on", True, _VARIANT_2),
        Row("2", "off", False, _VARIANT_2),
    ),
    ("2", "0"),
)

_A = ("a_plus",)
_AA = (*_A, "a_minus")
_AARR = (*_AA, "r_plus", "r_minus")
_QUADRANTS = ("r1", "r2", "r3", "r4")


def _channels(
    code: str, meaning: str, channels: tuple[str, ...], variant: int | None = None
) -> Row[tuple[str, ...]]:
    return Row(code, meaning, channels, Needs(variant=variant, energies=frozenset(channels)))


PROFILE_CHANNELS: Final = Field[tuple[str, ...]](
    ("Z29",),
    "Load profile channels",
    (
        _channels("1", "A+", _A),
        _channels("2", "A+/A-", _AA),
        _channels("3", "A+/A-/R+/R-", _AARR),
        _channels("4", "A+/A-/R1/R2/R3/R4", _AA + _QUADRANTS, 2),
        _channels("5", "A+/A-/R+/R-/R1/R2/R3/R4", _AARR + _QUADRANTS, 2),
    ),
    ("3", "2", "1"),
)

DEBITING_LOG_2_CONTENTS: Final = Field[int](
    ("Z30",),
    "Debiting log 2, contents",
    (Row("1", "profile 01", 1), Row("2", "profile 02", 2, _VARIANT_2)),
    ("1",),
    numbered=True,
    other=replace(_TABLE, needs=_VARIANT_2),
)

SOFTWARE_GROUPS: Final[tuple[tuple[Field[Any], ...], ...]] = (
    (DISPLAY_FORMAT, LED, MODULE_PORTS, PERIOD),
    (DISPLAY, BILLING_DAY, BILLING_PERIOD, MODULE_PULSES),
    (DISCONNECT, ANALYSIS_LOG, GMT_OFFSET, PULSE_UNIT),
    (
        TARIFFS,
        LOAD_CONTROL,
        DAYLIGHT_SAVING,
        RADIO_FREQUENCY,
        BUTTON_2,
        READOUT_1107,
        BREAKER_POSITION,
        CALENDAR,
    ),
    (
        DEBITING_LOG_2_PERIOD,
        ALARMS,
        PROFILE_VALUES,
        ENCRYPTION,
        PROFILE_CHANNELS,
        DEBITING_LOG_2_CONTENTS,
    ),
)
"""The fields as the data sheet's pages group them: the written form sets a dash between groups."""

SOFTWARE_FIELDS: Final[tuple[Field[Any], ...]] = tuple(field for group in SOFTWARE_GROUPS for field in group)
