from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enfas.errors import DecodeError
from enfas.protocols.dlms import axdr
from enfas.protocols.dlms.axdr import Data, Tag
from enfas.protocols.dlms.notification import (
    decode_confirm,
    decode_notification,
    encode_confirm,
    encode_notification,
)

STAMP = bytes.fromhex("07E9010F030C0000FF800000")


@pytest.mark.requirement("ALM-1")
def test_octets_of_a_notification() -> None:
    """The form of the consumer port's telegrams: 0F, four octets, 0C and the time, the data."""
    apdu = encode_notification(0x123456, STAMP, axdr.u8(7), confirmed=True)
    assert apdu.hex().upper() == "0F40123456" + "0C" + STAMP.hex().upper() + "1107"
    assert encode_notification(1, b"", axdr.NULL, confirmed=False).hex() == "0f000000010000"


@pytest.mark.requirement("ALM-1")
@given(st.integers(0, 0xFF_FFFF), st.sampled_from([b"", STAMP]), st.booleans())
def test_a_notification_comes_back(number: int, stamp: bytes, confirmed: bool) -> None:
    read = decode_notification(encode_notification(number, stamp, axdr.u32(5), confirmed=confirmed))
    assert read == (number, confirmed, stamp, Data(Tag.U32, 5))


@pytest.mark.requirement("ALM-1")
@given(st.integers(0, 0xFF_FFFF))
def test_a_confirmation_comes_back(number: int) -> None:
    assert decode_confirm(encode_confirm(number)) == number


@given(st.binary(max_size=40))
def test_whatever_comes_is_decoded_or_refused(data: bytes) -> None:
    for decode in (decode_confirm, decode_notification):
        for apdu in (data, b"\x10" + data, b"\x0f" + data):
            try:
                decode(apdu)
            except DecodeError:
                continue


@pytest.mark.parametrize("apdu", ["", "10", "1040000001", "104000000100FF", "10400000010C00", "0F4000000100"])
def test_what_is_no_confirmation(apdu: str) -> None:
    with pytest.raises(DecodeError):
        decode_confirm(bytes.fromhex(apdu))
