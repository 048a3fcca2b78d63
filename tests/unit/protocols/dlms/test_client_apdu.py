"""Requests by the published octets; responses that are and are not."""

from __future__ import annotations

import json

import pytest
from tests.helpers import VECTORS

from enfas.errors import DecodeError
from enfas.obis import Obis
from enfas.protocols.dlms.client_apdu import (
    Attribute,
    Block,
    GetItem,
    ResponseKind,
    action_next,
    action_normal,
    by_entry,
    by_range,
    get_list,
    get_next,
    get_normal,
    read_block,
    read_items,
    read_response,
    set_block,
    set_first_block,
    set_normal,
)
from enfas.protocols.dlms.client_errors import ServiceRefused

SESSIONS = json.loads((VECTORS / "dlms_sessions.json").read_text())["sessions"]
FRAMES = {
    (session["name"], index): bytes.fromhex(frame["hex"])[11:-3]
    for session in SESSIONS
    for index, frame in enumerate(session["frames"])
}
ENERGY = Attribute(3, Obis.parse("1.1.1.8.0.255"), 2)


@pytest.mark.requirement("COM-1")
def test_the_published_requests_octet_for_octet():
    assert get_normal(0x81, Attribute(1, Obis.parse("1.1.0.0.1.255"), 2)) == FRAMES["number", 4]
    assert get_next(0x81, 1) == FRAMES["profile", 6]
    first, last = bytes.fromhex("07dd0a19ff00000000800080"), bytes.fromhex("07dd0a1aff00000000800080")
    clock = Attribute(8, Obis.parse("0.1.1.0.0.255"), 2)
    profile = Attribute(7, Obis.parse("1.1.99.1.0.255"), 2)
    selection = by_range(clock, first, last)
    assert get_normal(0x81, profile, selection) == FRAMES["profile", 4]


def test_the_published_blocks():
    response = read_response(FRAMES["profile", 5])
    assert response.kind is ResponseKind.GET_BLOCK
    block = read_block(response.body)
    assert (block.last, block.number, block.result, len(block.data)) == (False, 1, 0, 462)
    assert block.data[:4] == b"\x01\x3b\x02\x08"
    assert read_block(read_response(FRAMES["profile", 9]).body).last


def test_other_requests():
    assert get_list(1, [ENERGY, ENERGY]).hex() == "c0030102" + "00030101010800ff0200" * 2
    assert set_normal(1, ENERGY, b"\x11\x05").hex() == "c1010100030101010800ff02001105"
    first = set_first_block(1, ENERGY, b"abc", last=False).hex()
    assert first == "c1020100030101010800ff020000000000" + "0103616263"
    assert set_block(1, 2, bytes(200), last=True).hex() == "c103010100000002" + "81c8" + "00" * 200
    assert action_normal(1, ENERGY._replace(number=1), b"\x0f\x00").hex() == "c3010100030101010800ff01010f00"
    assert action_normal(1, ENERGY, None)[-1:] == b"\x00"
    assert action_next(1, 3).hex() == "c3020100000003"
    assert by_entry(1, 5).parameters.hex() == "020406000000010600000005120001120000"
    assert by_range(ENERGY, bytes(12), bytes(12), clock_type=25).parameters.count(b"\x19") == 2


def test_refused_as_a_whole():
    with pytest.raises(ServiceRefused, match="service not allowed, service not supported") as refusal:
        read_response(bytes.fromhex("d80102"))
    assert (refusal.value.state_error, refusal.value.service_error) == (1, 2)
    with pytest.raises(ServiceRefused, match="confirmed service error 1"):
        read_response(bytes.fromhex("0e050001"))
    with pytest.raises(ServiceRefused, match="state error 9, service error 9"):
        read_response(bytes.fromhex("d80909"))


@pytest.mark.parametrize("apdu", ["", "c4", "c401", "c401c1", "c40ac100", "ff010203", "d801", "0e05"])
def test_what_is_no_response(apdu):
    with pytest.raises(DecodeError):
        read_response(bytes.fromhex(apdu))


def test_a_block_that_is_a_refusal():
    assert read_block(bytes.fromhex("01000000020113")) == Block(True, 2, 0x13, b"")


@pytest.mark.parametrize(
    "body", ["", "010000000100", "010000000100020a", "01000000010001aabb", "010000000102010a"]
)
def test_what_is_no_block(body):
    with pytest.raises(DecodeError):
        read_block(bytes.fromhex(body))


def test_a_list_of_results():
    assert read_items(bytes.fromhex("0300110501040009020102")) == [
        GetItem(0, b"\x11\x05"),
        GetItem(4, b""),
        GetItem(0, b"\x09\x02\x01\x02"),
    ]


@pytest.mark.parametrize("body", ["", "01", "0101", "0102", "010011", "0100110500"])
def test_what_is_no_list(body):
    with pytest.raises(DecodeError):
        read_items(bytes.fromhex(body))
