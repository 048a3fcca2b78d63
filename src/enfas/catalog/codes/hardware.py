"""The hardware code's tables: `68` X1 … X16, what the meter is made of.

Source: data sheet, "Konfigurering - maskinvara"; rows with `refused` and the country codes: technical
description 5512-1235 D1, section 5. Those rows explain codes that are met in the field; a single-phase
configuration cannot have them.
"""

from __future__ import annotations

from typing import Any, Final

from enfas.catalog.codes.table import Field, Row
from enfas.catalog.codes.values import AccuracyClass, Breaker, Country, CurrentRange

__all__ = [
    "ACCURACY",
    "BACKUP_BATTERY",
    "BREAKER",
    "COUNTRY",
    "CURRENT",
    "ENERGIES",
    "GENERATION",
    "HARDWARE_FIELDS",
    "HOUSING",
    "INTERFACE",
    "METER_TYPE",
    "RADIO",
    "SYSTEMS",
    "TYPE_VERSION",
    "VARIANT",
]

_CT = "it belongs to CT meters"
_THREE_PHASE = "it belongs to three-phase meters"

METER_TYPE: Final = Field[str](
    ("X1",),
    "Meter type",
    (
        Row("6", "single-phase meter", "single-phase"),
        Row("5", "CT meter", "CT", refused="a single-phase meter has X1=6"),
        Row("4", "three-phase meter", "three-phase", refused="a single-phase meter has X1=6"),
    ),
    ("6",),
)

TYPE_VERSION: Final = Field[str](("X2",), "Type version", (Row("1", "OMNIPOWER", "OMNIPOWER"),), ("1",))

HOUSING: Final = Field[str](
    ("X3",),
    "Housing",
    (
        Row("1", "standard housing", "standard"),
        Row("2", "ST housing (BS 7856)", "ST"),
    ),
    ("1",),
)

SYSTEMS: Final = Field[int](
    ("X4",),
    "Measuring systems",
    (
        Row("1", "1 system", 1),
        Row("2", "2 systems (Aron)", 2, refused="a single-phase meter has one system, X4=1"),
        Row("3", "3 systems", 3, refused="a single-phase meter has one system, X4=1"),
    ),
    ("1",),
)

CURRENT: Final = Field[CurrentRange](
    ("X5",),
    "Current range",
    (
        Row("1", "5-100 A", CurrentRange(250, 5_000, 100_000), meter_types="64"),
        Row("4", "5-65 A", CurrentRange(250, 5_000, 65_000), meter_types="64"),
        Row("6", "10-60 A", CurrentRange(500, 10_000, 60_000), meter_types="64"),
        Row("7", "10-80 A", CurrentRange(500, 10_000, 80_000), meter_types="64"),
        Row("8", "5-80 A", CurrentRange(250, 5_000, 80_000), meter_types="64"),
        Row("1", "1(6) A", CurrentRange(10, 1_000, 6_000), meter_types="5", refused=_CT),
        Row("5", "5(6) A", CurrentRange(50, 5_000, 6_000), meter_types="5", refused=_CT),
    ),
    ("1",),
)

ACCURACY: Final = Field[AccuracyClass](
    ("X6",),
    "Accuracy class",
    (
        Row("A", "class A (MID)", AccuracyClass("A", 5)),
        Row("B", "class B (MID)", AccuracyClass("B", 4)),
        Row("2", "class 2 (IEC)", AccuracyClass("2", 5)),
        Row("1", "class 1 (IEC)", AccuracyClass("1", 4)),
        Row("C", "class C (MID)", AccuracyClass("C", 1), meter_types="5", refused=_CT),
        Row("5", "class 0.5 (IEC)", AccuracyClass("0.5", 1), meter_types="5", refused=_CT),
    ),
    ("B",),
)

GENERATION: Final = Field[str](
    ("X7",),
    "Generation",
    (
        Row("N", "generation N", "N"),
        Row("D", "generation D", "D", refused="the single-phase meter is of generation N, X7=N"),
    ),
    ("N",),
)

