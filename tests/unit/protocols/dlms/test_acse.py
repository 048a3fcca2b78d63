"""AARQ and RLRQ as clients write them, AARE and RLRE as the Green Book prints them."""

from __future__ import annotations

import pytest
from tests.dlms_bench import ALL, LLS, LN, NO_MECHANISM, aarq, ber, initiate

from enfas.errors import DecodeError
from enfas.protocols.dlms import acse
from enfas.protocols.dlms.acse import (
    LN_NO_CIPHERING,
    MECHANISM_LLS,
    MECHANISM_NONE,
    AssociationRequest,
    Diagnostic,
    InitiateError,
    InitiateRequest,
    decode_aarq,
    decode_initiate,
    decode_rlrq,
)
from enfas.protocols.dlms.conformance import Conformance

pytestmark = pytest.mark.requirement("COM-1")

GREEN_BOOK = "601da109060760857405080101be10040e01000000065f1f0400007e1f04b0"
GREEN_BOOK_LLS = (
    "6036a1090607608574050801018a0207808b0760857405080201ac0a80083132333435363738"
    "be10040e01000000065f1f0400007e1f04b0"
)
ASKED = bytes.fromhex("01000000065f1f0400007e1f04b0")


def test_the_object_identifiers():
    assert (LN_NO_CIPHERING.hex(), MECHANISM_LLS.hex(), MECHANISM_NONE.hex()) == (LN, LLS, NO_MECHANISM)


def test_an_aarq_without_security():
    """Green Book, example of an AARQ."""
    assert decode_aarq(bytes.fromhex(GREEN_BOOK)) == AssociationRequest(
        LN_NO_CIPHERING, None, None, authentication=False, version_1=True, user_information=ASKED
    )


def test_an_aarq_with_a_password():
    """Green Book, example of an AARQ with low-level security."""
    assert decode_aarq(bytes.fromhex(GREEN_BOOK_LLS)) == AssociationRequest(
        LN_NO_CIPHERING,
        MECHANISM_LLS,
        b"12345678",
        authentication=True,
        version_1=True,
        user_information=ASKED,
    )


@pytest.mark.parametrize(
    ("version", "version_1"),
    [
        (b"", True),
        (ber(0x80, b"\x07\x80"), True),
        (ber(0x80, b"\x02\x84"), True),
        (ber(0x80, b"\x02\x04"), False),
        (ber(0x80, b"\x07\x00"), False),
        (ber(0x80, b""), False),
    ],
)
def test_protocol_version(version, version_1):
    assert decode_aarq(aarq(version=version)).version_1 is version_1


@pytest.mark.parametrize(("size", "head"), [(50, "60"), (200, "6081"), (300, "6082")])
def test_lengths_of_one_octet_and_of_more(size, head):
    made = aarq(b"p" * size)
    assert made.hex().startswith(head)
    assert decode_aarq(made).password == b"p" * size


def test_what_does_not_matter_is_passed_over():
    more = b"".join(
        (
            ber(0xA2, ber(0x06, b"\x01")),  # called AP title
            ber(0xA6, ber(0x04, b"\0" * 8)),  # calling AP title, as an OMNIA's reader writes it
            ber(0xA7, ber(0x04, b"\0")),  # calling AE qualifier
            ber(0xA8, ber(0x02, b"\1")),  # calling AP invocation id
            ber(0xA9, ber(0x02, b"\2")),  # calling AE invocation id: the user
            ber(0xBD, b"implementation"),
        )
    )
    assert decode_aarq(aarq(b"12345", more=more)) == decode_aarq(aarq(b"12345"))


@pytest.mark.parametrize(
    "apdu",
    [
        b"",
        b"\x60",
        b"\x60\x00\x00",
        b"\x61\x00",
        bytes.fromhex(GREEN_BOOK)[:-1],
        bytes.fromhex(GREEN_BOOK) + b"\0",
        ber(0x60, b"\xa1"),
        ber(0x60, b"\xa1\x85\0\0\0\0\1\0"),
        ber(0x60, ber(0xA1, ber(0x04, b"\x60"))),
        ber(0x60, ber(0xAC, ber(0x81, b"12345"))),
        ber(0x60, ber(0xBE, ber(0x0A, ASKED))),
        ber(0x60, ber(0xBE, b"")),
        b"\x60\x80" + bytes.fromhex(GREEN_BOOK)[2:],
    ],
    ids=lambda apdu: apdu.hex()[:24],
)
def test_what_is_no_aarq_is_refused(apdu):
    with pytest.raises(DecodeError):
        decode_aarq(apdu)


def test_an_aarq_without_anything():
    assert decode_aarq(b"\x60\x00") == AssociationRequest(b"", None, None, False, True, b"")


def test_an_initiate_request():
    assert decode_initiate(ASKED) == InitiateRequest(6, Conformance(0x7E1F), 0x04B0, True, False)


