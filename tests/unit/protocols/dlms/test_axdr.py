"""COSEM data keep their types; what is no data is refused in one way."""

from __future__ import annotations

import math

import pytest

from enfas.errors import DecodeError
from enfas.protocols.dlms import axdr
from enfas.protocols.dlms.axdr import MAX_DEPTH, Bits, Data, Tag, decode, decode_at, encode, length, length_at

pytestmark = pytest.mark.requirement("COM-1")

EXAMPLES = [
    (Data(Tag.NULL, None), "00"),
    (Data(Tag.BOOLEAN, True), "0301"),
    (Data(Tag.BOOLEAN, False), "0300"),
    (Data(Tag.BIT_STRING, Bits(24, b"\x00\x1e\x1d")), "0418001e1d"),
    (Data(Tag.BIT_STRING, Bits(3, b"\xa0")), "0403a0"),
    (Data(Tag.BIT_STRING, Bits(0, b"")), "0400"),
    (Data(Tag.I32, -2), "05fffffffe"),
    (Data(Tag.U32, 4_000_000_000), "06ee6b2800"),
    (Data(Tag.OCTETS, b"12345"), "09053132333435"),
    (Data(Tag.OCTETS, b""), "0900"),
    (Data(Tag.TEXT, b"Q1"), "0a025131"),
    (Data(Tag.UTF8, "é".encode()), "0c02c3a9"),
    (Data(Tag.BCD, 0x12), "0d12"),
    (Data(Tag.I8, -128), "0f80"),
    (Data(Tag.I16, -60), "10ffc4"),
    (Data(Tag.U8, 255), "11ff"),
    (Data(Tag.U16, 0x1234), "121234"),
    (Data(Tag.I64, -1), "14ffffffffffffffff"),
    (Data(Tag.U64, 1), "150000000000000001"),
    (Data(Tag.ENUM, 30), "161e"),
    (Data(Tag.F32, 0.5), "173f000000"),
    (Data(Tag.F64, 0.5), "183fe0000000000000"),
    (Data(Tag.DATE_TIME, bytes(range(12))), "19000102030405060708090a0b"),
    (Data(Tag.DATE, bytes(5)), "1a0000000000"),
    (Data(Tag.TIME, bytes(4)), "1b00000000"),
    (Data(Tag.ARRAY, ()), "0100"),
    (Data(Tag.STRUCTURE, (Data(Tag.I8, 0), Data(Tag.ENUM, 30))), "02020f00161e"),
    (Data(Tag.ARRAY, (Data(Tag.ARRAY, (Data(Tag.NULL, None),)),)), "0101010100"),
]


@pytest.mark.parametrize(("data", "octets"), EXAMPLES, ids=[octets for _, octets in EXAMPLES])
def test_data_and_octets(data, octets):
    assert encode(data) == bytes.fromhex(octets)
    assert decode(bytes.fromhex(octets)) == data


def test_every_type_has_an_example():
    assert {data.tag for data, _ in EXAMPLES} == set(Tag)


@pytest.mark.parametrize(
    "octets",
    [
        *(
            "",
            "01",
            "0101",
            "0201",
            "09",
            "090231",
            "0905",
            "0403",
            "05ffff",
            "06",
            "03",
            "19ff",
            "1a",
            "1b00",
        ),
        *("08", "0e00", "13", "1c", "ff", "0000", "030100"),
        *("0980", "0985000000000100", "09ff", "0984ffffffff", "0183ffffff00", "0483ffffff00"),
    ],
)
def test_what_is_no_data_is_refused(octets):
    with pytest.raises(DecodeError):
        decode(bytes.fromhex(octets))


@pytest.mark.parametrize("octets", ["0302", "03ff"])
def test_any_octet_but_zero_is_true(octets):
    assert decode(bytes.fromhex(octets)) == Data(Tag.BOOLEAN, True)


