"""Tokens: credit as 20 digits that can be typed in, or as octets with a signature.

A token of 20 digits holds 66 bits, as the tokens of the Standard Transfer Specification do (IEC 62055-41,
from memory; the layout inside is ours, and no STS meter takes it):

    kind (2)  tag (32)  identifier (16) and amount (16), encrypted

It is sealed in the way of RFC 5297: the tag is an AES-CMAC over the serial number, the kind and the contents,
under a key that only this meter and its utility have, and from the tag comes what hides the contents. So a
meter knows its own tokens, and nobody else can tell or alter what one says. That is a keyed code and no
signature: whoever has the meter's secret can make tokens for it, and for no other meter.

A guess is right once in 2**32 = 4.3e9. After five wrong tokens the meter takes none for a minute, then for
two, four … up to an hour (`vault`): at most some 24 guesses a day, so that who types day and night for a year
has a chance of 2e-6.

A signed token (80 octets, over the wire) can be made only by whoever has the private key (Ed25519, RFC 8032):
a magic (4), serial number, identifier, amount (4 each, unsigned), the signature of these 16 (64).
"""

from __future__ import annotations

import hmac
from enum import IntEnum, unique
from typing import Final, NamedTuple

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.cmac import CMAC

__all__ = [
    "DIGITS",
    "MOST_TENTHS",
    "SIGNED_OCTETS",
    "Token",
    "TokenKind",
    "open_signed",
    "open_token",
    "seal_token",
    "sign_token",
]

DIGITS: Final = 20
SIGNED_OCTETS: Final = 80
MOST_TENTHS: Final = 0xFFFF
_U32_MAX: Final = 0xFFFF_FFFF
_KIND_SHIFT: Final = 64
_MAGIC: Final = b"ECT1"
_FIELDS: Final = len(_MAGIC) + 12


@unique
class TokenKind(IntEnum):
    """What a token of 20 digits loads."""

    ENERGY = 0  # tenths of a kWh
    MONEY = 1  # tenths of the currency


class Token(NamedTuple):
    """What a token says.

    Attributes:
        identifier: Its number: each is taken once.
        tenths: How much it loads. [0.1 kWh, or 0.1 of the currency]
        kind: Of what.
    """

    identifier: int
    tenths: int
    kind: TokenKind = TokenKind.ENERGY


def _block(key: bytes, block: bytes) -> bytes:
    encryptor = Cipher(algorithms.AES(key), modes.ECB()).encryptor()  # noqa: S305  # one block, as CMAC's own
    return encryptor.update(block) + encryptor.finalize()


def _cmac(key: bytes, data: bytes) -> bytes:
    code = CMAC(algorithms.AES(key))
    code.update(data)
    return code.finalize()


def _keys(secret: bytes) -> tuple[bytes, bytes]:
    """The keys of tag and contents: the secret is used for nothing else."""
    return _cmac(secret, b"Enfas token tag"), _cmac(secret, b"Enfas token contents")


def _tag(key: bytes, serial_number: int, kind: int, contents: bytes) -> bytes:
    return _cmac(key, serial_number.to_bytes(4, "big") + bytes((kind,)) + contents)[:4]


def _hide(key: bytes, tag: bytes, contents: bytes) -> bytes:
    return bytes(a ^ b for a, b in zip(contents, _block(key, tag + bytes(12)), strict=False))


def seal_token(secret: bytes, serial_number: int, token: Token) -> str:
    """The 20 digits of a token for a meter.

    Args:
        secret: The meter's, 16 octets.
        serial_number: The meter's.
        token: Identifier and amount from 0 to 65 535.
    """
    tag_key, contents_key = _keys(secret)
    contents = token.identifier.to_bytes(2, "big") + token.tenths.to_bytes(2, "big")
    tag = _tag(tag_key, serial_number, token.kind, contents)
    sealed = int.from_bytes(tag + _hide(contents_key, tag, contents), "big")
    return f"{(token.kind << _KIND_SHIFT) | sealed:0{DIGITS}d}"


def open_token(secret: bytes, serial_number: int, digits: str) -> Token | None:
    """What 20 digits say to a meter; None where they are none of its tokens."""
    kind, sealed = divmod(int(digits), 1 << _KIND_SHIFT)
    if kind not in set(TokenKind):
        return None
    octets = sealed.to_bytes(8, "big")
    tag_key, contents_key = _keys(secret)
    contents = _hide(contents_key, octets[:4], octets[4:])
    if not hmac.compare_digest(_tag(tag_key, serial_number, kind, contents), octets[:4]):
        return None
    return Token(int.from_bytes(contents[:2], "big"), int.from_bytes(contents[2:], "big"), TokenKind(kind))


def sign_token(private_key: bytes, serial_number: int, token: Token) -> bytes:
    """A signed token for a meter.

    Args:
        private_key: Ed25519, 32 octets.
        serial_number: The meter's.
        token: Identifier and amount from 0 to 4 294 967 295; the kind is what the meter counts in.
    """
    said = _MAGIC + b"".join(n.to_bytes(4, "big") for n in (serial_number, token.identifier, token.tenths))
    return said + Ed25519PrivateKey.from_private_bytes(private_key).sign(said)


def open_signed(public_key: bytes, serial_number: int, octets: bytes) -> Token | None:
    """What signed octets say to a meter; None where they are none of its tokens."""
    if len(octets) != SIGNED_OCTETS:
        return None
    said, signature = octets[:_FIELDS], octets[_FIELDS:]
    try:
        Ed25519PublicKey.from_public_bytes(public_key).verify(signature, said)
    except InvalidSignature:
        return None
    serial, identifier, tenths = (int.from_bytes(said[at : at + 4], "big") for at in (4, 8, 12))
    return Token(identifier, tenths) if said.startswith(_MAGIC) and serial == serial_number else None
