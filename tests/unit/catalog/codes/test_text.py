"""How codes are written, and what is said of text that is none."""

from __future__ import annotations

import pytest

from enfas.catalog.codes import HardwareCode, SoftwareCode, named_pairs
from enfas.errors import ConfigurationError


def test_pairs_in_any_order_and_case() -> None:
    assert named_pairs(" z4=2, Z1 = 4;x14-x16=090\n") == {"Z4": "2", "Z1": "4", "X14-X16": "090"}
    assert named_pairs("") == {}


def test_leading_zeros_may_be_left_out() -> None:
    assert SoftwareCode.parse("Z3=1 Z11=2") == SoftwareCode.parse("Z3=01 Z11=02")


def test_separators_and_small_letters() -> None:
    code = HardwareCode.parse("6861111BN242101040")
    assert HardwareCode.parse(" 68 61-11-1-bn-2-42-1-0-1040 ") == code
    assert HardwareCode.parse("X14X15X16=090").text == "6861111BN242101090"


@pytest.mark.requirement("CFG-1")
@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "a hardware code begins with 68, this with ''"),
        ("6961111BN242101040", "a hardware code begins with 68, this with '69'"),
        ("6861111BN24210104", "a hardware code has 18 characters, this has 17"),
        ("6861111BN2421010400", "a hardware code has 18 characters, this has 19"),
        (
            "6861112BN242101040",
            "X5=2 (Current range) is not in the table, character 7; known are 1 (5-100 A)",
        ),
        ("6861111BN24210104x", "X14-X16=04X (Country code) is not in the table, characters 16 to 18"),
        ("6861111BN2421ü1040", "'ü' at character 14 does not belong in a hardware code"),
        ("68" * 300, "no code has 600 characters"),
        ("X17=1", "a hardware code has no X17"),
        ("X14=040 X14-X16=090", "X14-X16 is given twice"),
        ("X5=99", "X5=99 (Current range) is not in the table, character 7"),
    ],
)
def test_wrong_hardware_code(text: str, said: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        HardwareCode.parse(text)
    assert str(caught.value).startswith(said)
    assert "\n" not in str(caught.value)


@pytest.mark.requirement("CFG-2")
@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "a software code has 53 characters, this has 0"),
        ("4100", "a software code has 53 characters, this has 4"),
        (
            "41002-0010101-0000000100-0000000010000000001000-10001231",
            "group 2 of a software code (Z5 to Z8) has 8 digits, not 7",
        ),
        (
            "51002-00101011-0000000100-0000000010000000001000-10001231",
            "Z1=5 (Decimals in display) is not in the table, group 1, digit 1; known are 1 (7.0)",
        ),
        (
            "41242-00101011-0000000100-0000000010000000001000-10001231",
            "Z3=24 (Primary module, port 1/port 2) is not in the table, group 1, digits 3 to 4; known are 00",
        ),
        ("Z13=1x7", "Z13=1X7 (Tariff control) is not in the table, group 4, digits 1 to 3; known are all"),
        ("Z22=1", "a software code has no Z22"),
        ("Z4=2 Z4=3", "Z4 stands twice"),
        ("Z4=2 Z5", "'Z5' at character 6 is not a pair such as Z4=2"),
        ("Z4=²", "'Z4=²' at character 1 is not a pair such as Z4=2"),
        ("Z4=" + " " * 600, "no code has 603 characters"),
    ],
)
def test_wrong_software_code(text: str, said: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        SoftwareCode.parse(text)
    assert str(caught.value).startswith(said)
    assert "\n" not in str(caught.value)


def test_the_hint_names_what_belongs_to_other_meters() -> None:
    with pytest.raises(ConfigurationError) as caught:
        SoftwareCode.parse("Z21=0")
    assert caught.value.hint == "its fields are Z1 to Z20 and Z25 to Z30; Z21 to Z24 belong to CT meters"
