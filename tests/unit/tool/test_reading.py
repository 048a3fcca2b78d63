"""Numbers scaled without rounding, and values as text."""

from __future__ import annotations

from decimal import Decimal

import pytest

from enfas.errors import DecodeError
from enfas.protocols.dlms.client_data import Bits
from enfas.tool.reading import ScalerUnit, plain, scaled


@pytest.mark.parametrize(
    ("number", "scaler", "value"),
    [
        (12345678, 0, 12345678),
        (12345678, 3, 12345678000),
        (23017, -2, Decimal("230.17")),
        (-5, -3, Decimal("-0.005")),
        (18446744073709551615, -1, Decimal("1844674407370955161.5")),
        (9007199254740993, 1, 90071992547409930),  # more digits than a float holds
        (1.5, 1, 15.0),
    ],
)
def test_scaled(number, scaler, value):
    result = scaled(number, scaler)
    assert result == value
    assert type(result) is type(value)
    assert str(result) == str(value)


@pytest.mark.parametrize("value", ["5", b"5", None, True, [5]])
def test_what_is_no_number(value):
    with pytest.raises(DecodeError, match="not a number"):
        scaled(value, 0)


def test_scaler_and_unit():
    assert ScalerUnit.of([-2, 35]) == ScalerUnit(-2, 35)
    assert ScalerUnit(0, 30).symbol == "Wh"
    assert ScalerUnit(0, 255).symbol == ""
    assert ScalerUnit(0, 99).symbol == "unit 99"


@pytest.mark.parametrize("value", [None, 5, [1], [1, 2, 3], ["a", 1], [100, 30]])
def test_what_is_no_scaler_and_unit(value):
    with pytest.raises(DecodeError):
        ScalerUnit.of(value)


@pytest.mark.parametrize(
    ("value", "class_id", "text"),
    [
        (b"KAM12345", 1, "KAM12345"),
        (b"\x00\xff", 1, "00ff"),
        (b"", 1, ""),
        (bytes.fromhex("07ea031d0703000000ff8880"), 1, "2026-03-29T03:00:00+02:00"),
        (bytes.fromhex("07eaffffffffffffff8000ff"), 8, "07eaffffffffffffff8000ff"),
        (b"ABCDEFGHIJKL", 1, "ABCDEFGHIJKL"),
        (Bits(3, b"\xa0"), 1, "101"),
        ([1, b"A", [None]], 1, [1, "A", [None]]),
        (7, 1, 7),
    ],
)
def test_plain(value, class_id, text):
    assert plain(value, class_id) == text
