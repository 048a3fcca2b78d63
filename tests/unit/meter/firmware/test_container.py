"""The container of an image: a golden one, and none that was changed is taken."""

from __future__ import annotations

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st
from tests.firmware_bench import KEY, OTHER_KEY, PUBLIC_KEY, image_of

from enfas.catalog.firmware import IMAGE_MOST, UploadResult
from enfas.errors import ConfigurationError, DecodeError
from enfas.meter.firmware.container import (
    HEADER_OCTETS,
    SIGNATURE_OCTETS,
    build,
    check_signature,
    is_signed,
    sign,
    split,
)
from enfas.meter.firmware.fault import ImageFault

pytestmark = pytest.mark.requirement("COM-4")

BODY = b'{"any":"body"}'
SIGNED = sign(build(BODY), KEY)


def result_of(image: bytes) -> UploadResult:
    with pytest.raises(ImageFault) as fault:
        check_signature(image, PUBLIC_KEY)
    return fault.value.result


def test_a_golden_image() -> None:
    """Header, body, and the signature as any other Ed25519 makes it (RFC 8032 is deterministic)."""
    assert SIGNED.hex() == (
        "45465701" "0000000e" "c4d3c718" "ff5cc9d7"
        "7b22616e79223a22626f6479227d"
        "40f2c21c3b6cc8e8d1805b5a26b1f39331de6b8bf9436cb428f7ef4b2b34cd55"
        "39cd59dfa2256fb9962b60be7765363e8848a1089d39f18746319bcc3f9ce10b"
    )  # fmt: skip
    assert check_signature(SIGNED, PUBLIC_KEY) == BODY
    assert split(SIGNED) == (BODY, SIGNED[-SIGNATURE_OCTETS:])


def test_signed_or_not() -> None:
    plain = build(BODY)
    assert not is_signed(plain)
    assert is_signed(SIGNED)
    assert len(SIGNED) == len(plain) + SIGNATURE_OCTETS == HEADER_OCTETS + len(BODY) + SIGNATURE_OCTETS
    assert sign(sign(plain, OTHER_KEY), KEY) == SIGNED, "a signature that was there is replaced"


@given(at=st.integers(0, len(SIGNED) - 1), change=st.integers(1, 255))
def test_any_changed_octet_is_refused(at: int, change: int) -> None:
    changed = bytearray(SIGNED)
    changed[at] ^= change
    assert result_of(bytes(changed)) is not UploadResult.SUCCESS


@given(st.binary(max_size=300))
def test_whatever_comes_is_refused(octets: bytes) -> None:
    with pytest.raises(DecodeError):
        check_signature(octets, PUBLIC_KEY)


@given(at=st.integers(0, len(SIGNED) - 1), more=st.binary(max_size=3))
def test_cut_short_or_lengthened(at: int, more: bytes) -> None:
    for image in (SIGNED[:at], SIGNED + more + b"\0"):
        assert result_of(image) in (UploadResult.HEADER, UploadResult.SIGNATURE)


def test_each_place_has_its_reason() -> None:
    def flipped(at: int) -> bytes:
        return SIGNED[:at] + bytes([SIGNED[at] ^ 1]) + SIGNED[at + 1 :]

    assert [result_of(flipped(at)) for at in (0, 5, 13, HEADER_OCTETS, len(SIGNED) - 1)] == [
        UploadResult.HEADER,
        UploadResult.HEADER_CHECKSUM,
        UploadResult.HEADER_CHECKSUM,
        UploadResult.INTERNAL_CHECKSUM,
        UploadResult.SIGNATURE,
    ]
    assert result_of(build(BODY)) is UploadResult.SIGNATURE
    assert result_of(sign(build(BODY), OTHER_KEY)) is UploadResult.SIGNATURE
    assert result_of(sign(build(BODY), Ed25519PrivateKey.generate())) is UploadResult.SIGNATURE


def test_an_image_has_an_upper_bound() -> None:
    room = IMAGE_MOST - HEADER_OCTETS - SIGNATURE_OCTETS
    assert len(sign(build(bytes(room)), KEY)) == IMAGE_MOST
    with pytest.raises(ConfigurationError, match="at most 524288"):
        build(bytes(room + 1))


def test_a_package_lies_in_it() -> None:
    assert check_signature(image_of(), PUBLIC_KEY).startswith(b'{"meters":"*')
