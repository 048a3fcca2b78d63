"""Association as the client speaks it: AARQ and RLRQ out, AARE and RLRE in.

Source: DLMS UA Green Book (IEC 62056-5-3), ACSE APDUs (BER) with the xDLMS InitiateRequest (A-XDR) inside.
"""

from __future__ import annotations

from typing import NamedTuple

from enfas.errors import DecodeError
from enfas.protocols.dlms import ber
from enfas.protocols.dlms.client_errors import AssociationRefused
from enfas.protocols.dlms.conformance import Conformance

__all__ = [
    "OFFERED",
    "RELEASE_REQUEST",
    "Association",
    "encode_aarq",
    "read_aare",
    "read_release",
]

RELEASE_REQUEST = bytes.fromhex("6203800100")
"""RLRQ, reason normal, without user-information."""

_AARE, _RLRE = 0x61, 0x63
_LN_NO_CIPHERING = bytes.fromhex("a109060760857405080101")
_LLS = bytes.fromhex("8a0207808b0760857405080201")
_INITIATE_RESPONSE, _SERVICE_ERROR = 0x08, 0x0E
_DLMS_VERSION = 6


OFFERED = (
    Conformance.PRIORITY
    | Conformance.BLOCK_GET
    | Conformance.BLOCK_SET
    | Conformance.BLOCK_ACTION
    | Conformance.MULTIPLE_REFERENCES
    | Conformance.GET
    | Conformance.SET
    | Conformance.SELECTIVE_ACCESS
    | Conformance.ACTION
)
"""What this client can do."""


class Association(NamedTuple):
    """What was agreed on."""

    conformance: Conformance
    max_send: int  # the longest APDU that the server takes; 0: any [octets]


def encode_aarq(
    password: bytes | None, *, conformance: Conformance = OFFERED, max_receive: int = 0xFFFF
) -> bytes:
    """AARQ for logical names without ciphering.

    Args:
        password: For low-level security; None: no security.
        conformance: The services asked for.
        max_receive: The longest APDU that this client takes. [octets]
    """
    initiate = b"\x01\x00\x00\x00" + bytes([_DLMS_VERSION]) + b"\x5f\x1f\x04\x00"
    initiate += int(conformance).to_bytes(3, "big") + max_receive.to_bytes(2, "big")
    body = _LN_NO_CIPHERING
    if password is not None:
        body += _LLS + ber.element(0xAC, ber.element(0x80, password))
    return ber.element(0x60, body + ber.element(0xBE, ber.element(0x04, initiate)))


def read_aare(apdu: bytes) -> Association:
    """Read the answer to AARQ.

    Raises:
        DecodeError: It is no AARE.
        AssociationRefused: The server says no.
    """
    tag, content, _ = ber.read_element(apdu)
    if tag != _AARE:
        raise DecodeError(f"the answer to AARQ has tag {tag:02X}, not 61")
    elements = ber.elements(content)
    result = _integer(elements.get(0xA2, b""))
    initiate = _octets(elements.get(0xBE))
    if result == 0:
        return _read_initiate(initiate)
    source, diagnostic = 1, 1
    if reason := elements.get(0xA3):
        choice, inner, _ = ber.read_element(reason)
        source, diagnostic = choice & 0x1F, _integer(inner)
    failed = initiate[2] if len(initiate) > 2 and initiate[:2] == bytes([_SERVICE_ERROR, 1]) else None
    if failed == 6 and len(initiate) > 3:
        failed = initiate[3]  # initiate error: its own enumeration
    raise AssociationRefused(result, source, diagnostic, failed)


def _octets(content: bytes | None) -> bytes:
    """An octet string inside; nothing where there is none."""
    return ber.read_element(content)[1] if content else b""


def _integer(content: bytes) -> int:
    """The INTEGER inside an element."""
    octets = ber.inside(content, 0x02)
    if not octets:
        raise DecodeError("an ACSE element should hold an INTEGER and does not")
    return int.from_bytes(octets, "big")


def _read_initiate(data: bytes) -> Association:
    """InitiateResponse: tag, quality of service or none, version, conformance, PDU size, VAA name."""
    if len(data) < 2 or data[0] != _INITIATE_RESPONSE:
        raise DecodeError("an accepted association holds no InitiateResponse")
    offset = 3 if data[1] else 2
    rest = data[offset:]
    if len(rest) < 12 or rest[1:3] != b"\x5f\x1f" or rest[3] != 4:
        raise DecodeError("the InitiateResponse is not built as it should be")
    return Association(Conformance(int.from_bytes(rest[5:8], "big")), int.from_bytes(rest[8:10], "big"))


def read_release(apdu: bytes) -> None:
    """Read the answer to RLRQ.

    Raises:
        DecodeError: It is no RLRE.
    """
    if not apdu or apdu[0] != _RLRE:
        raise DecodeError(f"the answer to RLRQ begins with {apdu[:1].hex().upper() or 'nothing'}, not 63")
