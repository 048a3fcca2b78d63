"""Every row of the software code's tables, one case each, against the data sheet's own list."""

from __future__ import annotations

import pytest

from enfas.catalog.codes import HardwareCode, SoftwareCode
from enfas.catalog.codes.software import (
    BILLING_PERIOD,
    BREAKER_POSITION,
    DAYLIGHT_SAVING,
    DISPLAY_FORMAT,
    ENCRYPTION,
    GMT_OFFSET,
    LED,
    MODULE_PULSES,
    PERIOD,
    PROFILE_CHANNELS,
    PROFILE_VALUES,
    PULSE_UNIT,
    RADIO_FREQUENCY,
    SOFTWARE_FIELDS,
)

VARIANT_1 = HardwareCode.parse("6861111BN142101040")
VARIANT_2 = HardwareCode.parse("6861111BN242101040")

# Data sheet, "Konfigurering - programvara": what may stand in each place.
SHEET = {
    "Z1": "1 2 3 4",
    "Z2": "1 2",
    "Z3": "00 01 02 03 04 05 06 07 08 09 10 11 12 13 14 15 16 17 18 19 20 21 22 23 26 27 28 29",
    "Z4": "2 3 4",
    "Z6": " ".join(f"{day:02d}" for day in range(1, 29)),
    "Z7": " ".join(f"{code:02d}" for code in range(25)),
    "Z8": "1 2 3 4",
    "Z10": "000",
    "Z11": " ".join(f"{code:02d}" for code in range(24)),
    "Z12": "00 01 02 03",
    "Z13": "000 001 002",
    "Z14": "000 001",
    "Z15": "000 001",
    "Z16": "000 318 319 326 328 329 337 339 348 349 356 357 359 369 376 379",
    "Z17": "000",
    "Z18": "000 001 002",
    "Z19": "0 1 2",
    "Z25": "1 2 3",
    "Z26": "000",
    "Z27": "1 2",
    "Z28": "0 1 2",
    "Z29": "1 2 3 4 5",
    "Z30": "1 2",
}
# Not in the data sheet: known from the technical description, and our own Z5=001.
KNOWN = {"Z5": "001", "Z9": "000 001", "Z20": "000"}
ONLY_VARIANT = {
    "Z18=001": 1,
    "Z18=002": 1,
    "Z27=2": 2,
    "Z28=0": 1,
    "Z28=1": 2,
    "Z28=2": 2,
    "Z29=4": 2,
    "Z29=5": 2,
    "Z30=2": 2,
}
ROWS = [f"{name}={code}" for name, codes in (SHEET | KNOWN).items() for code in codes.split()]


def with_row(pair: str) -> SoftwareCode:
    name, _, code = pair.partition("=")
    return SoftwareCode.default().replace({name: code})


def value(pair: str) -> object:
    """What a row sets."""
    made = with_row(pair)
    field = made.field_named(pair.partition("=")[0])
    return made.value(field)


@pytest.mark.requirement("CFG-2")
@pytest.mark.parametrize("pair", ROWS)
def test_row(pair: str) -> None:
    name, _, code = pair.partition("=")
    made = with_row(pair)
    assert SoftwareCode.parse(made.text) == made
    assert SoftwareCode.parse(made.symbols) == made
    assert SoftwareCode.parse(pair) == made
    place = {place.name: place for place in made.explain()}[name]
    assert place.code == code
    assert place.meaning
    assert place.title


@pytest.mark.requirement("CFG-2")
def test_the_tables_hold_the_listed_rows_and_no_others() -> None:
    assert [f"{field.name}={row.code}" for field in SOFTWARE_FIELDS for row in field.rows] == sorted(
        ROWS, key=lambda pair: int(pair[1 : pair.index("=")])
    )
    assert [field.name for field in SOFTWARE_FIELDS] == [f"Z{n}" for n in (*range(1, 21), *range(25, 31))]


@pytest.mark.requirement("CFG-2")
@pytest.mark.parametrize(("pair", "variant"), ONLY_VARIANT.items())
def test_row_of_one_variant_is_refused_on_the_other(pair: str, variant: int) -> None:
    own, other = (VARIANT_1, VARIANT_2) if variant == 1 else (VARIANT_2, VARIANT_1)
    name, _, code = pair.partition("=")
    assert not SoftwareCode.default(own).replace({name: code}).refusals(own)
    (line,) = SoftwareCode.default(other).replace({name: code}).refusals(other)
    assert line.startswith(f"{pair} (")
    assert line.endswith(f"is only for variant {variant} (X8={variant})")
    meaning = next(place.meaning for place in with_row(pair).explain() if place.name == name)
    assert meaning.endswith(f"(only variant {variant})")


