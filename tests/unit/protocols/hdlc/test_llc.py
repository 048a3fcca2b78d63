"""The LLC octets."""

from __future__ import annotations

import pytest

from enfas.errors import DecodeError
from enfas.protocols.hdlc import llc


def test_unwrap():
    assert llc.unwrap(llc.REQUEST + b"\xc0\x01", llc.REQUEST) == b"\xc0\x01"


@pytest.mark.parametrize("payload", [b"", b"\xe6", b"\xe6\xe7\x00\xc4", b"\xc0\x01\x81"])
def test_another_header_is_refused(payload):
    with pytest.raises(DecodeError):
        llc.unwrap(payload, llc.REQUEST)