VARIANT: Final = Field[int](("X8",), "Variant", (Row("1", "variant 1", 1), Row("2", "variant 2", 2)), ("2",))

_IMPORT = frozenset({"a_plus"})
_BOTH_WAYS = _IMPORT | {"a_minus"}
_FOUR_QUADRANTS = _BOTH_WAYS | {"r_plus", "r_minus", "r1", "r2", "r3", "r4", "e_plus", "e_minus"}

ENERGIES: Final = Field[frozenset[str]](
    ("X9",),
    "Energy types",
    (
        Row("1", "A+", _IMPORT),
        Row("2", "A+/A-", _BOTH_WAYS),
        Row("3", "A+/R+", frozenset({"a_plus", "r_plus"}), meter_types="5", refused=_CT),
        Row("4", "A+/A-/R+/R-", _FOUR_QUADRANTS),
    ),
    ("4",),
)
"""The reactive energies of the quadrants and the apparent energies come with reactive measurement (X9=4):
Z29 offers R1…R4 to such a meter, and the data sheet's memory table lists E+ and E-."""

BREAKER: Final = Field[Breaker](
    ("X10",),
    "Breaker",
    (
        Row("0", "without breaker", Breaker.NONE),
        Row("2", "double breaker", Breaker.DOUBLE),
        Row("3", "standard breaker", Breaker.STANDARD),
    ),
    ("2",),
)

RADIO: Final = Field[bool](
    ("X11",),
    "Communication",
    (Row("0", "without radio", False), Row("1", "radio (for OMNIA)", True)),
    ("1",),
)

BACKUP_BATTERY: Final = Field[bool](
    ("X12",),
    "Backup supply",
    (Row("0", "supercapacitor", False), Row("1", "supercapacitor and battery", True)),
    ("0",),
)
"""Whether a battery goes on where the supercapacitor's seven days end."""

INTERFACE: Final = Field[str](
    ("X13",),
    "Interface",
    (
        Row("1", "S0 output", "S0"),
        Row("2", "auxiliary supply", "auxiliary", meter_types="4", refused=_THREE_PHASE),
    ),
    ("1",),
)

_COUNTRIES = {
    "010": "Denmark",
    "011": "Denmark",
    "012": "Denmark",
    "025": "Russia",
    "031": "Spain",
    "035": "Turkey",
    "036": "Croatia",
    "037": "Serbia",
    "040": "Norway",
    "042": "Slovakia",
    "043": "Czech Republic",
    "044": "Hungary",
    "045": "Latvia",
    "049": "Lithuania",
    "050": "United Kingdom",
    "059": "Switzerland (Italian)",
    "061": "Estonia",
    "063": "Switzerland (German)",
    "064": "Poland",
    "065": "Switzerland (French)",
    "067": "Iceland",
    "070": "Germany",
    "078": "Belgium",
    "080": "Netherlands",
    "084": "Finland",
    "086": "Åland",
    "090": "Sweden",
    "110": "Saudi Arabia",
    "120": "South Africa",
    "121": "Ghana",
    "151": "Chile",
}

_AUSTRIA = Country("Austria", period_min=15, profile_days=60)
"""Data sheet, note to the load profile's depths: 60 days, integration period fixed at 15 min."""

COUNTRY: Final = Field[Country](
    ("X14", "X15", "X16"),
    "Country code",
    (
        *(Row(code, name, Country(name)) for code, name in _COUNTRIES.items()),
        Row("055", "Austria", _AUSTRIA),
        Row("056", "Austria", _AUSTRIA),
    ),
    ("040",),
    other=Row("", "country code without a known name,", Country("")),
)

HARDWARE_FIELDS: Final[tuple[Field[Any], ...]] = (
    METER_TYPE,
    TYPE_VERSION,
    HOUSING,
    SYSTEMS,
    CURRENT,
    ACCURACY,
    GENERATION,
    VARIANT,
    ENERGIES,
    BREAKER,
    RADIO,
    BACKUP_BATTERY,
    INTERFACE,
    COUNTRY,
)
