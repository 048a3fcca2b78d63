"""Tokens: what is sealed is opened by its meter alone, and nothing else is."""

from __future__ import annotations

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from enfas.meter.prepayment.tokens import (
    DIGITS,
    SIGNED_OCTETS,
    Token,
    TokenKind,
    open_signed,
    open_token,
    seal_token,
    sign_token,
)

pytestmark = pytest.mark.requirement("SW-4")
SECRET = bytes(range(16))
SERIAL = 12_345_678
GOLDEN = "10582361172756462316"
PRIVATE = bytes(range(32))
PUBLIC = Ed25519PrivateKey.from_private_bytes(PRIVATE).public_key().public_bytes_raw()
TOKENS = st.builds(Token, st.integers(0, 0xFFFF), st.integers(0, 0xFFFF), st.sampled_from(TokenKind))


def test_a_token_as_it_is() -> None:
    """A golden one: tokens that were sold must be taken by a later version."""
    assert seal_token(SECRET, SERIAL, Token(1, 500)) == GOLDEN
    assert open_token(SECRET, SERIAL, GOLDEN) == Token(1, 500, TokenKind.ENERGY)


@given(TOKENS, st.binary(min_size=16, max_size=16), st.integers(0, 0xFFFF_FFFF))
def test_what_is_sealed_is_opened(token: Token, secret: bytes, serial: int) -> None:
    digits = seal_token(secret, serial, token)
    assert len(digits) == DIGITS
    assert digits.isdigit()
    assert open_token(secret, serial, digits) == token


@given(TOKENS, st.integers(0, DIGITS - 1), st.integers(1, 9))
def test_a_changed_digit_is_no_token(token: Token, at: int, by: int) -> None:
    digits = seal_token(SECRET, SERIAL, token)
    other = digits[:at] + str((int(digits[at]) + by) % 10) + digits[at + 1 :]
    assert open_token(SECRET, SERIAL, other) is None


@given(TOKENS, st.integers(0, 0xFFFF_FFFF).filter(lambda serial: serial != SERIAL))
def test_a_token_is_for_one_meter(token: Token, serial: int) -> None:
    digits = seal_token(SECRET, SERIAL, token)
    assert open_token(SECRET, serial, digits) is None
    assert open_token(bytes(16), SERIAL, digits) is None


@given(st.text("0123456789", min_size=DIGITS, max_size=DIGITS))
def test_any_digits_are_answered(digits: str) -> None:
    assert open_token(SECRET, SERIAL, digits) is None


@given(st.integers(0, 0xFFFF_FFFF), st.integers(0, 0xFFFF_FFFF))
def test_what_is_signed_is_opened(identifier: int, tenths: int) -> None:
    octets = sign_token(PRIVATE, SERIAL, Token(identifier, tenths))
    assert len(octets) == SIGNED_OCTETS
    assert open_signed(PUBLIC, SERIAL, octets) == Token(identifier, tenths)
    assert open_signed(PUBLIC, SERIAL + 1, octets) is None


@given(st.integers(0, SIGNED_OCTETS - 1), st.integers(1, 255))
def test_changed_octets_are_no_signed_token(at: int, by: int) -> None:
    octets = bytearray(sign_token(PRIVATE, SERIAL, Token(7, 500)))
    octets[at] ^= by
    assert open_signed(PUBLIC, SERIAL, bytes(octets)) is None


@given(st.binary(max_size=100))
def test_any_octets_are_answered(octets: bytes) -> None:
    assert open_signed(PUBLIC, SERIAL, octets) is None
