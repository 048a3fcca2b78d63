"""Association by the published octets."""

from __future__ import annotations

import json

import pytest
from tests.helpers import VECTORS

from enfas.errors import DecodeError
from enfas.protocols.dlms.client_acse import encode_aarq, read_aare, read_release
from enfas.protocols.dlms.client_errors import AssociationRefused
from enfas.protocols.dlms.conformance import Conformance

SESSIONS = json.loads((VECTORS / "dlms_sessions.json").read_text())["sessions"]
ACCEPTED = {
    session["name"]: bytes.fromhex(frame["hex"])[11:-3]
    for session in SESSIONS
    for frame in session["frames"]
    if frame["step"] == "Association" and frame["from"] == "server"
}
ASKED = {
    session["name"]: bytes.fromhex(frame["hex"])[11:-3]
    for session in SESSIONS
    for frame in session["frames"]
    if frame["step"] == "Association" and frame["from"] == "client"
}


@pytest.mark.requirement("COM-1")
def test_the_published_requests_octet_for_octet():
    assert encode_aarq(None, conformance=Conformance(0x181D)) == ASKED["number"]
    assert encode_aarq(b"12345", conformance=Conformance(0xFE1F)) == ASKED["profile"]


def test_the_green_books_request():
    asked = "6036a1090607608574050801018a0207808b0760857405080201ac0a80083132333435363738"
    asked += "be10040e01000000065f1f0400007e1f04b0"
    assert encode_aarq(b"12345678", conformance=Conformance(0x7E1F), max_receive=1200).hex() == asked


def test_a_long_password_takes_a_long_length():
    asked = encode_aarq(bytes(200))
    assert asked[:3] == b"\x60\x81\xf8"
    assert b"\xac\x81\xcb\x80\x81\xc8" + bytes(200) in asked


def test_the_published_answers():
    association = read_aare(ACCEPTED["number"])
    assert association.conformance == Conformance.GET | Conformance.BLOCK_GET
    assert association.max_send == 125
    association = read_aare(ACCEPTED["profile"])
    assert Conformance.SELECTIVE_ACCESS in association.conformance
    assert Conformance.SET in association.conformance
    assert Conformance.ACTION not in association.conformance


def test_a_quality_of_service_is_passed_over():
    aare = bytes.fromhex(
        "612aa109060760857405080101a203020100a305a103020100be11040f080100065f1f040000501f01f40007"
    )
    assert read_aare(aare).max_send == 500


@pytest.mark.parametrize(
    ("aare", "source", "diagnostic", "initiate", "text"),
    [
        (
            "6129a109060760857405080101a203020101a305a103020102be10040e0800065f1f040000501f01f40007",
            1,
            2,
            None,
            "name",
        ),
        ("611fa109060760857405080101a203020101a305a103020101be0604040e010601", 1, 1, 1, "version too low"),
        ("6117a109060760857405080101a203020101a305a10302010d", 1, 13, None, "authentication failure"),
        ("6117a109060760857405080101a203020102a305a203020102", 2, 2, None, "ACSE version"),
        ("6117a109060760857405080101a203020101a305a103020163", 1, 99, None, "diagnostic 99"),
        ("6105a203020101", 1, 1, None, "no reason"),
    ],
)
def test_refusals(aare, source, diagnostic, initiate, text):
    with pytest.raises(AssociationRefused, match=text) as refusal:
        read_aare(bytes.fromhex(aare))
    error = refusal.value
    assert (error.source, error.diagnostic, error.initiate_error) == (source, diagnostic, initiate)


@pytest.mark.parametrize(
    "aare",
    [
        "",
        "61",
        "6003800100",
        "6105a2030201",
        "6100",
        "6105a203040100",
        "6105a203020100",  # accepted, but without an InitiateResponse
        "6184ffffffff",
        "6109a203020100be020400",
        "6116a203020100be0f040d0800065f1f0400005000",
        "6117a203020100be10040e0800065f20040000501f01f40007",
    ],
)
def test_what_is_no_answer(aare):
    with pytest.raises(DecodeError):
        read_aare(bytes.fromhex(aare))


def test_release():
    read_release(bytes.fromhex("6303800100"))
    for answer in (b"", b"\xd8\x01\x01"):
        with pytest.raises(DecodeError):
            read_release(answer)
