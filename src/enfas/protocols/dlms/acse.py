"""Association control as the server speaks it: AARQ and RLRQ in, AARE and RLRE out.

Every field of an AARQ that does not bear on the answer is passed over (titles, qualifiers, invocation
identifiers, implementation information), whichever client writes it.

Source: DLMS UA Green Book (IEC 62056-5-3), ACSE APDUs in BER, xDLMS InitiateRequest and -Response in A-XDR;
ISO/IEC 8650-1.
"""

from __future__ import annotations

import hmac
from enum import Enum, IntEnum, unique
from typing import Final, NamedTuple

from enfas.errors import DecodeError
from enfas.protocols.dlms import ber
from enfas.protocols.dlms.conformance import Conformance

__all__ = [
    "AARQ",
    "LN_NO_CIPHERING",
    "LOWEST_MAX_PDU",
    "MECHANISM_LLS",
    "MECHANISM_NONE",
    "RLRQ",
    "VERSION",
    "AssociationRequest",
    "Diagnostic",
    "InitiateError",
    "InitiateRequest",
    "accepted",
    "decode_aarq",
    "decode_initiate",
    "decode_rlrq",
    "refused",
    "release_response",
    "same",
]

AARQ: Final = 0x60
RLRQ: Final = 0x62

LN_NO_CIPHERING: Final = bytes.fromhex("60857405080101")
"""Application context: logical names without ciphering, {2 16 756 5 8 1 1}."""

MECHANISM_NONE: Final = bytes.fromhex("60857405080200")
"""Lowest level security, {2 16 756 5 8 2 0}."""

MECHANISM_LLS: Final = bytes.fromhex("60857405080201")
"""Low-level security by password, {2 16 756 5 8 2 1}."""

VERSION: Final = 6
LOWEST_MAX_PDU: Final = 12
"""The least client-max-receive-pdu-size but 0, which means no limit. [octets]"""

_VAA_LN: Final = b"\x00\x07"
_CONFORMANCE_AND_MAX_PDU: Final = 6
_CONFORMANCE_HEAD: Final = b"\x5f\x1f\x04"
_CONFORMANCE_HEADS: Final = (_CONFORMANCE_HEAD, b"\x5f\x04")
"""The tag [APPLICATION 31] and the length. Old clients on HDLC write the tag in one octet, which the Green
Book lets pass."""


@unique
class Diagnostic(Enum):
    """Why an association is or is not established: source (1 service user, 2 provider) and number.

    Source: Green Book, Associate-source-diagnostic.
    """

    NULL = (1, 0)
    NO_REASON = (1, 1)
    CONTEXT_NOT_SUPPORTED = (1, 2)
    CALLING_TITLE_NOT_RECOGNISED = (1, 3)
    MECHANISM_NOT_RECOGNISED = (1, 11)
    MECHANISM_REQUIRED = (1, 12)
    AUTHENTICATION_FAILURE = (1, 13)
    AUTHENTICATION_REQUIRED = (1, 14)
    NO_COMMON_VERSION = (2, 2)


class InitiateError(IntEnum):
    """Why an InitiateRequest is refused, inside a confirmedServiceError.

    Source: Green Book, ServiceError, initiate.
    """

    OTHER = 0
    VERSION_TOO_LOW = 1
    INCOMPATIBLE_CONFORMANCE = 2
    PDU_TOO_SHORT = 3


class AssociationRequest(NamedTuple):
    """What an AARQ asks for."""

    context: bytes  # object identifier
    mechanism: bytes | None
    password: bytes | None
    authentication: bool  # the functional unit is asked for
    version_1: bool  # protocol-version holds version 1, or is absent
    user_information: bytes


class InitiateRequest(NamedTuple):
    """What the xDLMS part asks for."""

    version: int
    conformance: Conformance
    max_pdu: int  # the longest APDU that the client takes; 0: no limit [octets]
    response_allowed: bool
    quality_of_service: bool  # given


def _elements(apdu: bytes, tag: int) -> dict[int, bytes]:
    """The elements of an APDU by tag; the last of a kind holds."""
    found, content, end = ber.read_element(apdu)
    if found != tag or end != len(apdu):
        raise DecodeError(f"no APDU of tag {tag:02X}, or octets after it")
    return ber.elements(content)


def _inside(content: bytes | None, tag: int) -> bytes:
    """The content of the one element inside; nothing where the outer one is absent."""
    return b"" if content is None else ber.inside(content, tag)


