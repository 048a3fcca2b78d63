from __future__ import annotations

from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from tests.firmware_bench import KEY, PUBLIC_KEY

from enfas.errors import ConfigurationError
from enfas.runtime.keys import private_pem, public_pem, read_private_key, read_public_key

pytestmark = pytest.mark.requirement("COM-4")


def test_both_halves_come_back(tmp_path: Path) -> None:
    private, public = tmp_path / "a.pem", tmp_path / "a.pub.pem"
    private.write_bytes(private_pem(KEY))
    public.write_bytes(public_pem(KEY))
    assert read_private_key(private).private_bytes_raw() == KEY.private_bytes_raw()
    assert read_public_key(public) == read_public_key(private) == PUBLIC_KEY


def test_what_is_no_key(tmp_path: Path) -> None:
    other = X25519PrivateKey.generate()
    locked = KEY.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.BestAvailableEncryption(b"word"),
    )
    pem = serialization.Encoding.PEM
    for octets in (
        b"",
        b"no key",
        public_pem(KEY)[:-40],
        locked,
        other.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()),
        other.public_key().public_bytes(pem, serialization.PublicFormat.SubjectPublicKeyInfo),
    ):
        path = tmp_path / "key.pem"
        path.write_bytes(octets)
        for read in (read_public_key, read_private_key):
            with pytest.raises(ConfigurationError, match=r"key\.pem holds no (public|private) Ed25519 key"):
                read(path)
    with pytest.raises(ConfigurationError, match="cannot be read"):
        read_private_key(tmp_path / "nowhere")
