"""Frames: addresses, control octets, check sequences, and what is no frame."""

from __future__ import annotations

import json

import pytest
from tests.helpers import VECTORS

from enfas.errors import DecodeError
from enfas.protocols.hdlc.address import Address, read_address
from enfas.protocols.hdlc.frame import FLAG, Frame, Kind, decode, encode, i_control, rr_control

SESSIONS = json.loads((VECTORS / "dlms_sessions.json").read_text())["sessions"]
FRAMES = [bytes.fromhex(frame["hex"]) for session in SESSIONS for frame in session["frames"]]
CAPTURES = json.loads((VECTORS / "hdlc_captures.json").read_text())["frames"]


@pytest.mark.requirement("COM-1")
@pytest.mark.parametrize("octets", FRAMES, ids=lambda octets: octets[:12].hex())
def test_published_frames_decode_and_encode_to_themselves(octets):
    assert encode(decode(octets[1:-1])) == octets


@pytest.mark.parametrize("capture", CAPTURES, ids=lambda capture: capture["source"][:24])
def test_frames_of_other_makers_decode_and_encode_to_themselves(capture):
    octets = bytes.fromhex(capture["hex"])
    frame = decode(octets[1:-1])
    assert frame.kind.name == capture["kind"]
    assert frame.source == Address(*capture["source_address"])
    assert encode(frame) == octets


@pytest.mark.parametrize(
    ("address", "octets"),
    [
        (Address(16), "21"),
        (Address(1), "03"),
        (Address(0x7F), "ff"),
        (Address(1, 17, 2), "0223"),
        (Address(16, 32, 2), "2041"),
        (Address(1, 0x91, 4), "00020223"),
        (Address(0x3FFF, 0x3FFF, 4), "fefefeff"),
    ],
)
def test_addresses(address, octets):
    assert address.encode().hex() == octets
    assert read_address(bytes.fromhex(octets) + b"\x21", 0) == (address, len(octets) // 2)


@pytest.mark.parametrize("octets", ["020203", "02020202", "0202020203"])
def test_an_address_of_three_or_five_octets_is_refused(octets):
    with pytest.raises(DecodeError):
        read_address(bytes.fromhex(octets), 0)


def test_an_address_that_is_not_there_yet():
    assert read_address(b"\x02\x02", 0) is None


@pytest.mark.parametrize(
    "address", [Address(128), Address(1, 128, 2), Address(0x4000, 0, 4), Address(1, 1, 3)]
)
def test_an_address_that_cannot_be_is_not_encoded(address):
    with pytest.raises(ValueError, match="no HDLC address"):
        address.encode()


def test_broadcast_addresses():
    assert Address(0x7F).is_broadcast
    assert Address(1, 0x7F, 2).is_broadcast
    assert Address(0x3FFF, 1, 4).is_broadcast
    assert not Address(0x7F, 1, 4).is_broadcast


@pytest.mark.parametrize(
    ("control", "kind"),
    [
        (0x93, Kind.SNRM),
        (0x83, Kind.SNRM),
        (0x73, Kind.UA),
        (0x53, Kind.DISC),
        (0x1F, Kind.DM),
        (0x97, Kind.FRMR),
        (0x13, Kind.UI),
        (0x03, Kind.UI),
        (0x10, Kind.I),
        (0xFE, Kind.I),
        (0x31, Kind.RR),
        (0x55, Kind.RNR),
        (0x39, Kind.UNKNOWN),  # REJ is not in the subset
        (0xAF, Kind.UNKNOWN),
    ],
)
def test_kinds(control, kind):
    assert Frame(Address(1), Address(16), control).kind is kind


def test_numbers_in_the_control_octet():
    frame = Frame(Address(1), Address(16), i_control(5, 3, True))
    assert (frame.send_number, frame.receive_number, frame.poll, frame.kind) == (5, 3, True, Kind.I)
    assert rr_control(6) == 0xD1


def test_damage_in_any_octet_is_noticed():
    whole = FRAMES[2][1:-1]
    for index in range(len(whole)):
        broken = bytearray(whole)
        broken[index] ^= 0x04
        with pytest.raises(DecodeError):
            decode(bytes(broken))


def test_a_frame_cut_anywhere_is_refused():
    whole = FRAMES[0][1:-1]
    for end in range(len(whole)):
        with pytest.raises(DecodeError):
            decode(whole[:end])


def test_the_length_has_an_end():
    frame = Frame(Address(1), Address(16), 0x10, bytes(2047 - 9))
    assert len(encode(frame)) == 2049
    with pytest.raises(ValueError, match="at most 2047"):
        encode(frame._replace(information=bytes(2047 - 8)))


def test_the_segmentation_bit():
    octets = encode(Frame(Address(1), Address(16), 0x10, b"abc", segmented=True))
    assert octets[0] == FLAG
    assert octets[1] == 0xA8
    assert decode(octets[1:-1]).segmented