@pytest.mark.parametrize("outer", [b"\x01\x01", b"\x02\x01"])
def test_nesting_is_bounded(outer):
    deepest = outer * MAX_DEPTH + b"\x00"
    assert encode(decode(deepest)) == deepest
    with pytest.raises(DecodeError, match="deeper"):
        decode(outer + deepest)
    with pytest.raises(DecodeError, match="deeper"):
        decode(outer * 40_000)


def test_a_count_that_the_octets_cannot_hold_is_refused_before_anything_is_made():
    with pytest.raises(DecodeError, match="65535 elements"):
        decode(b"\x01\x82\xff\xff" + bytes(65_534))


@pytest.mark.parametrize(
    ("count", "octets"),
    [(0, "00"), (127, "7f"), (128, "8180"), (255, "81ff"), (256, "820100"), (65_536, "83010000")],
)
def test_lengths(count, octets):
    assert length(count) == bytes.fromhex(octets)
    assert length_at(bytes.fromhex(octets), 0) == (count, len(octets) // 2)


def test_a_length_may_be_longer_than_it_must():
    assert length_at(bytes.fromhex("ff84000000 05".replace(" ", "")), 1) == (5, 6)


def test_decode_at_goes_on_after_the_value():
    assert decode_at(bytes.fromhex("ff110500"), 1) == (Data(Tag.U8, 5), 3)


@pytest.mark.parametrize(
    "data",
    [
        *(Data(Tag.U8, value) for value in (-1, 256, 1.5, None, b"\x00")),
        *(Data(Tag.I16, value) for value in (-32_769, 32_768)),
        Data(Tag.F32, 1e300),
        Data(Tag.OCTETS, 5),
        Data(Tag.BIT_STRING, Bits(9, b"\x00")),
        Data(Tag.BOOLEAN, 1),
        Data(Tag.NULL, 0),
        Data(Tag.DATE, bytes(4)),
        Data(Tag.ARRAY, Bits(1, b"\x00")),
        Data(Tag.STRUCTURE, None),
    ],
    ids=str,
)
def test_what_does_not_fit_its_type_is_not_encoded(data):
    with pytest.raises(ValueError, match="is no"):
        encode(data)


def test_a_float_that_is_no_number_is_data_too():
    value = decode(bytes.fromhex("177fc00000")).value
    assert isinstance(value, float)
    assert math.isnan(value)


@pytest.mark.parametrize(
    ("made", "data"),
    [
        (axdr.i8(-5), Data(Tag.I8, -5)),
        (axdr.i16(-5), Data(Tag.I16, -5)),
        (axdr.u8(5), Data(Tag.U8, 5)),
        (axdr.u16(5), Data(Tag.U16, 5)),
        (axdr.u32(5), Data(Tag.U32, 5)),
        (axdr.enum(5), Data(Tag.ENUM, 5)),
        (axdr.boolean(True), Data(Tag.BOOLEAN, True)),
        (axdr.boolean(False), Data(Tag.BOOLEAN, False)),
        (axdr.octets(b"abc" * 50), Data(Tag.OCTETS, b"abc" * 50)),
        (axdr.text("abc"), Data(Tag.TEXT, b"abc")),
        (axdr.bit_string("101000001"), Data(Tag.BIT_STRING, Bits(9, b"\xa0\x80"))),
        (axdr.bit_string(""), Data(Tag.BIT_STRING, Bits(0, b""))),
        (axdr.array([axdr.u8(1)] * 200), Data(Tag.ARRAY, (Data(Tag.U8, 1),) * 200)),
        (axdr.structure(axdr.NULL, axdr.u8(1)), Data(Tag.STRUCTURE, (Data(Tag.NULL, None), Data(Tag.U8, 1)))),
    ],
    ids=lambda value: str(value.tag.name) if isinstance(value, Data) else "",
)
def test_the_small_encoders_say_what_the_large_one_says(made, data):
    assert made == encode(data)