@pytest.mark.parametrize("head", [b"\x5f\x1f\x04", b"\x5f\x04"], ids=["two octets", "one octet"])
def test_the_conformance_s_tag_may_be_of_one_octet(head):
    """Green Book: encoding the tag [Application 31] in one octet is accepted, as old clients do it."""
    asked = decode_initiate(initiate(0x001D, 512, head=head))
    assert asked == InitiateRequest(6, Conformance(0x1D), 512, True, False)


@pytest.mark.parametrize("key", [None, b"", bytes(16)])
@pytest.mark.parametrize("response", [None, True, False])
@pytest.mark.parametrize("quality", [None, 0, 7])
def test_optional_parts_of_an_initiate_request(key, response, quality):
    asked = decode_initiate(initiate(0x10, 128, 7, key=key, response=response, quality=quality))
    assert asked == InitiateRequest(
        version=7,
        conformance=Conformance.GET,
        max_pdu=128,
        response_allowed=response is not False,
        quality_of_service=quality is not None,
    )


@pytest.mark.parametrize("cut", range(len(ASKED)))
def test_an_initiate_request_that_ends_early_is_refused(cut):
    with pytest.raises(DecodeError):
        decode_initiate(ASKED[:cut])


@pytest.mark.parametrize(
    "octets",
    [
        "08" + ASKED.hex()[2:],  # a response
        ASKED.hex() + "00",
        "21303001234567",  # ciphered
        "0101ff00000000065f1f0400007e1f04b0",  # a key that is longer than all
        "01000000065f1f0500007e1f04b0",
        "01000000065e1f0400007e1f04b0",
    ],
)
def test_what_is_no_initiate_request_is_refused(octets):
    with pytest.raises(DecodeError):
        decode_initiate(bytes.fromhex(octets))


def test_an_aare_that_accepts():
    """Green Book, example of an AARE; its server offers 501F and takes 500 octets."""
    assert acse.accepted(Conformance(0x501F), 500).hex() == (
        "6129a109060760857405080101a203020100a305a103020100be10040e0800065f1f040000501f01f40007"
    )


def test_an_aare_that_accepts_with_quality_of_service():
    made = acse.accepted(Conformance(0x501F), 500, quality_of_service=True)
    assert made.endswith(bytes.fromhex("be11040f080100065f1f040000501f01f40007"))
    assert made[1] == len(made) - 2


def test_an_aare_that_refuses_the_context():
    """Green Book, example of an AARE: application context name not supported."""
    assert acse.refused(Diagnostic.CONTEXT_NOT_SUPPORTED, Conformance(0x501F), 500).hex() == (
        "6129a109060760857405080101a203020101a305a103020102be10040e0800065f1f040000501f01f40007"
    )


def test_an_aare_that_refuses_the_version():
    """Green Book, example of an AARE: a confirmedServiceError, dlms-version-too-low."""
    made = acse.refused(Diagnostic.NO_REASON, Conformance(ALL), 500, InitiateError.VERSION_TOO_LOW)
    assert made.hex() == "611fa109060760857405080101a203020101a305a103020101be0604040e010601"


@pytest.mark.parametrize(
    ("diagnostic", "source", "number"),
    [
        (Diagnostic.NULL, 1, 0),
        (Diagnostic.NO_REASON, 1, 1),
        (Diagnostic.CONTEXT_NOT_SUPPORTED, 1, 2),
        (Diagnostic.CALLING_TITLE_NOT_RECOGNISED, 1, 3),
        (Diagnostic.MECHANISM_NOT_RECOGNISED, 1, 11),
        (Diagnostic.MECHANISM_REQUIRED, 1, 12),
        (Diagnostic.AUTHENTICATION_FAILURE, 1, 13),
        (Diagnostic.AUTHENTICATION_REQUIRED, 1, 14),
        (Diagnostic.NO_COMMON_VERSION, 2, 2),
    ],
)
def test_each_diagnostic_has_its_place(diagnostic, source, number):
    made = acse.refused(diagnostic, Conformance(0), 500)
    assert bytes([0xA3, 5, 0xA0 | source, 3, 2, 1, number]) in made


def test_every_diagnostic_is_in_the_table_above():
    assert len(Diagnostic) == 9


@pytest.mark.parametrize(
    ("given", "right"),
    [(b"12345", True), (b"1234", False), (b"123456", False), (b"12346", False), (b"", False), (None, False)],
)
def test_a_password_is_compared_as_a_whole(given, right):
    assert acse.same(given, b"12345") is right


@pytest.mark.parametrize(
    "apdu",
    [
        "6200",
        "6203800100",
        "6203800101",
        "6215800100be10040e01000000065f1f0400007e1f04b0",
        "6212be10040e01000000065f1f0400007e1f04b0",
    ],
)
def test_a_release_with_and_without_reason_and_user_information(apdu):
    decode_rlrq(bytes.fromhex(apdu))


@pytest.mark.parametrize("apdu", ["62", "620380", "620380010000", "6303800100", "6280"])
def test_what_is_no_release_is_refused(apdu):
    with pytest.raises(DecodeError):
        decode_rlrq(bytes.fromhex(apdu))


def test_a_release_is_answered():
    assert acse.release_response(released=True).hex() == "6303800100"
    assert acse.release_response(released=False).hex() == "6303800101"
