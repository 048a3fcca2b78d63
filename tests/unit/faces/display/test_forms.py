"""The form of each number on the display."""

from __future__ import annotations

import pytest

from enfas.catalog.stamp import UNSPECIFIED, encode_stamp
from enfas.faces.display import forms
from enfas.faces.display.forms import date_text, decimal_text, energy_text, known, power_text, time_text
from enfas.timebase import civil, from_civil


@pytest.mark.requirement("DISP-5")
@pytest.mark.parametrize(
    ("scaler", "raw", "shown"),
    [
        pytest.param(3, 12, "0000012", id="7.0"),
        pytest.param(2, 12, "000001.2", id="6.1"),
        pytest.param(1, 12, "0000000.12", id="7.2"),
        pytest.param(0, 12, "000000.012", id="6.3"),
        pytest.param(3, 9_999_999, "9999999", id="7.0-full"),
        pytest.param(2, 9_999_999, "999999.9", id="6.1-full"),
        pytest.param(1, 999_999_999, "9999999.99", id="7.2-full"),
        pytest.param(0, 999_999_999, "999999.999", id="6.3-full"),
    ],
)
def test_an_energy_is_written_as_z1_says(scaler: int, raw: int, shown: str) -> None:
    assert energy_text(raw, scaler) == shown


@pytest.mark.parametrize(
    ("raw", "scaler", "shown"),
    [
        (322, 0, "00.322"),
        (32_200, -2, "00.322"),
        (23_000, 0, "23.000"),
        (123_456, 0, "123.456"),
        (3, 1, "00.030"),
    ],
)
def test_a_power_is_written_in_thousands_with_three_decimals(raw: int, scaler: int, shown: str) -> None:
    assert power_text(raw, scaler) == shown


@pytest.mark.parametrize(
    ("raw", "scaler", "shown"),
    [(23_012, -2, "230.12"), (5, -2, "0.05"), (0, 0, "0"), (-97, -2, "-0.97"), (4, 2, "400")],
)
def test_a_number_has_the_decimals_of_its_register(raw: int, scaler: int, shown: str) -> None:
    assert decimal_text(raw, scaler) == shown


def test_a_digit_that_does_not_fit_is_cut_off_not_rounded_up() -> None:
    assert decimal_text(1999, -3, decimals=1) == "1.9"


@pytest.mark.parametrize(
    ("raw", "shown"), [(0, "00000000"), (12_345_678, "12345678"), (4_294_967_295, "294967295")]
)
def test_a_number_has_eight_digits(raw: int, shown: str) -> None:
    assert forms.number_text(raw) == shown


def test_a_checksum_shows_its_last_sixteen_bits() -> None:
    assert forms.checksum_text(0x7252_6998) == "27032"


def test_what_is_not_known() -> None:
    assert (known(None), known(1234, 2)) == ("----", "12.34")


def test_date_and_time() -> None:
    instant_us = from_civil(2007, 2, 1, 3, 4, 5)
    assert (date_text(civil(instant_us)), time_text(civil(instant_us))) == ("2007:02:01", "03:04:05")
    stamp = encode_stamp(instant_us)
    assert (forms.stamp_date_text(stamp), forms.stamp_time_text(stamp)) == ("2007:02:01", "03:04:05")
    assert forms.stamp_date_text(UNSPECIFIED) == forms.stamp_time_text(UNSPECIFIED) == "----"
