"""Every row of the hardware code's tables, one case each, against the data sheet's own list."""

from __future__ import annotations

import pytest

from enfas.catalog.codes import HardwareCode
from enfas.catalog.codes.hardware import CURRENT, HARDWARE_FIELDS

EXAMPLE = "6861111BN242101040"
"""Met in real telegrams (5512-1235 D1 names its parts)."""

# Data sheet, "Konfigurering - maskinvara": what may stand in each place of a single-phase meter.
SHEET = {
    "X1": "6",
    "X2": "1",
    "X3": "1",
    "X4": "1",
    "X5": "14678",
    "X6": "AB21",
    "X7": "N",
    "X8": "12",
    "X9": "124",
    "X10": "023",
    "X11": "01",
    "X12": "01",
    "X13": "1",
}
# Technical description 5512-1235 D1, section 5: met in the field; X3=2 is a single-phase meter's as well.
OTHER_METERS = {"X1": "54", "X4": "23", "X5": "5", "X6": "C5", "X7": "D", "X9": "3", "X13": "2"}
COUNTRIES = {
    "Denmark": "010 011 012",
    "Russia": "025",
    "Spain": "031",
    "Turkey": "035",
    "Croatia": "036",
    "Serbia": "037",
    "Norway": "040",
    "Slovakia": "042",
    "Czech Republic": "043",
    "Hungary": "044",
    "Latvia": "045",
    "Lithuania": "049",
    "United Kingdom": "050",
    "Austria": "055 056",
    "Switzerland (Italian)": "059",
    "Estonia": "061",
    "Switzerland (German)": "063",
    "Poland": "064",
    "Switzerland (French)": "065",
    "Iceland": "067",
    "Germany": "070",
    "Belgium": "078",
    "Netherlands": "080",
    "Finland": "084",
    "Åland": "086",
    "Sweden": "090",
    "Saudi Arabia": "110",
    "South Africa": "120",
    "Ghana": "121",
    "Chile": "151",
}


def pairs(table: dict[str, str]) -> list[str]:
    return [f"{name}={code}" for name, codes in table.items() for code in codes]


def explained(code: HardwareCode) -> dict[str, tuple[str, str]]:
    return {place.name: (place.code, place.meaning) for place in code.explain()}


@pytest.mark.requirement("CFG-1")
@pytest.mark.parametrize("pair", [*pairs(SHEET), "X3=2"])
def test_row_of_the_single_phase_meter(pair: str) -> None:
    name, _, code = pair.partition("=")
    made = HardwareCode.parse(EXAMPLE).replace({name: code})
    position = int(name[1:]) + 1
    assert made.text == EXAMPLE[:position] + code + EXAMPLE[position + 1 :]
    assert HardwareCode.parse(made.text) == made
    assert explained(made)[name][0] == code
    assert explained(made)[name][1]
    assert made.refusals() == ()


@pytest.mark.requirement("CFG-1")
@pytest.mark.parametrize("pair", pairs(OTHER_METERS))
def test_row_of_another_meter_is_explained_and_refused(pair: str) -> None:
    name, _, code = pair.partition("=")
    made = HardwareCode.parse(EXAMPLE).replace({name: code})
    assert explained(made)[name][0] == code
    assert [line for line in made.refusals() if line.startswith(f"{name}={code} is ")]


@pytest.mark.requirement("CFG-1")
@pytest.mark.parametrize(
    ("country", "code"), [(name, code) for name, codes in COUNTRIES.items() for code in codes.split()]
)
def test_country(country: str, code: str) -> None:
    made = HardwareCode.parse(EXAMPLE[:15] + code)
    assert made.text == EXAMPLE[:15] + code
    places = explained(made)
    assert [places[f"X{n}"] for n in (14, 15, 16)] == [(digit, f"{country} ({code})") for digit in code]


@pytest.mark.requirement("CFG-1")
def test_the_tables_hold_the_listed_rows_and_no_others() -> None:
    *places, country = HARDWARE_FIELDS
    for field in places:
        own = set(SHEET[field.name]) | set(OTHER_METERS.get(field.name, ""))
        if field.name == "X3":
            own |= {"2"}
        assert {row.code for row in field.rows} == own, field.name
    assert {row.code for row in country.rows} == {c for codes in COUNTRIES.values() for c in codes.split()}


def test_an_unlisted_country_is_a_code_without_a_name() -> None:
    made = HardwareCode.parse(EXAMPLE[:15] + "999")
    assert explained(made)["X15"] == ("9", "country code without a known name, 999 (999)")
    assert made.text.endswith("999")


@pytest.mark.requirement("CFG-1")
def test_the_example_from_the_field() -> None:
    meanings = {name: meaning for name, (_, meaning) in explained(HardwareCode.parse(EXAMPLE)).items()}
    assert meanings == {
        "X1": "single-phase meter",
        "X2": "OMNIPOWER",
        "X3": "standard housing",
        "X4": "1 system",
        "X5": "5-100 A",
        "X6": "class B (MID)",
        "X7": "generation N",
        "X8": "variant 2",
        "X9": "A+/A-/R+/R-",
        "X10": "double breaker",
        "X11": "radio (for OMNIA)",
        "X12": "supercapacitor",
        "X13": "S0 output",
        "X14": "Norway (040)",
        "X15": "Norway (040)",
        "X16": "Norway (040)",
    }


def test_a_three_phase_meter_is_explained_and_refused_with_every_reason() -> None:
    # The example of the published object list (CompleteMeterTypeNo).
    made = HardwareCode.parse("6841138BN143002084")
    assert explained(made)["X1"] == ("4", "three-phase meter")
    assert explained(made)["X5"] == ("8", "5-80 A")
    assert [line.partition(" ")[0] for line in made.refusals()] == ["X1=4", "X4=3", "X13=2"]


def test_the_current_code_1_means_what_the_meter_type_makes_it_mean() -> None:
    assert HardwareCode.parse(EXAMPLE).row(CURRENT).meaning == "5-100 A"
    assert HardwareCode.parse("6851111BN242101040").row(CURRENT).meaning == "1(6) A"


@pytest.mark.requirement("MET-3")
@pytest.mark.parametrize(
    ("code", "limits_ma"),
    [
        ("1", (250, 5_000, 100_000)),
        ("4", (250, 5_000, 65_000)),
        ("6", (500, 10_000, 60_000)),
        ("7", (500, 10_000, 80_000)),
        ("8", (250, 5_000, 80_000)),
    ],
    ids=["X5=1", "X5=4", "X5=6", "X5=7", "X5=8"],
)
def test_current_range(code: str, limits_ma: tuple[int, int, int]) -> None:
    current = HardwareCode.parse(EXAMPLE).replace({"X5": code}).value(CURRENT)
    assert (current.i_min_ma, current.i_ref_ma, current.i_max_ma) == limits_ma
