"""Keys that firmware is signed and checked with, as PEM files: Ed25519.

`openssl genpkey -algorithm ed25519` makes one too, and `openssl pkey -pubout` its public half.
"""

from __future__ import annotations

from pathlib import Path

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
    load_pem_public_key,
)

from enfas.errors import ConfigurationError

__all__ = ["private_pem", "public_pem", "read_private_key", "read_public_key"]


def read_public_key(path: Path) -> bytes:
    """The 32 octets of a public key, from its own file or from that of its private key.

    Raises:
        ConfigurationError: The file cannot be read, or holds no such key.
    """
    octets = _octets(path)
    if b"PRIVATE KEY" in octets:
        return read_private_key(path).public_key().public_bytes_raw()
    try:
        key = load_pem_public_key(octets)
    except (ValueError, UnsupportedAlgorithm):
        raise _no_key(path, "public") from None
    if not isinstance(key, Ed25519PublicKey):
        raise _no_key(path, "public")
    return key.public_bytes_raw()


def read_private_key(path: Path) -> Ed25519PrivateKey:
    """A private key, which is in no message.

    Raises:
        ConfigurationError: The file cannot be read, holds no such key, or is locked by a password.
    """
    try:
        key = load_pem_private_key(_octets(path), password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        raise _no_key(path, "private") from None
    if not isinstance(key, Ed25519PrivateKey):
        raise _no_key(path, "private")
    return key


def private_pem(key: Ed25519PrivateKey) -> bytes:
    """A private key as its file holds it."""
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def public_pem(key: Ed25519PrivateKey) -> bytes:
    """A key's public half as its file holds it."""
    return key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)


def _octets(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise ConfigurationError(f"{path} cannot be read: {error.strerror}") from error


def _no_key(path: Path, half: str) -> ConfigurationError:
    return ConfigurationError(
        f"{path} holds no {half} Ed25519 key in PEM without a password",
        hint="`enfas firmware key FILE` makes a pair",
    )
