"""The stream of octets: flags shared, garbage, damage, time-outs."""

from __future__ import annotations

import re

import pytest
from tests.helpers import shared

from enfas.protocols.hdlc.address import Address
from enfas.protocols.hdlc.frame import Frame, Kind, encode
from enfas.protocols.hdlc.splitter import Splitter

SNRM = Frame(Address(1), Address(16), 0x93)
LONG = Frame(Address(16, 32, 4), Address(18), 0x10, bytes(range(256)) + b"\x7e\x7e\xa0")


def split(data: bytes) -> list[Frame]:
    splitter = Splitter()
    splitter.feed(data)
    return list(iter(splitter.next_frame, None))


def test_back_to_back_with_two_flags():
    assert split(encode(SNRM) + encode(LONG)) == [SNRM, LONG]


def test_back_to_back_sharing_a_flag():
    assert split(encode(LONG) + encode(SNRM)[1:] + encode(LONG)[1:]) == [LONG, SNRM, LONG]


def test_any_number_of_flags_between():
    assert split(b"\x7e" * 5 + encode(SNRM) + b"\x7e" * 9 + encode(LONG)) == [SNRM, LONG]


def test_a_check_sequence_that_holds_a_flag():
    for value in range(5000):
        frame = SNRM._replace(information=value.to_bytes(2, "big"))
        if 0x7E in encode(frame)[-3:-1]:
            assert split(encode(frame) + encode(SNRM)[1:]) == [frame, SNRM]
            return
    pytest.fail("no such frame")


def test_garbage_between_frames():
    assert split(b"\x00\xa0\x55" + encode(SNRM) + b"/KAM5\r\n" + encode(LONG) + b"\xff") == [SNRM, LONG]


def test_without_flags_nothing_is_a_frame():
    splitter = Splitter()
    splitter.feed(encode(SNRM)[1:-1] * 100)
    assert splitter.next_frame() is None
    assert len(splitter) == 0


@pytest.mark.parametrize("index", range(1, len(encode(LONG)) - 1, 7))
def test_a_damaged_frame_is_lost_and_the_next_one_is_not(index):
    octets = bytearray(encode(LONG))
    octets[index] ^= 0x40
    splitter = Splitter()
    splitter.feed(bytes(octets) + encode(SNRM) * 300)
    frames = list(iter(splitter.next_frame, None))
    assert LONG not in frames
    assert len(frames) >= 295
    assert splitter.dropped


def test_a_frame_of_another_format_type():
    octets = bytearray(encode(SNRM))
    octets[1] = 0xB0
    assert split(bytes(octets) + encode(SNRM)) == [SNRM]


def test_a_frame_too_short():
    assert split(bytes.fromhex("7ea00503210000007e") + encode(SNRM)) == [SNRM]


def test_a_length_that_ends_inside_the_header():
    assert split(bytes.fromhex("7ea008032193aaaa7e") + encode(SNRM)) == [SNRM]


def test_a_cut_frame_then_a_whole_one_after_the_time_out():
    splitter = Splitter()
    splitter.feed(encode(LONG)[:100])
    assert splitter.next_frame() is None
    assert len(splitter) == 100
    splitter.reset()
    splitter.feed(encode(SNRM))
    assert splitter.next_frame() == SNRM
    assert len(splitter) == 0


@pytest.mark.recordings
@pytest.mark.parametrize(
    ("name", "count"),
    [
        ("hdlc_iskra550.log", 3),
        ("hdlc_landis_gyr_e450.log", 3),
        ("hdlc_norway_han_1phase.log", 1),
        ("hdlc_norway_han_3phase.log", 1),
    ],
)
def test_whole_captures_of_other_makers(name, count):
    text = shared(f"spec/dlms/captures/{name}").read_text()
    frames = split(bytes.fromhex(re.sub(r"[^0-9a-fA-F]", "", text)))
    assert [frame.kind for frame in frames] == [Kind.UI] * count


def test_no_more_than_a_frame_is_kept():
    splitter = Splitter()
    for _ in range(200):
        splitter.feed(b"\x7e\xa7\xff\x03\x21\x10" * 50)
        while splitter.next_frame():
            pass
        assert len(splitter) <= 2049
