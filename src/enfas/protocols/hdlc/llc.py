"""The three LLC octets before each APDU on an HDLC link.

Source: IEC 62056-46, LLC PDU format (ISO/IEC 8802-2 with fixed addresses and an empty quality octet).
"""

from __future__ import annotations

from enfas.errors import DecodeError

__all__ = ["REQUEST", "RESPONSE", "unwrap"]

REQUEST = b"\xe6\xe6\x00"
"""Before what a client sends."""

RESPONSE = b"\xe6\xe7\x00"
"""Before what a server sends."""


def unwrap(payload: bytes, header: bytes) -> bytes:
    """The APDU behind the expected header (`REQUEST` at a server, `RESPONSE` at a client).

    Raises:
        DecodeError: Another header, or none.
    """
    if payload[:3] != header:
        raise DecodeError(f"LLC header {payload[:3].hex(' ')} is not {header.hex(' ')}")
    return payload[3:]
