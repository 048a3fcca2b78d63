"""A-XDR as the client reads it."""

from __future__ import annotations

import struct

import pytest

from enfas.errors import DecodeError
from enfas.protocols.dlms.client_data import Bits, decode, decode_at


@pytest.mark.parametrize(
    ("octets", "value"),
    [
        ("00", None),
        ("ff", None),
        ("0301", True),
        ("0300", False),
        ("05ffffffff", -1),
        ("06ffffffff", 4294967295),
        ("0dff", -1),
        ("0f80", -128),
        ("108000", -32768),
        ("11ff", 255),
        ("12ffff", 65535),
        ("14ffffffffffffffff", -1),
        ("15ffffffffffffffff", (1 << 64) - 1),
        ("161e", 30),
        ("17" + struct.pack(">f", 230.5).hex(), 230.5),
        ("18" + struct.pack(">d", 0.1).hex(), 0.1),
        ("1907ea0b1802090000008000ff", bytes.fromhex("07ea0b1802090000008000ff")),
        ("1a07ea0b1802", bytes.fromhex("07ea0b1802")),
        ("1b09000000", bytes.fromhex("09000000")),
        ("0403a0", Bits(3, b"\xa0")),
        ("0400", Bits(0, b"")),
        ("0903010203", b"\x01\x02\x03"),
        ("098103010203", b"\x01\x02\x03"),
        ("0a034b414d", "KAM"),
        ("0c02c3a5", "å"),
        ("0100", []),
        ("02021101090101", [1, b"\x01"]),
        ("0102020211010f02020211030f04", [[1, 2], [3, 4]]),
        ("131105010203" + "0405", [1, 2, 3, 4, 5]),
        ("13020212110600010200" + "0304", [[1, 2], [3, 4]]),
        ("1301000211" + "0401020304", [[1, 2], [3, 4]]),
        ("130201010002110201" + "02", [[[1, 2]]]),
    ],
)
def test_values(octets, value):
    assert decode(bytes.fromhex(octets)) == value


def test_bits_as_text():
    assert str(Bits(3, b"\xa0")) == "101"


@pytest.mark.parametrize(
    "octets",
    [
        "",
        "0500",
        "07",
        "0905ffff",
        "0101",
        "0201",
        "01840fffffff",
        "098500000000",
        "0980",
        "0000",
        "0184ffffffff00",
        "13",
        "1302",
        "130001ff",  # elements without room
        "1301000200" + "0101",
        "131105",
        "01" * 40 + "00",
        "13" + "010001" * 40 + "1100",
    ],
)
def test_what_is_no_value(octets):
    with pytest.raises(DecodeError):
        decode(bytes.fromhex(octets))


def test_one_value_among_others():
    assert decode_at(b"\x11\x05\x11\x06", 2) == (6, 4)