@pytest.mark.requirement("CFG-2")
@pytest.mark.parametrize("pair", [pair for pair in ROWS if pair not in ONLY_VARIANT])
def test_row_without_restriction_is_taken_on_both_variants(pair: str) -> None:
    name, _, code = pair.partition("=")
    for hardware in (VARIANT_1, VARIANT_2):
        if pair == "Z19=0":
            hardware = hardware.replace({"X10": "0"})
        assert not SoftwareCode.default(hardware).replace({name: code}).refusals(hardware)


@pytest.mark.requirement("CFG-2")
@pytest.mark.parametrize(
    ("pair", "whole", "decimals", "digits", "scaler"),
    [("Z1=1", 7, 0, 7, 3), ("Z1=2", 6, 1, 7, 2), ("Z1=3", 7, 2, 9, 1), ("Z1=4", 6, 3, 9, 0)],
)
def test_digits_and_scaler(pair: str, whole: int, decimals: int, digits: int, scaler: int) -> None:
    display = with_row(pair).value(DISPLAY_FORMAT)
    assert (display.whole, display.decimals, display.digits, display.scaler) == (
        whole,
        decimals,
        digits,
        scaler,
    )


@pytest.mark.requirement("CFG-2")
@pytest.mark.parametrize(
    ("code", "every", "first"),
    [
        (1, 1, 1),
        *((1 + month, 2, month) for month in (1, 2)),
        *((3 + month, 3, month) for month in (1, 2, 3)),
        *((6 + month, 6, month) for month in range(1, 7)),
        *((12 + month, 12, month) for month in range(1, 13)),
    ],
)
def test_debiting_interval(code: int, every: int, first: int) -> None:
    period = with_row(f"Z7={code:02d}").value(BILLING_PERIOD)
    assert period is not None
    assert (period.every_months, period.first_month) == (every, first)


@pytest.mark.requirement("CFG-2")
@pytest.mark.parametrize("code", range(24))
def test_offset_from_gmt(code: int) -> None:
    hours = [*range(13), *range(-11, 0)][code]
    assert with_row(f"Z11={code:02d}").value(GMT_OFFSET) == 60 * hours


@pytest.mark.requirement("CFG-2")
def test_what_the_other_rows_set() -> None:
    assert [with_row(f"Z2={code}").value(LED) for code in "12"] == [False, True]
    assert [with_row(f"Z4={code}").value(PERIOD) for code in "234"] == [15, 30, 60]
    assert with_row("Z7=00").value(BILLING_PERIOD) is None
    pulses = [with_row(f"Z8={code}").value(MODULE_PULSES) for code in "1234"]
    assert [(p.pulse_ms, p.alarm_input) for p in pulses] == [
        (30, False),
        (30, True),
        (80, False),
        (80, True),
    ]
    assert [with_row(f"Z12=0{code}").value(PULSE_UNIT) for code in range(4)] == ["", "kWh", "m³", "L"]
    assert [with_row(f"Z15=00{code}").value(DAYLIGHT_SAVING) for code in "01"] == ["none", "eu"]
    assert [with_row(f"Z16={code}").value(RADIO_FREQUENCY) for code in ("000", "318", "379")] == [
        "",
        "CH 318",
        "AT 379",
    ]
    assert [with_row(f"Z19={code}").value(BREAKER_POSITION) for code in "012"] == [
        "",
        "connected",
        "disconnected",
    ]
    assert [with_row(f"Z27={code}").value(PROFILE_VALUES) for code in "12"] == [False, True]
    assert [with_row(f"Z28={code}").value(ENCRYPTION) for code in "012"] == [None, True, False]
    assert [value(f"Z6={day:02d}") for day in range(1, 29)] == list(range(1, 29))


@pytest.mark.requirement("CFG-2")
@pytest.mark.parametrize(
    ("pair", "channels"),
    [
        ("Z29=1", "a_plus"),
        ("Z29=2", "a_plus a_minus"),
        ("Z29=3", "a_plus a_minus r_plus r_minus"),
        ("Z29=4", "a_plus a_minus r1 r2 r3 r4"),
        ("Z29=5", "a_plus a_minus r_plus r_minus r1 r2 r3 r4"),
    ],
)
def test_profile_channels(pair: str, channels: str) -> None:
    assert with_row(pair).value(PROFILE_CHANNELS) == tuple(channels.split())


def test_the_written_form_shows_the_groups() -> None:
    text = SoftwareCode.default().text
    assert text == "41002-00101011-0000000100-0000000010000000001000-10001231"
    assert str(SoftwareCode.parse(text.replace("-", " "))) == text
    assert SoftwareCode.parse("-".join(text)).text == text


def test_the_default_follows_the_hardware() -> None:
    bare = HardwareCode.parse("6861111BN110001040")
    code = SoftwareCode.default(bare)
    codes = {place.name: place.code for place in code.explain()}
    assert (codes["Z19"], codes["Z28"], codes["Z29"]) == ("0", "0", "1")
    assert code.refusals(bare) == ()
