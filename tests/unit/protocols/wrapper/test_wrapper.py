"""The TCP wrapper."""

from __future__ import annotations

import pytest

from enfas.errors import DecodeError
from enfas.protocols.wrapper import MAX_LENGTH, Packet, Route, Splitter, encode

# Green Book's form: version 1, from client 16, to logical device 1
PUBLIC = bytes.fromhex("0001001000010003") + b"abc"


@pytest.mark.requirement("COM-1")
def test_a_packet():
    assert encode(16, 1, b"abc") == PUBLIC
    splitter = Splitter()
    splitter.feed(PUBLIC)
    assert splitter.next_packet() == Packet(16, 1, b"abc")
    assert splitter.next_packet() is None


def test_in_portions_and_together():
    splitter, found = Splitter(), []
    for octet in PUBLIC * 3:
        splitter.feed(bytes([octet]))
        found += iter(splitter.next_packet, None)
    assert found == [Packet(16, 1, b"abc")] * 3
    splitter.feed(PUBLIC * 3)
    assert list(iter(splitter.next_packet, None)) == found


def test_the_longest_and_the_empty_one():
    splitter = Splitter()
    splitter.feed(encode(1, 2, bytes(MAX_LENGTH)) + encode(1, 2, b""))
    assert [len(packet.apdu) for packet in iter(splitter.next_packet, None)] == [MAX_LENGTH, 0]


@pytest.mark.parametrize("start", ["7e", "01", "0000", "0002", "0101", "0001001000010401"])
def test_what_is_no_packet(start):
    splitter = Splitter(max_length=1024)
    splitter.feed(bytes.fromhex(start))
    with pytest.raises(DecodeError):
        splitter.next_packet()


def test_a_limit_of_its_own():
    splitter = Splitter(max_length=3)
    splitter.feed(PUBLIC)
    assert splitter.next_packet() == Packet(16, 1, b"abc")


def test_one_whole_packet_needs_no_feeding():
    splitter = Splitter()
    assert splitter.whole(PUBLIC) == bytes.fromhex("00100001")
    assert len(splitter) == 0
    assert splitter.whole(encode(16, 1, b"")) == bytes.fromhex("00100001")


@pytest.mark.parametrize(
    "data",
    [b"", PUBLIC[:7], PUBLIC[:-1], PUBLIC + b"x", PUBLIC * 2, b"\0\2" + PUBLIC[2:], encode(16, 1, b"abcd")],
)
def test_what_is_not_just_one_whole_packet(data):
    assert Splitter(max_length=3).whole(data) == b""


def test_what_follows_on_the_beginning_of_a_packet_is_no_whole_one():
    splitter = Splitter()
    splitter.feed(PUBLIC[:3])
    assert splitter.whole(PUBLIC) == b""


@pytest.mark.requirement("COM-1")
def test_an_answer_goes_to_where_the_packet_came_from():
    route = Packet(16, 1, b"abc").route
    assert route.ports == bytes.fromhex("00100001")
    assert route.answer(b"xy") == encode(1, 16, b"xy")
    assert Route(route.ports).answer(bytes(MAX_LENGTH)) == encode(1, 16, bytes(MAX_LENGTH))
    assert route.answer(b"") == b""


def test_what_cannot_be_wrapped():
    with pytest.raises(ValueError, match="at most 65535"):
        encode(1, 1, bytes(65536))
    with pytest.raises(ValueError, match="ports"):
        encode(1, 65536, b"")