def decode_aarq(apdu: bytes) -> AssociationRequest:
    """Read an AARQ.

    Raises:
        DecodeError: It is none, or a field that bears on the answer is not built as it should be.
    """
    elements = _elements(apdu, AARQ)
    version = elements.get(0x80)
    password = elements.get(0xAC)
    return AssociationRequest(
        context=_inside(elements.get(0xA1), 0x06),
        mechanism=elements.get(0x8B),
        password=None if password is None else _inside(password, 0x80),
        authentication=elements.get(0x8A, b"")[1:2] > b"\x7f",
        version_1=version is None or version[1:2] > b"\x7f",
        user_information=_inside(elements.get(0xBE), 0x04),
    )


def decode_initiate(data: bytes) -> InitiateRequest:
    """Read an InitiateRequest; a dedicated key is passed over, for nothing is ciphered.

    Raises:
        DecodeError: It is none.
    """
    if data[:1] != b"\x01":
        raise DecodeError("the user information holds no InitiateRequest")
    key, offset = _optional(data, 1)
    if key is not None:
        offset += key
        if offset > len(data):
            raise DecodeError("the InitiateRequest ends inside its dedicated key")
    response_allowed, offset = _optional(data, offset)
    quality_of_service, offset = _optional(data, offset)
    head = next((head for head in _CONFORMANCE_HEADS if data.startswith(head, offset + 1)), b"")
    rest = data[offset + 1 + len(head) :]
    if not head or len(rest) != _CONFORMANCE_AND_MAX_PDU:
        raise DecodeError("the InitiateRequest is not built as it should be")
    return InitiateRequest(
        version=data[offset],
        conformance=Conformance(int.from_bytes(rest[1:4], "big")),
        max_pdu=int.from_bytes(rest[4:6], "big"),
        response_allowed=response_allowed != 0,
        quality_of_service=quality_of_service is not None,
    )


def _optional(data: bytes, offset: int) -> tuple[int | None, int]:
    """An optional or default element of one octet: its value or None, and the offset after it."""
    if offset >= len(data) or (data[offset] and offset + 2 > len(data)):
        raise DecodeError("the InitiateRequest ends inside an element")
    return (data[offset + 1], offset + 2) if data[offset] else (None, offset + 1)


def accepted(conformance: Conformance, max_pdu: int, *, quality_of_service: bool = False) -> bytes:
    """AARE of an association that is established, with its InitiateResponse.

    Args:
        conformance: The services that were agreed on.
        max_pdu: The longest APDU that the server takes. [octets]
        quality_of_service: The request bore one, so the answer does.
    """
    initiate = _initiate_response(conformance, max_pdu, quality_of_service)
    return _aare(0, Diagnostic.NULL, initiate)


def refused(
    reason: Diagnostic, conformance: Conformance, max_pdu: int, error: InitiateError | None = None
) -> bytes:
    """AARE of an association that is refused for good.

    Args:
        reason: Why.
        conformance: The services that the server has.
        max_pdu: The longest APDU that the server takes. [octets]
        error: Why, where the fault is in the InitiateRequest; it is then told instead of what the server has.
    """
    if error is not None:
        return _aare(1, reason, bytes((0x0E, 0x01, 0x06, error)))
    return _aare(1, reason, _initiate_response(conformance, max_pdu, False))


def same(given: bytes | None, password: bytes) -> bool:
    """Whether a password is right; takes as long whichever octet is wrong."""
    return given is not None and hmac.compare_digest(given, password)


def _initiate_response(conformance: Conformance, max_pdu: int, quality_of_service: bool) -> bytes:
    return b"%b%c%b\0%b%b%b" % (
        b"\x08\x01\x00" if quality_of_service else b"\x08\x00",
        VERSION,
        _CONFORMANCE_HEAD,
        int(conformance).to_bytes(3, "big"),
        max_pdu.to_bytes(2, "big"),
        _VAA_LN,
    )


def _aare(result: int, diagnostic: Diagnostic, user_information: bytes) -> bytes:
    source, number = diagnostic.value
    return ber.element(
        0x61,
        ber.element(0xA1, ber.element(0x06, LN_NO_CIPHERING))
        + ber.element(0xA2, ber.element(0x02, bytes((result,))))
        + ber.element(0xA3, ber.element(0xA0 | source, ber.element(0x02, bytes((number,)))))
        + ber.element(0xBE, ber.element(0x04, user_information)),
    )


def decode_rlrq(apdu: bytes) -> None:
    """Read an RLRQ; a reason and user information may be there or not, and change nothing.

    Raises:
        DecodeError: It is none.
    """
    _elements(apdu, RLRQ)


def release_response(*, released: bool) -> bytes:
    """RLRE: reason normal, or not-finished where nothing was there to be released."""
    return bytes((0x63, 0x03, 0x80, 0x01, 0x00 if released else 0x01))
